"""Pages of mapped files: given back where they can be read again, and nowhere else."""

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
