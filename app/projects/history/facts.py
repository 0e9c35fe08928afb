"""A repository and an author -> the facts that statements are made of.

Decides how much is read, so that 100,000 commits take bounded time: the header of every commit, the paths of the
author's commits and of the newest others, the lines of the author's newest, the complexity of those that changed most.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from dulwich.objects import Commit, ObjectID

from app.projects.history.changes import FileChange, Files, Lines, files_of, lines_of
from app.projects.history.commits import Change, Log
from app.projects.history.complexity import FunctionChange, functions_of, is_read
from app.projects.history.replaced import Replacement, moved_by, shown_by, told_by
from app.projects.history.repository import Repository
from app.projects.history.work_kinds import Basis, Work, by_diff, by_message, by_path

# Commits whose paths are read: the author's first, then the newest of others.
MOST_PATHS_READ = 20_000
# The author's newest commits whose lines are read, how many files of one, and how many files are measured by lizard.
MOST_LINES_READ = 2_000
MOST_FILES_OF_ONE = 60
MOST_MEASURED = 200


@dataclass(frozen=True)
class Bounds:
    """How much is read; tests read less."""

    paths: int = MOST_PATHS_READ
    lines: int = MOST_LINES_READ
    measured: int = MOST_MEASURED


@dataclass
class Owned:
    """A file by who made it, who changed it last, and the commits in which that was so."""

    made_by: str
    made_in: str
    last_by: str
    last_in: str
    by_others_since: list[str] = field(default_factory=list)


@dataclass
class Facts:
    """What was read of a history for one author; commits are named by their whole hashes.

    `sizes`: lines that a commit added and took away. `touched_of_others`: commits by the path of a file that somebody
    else had made. `limits`: what was not looked at, a sentence each.
    """

    own: tuple[Change, ...]
    work: dict[Work, dict[Basis, set[str]]] = field(default_factory=dict)
    files: dict[str, tuple[FileChange, ...]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    replacements: list[Replacement] = field(default_factory=list)
    functions: list[FunctionChange] = field(default_factory=list)
    owned: dict[str, Owned] = field(default_factory=dict)
    touched_of_others: dict[str, list[str]] = field(default_factory=dict)
    lines_read: int = 0
    limits: list[str] = field(default_factory=list)


def facts_of(repository: Repository, log: Log, own: Collection[str], bounds: Bounds | None = None) -> Facts:
    """Read what the author with these addresses did."""
    chosen = bounds or Bounds()
    mine = tuple(change for change in log.commits if change.author.email in own and not change.is_merge)
    facts = Facts(mine)
    _read_paths(repository, log, own, facts, chosen)
    _read_lines(repository, mine, facts, chosen)
    _tell_limits(repository, log, facts)
    return facts


def _read_paths(repository: Repository, log: Log, own: Collection[str], facts: Facts, bounds: Bounds) -> None:
    plain = [change for change in log.commits if not change.is_merge]
    first = [change.sha for change in plain if change.author.email in own][: bounds.paths]
    others = [change.sha for change in plain if change.author.email not in own][: bounds.paths - len(first)]
    read = {*first, *others}
    trees = {change.sha: change.tree for change in log.commits}
    submodules, cut = 0, 0
    # Oldest first, so that it is known who made a file before somebody changes it.
    for change in sorted(plain, key=lambda one: (one.committed_s, one.authored_s)):
        if change.sha not in read:
            continue
        files = files_of(repository, change, _parent_tree(repository, change, trees))
        submodules += files.submodules
        cut += files.is_cut
        _own_files(facts, change, files, change.author.email in own)
        if change.author.email in own:
            facts.files[change.sha] = files.changes
            _note_work(facts, change, files)
    if len(read) < len(plain):
        facts.limits.append(
            f"the files of {len(plain) - len(read):,} commits were not read, the oldest of other people’s first"
        )
    if submodules:
        facts.limits.append(f"{submodules:,} changes of submodules are other repositories’ work and were not read")
    if cut:
        facts.limits.append(f"{cut:,} commits change too many files, or cannot be read whole")


def _parent_tree(repository: Repository, change: Change, trees: dict[str, ObjectID]) -> ObjectID | None:
    if not change.parents:
        return None
    known = trees.get(change.parents[0])
    if known is not None:
        return known
    try:
        parent = repository.objects[ObjectID(change.parents[0].encode())]
    # The parent is beyond where a clone was cut, or cannot be read: then its child changes nothing that can be told.
    except Exception:
        return change.tree
    return parent.tree if isinstance(parent, Commit) else change.tree


def _own_files(facts: Facts, change: Change, files: Files, is_own: bool) -> None:
    who = change.author.email
    for file in files.changes:
        if file.new_path is None:
            facts.owned.pop(file.old_path or "", None)
            continue
        before = facts.owned.pop(file.old_path, None) if file.old_path else None
        if before is None:
            facts.owned[file.new_path] = Owned(who, change.sha, who, change.sha)
            # A file that was there before what was read: nobody knows whose it was.
            if file.old_path is not None:
                facts.owned[file.new_path].made_by = ""
            continue
        if is_own and before.made_by not in ("", who):
            facts.touched_of_others.setdefault(file.new_path, []).append(change.sha)
        before.by_others_since = [] if is_own else [*before.by_others_since[-20:], change.sha]
        before.last_by, before.last_in = who, change.sha
        facts.owned[file.new_path] = before


def _note_work(facts: Facts, change: Change, files: Files) -> None:
    for file in files.changes:
        work = by_path(file.path)
        if work is not None:
            _note(facts, work, Basis.PATHS, change)
    for work in by_message(change.message):
        _note(facts, work, Basis.MESSAGES, change)
    facts.replacements += moved_by(change, files.changes)
    facts.replacements += told_by(change)


def _note(facts: Facts, work: Work, basis: Basis, change: Change) -> None:
    facts.work.setdefault(work, {}).setdefault(basis, set()).add(change.sha)


def _read_lines(repository: Repository, own: Sequence[Change], facts: Facts, bounds: Bounds) -> None:
    largest: list[tuple[int, str, FileChange]] = []
    for change in own[: bounds.lines]:
        pairs: list[tuple[FileChange, Lines]] = []
        for file in facts.files.get(change.sha, ())[:MOST_FILES_OF_ONE]:
            lines = lines_of(repository, file)
            if lines is None:
                continue
            pairs.append((file, lines))
            for work in by_diff(lines.added):
                if by_path(file.path) is not None:
                    _note(facts, work, Basis.DIFFS, change)
            if is_read(file.path):
                largest.append((len(lines.added) + len(lines.removed), change.sha, file))
        facts.sizes[change.sha] = sum(len(lines.added) + len(lines.removed) for _, lines in pairs)
        facts.replacements += shown_by(change, pairs)
        facts.lines_read += 1
    _measure(repository, largest, facts, bounds)


def _measure(
    repository: Repository, changed: Sequence[tuple[int, str, FileChange]], facts: Facts, bounds: Bounds
) -> None:
    """The complexity of the files that changed most; their lines are read again, so that not all are held."""
    most = sorted(changed, key=lambda entry: -entry[0])[: bounds.measured]
    for _, sha, file in most:
        lines = lines_of(repository, file)
        if lines is not None:
            facts.functions += functions_of(sha, file, lines)
    if len(most) < len(changed):
        facts.limits.append(
            f"complexity was measured in the {len(most):,} changes of files that changed most, of {len(changed):,}"
        )


def _tell_limits(repository: Repository, log: Log, facts: Facts) -> None:
    if log.is_cut:
        facts.limits.append(f"only the newest {len(log.commits):,} commits were read")
    if log.unreadable:
        facts.limits.append(f"{log.unreadable:,} commits cannot be read")
    if repository.is_shallow:
        facts.limits.append("the repository is a shallow clone: what came before it was cut is not there")
    if facts.lines_read < len(facts.own):
        facts.limits.append(
            f"the lines of {len(facts.own) - facts.lines_read:,} of your commits were not read, the oldest ones"
        )
