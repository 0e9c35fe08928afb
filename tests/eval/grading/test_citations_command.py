"""`coach eval citations` and its part of `coach eval all`: what they measure, with which model, and what they save."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from brains import by_role, grades
from scripted import Play, scripted
from typer.testing import CliRunner
from untouchable import Untouchable

from app.coach.coach import Coach
from app.settings import Settings
from eval.commands import answers
from eval.commands.groups import evaluate as commands
from eval.figures.folders import CASES
from eval.grading.gold_cases import LABELLED
from eval.report import everything
from eval.report.everything import Bench, measure_citations
from ingest.embedding.embedder import Embedder
from ingest.errors import BadRequest


def _few_cases(folder: Path) -> Path:
    """Three labelled queries and two gold answers of ours, in a folder of their own."""
    (folder / "own").mkdir(parents=True)
    for name, most in (("own/queries.jsonl", 3), ("gold_answers_a.jsonl", 2)):
        lines = (CASES / name).read_text(encoding="utf-8").split("\n")[:most]
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    shutil.copy(CASES / LABELLED, folder)
    return folder


@pytest.mark.slow
def test_eval_all_measures_offline_whatever_model_the_coach_has(
    coach: Coach, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = _few_cases(tmp_path / "cases")
    for module in (answers, everything):
        monkeypatch.setattr(module, "CASES", few)
    monkeypatch.setattr(everything, "RESULTS", tmp_path)
    untouchable: Any = Untouchable()
    costly = replace(
        coach,
        interviews=replace(coach.interviews, grader=untouchable),
        questions=replace(coach.questions, tutor=untouchable),
    )
    measure_citations(Bench(embedder, Settings(_env_file=None), tmp_path), costly, lambda _: None)
    text = (tmp_path / "citations.md").read_text(encoding="utf-8")
    assert "citations of answers, offline" in text
    assert "citations of grades, offline" in text
    found = json.loads((tmp_path / "citations.json").read_text(encoding="utf-8"))
    assert (found["answers"]["every"]["answers"], found["grades"]["every"]["answers"]) == (3, 2)
    assert found["answers"]["failed"] == found["grades"]["failed"] == {}


def _run(*arguments: str, **environment: str) -> Any:
    return CliRunner().invoke(commands, ["citations", *arguments], env=environment)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--tutor", "llm"), "no language model is set"),
        (("--tutor", "parrot"), "no tutor 'parrot'"),
        (("--save", "--limit", "3"), "over all labels"),
        (("--save", "--grades", "3"), "over all labels"),
    ],
)
def test_the_command_refuses_what_it_cannot_measure(arguments: tuple[str, ...], why: str) -> None:
    error = _run(*arguments).exception
    assert isinstance(error, BadRequest)
    assert why in str(error)


@pytest.mark.slow
def test_the_command_measures_offline_where_a_model_is_set_too() -> None:
    # Nobody listens there: were the model asked, its failure would be told.
    done = _run("--limit", "2", "--grades", "1", "--json", COACH_LLM_BASE_URL="http://127.0.0.1:9/v1")
    assert done.exception is None
    found = json.loads(done.stdout)
    assert (found["answers"]["every"]["answers"], found["grades"]["every"]["answers"]) == (2, 1)
    assert found["answers"]["own"] is None
    assert found["answers"]["fell_back"] == found["grades"]["fell_back"] == {}


@pytest.mark.slow
def test_a_model_that_does_not_answer_is_not_measured() -> None:
    done = _run("--tutor", "llm", "--limit", "1", COACH_LLM_BASE_URL="http://127.0.0.1:9/v1", COACH_LLM_RETRIES="0")
    assert done.exception is not None
    assert "The language model" in str(done.exception)


@pytest.mark.slow
def test_a_model_is_measured_and_saved_beside_the_offline_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = _few_cases(tmp_path / "cases")
    for module in (answers, everything):
        monkeypatch.setattr(module, "CASES", few)
    monkeypatch.setattr(everything, "RESULTS", tmp_path)
    with scripted() as server:
        server.default = Play(by_role(tutor="Bananas ripen on ships that leave Ecuador in May.", grader=grades({})))
        done = _run("--tutor", "llm", "--save", COACH_LLM_BASE_URL=server.url)
        roles = [one.body["messages"][0]["content"] for one in server.received]
    assert done.exception is None
    found = json.loads((tmp_path / "citations-llm.json").read_text(encoding="utf-8"))
    assert not (tmp_path / "citations.md").exists()
    assert (tmp_path / "citations-llm.md").read_text(encoding="utf-8").strip("`\n") == done.stdout.strip()
    assert (found["answers"]["answered_by"], found["answers"]["ungrounded"]) == ("llm, scripted", 3)
    assert (found["grades"]["graded_by"], found["grades"]["own"]["answers"]) == ("llm, scripted", 2)
    assert not any("You word a given question" in text or "one short follow-up" in text for text in roles)
