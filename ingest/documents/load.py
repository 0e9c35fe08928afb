"""File -> Document: markdown, plain text, HTML, PDF, DOCX, notebooks.

Decides what can be read and says why the rest cannot. Each format stands in a file of its own, which is loaded when
the first file of its kind is read; how a document is cut is for ingest/passages.
"""

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.documents.discovery import leading_out, listed
from ingest.documents.document import Document, LoadError, check_length, parse
from ingest.documents.isolated_parsing import read_apart, reader, told

# The largest file of text.
MAX_BYTES = 20_000_000
# The largest PDF or DOCX. Most of one is pictures: under the limit for text, slides of 25 MB were refused.
MAX_PACKED_BYTES = 100_000_000
# Suffix -> the module that reads it and its function: bytes -> text.
READERS = {
    ".md": "ingest.documents.plain_text:read_text",
    ".markdown": "ingest.documents.plain_text:read_text",
    ".txt": "ingest.documents.plain_text:read_text",
    ".html": "ingest.documents.html:read_html",
    ".htm": "ingest.documents.html:read_html",
    ".pdf": "ingest.documents.pdf:read_pdf",
    ".docx": "ingest.documents.docx:read_docx",
    ".ipynb": "ingest.documents.notebook:read_notebook",
}
# Kinds whose text has no markdown in it, and kinds of which text is only a part.
PLAIN = {".txt", ".pdf"}
PACKED = {".pdf", ".docx"}
# Kinds that are text already: there is nothing to unpack, and so nothing that a small file could grow to.
UNPACKED_HERE = {"md", "markdown", "txt"}


@dataclass(frozen=True)
class Refusal:
    """A file that was not read, and why."""

    path: str
    reason: str


def load(paths: Iterable[Path]) -> tuple[list[Document], list[Refusal]]:
    """Read files and folders (recursively); what cannot be read is named, the others go in.

    A document's id is its name without the suffix: of a file in a folder, its path inside that folder.
    """
    return load_files(files(paths))


def load_files(
    found: Iterable[tuple[Path, str]], known: Mapping[Path, Document] | None = None
) -> tuple[list[Document], list[Refusal]]:
    """Read what `files` listed; `known` are the documents of files that need not be read again."""
    documents: dict[str, Document] = {}
    refusals: list[Refusal] = []
    for path, name in found:
        try:
            document = load_file(path, name, known)
            if document.id in documents:
                document = load_file(path, name, known, keep_suffix=True)
        except LoadError as error:
            refusals.append(Refusal(printable(path), str(error)))
            continue
        if document.id in documents:
            refusals.append(Refusal(str(path), f"its name {document.id!r} is taken by {documents[document.id].source}"))
            continue
        documents[document.id] = document
    return list(documents.values()), refusals


def files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """The files that an ingest of `paths` reads, each once and with its name: see discovery.py."""
    return listed(paths, READERS)


def links_out(paths: Iterable[Path]) -> list[Refusal]:
    """The links in the folders of `paths` that lead out of them; what they lead to is not read."""
    return [
        Refusal(printable(link), "is a link out of the folder; name the file itself")
        for folder in paths
        if folder.is_dir()
        for link in leading_out(folder, READERS)
    ]


def printable(path: Path) -> str:
    """A path in UTF-8; bytes of it that are not are shown by their numbers."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def file_digest(path: Path) -> str:
    """The digest of a file's bytes, hexadecimal; of one that is too large its size, '' where it cannot be read."""
    try:
        size = path.stat().st_size
        return hashlib.sha256(path.read_bytes()).hexdigest() if size <= _most_bytes(path) else f"{size} bytes"
    except OSError:
        return ""


def is_utf8(name: str) -> bool:
    """Whether a name can be stored; the bytes of one that cannot come as surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _most_bytes(path: Path) -> int:
    return MAX_PACKED_BYTES if path.suffix.lower() in PACKED else MAX_BYTES


def load_file(
    path: Path, name: str, known: Mapping[Path, Document] | None = None, *, keep_suffix: bool = False
) -> Document:
    """Read one file as the document `name` (a relative path with its suffix), or take it from `known`.

    Raises:
        LoadError: missing, too large, of no known kind, binary, encrypted, damaged or empty.
    """
    if not is_utf8(name):
        raise LoadError("has a name that is not UTF-8; rename it")
    identifier = name if keep_suffix else name[: -len(path.suffix)]
    before = (known or {}).get(path)
    if before is not None and before.id == identifier:
        return before
    if not path.exists():
        raise LoadError("does not exist")
    place = READERS.get(path.suffix.lower())
    if place is None:
        raise LoadError(
            f"kind {path.suffix or 'without a suffix'!r} is not known; known are {', '.join(sorted(READERS))}"
        )
    try:
        size, most = path.stat().st_size, _most_bytes(path)
        if size > most:
            raise LoadError(f"has {size:,} bytes, the limit is {most:,}; split it")
        raw = path.read_bytes()
    except OSError as error:
        raise LoadError(error.strerror or "cannot be opened") from error
    text = _text(place, raw, path.suffix[1:].upper())
    document = parse(text, identifier, source=name, markdown=path.suffix.lower() not in PLAIN)
    return replace(document, file_sha256=hashlib.sha256(raw).hexdigest())


def _text(place: str, raw: bytes, kind: str) -> str:
    """The text of a file's bytes in NFC; whatever a reader raises becomes a LoadError."""
    text = told(reader(place), raw, kind) if kind.lower() in UNPACKED_HERE else read_apart(place, raw)
    check_length(len(text))
    return unicodedata.normalize("NFC", text)
