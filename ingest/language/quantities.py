"""A text -> the sizes it names: "13B in 4 bits", "int8", "1024-dim". Pure.

Decides which numbers stand for the same thing, so that two texts can be seen to speak of different sizes of it. Shares
("99 %") are none: they are seldom what tells two matters apart.
"""

import re
from collections import defaultdict
from collections.abc import Mapping

from ingest.language.stemmer import stem_word
from ingest.language.stop_words import FUNCTION_WORDS

# "fp16", "int8", "Q4", or a number and what it counts.
_SIZE = re.compile(
    r"(?<![\w.])(?:(?:fp|bf|int|uint|float|nf|q)-?(\d{1,2})(?!\d)|(\d[\d,]*(?:\.\d+)?)[ -]?([a-z]+))", re.IGNORECASE
)
_BITS = "bit"
_SAME = {
    "bit": _BITS, "bits": _BITS, "billion": "b", "bn": "b", "million": "m", "thousand": "k", "trillion": "t",
    "gib": "gb", "gigabyte": "gb", "d": "dim", "dims": "dim",
    "dimensional": "dim", "dimension": "dim", "dimensions": "dim",
}  # fmt: skip


def quantities(text: str) -> Mapping[str, frozenset[float]]:
    """The sizes that a text names, by their unit or what they count."""
    found: dict[str, set[float]] = defaultdict(set)
    for bits, number, counted in _SIZE.findall(text):
        word = _BITS if bits else counted.lower()
        # "Two in three" counts nothing; "a bit" is a function word too.
        if word in _SAME or word not in FUNCTION_WORDS:
            found[_SAME.get(word, stem_word(word))].add(float((bits or number).replace(",", "")))
    return {unit: frozenset(values) for unit, values in found.items()}


def other_sizes(asked: Mapping[str, frozenset[float]], text: str) -> int:
    """Of how many of the things whose sizes are asked about a text names other sizes alone."""
    if not asked:
        return 0
    named = quantities(text)
    return sum(unit in named and not sizes & named[unit] for unit, sizes in asked.items())
