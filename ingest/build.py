"""Documents -> index folder.

Decides the order of work: load, split, embed what is new, write beside the old index and rename into
place. A failure at any step leaves the old index as it was.
"""

import contextlib
import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest.bank import Question, heading_slug
from ingest.embed import Embedder, Progress, Vectors
from ingest.extract import questions_of
from ingest.index import IndexUnfit, check_fits, read_manifest, write_index, write_manifest
from ingest.load import MAX_BYTES, Document, Refusal, files, load
from ingest.passages import PassageReader, Section, write_passages
from ingest.split import Passage, SplitSettings, split
from ingest.structure import BlockKind, heading_name
from ingest.tokens import count_tokens
from ingest.windows import WindowSettings, breadcrumb, windows

QUESTIONS = "questions.json"


@dataclass(frozen=True)
class BuildSettings:
    """How documents become passages and windows; kept in the manifest."""

    split: SplitSettings = field(default_factory=SplitSettings)
    window: WindowSettings = field(default_factory=WindowSettings)


@dataclass(frozen=True)
class BuildReport:
    """What a build did. No window is ever cut by the model: the embedder refuses a text that is too long."""

    documents: int
    passages: int
    windows: int
    embedded_windows: int
    questions: int
    refusals: tuple[Refusal, ...]


def digest(paths: Sequence[Path]) -> str:
    """The digest of the names and bytes of all files that a build of `paths` would read, hexadecimal.

    A file that cannot be read counts by its name; one that is too large by its size.
    """
    seen = hashlib.sha256()
    for path, name in files(paths):
        seen.update(f"{name}\0".encode())
        with contextlib.suppress(OSError):
            size = path.stat().st_size
            seen.update(f"{size}\0".encode())
            seen.update(path.read_bytes() if size <= MAX_BYTES else b"")
    return seen.hexdigest()


def is_fresh(folder: Path, paths: Sequence[Path], embedder: Embedder, settings: BuildSettings | None = None) -> bool:
    """Whether `folder` holds an index of just these files, made with this model and these settings."""
    try:
        manifest = read_manifest(folder)
        check_fits(manifest, embedder, folder)
    except IndexUnfit:
        return False
    is_made_so: bool = manifest.get("settings") == _as_json(settings or BuildSettings())
    return is_made_so and manifest.get("digest") == digest(paths)


def _as_json(settings: BuildSettings) -> Any:
    """The settings as they come back out of a manifest."""
    return json.loads(json.dumps(asdict(settings)))


class BuildError(RuntimeError):
    """Nothing could be indexed; the old index, if any, is as it was."""


def build(
    paths: Sequence[Path],
    folder: Path,
    embedder: Embedder,
    settings: BuildSettings | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Index files and folders into `folder`, replacing what was there.

    Raises:
        BuildError: none of the paths could be read; the message names each with its reason.
    """
    # Before the files are read: one that changes meanwhile makes the index stale, never wrongly fresh.
    source_digest = digest(paths)
    documents, refusals = load(paths)
    if not documents:
        reasons = "; ".join(f"{refusal.path} {refusal.reason}" for refusal in refusals) or "no readable file in there"
        raise BuildError(f"nothing to index: {reasons}")
    report = build_documents(Loaded(documents, source_digest), folder, embedder, settings, progress)
    return replace(report, refusals=tuple(refusals))


@dataclass(frozen=True)
class Loaded:
    """Documents that are read already; `digest` tells their files apart, empty where they come from none.

    `passages` are theirs, cut in another way than by split.py: `coach eval chunking` compares them.
    """

    documents: list[Document]
    digest: str = ""
    passages: list[Passage] | None = None


def build_documents(
    loaded: Loaded,
    folder: Path,
    embedder: Embedder,
    settings: BuildSettings | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Index documents that are read already into `folder`, replacing what was there."""
    chosen = settings or BuildSettings()
    documents = loaded.documents
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        content = _Content(loaded, embedder, chosen, _reusable(folder, embedder, chosen))
        vectors = _vectors(content, embedder, progress)
        layout = _write(content, vectors, staging)
        write_manifest(
            staging,
            embedder,
            vectors=layout,
            settings=asdict(chosen),
            digest=loaded.digest,
            documents={document.id: document.sha256 for document in documents},
            passages=len(content.passages),
            windows=len(content.texts),
        )
        _rename_into_place(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return BuildReport(
        documents=len(documents),
        passages=len(content.passages),
        windows=len(content.texts),
        embedded_windows=sum(vector is None for vector in content.known),
        questions=len(content.questions),
        refusals=(),
    )


class _Content:
    """What goes into an index: passages and, in one row each, their windows; `known` vectors need no embedding."""

    def __init__(
        self,
        loaded: Loaded,
        embedder: Embedder,
        settings: BuildSettings,
        reusable: dict[tuple[str, str], Vectors],
    ) -> None:
        self.documents = loaded.documents
        self.settings = settings
        self.passages = loaded.passages or [
            passage for item in loaded.documents for passage in split(item, count_tokens, settings.split)
        ]
        self.questions = questions_of(loaded.documents)
        self.texts: list[str] = []
        self.known: list[Vectors | None] = []
        self.passage_of_window: list[int] = []
        for row, passage in enumerate(self.passages):
            old = reusable.get(_embedded(passage))
            texts = _window_texts(passage, embedder, settings.window) if old is None else [""] * len(old)
            self.texts += texts
            self.known += [None] * len(texts) if old is None else list(old)
            self.passage_of_window += [row] * len(texts)


def _write(content: _Content, vectors: Vectors, folder: Path) -> dict[str, str | int]:
    words = (_words_of(passage, content.settings.window) for passage in content.passages)
    layout = write_index(folder, vectors, content.passage_of_window, words)
    write_passages(folder / "passages.sqlite", content.documents, content.passages, sections(content.documents))
    rows = [question.model_dump(mode="json") for question in content.questions]
    (folder / QUESTIONS).write_text(json.dumps(rows), encoding="utf-8")
    return layout


def _embedded(passage: Passage) -> tuple[str, str]:
    """All that the vectors of a passage depend on, besides model and settings."""
    return breadcrumb(passage.title, passage.headings), passage.text


def _reusable(folder: Path, embedder: Embedder, settings: BuildSettings) -> dict[tuple[str, str], Vectors]:
    """The vectors of each passage of a fitting old index; none where it does not fit or cannot be read."""
    try:
        manifest = read_manifest(folder)
        check_fits(manifest, embedder, folder)
        if manifest["settings"] != _as_json(settings):
            return {}
        vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        of_window = np.load(folder / "window_passage.npy")
        with contextlib.closing(PassageReader(folder / "passages.sqlite")) as reader:
            passages = [entry for identifier, _ in reader.documents() for entry in reader.of_document(identifier)]
    except (IndexUnfit, EOFError, KeyError, OSError, ValueError, sqlite3.Error):
        return {}
    starts = np.searchsorted(of_window, np.arange(len(passages) + 1))
    return {_embedded(passage): vectors[starts[row] : starts[row + 1]] for row, passage in passages}


def _window_texts(passage: Passage, embedder: Embedder, settings: WindowSettings) -> list[str]:
    crumbs = breadcrumb(passage.title, passage.headings) if settings.breadcrumbs else ""
    above = f"{crumbs}: " if crumbs else ""
    stretches = windows(passage.text, embedder.piece_offsets, settings)
    return [above + passage.text[start:end] for start, end in stretches]


def _words_of(passage: Passage, settings: WindowSettings) -> str:
    return f"{breadcrumb(passage.title, passage.headings)}\n{passage.text}" if settings.breadcrumbs else passage.text


def _vectors(content: _Content, embedder: Embedder, progress: Progress | None) -> Vectors:
    """Vectors of all windows, float32 (windows, dimension); only those not known are embedded."""
    vectors = np.empty((len(content.texts), embedder.dimension), dtype=np.float32)
    unknown = [row for row, vector in enumerate(content.known) if vector is None]
    for row, vector in enumerate(content.known):
        if vector is not None:
            vectors[row] = vector
    if unknown:
        vectors[unknown] = embedder.encode([content.texts[row] for row in unknown], progress)
    return vectors


def sections(documents: Iterable[Document]) -> Iterable[Section]:
    """Each heading with what stands below it, down to the next heading of its level or a higher one."""
    for document in documents:
        headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
        for position, block in enumerate(headings):
            name = heading_name(document.text[block.start : block.end])
            below = [later.start for later in headings[position + 1 :] if later.level <= block.level]
            end = below[0] if below else document.blocks[-1].end
            yield Section(document.id, heading_slug(name), name, block.start, end)


def _rename_into_place(staging: Path, folder: Path) -> None:
    """Swap the new index in; for an instant there is none, never half of one."""
    if not folder.exists():
        staging.rename(folder)
        return
    retired = folder.parent / f".{folder.name}-old-{staging.name[-8:]}"
    folder.rename(retired)
    try:
        staging.rename(folder)
    except OSError:
        retired.rename(folder)
        raise
    shutil.rmtree(retired, ignore_errors=True)


def read_questions(folder: Path) -> list[Question]:
    """The questions that were found in the ingested documents of an index."""
    return [Question.model_validate(row) for row in json.loads((folder / QUESTIONS).read_text(encoding="utf-8"))]
