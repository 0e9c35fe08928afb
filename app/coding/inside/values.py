"""Values across the pipe between a program and who judges it: JSON with marks for what JSON has not.

Decides which values travel whole (numbers, text, bytes, containers, arrays of numbers) and that everything else is
left to `outward`, as a name for a thing that stays where it is. Never pickle: reading it runs the other side's code.
"""

import base64
import json
import sys
from collections.abc import Callable
from typing import Any

MARK = "$"
PLAIN = frozenset({type(None), bool, int, float, str})
# Kinds of NumPy arrays that travel: truth values, whole numbers, floats.
ARRAY_KINDS = "biuf"
MOST_ITEMS = 200_000
DEEPEST = 60
MARKS: tuple[tuple[Any, str], ...] = (((tuple,), "tuple"), ((set, frozenset), "set"))
MOST_ARRAY_BYTES = 64_000_000

Outward = Callable[[Any], dict[str, Any]]
Inward = Callable[[dict[str, Any]], Any]


class Untransferable(ValueError):
    """A value is too deep or too long, or what came is not a value."""


def packed(value: Any, outward: Outward) -> bytes:
    """A value as bytes."""
    return json.dumps(encoded(value, outward)).encode()


def unpacked(raw: bytes, inward: Inward) -> Any:
    """The value of bytes.

    Raises:
        Untransferable: they are none.
    """
    try:
        return decoded(json.loads(raw), inward)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, MemoryError, AttributeError) as error:
        raise Untransferable(f"not a value: {type(error).__name__}") from error


def encoded(value: Any, outward: Outward, depth: int = 0) -> Any:
    """A value in what JSON has; `outward` marks what does not travel.

    Raises:
        Untransferable: it is nested too deep or an endless iterator.
    """
    if depth > DEEPEST:
        raise Untransferable(f"a value is nested deeper than {DEEPEST}")
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is list:
        if set(map(type, value)) <= PLAIN:
            return value
        return [encoded(item, outward, depth + 1) for item in value]
    if kind is tuple:
        return {MARK: "tuple", "v": encoded(list(value), outward, depth + 1)}
    return _encoded_other(value, outward, depth + 1)


def _encoded_other(value: Any, outward: Outward, depth: int) -> Any:
    if isinstance(value, dict):
        pairs = [[encoded(key, outward, depth), encoded(item, outward, depth)] for key, item in value.items()]
        return {MARK: "dict", "v": pairs}
    for kinds, mark in MARKS:
        if isinstance(value, kinds):
            return {MARK: mark, "v": [encoded(item, outward, depth) for item in value]}
    if isinstance(value, range):
        return encoded(list(value), outward, depth)
    if isinstance(value, bool | int | float | str):
        return next(base(value) for base in (bool, int, float, str) if isinstance(value, base))
    if hasattr(type(value), "__next__"):
        return {MARK: "iterated", "v": [encoded(item, outward, depth) for item in _first(value)]}
    return _encoded_leaf(value, outward)


def _encoded_leaf(value: Any, outward: Outward) -> Any:
    """Bytes and what NumPy has; anything else is left to `outward`."""
    if isinstance(value, bytes | bytearray):
        return {MARK: "bytes", "v": base64.b64encode(value).decode()}
    numpy = sys.modules.get("numpy")
    if numpy is None or getattr(getattr(value, "dtype", None), "kind", "") not in tuple(ARRAY_KINDS):
        return outward(value)
    if isinstance(value, numpy.generic):
        return value.item()
    if isinstance(value, numpy.ndarray):
        raw = base64.b64encode(numpy.ascontiguousarray(value).tobytes()).decode()
        return {MARK: "array", "t": value.dtype.str, "s": list(value.shape), "v": raw}
    return outward(value)


def _first(iterator: Any) -> list[Any]:
    items: list[Any] = []
    for item in iterator:
        items.append(item)
        if len(items) > MOST_ITEMS:
            raise Untransferable(f"an iterator gave more than {MOST_ITEMS} items")
    return items


def decoded(coded: Any, inward: Inward, depth: int = 0) -> Any:
    """The value of what JSON has; `inward` finds what a mark of the other side stands for."""
    if depth > 3 * DEEPEST:
        raise Untransferable("a value is nested too deep")
    if isinstance(coded, list):
        is_plain = set(map(type, coded)) <= PLAIN
        return coded if is_plain else [decoded(item, inward, depth + 1) for item in coded]
    if not isinstance(coded, dict):
        return coded
    mark = coded.get(MARK)
    if mark in CONTAINERS:
        return CONTAINERS[mark](decoded(item, inward, depth + 1) for item in coded["v"])
    if mark in LEAVES:
        return LEAVES[mark](coded)
    return inward(coded)


def _array(coded: dict[str, Any]) -> Any:
    import numpy as np  # noqa: PLC0415 - a program without arrays does not wait for NumPy

    kind = np.dtype(str(coded["t"]))
    shape = tuple(int(size) for size in coded["s"])
    if kind.kind not in ARRAY_KINDS or kind.itemsize > 16 or len(shape) > 16:
        raise Untransferable("not an array of numbers")
    raw = base64.b64decode(coded["v"])
    if len(raw) > MOST_ARRAY_BYTES:
        raise Untransferable("an array is too large")
    return np.frombuffer(raw, dtype=kind).reshape(shape).copy()


CONTAINERS: dict[str, Callable[..., Any]] = {"tuple": tuple, "iterated": list, "set": set, "dict": dict}
LEAVES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "bytes": lambda coded: base64.b64decode(coded["v"]),
    "array": _array,
}
