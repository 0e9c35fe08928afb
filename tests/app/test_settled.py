"""Models that have run once: what of their files a process keeps in memory."""

import pytest
from real_embedder import HOME
from resident import SMAPS, resident_mb

from app.opening import settle
from app.reading.reader import WEIGHTS, load_reader
from ingest.embedding.default_embedder import load_embedder


@pytest.mark.skipif(not SMAPS.exists(), reason="the system does not tell what is mapped")
def test_of_the_files_of_models_that_have_run_hardly_anything_stays_and_what_they_tell_is_the_same() -> None:
    models = HOME / "models"
    embedder, reader = load_embedder(models), load_reader()
    before, query = resident_mb(models), embedder.encode_query("What is overfitting?")
    assert before > 60
    settle(embedder, reader, models)
    assert resident_mb(models) < 2
    assert resident_mb(WEIGHTS) < 2
    assert (embedder.encode_query("What is overfitting?") == query).all()
