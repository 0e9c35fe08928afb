"""The LLM grader with recorded replies in place of an endpoint.

Decides that what the model has earned is what its recorded replies earn in the exam, as with any other model, and what
it is asked once more after its first replies.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from app.grading.exam.examine import examine
from app.grading.exam.result import ExamResult, Level
from app.grading.llm import LLMGrader
from app.grading.llm_claims import ROLE_AGAIN, ModelJudge
from app.grading.offline import OfflineGrader
from app.llm.request import Reply, Request
from eval.grading.llm_public_sets import LLMAlone
from eval.grading.verdict_cases import VerdictCase, question_of
from eval.recorded.case_prompts import FixedControls, Prompt, prompt_of
from eval.recorded.replies import NOT_RECORDED, RecordedClient, RecordedReply
from ingest.bank.questions import Question
from ingest.errors import LLMFailed

# When the exam was sat tells nothing here: it is sat anew each time, with the same replies.
SAT = datetime(2026, 11, 29, tzinfo=UTC)


def recorded_exam(replies: Iterable[RecordedReply]) -> ExamResult:
    """How the recorded replies do in the exam.

    Raises:
        RepliesError: those of the exam are missing or were made for another prompt.
    """
    return examine(ModelJudge(RecordedClient(replies), FixedControls()), SAT, at_once=1)


def recorded_grader(offline: OfflineGrader, replies: Iterable[RecordedReply]) -> LLMAlone:
    """The LLM grader that believes the recorded replies as far as they have earned.

    Raises:
        RepliesError: the replies to the exam are missing or were made for another prompt.
    """
    kept = list(replies)
    level = recorded_exam(kept).level
    return LLMAlone(LLMGrader(RecordedClient(kept), offline, FixedControls(), earned=lambda *_: level))


class _NotingAgain(RecordedClient):
    """Replies as it was recorded, and notes what is asked once more."""

    def __init__(self, replies: Iterable[RecordedReply]) -> None:
        super().__init__(replies)
        self.asked: list[Request] = []

    def complete(self, request: Request, by: float | None = None) -> Reply:
        if request.role != ROLE_AGAIN:
            return super().complete(request, by)
        self.asked.append(request)
        raise LLMFailed(NOT_RECORDED)


def again_prompts(
    cases: Sequence[VerdictCase], bank: Sequence[Question], offline: OfflineGrader, replies: Iterable[RecordedReply]
) -> list[Prompt]:
    """The second requests, about disputed points, after the recorded replies to the first ones.

    Raises:
        CasesError: a case has no rubric, or labels that do not fit it.
        RepliesError: a first reply is missing or was made for another prompt.
    """
    by_id = {question.id: question for question in bank}
    client = _NotingAgain(replies)
    grader = LLMGrader(client, offline, FixedControls(), earned=lambda *_: Level.PASSED)
    found: list[Prompt] = []
    for case in cases:
        grader.grade(question_of(case, by_id), case.answer)
        found += [prompt_of(case.id, 2, request) for request in client.asked]
        client.asked.clear()
    return found
