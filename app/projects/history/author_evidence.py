"""A path of a repository or bundle and an author -> the evidence of their work.

Decides that a repository is read in a process of its own with a limit of time and memory, since its objects are
anyone's; and that without a chosen author there is nothing but the names to choose from.
"""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.projects.history import collaboration, consistency, patterns
from app.projects.history.commit_evidence import EVIDENCE, Evidence, Question
from app.projects.history.commits import Log, authors_of, chosen, log_of, people_of
from app.projects.history.consistency import day_of
from app.projects.history.facts import Bounds, Facts, facts_of
from app.projects.history.repository import is_bundle, opened
from ingest.documents.document import LoadError
from ingest.documents.isolated_parsing import Limits, read_alone

MOST_SECONDS = 900.0
# Beside the packs, which are mapped into memory: 100,000 commits took less than a tenth of it.
MOST_BYTES = 2_500_000_000
MOST_AUTHORS = 500


def read_evidence(path: Path, authors: Sequence[str]) -> Evidence:
    """The evidence of a repository, read in a process of its own.

    Raises:
        LoadError: it cannot be read, or takes too much time or memory.
    """
    # What is unpacked goes with this folder, also where the process is ended.
    with tempfile.TemporaryDirectory(prefix="coach-history-") as scratch:
        asked = json.dumps({"path": str(path.absolute()), "authors": list(authors), "scratch": scratch}).encode()
        limits = Limits(MOST_SECONDS, MOST_BYTES + 2 * _pack_bytes(path))
        return EVIDENCE.validate_json(read_alone("app.projects.history.author_evidence:read_git", asked, limits))


def _pack_bytes(path: Path) -> int:
    """The size of what is mapped into memory."""
    if is_bundle(path):
        return path.stat().st_size
    folders = (path / ".git" / "objects" / "pack", path / "objects" / "pack")
    return sum(pack.stat().st_size for folder in folders for pack in folder.glob("*.pack"))


def read_git(asked: bytes) -> str:
    """The same in this process, asked and answered as JSON: what the process of its own runs."""
    wanted = json.loads(asked)
    found = evidence_of(Path(wanted["path"]), wanted["authors"], scratch=Path(wanted["scratch"]))
    return EVIDENCE.dump_json(found).decode()


def evidence_of(
    path: Path, authors: Sequence[str], bounds: Bounds | None = None, scratch: Path | None = None
) -> Evidence:
    """The evidence of a repository, read in this process; `scratch` is where a bundle is unpacked.

    Raises:
        LoadError: there is no repository, or it cannot be read.
    """
    with opened(path, scratch) as repository:
        people = people_of(repository)
        log = log_of(repository, people)
        if not log.commits:
            raise LoadError("has no commit that can be read")
        own = chosen(log, authors) or _only_author(log, authors)
        facts = facts_of(repository, log, own, bounds) if own else Facts(())
    return _evidence(path, log, facts, own, has_mailmap=people.has_aliases)


def _only_author(log: Log, authors: Sequence[str]) -> frozenset[str]:
    """The author of a history that has one, where none was named."""
    everybody = authors_of(log)
    return frozenset((everybody[0].email,)) if not authors and len(everybody) == 1 else frozenset()


def _evidence(path: Path, log: Log, facts: Facts, own: frozenset[str], *, has_mailmap: bool) -> Evidence:
    everybody = authors_of(log)
    order = {change.sha: place for place, change in enumerate(log.commits)}
    days = sorted(day_of(change) for change in facts.own)
    stated = (
        *patterns.statements(facts, order),
        *collaboration.statements(facts, log, own, order),
        *consistency.statements(facts, log, own, order),
    )
    return Evidence(
        repository=path.name,
        head=log.commits[0].sha,
        author=tuple(person for person in everybody if person.email in own),
        authors=tuple(everybody[:MOST_AUTHORS]),
        has_mailmap=has_mailmap,
        commits_in_all=len(log.commits),
        own_commits=len(facts.own),
        first_day=str(days[0]) if days else "",
        last_day=str(days[-1]) if days else "",
        statements=stated if own else (),
        replacements=tuple(facts.replacements[:100]),
        questions=_questions(facts, log, own, order) if own else (),
        limits=tuple(facts.limits),
    )


def _questions(facts: Facts, log: Log, own: frozenset[str], order: dict[str, int]) -> tuple[Question, ...]:
    return (
        *patterns.questions(facts, order),
        *collaboration.questions(facts, log, own),
        *consistency.questions(log, own),
    )
