"""What a sum comes to, in every way to read it.

Decides the ways: times in seconds or as they are written, percent a share, on top of what stands before or as points,
"at" as times or as divided by, and what stands below the sign for a division.
"""

import math
from itertools import product
from typing import NamedTuple

from app.delivery.written_sums import Expression, NotRead, Quantity, powered


class _Way(NamedTuple):
    """A way to read a sum."""

    in_seconds: bool
    percent: str
    at: str
    order: str


_WAYS = tuple(
    _Way(*way)
    for way in product(
        (False, True), ("share", "on top", "points"), "*/", ("usual", "from left", "all below", "below all")
    )
)


def worked_out(done: Expression, result: Expression) -> tuple[float, float, list[float]]:
    """What is said to come out, what does in the reading that is nearest to it, and how many times it is off in all."""
    # "116 a second * 3 = 350": what is said may be the first number of what goes on.
    meant = {
        (way.in_seconds, told, _value(one, _WAYS[0]))
        for one in (result, Expression(result.parts[:1]))
        for way in _WAYS
        if math.isfinite(told := _value(one, way))
    }
    read = dict.fromkeys((way.in_seconds, value) for way in _WAYS if math.isfinite(value := _value(done, way)))
    off: dict[float, tuple[float, float]] = {}
    for (in_seconds, value), (is_timed, told, said) in product(read, sorted(meant)):
        if in_seconds or not is_timed:
            times = abs(told / value) if value else math.inf
            # Of what is too small for a number as well.
            times = times or math.inf
            off.setdefault(1.0 if value == told else times, (said, 0.0 if value == 0.0 else said / times))
    if not off:
        raise NotRead
    nearest = min(off, key=lambda one: round(abs(math.log(one)), 6))
    return *off[nearest], [*off]


def _value(done: Expression, way: _Way) -> float:
    """The value of an expression in one way to read it; nan where it has none."""
    if way.order == "below all" and done.signs[-1:] == ("/",):
        worth = _worth(done.parts[-1], way)
        return _value(Expression(done.parts[:-1], done.signs[:-1]), way) / worth if worth else math.nan
    total, run, is_below = 0.0, 0.0, False
    for at, part in enumerate(done.parts):
        sign = ("+", *done.signs)[at]
        sign = {"of": "*", "at": way.at}.get(sign, sign)
        worth = _worth(part, way)
        if at and sign in "+-" and way.percent == "on top" and part.kinds == {"percent"}:
            sign, worth = "*", 1 + worth if sign == "+" else 1 - worth
        is_below = sign == "/" or (is_below and sign == "*")
        if sign == "/" or (is_below and way.order == "all below"):
            run = run / worth if worth else math.nan
        elif sign == "*":
            run *= worth
        else:
            total, run = (total, run) if way.order == "from left" else (total + run, 0.0)
            run += worth if sign == "+" else -worth
    return total + run


def _worth(part: Quantity | Expression, way: _Way) -> float:
    if isinstance(part, Expression):
        return powered(_value(part, way), part.power)
    value = part.value * part.seconds if way.in_seconds else part.value
    return 100 * value if "percent" in part.kinds and way.percent == "points" else value
