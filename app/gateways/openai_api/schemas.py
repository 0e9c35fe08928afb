"""A chat completion as OpenAI's clients ask for it.

Decides what is read of a request: the model, the messages, whether to stream, and what names the chat. Further fields,
such as a temperature, are let pass unread: every client sends some, and none of them changes a grade.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

# A long interview has some 120 messages.
MOST_MESSAGES = 500
ONLY_TEXT = "only text is taken here; leave pictures, files and sound out"


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Message(_Read):
    """One message; `content` is its text, whichever way it was sent."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str = ""

    @field_validator("content", mode="before")
    @classmethod
    def _joined(cls, content: Any) -> Any:
        """The text of a list of parts, joined; null is no text."""
        if not isinstance(content, list):
            return "" if content is None else content
        if any(not isinstance(part, dict) or part.get("type") not in {"text", "refusal"} for part in content):
            raise ValueError(ONLY_TEXT)
        return "\n".join(str(part.get("text", "")) for part in content)


class StreamOptions(_Read):
    """What else is wanted of a stream."""

    include_usage: bool = False


MetadataText = Annotated[str, StringConstraints(max_length=512)]


class ChatRequest(_Read):
    """A request for a chat completion."""

    model: Annotated[str, StringConstraints(max_length=100)]
    messages: list[Message] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, ge=1, le=1)
    metadata: dict[Annotated[str, StringConstraints(max_length=64)], MetadataText] | None = Field(
        default=None, max_length=16
    )
    user: str | None = None
