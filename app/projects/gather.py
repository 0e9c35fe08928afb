"""Paths that a candidate names -> the documents below them.

Decides what of a folder is looked at: nothing hidden, no link, no repository inside it (a submodule is other people's
work), no installed packages; documents before programs, and of both only so many.
"""

import os
import tempfile
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path, PurePosixPath

from app.projects.documents import is_generated, kind_of, read_document
from app.projects.sources.exports import Budget, files_of, is_export
from app.projects.sources.work_item import WorkItem, document_of, newest
from app.store.projects import MOST_CHARS, MOST_DOCUMENTS, DocumentKind, ProjectDocument
from ingest.documents.document import LoadError
from ingest.documents.load import MAX_PACKED_BYTES, Refusal, printable

# Files that are looked at in a folder, and how deep it is followed.
MOST_FILES = 20_000
MOST_DEPTH = 20
FOREIGN = frozenset(
    [
        "node_modules",
        "venv",
        "env",
        "site-packages",
        "vendor",
        "third_party",
        "dist",
        "build",
        "target",
        "__pycache__",
        "bower_components",
    ]
)
# Reasons that are told one by one; of further files only the number is.
MOST_TOLD = 50


@dataclass(frozen=True)
class Gathered:
    """The documents of a project, and what was left out of it with the reason."""

    documents: tuple[ProjectDocument, ...]
    left_out: tuple[Refusal, ...]


@dataclass(frozen=True)
class _Named:
    path: Path
    name: str


def gather(paths: Iterable[Path]) -> Gathered:
    """Read the named files, and the files in the named folders."""
    found: list[_Named] = []
    left_out: list[Refusal] = []
    for path in paths:
        if path.is_dir():
            found += _in_folder(path, left_out)
        else:
            found.append(_Named(path, path.name))
    return read_all(((one.path, one.name) for one in sorted(found, key=_rank)), left_out)


def read_all(files: Iterable[tuple[Path, str]], left_out: Iterable[Refusal] = ()) -> Gathered:
    """Read files, each with its name in the project, as far as they are read and fit."""
    documents: dict[str, ProjectDocument] = {}
    refused = list(left_out)
    chars = 0
    for path, name in _unpacked(files, refused):
        if len(documents) >= MOST_DOCUMENTS or chars >= MOST_CHARS:
            refused.append(Refusal(printable(Path(name)), "is left out: the project is full"))
            continue
        try:
            document = read_document(path, name)
        except LoadError as error:
            refused.append(Refusal(printable(Path(name)), str(error)))
            continue
        if chars + len(document.text) > MOST_CHARS:
            refused.append(Refusal(document.name, "is left out: the project is full"))
            continue
        if documents.get(document.name) == document:
            continue
        chars += len(document.text)
        distinct = _distinct(document.name, documents)
        documents[distinct] = replace(document, name=distinct)
    return Gathered(tuple(documents.values()), _told(refused))


def read_items(source: str, items: Iterable[WorkItem]) -> Gathered:
    """The newest items of a source as one document named after it."""
    held, older = newest(items)
    document = document_of(source, held)
    left_out = (Refusal(source, f"has {older:,} older items, which are left out"),) if older else ()
    return Gathered((document,) if document else (), left_out)


def _distinct(name: str, taken: Container[str]) -> str:
    """The name, with a number where another document has it: two folders, or two pages of an export, may share one."""
    path = PurePosixPath(name)
    numbered = (str(path.with_stem(f"{path.stem} ({number})")) for number in count(2))
    return next(one for one in chain((name,), numbered) if one not in taken)


def _unpacked(files: Iterable[tuple[Path, str]], refused: list[Refusal]) -> Iterator[tuple[Path, str]]:
    """The files, in place of an export those in it; each is there until the next one is asked for."""
    budget = Budget()
    for path, name in files:
        if not is_export(name):
            yield path, name
            continue
        with tempfile.TemporaryDirectory(prefix="coach-export-") as folder:
            try:
                for number, (inner, content) in enumerate(files_of(_packed(path), budget)):
                    place = Path(folder) / f"{number}{PurePosixPath(inner).suffix}"
                    place.write_bytes(content)
                    yield place, inner
            except (LoadError, OSError) as error:
                refused.append(Refusal(printable(Path(name)), str(error)))


def _packed(path: Path) -> bytes:
    """The bytes of an export.

    Raises:
        LoadError: there are too many.
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    if size > MAX_PACKED_BYTES:
        raise LoadError(f"has {size:,} bytes, the limit is {MAX_PACKED_BYTES:,}")
    return path.read_bytes()


def _told(refused: list[Refusal]) -> tuple[Refusal, ...]:
    if len(refused) <= MOST_TOLD:
        return tuple(refused)
    more = Refusal("further files", f"{len(refused) - MOST_TOLD:,} more are left out")
    return (*refused[:MOST_TOLD], more)


def _rank(one: _Named) -> tuple[bool, bool, int, str]:
    """READMEs first, documents before programs, what lies higher before what lies deeper."""
    is_code = kind_of(one.name) is DocumentKind.CODE
    is_readme = Path(one.name).name.lower().startswith("readme")
    return is_code, not is_readme, one.name.count("/"), one.name


def _in_folder(folder: Path, left_out: list[Refusal]) -> list[_Named]:
    found: list[_Named] = []
    for entry, name in _walked(folder, "", 0, left_out):
        if kind_of(name) is None or is_generated(name):
            continue
        if len(found) >= MOST_FILES:
            left_out.append(Refusal(printable(folder), f"holds more than {MOST_FILES:,} files; the rest is left out"))
            break
        found.append(_Named(Path(entry.path), name))
    return found


def _walked(folder: Path, above: str, depth: int, left_out: list[Refusal]) -> Iterator[tuple["os.DirEntry[str]", str]]:
    try:
        with os.scandir(folder) as listed:
            entries = sorted((entry for entry in listed if not entry.name.startswith(".")), key=lambda one: one.name)
    except OSError:
        left_out.append(Refusal(printable(folder), "cannot be listed"))
        return
    for entry in entries:
        name = f"{above}{entry.name}"
        if entry.is_symlink():
            if kind_of(name) is not None or Path(entry.path).is_dir():
                left_out.append(Refusal(printable(Path(name)), "is a link and is not followed; name what it leads to"))
        elif entry.is_dir(follow_symlinks=False):
            if entry.name.lower() in FOREIGN:
                continue
            if os.path.lexists(os.path.join(entry.path, ".git")):  # noqa: PTH118 - its name may be no UTF-8
                left_out.append(Refusal(printable(Path(name)), "is a repository of its own and is left out"))
            elif depth < MOST_DEPTH:
                yield from _walked(Path(entry.path), f"{name}/", depth + 1, left_out)
        elif entry.is_file(follow_symlinks=False):
            yield entry, name
