"""Texts that are known ahead: their vectors come from the folder, all others from the model, the same either way."""

from pathlib import Path

import numpy as np
import pytest
from fake_embedder import FakeEmbedder
from hypothesis import given
from hypothesis import strategies as st

from ingest.embedding.embedder import Embedder
from ingest.embedding.precomputed import KnownTexts, digest_of, write_known

KNOWN = [["a tree splits", "a forest averages", ""], ["nets stack layers", "a tree splits", "naïve \ud800"]]
ALL = [text for group in KNOWN for text in group]
ASKED = ["nets stack layers", "what is new", "a forest averages", "also new", "nets stack layers"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_known(tmp_path, KNOWN, FakeEmbedder())
    return tmp_path


def opened(folder: Path) -> tuple[FakeEmbedder, KnownTexts]:
    inner = FakeEmbedder()
    known = KnownTexts(inner)
    assert known.open(folder, digest_of(KNOWN))
    return inner, known


def test_what_is_known_is_not_embedded_again(folder: Path) -> None:
    inner, known = opened(folder)
    assert np.array_equal(known.encode(ASKED), FakeEmbedder().encode(ASKED))
    assert inner.embedded == ["what is new", "also new"]


def test_where_all_is_known_the_model_is_not_asked(folder: Path) -> None:
    inner, known = opened(folder)
    assert np.array_equal(known.encode(ALL), FakeEmbedder().encode(ALL))
    assert not inner.embedded


@given(st.lists(st.text(max_size=4), min_size=1, max_size=30, unique=True), st.data())
def test_every_known_text_has_its_own_vector(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("known")
    write_known(folder, [texts], FakeEmbedder())
    known = KnownTexts(FakeEmbedder())
    assert known.open(folder, digest_of([texts]))
    asked = data.draw(st.lists(st.sampled_from([*texts, "zzzzz", "yyyyy"]), min_size=1))
    assert np.array_equal(known.encode(asked), FakeEmbedder().encode(asked))


def test_before_a_folder_is_open_all_is_embedded() -> None:
    inner = FakeEmbedder()
    assert np.array_equal(KnownTexts(inner).encode(ASKED), FakeEmbedder().encode(ASKED))
    assert inner.embedded == ASKED


def test_a_folder_of_other_texts_or_another_model_is_not_used(folder: Path) -> None:
    assert not KnownTexts(FakeEmbedder()).open(folder, digest_of(KNOWN[1:]))
    other = FakeEmbedder()
    other.sha256 = "1" * 64
    assert not KnownTexts(other).open(folder, digest_of(KNOWN))


@pytest.mark.parametrize("name", ["manifest.json", "digests.npy", "vectors.npy"])
def test_a_damaged_folder_is_not_used(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    for left in (b"", whole[: len(whole) // 2]):
        (folder / name).write_bytes(left)
        assert not KnownTexts(FakeEmbedder()).open(folder, digest_of(KNOWN))
    (folder / name).unlink()
    assert not KnownTexts(FakeEmbedder()).open(folder, digest_of(KNOWN))


def test_what_is_open_stays_when_another_folder_takes_its_place(folder: Path) -> None:
    _, known = opened(folder)
    for file in folder.iterdir():
        file.unlink()
    write_known(folder, [["something else"]], FakeEmbedder())
    assert np.array_equal(known.encode(ALL), FakeEmbedder().encode(ALL))


def test_a_group_that_is_asked_for_as_a_whole_has_its_vectors_to_the_last_bit(
    embedder: Embedder, tmp_path: Path
) -> None:
    """They hang a little on what is embedded with them, and grades on them."""
    groups = [["A model that is too simple underfits.", "High bias.", "It has low variance and " * 12], ["Yes.", "No."]]
    write_known(tmp_path, groups, embedder)
    known = KnownTexts(embedder)
    assert known.open(tmp_path, digest_of(groups))
    for group in groups:
        assert np.array_equal(known.encode(group), embedder.encode(group))
