"""What an endpoint is and how it wants to be spoken to.

Decides the first guess at an endpoint's dialect; client.py and structured.py correct it by what the endpoint
refuses, and what was learnt is kept for the life of the process.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from app.llm.request import Request

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_MODEL = "gpt-5.4-mini"
DEFAULT_CONTEXT_TOKENS = 8192
# Replies without JSON, one after the other, until a response format is no longer asked for, and for how long it is not.
UNHEEDED, PLAIN_S = 2, 600.0
# Reasoning models spend their thoughts from the same limit as the reply.
THINKING_TOKENS = 2000


class Rung(IntEnum):
    """The ladder of structured output, best first."""

    SCHEMA = 0
    SCHEMA_WITHOUT_LIMITS = 1
    JSON_OBJECT = 2
    PLAIN = 3


@dataclass(frozen=True)
class Deadlines:
    """Seconds: to connect, to the first token, between two tokens, and for a request with its retries."""

    connect_s: float = 5.0
    first_token_s: float = 30.0
    between_tokens_s: float = 15.0
    overall_s: float = 90.0


@dataclass(frozen=True)
class Prices:
    """USD for a million tokens; None where the operator has set none."""

    input_usd: float | None = None
    output_usd: float | None = None

    def cost(self, input_tokens: int, output_tokens: int) -> float | None:
        """The estimated cost in USD; None where a price is missing."""
        if self.input_usd is None or self.output_usd is None:
            return None
        return (input_tokens * self.input_usd + output_tokens * self.output_usd) / 1e6


@dataclass
class Dialect:
    """What this endpoint is known to take; it changes when a request is refused for it, each spelling once.

    `rung` is where the ladder of structured output begins. `hides_thoughts`: its replies begin with thoughts whose
    opening tag stood in the prompt; None before the first whole reply in words.
    """

    rung: Rung = Rung.SCHEMA
    tokens_field: str = "max_tokens"
    takes_temperature: bool = True
    reports_usage: bool = True
    hides_thoughts: bool | None = None
    learnt: set[str] = field(default_factory=set)
    _unheeded: int = 0
    _plain_until: float = 0.0

    @property
    def spellings(self) -> tuple[str, bool, bool]:
        """What a request is spelt with."""
        return self.tokens_field, self.takes_temperature, self.reports_usage

    def learn(self, detail: str) -> bool:
        """Spell otherwise, or leave out, the field that a refusal names; False where there is none, or none is left.

        Each is changed once in the life of the process: a refusal that named both fields for the tokens was answered
        with the one and the other in turn, 1,123 times.
        """
        before = len(self.learnt)
        if "max_completion_tokens" in detail and "tokens" not in self.learnt:
            is_new = self.tokens_field == "max_completion_tokens"
            if is_new or "max_tokens" in detail:
                self.tokens_field = "max_tokens" if is_new else "max_completion_tokens"
                self.learnt.add("tokens")
        elif "temperature" in detail and self.takes_temperature:
            self.takes_temperature = False
            self.learnt.add("temperature")
        elif "stream_options" in detail and self.reports_usage:
            self.reports_usage = False
            self.learnt.add("usage")
        return len(self.learnt) > before

    def rung_at(self, now: float) -> Rung:
        """The rung to begin at: the last one for a while, where replies paid no heed to a better one."""
        return Rung.PLAIN if now < self._plain_until else self.rung

    def heeded(self, now: float, *, is_json: bool) -> None:
        """A reply to a request with a response format has come; a single one without JSON says nothing yet."""
        self._unheeded = 0 if is_json else self._unheeded + 1
        if self._unheeded >= UNHEEDED:
            self._unheeded, self._plain_until = 0, now + PLAIN_S


@dataclass(frozen=True)
class Endpoint:
    """Where the model is. `is_azure`: the key goes into the header api-key and the URL needs an api-version.

    `is_own`: it runs inside this process, and its address is another one after each start. `settings` is how the
    variables begin that set it, `model_setting` the one of its model: what a fault tells to set.
    """

    base_url: str
    model: str
    api_key: str
    deadlines: Deadlines = Deadlines()
    prices: Prices = Prices()
    context_tokens: int = DEFAULT_CONTEXT_TOKENS
    retries: int = 2
    is_azure: bool = False
    api_version: str = ""
    is_own: bool = False
    settings: str = "COACH_LLM"
    model_setting: str = "COACH_LLM_MODEL"

    @property
    def is_openai(self) -> bool:
        """OpenAI's own API."""
        return urlsplit(self.base_url).hostname == "api.openai.com"

    @property
    def place(self) -> str:
        """The address without a password that may stand in it."""
        parts = urlsplit(self.base_url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"

    @property
    def is_loopback(self) -> bool:
        """This machine's own: a model that runs here."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")

    def dialect(self) -> Dialect:
        """The first guess: OpenAI's newer models take neither max_tokens nor a temperature."""
        is_new = self.is_openai or self.is_azure
        return Dialect(tokens_field="max_completion_tokens" if is_new else "max_tokens", takes_temperature=not is_new)


def spelt(request: Request, endpoint: Endpoint, dialect: Dialect) -> dict[str, Any]:
    """The fields of a request as the endpoint takes them."""
    is_new = dialect.tokens_field == "max_completion_tokens"
    fields: dict[str, Any] = {
        "model": endpoint.model,
        "messages": list(request.messages),
        "stream": True,
        dialect.tokens_field: request.most_tokens + (THINKING_TOKENS if is_new else 0),
    }
    if dialect.takes_temperature:
        fields["temperature"] = 0
    if dialect.reports_usage:
        fields["stream_options"] = {"include_usage": True}
    if request.response_format is not None:
        fields["response_format"] = request.response_format
    return fields


def split_azure(url: str, api_version: str) -> tuple[str, str, bool]:
    """Base URL, api-version and whether it is Azure's older API, which needs both a version and the api-key header.

    The newer one, .../openai/v1, is spoken to like OpenAI. An api-version in the URL's query is taken over.
    """
    parts = urlsplit(url)
    version = api_version or "".join(parse_qs(parts.query).get("api-version", []))
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    is_old = bool(version) and not path.endswith("/v1")
    if is_old and not path:
        path = "/openai"
    return urlunsplit((parts.scheme, parts.netloc, path, "", "")), version, is_old
