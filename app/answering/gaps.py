"""Questions that the corpus did not answer, kept for its owner in one small file.

Decides what of a question is kept (its words, shortened, without addresses, keys and long numbers), for how long (the
latest ones only), and how they are counted.
"""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

FILE = "gaps.jsonl"
MOST_KEPT = 500
MOST_CHARS = 200
# A longer question is read so far: to look for addresses and keys takes time with the square of its length.
MOST_READ_CHARS = 2_000
# The file is cut to MOST_KEPT lines when it has grown beyond this.
MOST_BYTES = 400_000
# Mail addresses, links, keys and numbers of accounts: nobody needs them to see what a corpus lacks.
# The name of a model looks like a key, but is of words and short numbers or a date ("gpt-4o-mini-2024-07-18").
_WORD = r"(?:[A-Z]?[a-z]{1,14}+)?+(?:[A-Z]{1,6}+[a-z]{0,14}+)?+"
_PART = rf"(?>\d{{1,2}}x\d{{1,2}}[bB]|20\d{{6}}|{_WORD}\d{{0,4}}+[A-Za-z]{{0,2}}+)"
_NAME = rf"(?=[\w./-]*[a-z])(?![\w./-]*\d{{4}}-\d{{4}})(?=[A-Za-z]){_PART}(?:[-_./]{_PART})++(?![\w+/=-])"
SECRET = re.compile(
    r"\S+@\S+|https?://\S+|www\.\S+|\b(?:sk|pk|ghp|xox[abp])[-_]\S+"
    rf"|(?<![\w+/=.-])(?P<name>{_NAME})"
    r"|\b(?=\S*\d)(?=\S*[A-Za-z])[\w+/=.-]{16,}|\b\d[\d -]{6,}\d\b"
)


class Gap(BaseModel):
    """A question that was not answered: when, its words, and the section nearest to it, '' for none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: datetime
    question: str
    nearest: str = ""


@dataclass(frozen=True)
class Counted:
    """A question as it was asked last, how often it was asked, and the section nearest to it."""

    question: str
    times: int
    nearest: str


class Gaps:
    """The file of one home. What cannot be written is not kept: an answer does not fail for it."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        """`folder`: the coach's home."""
        self._path = folder / FILE
        self._now = now
        self._lock = threading.Lock()

    def keep(self, question: str, nearest: str) -> None:
        """Keep a question."""
        gap = Gap(at=self._now(), question=told(question), nearest=nearest)
        with self._lock:
            try:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(gap.model_dump_json() + "\n")
                if self._path.stat().st_size > MOST_BYTES:
                    self._shorten()
            except OSError:
                return

    def counted(self) -> list[Counted]:
        """The latest questions, the most asked first."""
        kept = self._read()[-MOST_KEPT:]
        times = Counter(_key(gap.question) for gap in kept)
        last = {_key(gap.question): gap for gap in kept}
        found = [Counted(gap.question, times[key], gap.nearest) for key, gap in last.items()]
        return sorted(found, key=lambda one: -one.times)

    def _read(self) -> list[Gap]:
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []
        found = []
        for line in lines:
            try:
                found.append(Gap.model_validate(json.loads(line)))
            except (ValidationError, ValueError):
                continue
        return found

    def _shorten(self) -> None:
        kept = "".join(gap.model_dump_json() + "\n" for gap in self._read()[-MOST_KEPT:])
        beside = self._path.with_suffix(".new")
        beside.write_text(kept, encoding="utf-8")
        beside.replace(self._path)


def told(question: str) -> str:
    """A question as it is kept: one line, short, without secrets."""
    words = " ".join(question.split())
    if len(words) > MOST_READ_CHARS:
        # Half a word of it may be half a key.
        words = words[:MOST_READ_CHARS].rpartition(" ")[0]
    return SECRET.sub(lambda found: found["name"] or "…", words)[:MOST_CHARS]


def _key(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.lower()))
