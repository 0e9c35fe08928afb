"""The course of an interview beside its turns: how it is held, and what was asked and told between the answers. Pure.

Decides what is remembered of it. All of it is one value, stored in one column; an interview of an older version has
the default one.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.interview.chair import NOBODY_SITS, Chair
from app.interview.requests.commands import Command
from app.interview.turn import Ask
from ingest.bank.taxonomy import Level, Stage

# As many as nobody needs; each is read again with its interview.
MOST_EXCHANGES = 200


class Mode(StrEnum):
    """Practice helps, has no clock and tells after each answer; an exam has a clock and tells at the end."""

    PRACTICE = "practice"
    EXAM = "exam"


@dataclass(frozen=True)
class Round:
    """A round of a loop: its stage, its questions in their order, and the minutes that it may take; 0: no limit."""

    stage: Stage
    question_ids: tuple[str, ...]
    minutes: int = 0


@dataclass(frozen=True)
class Fact:
    """A question that the candidate asked back, and the fact that was given; empty where the case has none.

    `is_unsure`: the fact may not be what was asked for, and was given as one that may be.
    """

    asked: str
    fact: str
    kind: str = ""
    is_unsure: bool = False


@dataclass(frozen=True)
class Exchange:
    """What was said and told without an answer being given, while turn `number` was asked.

    `point_id` is the point that was explained, or that a hint of the level `rung`, 1 to 3, is on, and `question_id`
    the question of that hint; `facts` are those that were asked for. `about` is the answered turn that was
    explained, or whose model answer was told. `key` is the idempotency key of the request. `in_doubt` is the
    command that a message may have been which was asked back about.
    """

    number: int
    command: Command
    said: str
    told: str
    at_utc: datetime
    key: str = ""
    point_id: str = ""
    rung: int = 0
    facts: tuple[Fact, ...] = ()
    in_doubt: Command | None = None
    about: int | None = None
    question_id: str = ""


@dataclass(frozen=True)
class Pause:
    """A stretch in which nothing was asked; `until_utc` is None while it lasts."""

    from_utc: datetime
    until_utc: datetime | None = None


@dataclass(frozen=True)
class Course:
    """How an interview is held and what was said between its answers.

    `level` is that of the job, None where all points of a question count. `rounds` are those of a loop; an interview
    of one round has none. `minutes` is the limit of an exam of one round. `shelved` is what was asked when an earlier
    question was taken up again. `is_adaptive`: each question of the plan is chosen by what was answered before it.
    `project` is the id of the candidate's project that the review is about, and `project_name` its name; both empty
    where the candidate tells of one of their choice. `chair` is what somebody has noted who sits beside the coach.
    """

    mode: Mode = Mode.PRACTICE
    level: Level | None = None
    loop: str = ""
    rounds: tuple[Round, ...] = ()
    minutes: int = 0
    exchanges: tuple[Exchange, ...] = ()
    pauses: tuple[Pause, ...] = ()
    shelved: Ask | None = None
    is_adaptive: bool = False
    project: str = ""
    project_name: str = ""
    chair: Chair = NOBODY_SITS

    @property
    def is_exam(self) -> bool:
        """Whether nothing is told before the end."""
        return self.mode is Mode.EXAM

    @property
    def is_paused(self) -> bool:
        """Whether it rests now."""
        return bool(self.pauses) and self.pauses[-1].until_utc is None

    def last_of(self, number: int) -> Exchange | None:
        """What was said last of all, where turn `number` was asked then."""
        last = self.exchanges[-1] if self.exchanges else None
        return last if last is not None and last.number == number else None

    def asks_to_end(self, number: int) -> bool:
        """Whether the candidate, to turn `number`, was asked just now whether the interview shall end."""
        last = self.last_of(number)
        return last is not None and last.command in {Command.END, Command.SKIP}

    def asks_to_skip(self, number: int) -> bool:
        """The same, since they wanted to leave the last question."""
        last = self.last_of(number)
        return last is not None and last.command is Command.SKIP

    def of_turn(self, number: int) -> tuple[Exchange, ...]:
        """What was said while turn `number` was asked."""
        return tuple(one for one in self.exchanges if one.number == number)

    def facts_asked(self, numbers: set[int]) -> tuple[Fact, ...]:
        """The facts that were asked for in those turns, in order."""
        return tuple(fact for one in self.exchanges if one.number in numbers for fact in one.facts)

    def with_exchange(self, exchange: Exchange) -> "Course":
        """The course with one more exchange."""
        return replace(self, exchanges=(*self.exchanges, exchange))

    def of_key(self, key: str) -> Exchange | None:
        """The exchange that was stored under this idempotency key."""
        return next((one for one in self.exchanges if key and one.key == key), None)

    def paused(self, now: datetime) -> "Course":
        """The course resting from now on."""
        return replace(self, pauses=(*self.pauses, Pause(now)))

    def resumed(self, now: datetime) -> "Course":
        """The course going on."""
        if not self.is_paused:
            return self
        return replace(self, pauses=(*self.pauses[:-1], replace(self.pauses[-1], until_utc=now)))
