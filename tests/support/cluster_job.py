"""A job on Ray as a program that can be killed: `cluster_job.py FILES INDEX LOG SECONDS`.

Its embedder costs nothing, takes SECONDS for a part, and notes in LOG, in a file of each process, what it embeds.
"""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fake_embedder import FakeEmbedder

from ingest.embedding.embedder import Progress, Vectors
from ingest.pipeline.cluster import Cluster, build_on_cluster

WORKERS = 2
PART_BYTES = 4_000


class NotedEmbedder(FakeEmbedder):
    def __init__(self, log: Path, seconds: float) -> None:
        super().__init__()
        self._log, self._seconds = log, seconds

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        with (self._log / str(os.getpid())).open("a", encoding="utf-8") as noted:
            noted.writelines(f"{text!r}\n" for text in texts)
        time.sleep(self._seconds)
        return super().encode(texts, progress)


@dataclass(frozen=True)
class Opener:
    log: Path
    seconds: float

    def __call__(self, _: int) -> NotedEmbedder:
        return NotedEmbedder(self.log, self.seconds)


if __name__ == "__main__":
    documents, index, log = (Path(argument) for argument in sys.argv[1:4])
    # Not by `__main__`, which a worker is not.
    from cluster_job import Opener as Imported

    cluster = Cluster(WORKERS, Imported(log, float(sys.argv[4])), os.environ["RAY_ADDRESS"], PART_BYTES)
    report = build_on_cluster([documents], index, cluster)
    print(report.documents, report.windows, report.embedded_windows)
