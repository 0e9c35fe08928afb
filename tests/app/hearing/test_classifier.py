"""The classifier of messages: its labels, its bounds, and weights that are not the known ones."""

import shutil
from pathlib import Path

import pytest

from app.hearing.classifier import (
    CARD,
    MOST_MESSAGE,
    MOST_QUESTION,
    WEIGHTS,
    Classifier,
    ClassifierUnusable,
    model_inputs,
    pieces_of,
    shipped_classifier,
)
from app.hearing.recognition import ANSWER
from app.interview.requests.commands import Command
from app.interview.requests.wishes import Wish
from ingest.embedding.embedder import shared_tokenizer


def test_every_label_is_an_answer_or_a_command() -> None:
    # To go on after a pause is known by its form, and labelled as a pause.
    assert set(shipped_classifier().labels) == {ANSWER, *Command, *Wish} - {Command.RESUME}


def test_the_shares_of_a_message_are_together_one_and_hang_on_what_is_asked() -> None:
    first, second = (
        shipped_classifier().shares("how many users?", asked) for asked in ("Design a feed.", "How do you size a test?")
    )
    assert sum(first.values()) == pytest.approx(1)
    assert first != second


def test_what_is_too_long_loses_its_end_and_is_padded_with_what_is_not_read() -> None:
    tokenizer = shared_tokenizer(WEIGHTS)
    long, short = pieces_of(tokenizer, "cache " * 500, "queue " * 500), pieces_of(tokenizer, "hint", "What?")
    assert len(long.ids) == MOST_MESSAGE + MOST_QUESTION + 3
    assert long.types.count(1) == MOST_QUESTION + 1
    inputs = model_inputs([long, short])
    assert inputs["attention_mask"].sum(axis=1).tolist() == [len(long.ids), len(short.ids)]


def test_weights_that_are_not_the_known_ones_are_refused_by_name(tmp_path: Path) -> None:
    shutil.copytree(WEIGHTS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "classifier.bin").write_bytes(b"")
    with pytest.raises(ClassifierUnusable, match=r"classifier\.bin has sha256 .* restore it from git"):
        Classifier(tmp_path)
    (tmp_path / "classifier.xml").unlink()
    with pytest.raises(ClassifierUnusable, match="cannot be read"):
        Classifier(tmp_path)
    (tmp_path / CARD).write_text("{}", encoding="utf-8")
    with pytest.raises(ClassifierUnusable, match="is not valid"):
        Classifier(tmp_path)
