"""How an answer was spoken: its time, its fillers, its pauses. The module of the page is run by node as it is."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

PACE = Path(__file__).resolve().parents[4] / "app" / "web" / "voice" / "pace.js"
NODE = shutil.which("node")
RUN = """
const { paceOf, paceSentence } = await import(process.argv[1]);
const paces = JSON.parse(process.argv[2]).map(paceOf);
console.log(JSON.stringify(paces.map((pace) => ({ ...pace, told: paceSentence(pace) }))));
"""
FILLERS = {
    "Um, it is, uhh, a cache": ["um", "uhh"],
    "erm hmm er well": ["erm", "hmm", "er"],
    "it scales you know with the length": ["you know"],
    "you know it scales, I mean the memory": ["you know", "i mean"],
    "as you know it scales, and that is what I mean by it": [],
    "do you know the prior, if you know it": [],
    "an HMM and an ER diagram": [],
    "the umbrella of errors, her thumb, hummus": [],
    "the model likes it, like, a lot": [],
}
Segment = tuple[str, float, float, int]
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not there")


def paces(*answers: list[Segment]) -> list[dict[str, Any]]:
    """What the page makes of answers: of each its segments (words, seconds from and to, run)."""
    assert NODE is not None
    spoken = [
        [{"text": text, "fromMs": start * 1000, "toMs": end * 1000, "run": run} for text, start, end, run in answer]
        for answer in answers
    ]
    command = [NODE, "--input-type=module", "-e", RUN, PACE.as_uri(), json.dumps(spoken)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    found: list[dict[str, Any]] = json.loads(told)
    return found


def test_an_answer_is_told_with_its_time_its_rate_its_fillers_and_its_longest_pause() -> None:
    words = " ".join(["word"] * 60)
    [told] = paces([(f"um {words}", 3, 30, 1), (f"you know um {words} uh", 36, 68, 1)])
    assert told["told"] == (
        "Spoken: 125 words in 1:05 (115 a minute), 4 fillers (um, you know, uh), longest pause 6 s."
    )


def test_what_nobody_can_say_in_its_time_is_not_told() -> None:
    told = paces([(" ".join(["word"] * 111), 0, 0.4, 1)], [("one two three", 0, 0.2, 1)])
    assert [one["told"] for one in told] == ["", ""]


def test_between_two_runs_of_the_microphone_nobody_pauses_and_what_overlaps_counts_once() -> None:
    runs: list[Segment] = [("one two", 0, 2, 1), ("three", 60, 61, 2), ("four", 64, 65, 2)]
    twice: list[Segment] = [("one", 0, 3, 1), ("two", 2, 4, 1)]
    assert [(one["words"], one["ms"], one["pauseMs"]) for one in paces(runs, twice)] == [(4, 7000, 3000), (2, 4000, 0)]


def test_a_breath_is_no_pause_and_a_few_seconds_have_no_rate() -> None:
    short = paces([("one two three", 0, 2, 1), ("four", 3.5, 4, 1)], [("yes", 0, 0, 1)])
    assert [one["told"] for one in short] == ["Spoken: 4 words in 0:04.", ""]


def test_fillers_are_sounds_and_phrases_that_are_no_part_of_a_sentence() -> None:
    found = paces(*([(text, 0.0, 1.0, 1)] for text in FILLERS))
    assert dict(zip(FILLERS, (one["fillers"] for one in found), strict=True)) == FILLERS
