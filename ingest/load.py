"""File -> Document: markdown, plain text, HTML, PDF, DOCX.

Decides what can be read and says why the rest cannot; how a document is cut is for split.py. The
text of a Document is what its passages' offsets count in: Unicode NFC, line ends as they were.
"""

import hashlib
import io
import logging
import os
import re
import unicodedata
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest.structure import Block, BlockKind, heading_name, markdown_blocks, plain_blocks, repeats
from ingest.yaml_text import YAMLError, read_yaml

# Past this a file is refused: a book of 1,000 pages has about 3 MB of text.
MAX_BYTES = 20_000_000
# Largest size that a DOCX may unpack to: a zip bomb of 42 kB unpacks to gigabytes.
MAX_UNPACKED_BYTES = 200_000_000


class LoadError(ValueError):
    """A file cannot be read; the message is the reason, without the file's name."""


@dataclass(frozen=True)
class Document:
    """One document: its text, where its parts stand, and what of it is not indexed.

    `dropped` are stretches [start, end) that no passage holds: front matter and repeats. `has_levels`
    is false for plain text, whose headings do not tell how deep they are. `file_sha256` is the digest of
    the file's bytes, hexadecimal, empty where it was not a file.
    """

    id: str
    title: str
    source: str
    text: str
    blocks: tuple[Block, ...]
    dropped: tuple[tuple[int, int], ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)
    has_levels: bool = True
    file_sha256: str = ""


@dataclass(frozen=True)
class Refusal:
    """A file that was not read, and why."""

    path: str
    reason: str


def load(paths: Iterable[Path]) -> tuple[list[Document], list[Refusal]]:
    """Read files and folders (recursively); what cannot be read is named, the others go in.

    A document's id is its path inside the folder that was named, or its name, without the suffix.
    """
    return load_files(files(paths))


def load_files(
    listed: Iterable[tuple[Path, str]], known: Mapping[Path, Document] | None = None
) -> tuple[list[Document], list[Refusal]]:
    """Read what `files` listed; `known` are the documents of files that need not be read again."""
    documents: dict[str, Document] = {}
    refusals: list[Refusal] = []
    for path, name in listed:
        try:
            document = load_file(path, name, known)
        except LoadError as error:
            refusals.append(Refusal(str(path), str(error)))
            continue
        if document.id in documents:
            document = load_file(path, name, known, keep_suffix=True)
        if document.id in documents:
            refusals.append(Refusal(str(path), f"its name {document.id!r} is taken by {documents[document.id].source}"))
            continue
        documents[document.id] = document
    return list(documents.values()), refusals


def files(paths: Iterable[Path]) -> Iterable[tuple[Path, str]]:
    """The files that are named or lie in the named folders, each with its name there; each file once.

    In a folder only files of known kinds count, and nothing hidden.
    """
    return once(
        found for path in paths for found in (files_in(path, READERS) if path.is_dir() else [(path, path.name)])
    )


def once(listed: Iterable[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    """Each file of a list once, by whatever paths it is named; what is not there stays."""
    seen: set[tuple[int, int]] = set()
    for file, name in listed:
        inode = _inode(file)
        if inode is None or inode not in seen:
            yield file, name
        if inode is not None:
            seen.add(inode)


def _inode(file: Path) -> tuple[int, int] | None:
    """What tells a file apart, by whatever path; None where it is not there. Resolving 20,000 paths took 1.5 s."""
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def files_in(folder: Path, suffixes: Collection[str], above: str = "") -> Iterator[tuple[Path, str]]:
    """The files of these kinds in a folder and below it, nothing hidden, each with its name there, in order.

    `above` is what comes before their names. Links to folders are not followed; what may not be listed is left out.
    """
    # By scandir, which knows what is a file: of 10,000 files in 0.05 s, by Path.rglob in 0.2.
    try:
        with os.scandir(folder) as found:
            entries = sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except PermissionError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from files_in(folder / entry.name, suffixes, f"{above}{entry.name}/")
        elif entry.name.lower().endswith(tuple(suffixes)):
            file = folder / entry.name
            if entry.is_file(follow_symlinks=False) or file.is_file():
                yield file, above + entry.name


def file_digest(path: Path) -> str:
    """The digest of a file's bytes, hexadecimal; of one that is too large its size, '' where it cannot be read."""
    try:
        size = path.stat().st_size
        return hashlib.sha256(path.read_bytes()).hexdigest() if size <= MAX_BYTES else f"{size} bytes"
    except OSError:
        return ""


def load_file(
    path: Path, name: str, known: Mapping[Path, Document] | None = None, *, keep_suffix: bool = False
) -> Document:
    """Read one file as the document `name` (a relative path with its suffix), or take it from `known`.

    Raises:
        LoadError: missing, too large, of no known kind, binary, encrypted, damaged or empty.
    """
    identifier = name if keep_suffix else name[: -len(path.suffix)]
    before = (known or {}).get(path)
    if before is not None and before.id == identifier:
        return before
    if not path.exists():
        raise LoadError("does not exist")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise LoadError(
            f"kind {path.suffix or 'without a suffix'!r} is not known; known are {', '.join(sorted(READERS))}"
        )
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise LoadError(f"has {size:,} bytes, the limit is {MAX_BYTES:,}; split it")
        raw = path.read_bytes()
    except OSError as error:
        raise LoadError(error.strerror or "cannot be opened") from error
    text = unicodedata.normalize("NFC", reader(raw))
    if not text.strip():
        raise LoadError("has no text in it")
    document = parse(text, identifier, source=name, markdown=path.suffix.lower() not in PLAIN)
    return replace(document, file_sha256=hashlib.sha256(raw).hexdigest())


def parse(text: str, identifier: str, source: str, *, markdown: bool) -> Document:
    """Make a Document of text that is read already.

    Raises:
        LoadError: the front matter is not valid YAML, or nothing stands below it.
    """
    metadata, body_start = _front_matter(text) if markdown else ({}, 0)
    blocks = (markdown_blocks if markdown else plain_blocks)(text, body_start)
    if not blocks:
        raise LoadError("has no text in it")
    repeated = repeats(text, blocks)
    kept = tuple(block for block in blocks if not any(start <= block.start < end for start, end in repeated))
    dropped = ((0, body_start),) if body_start else ()
    named = metadata.get("title")
    title = named if isinstance(named, str) and named.strip() else _first_heading(text, kept) or identifier
    return Document(identifier, title, source, text, kept, (*dropped, *repeated), metadata, markdown)


def _front_matter(text: str) -> tuple[dict[str, Any], int]:
    match = re.match(r"---\r?\n(.*?\r?\n)---\r?\n", text, re.DOTALL)
    if match is None:
        return {}, 0
    try:
        metadata = read_yaml(match.group(1))
    except (YAMLError, ValueError, RecursionError) as error:
        # ValueError: a date that is none, such as 2024-02-30.
        raise LoadError(f"front matter is not valid YAML: {error}") from error
    return (metadata, match.end()) if isinstance(metadata, dict) else ({}, 0)


def _first_heading(text: str, blocks: tuple[Block, ...]) -> str:
    for block in blocks[:3]:
        if block.kind is BlockKind.HEADING:
            return heading_name(text[block.start : block.end])
    return ""


def _read_text(raw: bytes) -> str:
    if b"\0" in raw[:4096]:
        raise LoadError("is binary, not text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoadError(f"is not UTF-8 text (byte {error.start}); save it as UTF-8") from error


def _read_html(raw: bytes) -> str:
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    if b"\0" in raw[:4096]:
        raise LoadError("is binary, not HTML")
    soup = BeautifulSoup(raw, "html.parser")
    for tag in soup(["script", "style", "noscript", "template", "nav", "svg"]):
        tag.decompose()
    return str(MarkdownConverter(heading_style="ATX", bullets="-").convert_soup(soup.body or soup))


def _read_pdf(raw: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # What is wrong with a file is the reason of its LoadError; pypdf would tell it a second time, on stderr.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pdf = PdfReader(io.BytesIO(raw))
        if pdf.is_encrypted:
            raise LoadError("is encrypted; save it without a password")
        text = "\n\n".join(page.extract_text() for page in pdf.pages)
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        if isinstance(error, LoadError):
            raise
        raise LoadError(f"is not a readable PDF: {error}") from error
    # Halves of characters come out of some PDFs; they cannot be stored as UTF-8.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not text.strip():
        raise LoadError("has no text in it; a scanned PDF needs OCR first")
    return text


def _read_docx(raw: bytes) -> str:
    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise LoadError(f"unpacks to {unpacked:,} bytes, the limit is {MAX_UNPACKED_BYTES:,}")
        html = mammoth.convert_to_html(io.BytesIO(raw)).value
    except (zipfile.BadZipFile, KeyError) as error:
        raise LoadError("is not a readable DOCX, or it is encrypted") from error
    return _read_html(html.encode())


READERS: dict[str, Callable[[bytes], str]] = {
    ".md": _read_text,
    ".markdown": _read_text,
    ".txt": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
}
# Kinds whose text has no markdown in it.
PLAIN = {".txt", ".pdf"}
