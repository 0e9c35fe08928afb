"""What the form of long answers is fitted on."""

import json
from pathlib import Path

from app.reading.outcome import STATES, PointState
from app.reading.verdict import LONG_WORDS
from eval.fitting.long_answers import LONG, long_answers
from eval.reading.annotated import read_annotated
from eval.reading.texts import Side, read_sides
from ingest.bank.questions import load_bank

BANK = load_bank(Path("corpus/questions"))
# Of the questions of `unprompted` a half is taught, and told so.
# The answers of three sets are to questions of which some are taught: eval/cases/independent/README.md tells how many.
OF_TAUGHT = ("unprompted", "december", "story_follow_ups_taught")
MEASURING = [
    *(path for path in Path("eval/cases/independent").glob("*.jsonl") if not path.stem.startswith(OF_TAUGHT)),
    *Path("eval/cases/hiring").glob("*.jsonl"),
]


def test_long_answers_and_their_parts_are_longer_than_what_is_read_whole() -> None:
    found = long_answers(BANK)
    assert all(len(one.answer.split()) > LONG_WORDS for one in found)
    whole = {question.id: question.strong_answer for question in BANK}
    parts = [one for one in found if len(one.answer.split()) < len(whole[one.question.id].split())]
    assert len(parts) > len(found) / 2
    unsaid = [label for one in parts for label in one.labels.values() if label == STATES.index(PointState.NOT_MET)]
    assert len(unsaid) > len(parts)


def test_no_question_that_is_measured_on_is_among_those_of_the_long_answers() -> None:
    rows = (json.loads(line) for path in MEASURING for line in path.read_text(encoding="utf-8").splitlines())
    measured = {row["question_id"] for row in rows if "question_id" in row}
    sides = read_sides()
    asked = [annotated.question_id for annotated in read_annotated(LONG)]
    assert len(asked) == len(set(asked))
    assert not measured & set(asked)
    assert all(sides.side(each) is not Side.HELD_OUT for each in asked)
