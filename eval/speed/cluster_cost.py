"""What a job by workers costs against one worker, and against an ordinary ingest: `coach eval cluster`.

Decides what is compared: the same made notes, in turns, on this machine. By the clock with Ray, which is started
before, and by processor time without it: the steps of a worker in this process, which tell the same on a machine that
others use too. What a rebuild of many passages would take is arithmetic on these figures, in docs/hosting.md.
"""

import itertools
import resource
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from app.answering.index_opening import SearchEmbedder
from app.settings import Settings
from eval.speed.material import Figure, Left, Measured, in_turns, median, sentences, write_notes
from ingest.documents.load import file_digest, files
from ingest.embedding.embedder import Embedder
from ingest.pipeline.build import build, put_together
from ingest.pipeline.parts import Listed, finished, make, parts_folder, shared_out
from ingest.pipeline.steps import BuildSettings

PART = "cluster"
Made = TypeVar("Made")
NOTES = 1_000
ROUNDS = 3


def measure_processor(notes: Path, opened: SearchEmbedder, rounds: int) -> Measured:
    """Processor seconds for 1,000 passages: an ordinary ingest, a worker's steps, putting its parts together."""
    ordinary, worker = opened.open(), opened.open(1)
    for embedder in (ordinary, worker):
        embedder.encode(["warm"])
    with tempfile.TemporaryDirectory() as base:
        numbers = itertools.count()
        whole, made, together, passages = list[float](), list[float](), list[float](), 1
        for _ in range(rounds):
            index = Path(base) / f"index-{next(numbers)}"
            seconds, report = _processor(partial(build, [notes], index, ordinary))
            passages = report.passages
            whole.append(seconds)
            index = Path(base) / f"index-{next(numbers)}"
            made.append(_processor(partial(_all_parts, notes, index, worker))[0])
            together.append(_processor(partial(_together, notes, index, ordinary))[0])
    thousand = 1_000 / passages
    return [
        Figure(PART, "passages", passages, ""),
        Figure(PART, "CPU for 1,000 passages, ordinary ingest", thousand * median(whole), "s"),
        Figure(PART, "CPU for 1,000 passages, the steps of workers", thousand * median(made), "s"),
        Figure(PART, "CPU for 1,000 passages, putting parts together", thousand * median(together), "s"),
        Figure(
            PART,
            "CPU of an ordinary ingest over that of workers and putting together",
            median([one / (two + three) for one, two, three in zip(whole, made, together, strict=True)]),
            "x",
            at_least=0.9,
        ),
    ]


def _processor(work: Callable[[], Made]) -> tuple[float, Made]:
    begun = _processor_s()
    made = work()
    return _processor_s() - begun, made


def _processor_s() -> float:
    """Of this process with all its threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _all_parts(notes: Path, index: Path, worker: Embedder) -> None:
    folder = parts_folder(index)
    folder.mkdir()
    listed = [Listed(str(path), name, file_digest(path), path.stat().st_size) for path, name in files([notes])]
    for part in shared_out(listed):
        make(part, folder, worker, BuildSettings())


def _together(notes: Path, index: Path, embedder: Embedder) -> None:
    settings = BuildSettings()
    put_together([notes], index, embedder, settings, finished(parts_folder(index), embedder, settings))


def measure_workers(notes: Path, opened: SearchEmbedder, rounds: int) -> Measured:
    """By the clock: one and two workers with a thread each, and an ordinary ingest with one a core."""
    name = "two workers against one, and against an ordinary ingest"
    if find_spec("ray") is None:
        return [Left(PART, name, "Ray is not installed: pip install 'interview-coach[cluster]'")]
    from ingest.pipeline.cluster import Cluster, build_on_cluster, connected

    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as base, connected(Cluster(2, opened.open)):
        started_s = time.perf_counter() - begun
        numbers = itertools.count()
        ordinary = opened.open()
        ordinary.encode(["warm"])

        def by(workers: int) -> None:
            build_on_cluster([notes], Path(base) / f"index-{next(numbers)}", Cluster(workers, opened.open))

        seconds = in_turns(
            {
                "one": partial(by, 1),
                "two": partial(by, 2),
                "ordinary": lambda: build([notes], Path(base) / f"index-{next(numbers)}", ordinary),
            },
            rounds,
        )
    return [
        Figure(PART, "start of Ray", started_s, "s"),
        *(Figure(PART, f"a job, {who}", median(seconds[who]), "s") for who in ("one", "two", "ordinary")),
        Figure(PART, "two workers over one", median(_ratios(seconds, "one")), "x", at_least=1.6),
        Figure(PART, "two workers over an ordinary ingest", median(_ratios(seconds, "ordinary")), "x", at_least=0.9),
    ]


def _ratios(seconds: dict[str, list[float]], other: str) -> list[float]:
    """How much faster two workers are, of pairs that ran one after the other."""
    return [slow / fast for slow, fast in zip(seconds[other], seconds["two"], strict=True)]


def main(
    count: Annotated[int, typer.Option("--notes", help="Notes that are made up and ingested.")] = NOTES,
    rounds: Annotated[int, typer.Option(help="How often each is done.")] = ROUNDS,
    processor_only: Annotated[bool, typer.Option("--processor-only", help="By processor time alone.")] = False,
) -> None:
    """Measure what a job by workers costs against one worker, and against an ordinary ingest."""
    settings = Settings()
    opened = SearchEmbedder.of(settings)
    with tempfile.TemporaryDirectory() as base:
        notes = Path(base) / "notes"
        write_notes(notes, sentences(settings.corpus_paths), count)
        measured = measure_processor(notes, opened, rounds)
        if not processor_only:
            measured += measure_workers(notes, opened, rounds)
    for one in measured:
        told = f"{one.value:10.3f} {one.unit}" if isinstance(one, Figure) else one.reason
        typer.echo(f"{one.name}: {told}")
