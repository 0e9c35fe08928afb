import json
import random
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from labelled import labelled_questions
from resident import SMAPS, resident_mb
from threads import TASKS, tied_threads

from app.reading.encoding import MAX_PIECES, batches_by_length, encode, model_inputs
from app.reading.outcome import OPPOSITE, SAYS, STATES, TOUCHES, Excerpt, Found, PointState, mean_of
from app.reading.reader import CARD, WEIGHTS, Reader, ReaderUnusable, load_reader
from ingest.embedding.embedder import read_tokenizer

POINT = "Warm-up raises the learning rate linearly from near zero over the first steps."
SAYING = "At the start the learning rate grows linearly from almost zero."
DENYING = "Warm-up begins at the full learning rate and lowers it exponentially."
OTHER = "The cache holds keys and values of earlier tokens, so that they are not computed again."
EXCERPTS = [
    Excerpt(POINT, (SAYING,)),
    Excerpt(POINT, (DENYING,)),
    Excerpt(POINT, (OTHER,)),
    Excerpt(POINT, (OTHER, SAYING, "I have used it since my first project.")),
    Excerpt("Two cores are enough.", ("Yes. " * 400, "It never ends.")),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def states(reader: Reader, excerpts: list[Excerpt]) -> list[PointState]:
    return [STATES[int(found.states.argmax())] for found in reader.read(excerpts)]


def test_an_excerpt_is_read_as_probabilities_of_states_and_of_each_sentence_s_outcomes(reader: Reader) -> None:
    for excerpt, found in zip(EXCERPTS, reader.read(EXCERPTS), strict=True):
        assert np.exp(found.states).sum() == pytest.approx(1, abs=1e-4)
        assert found.outcomes.shape == (len(excerpt.sentences), 3)
        assert found.outcomes.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_what_says_a_point_is_told_from_what_denies_it_and_from_another_topic(reader: Reader) -> None:
    said, denied, beside = states(reader, EXCERPTS[:3])
    # A single sentence in other words is told as half said at times.
    assert said in {PointState.MET, PointState.PARTLY_MET}
    assert (denied, beside) == (PointState.CONTRADICTED, PointState.NOT_MET)
    assert [int(found.outcomes[0].argmax()) for found in reader.read(EXCERPTS[:3])] == [SAYS, OPPOSITE, TOUCHES]


def test_the_sentence_that_says_it_is_told_among_others(reader: Reader) -> None:
    assert int(reader.read(EXCERPTS[3:4])[0].outcomes[:, SAYS].argmax()) == 1


def test_what_says_a_point_in_a_picture_of_its_own_is_told_too(reader: Reader) -> None:
    said = "At the start the learning rate climbs in a straight line from almost nothing."
    assert states(reader, [Excerpt(POINT, (said,))]) == [PointState.MET]


def test_it_reads_the_statement_and_not_the_answer_alone(reader: Reader) -> None:
    """Against 60 points of the bank drawn with a fixed seed, a sentence about something else is mostly not met."""
    points = [point.text for question in labelled_questions() for point in question.key_points]
    others = [Excerpt(text, (SAYING,)) for text in random.Random(7).sample(points, 60)]
    assert states(reader, others).count(PointState.NOT_MET) >= 49


def test_the_same_excerpt_is_read_alike_alone_and_among_others(reader: Reader) -> None:
    alone = [reader.read([excerpt])[0] for excerpt in EXCERPTS]
    together = reader.read(EXCERPTS * 9)[: len(EXCERPTS)]
    for one, other in zip(alone, together, strict=True):
        assert np.abs(np.exp(one.states) - np.exp(other.states)).max() < 0.05


@pytest.mark.slow
def test_a_cpu_without_vnni_reads_alike(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of sentences; the 400 times "Yes." of the last excerpt are unlike all that the ranges were fitted on."""
    monkeypatch.setattr("app.reading.reader.cpu_flags", set)
    for one, other in zip(load_reader().read(EXCERPTS[:4]), reader.read(EXCERPTS[:4]), strict=True):
        assert np.abs(np.exp(one.states) - np.exp(other.states)).max() < 0.1
        assert np.abs(one.outcomes - other.outcomes).max() < 0.1


@pytest.mark.skipif(not TASKS.exists(), reason="only Linux tells of threads")
def test_no_thread_is_tied_to_a_core(reader: Reader) -> None:
    reader.read(EXCERPTS[:4])
    assert not tied_threads()


def test_a_sentence_that_is_read_twice_is_laid_out_twice() -> None:
    found = encode(
        read_tokenizer(WEIGHTS), [Excerpt("wet", ("wet", "it is wet", "wet")), Excerpt("it is wet", ("wet",))]
    )
    assert [end - start for start, end in found[0].spans] == [1, 3, 1]
    assert found[1].ids[1:4] == found[0].ids[4:7]


def test_what_is_cut_off_touches_the_point_at_most(reader: Reader) -> None:
    assert reader.read(EXCERPTS[4:])[0].outcomes[1].tolist() == [0, 0, 1]


def test_no_excerpt_is_nothing(reader: Reader) -> None:
    assert reader.read([]) == []


def test_threads_that_read_at_once_get_their_own_excerpts(reader: Reader) -> None:
    expected = [states(reader, [excerpt])[0] for excerpt in EXCERPTS[:4]]
    found: dict[int, set[PointState]] = {number: set() for number in range(4)}

    def read(number: int) -> None:
        for _ in range(10):
            found[number] |= set(states(reader, [EXCERPTS[number]] * 3))

    threads = [Thread(target=read, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: {state} for number, state in enumerate(expected)}


def test_an_excerpt_is_laid_out_with_the_place_of_each_sentence() -> None:
    tokenizer = read_tokenizer(WEIGHTS)
    found = encode(tokenizer, [Excerpt("water is wet", ("it is wet", "very"), asked="what is water?")])[0]
    assert len(found.ids) == len(found.types)
    assert [found.ids[start:end] for start, end in found.spans] == [
        tokenizer.encode(text, add_special_tokens=False).ids for text in ("it is wet", "very")
    ]
    assert {found.types[at] for start, end in found.spans for at in range(start, end)} == {1}
    assert found.types[: found.spans[0][0]] == [0] * found.spans[0][0]


def test_no_excerpt_is_longer_than_the_model_bears_and_rows_of_the_pool_are_means() -> None:
    encoded = encode(read_tokenizer(WEIGHTS), EXCERPTS)
    assert max(len(one.ids) for one in encoded) == MAX_PIECES
    pool = model_inputs(encoded)["pool"]
    for row, one in enumerate(encoded):
        for at, (start, end) in enumerate(one.spans):
            assert pool[row, at].sum() == pytest.approx(float(end > start))


def test_batches_hold_every_excerpt_once_and_few_pieces() -> None:
    encoded = encode(read_tokenizer(WEIGHTS), EXCERPTS * 5)
    batches = batches_by_length(encoded, 200)
    assert sorted(number for batch in batches for number in batch) == list(range(len(encoded)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(len(encoded[number].ids) for number in batch) <= 200


def test_a_folder_without_a_reader_is_told_with_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ReaderUnusable, match=r"coach reader train"):
        load_reader(tmp_path)


def test_a_file_that_is_not_the_known_one_is_refused_by_name(tmp_path: Path) -> None:
    _write_card(tmp_path)
    for name in ("reader.xml", "reader.bin", "tokenizer.json"):
        (tmp_path / name).write_text("broken")
    with pytest.raises(ReaderUnusable, match=r"reader\.xml has sha256"):
        load_reader(tmp_path)


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    _write_card(tmp_path)
    with pytest.raises(ReaderUnusable, match=r"reader\.xml cannot be read"):
        load_reader(tmp_path)


def test_a_card_that_is_not_valid_is_told(tmp_path: Path) -> None:
    (tmp_path / CARD).write_text("{}")
    with pytest.raises(ReaderUnusable, match="not valid"):
        load_reader(tmp_path)


def test_what_was_compiled_is_kept_and_reads_the_same_as_what_is_compiled_anew(reader: Reader, tmp_path: Path) -> None:
    for _ in range(2):
        kept = load_reader(kept=tmp_path)
        for one, other in zip(reader.read(EXCERPTS), kept.read(EXCERPTS), strict=True):
            assert (one.states == other.states).all()
            assert (one.outcomes == other.outcomes).all()
    assert len([*(tmp_path / reader.name).iterdir()]) == 1


@pytest.mark.skipif(not SMAPS.exists(), reason="the system does not tell what is mapped")
def test_word_vectors_of_a_reader_that_is_kept_are_pages_of_its_file_from_the_first_time_on(tmp_path: Path) -> None:
    reader = load_reader(kept=tmp_path)
    assert resident_mb(tmp_path / reader.name) > 40


def test_where_nothing_can_be_kept_it_reads_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    assert states(load_reader(kept=tmp_path / "models"), EXCERPTS[1:2]) == [PointState.CONTRADICTED]


def test_what_ships_is_small_enough() -> None:
    assert sum(file.stat().st_size for file in WEIGHTS.iterdir()) <= 60_000_000


def _write_card(folder: Path) -> None:
    files = dict.fromkeys(("reader.xml", "reader.bin", "tokenizer.json"), "0" * 64)
    (folder / CARD).write_text(json.dumps({"name": "x", "files": files, "temperature": 1.0}))


def test_the_mean_of_two_readings_is_one_of_probabilities_between_them() -> None:
    sure, unsure = (
        Found(np.log(np.array(states, np.float32)), np.array([outcomes], np.float32))
        for states, outcomes in (((0.9, 0.05, 0.03, 0.02), (0.8, 0.1, 0.1)), ((0.3, 0.3, 0.2, 0.2), (0.2, 0.2, 0.6)))
    )
    found = mean_of([sure, unsure])
    assert np.exp(found.states).sum() == pytest.approx(1, abs=1e-5)
    assert 0.3 < np.exp(found.states)[0] < 0.9
    assert found.outcomes[0] == pytest.approx([0.5, 0.15, 0.35])
