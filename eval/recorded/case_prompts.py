"""The prompts that the LLM grader sends for a case, the same in every run, so that a reply to one can be kept.

Decides what stands for the two things that a process draws by chance: the tags of the fences, and the statement that
no answer says. Labels and kinds are in no prompt. What is kept of the replies is for replies.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256

from app.grading.exam.cases import put_cases
from app.grading.exam.result import Level
from app.grading.llm import LLMGrader
from app.grading.llm_claims import ModelJudge
from app.grading.offline import OfflineGrader
from app.llm.endpoint import Dialect, Endpoint
from app.llm.request import Message, Reply, Request
from app.untrusted.canaries import Control, Controls
from eval.grading.verdict_cases import VerdictCase, question_of
from ingest.bank.questions import Question
from ingest.errors import LLMFailed

# Nothing is sent there. Large models have room for every prompt.
NOWHERE = Endpoint("recorded://", "a large model, recorded", "", context_tokens=32_768, is_own=True)
TAG = re.compile(r"^<(data-[0-9a-f]{12}) [^>\n]+>$", re.MULTILINE)
# The choice of the statement is no secret here.
CHOICE = b"recorded replies"


@dataclass(frozen=True)
class Prompt:
    """One request for a case, the `call`-th from 1: its messages, and how long the reply may be."""

    case: str
    call: int
    version: str
    messages: tuple[Message, ...]
    most_tokens: int

    @property
    def digest(self) -> str:
        """What a kept reply is found by."""
        return digest_of(self.messages)

    @property
    def text(self) -> str:
        """The messages as a plain text."""
        return "\n\n".join(f"=== {message['role']} ===\n{message['content']}" for message in self.messages) + "\n"


def prompt_of(case: str, call: int, request: Request) -> Prompt:
    """A request for a case, with tags that follow from its text."""
    return Prompt(case, call, request.prompt_version, fixed(request.messages), request.most_tokens)


class FixedControls(Controls):
    """Chooses the control by what stands in the prompt alone: a strong answer that grows would change it."""

    def __init__(self) -> None:
        """The same choice in every process."""
        super().__init__(CHOICE)

    def choose(self, question: Question, taken: set[str]) -> Control:
        """The control of the question, its strong answer left out."""
        return super().choose(question.model_copy(update={"strong_answer": question.text}), taken)


class _Noting:
    """A client that notes what it is asked, and has no reply."""

    def __init__(self) -> None:
        self.endpoint = NOWHERE
        self.dialect: Dialect = NOWHERE.dialect()
        self._asked: list[Request] = []

    def complete(self, request: Request, by: float | None = None) -> Reply:  # noqa: ARG002 - the client's signature
        self._asked.append(request)
        raise LLMFailed("noted, and sent nowhere")

    def taken(self, case: str) -> list[Prompt]:
        """What was asked since the last time, as prompts of a case."""
        asked, self._asked = self._asked, []
        return [prompt_of(case, number, one) for number, one in enumerate(asked, start=1)]


def exam_prompts() -> list[Prompt]:
    """The prompts of the exam; none for what the gate decides."""
    client = _Noting()
    judge = ModelJudge(client, FixedControls())
    found: list[Prompt] = []
    for case in put_cases():
        try:
            judge.claims(case.asked, case.heard)
        except LLMFailed:
            found += client.taken(case.id)
    return found


def answer_prompts(cases: Sequence[VerdictCase], bank: Sequence[Question], offline: OfflineGrader) -> list[Prompt]:
    """The prompts of a grade of each case by a model that passed the exam; none for what the gate decides.

    Raises:
        CasesError: a case has no rubric, or labels that do not fit it.
    """
    by_id: Mapping[str, Question] = {question.id: question for question in bank}
    client = _Noting()
    grader = LLMGrader(client, offline, FixedControls(), earned=lambda *_: Level.PASSED)
    found: list[Prompt] = []
    for case in cases:
        grader.grade(question_of(case, by_id), case.answer)
        found += client.taken(case.id)
    return found


def fixed(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The messages with tags that follow from the rest of their text."""
    tags = list(dict.fromkeys(tag for message in messages for tag in TAG.findall(message["content"])))
    digest = digest_of(messages)
    made = {
        tag: f"data-{blake2b(f'{digest} {number}'.encode(), digest_size=6).hexdigest()}"
        for number, tag in enumerate(tags)
    }
    return _with_tags(messages, made)


def digest_of(messages: Sequence[Message]) -> str:
    """Hexadecimal digits that change with every character of the messages but the tags."""
    tags = dict.fromkeys(tag for message in messages for tag in TAG.findall(message["content"]))
    plain = _with_tags(messages, {tag: f"data-{number}" for number, tag in enumerate(tags)})
    return sha256("\0".join(f"{one['role']}\0{one['content']}" for one in plain).encode()).hexdigest()[:16]


def _with_tags(messages: Sequence[Message], made: Mapping[str, str]) -> tuple[Message, ...]:
    if not made:
        return tuple(messages)
    tag = re.compile("|".join(map(re.escape, made)))
    return tuple({**one, "content": tag.sub(lambda match: made[match.group()], one["content"])} for one in messages)
