"""An interview: what it was asked, what of it may be shown, how it ends."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.interview.citation import Citation
from app.interview.course import Course
from app.interview.grade import Delivery, Evidence, GradedBy, Mistake, VerdictState, not_graded
from app.interview.interview import Interview
from app.interview.turn import Ask, TurnKind
from ingest.bank.questions import load_bank
from ingest.bank.taxonomy import Difficulty, Stage

BANK = Path(__file__).resolve().parents[3] / "corpus" / "questions"

MET, PARTLY, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET
UNGRADED = not_graded("no grader", Delivery(1, 0.0, ()), GradedBy("llm", "m", "1"))
DIFFICULTIES = list(Difficulty)


@pytest.mark.parametrize(
    ("teaches", "shown"),
    [({"p0": 1, "p1": 2}, [2]), ({"p0": 1, "p1": 1}, [1]), ({"p1": 1}, [1]), ({}, [])],
)
def test_a_passage_that_teaches_the_point_asked_next_alone_is_shown_when_it_is_answered(
    make: Any, teaches: dict[str, int], shown: list[int]
) -> None:
    question = make.question("one")
    citations = tuple(Citation(n, "d", "T", (), 0, 4, "Text") for n in sorted(set(teaches.values())))
    grade = make.grade(question, [PARTLY, MISSED, MET, MET])
    during = make.answer(
        make.interview(question, make.question("two")), grade, citations=citations, point_citations=teaches
    )
    assert during.held_back(during.turns[0]) == {"p0"}
    assert [one.n for one in during.shown_citations(during.turns[0])] == shown
    after = make.answer(during, make.grade(during.graded_against(during.ask), [MISSED]))
    assert after.held_back(after.turns[0]) == frozenset()
    assert after.shown_citations(after.turns[0]) == citations
    ended = during.ended(make.now)
    assert ended.shown_citations(ended.turns[0]) == citations


def test_a_follow_up_explains_the_mistakes_of_the_answer_before_unless_it_makes_them_again(make: Any) -> None:
    first, second = make.question("one"), make.question("two")
    pruned, froze = (Mistake(f"It {what}.", "It adds.", Evidence("my own words", 0, 12)) for what in ("prunes", "is"))
    grade = replace(make.grade(first, [PARTLY, MET, MET, MET]), mistakes=(pruned, froze))
    during = make.answer(make.interview(first, second), grade)
    told = make.grade(during.graded_against(during.ask), [MISSED])
    assert during.explained(during.turns[0]) == ()
    after = make.answer(during, told)
    assert after.explained(after.turns[1]) == (pruned, froze)
    assert after.explained(after.turns[0]) == ()
    after = make.answer(during, replace(told, mistakes=(froze,)))
    assert after.explained(after.turns[1]) == (pruned,)


def test_where_more_may_be_asked_all_that_was_missed_is_held_back(make: Any) -> None:
    question = make.question(stage=Stage.DEEP_DIVE)
    during = make.answer(make.interview(question), make.grade(question, [MISSED, PARTLY, MISSED, MET]))
    assert during.ask.point_id == "p0"
    assert during.held_back(during.turns[0]) == {"p0", "p1", "p2"}
    after = make.answer(during, make.grade(during.graded_against(during.ask), [PARTLY]))
    assert after.ask.point_id == "p2"
    assert after.held_back(after.turns[0]) == {"p1", "p2"}
    assert after.ended(make.now).held_back(after.turns[0]) == frozenset()


def test_a_follow_up_is_graded_against_its_one_point(make: Any) -> None:
    question = make.question()
    interview = make.answer(make.interview(question), make.grade(question, [MET, PARTLY, MET, MET]))
    asked = interview.graded_against(interview.ask)
    assert asked.text == "What about point 1?"
    assert [point.id for point in asked.key_points] == ["p1"]
    assert asked.strong_answer == question.strong_answer


def test_a_follow_up_takes_a_minute_and_a_question_its_own_time(make: Any) -> None:
    question = make.question()
    interview = make.interview(question)
    assert interview.ask is not None
    assert interview.graded_against(interview.ask).minutes == interview.minutes(interview.ask) == question.minutes == 5
    probed = make.answer(interview, make.grade(question, [MET, PARTLY, MET, MET]))
    assert probed.graded_against(probed.ask).minutes == probed.minutes(probed.ask) == 1


def test_ending_early_keeps_what_was_answered_and_ending_twice_changes_nothing(make: Any) -> None:
    question = make.question()
    interview = make.answer(make.interview(question), make.grade(question, [MISSED] * 4))
    ended = interview.ended(make.now)
    assert (ended.ask, ended.turns, ended.ended_utc) == (None, interview.turns, make.now)
    assert ended.ended(make.now) is ended


def test_the_code_that_a_question_is_about_is_shown_with_it_and_not_with_its_follow_ups() -> None:
    """Who was asked to mend "this function" saw none, in the page, the terminal and a chat."""
    bank = {one.id: one for one in load_bank(BANK)}
    mend, new = bank["code-debug-next-token-blocks"], bank["code-two-sum-hash-map"]
    interview = Interview.begun("id", (mend, new), (), datetime(2026, 12, 3, tzinfo=UTC), Course())
    shown = interview.code_of(Ask(1, TurnKind.QUESTION, mend.id, mend.text))
    assert shown.startswith("def blocks(docs, size, eos, ignore=-100):\n    stream = [")
    compile(shown, "shown", "exec")
    assert interview.code_of(Ask(2, TurnKind.FOLLOW_UP, mend.id, "Why?", point_id=mend.key_points[0].id)) == ""
    assert interview.code_of(Ask(3, TurnKind.QUESTION, new.id, new.text)) == ""
