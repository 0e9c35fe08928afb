"""`coach eval appeals`: which answers are contested, and what is told of it."""

from app.interview.grade import VerdictState
from app.reading.outcome import PointState
from eval.reading.annotated import Sentence
from eval.reading.appeals import Outcome, placed, report, untaught
from eval.reading.texts import Side, read_sides

MISSED, WRONG, MET = VerdictState.NOT_MET, VerdictState.CONTRADICTED, VerdictState.MET


def test_no_question_is_contested_that_the_reader_was_taught() -> None:
    sides = read_sides()
    taught = [one.question_id for one in untaught() if sides.side(one.question_id) is Side.TRAIN]
    # Those of told/parts.jsonl go by no side: they teach nothing.
    assert len(untaught()) - len(taught) > 200
    assert len(taught) < 100


def test_sentences_stand_where_they_are_said_to() -> None:
    text, places = placed([Sentence(text="It is so."), Sentence(text="And so on.")])
    assert [text[place.start : place.end] for place in places] == ["It is so.", "And so on."]


def test_what_is_granted_is_told_by_what_was_said() -> None:
    outcomes = [
        Outcome(PointState.MET, MISSED, MET),
        Outcome(PointState.MET, WRONG, MISSED),
        Outcome(PointState.CONTRADICTED, WRONG, WRONG),
        Outcome(PointState.NOT_MET, MISSED, MISSED),
    ]
    told = report(outcomes)
    assert [one.is_granted for one in outcomes] == [True, False, False, False]
    assert "1 of 2 (0.500)" in told
    assert "0 of 2 (0.000)" in told
