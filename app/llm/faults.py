"""What the openai package raises -> why, in one sentence, and whether to try again.

Decides the words that a user reads beside an offline result, and which failures pass.
"""

import json
from dataclasses import dataclass
from typing import Any

from app.errors import LLMFailed
from app.llm.endpoint import Endpoint

TRY_AGAIN = {408, 409, 425, 429}
CONTEXT_WORDS = (
    "context length",
    "context size",
    "context_length",
    "exceed_context",
    "maximum context",
    "too many tokens",
)


@dataclass(frozen=True)
class Fault:
    """A failed request.

    `why` is for the user. `is_passing`: the next attempt may succeed. `is_endpoints`: it counts against the
    endpoint. `is_refused`: it did not take the request as it was, `detail` is what it said, in lower case.
    `is_settings`: key, model or address are wrong.
    """

    why: str
    is_passing: bool = False
    is_endpoints: bool = False
    is_refused: bool = False
    is_settings: bool = False
    retry_after_s: float | None = None
    detail: str = ""


MALFORMED = json.JSONDecodeError | UnicodeDecodeError | AttributeError | TypeError | ValueError
BROKEN = Fault("the connection broke in the middle of the reply", is_passing=True, is_endpoints=True)


def fault_of(error: Exception, endpoint: Endpoint) -> Fault:
    """What a failure means."""
    import openai  # noqa: PLC0415 - loaded already by the client that raised

    if isinstance(error, LLMFailed):
        return error.fault if isinstance(error.fault, Fault) else Fault(str(error))
    if isinstance(error, openai.APIStatusError):
        return _status_fault(error, endpoint)
    if isinstance(error, openai.APIConnectionError):
        return _connection_fault(error, endpoint)
    if isinstance(error, openai.APIError):
        return Fault(f"the endpoint reported an error in its reply: {_short(error.message)}", is_endpoints=True)
    if isinstance(error, MALFORMED | openai.OpenAIError):
        return Fault("the endpoint's reply is malformed: it is not what the API promises", is_endpoints=True)
    if isinstance(error, OSError) or type(error).__module__.startswith(("httpx2", "httpcore")):
        return BROKEN
    raise error


def _connection_fault(error: Any, endpoint: Endpoint) -> Fault:
    cause = error.__cause__
    if "Connect" not in type(cause).__name__:
        return BROKEN
    if "Timeout" in type(cause).__name__:
        return Fault(f"{endpoint.place} does not accept a connection in time", is_passing=True, is_endpoints=True)
    said = str(cause)
    words = "the connection was refused" if "attempts failed" in said or "refused" in said else _short(said)
    return Fault(f"there is no endpoint at {endpoint.place}: {words}", is_passing=True, is_endpoints=True)


def _status_fault(error: Any, endpoint: Endpoint) -> Fault:
    status, said = error.status_code, _said(error)
    detail = said.lower()
    if status in (401, 403):
        return Fault(
            f"{endpoint.place} refuses the key (HTTP {status}); set COACH_LLM_API_KEY",
            is_endpoints=True,
            is_settings=True,
        )
    if status == 404 or "model_not_found" in detail or ("model" in detail and "not found" in detail):
        return Fault(
            f"{endpoint.place} has no model {endpoint.model!r} (HTTP {status}: {_short(said)}); set COACH_LLM_MODEL",
            is_endpoints=True,
            is_settings=True,
        )
    if any(words in detail for words in CONTEXT_WORDS):
        return Fault(
            "the prompt is longer than the model's context; give the model a larger one or set COACH_LLM_CONTEXT_TOKENS"
        )
    if "content_filter" in detail or "content management policy" in detail:
        return Fault("the endpoint's content filter stopped the request")
    if status in TRY_AGAIN or status >= 500:
        words = "is rate-limited" if status == 429 else f"failed with HTTP {status}"
        return Fault(
            f"the endpoint {words}",
            is_passing=True,
            is_endpoints=True,
            retry_after_s=_retry_after_s(error),
            detail=detail,
        )
    return Fault(f"the endpoint refused the request (HTTP {status}: {_short(said)})", is_refused=True, detail=detail)


def _said(error: Any) -> str:
    """The endpoint's own words; servers put them in different places."""
    body = error.body
    if isinstance(body, dict):
        inner = body.get("error", body)
        if isinstance(inner, dict):
            return f"{inner.get('message') or ''} {inner.get('code') or ''} {inner.get('param') or ''}".strip() or str(
                body
            )
        return str(inner)
    return str(body or error.message)


def _retry_after_s(error: Any) -> float | None:
    """Seconds that Retry-After asks for; None without it. A date is rare and read as none."""
    for header, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            return max(0.0, float(error.response.headers[header]) / divisor)
        except (KeyError, ValueError):
            continue
    return None


def _short(text: str, most: int = 160) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0] + " …"
