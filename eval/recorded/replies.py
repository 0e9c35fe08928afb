"""Replies of a large language model to the grader's prompts, recorded once, and a client that answers with them.

Decides the file format, and that a reply answers only the very prompt that it was recorded for: where the prompt, the
case or the way they are put together has changed, nothing is measured. Only a second request about disputed points may
go without: which these are moves with the offline grader, and without a second reply a model's first verdicts stand.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from app.grading.llm_claims import ROLE_AGAIN
from app.interview.usage import Usage
from app.llm.endpoint import Dialect
from app.llm.request import Reply, Request
from eval.figures.json_lines import read_lines
from eval.recorded.case_prompts import NOWHERE, digest_of
from ingest.errors import BadRequest, LLMFailed
from ingest.passages.token_counts import count_tokens

RECORDED = Path(__file__).resolve().parents[1] / "cases" / "recorded"
# System and user; what comes after them is a repair, for which nothing was recorded.
MESSAGES = 2
NOT_RECORDED = "no second reply is recorded"


class RecordedReply(BaseModel):
    """The reply to one prompt: a line of eval/cases/recorded/<set>.jsonl. `prompt` is the digest of its messages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: str = Field(min_length=1)
    call: int = Field(ge=1)
    prompt: str = Field(pattern=r"^[0-9a-f]{16}$")
    prompt_version: str = Field(min_length=1)
    reply: str


class RepliesError(BadRequest):
    """Recorded replies are missing, cannot be read, or were made for another prompt; the message says which."""


def read_replies(path: Path) -> list[RecordedReply]:
    """The replies of a file, in its order.

    Raises:
        RepliesError: the file cannot be read, a line is no reply, or two answer the same prompt.
    """
    found: dict[str, RecordedReply] = {}
    for place, reply in read_lines(path, RecordedReply, RepliesError):
        if reply.prompt in found:
            raise RepliesError(f"{place}: a second reply to the prompt {reply.prompt}")
        found[reply.prompt] = reply
    if not found:
        raise RepliesError(f"{path} holds no reply")
    return list(found.values())


def write_replies(path: Path, replies: Iterable[RecordedReply]) -> None:
    """Write a line for each reply."""
    lines = [json.dumps(reply.model_dump(), ensure_ascii=False) + "\n" for reply in replies]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")


def all_replies(folder: Path = RECORDED) -> list[RecordedReply]:
    """The replies of all sets.

    Raises:
        RepliesError: there are none, or a file cannot be used.
    """
    found = [reply for path in sorted(folder.glob("*.jsonl")) for reply in read_replies(path)]
    if not found:
        raise RepliesError(f"no replies are recorded in {folder}; its README says how they are made")
    return found


class RecordedClient:
    """Answers each prompt with the reply that was recorded for it."""

    def __init__(self, replies: Iterable[RecordedReply]) -> None:
        """Take the replies of one set or of several."""
        self.endpoint = NOWHERE
        self.dialect: Dialect = NOWHERE.dialect()
        self._replies: Mapping[str, RecordedReply] = {reply.prompt: reply for reply in replies}

    def complete(self, request: Request, by: float | None = None) -> Reply:  # noqa: ARG002 - the client's signature
        """The recorded reply.

        Raises:
            RepliesError: none was recorded for this prompt.
            LLMFailed: a reply could not be used, and the model is asked to repair it, or none was recorded for a second
                request about disputed points.
        """
        if len(request.messages) > MESSAGES:
            raise LLMFailed("no second reply is recorded for what could not be used")
        kept = self._replies.get(digest_of(request.messages))
        if kept is None and request.role == ROLE_AGAIN:
            raise LLMFailed(NOT_RECORDED, (replace(self._usage(request), outcome=NOT_RECORDED),))
        if kept is None:
            raise RepliesError(self._why(request))
        return Reply(kept.reply, (replace(self._usage(request), output_tokens=count_tokens(kept.reply)),))

    def _usage(self, request: Request) -> Usage:
        name = self.endpoint.model
        return Usage(request.role, name, request.prompt_version, request.prompt_tokens, 0, 0.0, counted=True)

    def _why(self, request: Request) -> str:
        versions = sorted({reply.prompt_version for reply in self._replies.values()})
        if request.prompt_version not in versions:
            return (
                f"the replies were recorded for the prompt {', '.join(versions) or '(none)'}, and the grader now asks "
                f"with {request.prompt_version}; they are to be recorded again"
            )
        return (
            f"no reply is recorded for the prompt {digest_of(request.messages)}: it is of another set, or its "
            "question, key points, answer or the way in which the grader puts them together have changed since"
        )
