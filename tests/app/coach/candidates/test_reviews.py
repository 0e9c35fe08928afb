"""Reviews of cards: rated by the grade of an answer or by the candidate, taken back, kept with the owner."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.candidate.candidate import answered
from app.candidate.cards import Rating
from app.coach.candidates.reviews import Reviews
from app.coach.question_bank import QuestionBank
from app.interview.grade import Grade, VerdictState
from app.store.interviews import Store
from ingest.errors import BadRequest, Conflict, NotFound

MET, PARTLY, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET


class Scripted:
    """A grader whose verdict of the one point is `state`; remembers what it was asked to grade."""

    def __init__(self, make: Any) -> None:
        self.make, self.state, self.graded = make, MET, []
        self.not_graded = ""

    def grade(self, question: Any, answer: Any, *, is_follow_up: bool = False) -> Grade:
        self.graded.append((question, answer, is_follow_up))
        return self.make.grade(question, [self.state], not_graded=self.not_graded)


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def reviews(make: Any) -> Iterator[Reviews]:
    """Reviews of a candidate who missed p0 and p1 of a question an hour ago."""
    store = Store("sqlite://")
    question = make.question()
    interview = make.interview(question)
    store.add("me", interview)
    interview = make.answer(interview, make.grade(question, [MISSED, PARTLY, MET, MET]), key="k")
    store.record("me", interview, answered(interview))
    clock = Clock(make.now + timedelta(hours=1))
    yield Reviews(QuestionBank((question,)), Scripted(make), store, clock, "me")
    store.close()


def test_what_was_missed_is_due(reviews: Reviews) -> None:
    due = reviews.due()
    assert (due.due, due.cards_in_all, [card.id for card in due.cards]) == (2, 2, ["q/p0", "q/p1"])
    assert due.next_due_utc is None


def test_where_nothing_is_due_it_is_told_when_the_next_card_is(reviews: Reviews) -> None:
    after = [reviews.review(name, "", Rating.GOOD).card.due_utc for name in ("q/p0", "q/p1")]
    told = reviews.due()
    assert (told.due, told.cards, told.next_due_utc) == (0, (), min(after))


@pytest.mark.parametrize("words", ["give me a hint please", "could you repeat that?", "pause", "stop"])
def test_what_asks_for_something_rates_no_card(reviews: Reviews, words: str) -> None:
    """It was graded as an answer, and the card came again at once."""
    with pytest.raises(BadRequest, match="reads as a request"):
        reviews.review("q/p0", words)
    assert (reviews.grader.graded, [card.id for card in reviews.due().cards]) == ([], ["q/p0", "q/p1"])
    # Who rates it themselves may have written anything.
    assert reviews.review("q/p0", words, Rating.GOOD).rating is Rating.GOOD
    reviews.grader.state = MISSED
    assert reviews.review("q/p1", "skip this one").rating is Rating.AGAIN


@pytest.mark.parametrize(("state", "rating"), [(MET, Rating.GOOD), (PARTLY, Rating.HARD), (MISSED, Rating.AGAIN)])
def test_the_verdict_rates_the_review(reviews: Reviews, state: VerdictState, rating: Rating) -> None:
    reviews.grader.state = state
    reviewed = reviews.review("q/p0", "my own words")
    assert reviewed.rating is rating
    question, _, is_follow_up = reviews.grader.graded[0]
    assert ([point.id for point in question.key_points], question.text, is_follow_up) == (
        ["p0"], "What about point 0?", True
    )  # fmt: skip


def test_the_candidates_own_rating_counts_over_the_grade(reviews: Reviews) -> None:
    reviews.grader.state = MISSED
    assert reviews.review("q/p0", "my own words", Rating.EASY).rating is Rating.EASY
    assert reviews.review("q/p1", rating=Rating.HARD).grade is None


def test_nothing_said_is_again_and_what_could_not_be_graded_is_no_review(reviews: Reviews) -> None:
    assert reviews.review("q/p0", "  ").rating is Rating.AGAIN
    reviews.grader.not_graded = "the model is away"
    with pytest.raises(Conflict, match="rate it yourself"):
        reviews.review("q/p1", "my own words")
    assert reviews.store.candidates.card("me", "q/p1").reviews == 1


def test_a_reviewed_card_is_no_longer_due_and_undo_brings_it_back(reviews: Reviews) -> None:
    before = reviews.store.candidates.card("me", "q/p0")
    reviews.review("q/p0", "my own words", sure=0.9)
    assert reviews.due().due == 1
    assert reviews.undo() == before
    assert reviews.due().due == 2
    with pytest.raises(NotFound, match="no card has been reviewed"):
        reviews.undo()


def test_a_card_of_a_question_that_the_bank_no_longer_has_is_asked_all_the_same(reviews: Reviews) -> None:
    gone = Reviews(QuestionBank(()), reviews.grader, reviews.store, reviews.now, "me")
    gone.review("q/p0", "my own words")
    assert reviews.grader.graded[0][0].key_points[0].text == "Point 0 of q is made."


def test_cards_of_somebody_else_are_not_there(reviews: Reviews) -> None:
    other = Reviews(reviews.bank, reviews.grader, reviews.store, reviews.now, "other")
    assert other.due().cards == ()
    acts: list[Callable[[], Any]] = [lambda: other.review("q/p0", "my own words"), other.undo]
    for act in acts:
        with pytest.raises(NotFound):
            act()
