# ruff: noqa: SIM905 - a list of words in quotes is not read
"""Sums that a text does: "400 requests x 3,000 tokens = 1.2 million", "10M a day is about 116 per second".

Decides whether each comes out right, as numbers; whether it was the right sum to do is for nobody here. A sum is wrong
only if it is in every way to read it: rough figures are right, "about 100" for 116 too; times may be in seconds or as
they are written, percent a share or on top; a number that was said before may be meant; where a unit is left out (bytes
or gigabytes, milliseconds or seconds) a factor of a thousand is no error. What comes out in a unit that the sum has
not, or counts what the sum does not, is not judged.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import NamedTuple

from app.delivery.sum_values import worked_out
from app.delivery.written_sums import Expression, NotRead, Quantity, Token, expression, tokens
from ingest.language.numbers import SPELLED

# A figure is as rough as this at most.
ROUGH = 0.2
THOUSANDS = (1e3, 1e6, 1e9, 1e12, 1024.0, 1024.0**2, 1024.0**3)
# "10M / 86,400" of a day, "300 people x 8 / 45 s": the hours of a day and the seconds of an hour go without saying.
OF_TIME = (24.0, 60.0, 3600.0, 86400.0)
BITS = 8.0
# So many of the numbers that were said before may be meant.
MOST_BEFORE = 20
# A day may be the eight hours, and a week the five days, in which people work.
OF_WORK = (1.0, 7 / 5, 3.0, 21 / 5)
_EQUALS = frozenset(("equals", "is", "it is", "arrow", "so"))
_BETWEEN = _EQUALS | {"break", "item"}
_UNEVEN = re.compile(
    r"\b(?:peaks?|burst\w*|spike\w*|busy|busiest|rush|average|most|least|maximum|minimum)\b", re.IGNORECASE
)
_REQUESTS = frozenset(("request", "queri", "query", "call", "transact", "transaction"))
_COMPARED = frozenset(
    "more less fewer faster slower higher lower better worse larger smaller bigger longer shorter cheaper above below"
    " times too than".split()
)
# "The latency of 3 + 2 hops is 40 ms": what is 40 ms is no sum.
_ABOUT = frozenset("of for with from on in at per by over than to under within across".split())
_ABOUT_MORE = _ABOUT - {"in", "on", "per"}


@dataclass(frozen=True)
class Sum:
    """A sum as it was written, what was said to come out, and what does; at characters [start, end)."""

    words: str
    said: float
    right: float
    start: int
    end: int
    is_right: bool
    kinds: frozenset[str] = frozenset()

    @property
    def remark(self) -> str:
        """What is told of a sum that is wrong."""
        told = f"{100 * self.right:.3g}%" if "percent" in self.kinds else spoken(self.right)
        if "byte" in self.kinds:
            told = spoken_bytes(self.right)
        return f"You wrote “{' '.join(self.words.split())}”: it comes to {told}."


class _Side(NamedTuple):
    """The pieces between two signs for equality, and what stands before them."""

    pieces: Sequence[Token]
    equals: str
    before: tuple[float, ...]


def sums(text: str) -> list[Sum]:
    """The sums of a text, in order."""
    found: list[Sum] = []
    for sentence in _sentences(tokens(text)):
        sides = list(_sides(sentence))
        is_uneven = _UNEVEN.search(text, sentence[0].start, sentence[-1].end) is not None
        for left, right in pairwise(sides):
            if right.equals:
                try:
                    found.append(_judged(text, left, right, is_uneven=is_uneven))
                except NotRead:
                    continue
    return found


def spoken(value: float) -> str:
    """A number as people say it: 1.2 million, 116, 0.35."""
    for scale, name in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if abs(value) >= scale:
            return f"{value / scale:.3g}{name}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def spoken_bytes(value: float) -> str:
    """A number of bytes as people say it: 5 GB, 300 KB."""
    named = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB"), (1.0, "bytes"))
    scale, name = next((one for one in named if abs(value) >= one[0]), named[-1])
    return f"{value / scale:.3g} {name}"


def _sentences(pieces: Sequence[Token]) -> Iterator[list[Token]]:
    sentence: list[Token] = []
    for one in pieces:
        if one.kind != "stop":
            sentence.append(one)
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _sides(sentence: Sequence[Token]) -> Iterator[_Side]:
    """The sides of the sums of a sentence, with the numbers that were said before each."""
    side: list[Token] = []
    equals = ""
    before: list[float] = []
    for at, one in enumerate(sentence):
        around = {sentence[near].kind for near in (at - 1, at + 1) if 0 <= near < len(sentence)}
        # A line goes on behind a sign, and before one; and "is about = 20" is one sign.
        if (one.text == "\n" and around & {"op", "equals"}) or (one.kind in _EQUALS and equals and not side):
            continue
        if one.kind not in _BETWEEN:
            side.append(one)
            continue
        yield _Side(side, equals, tuple(value for value in before[-MOST_BEFORE:] if value))
        is_end = one.kind not in _EQUALS
        before += [SPELLED.get(piece.text, piece.quantity.value) for piece in side if is_end]
        side, equals = [], "" if is_end else one.kind
    yield _Side(side, equals, tuple(value for value in before[-MOST_BEFORE:] if value))


def _judged(text: str, left: _Side, right: _Side, *, is_uneven: bool) -> Sum:
    """The sum on the left with what is said on the right to come out; raises NotRead."""
    begin = next((at for at, one in enumerate(left.pieces) if one.kind not in ("word", "roughly", "rate")), 0)
    done, end = expression(left.pieces, begin)
    result, last = expression(right.pieces)
    # "(64 x 128) * (128 x 10) = 64 x 10" is of shapes.
    is_in_brackets = [any(isinstance(one, Expression) for one in side.parts) for side in (done, result)]
    is_shape = is_in_brackets[0] and ("*" in result.signs or is_in_brackets[1])
    if end != len(left.pieces) or is_shape or _goes_on(right.pieces, last):
        raise NotRead
    while right.pieces[last - 1].kind in ("word", "roughly"):
        last -= 1
    span = left.pieces[begin].start, right.pieces[last - 1].end
    words = text[slice(*span)]
    if not done.signs and not done.quantities[0].is_raised:
        if is_uneven or (right.equals == "arrow" and (left.before or result.quantities[0].seconds != 1.0)):
            raise NotRead
        said, value, is_right = _as_rates(done, result, left.before)
        return Sum(words, said, value, *span, is_right, result.kinds)
    if not _is_whole(done, left.pieces[:begin], right.equals) or _ABOUT_MORE & _last_words(left.pieces):
        raise NotRead
    said, value, off = worked_out(done, result)
    factors = _left_out(done, result, left.before) | ({*THOUSANDS} if re.search(r"\d\sB\b", words) else set())
    is_told_of_peak = is_uneven and "rate" in done.kinds & result.kinds
    is_right = (
        is_told_of_peak
        or not said
        or not _is_comparable(done, result, right.equals)
        or any(_is_near(one * factor) or _is_near(one / factor) for one in off for factor in factors)
    )
    return Sum(words, said, value, *span, is_right, result.kinds)


def _last_words(pieces: Sequence[Token]) -> set[str]:
    """The words between the last number and what is said of it."""
    words = takewhile(lambda one: one.kind in ("word", "roughly"), reversed(pieces))
    return {one.text for one in words}


def _goes_on(pieces: Sequence[Token], end: int) -> bool:
    """Whether what comes out is no number: "20 to 25", "20% more"."""
    after = pieces[end : end + 1]
    is_range = bool(after) and after[0].kind == "number" and pieces[end - 1].text in ("to", "or")
    return is_range or any(one.kind in ("odd", "op") for one in after) or bool(_COMPARED & {one.text for one in pieces})


def _is_whole(done: Expression, before: Sequence[Token], equals: str) -> bool:
    """Whether what was read is the sum, and no part of another thing."""
    if equals == "so" or (equals == "is" and {one.text for one in before} & _ABOUT):
        return False
    # "10^4 -> 10^6" is a change, and "$3 per million" a price.
    is_price = done.signs == ("/",) and "money" in done.parts[0].kinds and done.quantities[1].value in THOUSANDS
    if is_price or (not done.signs and equals not in ("equals", "is")) or not _is_of_one_unit(done):
        return False
    # "24/7 is", "a 2x2 table is".
    is_name = done.is_close and not done.kinds and all(one.value < 1000 for one in done.quantities)
    if is_name and equals != "equals":
        return False
    for at, sign in enumerate(done.signs):
        one, other = done.parts[at], done.parts[at + 1]
        if sign == "of" and not ("percent" in one.kinds or _is_of_things(done, at)):
            return False
        if sign == "at" and (
            "percent" in other.kinds or not (other.kinds or (isinstance(other, Quantity) and other.is_each))
        ):
            return False
    return True


def _is_of_one_unit(done: Expression) -> bool:
    """Whether what is added up is all in bytes, or nothing is: in "320 GB - 70" the 70 are GB too."""
    terms: list[set[str]] = [set()]
    for sign, part in zip(("", *done.signs), done.parts, strict=True):
        terms += [set()] if sign in ("+", "-") else []
        terms[-1] |= part.kinds
    return len({bool(term & {"byte", "w", "wh", "flop"}) for term in terms if term != {"percent"}}) <= 1


def _is_of_things(done: Expression, at: int) -> bool:
    """Of "2/3 of 90", and "10 million vectors of 1,536 dimensions at 4 bytes"; "1 shard of 10" is neither."""
    one, other = done.parts[at], done.parts[at + 1]
    is_fraction = done.signs[:at][-1:] == ("/",) and not one.counts
    return is_fraction or bool(one.counts and other.counts and {"at", "*"} & {*done.signs})


def _is_comparable(done: Expression, result: Expression, equals: str) -> bool:
    """Whether what comes out is in a unit of the sum; said as "is", it counts what the sum does too."""
    if result.kinds - done.kinds - {"rate", "qps", "percent", "bit"}:
        return False
    # "20% of 5 million users make 80% of the traffic".
    if "percent" in result.kinds and "of" in done.signs and any("percent" not in one.kinds for one in done.quantities):
        return False
    # "Bins 1 + 4 are 92 %".
    if "percent" in result.kinds - done.kinds and not (
        "/" in done.signs or all(one.value <= 1 for one in done.quantities)
    ):
        return False
    return equals == "equals" or not result.counts or bool(result.counts & done.counts)


def _left_out(done: Expression, result: Expression, before: Sequence[float]) -> set[float]:
    """The factors that may be missing between a sum and what is said to come out."""
    factors = {1.0, *before, math.prod(before)}
    kinds = done.kinds | result.kinds
    factors |= {*THOUSANDS} if done.kinds - result.kinds - {"rate", "qps", "money", "percent", "bit"} else set()
    factors |= {*OF_TIME} if {"time", "rate"} & kinds else set()
    factors |= {100.0} if "percent" in done.kinds ^ result.kinds else set()
    factors |= {BITS} if "bit" in kinds else set()
    return factors - {0.0}


def _as_rates(done: Expression, result: Expression, before: Sequence[float]) -> tuple[float, float, bool]:
    """What is said for a rate in another time, what it is, and whether that is right; raises NotRead.

    A number that was said before, such as how many servers share it, may be in it.
    """
    one, other = done.quantities[0], result.quantities[0]
    is_requests = "qps" not in other.kinds or not one.counts or bool(one.counts & _REQUESTS)
    is_same = not (one.counts and other.counts) or bool(one.counts & other.counts)
    kinds = one.kinds - {"qps"}
    if result.signs or kinds != other.kinds - {"qps"} or "rate" not in kinds or "time" in kinds:
        raise NotRead
    if one.seconds == other.seconds or not (is_requests and is_same):
        raise NotRead
    value = one.value * one.seconds / other.seconds
    off = other.value / value if value else math.inf
    factors = [factor * one for factor in OF_WORK for number in (1.0, *before) for one in (number, 1 / number)]
    return other.value, value, any(_is_near(off / factor) for factor in factors)


def _is_near(ratio: float) -> bool:
    return math.isclose(ratio, 1.0, rel_tol=ROUGH)
