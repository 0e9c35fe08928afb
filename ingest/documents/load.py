"""File -> Document: markdown, plain text, HTML, PDF, DOCX.

Decides what can be read and says why the rest cannot; how a document is cut is for split.py. The
text of a Document is what its passages' offsets count in: Unicode NFC, line ends as they were.
"""

import hashlib
import io
import logging
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest.bank.yaml_text import YAMLError, read_yaml
from ingest.documents.discovery import listed
from ingest.documents.structure import Block, BlockKind, heading_name, markdown_blocks, plain_blocks, repeats

# The largest file of text, and the most text that is taken out of any file: a book of 1,000 pages has about 3 MB.
MAX_BYTES = 20_000_000
MAX_TEXT_CHARS = 20_000_000
# The largest PDF or DOCX. Most of one is pictures: under the limit for text, slides of 25 MB were refused.
MAX_PACKED_BYTES = 100_000_000
# Largest size that a DOCX may unpack to: a zip bomb of 42 kB unpacks to gigabytes.
MAX_UNPACKED_BYTES = 200_000_000


class LoadError(ValueError):
    """A file cannot be read; the message is the reason, without the file's name."""


@dataclass(frozen=True)
class Document:
    """One document: its text, where its parts stand, and what of it is not indexed.

    `dropped` are stretches [start, end) that no passage holds: front matter and repeats. `has_levels` is false for
    plain text, whose headings do not show how deep they are. `file_sha256` is the digest of the file's bytes,
    hexadecimal, empty where it was not a file.
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
            refusals.append(Refusal(str(path), str(error)))
            continue
        if document.id in documents:
            refusals.append(Refusal(str(path), f"its name {document.id!r} is taken by {documents[document.id].source}"))
            continue
        documents[document.id] = document
    return list(documents.values()), refusals


def files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """The files that an ingest of `paths` reads, each once and with its name: see listing.py."""
    return listed(paths, READERS)


def file_digest(path: Path) -> str:
    """The digest of a file's bytes, hexadecimal; of one that is too large its size, '' where it cannot be read."""
    try:
        size = path.stat().st_size
        return hashlib.sha256(path.read_bytes()).hexdigest() if size <= _most_bytes(path) else f"{size} bytes"
    except OSError:
        return ""


def _most_bytes(path: Path) -> int:
    return MAX_PACKED_BYTES if path.suffix.lower() in PACKED else MAX_BYTES


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
        size, most = path.stat().st_size, _most_bytes(path)
        if size > most:
            raise LoadError(f"has {size:,} bytes, the limit is {most:,}; split it")
        raw = path.read_bytes()
    except OSError as error:
        raise LoadError(error.strerror or "cannot be opened") from error
    text = _text(reader, raw, path.suffix[1:].upper())
    document = parse(text, identifier, source=name, markdown=path.suffix.lower() not in PLAIN)
    return replace(document, file_sha256=hashlib.sha256(raw).hexdigest())


def _text(reader: Callable[[bytes], str], raw: bytes, kind: str) -> str:
    """The text of a file's bytes in NFC; whatever a reader raises becomes a LoadError."""
    try:
        text = reader(raw)
    except LoadError:
        raise
    # Of any kind: the parsers are other people's, and the files are anyone's. Seen so far, each of which stopped the
    # ingest of all other files: RecursionError (HTML nested 400 deep), ExpatError and ValueError (DOCX), and
    # AssertionError, AttributeError and TypeError (PDFs with some bytes changed).
    except Exception as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error) or type(error).__name__
        raise LoadError(f"is not {'a ' if kind in {'PDF', 'DOCX'} else ''}readable {kind}: {reason}") from error
    _check_length(len(text))
    return unicodedata.normalize("NFC", text)


def _check_length(chars: int) -> None:
    if chars > MAX_TEXT_CHARS:
        raise LoadError(f"has more than {MAX_TEXT_CHARS:,} characters of text; split it")


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

    # What is wrong with a file is the reason of its LoadError; pypdf would tell it a second time, on stderr.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pdf = PdfReader(io.BytesIO(raw))
    if pdf.is_encrypted:
        raise LoadError("is encrypted; save it without a password")
    pages: list[str] = []
    chars = 0
    for page in pdf.pages:
        pages.append(page.extract_text())
        # After each page: a small PDF may unpack to any length.
        chars += len(pages[-1])
        _check_length(chars)
    # Halves of characters come out of some PDFs; they cannot be stored as UTF-8.
    text = "\n\n".join(pages).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not text.strip():
        raise LoadError("has no text in it; a scanned PDF needs OCR first")
    return text


def _read_docx(raw: bytes) -> str:
    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as error:
        raise LoadError("is not a readable DOCX, or it is encrypted") from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise LoadError(f"unpacks to {unpacked:,} bytes, the limit is {MAX_UNPACKED_BYTES:,}")
    # Without the bytes of pictures: they came out as base64 and were indexed as if they were text.
    picture = mammoth.images.img_element(lambda _: {})
    return _read_html(mammoth.convert_to_html(io.BytesIO(raw), convert_image=picture).value.encode())


READERS: dict[str, Callable[[bytes], str]] = {
    ".md": _read_text,
    ".markdown": _read_text,
    ".txt": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
}
# Kinds whose text has no markdown in it, and kinds of which text is only a part.
PLAIN = {".txt", ".pdf"}
PACKED = {".pdf", ".docx"}
