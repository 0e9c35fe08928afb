"""What stands beside the words of an answer: what the documents or the history of the candidate's project say. Pure.

Decides what of it is told with the reply: what differs and what is not named; the rest is for the report.
"""

from dataclasses import dataclass
from enum import StrEnum


class BesideKind(StrEnum):
    """What it tells of the answer."""

    DIFFERS = "differs"
    NOT_NAMED = "not named"
    AGREES = "agrees"
    DONE = "done"


TOLD_AT_ONCE = frozenset((BesideKind.DIFFERS, BesideKind.NOT_NAMED))


@dataclass(frozen=True)
class Beside:
    """What was said in turn `turn`, and what stands beside it.

    `said` are the candidate's words and `told` is the sentence about them. `source` is a document with its line, from
    1, or a repository with line 0 and the `commits` that it rests on; `text` are the words that stand there.
    """

    turn: int
    kind: BesideKind
    said: str
    told: str
    source: str
    line: int = 0
    text: str = ""
    commits: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it stands, as it is named in a report."""
        if self.line:
            return f"{self.source}, line {self.line}"
        return f"the history of {self.source}" if self.source else "the history"
