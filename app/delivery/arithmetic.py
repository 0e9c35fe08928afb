# ruff: noqa: E501 - a pattern that is broken into lines is not read
"""Sums that a text does: "400 requests x 3,000 tokens = 1.2 million", "10M a day is about 116 per second".

Decides whether each comes out right, as numbers; whether it was the right sum to do is for nobody here. Rough figures
are right: who says "about 100" for 116 has done the sum. Where a unit is left out (bytes or gigabytes, milliseconds or
seconds) a factor of a thousand is no error; where both sides name theirs, or none has any, it is.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

_SCALE = {
    "": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "%": 0.01, "percent": 0.01, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "t": 1e12, "trillion": 1e12,
    "kib": 1e3, "mib": 1e6, "gib": 1e9, "tib": 1e12,
}  # fmt: skip
DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,6})?"
UNIT = r"(?:%|(?:percent|thousand|million|billion|trillion|mn|bn|[kmgt]i?b|[kKmMbBT])\b)"
_NUMBER = rf"(?:{DIGITS})\s?{UNIT}?"
# Up to four words of what is counted, without a sign of a sum.
_WHAT = r"(?:\s(?!(?:times|plus|minus|divided|is|are|makes|gives|equals|about|or|and|to)\b)[A-Za-z][\w'/-]{0,20}){0,4}"
_OPERATOR = (
    r"(?:\s?[*\u00d7\u00b7/+]\s?|\sx\s|(?<=\d)x(?=\d)|\s(?:times|divided by|plus|minus|multiplied by)\s|\s[-\u2212]\s)"
)
_EQUALS = (
    r"\s?(?:=|\u2248|~=|\u2192|,? ?(?:which|that|this)?(?:'s|\u2019s)? ?\b(?:is|are|makes|gives|equals|comes to|come to)\b)\s?"
    r"(?:(?:about|around|roughly|approximately|some|nearly|~|\u2248|ca\.?)\s?)?"
)
SUM = re.compile(
    rf"(?<![\w.,])({_NUMBER}{_WHAT}(?:{_OPERATOR}{_NUMBER}{_WHAT}){{1,5}}){_EQUALS}({_NUMBER})", re.IGNORECASE
)
TERM = re.compile(rf"({_OPERATOR})?\s?({DIGITS})\s?({UNIT})?", re.IGNORECASE)
_PER = {"second": 1.0, "s": 1.0, "sec": 1.0, "minute": 60.0, "min": 60.0, "hour": 3600.0, "h": 3600.0, "day": 86400.0}
_RATE = r"(?:a|an|per|/|each)\s?(second|sec|s|minute|min|hour|h|day)\b"
RATES = re.compile(
    rf"(?<![\w.,])({DIGITS})\s?({UNIT})?{_WHAT}\s?{_RATE}"
    rf"(?:,? (?:so|which|that|this))?(?:{_EQUALS}|,? (?:so|or) (?:(?:about|around|roughly|~)\s?)?)({DIGITS})\s?({UNIT})?{_WHAT}\s?{_RATE}",
    re.IGNORECASE,
)
SHARE = re.compile(
    rf"(?<![\w.,])(\d{{1,3}}(?:\.\d+)?)\s?(?:%|percent) of (?:the )?({DIGITS})\s?({UNIT})?{_WHAT}{_EQUALS}({DIGITS})\s?({UNIT})?",
    re.IGNORECASE,
)
# A figure is as rough as this at most.
ROUGH = 0.2
UNITS = (1e3, 1e6, 1e9, 1e12, 1024.0, 1024.0**2, 1024.0**3)
_BYTES = re.compile(r"(?<![a-z])(?:[kmgt]i?b|(?:kilo|mega|giga|tera)?bytes?)\b", re.IGNORECASE)
# Units of which a thousand make the next one; what they count is not read.
_SMALL = re.compile(
    r"(?<![a-z])(?:[mnu\u00b5\u03bc]s|m?sec|seconds?|s|(?:milli|micro|nano)s\w*|[kmg]?hz|m?w|kw|k?wh)\b", re.I
)


@dataclass(frozen=True)
class Sum:
    """A sum as it was written, what was said to come out, and what does; at characters [start, end).

    `in_one_unit`: a factor of a thousand cannot be a unit that was left out.
    """

    words: str
    said: float
    right: float
    start: int
    end: int
    in_one_unit: bool = False

    @property
    def is_right(self) -> bool:
        """Whether it comes out as said, roughly, or in another unit."""
        if self.right == 0 or self.said == 0:
            return self.right == self.said
        off = abs(self.said / self.right)
        units = () if self.in_one_unit else UNITS
        return any(_is_near(off * unit) or _is_near(off / unit) for unit in (1.0, *units))

    @property
    def remark(self) -> str:
        """What is told of a sum that is wrong."""
        is_of_bytes = self.in_one_unit and _BYTES.search(self.words)
        told = spoken_bytes(self.right) if is_of_bytes else spoken(self.right)
        return f"You wrote “{' '.join(self.words.split())}”: it comes to {told}."


def sums(text: str) -> list[Sum]:
    """The sums of a text, in order."""
    found = [*_products(text), *_rates(text), *_shares(text)]
    return sorted(found, key=lambda one: one.start)


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


def _products(text: str) -> Iterator[Sum]:
    for match in SUM.finditer(text):
        value = _worked_out(match.group(1))
        said = TERM.match(match.group(2))
        # "p95 - 3 = 92" and dates are no sums of a design.
        if value is not None and said is not None:
            known = _in_one_unit(match.group(1), match.group(2))
            yield Sum(match.group(), valued(said.group(2), said.group(3)), value, *match.span(), in_one_unit=known)


def _in_one_unit(expression: str, result: str) -> bool:
    """Both sides name bytes, or neither has a unit of which a thousand make another."""
    of_bytes = [_BYTES.search(side) is not None for side in (expression, result)]
    return all(of_bytes) or not (any(of_bytes) or _SMALL.search(expression) or _SMALL.search(result))


def _worked_out(expression: str) -> float | None:
    """The value of a sum of products, from left to right."""
    total, product = 0.0, None
    sign = 1.0
    for term in TERM.finditer(expression):
        operator, value = (term.group(1) or "").strip().lower(), valued(term.group(2), term.group(3))
        if product is None or not operator:
            if product is not None:
                return None
            product = value
        elif operator in ("*", "\u00d7", "\u00b7", "x", "times", "multiplied by"):
            product *= value
        elif operator in ("/", "divided by"):
            if value == 0:
                return None
            product /= value
        else:
            total += sign * product
            sign, product = (1.0 if operator in ("+", "plus") else -1.0), value
    return None if product is None else total + sign * product


def _rates(text: str) -> Iterator[Sum]:
    for match in RATES.finditer(text):
        if re.search(r"\bpeak\b", match.group(), re.IGNORECASE):
            continue
        first, unit, per, second, other_unit, other = match.groups()
        right = valued(first, unit) / _PER[per.lower()] * _PER[other.lower()]
        yield Sum(match.group(), valued(second, other_unit), right, *match.span())


def _shares(text: str) -> Iterator[Sum]:
    for match in SHARE.finditer(text):
        share, whole, unit, said, said_unit = match.groups()
        yield Sum(match.group(), valued(said, said_unit), float(share) / 100 * valued(whole, unit), *match.span())


def valued(digits: str, unit: str | None) -> float:
    """The value of a number as it is written, with the scale that stands behind it."""
    return float(digits.replace(",", "")) * _SCALE[(unit or "").strip().lower()]


def _is_near(ratio: float) -> bool:
    return math.isclose(ratio, 1.0, rel_tol=ROUGH)
