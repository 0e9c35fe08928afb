"""What an endpoint is and how it wants to be spoken to.

Decides the first guess at an endpoint's dialect; client.py and structured.py correct it by what the endpoint
refuses, and what was learnt is kept for the life of the process.
"""

from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import parse_qs, urlsplit, urlunsplit

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_MODEL = "gpt-5.4-mini"
DEFAULT_CONTEXT_TOKENS = 8192


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
    """What this endpoint is known to take; it changes when a request is refused for it."""

    rung: Rung = Rung.SCHEMA
    tokens_field: str = "max_tokens"
    takes_temperature: bool = True
    reports_usage: bool = True


@dataclass(frozen=True)
class Endpoint:
    """Where the model is. `is_azure`: the key goes into the header api-key and the URL needs an api-version."""

    base_url: str
    model: str
    api_key: str
    deadlines: Deadlines = Deadlines()
    prices: Prices = Prices()
    context_tokens: int = DEFAULT_CONTEXT_TOKENS
    retries: int = 2
    is_azure: bool = False
    api_version: str = ""

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

    def dialect(self) -> Dialect:
        """The first guess: OpenAI's newer models take neither max_tokens nor a temperature."""
        is_new = self.is_openai or self.is_azure
        return Dialect(tokens_field="max_completion_tokens" if is_new else "max_tokens", takes_temperature=not is_new)


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
