"""What an endpoint says was spoken: its text, and when each word was said.

Decides what of it is taken: the text without characters that nobody sees, in one line and bounded; of times only those
that go on, else none, so that a wrong clock costs the pace and not the words.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.untrusted.fences import visible
from ingest.errors import VoiceFailed

# The longest answer that is taken has as many.
MOST_CHARS = 20_000
MALFORMED = "the voice endpoint's reply is malformed: it is not what the API promises"


@dataclass(frozen=True)
class Piece:
    """A word, or a stretch of words where the endpoint times no words; seconds from the beginning of the recording."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Transcript:
    """What was spoken; `pieces` are its words in order, empty where the endpoint tells no times."""

    text: str
    pieces: tuple[Piece, ...] = ()


def transcript_of(reply: bytes, seconds: float) -> Transcript:
    """The transcript in a reply, for a recording of so many seconds.

    Raises:
        VoiceFailed: it holds none, or one that is too long.
    """
    try:
        body = json.loads(reply)
    except (ValueError, RecursionError) as error:
        raise VoiceFailed(MALFORMED) from error
    if not isinstance(body, dict) or not isinstance(body.get("text"), str):
        raise VoiceFailed(MALFORMED)
    text = _plain(body["text"])
    if len(text) > MOST_CHARS:
        raise VoiceFailed(
            f"the transcript has {len(text):,} characters, more than an answer may have; say less at once"
        )
    for name, key in (("words", "word"), ("segments", "text")):
        pieces = tuple(_pieces(body.get(name), key, seconds))
        if pieces:
            return Transcript(text, pieces)
    return Transcript(text)


def _pieces(told: Any, key: str, seconds: float) -> Iterator[Piece]:
    """The pieces of a list; none where one of them is of another shape or their times run backwards."""
    try:
        found = [Piece(_plain(one[key]), float(one["start"]), float(one["end"])) for one in told or ()]
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError):
        return
    found = [one for one in found if one.text]
    # A clock of seconds with a fraction may end a little after the recording does.
    are_times = all(math.isfinite(one.end_s) and 0 <= one.start_s <= one.end_s <= seconds + 1 for one in found)
    go_on = all(before.start_s <= after.start_s for before, after in pairwise(found))
    if are_times and go_on and sum(len(one.text) + 1 for one in found) <= MOST_CHARS:
        yield from found


def _plain(text: str) -> str:
    """Without characters that nobody sees, in one line."""
    return " ".join(visible(text).split())
