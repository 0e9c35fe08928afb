"""Find a quote in the candidate's own words.

Decides what counts as verbatim. What may differ: case, runs of white space, typographic quotes and dashes,
characters that nobody sees (zero-width, soft hyphen, direction marks), forms that Unicode calls compatible (the
ligature in "\ufb01ne", full-width letters), an accent written as a sign of its own, and the punctuation around the
quote; nothing else. Whether a quote proves a key point is for the graders; the tutor's quoted words are found in
passages the same way. Pure.
"""

import unicodedata
from collections.abc import Iterator

from app.interview.grade import Evidence

QUOTES = dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'") | dict.fromkeys(
    "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'
)
DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
PLAIN = QUOTES | DASHES
# A language model may end a quote with the full stop of its own sentence, or put it in two pairs of quotation marks.
TRIMMED = " \"'.,;:"


def normalise(text: str) -> tuple[str, list[int]]:
    """Fold `text` for comparison: the folded text, and for each of its characters where it came from.

    One character can fold to several (the ligature "\ufb01" to "fi"); each of those maps to the one it came from. A
    letter and the accents behind it fold as one, since "i\u0308" is "\u00ef"; they map to the letter.
    """
    folded: list[str] = []
    origin: list[int] = []
    for position, letter in _letters(text):
        for character in unicodedata.normalize("NFKC", letter).casefold():
            if character.isspace() and (not folded or folded[-1] == " "):
                continue
            folded.append(" " if character.isspace() else character)
            origin.append(position)
    while folded and folded[-1] == " ":
        folded.pop()
        origin.pop()
    return "".join(folded), origin


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """Each visible character with the accents that stand behind it, and where it stands."""
    start, letter = 0, ""
    for position, raw in enumerate(text):
        if unicodedata.category(raw) == "Cf":
            continue
        if letter and unicodedata.combining(raw):
            letter += raw
            continue
        if letter:
            yield start, letter
        start, letter = position, PLAIN.get(raw, raw)
    if letter:
        yield start, letter


def find(quote: str, answer: str) -> Evidence | None:
    """The first place where `answer` says `quote`; None if it does not, or if the quote holds no word.

    Returns:
        Evidence with `answer[start:end] == quote`: the words are the answer's, not the asked quote's.
    """
    wanted = normalise(quote)[0].strip(TRIMMED)
    if not any(character.isalnum() for character in wanted):
        return None
    folded, origin = normalise(answer)
    at = folded.find(wanted)
    while at >= 0:
        last = at + len(wanted)
        if _on_word_edges(folded, at, last):
            start, end = origin[at], origin[last - 1] + 1
            while end < len(answer) and unicodedata.combining(answer[end]):
                end += 1
            return Evidence(quote=answer[start:end], start=start, end=end)
        at = folded.find(wanted, at + 1)
    return None


def _on_word_edges(text: str, start: int, end: int) -> bool:
    """A quote is of whole words: "art" is not found in "part"."""
    cuts_before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    cuts_after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not (cuts_before or cuts_after)
