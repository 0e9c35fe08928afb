"""What all parts of the API share: the base model, error bodies, citations, LLM usage.

The rest stands beside the routes of its capability.
"""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from app.interview.citation import Citation
from app.interview.usage import Usage


class Model(BaseModel):
    """Unknown fields are errors."""

    model_config = ConfigDict(extra="forbid")


class ErrorDetail(Model):
    """What went wrong, for a program (`code`) and for a person (`message`)."""

    code: str = Field(examples=["not_found"])
    message: str = Field(examples=["there is no interview 'abc'"])
    retryable: bool


class ErrorBody(Model):
    """The body of every error, except that of /readyz, which says what is going on."""

    error: ErrorDetail


class CitationView(Model):
    """The passage behind [n]; `start` and `end` count characters of the document's text."""

    n: int
    document: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """The view of a citation."""
        return cls(**citation.__dict__)


class UsageView(Model):
    """A request to a language model: its tokens, milliseconds and estimated cost; `outcome` is ok or why it failed."""

    role: str
    model: str
    prompt_version: str
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    counted: bool
    ms: float
    first_token_ms: float | None
    cost_usd: float | None
    outcome: str

    @classmethod
    def of(cls, usage: Usage) -> Self:
        """The view of a request."""
        return cls(**usage.__dict__)
