"""Where sentences begin and end: in prose, in answers as they are typed, in a text that still comes in. Pure.

Decides what ends a sentence, once for all, and how an answer is cut to statements: a sentence or bullet, also in lower
case and without full stops, long ones at their clauses. Each piece keeps its exact place: `answer[start:end]` are the
candidate's words.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# What is written with a full stop inside a sentence: the first piece of "e.g. BERT" was told as ungrounded.
ABBREVIATIONS = ("e.g", "i.e", "vs", "etc", "cf", "al", "fig", "eq", "dr", "approx", "resp")
# What may not stand before a mark is asked after the mark: asked at every character it was 0.17 ms of a grade.
# Begun at the first mark of a run: tried at each, 18,000 of them took 3 s.
_MARK = r"[.!?](?<![.!?]{2})" + "".join(rf"(?<!\b(?i:{re.escape(word)})\.)" for word in ABBREVIATIONS)
# With the brackets and quotes that it closes.
_CLOSED = r"[.!?]*[\"')\]\u201d]*"
_ENDS = _MARK + _CLOSED
# The citations that follow it.
_CITED = r"(?:\s*\[\d[\d,;\s\u2013-]*\])*"
_OPENS = r"(?:[\"'(`\u201c*]{0,3}[A-Z0-9]|\*\*\w)"
# In prose what comes next looks like a beginning; a line does not end a sentence, since prose is wrapped.
PROSE_END = re.compile(rf"{_ENDS}{_CITED}(?=\s+{_OPENS})")
# In a reply that comes in, a line ends one too.
REPLY_END = re.compile(rf"{PROSE_END.pattern}|\n+")
# Of what others wrote, whatever follows.
ANY_END = re.compile(rf"{_ENDS}(?=\s|$)|\n+")
# Of an answer, where a semicolon ends a statement, and an initial none: "in class c. then".
ANSWER_END = re.compile(rf"{_MARK}(?<!\s\w.){_CLOSED}(?=\s|$)|;\s|\n")
BULLET = re.compile(r"^\s*(?:[-*\u2022\u25cf\u25cb\u2013]|\(?\d{1,2}[.)](?=\s|[A-Za-z])|\(?[a-z][.)](?=\s))\s*")
# A line that breaks off without a full stop was wrapped by an editor if it is as long as this and the next
# line begins in lower case, or, whatever follows ("FAISS", "I"), if it is as long as the second.
WRAPPED_CHARS = (70, 92)
CLAUSE = re.compile(
    r",\s+(?:and|but|while|whereas|which|so|because|since|then|or)\s|:\s|\s[-\u2013\u2014]\s|\s(?:whereas|because|while|but)\s"
    r"|,\s+(?=\w)"
)
# A window of more words dilutes its vector over several points; one of fewer words says too little.
LONG_WORDS = 26
CLAUSE_WORDS = 7


@dataclass(frozen=True, slots=True)
class Window:
    """Characters [start, end) of an answer, read as one statement. `units` are the pieces it joins."""

    start: int
    end: int
    units: tuple[int, ...]


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences and bullets of `text` as [start, end), without their white space and bullet marks."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in [*ANSWER_END.finditer(text), None]:
        if match is not None and match.group() == "\n" and is_wrapped(text, match.start()):
            continue
        end = len(text) if match is None else match.end()
        spans += _trimmed(text, start, end)
        start = end
    return tuple(spans)


def units(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of `text`, those of more than LONG_WORDS words cut at their clauses."""
    return clauses(text, sentences(text))


def clauses(text: str, spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The `spans` of `text`, those of more than LONG_WORDS words cut at their clauses."""
    return tuple(piece for start, end in spans for piece in _clauses(text, start, end))


def windows(pieces: Sequence[tuple[int, int]]) -> list[Window]:
    """Each unit alone and each two neighbours together."""
    single = [Window(start, end, (number,)) for number, (start, end) in enumerate(pieces)]
    pairs = [Window(a.start, b.end, a.units + b.units) for a, b in itertools.pairwise(single)]
    return single + pairs


def is_wrapped(text: str, newline: int) -> bool:
    """True if the line break at `newline` stands inside a sentence."""
    before = text[text.rfind("\n", 0, newline) + 1 : newline].rstrip()
    after = text[newline + 1 : newline + 1 + WRAPPED_CHARS[0]]
    if not after.strip() or after[0] == "\n" or BULLET.match(after):
        return False
    return len(before) >= WRAPPED_CHARS[0 if after.lstrip()[0].islower() else 1]


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span without bullet mark and outer white space; nothing if no letter or digit is left."""
    mark = BULLET.match(text[start:end])
    start += mark.end() if mark else 0
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    return [(start, end)] if any(character.isalnum() for character in text[start:end]) else []


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if len(text[start:end].split()) <= LONG_WORDS:
        return [(start, end)]
    cuts = [start + match.start() for match in CLAUSE.finditer(text[start:end])]
    pieces: list[tuple[int, int]] = []
    begin = start
    for number, cut in enumerate([*cuts, end]):
        is_last = number == len(cuts)
        if is_last or (_has_words(text[begin:cut]) and _has_words(text[cut:end])):
            while begin < cut and not text[begin].isalnum() and text[begin] not in "\"'([":
                begin += 1
            pieces += _runs(text, begin, cut)
            begin = cut
    return pieces


def _has_words(text: str) -> bool:
    """True if there are CLAUSE_WORDS; not split to the end, since the rest of a text is asked at each of its commas."""
    return len(text.split(maxsplit=CLAUSE_WORDS)) >= CLAUSE_WORDS


def _runs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A piece without any clause mark is cut by length, at white space: nothing is too long to be read."""
    places = [(start + match.start(), start + match.end()) for match in re.finditer(r"\S+", text[start:end])]
    step = 2 * LONG_WORDS
    if len(places) <= step + CLAUSE_WORDS:
        return [(start, end)] if places else []
    return [(places[at][0], places[min(at + step, len(places)) - 1][1]) for at in range(0, len(places), step)]


SPACE = re.compile(r"\s*")


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences and lines of characters [start, end) of a text, as [start, end), without the space between them."""
    here = start
    for match in ANY_END.finditer(text, start, end):
        stop = match.end()
        yield here, here + len(text[here:stop].rstrip())
        # Only the space is read: to strip a copy of all the rest made a line of 19 MB take minutes.
        space = SPACE.match(text, stop, end)
        here = stop if space is None else space.end()
    if here < end:
        yield here, end


def prose_sentences(text: str) -> list[str]:
    """The sentences of prose, each in one line."""
    cuts = [0, *(match.end() for match in PROSE_END.finditer(text)), len(text)]
    pieces = (" ".join(text[start:end].split()) for start, end in itertools.pairwise(cuts))
    return [piece for piece in pieces if piece]


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole sentences that [start, end) touches, as [start, end): a denial around a quote belongs to it."""
    stops = [match.end() for match in ANY_END.finditer(text)]
    begin = max((stop for stop in stops if stop <= start), default=0)
    finish = min((stop for stop in stops if stop >= end), default=len(text))
    return begin, finish


# What may still become an end when more has come: a mark and what can follow it, up to the last character.
_OPEN_END = re.compile(rf"{_ENDS}{_CITED}(?:\s*\[[\d,;\s\u2013-]*)?\s*[\"'(`\u201c*]{{0,3}}\Z")
MARKS = ".!?"
# An end that is still open after so many characters is none: a row of a million full stops would be read anew with
# every piece.
MOST_OPEN_CHARS = 400
# What an end asks of the text before it: "approx" and its full stop, and the edge of the word.
BEFORE_CHARS = 16


class Cutter:
    """Cuts sentences off a text that comes in pieces, in time that grows with its length alone."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        # What is through without an end, then what has still to be looked at, from `_at` on.
        self._through: list[str] = []
        self._held = ""
        self._at = 0

    def feed(self, piece: str) -> list[str]:
        """The sentences that are complete now."""
        self._held += piece
        done: list[str] = []
        start = 0
        while match := REPLY_END.search(self._held, self._at):
            done.append("".join((*self._through, self._held[start : match.end()])).strip())
            self._through.clear()
            start = self._at = match.end()
        at = max(self._open_end(), start)
        cut = max(start, at - BEFORE_CHARS)
        self._through.append(self._held[start:cut])
        self._held, self._at = self._held[cut:], at - cut
        return [sentence for sentence in done if sentence]

    def _open_end(self) -> int:
        """Where an end may begin that the next piece completes; the length of the text where none can."""
        last = max(self._held.rfind(mark) for mark in MARKS)
        first = last
        while first > self._at and self._held[first - 1] in MARKS:
            first -= 1
        size = len(self._held)
        is_open = last >= self._at and size - first <= MOST_OPEN_CHARS and _OPEN_END.match(self._held, first)
        return first if is_open else size

    def end(self) -> list[str]:
        """What is left: the last sentence, if there is one."""
        rest = "".join((*self._through, self._held)).strip()
        self._through, self._held, self._at = [], "", 0
        return [rest] if rest else []
