"""Documents -> index folder.

Decides the order of work: load, split, embed what is new, write beside the old index and rename into place (place.py).
A failure at any step leaves the old index as it was.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ingest.bank.answers import answer_files, read_answers
from ingest.bank.document_questions import NotAsked
from ingest.bank.phrasings import phrasing_files, read_phrasings
from ingest.bank.questions import Question
from ingest.documents.load import Refusal, file_digest, files, links_out, load_files
from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.embedder import Embedder, Progress
from ingest.errors import IndexUnusable
from ingest.index.answers import write_answers
from ingest.index.manifest import IndexUnfit, check_fits, read_manifest, way_out, write_manifest
from ingest.index.passages import write_passages
from ingest.index.search import write_index
from ingest.index.vectors import Embedded
from ingest.pipeline.place import put_in_place, recover, staged
from ingest.pipeline.reuse import Kept, keep
from ingest.pipeline.steps import BuildSettings, Content, Loaded

QUESTIONS = "questions.json"


@dataclass(frozen=True)
class BuildReport:
    """What a build did. No window is ever cut by the model: the embedder refuses a text that is too long.

    `unknown_sections` have phrasings or answers but are in no document; most likely one is misspelt in their file.
    `not_asked` looks like a question and became none.
    """

    documents: int
    passages: int
    windows: int
    embedded_windows: int
    questions: int
    refusals: tuple[Refusal, ...]
    unknown_sections: tuple[str, ...] = ()
    not_asked: tuple[NotAsked, ...] = ()


def digest(paths: Sequence[Path]) -> str:
    """The digest of the names and bytes of all files that a build of `paths` would read, hexadecimal.

    Of a file that cannot be read only the name counts; of one that is too large, name and size.
    """
    named = [(name, file_digest(path)) for path, name in files(paths)]
    return _digest(named, [*phrasing_files(paths), *answer_files(paths)])


def _digest(named: Iterable[tuple[str, str]], beside: Iterable[Path]) -> str:
    """The digest of files of documents, by name and digest, and of files of phrasings and answers."""
    whole = [*named, *((path.name, file_digest(path)) for path in beside)]
    return hashlib.sha256(
        "".join(f"{name}\0{digest}\0" for name, digest in whole).encode("utf-8", "surrogateescape")
    ).hexdigest()


def is_fresh(folder: Path, paths: Sequence[Path], embedder: Embedder, settings: BuildSettings | None = None) -> bool:
    """Whether `folder` holds an index of just these files, made with this model and these settings."""
    try:
        manifest = read_manifest(folder)
        check_fits(manifest, embedder, folder)
    except IndexUnfit:
        return False
    is_made_so: bool = manifest.get("settings") == (settings or BuildSettings()).as_json()
    return is_made_so and manifest.get("digest") == digest(paths)


class BuildError(IndexUnusable):
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
        PhrasingError, AnswerError: a file of phrasings or of prepared answers is not valid.
    """
    loaded, refusals = _loaded(paths, folder, embedder, settings or BuildSettings(), Kept())
    return replace(build_documents(loaded, folder, embedder, settings, progress), refusals=refusals)


def put_together(
    paths: Sequence[Path], folder: Path, embedder: Embedder, settings: BuildSettings, made: Kept
) -> BuildReport:
    """The same, of what a job has `made` of the files; what is not in there is made here.

    Raises:
        BuildError, PhrasingError, AnswerError: as `build` raises them.
    """
    loaded, refusals = _loaded(paths, folder, embedder, settings, made)
    return replace(build_documents(loaded, folder, embedder, settings), refusals=refusals)


def _loaded(
    paths: Sequence[Path], folder: Path, embedder: Embedder, settings: BuildSettings, made: Kept
) -> tuple[Loaded, tuple[Refusal, ...]]:
    """The documents of files and folders, and what could not be read."""
    # Before the files are read: if one changes during the build, the index counts as stale, never wrongly as fresh.
    listed = list(files(paths))
    asked, answering = phrasing_files(paths), answer_files(paths)
    named = [(name, file_digest(path)) for path, name in listed]
    source_digest = _digest(named, [*asked, *answering])
    phrasings, answers = read_phrasings(asked), read_answers(answering)
    recover(folder)
    kept = keep(folder, embedder, settings.as_json()).beside(made)
    known = kept.by_file()
    unchanged = {path: known[file] for (path, _), file in zip(listed, named, strict=True) if file in known}
    documents, refusals = load_files(listed, unchanged)
    refusals += links_out(paths)
    if not documents:
        reasons = "; ".join(f"{refusal.path} {refusal.reason}" for refusal in refusals) or "no readable file in there"
        raise BuildError(f"nothing to index: {reasons}")
    return Loaded(documents, source_digest, phrasings=phrasings, answers=answers, kept=kept), tuple(refusals)


def build_with_default(paths: list[str], folder: str, models: str, progress: Progress | None = None) -> None:
    """Build with the default embedder, as a process of its own does it (ingest/child_process.py).

    Raises:
        CoachError: as `build` raises it.
    """
    build([Path(path) for path in paths], Path(folder), load_embedder(Path(models)), progress=progress)


def build_documents(
    loaded: Loaded,
    folder: Path,
    embedder: Embedder,
    settings: BuildSettings | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Index documents that are read already into `folder`, replacing what was there."""
    chosen = settings or BuildSettings()
    recover(folder)
    kept = loaded.kept or keep(folder, embedder, chosen.as_json())
    with staged(folder) as staging:
        content = Content(loaded, embedder, chosen, kept)
        vectors, of_wordings = content.vectors(progress)
        trained = kept.trained and replace(kept.trained, new=kept.trained.new + content.new_windows)
        layout = _write(content, Embedded(vectors, content.passage_of_window, trained), staging)
        if content.answers:
            write_answers(staging, content.answers, of_wordings)
        write_manifest(
            staging,
            embedder,
            vectors=layout,
            settings=asdict(chosen),
            digest=loaded.digest,
            passages=len(content.passages),
            windows=content.windows,
            answers=len(content.answers),
        )
        put_in_place(staging, folder)
    return BuildReport(
        documents=len(content.documents),
        passages=len(content.passages),
        windows=content.windows,
        embedded_windows=content.new_windows,
        questions=len(content.questions),
        refusals=(),
        unknown_sections=content.unknown_sections,
        not_asked=content.not_asked,
    )


def _write(content: Content, windows: Embedded, folder: Path) -> dict[str, str | int]:
    layout = write_index(folder, windows, content.words(), content.asked_for)
    write_passages(folder / "passages.sqlite", content.documents, content.passages, content.sections)
    rows = [question.model_dump(mode="json") for question in content.questions]
    (folder / QUESTIONS).write_text(json.dumps(rows), encoding="utf-8")
    return layout


def read_questions(folder: Path) -> list[Question]:
    """The questions that were found in the ingested documents of an index.

    Raises:
        IndexUnfit: their file is missing or damaged.
    """
    try:
        return [Question.model_validate(row) for row in json.loads((folder / QUESTIONS).read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        why = str(error).splitlines()[0]
        raise IndexUnfit(f"the questions in {folder} cannot be read ({why}); {way_out(folder)}") from error
