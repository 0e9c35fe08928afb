"""The cards that a turn asks for are read when it asks, and are the same as all of them read at once."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.candidate.candidate import Change, Memory
from app.candidate.cards import Card, new_card
from app.store.candidates import HeldCards, remembered
from app.store.interviews import Store
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Stage, Topic

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def cards_of(question_id: str, points: int) -> tuple[Card, ...]:
    made = tuple(KeyPoint(id=f"p{n}", text=f"Point {n} is made.", follow_up="What of it?") for n in range(points))
    question = Question(
        id=question_id,
        text="What is it about?",
        stage=Stage.SCREENING,
        topic=Topic.RAG,
        key_points=made,
        strong_answer="All.",
    )
    return tuple(new_card(question, point, NOW) for point in made)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    held = Store(store_url)
    held.candidates.learn("me", lambda memory: Change(memory.candidate, (*cards_of("a-b", 3), *cards_of("a-bc", 2))))
    held.candidates.learn("you", lambda memory: Change(memory.candidate, cards_of("a-b", 4)))
    yield held
    held.close()


def test_cards_that_are_asked_for_are_those_that_are_held(store: Store) -> None:
    def look(memory: Memory) -> Change:
        assert isinstance(memory.cards, HeldCards)
        whole = store_of(memory)
        assert memory.cards["a-b/p2"] == whole["a-b/p2"]
        assert memory.cards.get("a-b/p3") is None
        assert memory.cards.get("none/p0") is None
        assert dict(memory.cards) == whole
        assert len(memory.cards) == 5
        return Change(memory.candidate)

    def store_of(memory: Memory) -> dict[str, Card]:
        assert isinstance(memory.cards, HeldCards)
        return dict(remembered(memory.cards._connection, "me").cards)

    store.candidates.learn("me", look)


def test_a_turn_reads_the_cards_of_its_question_alone(store: Store) -> None:
    def look(memory: Memory) -> Change:
        assert isinstance(memory.cards, HeldCards)
        found = [memory.cards.get(f"a-bc/{point}") for point in ("p0", "p1", "p2")]
        assert [card is None for card in found] == [False, False, True]
        assert set(memory.cards._known) == {"a-bc"}
        return Change(memory.candidate)

    store.candidates.learn("me", look)
