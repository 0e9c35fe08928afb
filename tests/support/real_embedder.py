"""The real embedder, exported once a checkout and opened once a process."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from checkout import PROJECT

from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.embedder import Embedder

try:
    import fcntl
except ImportError:  # Windows: two processes may make the same, and one of them puts it in place
    fcntl = None  # type: ignore[assignment]

HOME = PROJECT / ".coach"


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Of several processes that make the same in `folder` one does, and the others find it made."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "tests.lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def real_embedder() -> Embedder:
    """The model that ships, exported into the checkout's own cache on the first run (10 s)."""
    with one_at_a_time(HOME):
        return load_embedder(HOME / "models")
