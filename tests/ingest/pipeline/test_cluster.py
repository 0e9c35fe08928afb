"""A job on Ray makes the index that an ordinary ingest makes, whoever of it is killed."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from checkout import PROJECT
from fake_embedder import FakeEmbedder
from killed_builds import write_notes
from ray_cluster import ray_cluster

from ingest.embedding.embedder import Embedder
from ingest.index.search import Index
from ingest.pipeline.build import build
from ingest.pipeline.parts import parts_folder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
pytest.importorskip("ray", reason="Ray is not installed: pip install 'interview-coach[cluster]', or make test-cluster")

SUPPORT = PROJECT / "tests" / "support"
PATIENCE_S = 900
SECONDS_A_PART = 0.3
SEED = 20_261_130
# A run that is broken off has said at so many kills how far it was.
TOLD_EVERY = 5


@pytest.fixture(scope="module")
def ray_environment() -> Iterator[dict[str, str]]:
    with ray_cluster() as environment:
        yield environment


class Job:
    """A job in a process of its own, over some notes."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.notes, self.index, self.log = folder / "notes", folder / "index", folder / "log"
        self.log.mkdir(parents=True, exist_ok=True)
        self._environment = environment | {"PYTHONPATH": f"{environment['PYTHONPATH']}{os.pathsep}{SUPPORT}"}
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, SUPPORT / "cluster_job.py", self.notes, self.index, self.log, str(SECONDS_A_PART)]
        self.process = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def is_over(self) -> bool:
        assert self.process is not None
        return self.process.poll() is not None

    def done(self) -> list[int]:
        """What it tells at its end: documents, windows, windows that were embedded."""
        assert self.process is not None
        told, errors = self.process.communicate(timeout=PATIENCE_S)
        assert self.process.returncode == 0, errors[-3000:]
        return [int(number) for number in told.split()]

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.communicate()

    def parts(self) -> list[Path]:
        return list(parts_folder(self.index).glob("[0-9a-f]*"))

    def workers(self) -> list[int]:
        """The processes that embed or have embedded, and live."""
        return [int(one.name) for one in self.log.iterdir() if Path(f"/proc/{one.name}").exists()]

    def embedded(self) -> Counter[str]:
        return Counter(line for one in self.log.iterdir() for line in one.read_text().splitlines())

    def wait_for(self, parts: int) -> None:
        until = time.monotonic() + PATIENCE_S
        while len(self.parts()) < parts or not self.workers():
            assert not self.is_over(), self.done()
            assert time.monotonic() < until
            time.sleep(0.01)


@pytest.fixture
def job(tmp_path: Path, ray_environment: dict[str, str]) -> Iterator[Job]:
    write_notes(tmp_path / "notes", "jobs")
    made = Job(tmp_path, ray_environment)
    yield made
    if made.process is not None and not made.is_over():
        made.kill()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def holds_it_all(job: Job, folder: Path) -> None:
    """The index is that of an ordinary ingest, byte for byte, and nothing is left beside it."""
    if not folder.exists():
        build([job.notes], folder, FakeEmbedder())
    assert contents(job.index) == contents(folder)
    assert [one.name for one in job.index.parent.glob(".index*")] == []


def test_two_workers_make_the_index_of_an_ordinary_ingest(job: Job, tmp_path: Path) -> None:
    job.start()
    documents, windows, embedded = job.done()
    holds_it_all(job, tmp_path / "ordinary")
    assert (documents, embedded) == (30, windows)
    assert job.embedded().total() == windows


def test_a_worker_that_is_killed_loses_nothing(job: Job, tmp_path: Path) -> None:
    job.start()
    job.wait_for(2)
    os.kill(job.workers()[0], signal.SIGKILL)
    _, windows, _ = job.done()
    holds_it_all(job, tmp_path / "ordinary")
    # What was done once is not done again, but for the part that died with it.
    assert windows <= job.embedded().total() <= 1.2 * windows


def test_a_job_that_was_killed_goes_on_and_embeds_nothing_again(job: Job, tmp_path: Path) -> None:
    job.start()
    job.wait_for(4)
    job.kill()
    kept = job.parts()
    windows = sum(json.loads((part / "manifest.json").read_text())["windows"] for part in kept)
    assert not job.index.exists()
    shutil.rmtree(job.log)
    job.log.mkdir()
    job.start()
    _, all_windows, _ = job.done()
    holds_it_all(job, tmp_path / "ordinary")
    # A worker of the job that was killed may have ended its part.
    assert job.embedded().total() <= all_windows - windows


def test_the_command_ranks_as_an_ordinary_ingest_does(
    tmp_path: Path, ray_environment: dict[str, str], embedder: Embedder
) -> None:
    notes = sorted((PROJECT / "corpus" / "notes").rglob("*.md"))[:6]
    build(notes, tmp_path / "ordinary", embedder)
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "app.terminal", "cluster", "ingest", *notes, "--index", tmp_path / "index"),
            *("--address", ray_environment["RAY_ADDRESS"], "--workers", "2", "--json"),
        ],
        cwd=PROJECT,
        env=ray_environment | {"COACH_HOME": str(PROJECT / ".coach")},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    told = json.loads(ended.stdout)
    assert (told["documents"], told["embedded_windows"]) == (len(notes), told["windows"])
    one, other = contents(tmp_path / "ordinary"), contents(tmp_path / "index")
    # A vector hangs a little on which texts share its batch: how they are padded.
    differ = {name for name in one if one[name] != other[name]}
    assert one.keys() == other.keys()
    assert differ <= {"vectors.npy"}
    vectors = [np.load(tmp_path / name / "vectors.npy") for name in ("ordinary", "index")]
    assert (vectors[0] * vectors[1]).sum(axis=1).min() > 0.9999
    assert ranked(tmp_path / "ordinary", embedder) == ranked(tmp_path / "index", embedder)


def ranked(index: Path, embedder: Any) -> list[list[tuple[str, int]]]:
    opened = Index(index, embedder)
    asked = ["What is overfitting?", "When do I use PR-AUC?", "How does attention work?", "gradient descent", "bias"]
    return [[(hit.passage.document, hit.passage.start) for hit in opened.search(one, 8)] for one in asked]


def killed(job: Job, folder: Path, kills: int) -> None:
    """Kill workers in the middle of their work, and now and then the job, which is started again."""
    rng, counts, told = random.Random(SEED), Counter[str](), 0
    job.start()
    while counts["worker"] + counts["job"] < kills:
        if (done := counts["worker"] + counts["job"]) >= told + TOLD_EVERY:
            told = done
            print(dict(counts), flush=True)
        if job.is_over():
            job.done()
            holds_it_all(job, folder)
            counts["index"] += 1
            shutil.rmtree(job.index)
            job.start()
        elif rng.random() < 0.2 and len(job.parts()) > rng.randrange(1, 6):
            job.kill()
            counts["job"] += 1
            job.start()
        elif at_work := job.workers():
            with suppress(ProcessLookupError):
                os.kill(rng.choice(at_work), signal.SIGKILL)
                counts["worker"] += 1
        time.sleep(rng.uniform(0, 3 * SECONDS_A_PART))
    job.done()
    holds_it_all(job, folder)
    print(f"{dict(counts)}; {counts['index'] + 1} indexes were made")


def test_three_kills_of_workers_and_jobs_lose_nothing(job: Job, tmp_path: Path) -> None:
    killed(job, tmp_path / "ordinary", 3)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_fifty_kills_of_workers_and_jobs_lose_nothing(job: Job, tmp_path: Path) -> None:
    killed(job, tmp_path / "ordinary", 50)
