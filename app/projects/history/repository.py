"""A git repository that nobody trusts -> its objects, read and never run.

Decides what of a repository is believed: the objects, HEAD and the refs, read as files. Its configuration, hooks,
attributes, alternates and links are not looked at or refused, no program is started and no network is used. A bundle
(`git bundle create work.bundle --all`) is a repository in one file.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dulwich.bundle import Bundle, read_bundle
from dulwich.object_store import BaseObjectStore, DiskObjectStore
from dulwich.objects import ObjectID

from ingest.documents.document import LoadError

MOST_REPOSITORY_BYTES = 4_000_000_000
MOST_BUNDLE_BYTES = 500_000_000
MOST_PACKS = 2_000
MOST_REFS_BYTES = 20_000_000
MOST_HEAD_BYTES = 4_096
REF = re.compile(r"refs/(?!.*(?:\.\.|//))[\w./+@=-]{1,200}")
SHA = re.compile(r"[0-9a-f]{40}")
# Where there is no HEAD, as in a bundle of branches alone.
MAIN = ("refs/heads/main", "refs/heads/master", "refs/heads/trunk", "refs/heads/develop")
BUNDLE = (b"# v2 git bundle", b"# v3 git bundle")
DAMAGED = "is a damaged bundle, or a part of one; make it anew: git bundle create FILE --all"


class ObjectsAlone(DiskObjectStore):
    """Objects of one folder. A repository may name other folders as its alternates: they are not read."""

    @property
    def alternates(self) -> list[BaseObjectStore]:
        """None, whatever the repository says."""
        return []


@dataclass(frozen=True)
class Repository:
    """Objects and the commit that is looked at. `is_shallow`: the history was cut when it was cloned."""

    objects: ObjectsAlone
    head: ObjectID
    is_shallow: bool


def is_repository(path: Path) -> bool:
    """Whether a path is a repository, a bare one, or a bundle."""
    return is_bundle(path) or _git_folder(path) is not None


def is_bundle(path: Path) -> bool:
    """Whether a path is a file that git made of a repository."""
    try:
        with path.open("rb") as file:
            return path.is_file() and file.read(len(BUNDLE[0])) in BUNDLE
    except OSError:
        return False


@contextmanager
def opened(path: Path, scratch: Path | None = None) -> Iterator[Repository]:
    """The repository or bundle at a path, for the time of reading.

    Raises:
        LoadError: there is none, it is too large, it leads out of its folder, or it is of a kind that is not read.
    """
    if is_bundle(path):
        with _unbundled(path, scratch) as repository:
            yield repository
        return
    folder = _git_folder(path)
    if folder is None:
        raise LoadError("is no git repository; name the folder that holds .git, or a bundle")
    _check(folder)
    objects = _objects(folder / "objects")
    try:
        yield Repository(objects, _head(folder), (folder / "shallow").is_file())
    finally:
        objects.close()


def _objects(folder: Path) -> ObjectsAlone:
    objects = ObjectsAlone(folder, loose_object_size_limit=50_000_000)
    # Indexes of a second kind, which git can do without: one thing less to believe.
    objects._use_commit_graph = False
    objects._use_midx = False
    return objects


def _git_folder(path: Path) -> Path | None:
    for folder in (path / ".git", path):
        if not folder.is_symlink() and (folder / "HEAD").is_file() and (folder / "objects").is_dir():
            return folder
    return None


def _check(folder: Path) -> None:
    """Refuse what is too large and what leads elsewhere."""
    if (folder / "reftable").exists():
        raise LoadError("keeps its branches as a reftable, which is not read; make a bundle of it")
    objects = folder / "objects"
    for place in (folder, objects, objects / "pack"):
        if place.is_symlink():
            raise LoadError("has links in its objects, which are not followed; clone it and name the clone")
    size, packs = 0, 0
    for place in (objects, *(one for one in objects.iterdir() if one.name == "pack" or len(one.name) == 2)):
        if not place.is_dir():
            continue
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_symlink():
                    raise LoadError("has links in its objects, which are not followed; clone it and name the clone")
                size += entry.stat(follow_symlinks=False).st_size
                packs += entry.name.endswith(".pack")
    if size > MOST_REPOSITORY_BYTES or packs > MOST_PACKS:
        raise LoadError(
            f"has {size:,} bytes in {packs:,} packs, the limits are {MOST_REPOSITORY_BYTES:,} and {MOST_PACKS:,}"
        )


def _head(folder: Path) -> ObjectID:
    told = _read(folder / "HEAD", MOST_HEAD_BYTES).strip()
    name = told.removeprefix("ref:").strip()
    if told.startswith("ref:"):
        if REF.fullmatch(name) is None:
            raise LoadError("has a HEAD that names no branch")
        told = _ref(folder, name)
    if re.fullmatch(r"[0-9a-f]{64}", told):
        raise LoadError("names its commits by SHA-256, which is not read")
    if SHA.fullmatch(told) is None:
        raise LoadError("has no commit yet")
    return ObjectID(told.encode())


def _ref(folder: Path, name: str) -> str:
    """What a branch points to, loose or packed; '' where there is none."""
    loose = folder / name
    if loose.is_file() and loose.resolve().is_relative_to(folder.resolve()):
        return _read(loose, MOST_HEAD_BYTES).strip()
    packed = folder / "packed-refs"
    if packed.is_file() and not packed.is_symlink():
        for line in _read(packed, MOST_REFS_BYTES).splitlines():
            sha, _, ref = line.partition(" ")
            if ref == name:
                return sha
    return ""


def _read(path: Path, most_bytes: int) -> str:
    if path.is_symlink():
        raise LoadError("has links among its branches, which are not followed")
    with path.open("rb") as file:
        return file.read(most_bytes).decode("utf-8", "replace")


@contextmanager
def _unbundled(path: Path, scratch: Path | None) -> Iterator[Repository]:
    """The objects of a bundle, unpacked into a folder that goes again."""
    size = path.stat().st_size
    if size > MOST_BUNDLE_BYTES:
        raise LoadError(f"has {size:,} bytes, the limit for a bundle is {MOST_BUNDLE_BYTES:,}")
    folder = Path(tempfile.mkdtemp(prefix="coach-bundle-", dir=scratch))
    objects: ObjectsAlone | None = None
    try:
        for name in ("pack", "info"):
            (folder / name).mkdir()
        objects = _objects(folder)
        yield Repository(objects, _stored(path, objects), is_shallow=False)
    finally:
        if objects is not None:
            objects.close()
        shutil.rmtree(folder, ignore_errors=True)


def _stored(path: Path, objects: ObjectsAlone) -> ObjectID:
    """Put the objects of a bundle into a folder; the commit that its newest branch points to."""
    try:
        with path.open("rb") as file, read_bundle(file) as bundle:
            _check_whole(bundle)
            bundle.store_objects(objects)
            return _head_of({name.decode("utf-8", "replace"): sha for name, sha in bundle.references.items()})
    except (LoadError, MemoryError):
        raise
    # Of any kind: a bundle is anyone's, and dulwich raises what zlib and struct do, in words of theirs.
    except Exception as error:
        raise LoadError(DAMAGED) from error


def _check_whole(bundle: Bundle) -> None:
    if bundle.prerequisites:
        raise LoadError("is a part of a history; make a bundle of all of it: git bundle create FILE --all")


def _head_of(refs: Mapping[str, ObjectID | None]) -> ObjectID:
    names = ("HEAD", *MAIN, *sorted(name for name in refs if name.startswith("refs/heads/")))
    head = next((refs[name] for name in names if refs.get(name)), None)
    if head is None:
        raise LoadError("holds no branch; make a bundle of all of it: git bundle create FILE --all")
    return head
