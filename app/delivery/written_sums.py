# ruff: noqa: E501 - a pattern that is broken into lines is not read
"""What is written of a sum: its numbers with their units, the signs or words between them, and what they count.

Decides what can be read whole. Where a number stands behind a sign, a function, a word for a number or a range that is
not read, nothing of that sum is.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.language.numbers import SPELLED
from ingest.language.stop_words import FUNCTION_WORDS
from ingest.language.tokens import stem

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,6})?"
UNIT = r"(?:%|(?:percent|thousand|million|billion|trillion|mn|bn|[kmgt]i?b|[kKmMbBT])\b)"
SCALE = {
    "": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "t": 1e12, "trillion": 1e12, "p": 1e15, "hundred": 100.0, "lakh": 1e5, "crore": 1e7,
    "%": 0.01, "percent": 0.01, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "g": 1e9,
    "kib": 1e3, "mib": 1e6, "gib": 1e9, "tib": 1e12,
    "kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12, "peta": 1e15,
}  # fmt: skip
# In seconds; a month is a twelfth of a year.
_TIMES = {
    "nanosecond": 1e-9, "ns": 1e-9, "microsecond": 1e-6, "us": 1e-6, "\u00b5s": 1e-6, "\u03bcs": 1e-6,
    "millisecond": 1e-3, "msec": 1e-3, "ms": 1e-3, "second": 1.0, "sec": 1.0, "s": 1.0, "minute": 60.0, "min": 60.0,
    "hour": 3600.0, "hr": 3600.0, "h": 3600.0, "day": 86400.0, "night": 86400.0, "week": 604800.0, "month": 2629800.0,
    "year": 31557600.0,
}  # fmt: skip
_TIME = rf"(?:{'|'.join(_TIMES)})"
_OFTEN = {"hourly": "hour", "daily": "day", "nightly": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
_SCALED = "k|thousand|mn|m|million|bn|b|billion|t|trillion|hundred|lakh|crore"
# "16 B" is of bytes, and "7B" of billions.
_MEASURED = r"(?:(?-i:(?<=[^\S\n])B)|(?:[kmgtp]i?)(?:bits?|bps|b)|bits?|(?:[kmgtp])?(?:flops?|wh|w|hz)|(?:kilo|mega|giga|tera|peta)?(?:bytes?|bits?|watts?))"
_NUMBER = (
    r"(?P<money>[$\u20ac\u00a3]\s?)?(?P<digits>(?:\d{1,3}(?:[,_'\u2019\u00a0\u202f ]\d{3})+(?!\d)|\d{1,15})(?:\.\d{1,9})?|\.\d{1,9})"
    r"(?P<tens>e[-+]?\d{1,2}(?!\w))?(?:(?P<raised>[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,3})|[^\S\n]?(?:\^|\*\*)[^\S\n]?(?P<power>-?\d{1,3}(?:\.\d{1,3})?))?"
    rf"(?>(?:(?!(?-i:[^\S\n]B))[^\S\n]?(?P<scale>{_SCALED})(?!\w))?"
    rf"(?:[^\S\n]?(?P<unit>%|per ?cent\b|{_MEASURED}(?!\w)|{_TIME}s?(?!\w)|dollars?\b|usd\b|euros?\b|cents?\b|(?:percentage )?points?\b|[qrt]ps\b))?)"
    r"(?!\w(?<!x)|x[a-z]|[.,:]\d|[-\u2013]\d)"
)
_ROUGHLY = (
    r"(?:about|around|roughly|approximately|approx\.?|some|nearly|almost|close to|just (?:over|under)|(?:a (?:bit|little)|slightly) (?:over|under|more than|less than)"
    r"|just|only|exactly|ca\.?|circa|a total of|~|\u2248)"
)
_VERB = r"(?:is|are|makes?|gives?|leaves?|equals?|equal to|(?:will|would) be|yields?|(?:comes?|works?) (?:out )?(?:to|at)|amounts? to)\b"
_NO_READ = (
    "few several couple dozen pair triple log ln sqrt root square squared cubed factorial mod modulo average mean minus"
)
_ODD_WORDS = frozenset(SPELLED) - {"thousand", "million", "hundred"} | frozenset(_NO_READ.split())
_PATTERNS = {
    "space": r"[^\S\n]+|\((?![^()\n]*\d)[^()\n]{0,80}\)|(?<=\w)-(?=[a-z])|[`\"\u201c\u201d_]|\*\*(?![^\S\n]?[\d(])|(?<![\d)])(?<![\d)] )\*\*",
    "item": r"(?:^|\n)[^\S\n]*(?:[-*+\u2022]|\d{1,2}[.)])[^\S\n]+",
    "stop": r"[.;!?|](?!\S)|\n\s*\n",
    "rate": rf"/[^\S\n]?{_TIME}\b|\b(?:a|an|per|each|every) (?:(?:working|business|single) )?{_TIME}\b|\b(?:{'|'.join(_OFTEN)})\b",
    "number": rf"(?<![\w.,]){_NUMBER}",
    "arrow": r"[-=]{1,4}>|\u2192|\u21d2",
    "is": rf"(?:,? ?(?P<it>(?:so |and )?(?:which|that|this|it)(?:['\u2019]s\b| {_VERB})|that['\u2019]s\b)|\b{_VERB})",
    "so": rf",? ?\b(?:so|or)(?= {_ROUGHLY})|, so\b",
    "equals": r"\u2248|~=|(?<![<>!=+*/:^%-])=(?![=<>~])",
    "op": r"\*\*|\^|[-+*/\u00d7\u00b7\u2212]|(?<=[\d )%])x(?=[ \d])|\b(?:times|multiplied by|divided by|plus|minus)\b|\bper(?= (?:[\d$.]|[mb]illion|thousand))",
    "break": r",|:|\n|[\u2013\u2014]|\b(?:and|but|so|then|therefore|thus|hence|while|because|if|when)\b|[<>\u2264\u2265!=]+",
    "bracket": r"[()]",
    "roughly": rf"~|(?<!\w)(?:{_ROUGHLY}|the|our|its|these|those|all|a|an)(?!\w)",
    "bare": r"\b(?:hundred|thousand|million|billion|trillion)\b|(?<=/)[kmb](?!\w)",
    "odd": r"\d[\w.,:-]*|[a-z_]\w*\(",
    "word": r"[a-z][\w'\u2019-]*",
    "sign": r".|\n",
}  # fmt: skip
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()), re.IGNORECASE)
_SIGNS = {
    "\u00d7": "*", "\u00b7": "*", "x": "*", "times": "*", "multiplied by": "*", "divided by": "/", "per": "/",
    "plus": "+", "\u2212": "-", "minus": "-", "**": "^",
}  # fmt: skip
# So many words stand behind a number at most, brackets in brackets, and numbers in a sum.
MOST_WORDS, MOST_DEEP, MOST_PARTS = 6, 3, 30
# Without regard to case an i is these two as well, and they are no i in lower case.
_TURKISH = str.maketrans({"\u0131": "i", "\u0307": None})


@dataclass(frozen=True)
class Quantity:
    """A number as it is written: its value with its scale, in what unit, and what it counts.

    `seconds` takes a time to seconds and a rate to one per second; `kinds` are of byte, time, rate, money, percent and
    other units; `counts` the stems of the words behind it; a raised one is a sum by itself.
    """

    value: float
    seconds: float = 1.0
    kinds: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()
    is_each: bool = False
    is_raised: bool = False


@dataclass(frozen=True)
class Expression:
    """Numbers, and what stands before each but the first: + - * / of at."""

    parts: tuple["Quantity | Expression", ...]
    signs: tuple[str, ...] = ()
    is_close: bool = False
    power: float = 1.0

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """All its numbers, also those in brackets."""
        return tuple(one for part in self.parts for one in ([part] if isinstance(part, Quantity) else part.quantities))

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of all its units."""
        return frozenset().union(*(one.kinds for one in self.quantities))

    @property
    def counts(self) -> frozenset[str]:
        """What any of its numbers counts."""
        return frozenset().union(*(one.counts for one in self.quantities))


@dataclass(frozen=True)
class Token:
    """A piece of a sum at characters [start, end) of its text."""

    kind: str
    text: str
    start: int
    end: int
    quantity: Quantity = field(default=Quantity(0.0))


class NotRead(Exception):
    """It is no sum, or one that cannot be read whole."""


def tokens(text: str) -> list[Token]:
    """The pieces of a text in order, without its blanks."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind, words = match.lastgroup or "", match.group()
        kind = next(name for name in _PATTERNS if match[name] is not None)
        if kind == "space":
            continue
        if kind == "is" and match["it"]:
            kind = "it is"
        elif kind == "op" and words == "-" and not (found and found[-1].kind in ("number", "rate", "bracket")):
            kind = "break"
        elif kind == "sign" or (kind == "word" and words.lower() in _ODD_WORDS):
            kind = "odd"
        quantity = _quantity(match) if kind in ("number", "bare") else Quantity(0.0)
        found.append(Token("number" if kind == "bare" else kind, _plain(words), *match.span(), quantity))
    return found


def _plain(words: str) -> str:
    """Words as the tables have them."""
    return words.casefold().translate(_TURKISH)


def valued(digits: str, unit: str | None) -> float:
    """The value of a number as it is written, with the scale that stands behind it."""
    return float(re.sub(r"[,_'\u2019\s]", "", digits)) * SCALE[_plain((unit or "").strip())]


def _quantity(match: re.Match[str]) -> Quantity:
    if match["bare"]:
        return Quantity(SCALE[_plain(match["bare"])])
    value = valued(match["digits"], "") * float(f"1{match['tens'] or ''}")
    power = float(match["power"] or "".join(str(unicodedata.digit(digit)) for digit in match["raised"] or "") or 1)
    unit = _plain(match["unit"] or "")
    scale, seconds, kinds = _measure(unit)
    value = powered(value, power) * SCALE[_plain(match["scale"] or "")] * scale
    kinds |= {"money"} if match["money"] else set()
    return Quantity(value, seconds, kinds, is_raised=power != 1.0)


def powered(value: float, power: float) -> float:
    """A number raised; nan where it cannot be."""
    try:
        return math.pow(value, power)
    except (OverflowError, ValueError):
        return math.nan


def _measure(unit: str) -> tuple[float, float, frozenset[str]]:
    """A unit's scale, its seconds, and its kinds."""
    time = unit if unit in _TIMES else unit.removesuffix("s")
    if time in _TIMES:
        return 1.0, _TIMES[time], frozenset({"time"})
    if unit in ("qps", "rps", "tps"):
        return 1.0, 1.0, frozenset({"rate", "qps"})
    if unit.startswith(("dollar", "usd", "euro", "cent")):
        return 0.01 if unit.startswith("cent") else 1.0, 1.0, frozenset({"money"})
    found = re.fullmatch(r"(kilo|mega|giga|tera|peta|[kmgtp]i?(?=.))?(bytes?|bits?|bps|b|flops?|watts?|wh|w|hz)", unit)
    if found is None:
        return (0.01, 1.0, frozenset({"percent"})) if unit else (1.0, 1.0, frozenset())
    scale, core = SCALE[(found[1] or "").removesuffix("i")], found[2].removesuffix("s")
    if core.startswith(("bit", "bp")):
        return scale / 8, 1.0, frozenset({"byte", "bit", "rate"} if core == "bp" else {"byte", "bit"})
    return scale, 1.0, frozenset({"byte" if core == "b" else core})


def expression(pieces: Sequence[Token], at: int = 0, deep: int = 0) -> tuple[Expression, int]:
    """The numbers from piece `at` on with their signs, and where they end; raises NotRead."""
    parts: list[Quantity | Expression] = []
    signs: list[str] = []
    is_close = False
    while True:
        part, at = _part(pieces, at, deep)
        parts.append(part)
        sign, end = _sign(pieces, at)
        if sign == "^" or len(parts) > MOST_PARTS:
            raise NotRead
        if not sign:
            return Expression(tuple(parts), tuple(signs), is_close), at
        is_close = is_close or (pieces[at].start == pieces[at - 1].end)
        signs.append(sign)
        at = end


def _part(pieces: Sequence[Token], at: int, deep: int) -> tuple["Quantity | Expression", int]:
    """A number with the words behind it, or what is in brackets."""
    while at < len(pieces) and pieces[at].kind == "roughly":
        at += 1
    if at >= len(pieces) or deep > MOST_DEEP:
        raise NotRead
    if pieces[at].text == "(":
        inner, end = expression(pieces, at + 1, deep + 1)
        if end >= len(pieces) or pieces[end].text != ")":
            raise NotRead
        power, at = _power(pieces, end + 1)
        words, at = _words(pieces, at, Quantity(1.0))
        return Expression((replace(inner, power=power), words), ("*",)), at
    if pieces[at].kind != "number":
        raise NotRead
    return _words(pieces, at + 1, pieces[at].quantity)


def _power(pieces: Sequence[Token], at: int) -> tuple[float, int]:
    """The power to which what is in brackets is raised."""
    if at + 1 >= len(pieces) or _sign(pieces, at)[0] != "^":
        return 1.0, at
    if pieces[at + 1].kind != "number":
        raise NotRead
    return pieces[at + 1].quantity.value, at + 2


def _words(pieces: Sequence[Token], at: int, quantity: Quantity) -> tuple[Quantity, int]:
    """A quantity with what the words behind it tell: what it counts, per what time, of each."""
    counts, kinds, seconds, is_each, begun = set(quantity.counts), set(quantity.kinds), quantity.seconds, False, at
    is_counted = True
    while at < len(pieces) and at - begun < MOST_WORDS:
        one = pieces[at]
        if one.kind == "rate":
            seconds /= _TIMES[_OFTEN.get(one.text) or re.split(r"[\s/]", one.text)[-1]]
            kinds.add("rate")
        elif one.kind in ("word", "roughly"):
            if _sign(pieces, at)[0]:
                break
            is_each = is_each or one.text in ("each", "apiece", "per")
            is_counted = is_counted and one.text not in FUNCTION_WORDS
            counts |= {stem(one.text)} if is_counted else set()
        elif one.text == "/" and at + 1 < len(pieces) and pieces[at + 1].kind == "word":
            is_counted, is_each = False, True
        else:
            break
        at += 1
    return replace(
        quantity, seconds=seconds, kinds=frozenset(kinds), counts=frozenset(counts - {""}), is_each=is_each
    ), at


def _sign(pieces: Sequence[Token], at: int) -> tuple[str, int]:
    """The sign at a place and where the next number may begin; "" where there is none."""
    if at >= len(pieces):
        return "", at
    one = pieces[at]
    if one.kind == "op" and not (one.text == "/" and at + 1 < len(pieces) and pieces[at + 1].kind == "word"):
        return _SIGNS.get(one.text, one.text), at + 1
    end = at + 1
    while end < len(pieces) and pieces[end].kind == "roughly":
        end += 1
    is_before_number = end < len(pieces) and pieces[end].kind == "number"
    return (one.text, at + 1) if one.text in ("of", "at") and is_before_number else ("", at)
