"""Documents -> index folder.

Decides the order of work: load, split, embed what is new, write beside the old index and rename into
place. A failure at any step leaves the old index as it was.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from ingest.bank import Question, heading_slug
from ingest.embed import Embedder, Progress, Vectors
from ingest.extract import questions_in
from ingest.index import IndexUnfit, check_fits, read_manifest, write_index, write_manifest
from ingest.load import Document, Refusal, files, load
from ingest.passages import PassageReader, Section, write_passages
from ingest.split import Passage, SplitSettings, split
from ingest.structure import BlockKind
from ingest.tokens import count_tokens
from ingest.windows import WindowSettings, breadcrumb, windows

QUESTIONS = "questions.json"


@dataclass(frozen=True)
class BuildSettings:
    """How documents become passages and windows; kept in the manifest."""

    split: SplitSettings = SplitSettings()
    window: WindowSettings = WindowSettings()


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
    """The digest of the names and bytes of all files that a build of `paths` would read, hexadecimal."""
    seen = hashlib.sha256()
    for path, name in files(paths):
        seen.update(f"{name}\0{path.stat().st_size}\0".encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()


def is_fresh(folder: Path, paths: Sequence[Path], embedder: Embedder, settings: BuildSettings | None = None) -> bool:
    """Whether `folder` holds an index of just these files, made with this model and these settings."""
    try:
        manifest = read_manifest(folder)
        check_fits(manifest, embedder, folder)
    except IndexUnfit:
        return False
    wanted = json.loads(json.dumps(asdict(settings or BuildSettings())))
    return bool(manifest["settings"] == wanted and manifest["digest"] == digest(paths))


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
    chosen = settings or BuildSettings()
    documents, refusals = load(paths)
    if not documents:
        reasons = "; ".join(f"{refusal.path} {refusal.reason}" for refusal in refusals) or "no readable file in there"
        raise BuildError(f"nothing to index: {reasons}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        reusable = _reusable(folder, embedder, chosen)
        report = _write(documents, staging, reusable, embedder, chosen, digest(paths), progress)
        _rename_into_place(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return BuildReport(refusals=tuple(refusals), **report)


def _write(
    documents: list[Document],
    folder: Path,
    reusable: dict[str, list[Vectors]],
    embedder: Embedder,
    settings: BuildSettings,
    source_digest: str,
    progress: Progress | None,
) -> dict[str, int]:
    passages: list[Passage] = []
    texts: list[str] = []
    passage_of_window: list[int] = []
    known: list[Vectors | None] = []
    for document in documents:
        old = reusable.get(document.sha256)
        for position, passage in enumerate(split(document, count_tokens, settings.split)):
            pieces = _window_texts(passage, embedder, settings.window) if old is None else [""] * len(old[position])
            known += [None] * len(pieces) if old is None else list(old[position])
            texts += pieces
            passage_of_window += [len(passages)] * len(pieces)
            passages.append(passage)
    vectors = _vectors(texts, known, embedder, progress)
    write_index(folder, vectors, passage_of_window, (_words_of(passage, settings.window) for passage in passages))
    write_passages(folder / "passages.sqlite", documents, passages, _sections(documents))
    questions = [question for document in documents for question in questions_in(document)]
    (folder / QUESTIONS).write_text(json.dumps([item.model_dump(mode="json") for item in questions]), encoding="utf-8")
    write_manifest(
        folder,
        embedder,
        settings=asdict(settings),
        digest=source_digest,
        documents={document.id: document.sha256 for document in documents},
        passages=len(passages),
        windows=len(texts),
    )
    return {
        "documents": len(documents),
        "passages": len(passages),
        "windows": len(texts),
        "embedded_windows": sum(vector is None for vector in known),
        "questions": len(questions),
    }


def _reusable(folder: Path, embedder: Embedder, settings: BuildSettings) -> dict[str, list[Vectors]]:
    """For each document (by digest) of a fitting old index, the vectors of each of its passages."""
    try:
        manifest = read_manifest(folder)
        check_fits(manifest, embedder, folder)
    except IndexUnfit:
        return {}
    if manifest["settings"] != json.loads(json.dumps(asdict(settings))):
        return {}
    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    of_window = np.load(folder / "window_passage.npy")
    starts = np.searchsorted(of_window, np.arange(manifest["passages"] + 1))
    reader = PassageReader(folder / "passages.sqlite")
    rows = {identifier: [row for row, _ in reader.of_document(identifier)] for identifier in manifest["documents"]}
    reader.close()
    return {
        digest: [vectors[starts[row] : starts[row + 1]] for row in rows[identifier]]
        for identifier, digest in manifest["documents"].items()
    }


def _window_texts(passage: Passage, embedder: Embedder, settings: WindowSettings) -> list[str]:
    above = breadcrumb(passage.title, passage.headings) + ": " if settings.breadcrumbs else ""
    stretches = windows(passage.text, embedder.piece_offsets, settings)
    return [above + passage.text[start:end] for start, end in stretches]


def _words_of(passage: Passage, settings: WindowSettings) -> str:
    return f"{breadcrumb(passage.title, passage.headings)}\n{passage.text}" if settings.breadcrumbs else passage.text


def _vectors(texts: list[str], known: list[Vectors | None], embedder: Embedder, progress: Progress | None) -> Vectors:
    """Vectors of all windows, float32 (windows, dimension); only those not known are embedded."""
    vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)
    unknown = [row for row, vector in enumerate(known) if vector is None]
    for row, vector in enumerate(known):
        if vector is not None:
            vectors[row] = vector
    if unknown:
        vectors[unknown] = embedder.encode([texts[row] for row in unknown], progress)
    return vectors


def _sections(documents: Iterable[Document]) -> Iterable[Section]:
    for document in documents:
        headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
        for position, block in enumerate(headings):
            name = document.text[block.start : block.end].strip("#= -\t\r\n")
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
    staging.rename(folder)
    shutil.rmtree(retired, ignore_errors=True)


def read_questions(folder: Path) -> list[Question]:
    """The questions that were found in the ingested documents of an index."""
    return [Question.model_validate(row) for row in json.loads((folder / QUESTIONS).read_text(encoding="utf-8"))]
