"""A stored row -> the value, also where an older version wrote what no value may hold.

Decides what a broken row is read as: a count that is none is 0, a measure that is none is missing, a lone surrogate is
left out. A turn that was answered is shown and not an error for ever, whatever came from a model that day.
"""

import json
import math
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from app.untrusted.fences import storable
from ingest.errors import StoreFailed

T = TypeVar("T")
COUNTS = ("input_tokens", "output_tokens", "cached_tokens")
MEASURES = {"ms": 0.0, "first_token_ms": None, "cost_usd": None}
WORDS = ("role", "model", "prompt_version", "outcome")

# A surrogate, which may be alone; numbers that JSON has not; what a model told of itself. Searched for one by one: a
# pattern of them all takes seven times as long as reading the row.
MAY_BE_BROKEN = ("\\ud", "\\uD", "NaN", "Infinity", '"usage"')


class BrokenRow(StoreFailed):
    """A stored row that cannot be read, however leniently."""

    retryable = False


def read(adapter: TypeAdapter[T], body: Any) -> T:
    """The value of a row's JSON.

    Raises:
        BrokenRow: it is of another shape altogether.
    """
    try:
        return adapter.validate_python(_mended(body))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BrokenRow(f"a stored row cannot be read: {place}: {first['msg']}") from error


def read_text(adapter: TypeAdapter[T], text: str) -> T:
    """The same of the JSON as it is stored; in about half the time where it holds nothing to mend.

    What is remembered of somebody grows with each answer, and is read twice a turn.
    """
    if storable(text) == text and not any(sign in text for sign in MAY_BE_BROKEN):
        # What does not fit is told by `read`.
        with suppress(ValidationError):
            return adapter.validate_json(text)
    return read(adapter, json.loads(text))


def _mended(node: Any) -> Any:
    if isinstance(node, str):
        return storable(node)
    if isinstance(node, float) and not math.isfinite(node):
        # JSON has no such number, and neither has a reply.
        return None
    if isinstance(node, list):
        return [_mended(item) for item in node]
    if not isinstance(node, dict):
        return node
    mended = {storable(str(key)): _mended(value) for key, value in node.items()}
    if isinstance(mended.get("usage"), list):
        mended["usage"] = [_usage(one) for one in mended["usage"] if isinstance(one, dict)]
    return mended


def _usage(request: dict[str, Any]) -> dict[str, Any]:
    """A request to a model with what it took, as far as that was told."""
    counts = {name: _count(request.get(name)) for name in COUNTS}
    measures = {name: _measure(request.get(name), missing) for name, missing in MEASURES.items()}
    words = {name: str(request.get(name, "")) for name in WORDS}
    return request | counts | measures | words | {"counted": bool(request.get("counted"))}


def _count(value: Any) -> int:
    return max(0, int(value)) if isinstance(value, int | float) else 0


def _measure(value: Any, missing: float | None) -> float | None:
    return float(value) if isinstance(value, int | float) and value >= 0 else missing
