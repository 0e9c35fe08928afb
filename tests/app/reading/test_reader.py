import json
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from app.reading.outcome import OPPOSITE, OUTCOMES, SAYS, TOUCHES
from app.reading.reader import CARD, WEIGHTS, Reader, ReaderUnusable, load_reader

POINT = "Warm-up raises the learning rate linearly from near zero over the first steps."
SAYING = "At the start the learning rate climbs in a straight line from almost nothing."
PAIRS = [
    (POINT, SAYING),
    (POINT, "Warm-up begins at the full learning rate and lowers it exponentially."),
    (POINT, "The cache holds keys and values of earlier tokens, so that they are not computed again."),
    ("Two cores are enough.", "Yes. " * 400),
]


with_weights = pytest.mark.skipif(not (WEIGHTS / CARD).exists(), reason="no weights ship yet: docs/reader.md")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@with_weights
def test_a_pair_is_read_as_probabilities_of_three_outcomes(reader: Reader) -> None:
    found = reader.read(PAIRS)
    assert found.shape == (len(PAIRS), len(OUTCOMES))
    assert found.dtype == np.float32
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-5)


@with_weights
def test_what_says_a_point_is_told_from_what_denies_it_and_from_another_topic(reader: Reader) -> None:
    assert reader.read(PAIRS[:3]).argmax(axis=1).tolist() == [SAYS, OPPOSITE, TOUCHES]


@with_weights
def test_it_reads_the_statement_and_not_the_window_alone(reader: Reader) -> None:
    other = "A decision tree splits where the impurity falls most."
    assert reader.read([(other, SAYING)])[0].argmax() == TOUCHES


@with_weights
def test_the_same_pair_is_read_alike_alone_and_among_others(reader: Reader) -> None:
    alone = np.concatenate([reader.read([pair]) for pair in PAIRS])
    together = reader.read(PAIRS * 9)[: len(PAIRS)]
    assert np.abs(alone - together).max() < 0.05


@with_weights
def test_no_pair_is_no_row(reader: Reader) -> None:
    assert reader.read([]).shape == (0, 3)


@with_weights
def test_threads_that_read_at_once_get_their_own_pairs(reader: Reader) -> None:
    expected = [reader.read([pair])[0].argmax() for pair in PAIRS]
    found: dict[int, list[int]] = {number: [] for number in range(len(PAIRS))}

    def read(number: int) -> None:
        found[number] += [int(reader.read([PAIRS[number]] * 3)[0].argmax()) for _ in range(10)]

    threads = [Thread(target=read, args=(number,)) for number in range(len(PAIRS))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: set(outcomes) for number, outcomes in found.items()} == {
        number: {outcome} for number, outcome in enumerate(expected)
    }


def test_a_folder_without_a_reader_is_told_with_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ReaderUnusable, match=r"coach reader train"):
        load_reader(tmp_path)


def test_a_file_that_is_not_the_known_one_is_refused_by_name(tmp_path: Path) -> None:
    names = ["reader.xml", "reader.bin", "tokenizer.json"]
    card = {"name": "x", "files": dict.fromkeys(names, "0" * 64), "temperature": 1.0}
    (tmp_path / CARD).write_text(json.dumps(card))
    for name in names:
        (tmp_path / name).write_text("broken")
    with pytest.raises(ReaderUnusable, match=r"reader\.xml has sha256"):
        load_reader(tmp_path)


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    names = ["reader.xml", "reader.bin", "tokenizer.json"]
    card = {"name": "x", "files": dict.fromkeys(names, "0" * 64), "temperature": 1.0}
    (tmp_path / CARD).write_text(json.dumps(card))
    with pytest.raises(ReaderUnusable, match=r"reader\.xml cannot be read"):
        load_reader(tmp_path)


def test_a_card_that_is_not_valid_is_told(tmp_path: Path) -> None:
    (tmp_path / CARD).write_text("{}")
    with pytest.raises(ReaderUnusable, match="not valid"):
        load_reader(tmp_path)


@with_weights
def test_what_ships_is_small_enough() -> None:
    assert sum(file.stat().st_size for file in WEIGHTS.iterdir()) <= 60_000_000
