"""Reviews of cards: which are due, how an answer rates one, how the last one is taken back.

Decides the order of a review: the card, the grade, the rating, the store; and that what asks for something is no
answer, and rates nothing. The rules are in app/candidate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.candidate.candidate import LOCAL, reviewed
from app.candidate.cards import BY_STATE, Card, Rating
from app.coach.question_bank import QuestionBank
from app.hearing.message import command_in
from app.interview.grade import Grade, VerdictState
from app.interview.requests.commands import Command
from app.interview.turn import Ask, TurnKind, narrowed
from app.store.interviews import Store
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Stage
from ingest.errors import BadRequest, Conflict, NotFound
from ingest.language.text import Text

MOST_DUE = 200
NO_ANSWER = (
    "this reads as a request and not as an answer, and a review takes none: answer in a sentence or two, or rate the "
    "card yourself; “I don't know” is an answer"
)


class Grader(Protocol):
    """Grades an answer to a short question."""

    def grade(self, question: Question, answer: Text, *, is_follow_up: bool = False) -> Grade:
        """A verdict per key point of `question`."""
        ...


@dataclass(frozen=True)
class Due:
    """How many cards are due and how many there are, those to review now, longest due first, and when others come.

    `next_due_utc` is when the first card that is not due comes; None where there is none.
    """

    due: int
    cards_in_all: int
    cards: tuple[Card, ...]
    next_due_utc: datetime | None = None


@dataclass(frozen=True)
class Reviewed:
    """A reviewed card: as it was, as it is, how it was rated, and the verdict where an answer was graded."""

    before: Card
    card: Card
    rating: Rating
    grade: Grade | None


@dataclass(frozen=True)
class Reviews:
    """Reviews the cards of one candidate, its owner."""

    bank: QuestionBank
    grader: Grader
    store: Store
    now: Callable[[], datetime]
    owner: str = LOCAL
    recognise: Callable[[str, Question, Ask], Command | None] = command_in

    def due(self, most: int = MOST_DUE) -> Due:
        """The cards that are due."""
        now = self.now()
        count, every = self.store.candidates.count(self.owner, now)
        cards = self.store.candidates
        return Due(count, every, tuple(cards.due(self.owner, now, most)), cards.next_due(self.owner, now))

    def review(
        self,
        card_id: str,
        answer: str = "",
        rating: Rating | None = None,
        *,
        sure: float | None = None,
        seconds: float = 0.0,
    ) -> Reviewed:
        """Review a card: by a graded answer, by the candidate's own rating, or by both, where the rating counts.

        Raises:
            NotFound: there is no such card.
            BadRequest: the answer is none, but asks for something, and there is no rating.
            Conflict: the answer could not be graded and there is no rating.
        """
        before = self.store.candidates.card(self.owner, card_id)
        if rating is None and self._asks(self._short(before), answer):
            raise BadRequest(NO_ANSWER)
        grade = self.grader.grade(self._short(before), Text(answer), is_follow_up=True) if answer.strip() else None
        chosen = rating or self._rated(grade)
        credit = None if grade is None else grade.score
        learned = reviewed(card_id, chosen, self.now(), credit=credit, sure=sure, seconds=seconds)
        change = self.store.candidates.learn(self.owner, learned)
        return Reviewed(before, change.cards[0], chosen, grade)

    def undo(self) -> Card:
        """Take the last review back.

        Raises:
            NotFound: no card was reviewed.
            Conflict: the card has changed since, in an interview.
        """
        return self.store.candidates.undo_review(self.owner)

    def _asks(self, short: Question, answer: str) -> bool:
        """Whether a message asks for what a review has not, such as a hint or its end; who does not know says that."""
        ask = Ask(1, TurnKind.FOLLOW_UP, short.id, short.text, short.key_points[0].id)
        return self.recognise(answer, short, ask) not in {None, Command.SKIP}

    def _short(self, card: Card) -> Question:
        """The short question of a card: the point of its question alone, or what the card kept of it."""
        try:
            return narrowed(self.bank.question(card.question_id), card.point_id, card.prompt)
        except (NotFound, ValueError):
            point = KeyPoint(id=card.point_id, text=card.point, weight=card.weight, follow_up=card.prompt)
            return Question(
                id=card.question_id, text=card.prompt, stage=Stage.SCREENING, minutes=1, key_points=(point,),
                strong_answer=card.point,
            )  # fmt: skip

    def _rated(self, grade: Grade | None) -> Rating:
        if grade is None:
            # Nothing was said.
            return Rating.AGAIN
        if not grade.is_graded:
            raise Conflict(f"the answer could not be graded: {grade.not_graded}; rate it yourself")
        states = {verdict.state for verdict in grade.verdicts if not verdict.is_bonus} or {VerdictState.NOT_MET}
        return min((BY_STATE[state] for state in states), key=list(Rating).index)
