"""The same build with its work done by workers, on this machine or on a cluster: a job on Ray Data.

Decides what a worker is: one actor with one thread, which holds the model and makes part after part (parts.py), reading
files and writing parts at the paths that the job names, so all machines share that folder. Decides also what a death
costs: a worker that dies is started again and its part with it; where the job itself dies, the next one goes on behind
the parts that are there. The index is then put together by the ordinary build, which finds all of it embedded.

The only importer of Ray, an optional package. Nothing is told to anyone: its statistics of use are off.
"""

import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ray
import ray.data
from ray.exceptions import RayError

from ingest.documents.load import file_digest, files
from ingest.embedding.embedder import Embedder, EmbedError, Progress
from ingest.errors import CoachError
from ingest.pipeline.build import BuildError, BuildReport, put_together
from ingest.pipeline.parts import PART_BYTES, Listed, Part, finished, job_of, make, shared_out
from ingest.pipeline.place import recover
from ingest.pipeline.reuse import Kept, keep
from ingest.pipeline.steps import BuildSettings

# Between workers go names of files and counts alone.
OBJECT_STORE_BYTES = 100_000_000
OpenEmbedder = Callable[[int], Embedder]


@dataclass(frozen=True)
class Cluster:
    """Who works: `workers` with a core each, of the Ray at `address`, or of one of our own on this machine.

    `open_embedder` loads the model of each; it takes how many threads may compute, 0 for one a core. `part_bytes`: the
    files that are taken at a time.
    """

    workers: int
    open_embedder: OpenEmbedder
    address: str = ""
    part_bytes: int = PART_BYTES


@dataclass(frozen=True)
class Job:
    """What a worker has to know."""

    folder: Path
    open_embedder: OpenEmbedder
    settings: BuildSettings


class Worker:
    """Makes one part at a time; the model is loaded once."""

    def __init__(self, job: Job) -> None:
        # Before the tokenizer is first used: it would take a thread of each core.
        os.environ["RAYON_NUM_THREADS"] = "1"
        self._job = job
        self._embedder = job.open_embedder(1)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """The windows of each part of a batch, or why it could not be made and whether the model refused it."""
        made = [self._made(Part.unpacked(text)) for text in batch["part"].tolist()]
        return {name: [one[at] for one in made] for at, name in enumerate(("windows", "failure", "by_model"))}

    def _made(self, part: Part) -> tuple[int, str, bool]:
        try:
            return make(part, self._job.folder, self._embedder, self._job.settings), "", False
        except (CoachError, OSError) as error:
            return 0, str(error), isinstance(error, EmbedError)


def build_on_cluster(
    paths: Sequence[Path], folder: Path, cluster: Cluster, progress: Progress | None = None
) -> BuildReport:
    """Index files and folders into `folder`, as `build` does, by workers; `progress` counts parts.

    Raises:
        BuildError: none of the paths could be read, or the job failed; what it has finished is kept for the next one.
        Conflict: another job builds this index.
        EmbedError: a text cannot be embedded, or the model cannot be loaded.
    """
    settings = BuildSettings()
    folder, paths = folder.resolve(), [path.resolve() for path in paths]
    recover(folder)
    embedder = cluster.open_embedder(0)
    with job_of(folder) as parts:
        kept = keep(folder, embedder, settings.as_json()).beside(finished(parts, embedder, settings))
        missing = shared_out(_not_made(paths, kept), cluster.part_bytes)
        if missing:
            # Ray prints there that a worker has died.
            with connected(cluster), redirect_stdout(sys.stderr):
                _run(missing, Job(parts, cluster.open_embedder, settings), cluster.workers, progress)
        report = put_together(paths, folder, embedder, settings, finished(parts, embedder, settings))
        shutil.rmtree(parts, ignore_errors=True)
    return report


def _not_made(paths: Sequence[Path], kept: Kept) -> list[Listed]:
    """The files whose documents are neither in the index nor in a part, but for those that cannot be opened."""
    known = kept.by_file()
    found = []
    for path, name in files(paths):
        digest = file_digest(path)
        if digest and (name, digest) not in known:
            found.append(Listed(str(path), name, digest, path.stat().st_size))
    return found


def _run(parts: Sequence[Part], job: Job, workers: int, progress: Progress | None) -> None:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    todo = ray.data.from_items([{"part": part.packed()} for part in parts], override_num_blocks=len(parts))
    pool = ray.data.ActorPoolStrategy(size=min(workers, len(parts)), max_tasks_in_flight_per_actor=1)
    made = todo.map_batches(
        Worker,
        batch_size=1,
        compute=pool,
        fn_constructor_args=(job,),
        num_cpus=1,
    )
    try:
        for done, one in enumerate(made.iter_rows(), start=1):
            if one["failure"]:
                raise (EmbedError if one["by_model"] else BuildError)(one["failure"])
            if progress is not None:
                progress(done, len(parts))
    except RayError as error:
        why = str(error).strip().splitlines()[-1]
        raise BuildError(f"the job failed: {why}; what it has finished is kept: start it again") from error


@contextmanager
def connected(cluster: Cluster) -> Iterator[None]:
    """Be connected to Ray; who is already stays so.

    Raises:
        BuildError: it cannot be reached or started.
    """
    if ray.is_initialized():
        yield
        return
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # What it has to say of a worker's death is no news here, and it is a page long.
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    shared: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    try:
        if cluster.address:
            ray.init(address=cluster.address, **shared)
        else:
            ray.init(
                address="local",
                num_cpus=cluster.workers,
                include_dashboard=False,
                object_store_memory=OBJECT_STORE_BYTES,
                **shared,
            )
    # Of any kind: where it cannot start, Ray raises a bare Exception.
    except Exception as error:
        where = f"at {cluster.address} cannot be reached" if cluster.address else "did not start on this machine"
        raise BuildError(f"Ray {where}: {str(error).strip().splitlines()[0]}") from error
    try:
        yield
    finally:
        ray.shutdown()
