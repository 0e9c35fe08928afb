"""How far a model's verdicts count, by what it has earned in the exam."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from brains import grades
from scripted import Play, Scripted

from app.api.interviews.grade_schemas import later
from app.grading.exam.result import Level
from app.grading.llm import LLMGrader
from app.grading.trust import SURE
from app.interview.grade import NOT_PASSED, Grade, VerdictState
from app.interview.results.reply import reply
from app.llm.client import Client
from ingest.bank.questions import Question

MET, PARTLY, NOT, CONTRADICTED = (
    VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET, VerdictState.CONTRADICTED,
)  # fmt: skip
ANSWER = "The cache keeps what was asked for last, and it drops the oldest entry when it is full."
SAID, MADE_UP = "drops the oldest entry", "it never forgets"
Judge = Callable[..., Grade]


class Fixed:
    """An offline grader that finds the only point `state`, and is so sure of it."""

    def __init__(self, make: Any, state: VerdictState, sure: float) -> None:
        self._make, self._state, self._sure = make, state, sure

    def grade(self, question: Question, *_: Any, **__: Any) -> Grade:
        grade: Grade = self._make.grade(question, [self._state])
        return replace(grade, verdicts=(replace(grade.verdicts[0], certainty=self._sure, reason="Offline."),))

    def grade_reference(self, *_: Any) -> Grade:
        raise NotImplementedError

    def look_again(self, question: Question, *_: Any) -> Any:
        return self.grade(question).verdicts[0]

    def likeness(self, *_: Any) -> float:
        return 1.0


@pytest.fixture
def judge(llm_client: Client, server: Scripted, make: Any) -> Judge:
    def made(
        level: Level | None, state: VerdictState, claim: tuple[str, str], sure: float = 0.7, again: Play | None = None
    ) -> Grade:
        first = Play(grades({"p0": claim}))
        server.default = again or first
        if again is not None:
            server.play(first)
        grader = LLMGrader(llm_client, Fixed(make, state, sure), earned=lambda *_: level)
        return grader.grade(make.question(weights=(1,)), ANSWER)

    return made


@pytest.mark.parametrize(
    ("anchor", "claim", "passed", "others"),
    [
        (NOT, ("met", SAID), MET, PARTLY),
        (NOT, ("partly", SAID), PARTLY, PARTLY),
        (MET, ("not", ""), NOT, PARTLY),
        (MET, ("contradicted", SAID), CONTRADICTED, PARTLY),
        (CONTRADICTED, ("met", SAID), MET, NOT),
        # Without its quote no claim moves anything.
        (NOT, ("met", MADE_UP), NOT, NOT),
        (MET, ("contradicted", MADE_UP), MET, MET),
        (CONTRADICTED, ("partly", ""), CONTRADICTED, CONTRADICTED),
    ],
)
def test_verdicts_count_as_claimed_only_of_a_model_that_passed(
    judge: Judge, anchor: VerdictState, claim: tuple[str, str], passed: VerdictState, others: VerdictState
) -> None:
    assert judge(Level.PASSED, anchor, claim).verdicts[0].state is passed
    for level in (Level.HALF, None):
        assert judge(level, anchor, claim).verdicts[0].state is others


def test_credit_of_a_model_that_passed_stands_on_the_candidates_words(judge: Judge) -> None:
    verdict = judge(Level.PASSED, NOT, ("met", SAID)).verdicts[0]
    assert verdict.evidence is not None
    assert ANSWER[verdict.evidence.start : verdict.evidence.end] == verdict.evidence.quote == SAID
    assert judge(Level.PASSED, MET, ("not", "")).verdicts[0].evidence is None


@pytest.mark.parametrize(
    ("anchor", "claimed", "words"),
    [
        (CONTRADICTED, "met", "The language model reads it as met, the offline grader as contradicted"),
        (MET, "contradicted", "The language model reads it as contradicted, the offline grader as met"),
    ],
)
def test_where_the_offline_grader_is_sure_of_the_opposite_and_no_second_answer_comes_the_lower_counts_and_is_told(
    judge: Judge, anchor: VerdictState, claimed: str, words: str
) -> None:
    silent = Play("", refusal="no")
    verdict = judge(Level.PASSED, anchor, (claimed, SAID), sure=SURE, again=silent).verdicts[0]
    assert verdict.state is CONTRADICTED
    assert words in verdict.reason
    # Who made the point is told to contest it.
    assert verdict.is_unsure
    alone = judge(Level.PASSED, anchor, (claimed, SAID), sure=SURE - 0.01).verdicts[0]
    assert alone.state is (MET if claimed == "met" else CONTRADICTED)
    assert "offline grader as" not in alone.reason


def test_sure_or_not_only_opposites_are_doubted(judge: Judge) -> None:
    assert judge(Level.PASSED, NOT, ("met", SAID), sure=1.0).verdicts[0].state is MET
    assert judge(Level.PASSED, MET, ("not", ""), sure=1.0).verdicts[0].state is NOT


def test_a_model_that_failed_is_not_asked_and_the_grade_says_why(judge: Judge, server: Scripted) -> None:
    grade = judge(Level.FAILED, NOT, ("met", SAID))
    assert server.received == []
    assert grade.verdicts[0].state is NOT
    assert (grade.graded_by.method, grade.graded_by.fallback, grade.usage) == ("offline", NOT_PASSED, ())
    assert "did not pass the exam" in reply(grade, {})


@pytest.mark.parametrize("level", [Level.PASSED, Level.HALF, None])
def test_what_a_model_changed_is_told_whichever_way(judge: Judge, level: Level | None) -> None:
    raised = judge(level, NOT, ("partly", SAID)).verdicts[0]
    assert raised.reason == "Raised by the language model from not met to partly met: Because."
    assert later(raised) == "Raised by the language model from not met to partly met: told after the next question"
    lowered = judge(level, MET, ("partly", SAID)).verdicts[0]
    assert lowered.reason == "Lowered by the language model from met to partly met: Because."
    assert judge(level, MET, ("met", SAID)).verdicts[0].reason == "Because."


def test_a_grade_tells_what_its_model_had_earned(judge: Judge) -> None:
    versions = [judge(level, NOT, ("not", "")).graded_by.rubric_version for level in (Level.PASSED, Level.HALF, None)]
    assert ["exam passed" in versions[0], "exam half" in versions[1], "exam" in versions[2]] == [True, True, False]


def test_an_exam_that_is_taken_later_counts_from_then_on(llm_client: Client, server: Scripted, make: Any) -> None:
    levels: list[Level | None] = [None]
    asked: list[tuple[str, str]] = []

    def earned(endpoint: Any, prompt_version: str) -> Level | None:
        asked.append((endpoint.model, prompt_version))
        return levels[-1]

    server.default = Play(grades({"p0": ("met", SAID)}))
    grader = LLMGrader(llm_client, Fixed(make, NOT, 0.7), earned=earned)
    question = make.question(weights=(1,))
    assert grader.grade(question, ANSWER).verdicts[0].state is PARTLY
    levels.append(Level.PASSED)
    grade = grader.grade(question, ANSWER)
    assert grade.verdicts[0].state is MET
    assert asked == [("scripted", grade.graded_by.prompt_version)] * 2
