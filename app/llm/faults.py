"""What the openai package raises -> why, in one sentence, and whether to try again.

Decides the words that a user reads beside an offline result, and which failures pass.
"""

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit

from app.llm.endpoint import Endpoint
from app.untrusted.fences import visible
from ingest.errors import LLMFailed

TRY_AGAIN = {408, 409, 425, 429}
# Why a request was not taken that another one would be.
STOPPED = (
    (
        (
            "context length",
            "context size",
            "context_length",
            "exceed_context",
            "maximum context",
            "too many tokens",
        ),
        "the prompt is longer than the model's context; give the model a larger one or set COACH_LLM_CONTEXT_TOKENS",
    ),
    (("content_filter", "content management policy"), "the endpoint's content filter stopped the request"),
)
# A 429 like a rate limit, and no waiting helps.
NO_CREDIT_WORDS = (
    "insufficient_quota",
    "insufficient balance",
    "insufficient credit",
    "billing_hard_limit",
    "billing_not_active",
    "credit balance is too low",
)
# A 403 like a wrong key, and no other key helps.
PLACE_WORDS = ("unsupported_country", "territory not supported", "in your country", "location is not supported")
# Of what an endpoint says; a server may answer with a book.
MOST_DETAIL_CHARS = 5000


class Kind(Enum):
    """What went wrong, where it matters which it is: `why` is read by people alone."""

    OTHER = auto()
    # It did not take the request as it was.
    REFUSED = auto()
    KEY = auto()
    MODEL = auto()
    # Nobody took the connection.
    UNREACHABLE = auto()


@dataclass(frozen=True)
class Fault:
    """A failed request.

    `why` is for the user. `is_passing`: the next attempt may succeed. `is_endpoints`: it counts against the
    endpoint. `detail` is what the endpoint said, in lower case.
    """

    why: str
    is_passing: bool = False
    is_endpoints: bool = False
    kind: Kind = Kind.OTHER
    retry_after_s: float | None = None
    detail: str = ""

    @property
    def is_refused(self) -> bool:
        """The endpoint did not take the request as it was."""
        return self.kind is Kind.REFUSED

    @property
    def is_settings(self) -> bool:
        """Key, model or address are wrong."""
        return self.kind in (Kind.KEY, Kind.MODEL)


MALFORMED = Fault("the endpoint's reply is malformed: it is not what the API promises", is_endpoints=True)
BROKEN = Fault("the connection broke in the middle of the reply", is_passing=True, is_endpoints=True)
NOTHING = Fault("the endpoint closed the connection without a reply", is_passing=True, is_endpoints=True)
WHOLE = Fault("the endpoint sent its reply whole, though it was asked to stream it", is_endpoints=True)


@contextmanager
def reading() -> Iterator[None]:
    """Around what reads an endpoint's reply, and nothing else: what is of another shape there is its mistake.

    Raised anywhere else the same errors are ours; taken for the endpoint's they opened the breaker and hid the bug.
    """
    try:
        yield
    except (AttributeError, TypeError, ValueError, LookupError) as error:
        raise LLMFailed(MALFORMED.why, (), MALFORMED) from error


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
        return _reported(error.body if isinstance(error.body, str) else error.message)
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | openai.OpenAIError):
        return MALFORMED
    if isinstance(error, OSError) or type(error).__module__.startswith(("httpx2", "httpcore")):
        return BROKEN
    raise error


def unstreamed(head: bytes, endpoint: Endpoint) -> Fault:
    """What it means that a reply held no chunk: `head` are its first bytes."""
    said = head.decode("utf-8", "replace").lstrip("\ufeff").strip()
    if not said:
        return NOTHING
    if said.startswith("<"):
        return web_page(endpoint)
    try:
        body = json.loads(said)
    except ValueError:
        # Of a long reply the head is no whole JSON.
        return WHOLE if said.startswith("{") and '"choices"' in said else MALFORMED
    if isinstance(body, dict) and body.get("error"):
        return _reported(_words(body["error"]))
    return WHOLE if isinstance(body, dict) and "choices" in body else MALFORMED


def elsewhere(endpoint: Endpoint, host: str) -> Fault:
    """The endpoint redirects to another host."""
    return Fault(
        f"{endpoint.place} redirects to another address, at {_short(host)}, and nothing was sent there; "
        f"set {endpoint.settings}_BASE_URL to the one that answers by itself",
        is_endpoints=True,
    )


def web_page(endpoint: Endpoint) -> Fault:
    """The endpoint answers with HTML."""
    return Fault(
        f"{endpoint.place} answers with a web page, such as one to log in, and not with a model's reply; "
        f"set {endpoint.settings}_BASE_URL to the API's own address",
        is_endpoints=True,
    )


def _reported(said: Any) -> Fault:
    return Fault(f"the endpoint reported an error in its reply: {_short(str(said))}", is_endpoints=True)


def _connection_fault(error: Any, endpoint: Endpoint) -> Fault:
    cause = error.__cause__
    if isinstance(cause, LLMFailed) and isinstance(cause.fault, Fault):
        return cause.fault
    if type(cause).__name__ == "TooManyRedirects":
        return Fault(f"{endpoint.place} redirects without end", is_endpoints=True)
    if "Connect" not in type(cause).__name__:
        return BROKEN
    if "Timeout" in type(cause).__name__:
        return _unreachable(f"{endpoint.place} does not accept a connection in time")
    said = str(cause)
    words = "the connection was refused" if "attempts failed" in said or "refused" in said else _short(said)
    return _unreachable(f"there is no endpoint at {endpoint.place}: {words}")


def _unreachable(why: str) -> Fault:
    return Fault(why, is_passing=True, is_endpoints=True, kind=Kind.UNREACHABLE)


def _status_fault(error: Any, endpoint: Endpoint) -> Fault:
    status, said = error.status_code, _said(error)
    detail = said.lower()
    known = _account_fault(status, said, endpoint) or _address_fault(error, said, endpoint)
    if known is not None:
        return known
    if status == 404 or "model_not_found" in detail or ("model" in detail and "not found" in detail):
        return Fault(
            f"{endpoint.place} has no model {endpoint.model!r} (HTTP {status}: {_short(said)}); "
            f"set {endpoint.model_setting}",
            is_endpoints=True,
            kind=Kind.MODEL,
        )
    stopped = next((why for words, why in STOPPED if any(word in detail for word in words)), "")
    if stopped:
        return Fault(stopped)
    if status in TRY_AGAIN or status >= 500:
        words = "is rate-limited" if status == 429 else f"failed with HTTP {status}"
        return Fault(
            f"the endpoint {words}",
            is_passing=True,
            is_endpoints=True,
            retry_after_s=_retry_after_s(error),
            detail=detail,
        )
    return Fault(f"the endpoint refused the request (HTTP {status}: {_short(said)})", kind=Kind.REFUSED, detail=detail)


def _address_fault(error: Any, said: str, endpoint: Endpoint) -> Fault | None:
    """Of an address that is not the API's own: a redirect that was not followed, or a web page; None for others."""
    if 300 <= error.status_code < 400:
        return elsewhere(endpoint, _host_in(error.response.headers.get("location", "")))
    if error.status_code < 500 and error.status_code not in TRY_AGAIN and said.lstrip().startswith("<"):
        return web_page(endpoint)
    return None


def _host_in(location: str) -> str:
    try:
        return urlsplit(location).hostname or "its own host"
    except ValueError:
        return "no host at all"


def _account_fault(status: int, said: str, endpoint: Endpoint) -> Fault | None:
    """Of credit, country and key; None where it is about something else."""
    detail = said.lower()
    if status == 402 or any(words in detail for words in NO_CREDIT_WORDS):
        return Fault(
            f"the account at {endpoint.place} has no credit left (HTTP {status}: {_short(said)})", is_endpoints=True
        )
    if any(words in detail for words in PLACE_WORDS):
        return Fault(
            f"{endpoint.place} does not serve the country that the request comes from (HTTP {status})",
            is_endpoints=True,
        )
    if status in (401, 403):
        return Fault(
            f"{endpoint.place} refuses the key (HTTP {status}); set {endpoint.settings}_API_KEY",
            is_endpoints=True,
            kind=Kind.KEY,
        )
    return None


def _said(error: Any) -> str:
    """The endpoint's own words; servers put them in different places."""
    return _words(error.body or error.message)[:MOST_DETAIL_CHARS]


def _words(body: Any) -> str:
    if not isinstance(body, dict):
        return str(body)
    inner = body.get("error", body)
    if not isinstance(inner, dict):
        return str(inner)
    named = [str(inner[name]) for name in ("message", "code", "param") if inner.get(name)]
    return " ".join(named) or str(body)


def _retry_after_s(error: Any) -> float | None:
    """Seconds that Retry-After asks for; None without it. A date is rare and read as none, as are "inf" and "nan"."""
    for header, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            wait_s = float(error.response.headers[header]) / divisor
        except (KeyError, ValueError):
            continue
        if math.isfinite(wait_s):
            return max(0.0, wait_s)
    return None


def _short(text: str, most: int = 160) -> str:
    flat = " ".join(visible(text[:MOST_DETAIL_CHARS]).split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0] + " …"
