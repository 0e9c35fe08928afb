"""One attempt at a request: what its chunks say, whether the reply counts, and what it took."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass, field
from traceback import clear_frames
from typing import Any, TypeVar

from app.interview.usage import Usage
from app.llm.endpoint import Endpoint
from app.llm.faults import Fault
from app.llm.request import Anew, Request
from app.untrusted.fences import storable
from ingest.errors import LLMFailed
from ingest.passages.token_counts import count_tokens

T = TypeVar("T")
# No request takes more; what says so is no count.
MOST_COUNTED = 10**8
# A token of a reply is some four characters: more than twenty for each that was asked for, and this, is no answer.
MOST_CHARS, CHARS_PER_TOKEN = 30_000, 20


@dataclass
class Seen:
    """What an attempt has brought so far."""

    began: float
    first_token_at: float | None = None
    finish: str = ""
    refused: bool = False
    tokens: tuple[int, int, int] | None = None
    chunks: int = 0
    chars: int = 0
    thought_aloud: bool = False
    pieces: list[str] = field(default_factory=list)


def read(chunk: Any, seen: Seen) -> tuple[str, bool]:
    """The text of a chunk, and whether it holds any sign of life: text, or thoughts that some servers send apart."""
    seen.chunks += 1
    seen.tokens = _tokens(chunk.usage) or seen.tokens
    if not chunk.choices:
        return "", False
    choice = chunk.choices[0]
    delta = choice.delta
    seen.finish = str(choice.finish_reason or seen.finish)
    seen.refused = seen.refused or bool(delta.refusal)
    extra = delta.model_extra or {}
    is_alive = bool(delta.content or extra.get("reasoning_content") or extra.get("reasoning"))
    return storable(_text(delta.content)), is_alive


def _text(content: Any) -> str:
    """The text of a delta, which some servers send in parts, their thoughts among them."""
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if part.get("type") == "text")
    return "" + (content or "")


def _tokens(usage: Any) -> tuple[int, int, int] | None:
    """Tokens read, written, and of those read the ones that were in a cache; None where these are no counts."""
    given, made = (_count(getattr(usage, name, None)) for name in ("prompt_tokens", "completion_tokens"))
    if given is None or made is None:
        return None
    details = getattr(usage, "prompt_tokens_details", None)
    return given, made, min(given, _count(getattr(details, "cached_tokens", None)) or 0)


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= MOST_COUNTED else None


def take(piece: str | Anew, seen: Seen, most_tokens: int) -> None:
    """Add a piece of the reply, or begin it anew.

    Raises:
        LLMFailed: the reply is far longer than what was asked for.
    """
    if isinstance(piece, Anew):
        seen.pieces.clear()
        return
    seen.pieces.append(piece)
    seen.chars += len(piece)
    if seen.chars > MOST_CHARS + CHARS_PER_TOKEN * most_tokens:
        raise failure(Fault(f"the reply did not end: more than {seen.chars} characters came"))


def check(seen: Seen) -> None:
    """Take a reply that ended by itself.

    Raises:
        LLMFailed: it ended otherwise: refused, cut off, broken, empty.
    """
    if seen.refused:
        raise failure(Fault("the model refused to answer"))
    if seen.finish == "length":
        raise failure(Fault("the reply was cut off at the token limit"))
    if seen.finish == "content_filter":
        raise failure(Fault("the endpoint's content filter stopped the reply"))
    if seen.finish in ("tool_calls", "function_call"):
        raise failure(Fault("the model called a tool, which it was not offered, instead of answering"))
    if seen.finish == "error":
        raise failure(Fault("the endpoint broke the reply off with an error", is_endpoints=True))
    if not seen.finish:
        raise failure(Fault("the connection broke in the middle of the reply", is_passing=True, is_endpoints=True))
    if not "".join(seen.pieces).strip():
        raise failure(Fault("the reply was empty"))


def usage_of(endpoint: Endpoint, request: Request, seen: Seen, outcome: str) -> Usage:
    """What an attempt took; tokens that the endpoint did not tell are counted."""
    now = time.monotonic()
    tokens = seen.tokens
    if tokens is None:
        given = request.prompt_tokens if seen.first_token_at is not None else 0
        tokens = (given, count_tokens("".join(seen.pieces)), 0)
    return Usage(
        role=request.role,
        model=endpoint.model,
        prompt_version=request.prompt_version,
        input_tokens=tokens[0],
        output_tokens=tokens[1],
        cached_tokens=tokens[2],
        ms=round(1000 * (now - seen.began), 1),
        first_token_ms=None if seen.first_token_at is None else round(1000 * (seen.first_token_at - seen.began), 1),
        counted=seen.tokens is None,
        cost_usd=endpoint.prices.cost(tokens[0], tokens[1]),
        outcome=outcome,
    )


def failure(fault: Fault, usage: Sequence[Usage] = ()) -> LLMFailed:
    """The error of a fault."""
    return LLMFailed(fault.why, tuple(usage), fault)


def let_go(error: BaseException | None) -> None:
    """Free what the frames of a failure hold, its causes' too.

    They keep the generators that were reading the reply, half read, and the collector may run in any thread: it ended
    them while the client's own thread did.
    """
    while error is not None:
        clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


async def within(work: Awaitable[T], seconds: float, why: str) -> T:
    """The result of `work`.

    Raises:
        LLMFailed: it took longer than `seconds`.
    """
    try:
        async with asyncio.timeout(max(seconds, 0.0)) as limit:
            return await work
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise failure(Fault(f"{why} in time", is_endpoints=True)) from error


async def next_chunk(chunks: AsyncIterator[Any]) -> Any:
    """The next chunk, None at the end."""
    async for chunk in chunks:
        return chunk
    return None


def context_note(request: Request, seen: Seen) -> str:
    """What the user is told where the endpoint read less of this prompt than was sent; else empty.

    Ollama cuts a prompt that does not fit without a word; the tokens it reports give it away. The note is of this
    prompt: one on an earlier prompt stood beside every answer after it, whatever was changed.
    """
    sent = request.prompt_tokens
    if seen.tokens is None or not 0 < seen.tokens[0] < 0.6 * sent:
        return ""
    return (
        f"The model read {seen.tokens[0]} of about {sent} prompt tokens: its context looks smaller than the "
        "prompt. Give the model a larger context at the endpoint, or set COACH_LLM_CONTEXT_TOKENS."
    )
