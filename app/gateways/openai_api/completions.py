"""A reply -> the bodies of a chat completion: whole, or as chunks of a stream.

Decides what stands in which chunk: the role, the words, the annotations, why it ends, the tokens if they were asked
for, and the word [DONE].
"""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.gateways.openai_api.chat_reply import Said, annotations, tokens_of
from app.gateways.openai_api.links import Links
from app.gateways.openai_api.openai_errors import body_of
from ingest.errors import CoachError

log = logging.getLogger(__name__)
DONE = b"data: [DONE]\n\n"
FAILED = CoachError("the coach failed at this request; its log says how")


@dataclass(frozen=True)
class Completions:
    """Makes the bodies of one reply. `created`: seconds since 1970."""

    model: str
    created: int
    links: Links

    def whole(self, said: Said) -> dict[str, Any]:
        """The completion in one body."""
        message = {
            "role": "assistant",
            "content": said.text,
            "refusal": None,
            "annotations": annotations(said.text, said.citations, self.links),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        head = self._head(said.identifier, "chat.completion")
        return {**head, "choices": [choice], "usage": tokens_of(said.usage)}

    def events(self, identifier: str, pieces: Iterable[str | Said], *, with_usage: bool) -> Iterator[bytes]:
        """The completion as server-sent events; the last of `pieces` is the whole of what was said."""
        yield self._chunk(identifier, {"role": "assistant", "content": ""})
        try:
            for piece in pieces:
                if isinstance(piece, str):
                    yield self._chunk(identifier, {"content": piece})
                else:
                    yield from self._end(identifier, piece, with_usage=with_usage)
        except CoachError as error:
            yield _event(body_of(error))
        except Exception:  # the stream has begun: the client has no other way to hear of it
            log.exception("a chat completion failed in the middle")
            yield _event(body_of(FAILED))

    def _end(self, identifier: str, said: Said, *, with_usage: bool) -> Iterator[bytes]:
        if cited := annotations(said.text, said.citations, self.links):
            yield self._chunk(identifier, {"annotations": cited})
        yield self._chunk(identifier, {}, "stop")
        if with_usage:
            head = self._head(identifier, "chat.completion.chunk")
            yield _event({**head, "choices": [], "usage": tokens_of(said.usage)})
        yield DONE

    def _chunk(self, identifier: str, delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return _event({**self._head(identifier, "chat.completion.chunk"), "choices": [choice]})

    def _head(self, identifier: str, kind: str) -> dict[str, Any]:
        return {"id": f"chatcmpl-{identifier}", "object": kind, "created": self.created, "model": self.model}


def in_pieces(said: Said) -> Iterator[str | Said]:
    """A reply that is there already: its words one by one, then itself."""
    yield from words_of(said.text)
    yield said


def words_of(text: str) -> list[str]:
    """A text word by word, with the white space around each."""
    return re.findall(r"\s*\S+\s*", text)


def _event(body: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(body, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
