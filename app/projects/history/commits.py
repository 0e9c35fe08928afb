"""The objects of a repository -> its commits, newest first, and whose they are.

Decides how two names are one person (the .mailmap in the newest tree, else the same address), and that only so many
commits are read.
"""

import heapq
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from dulwich.mailmap import Mailmap, read_mailmap
from dulwich.objects import Blob, Commit, ObjectID, Tree

from app.projects.history.repository import Repository
from app.projects.secrets import without_secrets
from app.untrusted.fences import visible

MOST_COMMITS = 100_000
MOST_MAILMAP_BYTES = 1_000_000
MOST_MESSAGE_CHARS = 8_000
SHOWN_SHA_CHARS = 10
IDENTITY = re.compile(r"^(?P<name>[^<]*?)\s*<(?P<email>[^>]*)>")
TRAILER = re.compile(r"^(?P<key>[A-Za-z][A-Za-z-]{2,30}): (?P<value>.{1,300})$", re.MULTILINE)
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
REVERTED = re.compile(r"This reverts commit ([0-9a-f]{7,40})")
# Addresses under which a host writes for whoever pressed the button.
HOSTS = frozenset(("noreply@github.com", "noreply@gitlab.com"))


@dataclass(frozen=True)
class Person:
    """Whom a commit names. Two are one where their addresses are equal."""

    name: str
    email: str

    def __str__(self) -> str:
        return self.name or self.email


@dataclass(frozen=True, slots=True)
class Change:
    """A commit. Times are seconds since 1970, as the commit says; `zone_s` is the author's distance from UTC."""

    sha: str
    tree: ObjectID
    parents: tuple[str, ...]
    author: Person
    committer: Person
    authored_s: int
    committed_s: int
    zone_s: int
    message: str

    @property
    def short(self) -> str:
        """The commit as it is named in a sentence."""
        return self.sha[:SHOWN_SHA_CHARS]

    @property
    def first_line(self) -> str:
        """The first line of its message, to be looked at."""
        return self.message.split("\n", 1)[0][:120]

    @property
    def title(self) -> str:
        """The same to be told: without the secrets in it."""
        return without_secrets(self.first_line, "message")[0]

    @property
    def is_merge(self) -> bool:
        """Whether it brings several lines of work together."""
        return len(self.parents) > 1

    def trailers(self) -> Iterator[tuple[str, str]]:
        """What stands at the end of its message as `Key: value`, the key in lower case."""
        last = self.message.rstrip().rsplit("\n\n", 1)[-1]
        for match in TRAILER.finditer(last):
            yield match["key"].lower(), match["value"].strip()


@dataclass(frozen=True)
class Log:
    """The commits of a history, newest first; `is_cut`: there are more than were read, `unreadable` could not be."""

    commits: tuple[Change, ...]
    is_cut: bool
    unreadable: int


class People:
    """Who is who, by a .mailmap."""

    def __init__(self, mailmap: bytes = b"") -> None:
        """Take the lines of a .mailmap as far as they can be read."""
        self._map = Mailmap()
        self.has_aliases = False
        for line in mailmap.splitlines():
            try:
                for canonical, given in read_mailmap(iter((line,))):  # type: ignore[arg-type]
                    self._map.add_entry(canonical, given)
                    self.has_aliases = True
            except (ValueError, IndexError):
                continue
        self._known: dict[bytes, Person] = {}

    def person(self, identity: bytes) -> Person:
        """Whom an identity such as `Ann <ann@example.org>` names."""
        known = self._known.get(identity)
        if known is None:
            known = self._known[identity] = self._read(identity)
        return known

    def _read(self, identity: bytes) -> Person:
        mapped = identity
        try:
            found = self._map.lookup(identity)
            mapped = found if isinstance(found, bytes) else identity
        except (ValueError, IndexError):
            pass
        text = seen(mapped[:500]).strip()
        match = IDENTITY.match(text)
        if match is None:
            return Person(text, text.lower())
        return Person(match["name"].strip(), match["email"].strip().lower() or match["name"].strip().lower())


def people_of(repository: Repository) -> People:
    """The people of a repository, by the .mailmap in its newest tree."""
    try:
        commit = repository.objects[repository.head]
        tree = repository.objects[commit.tree] if isinstance(commit, Commit) else None
        if isinstance(tree, Tree) and b".mailmap" in tree:
            mode, sha = tree[b".mailmap"]
            blob = repository.objects[sha] if mode in (0o100644, 0o100755) else None
            if isinstance(blob, Blob):
                return People(blob.data[:MOST_MAILMAP_BYTES])
    # Of any kind: the objects are anyone's, and dulwich raises what zlib and struct do.
    except Exception:
        return People()
    return People()


def log_of(repository: Repository, people: People, most: int = MOST_COMMITS) -> Log:
    """The commits that HEAD comes from, newest first by their committers' clocks."""
    waiting: list[tuple[int, ObjectID, Change]] = []
    known: set[ObjectID] = set()
    unreadable = 0

    def add(shas: Iterable[ObjectID]) -> int:
        failed = 0
        for sha in shas:
            if sha in known:
                continue
            known.add(sha)
            change = _read(repository, sha, people)
            if change is None:
                failed += 1
            else:
                heapq.heappush(waiting, (-change.committed_s, sha, change))
        return failed

    unreadable += add([repository.head])
    commits: list[Change] = []
    while waiting and len(commits) < most:
        _, _, change = heapq.heappop(waiting)
        commits.append(change)
        unreadable += add(ObjectID(parent.encode()) for parent in change.parents)
    # The parents of a shallow clone's oldest commits are not there, and nothing is wrong with that.
    return Log(tuple(commits), bool(waiting), 0 if repository.is_shallow else unreadable)


def _read(repository: Repository, sha: ObjectID, people: People) -> Change | None:
    try:
        commit = repository.objects[sha]
        if not isinstance(commit, Commit):
            return None
        return Change(
            sha=sha.decode(),
            tree=commit.tree,
            parents=tuple(parent.decode() for parent in commit.parents),
            author=people.person(commit.author),
            committer=people.person(commit.committer),
            authored_s=_time(commit.author_time),
            committed_s=_time(commit.commit_time),
            zone_s=commit.author_timezone if abs(commit.author_timezone) < 86_400 else 0,
            message=seen(commit.message[: 4 * MOST_MESSAGE_CHARS])[:MOST_MESSAGE_CHARS],
        )
    # As in people_of.
    except Exception:
        return None


def seen(raw: bytes) -> str:
    """Bytes of a repository as text without what nobody sees."""
    text = raw.decode("utf-8", "replace")
    # Nearly all of it is plain, and to look at each character of 100,000 messages takes long.
    return text if text.isascii() and UNSEEN.search(text) is None else visible(text)


def _time(seconds: int) -> int:
    """A time that a calendar has: commits of the year 292,277,026,596 were seen."""
    return min(max(int(seconds), 0), 4_102_444_800)


def authors_of(log: Log) -> tuple[Person, ...]:
    """Who wrote commits, in the order of their names; nothing is said of how many."""
    found = {change.author.email: change.author for change in reversed(log.commits)}
    return tuple(sorted(found.values(), key=lambda person: (person.name.lower(), person.email)))


def chosen(log: Log, names: Collection[str]) -> frozenset[str]:
    """The addresses of the authors that are meant by these names or addresses."""
    wanted = {name.strip().lower() for name in names}
    return frozenset(
        person.email for person in authors_of(log) if person.email in wanted or person.name.lower() in wanted
    )
