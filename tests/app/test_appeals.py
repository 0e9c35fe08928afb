"""Contested verdicts as gold cases: one row an appeal, one id a row."""

from dataclasses import replace
from typing import Any

from app.appeals import gold_cases
from app.interview.appeal import Appeal
from app.interview.grade import VerdictState
from app.interview.interview import Interview

MET, PARTLY, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET


def contested(make: Any, *heard: tuple[str, str, VerdictState]) -> Interview:
    """An interview whose first turn was contested: point, sentence, what came of it."""
    question = make.question()
    interview = make.answer(make.interview(question), make.grade(question, [MISSED] * 4))
    (turn,) = interview.turns
    verdicts = {verdict.point_id: verdict for verdict in turn.grade.verdicts}
    appeals = tuple(
        Appeal(point, sentence, verdicts[point], replace(verdicts[point], state=state), make.now)
        for point, sentence, state in heard
    )
    return replace(interview, turns=(replace(turn, appeals=appeals),))


def test_the_same_appeal_twice_is_one_row_with_its_last_outcome(make: Any) -> None:
    rows = gold_cases(contested(make, ("p1", "I said  so.", MISSED), ("p1", "I said so.", PARTLY)))
    assert [(row["id"], row["before"], row["labels"]) for row in rows] == [
        ("an-interview-1-p1", "not met", {"p1": "partly met"})
    ]


def test_another_sentence_or_point_is_a_row_of_its_own_with_an_id_of_its_own(make: Any) -> None:
    heard = (("p1", "I said so.", MISSED), ("p2", "I said so.", MET), ("p1", "And here.", MET))
    rows = gold_cases(contested(make, *heard))
    assert [row["id"] for row in rows] == ["an-interview-1-p1", "an-interview-1-p2", "an-interview-1-p1-2"]
    assert [row["sentence"] for row in rows] == ["I said so.", "I said so.", "And here."]
    assert {row["answer"] for row in rows} == {"my own words"}
