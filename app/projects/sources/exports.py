"""An export of Notion or Confluence, a .zip of Markdown or HTML -> files of a project.

Decides how much may come out of it, that nothing in it is written to the disk under its own name, and that the ids with
which Notion ends every name are left out.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from app.projects.documents import kind_of
from ingest.documents.document import LoadError

MOST_UNPACKED_BYTES = 100_000_000
MOST_FILES = 2_000
MOST_NESTED = 1
# "Design 1f2e3d4c5b6a79880123456789abcdef.md"
NOTION_ID = re.compile(r"[ _-][0-9a-f]{32}(?=\.|/|$)")


def is_export(name: str) -> bool:
    """Whether a file may be an export, by its name."""
    return name.lower().endswith(".zip")


def files_of(raw: bytes, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The documents in an export, each with its name there; Notion packs large exports twice.

    Raises:
        LoadError: it is no .zip, encrypted, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MOST_UNPACKED_BYTES or len(entries) > MOST_FILES:
                raise LoadError(f"unpacks to {unpacked:,} bytes in {len(entries):,} files, which is too much")
            for entry in entries:
                name = NOTION_ID.sub("", entry.filename)
                if is_export(name) and depth < MOST_NESTED:
                    yield from files_of(_read(packed, entry), depth + 1)
                elif kind_of(name) is not None and PurePosixPath(name).name != "index.html":
                    yield name, _read(packed, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise LoadError("is no .zip that can be read, or it is encrypted") from error


def _read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of an entry, no more than it says it has."""
    with packed.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise LoadError("unpacks to more than it says")
    return content
