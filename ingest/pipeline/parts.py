"""What the workers of a job have finished: parts beside the index, each of them some files, cut and embedded.

Decides how files are shared out, that a part is there whole or not at all, and that a file counts as done by its name
and the digest of its bytes, whichever part it is in. A part is read like the index that a build replaces (reuse.py), so
the build that puts the index together takes from it what it would have kept of that.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.documents.load import load_files
from ingest.embedding.embedder import Embedder
from ingest.errors import CoachError, Conflict
from ingest.index.manifest import fingerprint, write_manifest
from ingest.index.passages import write_passages
from ingest.index.vectors import write_vectors
from ingest.pipeline.place import held
from ingest.pipeline.reuse import Kept, keep
from ingest.pipeline.steps import BuildSettings, Content, Loaded

# What a worker takes at a time; one larger file is a part of its own. Some 60 passages: ten seconds of one core, which
# is what a killed worker has to do again.
PART_BYTES = 100_000
UNFINISHED = ".making-"
# How often a part is begun: the job on which every worker dies must end.
MOST_TRIES = 20
TRIED = ".tried-"


@dataclass(frozen=True)
class Listed:
    """A file of a job: where it is, its name, and digest and size of its bytes."""

    path: str
    name: str
    digest: str
    size: int


@dataclass(frozen=True)
class Part:
    """The files that one worker takes at a time."""

    files: tuple[Listed, ...]

    @property
    def size(self) -> int:
        """Of all its files, in bytes."""
        return sum(file.size for file in self.files)

    def key(self, embedder: Embedder, settings: BuildSettings) -> str:
        """A digest of all that hangs on: names and bytes of its files, model and settings; hexadecimal."""
        facts = [fingerprint(embedder, settings), *((file.name, file.digest) for file in self.files)]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]

    def packed(self) -> str:
        """As text; a path that is not UTF-8 comes back as it was."""
        return json.dumps([[file.path, file.name, file.digest, file.size] for file in self.files])

    @classmethod
    def unpacked(cls, text: str) -> "Part":
        """The part of a text."""
        return cls(tuple(Listed(*fields) for fields in json.loads(text)))


def shared_out(files: Sequence[Listed], most_bytes: int = PART_BYTES) -> list[Part]:
    """Parts of files that follow each other, the largest part first, so that none of those is left for the end."""
    parts: list[Part] = []
    together: list[Listed] = []
    for file in files:
        if together and sum(one.size for one in together) + file.size > most_bytes:
            parts.append(Part(tuple(together)))
            together = []
        together.append(file)
    if together:
        parts.append(Part(tuple(together)))
    return sorted(parts, key=lambda part: -part.size)


def parts_folder(index: Path) -> Path:
    """Where the parts of a job for an index lie, until it is put together."""
    return index.parent / f".{index.name}.parts"


@contextmanager
def job_of(index: Path) -> Iterator[Path]:
    """The folder of the parts of the one job that may run for an index.

    Raises:
        Conflict: another one is at it.
    """
    folder = parts_folder(index)
    folder.mkdir(parents=True, exist_ok=True)
    with held(folder) as is_ours:
        if not is_ours:
            raise Conflict(f"another job builds the index {index}; wait for its end")
        # What workers of a job that was killed have begun.
        for begun in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(begun, ignore_errors=True)
        for tried in folder.glob(f"{TRIED}*"):
            tried.unlink()
        yield folder


def make(part: Part, folder: Path, embedder: Embedder, settings: BuildSettings) -> int:
    """Load, cut and embed the files of a part into `folder`; returns its windows, 0 where it is there already.

    A file that cannot be read is in no part: the build that puts the index together says why.

    Raises:
        CoachError: every worker that has begun it so far has died.
    """
    key = part.key(embedder, settings)
    place, tried = folder / key, folder / f"{TRIED}{key}"
    if place.exists():
        return 0
    _count_try(tried, part)
    documents, _ = load_files([(Path(file.path), file.name) for file in part.files])
    content = Content(Loaded(documents), embedder, settings, Kept())
    if documents:
        _put(content, place, embedder, settings)
    tried.unlink(missing_ok=True)
    return content.windows


def _put(content: Content, place: Path, embedder: Embedder, settings: BuildSettings) -> None:
    making = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=place.parent))
    try:
        _write(content, making, embedder, settings)
        making.rename(place)
    except OSError:
        # A part that two workers have made is the first one's.
        if not place.exists():
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _count_try(tried: Path, part: Part) -> None:
    with tried.open("a", encoding="ascii") as noted:
        noted.write(".")
    if tried.stat().st_size > MOST_TRIES:
        names = ", ".join(file.name for file in part.files)
        raise CoachError(f"{MOST_TRIES} workers died, one after the other, at these files: {names}; leave them out")


def _write(content: Content, folder: Path, embedder: Embedder, settings: BuildSettings) -> None:
    vectors, _ = content.vectors(None)
    # Exact: lists are trained once, over all parts.
    layout = write_vectors(folder, vectors, most_exact=len(vectors))
    np.save(folder / "window_passage.npy", np.asarray(content.passage_of_window, dtype=np.int32))
    write_passages(folder / "passages.sqlite", content.documents, content.passages, content.sections)
    write_manifest(
        folder,
        embedder,
        vectors=layout,
        settings=settings.as_json(),
        passages=len(content.passages),
        windows=content.windows,
    )


def finished(folder: Path, embedder: Embedder, settings: BuildSettings) -> Kept:
    """All that is finished; a part of another model, of other settings or a damaged one goes."""
    done = Kept()
    for place in sorted(one for one in folder.iterdir() if not one.name.startswith(".")):
        part = keep(place, embedder, settings.as_json())
        if part.documents:
            done = Kept({**done.documents, **part.documents}, {**done.vectors, **part.vectors})
        else:
            shutil.rmtree(place, ignore_errors=True)
    return done
