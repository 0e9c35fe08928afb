"""An answer as it comes without its marks: dictated, typed in capitals, with commas alone, in lines.

Decides what is taken away and what is put in; the words and their order stay.
"""

import random

from ingest.errors import BadRequest
from ingest.language.sentences import sentences
from ingest.language.unmarked import OUTER

FILLERS = ("um", "uh", "like", "so", "so yeah", "you know", "i mean", "basically", "okay so", "right")
FILLER_SHARE = 0.06
# What stands between sentences; else a blank does.
JOINTS = {"commas": ", ", "lines": "\n"}
REGISTERS = ("plain", "dictated", "commas", "lines", "capitals")


def bare(text: str) -> str:
    """In lower case, without the marks around words; those within, as in "0.5" and "don't", stay."""
    words = (word.strip(OUTER) for word in text.lower().replace("\u2014", " ").replace("\u2026", " ").split())
    return " ".join(word for word in words if word)


def _dictated(text: str, rng: random.Random) -> str:
    """Bare, and before each word with FILLER_SHARE a filler."""
    found: list[str] = []
    for word in bare(text).split():
        if rng.random() < FILLER_SHARE:
            found.append(rng.choice(FILLERS))
        found.append(word)
    return " ".join(found)


def sentence_in(text: str, register: str, rng: random.Random) -> str:
    """One sentence in a register, without its end."""
    if register == "commas":
        return text.lower().strip(OUTER)
    return rewritten_by(text, "plain" if register == "lines" else register, rng)


def _joined(text: str, register: str, rng: random.Random) -> str:
    pieces = (sentence_in(text[start:end], register, rng) for start, end in sentences(text))
    return JOINTS[register].join(piece for piece in pieces if piece)


def rewritten_by(text: str, register: str, rng: random.Random) -> str:
    """The text in a register; fillers are drawn by `rng`."""
    if register in JOINTS:
        return _joined(text, register, rng)
    if register == "dictated":
        return _dictated(text, rng)
    return bare(text).upper() if register == "capitals" else bare(text)


def rewritten(text: str, register: str, seed: str) -> str:
    """The text in a register; fillers are drawn by `seed`.

    Raises:
        BadRequest: there is no such register.
    """
    if register not in REGISTERS:
        raise BadRequest(f"there is no register {register!r}; choose {', '.join(REGISTERS)}")
    return rewritten_by(text, register, random.Random(seed))  # noqa: S311
