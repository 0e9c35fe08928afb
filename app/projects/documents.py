"""A file of a project -> a document that is kept, and a kept document -> what is cut, searched and cited.

Decides which kinds of files are read as text, as code or not at all, that what a machine wrote is left out, and that
secrets are taken out before anything else reads the text.
"""

import itertools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from app.projects.secrets import without_secrets
from app.store.projects import DocumentKind, ProjectDocument
from app.untrusted.fences import storable
from ingest.documents.document import Document, LoadError, parse
from ingest.documents.load import PLAIN, READERS, load_file
from ingest.documents.plain_text import read_text
from ingest.documents.structure import Block, BlockKind

MOST_CODE_BYTES = 400_000
MOST_DOCUMENT_CHARS = 1_500_000
MOST_NAME_CHARS = 300
# A line of a program that a person wrote is shorter.
LONGEST_LINE_CHARS = 5_000
CODE_SUFFIXES = frozenset(
    [
        ".py",
        ".pyi",
        ".js",
        ".mjs",
        ".ts",
        ".tsx",
        ".jsx",
        ".java",
        ".kt",
        ".scala",
        ".go",
        ".rs",
        ".c",
        ".h",
        ".cc",
        ".cpp",
        ".hpp",
        ".cu",
        ".cs",
        ".rb",
        ".php",
        ".swift",
        ".r",
        ".jl",
        ".lua",
        ".sh",
        ".bash",
        ".sql",
        ".proto",
        ".graphql",
        ".tf",
        ".yaml",
        ".yml",
        ".toml",
        ".ini",
        ".cfg",
        ".json",
        ".css",
        ".vue",
        ".svelte",
    ]
)
CODE_NAMES = frozenset(("dockerfile", "makefile", "jenkinsfile", "requirements.txt", "procfile"))
TEXT_NAMES = frozenset(("readme", "authors", "contributing", "changelog", "notes"))
KINDS = (*sorted(READERS), *sorted(CODE_SUFFIXES))
GENERATED_NAME = re.compile(
    r"\.min\.(?:js|css)$|[._-]pb2?(?:_grpc)?\.(?:py|go|js|ts)$|(?:^|/)(?:package-lock|npm-shrinkwrap|composer\.lock)\.?\w*$"
    r"|\.lock$|(?:^|/)(?:poetry|uv|pnpm-lock|yarn)\.(?:lock|yaml)$|\.map$|\.snap$|(?:^|/)\.ipynb_checkpoints/",
    re.IGNORECASE,
)
GENERATED_NOTE = re.compile(r"\bdo not edit\b|@generated\b|\b(?:auto-?|automatically )generated\b", re.IGNORECASE)
# Where a program may be cut: at what begins at the left margin.
STARTS = re.compile(
    r"^(?:@\w|(?:async )?def |class |(?:export |public |pub |static |async )*(?:function|func|fn|class|struct|interface"
    r"|enum|impl|trait|type)\b|resource |message |service |create )",
    re.MULTILINE | re.IGNORECASE,
)


def kind_of(name: str) -> DocumentKind | None:
    """How a file of that name is read; None where it is not."""
    path = PurePosixPath(name.lower())
    if path.name in CODE_NAMES or path.suffix in CODE_SUFFIXES:
        return DocumentKind.CODE
    if path.suffix in READERS:
        return DocumentKind.PLAIN if path.suffix in PLAIN else DocumentKind.MARKDOWN
    return DocumentKind.MARKDOWN if path.name in TEXT_NAMES else None


def shown_name(name: str) -> str:
    """A name as it is kept: a path below the project, in UTF-8, with nothing that a terminal or a page would obey.

    Raises:
        LoadError: it leads out of the project, or says nothing.
    """
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise LoadError("has a name that is not UTF-8; rename it") from error
    plain = unicodedata.normalize("NFC", name).replace("\\", "/")
    if any(unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn") for character in plain):
        raise LoadError("has control characters in its name; rename it")
    parts = [part for part in plain.split("/") if part not in ("", ".")]
    if not parts or ".." in parts or len(plain) > MOST_NAME_CHARS:
        raise LoadError("has a name that cannot be kept; give it a short one")
    return "/".join(parts)


def is_generated(name: str, text: str = "") -> bool:
    """Whether a machine wrote a file, by its name or by what its first lines say."""
    head = "\n".join(text.split("\n", 6)[:6])
    return bool(GENERATED_NAME.search(name)) or bool(GENERATED_NOTE.search(head[:1000]))


def read_document(path: Path, name: str) -> ProjectDocument:
    """The file at `path` as the document `name`, without its secrets.

    Raises:
        LoadError: of no known kind, too large, binary, generated, damaged or empty.
    """
    shown = shown_name(name)
    kind = kind_of(shown)
    if kind is None:
        raise LoadError("is a kind of file that cannot be read here: send a document, a notebook or a program")
    if is_generated(shown):
        raise LoadError("was written by a program and is left out")
    is_packed = PurePosixPath(shown).suffix.lower() in READERS and kind is not DocumentKind.CODE
    text = load_file(path, shown, keep_suffix=True).text if is_packed else _text(path)
    if kind is DocumentKind.CODE and is_generated(shown, text):
        raise LoadError("was written by a program and is left out")
    return kept(shown, kind, text)


def kept(name: str, kind: DocumentKind, text: str) -> ProjectDocument:
    """A text as a document of a project.

    Raises:
        LoadError: it is too long or empty.
    """
    if len(text) > MOST_DOCUMENT_CHARS:
        raise LoadError(f"has {len(text):,} characters, the limit is {MOST_DOCUMENT_CHARS:,}; split it")
    clean, secrets = without_secrets(storable(text).replace("\0", "").replace("\r\n", "\n"), name)
    document = ProjectDocument(name, kind, clean, secrets)
    parsed(document)
    return document


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MOST_CODE_BYTES:
            raise LoadError(f"has {size:,} bytes, the limit for a program is {MOST_CODE_BYTES:,}")
        raw = path.read_bytes()
    except OSError as error:
        raise LoadError(error.strerror or "cannot be opened") from error
    text = unicodedata.normalize("NFC", read_text(raw))
    if max(map(len, text.split("\n"))) > LONGEST_LINE_CHARS:
        raise LoadError("has lines that no person wrote and is left out")
    return text


def parsed(document: ProjectDocument) -> Document:
    """A kept document with its parts, as passages are cut from it.

    Raises:
        LoadError: nothing stands in it.
    """
    if document.kind is DocumentKind.CODE:
        blocks = _code_blocks(document.text)
        if not blocks:
            raise LoadError("has no text in it")
        return Document(document.name, document.name, document.name, document.text, blocks)
    is_markdown = document.kind is DocumentKind.MARKDOWN
    try:
        return parse(document.text, document.name, document.name, markdown=is_markdown)
    except LoadError:
        # Front matter that is no YAML is text like any other here.
        return parse("\n" + document.text, document.name, document.name, markdown=is_markdown)


def _code_blocks(text: str) -> tuple[Block, ...]:
    """The functions and classes of a program and what stands between them."""
    starts = sorted({0, *(match.start() for match in STARTS.finditer(text)), len(text)})
    blocks: list[Block] = []
    for start, end in itertools.pairwise(starts):
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip("\n"))
        if piece.strip():
            blocks.append(Block(BlockKind.CODE, start + lead, start + len(piece.rstrip())))
    return tuple(blocks)


def lines_of(text: str) -> Callable[[int], int]:
    """What tells the line, from 1, in which a character of the text stands."""
    ends = [at for at, character in enumerate(text) if character == "\n"]
    return lambda offset: bisect_left(ends, offset) + 1
