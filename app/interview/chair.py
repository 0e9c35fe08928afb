"""The second chair: what somebody who sits beside the coach has heard, remarked and asked in an interview. Pure.

Decides what the chair may mark and when it is settled: marks can change until they were handed in and the answer is
graded, for from then on the chair sees the coach's verdicts. Nothing here moves a grade: marks stand beside it, and a
question of the chair is a turn that counts in no score.
"""

from dataclasses import dataclass, replace
from datetime import datetime

MOST_REMARK_CHARS = 2000
MOST_QUESTION_CHARS = 600
# As many as nobody asks; each is read again with its interview.
MOST_QUESTIONS = 20


@dataclass(frozen=True)
class Note:
    """What the chair says of turn `turn`: the ids of the key points that were heard, and a remark in words.

    `handed_in_utc` is when they were handed in, which shows the coach's verdicts to the chair; None before.
    """

    turn: int
    heard: tuple[str, ...] = ()
    remark: str = ""
    handed_in_utc: datetime | None = None

    @property
    def is_handed_in(self) -> bool:
        """Whether it is meant for the candidate."""
        return self.handed_in_utc is not None


@dataclass(frozen=True)
class ChairQuestion:
    """A question that the chair asks: in these words, about a planned question, perhaps on one of its points."""

    key: str
    text: str
    question_id: str
    point_id: str
    at_utc: datetime


@dataclass(frozen=True)
class Chair:
    """All that the chair has said in an interview. `taken_utc` is when it was first taken; None: nobody sat there."""

    taken_utc: datetime | None = None
    notes: tuple[Note, ...] = ()
    questions: tuple[ChairQuestion, ...] = ()

    def note(self, turn: int) -> Note:
        """What is noted of a turn; an empty note where nothing is."""
        return next((one for one in self.notes if one.turn == turn), Note(turn))

    def noting(self, note: Note) -> "Chair":
        """The chair with this note in the place of the one of its turn."""
        others = tuple(one for one in self.notes if one.turn != note.turn)
        return replace(self, notes=tuple(sorted((*others, note), key=lambda one: one.turn)))

    def asking(self, question: ChairQuestion) -> "Chair":
        """The chair with one more question."""
        return replace(self, questions=(*self.questions, question))

    def taken(self, now: datetime) -> "Chair":
        """The chair once somebody sits there."""
        return self if self.taken_utc is not None else replace(self, taken_utc=now)


NOBODY_SITS = Chair()
