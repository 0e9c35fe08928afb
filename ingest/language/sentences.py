"""Where sentences of prose begin and end, in a text that is whole and in one that still comes in. Pure."""

import re

# What is written with a full stop inside a sentence: the first piece of "e.g. BERT" was told as ungrounded. The first
# five are the grader's (app/grading/features/answer_windows.py); a test holds the two together.
ABBREVIATIONS = ("e.g", "i.e", "vs", "etc", "cf", "al", "fig", "eq", "dr", "approx", "resp")
# Initials do end one: "the value matrix V. It" is met more often than "J. Hinton".
_ENDS = r"[.!?]" + "".join(rf"(?<!\b(?i:{re.escape(word)})\.)" for word in ABBREVIATIONS)
_CLOSED = r"[\"')\]\u201d]*"
# The end of a sentence with the citations that follow it; what comes next must look like a beginning.
END = re.compile(rf"{_ENDS}{_CLOSED}(?:\s*\[\d[\d,;\s–-]*\])*(?=\s+[\"'(`\u201c*]?[A-Z0-9])|\n+")
STOP = re.compile(rf"{_ENDS}{_CLOSED}(?=\s|$)|\n+")


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole sentences that [start, end) touches, as [start, end): a denial around a quote belongs to it."""
    stops = [match.end() for match in STOP.finditer(text)]
    begin = max((stop for stop in stops if stop <= start), default=0)
    finish = min((stop for stop in stops if stop >= end), default=len(text))
    return begin, finish


class Cutter:
    """Cuts sentences off a text that comes in pieces."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._held = ""

    def feed(self, piece: str) -> list[str]:
        """The sentences that are complete now."""
        self._held += piece
        done: list[str] = []
        while match := END.search(self._held):
            done.append(self._held[: match.end()].strip())
            self._held = self._held[match.end() :]
        return [sentence for sentence in done if sentence]

    def end(self) -> list[str]:
        """What is left: the last sentence, if there is one."""
        rest, self._held = self._held.strip(), ""
        return [rest] if rest else []
