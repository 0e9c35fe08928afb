"""The lines of a diff -> what took the place of what: a dependency, an import, a setting, by the message, by a move.

Decides what is asked about: "in 3f2a1c you replaced X by Y: why?". A pair counts where the same commit took one of a
kind away and added one of the same kind, and nothing else of that kind.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from app.projects.history.changes import FileChange, Lines
from app.projects.history.commits import Change
from app.projects.secrets import without_secrets

MANIFESTS = re.compile(
    r"(?:^|/)(?:requirements[^/]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|pipfile|environment\.ya?ml|package\.json"
    r"|cargo\.toml|go\.mod|gemfile|pom\.xml|build\.gradle(?:\.kts)?)$",
    re.IGNORECASE,
)
# "numpy>=1.26", '"httpx2>=2",', '"react": "^18"', 'serde = "1"'. A line of these that names no package is none.
PACKAGE = re.compile(
    r"""^\s*-?\s*["']?(@?[A-Za-z][\w./@-]{1,60}?)["']?\s*(?:\[[\w, -]+\])?\s*(?:[=<>~^!:]=?|["',]|;|\s+v\d|$)"""
)
NO_PACKAGE = frozenset(
    [
        "name",
        "version",
        "description",
        "readme",
        "license",
        "authors",
        "author",
        "keywords",
        "requires",
        "dependencies",
        "devdependencies",
        "scripts",
        "main",
        "python",
        "requires-python",
        "classifiers",
        "tool",
        "project",
        "build-system",
        "private",
        "type",
        "engines",
        "module",
        "go",
        "edition",
        "channels",
    ]
)
IMPORT = re.compile(
    r"^\s*(?:import|from)\s+([A-Za-z_]\w*)|^\s*(?:import|export)\b.*?from\s+[\"']([^\"'.][^\"']*)[\"']"
    r"|^\s*#include\s*<([\w./]+)>"
)
SETTING = re.compile(r"^\s*[\"']?([A-Za-z_][\w.-]{1,40})[\"']?\s*[:=]\s*([\"']?[\w.+-]{1,40}[\"']?)\s*,?\s*(?:#.*)?$")
TOLD = re.compile(
    r"\b(?:replace[sd]?|swap(?:ped)?|switch(?:ed)?(?: from)?|migrate[sd]?(?: from)?|moved? from|port(?:ed)? from)\s+"
    r"(?:the |our )?([\w./+-]{2,40}(?: [\w./+-]{2,40})?)\s+(?:by|with|for|to|->|→)\s+(?:a |an |the )?"
    r"([\w./+-]{2,40}(?: [\w./+-]{2,40})?)",
    re.IGNORECASE,
)
MOST_OF_A_KIND = 2
# A setting of such a name is not told, whatever its value looks like.
SECRET = re.compile(r"key|token|secret|passw|pwd|credential|auth", re.IGNORECASE)


class Replaced(StrEnum):
    """What was replaced."""

    DEPENDENCY = "dependency"
    IMPORT = "import"
    SETTING = "setting"
    TOLD = "as its message says"
    MOVED = "place"


@dataclass(frozen=True)
class Replacement:
    """`new` took the place of `old` in a commit, at `path` where that is one file."""

    commit: str
    kind: Replaced
    old: str
    new: str
    path: str = ""


def told_by(change: Change) -> Iterator[Replacement]:
    """What the first line of a message says was replaced."""
    match = TOLD.search(change.first_line)
    if match is None or without_secrets(change.first_line, "message")[1]:
        return
    if match[1].lower() != match[2].lower():
        yield Replacement(change.sha, Replaced.TOLD, match[1], match[2])


def shown_by(change: Change, files: Iterable[tuple[FileChange, Lines]]) -> Iterator[Replacement]:
    """What the diff of a commit shows was replaced."""
    gone_imports, come_imports = set[str](), set[str]()
    for file, lines in files:
        if MANIFESTS.search(file.path):
            gone, come = (_named(side, _package) for side in (lines.removed, lines.added))
            yield from _pair(change, Replaced.DEPENDENCY, gone - come, come - gone, file.path)
        else:
            gone_imports |= _named(lines.removed, _import)
            come_imports |= _named(lines.added, _import)
            yield from _settings(change, file, lines)
    yield from _pair(change, Replaced.IMPORT, gone_imports - come_imports, come_imports - gone_imports, "")


def moved_by(change: Change, files: Sequence[FileChange]) -> Iterator[Replacement]:
    """The folder that a commit moved, where it moved at least three files of one folder to one other."""
    moves: dict[tuple[str, str], int] = {}
    for file in files:
        if file.is_move and file.old_path and file.new_path:
            pair = (str(PurePosixPath(file.old_path).parent), str(PurePosixPath(file.new_path).parent))
            moves[pair] = moves.get(pair, 0) + 1
    for (old, new), count in moves.items():
        if count >= 3 and old != new:
            yield Replacement(change.sha, Replaced.MOVED, f"{old}/", f"{new}/", f"{count} files")


def _pair(change: Change, kind: Replaced, gone: set[str], come: set[str], path: str) -> Iterator[Replacement]:
    if 1 <= len(gone) <= MOST_OF_A_KIND and 1 <= len(come) <= MOST_OF_A_KIND:
        yield Replacement(change.sha, kind, " and ".join(sorted(gone)), " and ".join(sorted(come)), path)


def _settings(change: Change, file: FileChange, lines: Lines) -> Iterator[Replacement]:
    """A setting with another value, where the diff of the file is little else."""
    if len(lines.removed) > 4 or len(lines.added) > 4:
        return
    before = {match[1]: match[2] for line in lines.removed if (match := SETTING.match(line))}
    for line in lines.added:
        match = SETTING.match(line)
        if match is not None and match[1] in before and before[match[1]] != match[2]:
            if SECRET.search(match[1]) or without_secrets("\n".join((*lines.removed, line)), file.path)[1]:
                continue
            old, new = f"{match[1]} = {before[match[1]]}", f"{match[1]} = {match[2]}"
            yield Replacement(change.sha, Replaced.SETTING, old, new, file.path)


def _named(lines: Iterable[str], read: Callable[[str], str]) -> set[str]:
    return {name for line in lines if (name := read(line))}


def _package(line: str) -> str:
    match = PACKAGE.match(line)
    return match[1] if match is not None and match[1].lower() not in NO_PACKAGE else ""


def _import(line: str) -> str:
    match = IMPORT.match(line)
    return next((name for name in match.groups() if name), "") if match is not None else ""
