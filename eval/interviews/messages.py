"""What becomes of labelled messages: `coach eval messages` sends each to a coach, as the first of an interview.

Decides what counts: an answer is lost where it is taken for a command, a command is graded where it is taken for an
answer; what is asked back about is neither. The question must be one of the bank's, so that it is known what a message
earns.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from app.coach.coach import Coach
from app.coach.interviews import Given, TurnResult
from app.interview.grade import GateReason
from app.interview.requests.commands import Command
from app.interview.requests.wishes import Wish
from eval.figures.json_lines import read_lines
from ingest.bank.questions import Question
from ingest.errors import BadRequest

ANSWER, BACK = "answer", "asked back"
# Messages that go on after a pause are labelled as pauses.
ALSO = {Command.RESUME: Command.PAUSE.value}
# A wish that no command fulfils is talk, to which it is told what is possible.
AS_TALK = {wish.value: Command.TALK.value for wish in Wish}


class LabelledMessage(BaseModel):
    """A line of eval/cases/messages; `label` is "answer" or the name of a command."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    stage: str
    message: str
    label: str


@dataclass(frozen=True)
class Heard:
    """What became of some messages; `unknown` are those to a question that the bank has not."""

    answers: int = 0
    commands: int = 0
    unknown: int = 0
    lost: tuple[str, ...] = ()
    graded: tuple[str, ...] = ()
    confused: tuple[str, ...] = ()
    asked_back: dict[str, int] = field(default_factory=dict)

    def render(self) -> str:
        """The figures in words, and the messages that were heard as what they are not."""
        back = self.asked_back
        lines = [
            f"answers: {self.answers}, {_share(self.lost, self.answers)} taken for a command, "
            f"{back.get('answers', 0)} asked back about",
            f"commands: {self.commands}, {_share(self.graded, self.commands)} graded, "
            f"{back.get('commands', 0)} asked back about, {len(self.confused)} taken for another command",
        ]
        if self.unknown:
            lines.append(f"{self.unknown} messages are to questions that the bank has not, and were left out")
        for what, messages in (("lost", self.lost), ("graded", self.graded), ("another", self.confused)):
            lines += [f"  {what}: {message}" for message in messages]
        return "\n".join(lines)

    def as_json(self) -> dict[str, object]:
        """The same for a program."""
        return asdict(self)


def _share(some: Sequence[str], count: int) -> str:
    return f"{len(some)} ({len(some) / max(count, 1):.1%})"


def read_messages(path: Path) -> list[LabelledMessage]:
    """The messages of a file.

    Raises:
        BadRequest: a line is no message.
    """
    return [one for _, one in read_lines(path, LabelledMessage, BadRequest)]


def hear(coach: Coach, messages: Iterable[LabelledMessage]) -> Heard:
    """Send each message to its question in an interview of its own."""
    bank = {question.text: question for question in coach.bank.questions}
    counts, back = Counter[str](), Counter[str]()
    lost, graded, confused = list[str](), list[str](), list[str]()
    for one in messages:
        question = bank.get(one.question)
        if question is None:
            counts["unknown"] += 1
            continue
        is_answer = one.label == ANSWER
        what = "answers" if is_answer else "commands"
        counts[what] += 1
        told = _heard_as(coach, question, one.message)
        if told == BACK:
            back[what] += 1
        elif is_answer and told != ANSWER:
            lost.append(f"{told}: {one.message}")
        elif not is_answer and told == ANSWER:
            graded.append(f"{one.label}: {one.message}")
        elif told != AS_TALK.get(one.label, one.label):
            confused.append(f"{one.label} as {told}: {one.message}")
    return Heard(
        counts["answers"],
        counts["commands"],
        counts["unknown"],
        tuple(lost),
        tuple(graded),
        tuple(confused),
        dict(back),
    )


def _heard_as(coach: Coach, question: Question, message: str) -> str:
    interview = coach.interviews.start_with([question])
    told = coach.interviews.say(interview.id, Given(message, "once"), 1)
    if isinstance(told, TurnResult):
        gate = told.turn.grade.gate
        # What is skipped is graded as if nothing had been said.
        return Command.SKIP.value if gate is not None and gate.reason is GateReason.EMPTY else ANSWER
    exchange = told.exchange
    return BACK if exchange.in_doubt is not None else ALSO.get(exchange.command, exchange.command.value)
