"""What the embedder was taught comes back from disk as it was written, and fits the upstream model alone."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from ingest.embedding import fine_tuning
from ingest.embedding.fine_tuning import read_differences, teach, write_differences
from ingest.embedding.packaged_model import MODEL_SHA256, exported_folder, packaged_model


@pytest.fixture
def model() -> SimpleNamespace:
    """Of one weight, (2, 2), of ones."""
    weights = {"weight": pytest.importorskip("torch").ones(2, 2)}
    return SimpleNamespace(state_dict=lambda: weights)


def test_a_difference_is_read_as_it_was_written_but_for_its_rounding(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    matrix = rng.normal(size=(6, 40)).astype(np.float32) * np.array([[1e-6, 1e-3, 1, 1e3, 1, 0]]).T.astype(np.float32)
    written = {"layer.weight": matrix, "layer.bias": np.array([0.5, -0.25], dtype=np.float32)}
    write_differences(written, tmp_path / "taught.npz")
    read = read_differences(tmp_path / "taught.npz")
    assert read.keys() == written.keys()
    assert np.array_equal(read["layer.bias"], written["layer.bias"])
    # Each row by itself: a small one is not lost beside a large one.
    off = np.abs(read["layer.weight"] - matrix).max(axis=1)
    assert (off <= np.abs(matrix).max(axis=1) / 127 / 2 * 1.01).all()


@pytest.mark.slow  # it imports PyTorch
def test_what_was_taught_is_added_in_place(model: SimpleNamespace) -> None:
    teach(model, {"weight": np.array([[1, 0], [0, -1]], dtype=np.float32)})
    assert model.state_dict()["weight"].tolist() == [[2, 1], [1, 0]]


@pytest.mark.slow
@pytest.mark.parametrize("differences", [{"other": np.ones((2, 2))}, {"weight": np.ones((3, 2))}])
def test_another_model_cannot_be_taught(model: SimpleNamespace, differences: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="reinstall its package"):
        teach(model, differences)


def test_what_ships_is_small_beside_the_weights_that_it_changes() -> None:
    """Far from them the model would have forgotten other fields, and the file would be another model."""
    safetensors = pytest.importorskip("safetensors.numpy")
    upstream = safetensors.load_file(packaged_model().folder / "model.safetensors")
    for name, values in read_differences().items():
        if values.ndim == 2:
            assert np.linalg.norm(values) < 0.2 * np.linalg.norm(upstream[name]), name


def test_other_weights_have_another_digest_and_another_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = packaged_model().sha256, exported_folder(tmp_path)
    assert before[0] != MODEL_SHA256
    monkeypatch.setattr(fine_tuning, "TAUGHT", tmp_path / "taught.npz")
    write_differences({"layer.bias": np.ones(3, dtype=np.float32)}, tmp_path / "taught.npz")
    fine_tuning.taught_sha256.cache_clear()
    try:
        assert packaged_model().sha256 != before[0]
        assert exported_folder(tmp_path) != before[1]
    finally:
        fine_tuning.taught_sha256.cache_clear()
