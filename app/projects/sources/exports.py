"""An export of Notion or Confluence, a .zip of Markdown or HTML -> files of a project.

Decides how much may come out of it, that nothing in it is written to the disk under its own name, and that the ids with
which Notion ends every name are left out.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass
class Budget:
    """What may still be unpacked of an upload: of all exports in it and of those packed in them."""

    size_bytes: int = MOST_UNPACKED_BYTES
    files: int = MOST_FILES

    def take(self, size_bytes: int) -> None:
        """Count a file that is to be unpacked.

        Raises:
            LoadError: that is too much.
        """
        self.size_bytes -= size_bytes
        self.files -= 1
        if self.size_bytes < 0 or self.files < 0:
            raise LoadError(
                f"unpacks to more than {MOST_UNPACKED_BYTES:,} bytes or {MOST_FILES:,} files, which is too much; "
                "export less at once"
            )


def files_of(raw: bytes, budget: Budget, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The documents in an export, each with its name there; Notion packs large exports twice.

    Raises:
        LoadError: it is no .zip, encrypted, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for entry in packed.infolist():
                if entry.is_dir():
                    continue
                name = NOTION_ID.sub("", entry.filename)
                if is_export(name) and depth < MOST_NESTED:
                    yield from files_of(_read(packed, entry, budget), budget, depth + 1)
                elif kind_of(name) is not None and PurePosixPath(name).name != "index.html":
                    yield name, _read(packed, entry, budget)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise LoadError("is no .zip that can be read, or it is encrypted") from error


def _read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    """The bytes of an entry, no more than it says it has."""
    budget.take(entry.file_size)
    with packed.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise LoadError("unpacks to more than it says")
    return content
