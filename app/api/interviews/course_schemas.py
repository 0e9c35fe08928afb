"""The course of an interview over the wire: commands, what was told, its rounds and its clock.

Decides what is told of an interview beside its turns. A command by button goes to a route of its own; in plain words it
comes with the answers, and is recognised.
"""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from app.api.schemas import Model
from app.coach.commands import Wanted
from app.delivery.diagram import Diagram
from app.interview.clock import round_ends, seconds_for
from app.interview.course import Exchange
from app.interview.interview import Interview
from app.interview.project_evidence import Beside, BesideKind
from app.interview.requests.commands import Command
from ingest.bank.loops import Loop
from ingest.bank.taxonomy import Level, Stage


class LoopRoundView(Model):
    """A round of a loop."""

    stage: Stage
    questions: int
    minutes: int


class LoopView(Model):
    """A loop that can be chosen."""

    name: str
    title: str
    about: str
    level: Level | None
    rounds: list[LoopRoundView]

    @classmethod
    def of(cls, loop: Loop) -> Self:
        """The view of a loop."""
        rounds = [LoopRoundView(stage=one.stage, questions=one.questions, minutes=one.minutes) for one in loop.rounds]
        return cls(name=loop.name, title=loop.title, about=loop.about, level=loop.level, rounds=rounds)


class CommandRequest(Model):
    """A command, while turn `turn` is asked; `about` is the answered turn and `point_id` the point that it is about."""

    command: Command = Field(examples=["hint"])
    turn: int | None = Field(default=None, ge=1)
    about: int | None = Field(default=None, ge=1)
    point_id: Annotated[str, StringConstraints(max_length=100)] = ""
    said: Annotated[str, StringConstraints(max_length=2000)] = Field(
        default="", description="the words, such as what is asked back"
    )

    def wanted(self, key: str) -> Wanted:
        """The command as the coach takes it."""
        return Wanted(self.command, self.said, self.about, self.point_id, key)


class FactView(Model):
    """A question asked back, and the fact that was given; empty where the case has none."""

    asked: str
    fact: str
    kind: str


class ExchangeView(Model):
    """What was said and told without an answer, while `turn` was asked; `rung` is the level of a hint.

    `about` is the answered turn that was explained, or whose model answer was told, and `point_id` the point that was
    explained, or that the hint is on.
    """

    turn: int
    command: Command
    said: str
    told: str
    at_utc: datetime
    rung: int
    facts: list[FactView]
    about: int | None = None
    point_id: str = ""
    in_doubt: Command | None = Field(
        default=None,
        description="the command that the message may be, where the candidate is asked whether it is an answer: `yes`, "
        "or the same message once more, has it graded, `no` gives the command; null: nothing is asked",
    )

    @classmethod
    def of(cls, exchange: Exchange) -> Self:
        """The view of an exchange."""
        return cls(
            turn=exchange.number,
            command=exchange.command,
            said=exchange.said,
            told=exchange.told,
            at_utc=exchange.at_utc,
            rung=exchange.rung,
            facts=[FactView(asked=one.asked, fact=one.fact, kind=one.kind) for one in exchange.facts],
            about=exchange.about,
            point_id=exchange.point_id if exchange.command is Command.EXPLAIN else "",
            in_doubt=exchange.in_doubt,
        )


class BesideView(Model):
    """What the project that is talked about says of what was said: a line of a document, or commits of its history."""

    kind: BesideKind
    said: str
    told: str
    source: str
    line: int
    text: str
    commits: list[str]

    @classmethod
    def of(cls, beside: Beside) -> Self:
        """The view of it."""
        return cls(
            kind=beside.kind,
            said=beside.said,
            told=beside.told,
            source=beside.source,
            line=beside.line,
            text=beside.text,
            commits=list(beside.commits),
        )


class ClockView(Model):
    """The clock of an exam: when the question was asked, the seconds for it, and when its round ends."""

    asked_utc: datetime | None
    seconds: int
    round_ends_utc: datetime | None

    @classmethod
    def of(cls, interview: Interview) -> Self | None:
        """The clock of what is asked now; None where there is none."""
        ask = interview.ask
        seconds = None if ask is None else seconds_for(interview, ask)
        if ask is None or seconds is None:
            return None
        return cls(asked_utc=ask.asked_utc, seconds=seconds, round_ends_utc=round_ends(interview, ask.question_id))


class EdgeView(Model):
    """An arrow of a diagram."""

    source: str
    target: str
    label: str


class DiagramView(Model):
    """A diagram that was read in an answer."""

    components: list[str]
    edges: list[EdgeView]

    @classmethod
    def of(cls, diagram: Diagram) -> Self:
        """The view of a diagram."""
        edges = [EdgeView(source=one.source, target=one.target, label=one.label) for one in diagram.edges]
        return cls(components=list(diagram.components), edges=edges)
