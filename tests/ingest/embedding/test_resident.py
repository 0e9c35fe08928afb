"""Pages of mapped files: given back where they can be read again, and nowhere else."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from resident import SMAPS, resident_mb

from ingest.embedding.resident import give_back

pytestmark = pytest.mark.skipif(not SMAPS.exists(), reason="the system does not tell what is mapped")


def mapped(folder: Path, mode: str) -> np.ndarray:
    folder.mkdir()
    np.save(folder / "weights.npy", np.arange(500_000))
    return np.load(folder / "weights.npy", mmap_mode=mode)


def test_pages_of_a_file_that_was_read_are_given_back_and_read_again(tmp_path: Path) -> None:
    kept, given = mapped(tmp_path / "kept", "r"), mapped(tmp_path / "given", "r")
    told = int(given.sum()), int(kept.sum())
    assert min(resident_mb(tmp_path / name) for name in ("kept", "given")) > 3
    give_back(tmp_path / "given")
    assert resident_mb(tmp_path / "given") == 0
    assert resident_mb(tmp_path / "kept") > 3
    assert (int(given.sum()), int(kept.sum())) == told


def test_what_was_written_into_a_private_map_is_kept(tmp_path: Path) -> None:
    own = mapped(tmp_path / "own", "c")
    own[:] = 7
    give_back(tmp_path)
    assert set(own.tolist()) == {7}


HEAPS = """
import ctypes, threading
from pathlib import Path
from ingest.embedding.resident import few_arenas
{}
malloc = ctypes.CDLL(None).malloc
malloc.restype = ctypes.c_void_p
held = threading.Barrier(9)
def work():
    malloc(ctypes.c_size_t(1000))
    held.wait()
    held.wait()
for _ in range(8):
    threading.Thread(target=work, daemon=True).start()
held.wait()
# What a heap of a thread has not used yet is reserved beside it.
print(sum(" ---p " in line for line in Path("/proc/self/maps").read_text().splitlines()))
held.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="heaps of the C library are counted in /proc")
def test_threads_share_few_heaps() -> None:
    def reserved(code: str) -> int:
        told = subprocess.run([sys.executable, "-c", HEAPS.format(code)], capture_output=True, text=True, check=True)
        return int(told.stdout)

    assert reserved("few_arenas()") + 4 <= reserved("")
