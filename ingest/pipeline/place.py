"""Where an index is built, and how it takes the place of the one before.

Decides that a new index is written beside the old one and renamed into place whole, what becomes of a build that was
killed between the two renames (the newer complete one is the index), and that the folders of killed builds go. A build
that is still alive holds a lock on its folder, and nothing beside it is touched.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ingest.index.manifest import MANIFEST

try:
    import fcntl
except ImportError:  # Windows has no such locks: there, nothing is swept.
    fcntl = None  # type: ignore[assignment]

RETIRED = "old-"


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder` to build in; what is left of it goes."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    held = _lock(staging)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if held is not None:
            os.close(held)


def put_in_place(staging: Path, folder: Path) -> None:
    """Put the new index in the place of the old one; between the two renames there is none, but never half of one."""
    if not folder.exists():
        staging.rename(folder)
        return
    retired = folder.parent / f".{folder.name}-{RETIRED}{staging.name[-8:]}"
    folder.rename(retired)
    try:
        staging.rename(folder)
    except OSError:
        retired.rename(folder)
        raise
    shutil.rmtree(retired, ignore_errors=True)


@contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Whether no other process holds `folder`; until the end no other one can. Where there are no locks, always."""
    lock = _lock(folder)
    try:
        yield lock is not None or fcntl is None
    finally:
        if lock is not None:
            os.close(lock)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other thread or process is in here with `folder`. Where there are no locks, nobody waits."""
    lock = _lock(folder, is_patient=True)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def recover(folder: Path) -> None:
    """Undo what killed builds of `folder` left: put a complete index in its empty place, and sweep the rest.

    Where the place may not be written, all stays as it is.
    """
    beside = _left_beside(folder)
    if not beside or fcntl is None:
        return
    locks = [_lock(one) for one in beside]
    try:
        if all(lock is not None for lock in locks):
            with suppress(OSError):
                _restore(beside, folder)
            for one in _left_beside(folder):
                shutil.rmtree(one, ignore_errors=True)
    finally:
        for lock in locks:
            if lock is not None:
                os.close(lock)


def _restore(beside: list[Path], folder: Path) -> None:
    """Of the complete indexes the new one, else the one that it was to replace."""
    complete = [one for one in beside if (one / MANIFEST).is_file()]
    if complete and not folder.exists():
        newest = max(complete, key=lambda one: (_is_new(one, folder), (one / MANIFEST).stat().st_mtime_ns))
        newest.rename(folder)


def _left_beside(folder: Path) -> list[Path]:
    """The folders in which an index was built or retired, and nothing else that begins with its name."""
    with suppress(OSError):
        return [one for one in folder.parent.glob(f".{_literal(folder.name)}-*") if _is_ours(one, folder)]
    return []


def _literal(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def _is_ours(one: Path, folder: Path) -> bool:
    """As `staged` and `put_in_place` name them: a random ending of eight characters."""
    ending = one.name.removeprefix(f".{folder.name}-").removeprefix(RETIRED)
    return len(ending) == len("k3_9x0ab") and ending.replace("_", "").isalnum() and one.is_dir()


def _is_new(one: Path, folder: Path) -> bool:
    return not one.name.startswith(f".{folder.name}-{RETIRED}")


def _lock(folder: Path, is_patient: bool = False) -> int | None:
    """A lock on a folder, as an open file descriptor; None where there are no locks, or another one has it.

    Where it `is_patient`, it waits for that other one, which may be a thread of this process.
    """
    if fcntl is None:
        return None
    try:
        held = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if is_patient else fcntl.LOCK_NB))
    except OSError:
        os.close(held)
        return None
    return held
