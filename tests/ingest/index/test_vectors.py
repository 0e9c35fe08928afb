"""Vectors on disk: real FAISS, small sizes; the layout is forced so that lists are tried on a few thousand."""

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.index.vectors import MOST_EXACT, StoredVectors, Trained, layout_for, write_vectors


def clustered(count: int, dimension: int = 32, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((max(count // 40, 1), dimension))
    vectors = centres[rng.integers(len(centres), size=count)] + 0.5 * rng.standard_normal((count, dimension))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def exact(vectors: np.ndarray, query: np.ndarray, count: int) -> list[int]:
    return np.argsort(-(vectors.astype(np.float64) @ query), kind="stable")[:count].tolist()


def test_up_to_the_limit_all_vectors_are_searched_and_above_it_lists() -> None:
    assert layout_for(MOST_EXACT).search == "exact"
    above = layout_for(MOST_EXACT + 1)
    assert (above.lists, above.probes) == (894, 128)
    assert layout_for(1_000_000).lists == 4000
    assert layout_for(0).lists == 0


@settings(max_examples=25, deadline=None)
@given(count=st.integers(1, 60), wanted=st.integers(1, 80), seed=st.integers(0, 99))
def test_an_exact_search_is_the_sorted_product(
    tmp_path_factory: pytest.TempPathFactory, count: int, wanted: int, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("vectors")
    vectors = clustered(count, seed=seed)
    write_vectors(folder, vectors)
    query = clustered(1, seed=seed + 1000)[0]
    scores, rows = StoredVectors(folder).search(query, wanted)
    truth = exact(vectors, query, min(wanted, count))
    assert len(rows) == min(wanted, count)
    assert np.allclose(scores, vectors[truth] @ query, atol=1e-6)
    assert np.allclose(scores, vectors[rows] @ query, atol=1e-6)


def test_lists_find_nearly_all_that_an_exact_search_finds_with_the_exact_scores(tmp_path: Path) -> None:
    vectors = clustered(6000)
    facts = write_vectors(tmp_path, vectors, most_exact=1000)
    assert facts == {"search": "inverted lists, 8 bit", "lists": 309, "probes": 128, "new": 0}
    stored = StoredVectors(tmp_path)
    found = 0
    for query in clustered(50, seed=1):
        scores, rows = stored.search(query, 100)
        assert np.allclose(scores, vectors[rows] @ query, atol=1e-6)
        assert (np.diff(scores) <= 0).all()
        found += len(set(rows[:10].tolist()) & set(exact(vectors, query, 10)))
    assert found / 500 >= 0.97


def test_an_exact_layout_leaves_one_file_and_lists_a_second(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "large").mkdir()
    write_vectors(tmp_path / "small", clustered(500))
    write_vectors(tmp_path / "large", clustered(500), most_exact=100)
    assert [path.name for path in (tmp_path / "small").iterdir()] == ["vectors.npy"]
    assert sorted(path.name for path in (tmp_path / "large").iterdir()) == ["vectors.faiss", "vectors.npy"]


def test_the_same_vectors_make_the_same_lists(tmp_path: Path) -> None:
    vectors = clustered(2000)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_vectors(tmp_path / name, vectors, most_exact=100)
    query = clustered(1, seed=5)[0]
    one, two = (StoredVectors(tmp_path / name).search(query, 50)[1].tolist() for name in ("one", "two"))
    assert one == two


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    vectors = clustered(300)
    write_vectors(tmp_path, vectors, most_exact=100)
    stored = StoredVectors(tmp_path)
    assert len(stored) == 300
    assert np.array_equal(stored.of(np.array([7, 3, 299])), vectors[[7, 3, 299]])
    assert np.array_equal(stored.of(slice(10, 20)), vectors[10:20])
    query = clustered(1, seed=2)[0]
    assert np.allclose(stored.cosines(np.array([7, 3]), query), vectors[[7, 3]] @ query, atol=1e-6)


def test_all_cosines_are_the_product_and_another_dimension_is_refused(tmp_path: Path) -> None:
    vectors = clustered(300)
    write_vectors(tmp_path, vectors)
    stored = StoredVectors(tmp_path)
    query = clustered(1, seed=2)[0]
    assert np.allclose(stored.all_cosines(query), vectors @ query, atol=1e-6)
    assert np.allclose(stored.all_cosines(query.astype(np.float64)), vectors @ query, atol=1e-6)
    with pytest.raises(ValueError, match=r"shape \(31,\), the index holds vectors of 32"):
        stored.all_cosines(query[:31])


def test_vectors_may_come_from_a_mapped_file(tmp_path: Path) -> None:
    vectors = clustered(400)
    np.save(tmp_path / "source.npy", vectors)
    write_vectors(tmp_path, np.load(tmp_path / "source.npy", mmap_mode="r"), most_exact=100)
    assert np.array_equal(StoredVectors(tmp_path).of(slice(0, 400)), vectors)


@pytest.mark.parametrize("most_exact", [100, 10_000])
def test_several_threads_get_what_one_gets(tmp_path: Path, most_exact: int) -> None:
    vectors = clustered(2000)
    write_vectors(tmp_path, vectors, most_exact=most_exact)
    stored = StoredVectors(tmp_path)
    asked = clustered(40, seed=3)
    alone = [stored.search(query, 10)[1].tolist() for query in asked]
    together: list[list[list[int]]] = [[] for _ in range(4)]

    def ask(mine: list[list[int]]) -> None:
        mine.extend(stored.search(query, 10)[1].tolist() for query in asked)

    threads = [threading.Thread(target=ask, args=(mine,)) for mine in together]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [alone] * 4


def test_a_damaged_or_missing_file_is_an_error_not_an_empty_result(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"vectors\.npy"):
        StoredVectors(tmp_path)
    np.save(tmp_path / "vectors.npy", clustered(300).astype(np.float64))
    with pytest.raises(ValueError, match=r"vectors\.npy holds float64 values"):
        StoredVectors(tmp_path)
    write_vectors(tmp_path, clustered(300), most_exact=100)
    (tmp_path / "vectors.faiss").write_bytes(b"no index")
    with pytest.raises(RuntimeError):
        StoredVectors(tmp_path)


def trained(folder: Path, layout: dict[str, str | int], new: int) -> Trained:
    return Trained(folder, int(layout["lists"]), new)


def test_lists_that_were_trained_before_are_filled_anew_and_find_as_much(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    vectors = clustered(6000)
    before = write_vectors(tmp_path / "old", vectors, most_exact=1000)
    changed = np.concatenate([clustered(120, seed=9), vectors[:5900]])
    layout = write_vectors(tmp_path / "new", changed, 1000, trained(tmp_path / "old", before, 120))
    assert layout == {**before, "new": 120}
    stored = StoredVectors(tmp_path / "new")
    queries = clustered(50, seed=1)
    found = sum(len(set(stored.search(one, 100)[1][:10].tolist()) & set(exact(changed, one, 10))) for one in queries)
    assert found / 500 >= 0.97
    assert all(stored.search(vector, 1)[1] == row for row, vector in enumerate(changed[:120]))
    # The index that they are of is as it was.
    assert StoredVectors(tmp_path / "old").search(vectors[5950], 1)[1] == 5950


@pytest.mark.parametrize(("count", "new"), [(6000, 601), (9000, 0), (4000, 0)])
def test_lists_are_trained_again_for_too_many_new_vectors_or_another_number_of_lists(
    tmp_path: Path, count: int, new: int
) -> None:
    (tmp_path / "new").mkdir()
    before = write_vectors(tmp_path, clustered(6000), most_exact=1000)
    layout = write_vectors(tmp_path / "new", clustered(count), 1000, trained(tmp_path, before, new))
    assert layout["new"] == 0
    assert layout["lists"] == layout_for(count, 1000).lists
