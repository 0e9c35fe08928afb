"""Numbers and orders of growth in a text: "8.3 %", "1,089", "half", "O(n log n)", however they are written.

Decides which numbers a text gives, when two of them are the same, and when a text gives another number where
a wording has its own. What that costs a key point is for points.py and verdicts.py.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ingest.language.tokens import WORD, Token, stem

# "F1", "L2" and "BM25" are names, "1." and "2)" at the start of a line are bullets: no numbers.
NUMBER = re.compile(
    r"(?<![\w.,^])(\d{1,3}(?:(?:\^|\*\*)-?\d{1,2}|[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,2})|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[-+]?\d+)?|\.\d+)"
    r"(?:\s?(%|per ?cent\b|thousand\b|[mbtr]+illion\b|[kKMGT]i?[Bb]\b|(?:mega|giga|tera)bytes?\b|bn\b|M\b"
    r"|(?:milli|micro|nano)?seconds?\b|[mn\u00b5\u03bcu]?s\b|min(?:utes?)?\b|h(?:ours?)?\b)|([kKBT])\b"
    r"|(?:x|d|th|st|nd|rd)?(?!\w))"
)
POWER = re.compile(r"\^|\*\*")
_RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
RAISED = re.compile(f"[{_RAISED}]+")
BULLET_END = re.compile(r"[.)]\s")
SCALES = {
    "%": 0.01, "percent": 0.01, "per cent": 0.01, "k": 1e3, "kb": 1e3, "kib": 1e3, "thousand": 1e3,
    "m": 1e6, "mb": 1e6, "mib": 1e6, "million": 1e6, "megabyte": 1e6, "megabytes": 1e6,
    "b": 1e9, "bn": 1e9, "gb": 1e9, "gib": 1e9, "billion": 1e9, "gigabyte": 1e9, "gigabytes": 1e9,
    "t": 1e12, "tb": 1e12, "tib": 1e12, "trillion": 1e12, "terabyte": 1e12, "terabytes": 1e12,
}  # fmt: skip
# In picoseconds, so that none of them is 1, which is for what has no unit: "200 s" was told for "under 200 ms".
TIMES = {
    "n": 1e3, "nano": 1e3, "u": 1e6, "\u00b5": 1e6, "\u03bc": 1e6, "micro": 1e6, "m": 1e9, "milli": 1e9, "": 1e12,
}  # fmt: skip
SECONDS = re.compile(r"(\w*?)s(?:econds?)?")
MINUTES, HOURS = 60e12, 3600e12
SPELLED = {
    "half": 0.5, "third": 1 / 3, "thirds": 2 / 3, "quarter": 0.25, "quarters": 0.75, "twice": 2.0, "double": 2.0,
    "doubles": 2.0, "doubled": 2.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0,
    "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0, "fifteen": 15.0, "twenty": 20.0,
    "thirty": 30.0, "fifty": 50.0, "hundred": 100.0, "hundredfold": 100.0, "thousand": 1000.0, "million": 1e6,
}  # fmt: skip
ORDER = re.compile(r"[O\u0398](?<!\w.)\s?\(((?:[^()\n]|\([^()\n]*\)){1,60})\)")
POWERS = ((re.compile(r"\s?\*\*\s?"), "^"), (re.compile(" squared"), "^2"), (re.compile(" cubed"), "^3"))
LOGARITHM = re.compile(r"lo?g_?(?:2|10)?(?!\d)")
FACTOR = re.compile(r"log|[a-z]+?(?=log)|[a-z]+(?:\^\w+)?|\d+|[-+/]")
FUNCTIONS = frozenset(("log", "ln", "max", "min", "exp", "sqrt"))
# "23,148" told as "23,000" is the same number and "7.4 %" told as "7 %" too; "99.9 %" told as "100 %" is not, nor "73"
# told as "70": one digit is enough only for what is no count, and for thousands.
COARSE, COUNTS = 0.06, (10.0, 1000.0)
# "0.6 to 0.8", "200-500": what lies between is the same.
RANGE = re.compile(r"\s?(?:%|percent)?\s?(?:to|-|\u2013)\s?")
FROM = re.compile(r"\bfrom (?:about )?$")
# None of these is another number, even where the question does not have it: "1 of them", "0 or 1", "2 things".
PLAIN = frozenset((0.0, 1.0, 2.0))
# What a number counts stands this near to it, in characters and in words that count.
NEAR_CHARS, NEAR_WORDS = 40, 2


class Number(NamedTuple):
    """A number at character `start` of a text: `value` with its unit's scale, `bare` as it is written.

    `to` is the end of the range that it begins, else `value`; `before` and `after` are the text around it.
    """

    value: float
    bare: float
    start: int
    to: float
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a text gives: numbers in digits, orders of growth in one spelling, with places, and numbers in words."""

    written: tuple[Number, ...]
    orders: tuple[tuple[str, int], ...]
    worded: tuple[Number, ...] = ()

    def within(self, start: int, end: int) -> "Numbers":
        """Those that begin in characters [start, end), none in words."""
        return Numbers(
            tuple(one for one in self.written if start <= one.start < end),
            tuple(one for one in self.orders if start <= one[1] < end),
        )

    def without(self, given: Sequence[Number]) -> "Numbers":
        """Those in digits that are not among the `given`, and all orders."""
        return Numbers(tuple(one for one in self.written if not is_among(one, given)), self.orders)

    def __bool__(self) -> bool:
        """True if there is one in digits or an order of growth."""
        return bool(self.written or self.orders)


@lru_cache(maxsize=4096)
def numbers(text: str) -> Numbers:
    """Read the numbers of a text in digits; those inside an order of growth are part of it."""
    orders = [(_order(match.group(1)), match.start(), match.end()) for match in ORDER.finditer(text)]
    matches = [
        match
        for match in NUMBER.finditer(text)
        if not any(start <= match.start() < end for _, start, end in orders)
        and not (BULLET_END.match(text, match.end()) and not _line_before(text, match.start()).strip(" \t("))
    ]
    following: list[re.Match[str] | None] = [*matches[1:], None]
    return Numbers(
        tuple(_written(match, after, text) for match, after in zip(matches, following, strict=False)),
        tuple((order, start) for order, start, _ in orders),
    )


def worded(words: Iterable[Token]) -> tuple[Number, ...]:
    """The numbers that some words spell: they can be what a wording has in digits, but replace none ("one of them")."""
    spelt = [(SPELLED[word.text], word.start) for word in words if word.text in SPELLED]
    return tuple(Number(value, value, start, value) for value, start in spelt)


def is_among(number: Number, others: Iterable[Number]) -> bool:
    """True if one of the others is the same number."""
    return any(is_same(number, other) for other in others)


def is_same(a: Number, b: Number) -> bool:
    """True if two numbers are equal as far as the coarser of them is given; "8.3" is "8.3 %" and "0.083" is too."""
    if _near(a.value, b.value) or a.value < b.value < a.to or b.value < a.value < b.to:
        return True
    return (a.value == a.bare or b.value == b.bare) and _near(a.bare, b.bare)


def missing(said: Numbers, own: Numbers) -> tuple[Number, ...]:
    """The numbers of a wording that a text does not tell, in digits or in words."""
    told = (*said.written, *said.worded)
    return tuple(one for one in own.written if not is_among(one, told))


def has_odd(own: Numbers) -> bool:
    """True if a wording gives an order of growth or a number that is not in every second sentence."""
    return bool(own.orders) or any(one.value not in PLAIN for one in own.written)


def replaces(said: Numbers, own: Numbers, known: Sequence[Number]) -> bool:
    """True if a text gives another number in place of one of a wording's `own`, beside the same word, or another order.

    Args:
        said: of the text.
        own: of the wording.
        known: all numbers of the question; telling one of those, or a plain one, in the wrong place is only seen before
            the same two words: "2 tokens per parameter" for "20 tokens per parameter".
    """
    orders = [order for order, _ in said.orders]
    wanted = [order for order, _ in own.orders]
    if wanted and wanted[0] not in orders and Counter(orders) - Counter(wanted):
        return True
    lacking = missing(said, own)
    if not lacking:
        return False
    named = {_named(one.after) for one in lacking} - {()}
    if any(_named(one.after) in named for one in said.written):
        return True
    places = frozenset().union(*(_beside(one.before, one.after) for one in lacking))
    # Whether the question knows the number is asked last: of 40 numbers 40 others, it was 0.6 ms of a grade.
    return any(
        one.value not in PLAIN and not places.isdisjoint(_beside(one.before, one.after)) and not is_among(one, known)
        for one in said.written
    )


def _line_before(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 : at]


def _written(match: re.Match[str], following: re.Match[str] | None, text: str) -> Number:
    bare, value = _value(match)
    to = value
    is_range = following is not None and RANGE.fullmatch(text, match.end(1), following.start())
    # "from 50 to 67 %" is a change.
    if following is not None and is_range and not FROM.search(text, max(0, match.start() - 12), match.start()):
        bare_end, to = _value(following)
        # "1-2 %", "60 to 90 thousand": the unit is that of both.
        value = value if value != bare or not bare_end else bare * to / bare_end
    before = text[max(0, match.start() - NEAR_CHARS) : match.start()]
    return Number(value, bare, match.start(), max(value, to), before, text[match.end() : match.end() + NEAR_CHARS])


def _value(match: re.Match[str]) -> tuple[float, float]:
    base, *exponent = POWER.split(_lowered(match.group(1)).replace(",", ""))
    bare = float(base) ** int(exponent[0]) if exponent else float(base)
    return bare, bare * _scale((match.group(2) or match.group(3) or "").lower())


def _lowered(text: str) -> str:
    """With raised digits as powers: "10\u2076" is "10^6"."""
    return RAISED.sub(lambda match: "^" + "".join(str(_RAISED.index(digit)) for digit in match.group()), text)


def _scale(unit: str) -> float:
    if unit in SCALES:
        return SCALES[unit]
    if unit[:1] == "h":
        return HOURS
    if unit[:3] == "min":
        return MINUTES
    seconds = SECONDS.fullmatch(unit)
    return TIMES[seconds[1]] if seconds else 1.0


@lru_cache(maxsize=4096)
def _beside(before: str, after: str) -> frozenset[str]:
    """The stems around a number, of the text before and after it, that are none themselves."""
    left, right = (
        [root for root in (stem(word.lower()) for word in WORD.findall(text)) if root and root[0].isalpha()]
        for text in (before, after)
    )
    return frozenset((*left[-NEAR_WORDS:], *right[:NEAR_WORDS]))


@lru_cache(maxsize=4096)
def _named(after: str) -> tuple[str, ...]:
    """The stems of the next two words that count after a number; () where there are not two."""
    roots = [root for root in (stem(word.lower()) for word in WORD.findall(after)) if root and root[0].isalpha()]
    return tuple(roots[:2]) if len(roots) >= 2 else ()


def _near(a: float, b: float) -> bool:
    # Most numbers are far apart, and a window's are held against all of the question's.
    if abs(a - b) > COARSE * max(a, b):
        return False
    if math.isclose(a, b, rel_tol=1e-6):
        return True
    digits = min(_digits(a), _digits(b))
    if digits == 1 and COUNTS[0] <= a < COUNTS[1]:
        return False
    coarse = float(f"{a:.{digits - 1}e}")
    # A power of ten is one digit of any precision: "99.9 %" would be "100 %", "1,024" would not be "1,000".
    return math.isclose(coarse, float(f"{b:.{digits - 1}e}"), rel_tol=1e-9) and not math.log10(coarse).is_integer()


def _digits(value: float) -> int:
    """Significant digits of a number as it was written."""
    return len(f"{value:.10e}".split("e")[0].rstrip("0").replace(".", "")) or 1


@lru_cache(maxsize=1024)
def _order(inside: str) -> str:
    """An order of growth in one spelling: "N*k D" and "D k n" are one, and so are "n^2" and "n squared"."""
    plain = LOGARITHM.sub("log", _lowered(inside.lower()).replace("\u00b7", " "))
    for written, sign in POWERS:
        plain = written.sub(sign, plain)
    terms: list[list[str]] = [[]]
    for part in FACTOR.findall(plain.replace("*", " ").replace("_", "").replace("^ ", "^")):
        if part == "+":
            terms.append([])
        else:
            terms[-1] += [part] if part in FUNCTIONS or len(part) > 3 or "^" in part else list(part)
    return "+".join(sorted(" ".join(_factors(term)) for term in terms))


def _factors(term: Sequence[str]) -> list[str]:
    """The factors of a term in order, each once: "n n d" is "d n^2"."""
    powers: Counter[str] = Counter()
    for factor in term:
        name, _, power = factor.partition("^")
        powers[name if power.isdecimal() else factor] += int(power) if power.isdecimal() else 1
    return sorted(name if power == 1 else f"{name}^{power}" for name, power in powers.items())
