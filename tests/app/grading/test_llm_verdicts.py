"""What a model's verdicts do to a grade: contradictions, what is believed of a point, and the eval's score."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from brains import grades
from labelled import labelled_questions
from sampled import one_in, row_in
from scripted import Play, Scripted

from app.grading.llm import LLMGrader
from app.grading.offline import OfflineGrader
from app.interview.grade import Evidence, Grade, GradedBy, Verdict, VerdictState
from app.llm.client import Client
from eval.grading.dataset import Row
from eval.grading.llm_public_sets import LLMAlone
from eval.grading.public_sets import score_row
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder
from ingest.language.text import Text

MET, PARTLY, NOT, CONTRADICTED = (
    VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET, VerdictState.CONTRADICTED,
)  # fmt: skip
LOOP = "The LLM picks a step, the application runs it and returns the observation, and this repeats until it is done."
ANSWER = f"{LOOP} I would also write down who is on call."
SAID = "picks a step, the application runs it"
BESIDE = "I would also write down who is on call"
MADE_UP = "the model decides and code executes"
Judge = Callable[..., Grade]


@pytest.fixture(scope="module")
def question() -> Question:
    rows = [row for row in labelled_questions() if row.topic == "agents"]
    return next(one for one in rows if one.id == "agents-tool-calling-loop")


@pytest.fixture(scope="module")
def offline(embedder: Embedder) -> OfflineGrader:
    return OfflineGrader(embedder)


class Anchor:
    """The offline grader, which finds `state` of loop-definition in the whole answer."""

    def __init__(self, offline: OfflineGrader, state: VerdictState, answer: str = ANSWER) -> None:
        self._offline, self._state, self._answer = offline, state, answer

    def grade(self, question: Question, answer: str | Text, *, is_follow_up: bool = False) -> Grade:
        grade = self._offline.grade(question, answer, is_follow_up=is_follow_up)
        if Text.of(answer).raw != self._answer:
            return grade
        return replace(grade, verdicts=(replace(grade.verdicts[0], state=self._state), *grade.verdicts[1:]))

    def look_again(self, question: Question, answer: str, point_id: str, focus: Evidence) -> Verdict:
        verdict = self._offline.look_again(question, answer, point_id, focus)
        return replace(verdict, state=self._state) if answer == self._answer else verdict

    def likeness(self, question: Question, words: str, point_id: str) -> float:
        return self._offline.likeness(question, words, point_id)


@pytest.fixture
def judge(llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question) -> Judge:
    """The grade where the offline grader finds loop-definition `anchor` and the model claims (met, quote) of it."""

    def made(anchor: VerdictState, claim: tuple[str, str]) -> Grade:
        server.default = Play(grades({"loop-definition": claim}))
        grade = LLMGrader(llm_client, Anchor(offline, anchor)).grade(question, ANSWER)
        assert grade.graded_by.method == "llm"
        assert grade.verdicts[0].point_id == "loop-definition"
        return grade

    return made


@pytest.mark.parametrize(
    ("anchor", "claim", "state", "quote"),
    row_in(
        3,
        [
            (NOT, ("contradicted", SAID), CONTRADICTED, SAID),
            (PARTLY, ("contradicted", SAID), CONTRADICTED, SAID),
            (CONTRADICTED, ("contradicted", SAID), CONTRADICTED, SAID),
            (CONTRADICTED, ("not", ""), NOT, None),
            (CONTRADICTED, ("met", SAID), PARTLY, SAID),
            (CONTRADICTED, ("met", BESIDE), NOT, None),
        ],
    ),
)
def test_whether_a_point_is_contradicted_is_for_the_model_to_say_with_a_quote(
    judge: Judge, anchor: VerdictState, claim: tuple[str, str], state: VerdictState, quote: str | None
) -> None:
    verdict = judge(anchor, claim).verdicts[0]
    assert verdict.state is state
    assert (verdict.evidence and verdict.evidence.quote) == quote
    assert verdict.reason.endswith("Because.")


@pytest.mark.parametrize("anchor", [NOT, PARTLY, MET, CONTRADICTED])
@pytest.mark.parametrize("quote", one_in(3, [BESIDE, MADE_UP, ""]))
def test_a_contradiction_without_words_about_the_point_changes_nothing(
    judge: Judge, offline: OfflineGrader, question: Question, anchor: VerdictState, quote: str
) -> None:
    first = Anchor(offline, anchor).grade(question, ANSWER).verdicts[0]
    assert judge(anchor, ("contradicted", quote)).verdicts[0] == first


def test_a_contradiction_takes_one_step_at_most_and_is_no_proof_of_the_half_that_is_left(
    judge: Judge, offline: OfflineGrader, question: Question
) -> None:
    first = offline.grade(question, ANSWER).verdicts[0]
    verdict = judge(MET, ("contradicted", SAID)).verdicts[0]
    assert (verdict.state, verdict.evidence) == (PARTLY, first.evidence)


def test_a_contradiction_that_offline_reading_sees_in_the_quote_itself_earns_nothing(
    llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    # Read alone, the quoted sentence is what the offline grader calls contradicted.
    sentence = Anchor(Anchor(offline, CONTRADICTED), CONTRADICTED, LOOP)  # type: ignore[arg-type]
    server.default = Play(grades({"loop-definition": ("met", SAID)}))
    verdict = LLMGrader(llm_client, sentence).grade(question, ANSWER).verdicts[0]
    assert (verdict.state, verdict.evidence) == (NOT, None)


@pytest.mark.slow
def test_what_is_believed_of_a_point_is_the_mean_of_both_judges_where_the_model_had_its_say(
    judge: Judge, offline: OfflineGrader, question: Question
) -> None:
    first = offline.grade(question, ANSWER).verdicts[0].probability
    assert judge(MET, ("met", SAID)).verdicts[0].probability == pytest.approx((first + 1) / 2)
    assert judge(MET, ("not", "")).verdicts[0].probability == pytest.approx((first + 0.5) / 2)
    assert judge(NOT, ("not", "")).verdicts[0].probability == pytest.approx(first / 2)
    assert judge(NOT, ("contradicted", SAID)).verdicts[0].probability == pytest.approx(first / 2)
    # A quote about something else is no say.
    assert judge(NOT, ("met", BESIDE)).verdicts[0].probability == first


def test_confidence_tells_whether_both_judges_agree(judge: Judge, offline: OfflineGrader, question: Question) -> None:
    assert offline.grade(question, ANSWER).verdicts[0].probability > 0.55
    agreed, apart = judge(MET, ("met", SAID)), judge(NOT, ("not", ""))
    assert agreed.confidence is not None
    assert apart.confidence is not None
    assert agreed.confidence > apart.confidence


def test_confidence_is_full_where_both_judges_are_half_sure_of_a_half_met_point(make: Any) -> None:
    question = make.question(weights=(1,))
    # The distance from a coin toss called this 0.
    grade = make.grade(question, [PARTLY], [0.5])
    by_llm = replace(grade, graded_by=GradedBy("llm", "m", "r"))
    assert (grade.confidence, by_llm.confidence) == (0, 1)
    # Half way between the offline 0.2 and the model's 1.
    apart = make.grade(question, [MET], [0.6])
    assert replace(apart, graded_by=by_llm.graded_by).confidence == pytest.approx(0.2)
    # No two judges: the offline belief in a point whose contradiction stands.
    against = make.grade(question, [CONTRADICTED], [0.9])
    assert replace(against, graded_by=by_llm.graded_by).confidence == 0


def test_three_sets_of_claims_give_the_eval_three_scores_and_the_grade_three_confidences(
    llm_client: Client, server: Scripted, offline: OfflineGrader
) -> None:
    # Offline it is partly met with a belief of 0.41: one step from each of the three.
    reference = "The loop stops after a maximum number of steps or when the budget is spent."
    said = "It stops after so many rounds or when the money is gone."
    row = Row(id="1", question="What is it?", reference=reference, answer=said, score=1)
    grader = LLMAlone(LLMGrader(llm_client, offline))
    scores, confidences, expected = [], [], []
    for claim in (("not", ""), ("partly", said), ("met", said)):
        server.default = Play(grades({"p1": claim}))
        scored = score_row(row, grader)
        assert scored.failure == ""
        grade = grader.grade_reference(row.question, row.all_references, row.answer)
        scores.append(scored.score)
        expected.append(grade.expected_score)
        confidences.append(grade.confidence)
    assert scores == expected
    assert scores == sorted(set(scores))
    assert len(set(confidences)) == 3


def test_against_a_reference_the_models_verdict_counts_as_it_is(
    llm_client: Client, server: Scripted, offline: OfflineGrader
) -> None:
    reference, said = (
        "The loop stops after a maximum number of steps.",
        "There is a ceiling, say forty, and that is that.",
    )
    anchor = offline.grade_reference("", [reference], said)
    assert anchor.verdicts[0].state is VerdictState.NOT_MET
    assert anchor.estimate is not None
    server.default = Play(grades({"p1": ("met", said)}))
    grader = LLMAlone(LLMGrader(llm_client, offline))
    grade = grader.grade_reference("", [reference], said)
    assert grade.verdicts[0].state is VerdictState.MET
    assert grade.estimate == pytest.approx((anchor.estimate + 1) / 2)
    server.default = Play(grades({"p1": ("met", "You count the steps.")}))
    unquoted = grader.grade_reference("", [reference], said)
    assert unquoted.verdicts[0].state is VerdictState.NOT_MET


def test_against_a_reference_a_quote_of_the_question_leaves_the_offline_verdict(
    llm_client: Client, server: Scripted, offline: OfflineGrader
) -> None:
    asked, reference = "Is it capped by a number of steps?", "The loop stops after a maximum number of steps."
    answer = "A number of steps."
    anchor = offline.grade_reference(asked, [reference], answer)
    server.default = Play(grades({"p1": ("met", "a number of steps")}))
    grade = LLMAlone(LLMGrader(llm_client, offline)).grade_reference(asked, [reference], answer)
    assert grade.verdicts == anchor.verdicts
