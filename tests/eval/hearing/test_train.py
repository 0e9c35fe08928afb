"""The classifier of messages is taught, written with its hashes, and runs as the coach runs it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.hearing.classifier import CARD, Classifier
from eval.hearing.messages import ANSWER, OPENED, TAUGHT, Message, read_messages
from eval.hearing.model import fewer_pieces
from eval.hearing.train import Run, fit, measured
from ingest.embedding.embedder import shared_tokenizer
from ingest.embedding.packaged_model import packaged_model

QUESTION = "What is a cache?"
MESSAGES = [
    *(
        Message(QUESTION, f"It keeps {what} near for the next time.", ANSWER)
        for what in ("results", "pages", "rows", "keys")
    ),
    *(Message(QUESTION, f"Give me a hint {where}, please", "hint") for where in ("now", "here", "at last", "once")),
]


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder, told = tmp_path_factory.mktemp("classifier"), list[str]()
    run = Run(epochs=60, batch=8, rate=3e-4)
    fit(MESSAGES, ["What is a queue?", "What is an index?"], folder, run, told.append)
    return folder, told


def test_what_is_taught_is_told_apart_also_in_other_words(taught: tuple[Path, list[str]]) -> None:
    classifier = Classifier(taught[0])
    told = [classifier.shares(text, "") for text in ("Give me a hint or two, please", "It keeps files near for then.")]
    assert [max(one, key=lambda label: one[label]) for one in told] == ["hint", ANSWER]


def test_what_is_heard_wrongly_is_counted(taught: tuple[Path, list[str]]) -> None:
    classifier = Classifier(taught[0])
    turned = [replace(one, label="hint" if one.label == ANSWER else ANSWER) for one in MESSAGES]
    assert measured(classifier, MESSAGES) == "opened: 0 of 4 answers lost, 0 of 4 commands graded"
    assert measured(classifier, turned) == "opened: 4 of 4 answers lost, 4 of 4 commands graded"


def test_the_files_are_named_with_their_hashes(taught: tuple[Path, list[str]]) -> None:
    card = json.loads((taught[0] / CARD).read_text(encoding="utf-8"))
    assert card["labels"] == [ANSWER, "hint"]
    assert set(card["files"]) == {"classifier.xml", "classifier.bin", "tokenizer.json"}


def test_a_word_whose_piece_was_left_out_falls_apart_into_signs(taught: tuple[Path, list[str]]) -> None:
    tokenizer = shared_tokenizer(taught[0])
    assert tokenizer.encode("hint", add_special_tokens=False).tokens == ["hint"]
    apart = tokenizer.encode("gradient", add_special_tokens=False).tokens
    assert "".join(piece.removeprefix("##") for piece in apart) == "gradient"
    assert len(apart) > 1


def test_the_numbers_of_the_pieces_that_are_kept_are_those_of_their_vectors() -> None:
    path = packaged_model().folder / "tokenizer.json"
    told, rows = fewer_pieces(path, ["a cache"])
    old, new = (json.loads(text)["model"]["vocab"] for text in (path.read_text(encoding="utf-8"), told))
    assert [old[piece] for piece in sorted(new, key=lambda piece: new[piece])] == rows
    assert "cache" in new
    assert "gradient" not in new


def test_no_message_that_figures_are_taken_from_is_taught() -> None:
    taught = {one.text for one in read_messages(*TAUGHT)}
    for name in ("msg9_kept", "msg10_kept", "msg11_kept"):
        both = [one.text for one in read_messages(name) if one.text in taught]
        # Phrases of a few words come to several people's minds.
        assert all(len(text.split()) <= 5 for text in both), both
    assert not set(TAUGHT) & set(OPENED)
