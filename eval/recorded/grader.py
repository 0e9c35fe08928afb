"""The LLM grader with recorded replies in place of an endpoint.

Decides that what the model has earned is what its recorded replies earn in the exam, as with any other model.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from app.grading.claims import ModelJudge
from app.grading.exam.examine import examine
from app.grading.exam.result import ExamResult
from app.grading.llm import LLMGrader
from app.grading.offline import OfflineGrader
from eval.grading.llm_public_sets import LLMAlone
from eval.recorded.prompts import FixedControls
from eval.recorded.replies import RecordedClient, RecordedReply

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
