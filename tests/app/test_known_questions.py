"""The vectors of a bank's texts: made once by a process of its own, then at hand, also for other processes."""

import threading
from pathlib import Path

import numpy as np
import pytest
from banks import bank_questions
from real_embedder import HOME

from app.grading.offline import OfflineGrader
from app.grading.strong_answer_words import prepared_texts
from app.opening import know_questions
from app.settings import Settings
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder
from ingest.embedding.precomputed import KnownTexts, digest_of, write_known


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "models").symlink_to(HOME / "models")
    return Settings(home=tmp_path, embed_ahead=True)


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return list(bank_questions()[:2])


class Deaf:
    """An embedder that must not be asked for vectors."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def encode(self, texts: list[str], _: object = None) -> np.ndarray:
        raise AssertionError(f"{texts} are known")


class Blank(Deaf):
    """An embedder to which all texts are alike, in no time."""

    def encode(self, texts: list[str], _: object = None) -> np.ndarray:
        return np.zeros((len(texts), self._inner.dimension), dtype=np.float32)


@pytest.mark.slow
def test_a_question_whose_texts_are_known_is_graded_alike_and_not_embedded(
    settings: Settings, questions: list[Question], embedder: Embedder
) -> None:
    known = KnownTexts(Deaf(embedder))  # type: ignore[arg-type]
    know_questions(known, settings, questions)
    ahead, ordinary = OfflineGrader(embedder, preparing=known), OfflineGrader(embedder)
    for question in questions:
        answer = " ".join(question.strong_answer.split()[:60])
        assert ahead.grade(question, answer) == ordinary.grade(question, answer)
    again = KnownTexts(Deaf(embedder))  # type: ignore[arg-type]
    assert again.open(settings.known_folder, digest_of(prepared_texts(questions)))
    assert [one.name for one in settings.known_folder.parent.iterdir()] == ["known"]


def test_nothing_is_begun_where_the_server_stops_in_its_first_seconds(
    settings: Settings, questions: list[Question], embedder: Embedder
) -> None:
    over = threading.Event()
    arguments = (KnownTexts(embedder), settings, questions, over.is_set, 60.0)
    waiting = threading.Thread(target=know_questions, args=arguments)
    waiting.start()
    over.set()
    waiting.join(20)
    assert not waiting.is_alive()
    assert not settings.known_folder.exists()


def test_where_nothing_is_to_be_embedded_ahead_no_process_is_begun(
    settings: Settings, questions: list[Question], embedder: Embedder
) -> None:
    know_questions(KnownTexts(embedder), settings.model_copy(update={"embed_ahead": False}), questions)
    assert not settings.known_folder.parent.exists()


def test_what_was_embedded_ahead_before_is_used_all_the_same(
    settings: Settings, questions: list[Question], embedder: Embedder
) -> None:
    groups = list(prepared_texts(questions))
    settings.known_folder.mkdir(parents=True)
    write_known(settings.known_folder, groups, Blank(embedder))  # type: ignore[arg-type]
    known = KnownTexts(Deaf(embedder))  # type: ignore[arg-type]
    know_questions(known, settings.model_copy(update={"embed_ahead": False}), questions)
    assert not known.encode(groups[0]).any()


@pytest.mark.slow
def test_work_that_is_broken_off_leaves_nothing(
    settings: Settings, questions: list[Question], embedder: Embedder
) -> None:
    looks = iter([False, False, False])
    known = KnownTexts(embedder)
    know_questions(known, settings, questions * 200, lambda: next(looks, True))
    assert list(settings.known_folder.parent.iterdir()) == []
