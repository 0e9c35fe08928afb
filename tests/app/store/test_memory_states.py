"""Any order of answers, reviews, undos and imports leaves a memory that is whole, and that an export brings back."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.candidate.candidate import answered, reviewed
from app.candidate.cards import Rating
from app.candidate.progress import progress
from app.coach.candidates.exchange import as_json, imported, read_json
from app.interview.grade import Delivery, Grade, GradedBy, Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.turn import Turn
from app.store.interviews import Store
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import Conflict, NotFound

POINTS = tuple(KeyPoint(id=f"p{n}", text=f"Point {n} is made.", follow_up="What of it?") for n in range(3))
QUESTIONS = [
    Question(id=f"q{n}", text=f"The question {n}?", stage=Stage.SCREENING, topic=topic, key_points=POINTS,
             strong_answer="All.")
    for n, topic in enumerate((Topic.RAG, Topic.LLMS, None))
]  # fmt: skip
states = st.tuples(*[st.sampled_from(VerdictState)] * len(POINTS))


class Remembering(RuleBasedStateMachine):
    """One candidate at a store, and what must be true of them."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.store = Store(url)
        self.store.candidates.forget("me")
        self.now = datetime(2026, 11, 24, tzinfo=UTC)
        self.turns = 0
        self.missed: set[str] = set()

    @rule(question=st.sampled_from(QUESTIONS), states=states)
    def answer(self, question: Question, states: tuple[VerdictState, ...]) -> None:
        self.turns += 1
        verdicts = tuple(
            Verdict(point.id, point.text, 1, state, None, 0.5, "") for point, state in zip(POINTS, states, strict=True)
        )
        grade = Grade(verdicts, (), Delivery(1, 0.1, ()), GradedBy("offline", "fake", "1"))
        begun = Interview.begun(f"interview-{self.turns}", (question,), (), self.now)
        self.store.add("me", begun)
        turn = Turn(begun.ask, "words", grade, "reply", (), {}, self.now, key="k")
        taken = begun.after(turn, None)
        self.store.record("me", taken, answered(taken))
        self.missed |= {f"{question.id}/{one.point_id}" for one in verdicts if one.is_missed}

    @rule(days=st.integers(0, 40))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=1)

    @precondition(lambda self: self.missed)
    @rule(data=st.data(), rating=st.sampled_from(Rating))
    def review(self, data: st.DataObject, rating: Rating) -> None:
        card = data.draw(st.sampled_from(sorted(self.missed)))
        self.store.candidates.learn("me", reviewed(card, rating, self.now))

    @rule()
    def undo(self) -> None:
        before = self.store.candidates.get("me").cards
        try:
            card = self.store.candidates.undo_review("me")
        except (Conflict, NotFound):
            assert self.store.candidates.get("me").cards == before
        else:
            assert card.reviews == before[card.id].reviews - 1

    @rule()
    def take_in_again(self) -> None:
        memory, events = self.store.candidates.get("me"), self.store.candidates.events("me")
        self.store.candidates.learn("me", imported(read_json(as_json(memory, events)), events))
        assert self.store.candidates.get("me") == memory
        assert self.store.candidates.events("me") == events

    @invariant()
    def memory_is_whole(self) -> None:
        memory, events = self.store.candidates.get("me"), self.store.candidates.events("me")
        assert set(memory.cards) == self.missed
        assert all(0 <= card.lapses <= card.reviews for card in memory.cards.values())
        due, every = self.store.candidates.count("me", self.now)
        assert due == len(self.store.candidates.due("me", self.now, 100))
        assert every == len(memory.cards)
        told = progress(memory, events, self.now)
        assert told.earned <= told.missed <= every
        assert all(0 <= topic.low <= topic.share <= topic.high <= 1 for topic in told.topics)

    def teardown(self) -> None:
        self.store.close()


@pytest.mark.slow
def test_whatever_comes_in_any_order_leaves_a_whole_memory(store_url: str) -> None:
    how = settings(max_examples=12, stateful_step_count=15, deadline=None)
    run_state_machine_as_test(partial(Remembering, store_url), settings=how)
