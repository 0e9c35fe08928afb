"""A backup as one file: a zip of members, with the sha256 of each in its manifest.

Decides what a member may be called, that a file is written whole or not at all, and that all of an archive is held
against its manifest before any of it is used. The digests find damage, no forgery: whoever can write an archive can
write what is restored from it.
"""

import hashlib
import os
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from lzma import LZMAError
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import BadRequest, CoachError

FORMAT = 1
MANIFEST = "manifest.json"
# What a backup is called while it is written.
PART = ".coach-part"
# A table, or a small file of the home: no name leads out of a folder, and there is none that is not known here.
NAME = r"^(tables/[a-z][a-z0-9_]{0,60}\.jsonl|files/(exams/)?[A-Za-z0-9][A-Za-z0-9_-]{0,80}\.jsonl?)$"
MOST_MANIFEST_BYTES = 1_000_000
# A line is a row, and the longest row a document of a project.
MOST_LINE_BYTES = 100_000_000
CHUNK_BYTES = 1_000_000
# What the libraries below raise at bytes that are not what they should be.
UNREADABLE = (zipfile.BadZipFile, zlib.error, LZMAError, struct.error, EOFError, RuntimeError, ValueError)
Content = Iterable[bytes]


class Member(BaseModel):
    """A file in the archive, as it was written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=NAME)]
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Stamp(BaseModel):
    """By which version of the coach an archive was written, of which revision the tables are, and when it was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[str, Field(max_length=80)]
    revision: Annotated[str, Field(max_length=80)]
    created_utc: AwareDatetime


class Manifest(Stamp):
    """What an archive holds."""

    format: Annotated[int, Field(ge=1, le=FORMAT)] = FORMAT
    members: tuple[Member, ...]


class _AnyManifest(BaseModel):
    """What every manifest says, also one of a later format."""

    format: int


@dataclass(frozen=True)
class Archive:
    """An archive that was found to be as it was written."""

    manifest: Manifest
    _zip: zipfile.ZipFile

    @property
    def names(self) -> list[str]:
        """The names of its members but for the manifest, in the order in which they were written."""
        return [member.name for member in self.manifest.members]

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member, without their ends."""
        with self._zip.open(name) as member:
            while line := member.readline(MOST_LINE_BYTES + 1):
                if len(line) > MOST_LINE_BYTES:
                    raise BadRequest(f"{name} has a line of more than {MOST_LINE_BYTES:,} bytes")
                yield line.rstrip(b"\n")

    def content(self, name: str) -> bytes:
        """A member that is small."""
        return self._zip.read(name)


def is_name(name: str) -> bool:
    """Whether a member may be called so."""
    return re.fullmatch(NAME, name) is not None


def write(path: Path, stamp: Stamp, members: Iterable[tuple[str, Content]]) -> Manifest:
    """Write an archive that only its owner can read; it stands under its name when it is whole.

    Raises:
        CoachError: there is a file of that name already, or it cannot be written.
    """
    if path.exists():
        raise CoachError(f"{path} is there already; a backup is never overwritten")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PART)
    except OSError as error:
        raise CoachError(f"{path} cannot be written: {error.strerror}") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
                kept = tuple(_add(packed, name, content) for name, content in members)
                manifest = Manifest(**stamp.model_dump(), members=kept)
                packed.writestr(MANIFEST, manifest.model_dump_json(indent=1))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise CoachError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _add(packed: zipfile.ZipFile, name: str, content: Content) -> Member:
    digest, size = hashlib.sha256(), 0
    with packed.open(name, "w", force_zip64=True) as member:
        for piece in content:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
    return Member(name=name, size=size, sha256=digest.hexdigest())


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive whose every byte was looked at.

    Raises:
        BadRequest: it is none, is damaged, holds what its manifest does not name, or is of a later format.
    """
    try:
        packed = zipfile.ZipFile(path)
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror}") from error
    except UNREADABLE as error:
        raise BadRequest(f"{path} is no backup, or is damaged: {error}") from error
    with packed:
        yield Archive(_checked(path, packed), packed)


def stamp_of(path: Path) -> Stamp | None:
    """What an archive says of itself, unchecked; None for a file that is none."""
    try:
        with zipfile.ZipFile(path) as packed:
            return _manifest(packed)
    except (OSError, KeyError, BadRequest, *UNREADABLE):
        return None


def _checked(path: Path, packed: zipfile.ZipFile) -> Manifest:
    try:
        manifest = _manifest(packed)
        found = sorted(packed.namelist())
        if found != sorted([MANIFEST, *(member.name for member in manifest.members)]):
            raise ValueError("its members are not those that its manifest names")
        for member in manifest.members:
            _check(packed, member)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadRequest(f"{path} is no backup, or is damaged: {MANIFEST} {where}: {first['msg']}") from error
    except KeyError as error:
        raise BadRequest(f"{path} is no backup: it has no {MANIFEST}") from error
    except (OSError, *UNREADABLE) as error:
        raise BadRequest(f"{path} is no backup, or is damaged: {error}") from error
    return manifest


def _manifest(packed: zipfile.ZipFile) -> Manifest:
    with packed.open(MANIFEST) as member:
        text = member.read(MOST_MANIFEST_BYTES + 1)
    if len(text) > MOST_MANIFEST_BYTES:
        raise ValueError(f"{MANIFEST} is too long")
    written = _AnyManifest.model_validate_json(text).format
    if written > FORMAT:
        raise BadRequest(f"a newer version of the coach has written this backup (format {written}); update the coach")
    manifest = Manifest.model_validate_json(text)
    return manifest.model_copy(update={"created_utc": manifest.created_utc.astimezone(UTC)})


def _check(packed: zipfile.ZipFile, member: Member) -> None:
    """Hold a member against the manifest; no more is unpacked than it should have."""
    digest, left = hashlib.sha256(), member.size
    with packed.open(member.name) as file:
        while piece := file.read(min(CHUNK_BYTES, left + 1)):
            digest.update(piece)
            left -= len(piece)
            if left < 0:
                break
    if left or digest.hexdigest() != member.sha256:
        raise ValueError(f"{member.name} is not as it was written")
