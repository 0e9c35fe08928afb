"""A reply of a fixed shape: down a ladder of what endpoints can, checked by pydantic, with one repair.

Decides how the shape is asked for. json_schema with limits, without them (some strict modes refuse
maxLength), json_object, and at last plain text with the schema in the prompt; the first rung that an
endpoint takes is kept for its other requests. All requests for one reply share one deadline.
"""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from app.interview.usage import Usage
from app.llm.endpoint import Dialect, Endpoint, Rung
from app.llm.faults import Fault
from app.llm.request import Message, Reply, Request
from app.untrusted.fences import storable
from ingest.errors import LLMFailed

Shape = TypeVar("Shape", bound=BaseModel)
# Words of a refusal that is about the response format and not about something else in the request.
FORMAT_WORDS = ("response_format", "json_schema", "json_object", "schema", "grammar", "structured output", "json mode")
# A wrong reply is shown to the model again, but not more of it than this.
SHOWN_CHARS = 1500


class Completes(Protocol):
    """What takes a request: a client of an endpoint, or replies that were recorded."""

    @property
    def endpoint(self) -> Endpoint:
        """Where the model is."""
        ...

    @property
    def dialect(self) -> Dialect:
        """How it wants to be spoken to; what is learnt of it is kept there."""
        ...

    def complete(self, request: Request, by: float | None = None) -> Reply:
        """The whole reply. `by`: when it must be there, as time.monotonic.

        Raises:
            LLMFailed: with the requests that were made as its `usage`.
        """
        ...


@dataclass(frozen=True)
class Parsed(Generic[Shape]):
    """What the model said, in the shape that was asked for, and the requests that it took."""

    value: Shape
    usage: tuple[Usage, ...]


@dataclass(frozen=True)
class Ask:
    """A request of a fixed shape, before it is known how the endpoint takes it. `by`: when its reply must be there."""

    role: str
    prompt_version: str
    messages: tuple[Message, ...]
    most_tokens: int
    by: float | None = None


def ask_structured(client: Completes, ask: Ask, shape: type[Shape]) -> Parsed[Shape]:
    """The reply as `shape`.

    Raises:
        LLMFailed: the endpoint failed, or twice said something else; with the requests made.
    """
    schema = inlined_schema(shape)
    usage: tuple[Usage, ...] = ()
    began = time.monotonic()
    by = began + client.endpoint.deadlines.overall_s if ask.by is None else ask.by
    rung = client.dialect.rung_at(began)
    try:
        text, used = _down_the_ladder(client, replace(ask, by=by), schema, rung)
        usage += used
        value, problem = _parse(text, shape)
        if rung < Rung.PLAIN:
            client.dialect.heeded(began, is_json=_looks_like_json(text))
        if value is None:
            # It took the response format and paid no heed to it: the repair says it in the prompt.
            rung = client.dialect.rung_at(began) if _looks_like_json(text) else Rung.PLAIN
            again = _repair(ask.messages, text, problem, schema)
            repaired, used = _down_the_ladder(client, replace(ask, messages=again, by=by), schema, rung)
            usage += used
            value, problem = _parse(repaired, shape)
    except LLMFailed as error:
        raise LLMFailed(str(error), usage + error.usage, error.fault) from error
    if value is None:
        raise LLMFailed(f"the model's reply has not the shape that was asked for, twice ({problem})", usage)
    return Parsed(value, usage)


def inlined_schema(shape: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of `shape` as every server takes it.

    Without references and titles, which small servers do not know. Each object, nested ones too, forbids other keys and
    requires all of its own: OpenAI's strict mode refused a grade for its inner objects and a wording for its outer one,
    and was spoken to in json_object for the life of the process.
    """
    schema = shape.model_json_schema()
    definitions = schema.pop("$defs", {})

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return walk(definitions[node["$ref"].rsplit("/", 1)[1]])
        walked = {
            key: {name: walk(inner) for name, inner in value.items()} if key == "properties" else walk(value)
            for key, value in node.items()
            if key not in ("title", "description", "default")
        }
        if "properties" in walked:
            walked |= {"required": list(walked["properties"]), "additionalProperties": False}
        return walked

    inlined: dict[str, Any] = walk(schema)
    return inlined


def _down_the_ladder(client: Completes, ask: Ask, schema: dict[str, Any], rung: Rung) -> tuple[str, tuple[Usage, ...]]:
    """The reply from the first rung that is taken, `rung` or a lower one; that one is kept where it is a lower one.

    Where the last one is refused too it was not the format, and nothing was learnt.
    """
    usage: tuple[Usage, ...] = ()
    first = rung
    while True:
        request = Request(
            ask.role,
            ask.prompt_version,
            tuple(_told(ask.messages, schema, rung)),
            ask.most_tokens,
            _format(schema, rung),
        )
        try:
            reply = client.complete(request, ask.by)
        except LLMFailed as error:
            usage += error.usage
            if rung is Rung.PLAIN or not _is_about_format(error.fault):
                raise LLMFailed(str(error), usage, error.fault) from error
            rung = Rung(rung + 1)
        else:
            if rung > first:
                client.dialect.rung = rung
            return reply.text, usage + reply.usage


def _is_about_format(fault: Any) -> bool:
    if not isinstance(fault, Fault):
        return False
    # A server that breaks over a schema says so with a 500 as often as with a 400.
    return fault.is_refused or any(words in fault.detail for words in FORMAT_WORDS)


def _format(schema: dict[str, Any], rung: Rung) -> dict[str, Any] | None:
    if rung is Rung.PLAIN:
        return None
    if rung is Rung.JSON_OBJECT:
        return {"type": "json_object"}
    sent = schema if rung is Rung.SCHEMA else _without_limits(schema)
    return {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": sent}}


def _without_limits(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_limits(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _without_limits(value) for key, value in node.items() if key not in ("maxLength", "minLength")}


def _told(messages: Sequence[Message], schema: dict[str, Any], rung: Rung) -> list[Message]:
    """The messages, with the schema in words where the endpoint does not hold to one by itself.

    It stands at the end of the first message: stable for all answers to a question.
    """
    if rung < Rung.JSON_OBJECT:
        return list(messages)
    words = f"\n\nThe JSON object must match this JSON schema:\n{json.dumps(schema, ensure_ascii=False)}"
    first = {**messages[0], "content": messages[0]["content"] + words}
    return [first, *messages[1:]]


def _repair(messages: Sequence[Message], text: str, problem: str, schema: dict[str, Any]) -> tuple[Message, ...]:
    keys = ", ".join(schema.get("properties", {}))
    words = f"That was not usable: {problem}. Answer again with one JSON object with exactly the keys {keys}."
    return (*messages, {"role": "assistant", "content": text[:SHOWN_CHARS]}, {"role": "user", "content": words})


def _storable(data: Any) -> Any:
    """JSON without the lone surrogates that an escape can write."""
    if isinstance(data, list):
        return [_storable(item) for item in data]
    if isinstance(data, dict):
        return {storable(key): _storable(value) for key, value in data.items()}
    return storable(data) if isinstance(data, str) else data


def _looks_like_json(text: str) -> bool:
    return "{" in text and "}" in text


def _parse(text: str, shape: type[Shape]) -> tuple[Shape | None, str]:
    """The first JSON object in the text as `shape`, or None and what is wrong with it."""
    bare = re.sub(r"^\s*```(?:json)?|```\s*$", "", text.strip())
    start = bare.find("{")
    if start < 0:
        return None, "it holds no JSON object"
    try:
        data, _ = json.JSONDecoder(strict=False).raw_decode(bare[start:])
        return shape.model_validate(_storable(data)), ""
    except json.JSONDecodeError as error:
        return None, f"it is not valid JSON: {error.msg}"
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return None, f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except RecursionError:
        return None, "it is nested too deep"
