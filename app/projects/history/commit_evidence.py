"""What a git history shows of one author's work: statements, each with the commits it stands on.

Decides the shape in which it is kept and told, and that it is no score: nothing here is a mark for a person, and
nothing sets one person beside another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from app.projects.history.commits import Person
from app.projects.history.replaced import Replacement

# Commits that a statement names; of more it says how many.
MOST_NAMED = 8


class About(StrEnum):
    """What a statement is about."""

    PATTERNS = "work patterns"
    COMPLEXITY = "complexity"
    COLLABORATION = "collaboration"
    CONSISTENCY = "consistency"


class Standing(StrEnum):
    """What a statement rests on, from weak to strong."""

    PATHS = "paths alone"
    MESSAGES = "messages"
    TRAILERS = "trailers of messages"
    DATES = "dates of commits"
    MERGES = "merges"
    DIFFS = "diffs"


@dataclass(frozen=True)
class Statement:
    """A sentence about the history, the commits it stands on, what it rests on and what it cannot show.

    `commits` are hashes, newest first, at most MOST_NAMED of `commit_count`.
    """

    about: About
    text: str
    commits: tuple[str, ...]
    commit_count: int
    rests_on: tuple[Standing, ...]
    cannot_show: str


@dataclass(frozen=True)
class Question:
    """A question about commits, as it is asked."""

    text: str
    commits: tuple[str, ...]
    about: About


@dataclass(frozen=True)
class Evidence:
    """All of it. `authors` are those to choose from where none was chosen; then there are no statements.

    Times are ISO 8601 dates. `limits` says what was not looked at.
    """

    repository: str
    head: str
    author: tuple[Person, ...]
    authors: tuple[Person, ...]
    has_mailmap: bool
    commits_in_all: int
    own_commits: int
    first_day: str
    last_day: str
    statements: tuple[Statement, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    questions: tuple[Question, ...] = ()
    limits: tuple[str, ...] = ()


EVIDENCE = TypeAdapter(Evidence)


def named(shas: Iterable[str], order: Mapping[str, int]) -> tuple[tuple[str, ...], int]:
    """The newest of some commits, at most MOST_NAMED, and how many; `order` has each one's place in the log."""
    found = sorted(set(shas), key=lambda sha: order.get(sha, len(order)))
    return tuple(found[:MOST_NAMED]), len(found)


def counted(count: int, thing: str) -> str:
    """A number with what it counts: "1 commit", "2,000 commits"."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
