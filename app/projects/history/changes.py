"""A commit -> the files that it changes, and the lines, as far as they are read.

Decides what is not read: merges, submodules, binary and generated files, and files that are too large; and that a file
that only moved is a move.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dulwich.diff_tree import tree_changes
from dulwich.objects import Blob, ObjectID

from app.projects.documents import is_generated
from app.projects.history.commits import Change, seen
from app.projects.history.repository import Repository
from ingest.documents.document import LoadError
from ingest.documents.notebook import read_notebook

SUBMODULE = 0o160000
LINK = 0o120000
# A commit that changes more files brought in other people's work, or moved everything.
MOST_PATHS = 3_000
MOST_BLOB_BYTES = 400_000


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before and after; a path or object is None where there is none. `moved`: its bytes are the same."""

    old_path: str | None
    new_path: str | None
    old: ObjectID | None
    new: ObjectID | None

    @property
    def path(self) -> str:
        """Where it is, or was."""
        return self.new_path or self.old_path or ""

    @property
    def is_move(self) -> bool:
        """Whether it only has another name."""
        return self.old is not None and self.old == self.new and self.old_path != self.new_path


@dataclass(frozen=True, slots=True)
class Files:
    """The files that a commit changes; `submodules` counts those of other repositories, `is_cut`: there are more."""

    changes: tuple[FileChange, ...]
    submodules: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that a change takes away and adds, in their order. A line that only moved is neither."""

    removed: tuple[str, ...]
    added: tuple[str, ...]
    before: str = ""
    after: str = ""


def files_of(repository: Repository, change: Change, parent_tree: ObjectID | None) -> Files:
    """The files of a commit against the tree of its first parent."""
    found: list[FileChange] = []
    submodules = 0
    is_cut = False
    try:
        for entry in tree_changes(repository.objects, parent_tree, change.tree):
            modes = {side.mode for side in (entry.old, entry.new) if side is not None and side.mode is not None}
            if SUBMODULE in modes:
                submodules += 1
                continue
            if LINK in modes:
                continue
            if len(found) >= MOST_PATHS:
                is_cut = True
                break
            old, new = entry.old, entry.new
            found.append(
                FileChange(
                    _shown(old.path) if old is not None and old.path else None,
                    _shown(new.path) if new is not None and new.path else None,
                    old.sha if old is not None and old.path else None,
                    new.sha if new is not None and new.path else None,
                )
            )
    # Of any kind: the trees are anyone's, and dulwich raises what zlib and struct do.
    except Exception:
        is_cut = True
    return Files(tuple(_with_moves(found)), submodules, is_cut)


@lru_cache(maxsize=65_536)
def _shown(path: bytes) -> str:
    """A path as it can be told: anything may stand in a tree."""
    return seen(path[:400]).replace("\n", " ").replace("\t", " ")


def _with_moves(changes: Sequence[FileChange]) -> Iterator[FileChange]:
    """The same, with a file that went and one that came with the same bytes as one."""
    gone: dict[ObjectID, list[FileChange]] = {}
    for change in changes:
        if change.new is None and change.old is not None:
            gone.setdefault(change.old, []).append(change)
    moved: set[int] = set()
    pairs: dict[int, FileChange] = {}
    for change in changes:
        if change.old is None and change.new is not None and gone.get(change.new):
            before = gone[change.new].pop()
            moved.add(id(before))
            pairs[id(change)] = FileChange(before.old_path, change.new_path, before.old, change.new)
    for change in changes:
        if id(change) not in moved:
            yield pairs.get(id(change), change)


def lines_of(repository: Repository, change: FileChange) -> Lines | None:
    """The lines that a change takes away and adds; None where they are not read."""
    if change.is_move or is_generated(change.path):
        return None
    before, after = _text(repository, change.old, change.path), _text(repository, change.new, change.path)
    if before is None or after is None or is_generated(change.path, after or before):
        return None
    old, new = before.split("\n"), after.split("\n")
    gone, come = Counter(old), Counter(new)
    return Lines(tuple(_more(old, gone - come)), tuple(_more(new, come - gone)), before, after)


def _more(lines: Sequence[str], surplus: Counter[str]) -> Iterator[str]:
    left = surplus.copy()
    for line in lines:
        if left[line] > 0 and line.strip():
            left[line] -= 1
            yield line


def _text(repository: Repository, sha: ObjectID | None, path: str) -> str | None:
    """The text of a file, of a notebook its cells; '' where there is none, None where it is not read."""
    if sha is None:
        return ""
    try:
        blob = repository.objects[sha]
        if not isinstance(blob, Blob) or blob.raw_length() > MOST_BLOB_BYTES:
            return None
        raw = blob.data
    # As in files_of.
    except Exception:
        return None
    if b"\0" in raw[:8000]:
        return None
    try:
        return read_notebook(raw) if path.endswith(".ipynb") else raw.decode("utf-8", "replace")
    except (LoadError, RecursionError):
        return None
