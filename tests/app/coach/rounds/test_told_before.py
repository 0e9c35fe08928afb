"""A project review asks for nothing that the candidate has told already: another question comes in its place."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from interviews_by_rule import open_interviews, points, say

from app.coach.interviews import Interviews
from app.coach.question_bank import QuestionBank
from app.interview.flows.project_review import OPENING
from app.interview.interview import Interview
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage

TEXTS = {
    OPENING: "Walk me through the project that you are proudest of.",
    "baseline": "Which baseline did your project have to beat?",
    "labels": "Where did the labels in your project come from?",
}
POINTS = {
    OPENING: ("problem", "approach"),
    "baseline": ("baseline", "numbers"),
    "labels": ("scanner",),
    "cost": ("euro",),
}


def opened(folder: Path, embedder: Any, *names: str) -> tuple[Interviews, Interview]:
    """A review of the opening and the first of `names`, the others in the bank."""
    bank = tuple(
        Question(
            id=name, text=TEXTS[name], stage=Stage.PROJECT_REVIEW, key_points=points(*POINTS[name]), strong_answer="-"
        )
        for name in (OPENING, *names)
    )
    interviews = replace(open_interviews(folder, embedder), bank=QuestionBank(bank))
    return interviews, interviews.start_with(bank[:2])


def asked_after(interviews: Interviews, interview: Interview, words: str) -> str:
    taken = say(
        interviews, interview, f"The problem was bread that is thrown away, and the approach a forecast. {words}"
    )
    return taken.interview.ask.question_id


def test_a_question_whose_subject_was_told_gives_way_to_another(tmp_path: Path, fake_embedder: Any) -> None:
    interviews, interview = opened(tmp_path, fake_embedder, "baseline", "labels")
    assert asked_after(interviews, interview, "Our first baseline was last week's sales.") == "labels"
    now = interviews.get(interview.id)
    assert [one.id for one in now.plan] == [OPENING, "labels"]


def test_a_point_that_was_made_in_other_words_than_the_question_asks_for_is_asked_for(
    tmp_path: Path, fake_embedder: Any
) -> None:
    """The grader finds vague points in any story; what was told is told in words of the question."""
    interviews, interview = opened(tmp_path, fake_embedder, "baseline", "labels")
    assert asked_after(interviews, interview, "In numbers it was a fifth.") == "baseline"


def test_what_was_told_is_asked_all_the_same_where_nothing_else_is_left(tmp_path: Path, fake_embedder: Any) -> None:
    interviews, interview = opened(tmp_path, fake_embedder, "baseline")
    assert asked_after(interviews, interview, "Our first baseline was last week's sales.") == "baseline"
