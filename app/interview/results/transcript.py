"""What was said in an interview, line by line: questions, answers, and what was asked for and told between them. Pure.

Decides the order, which is that of time: what was said while a question was open stands after it, and before a question
that it brought back.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from app.interview.course import Exchange
from app.interview.interview import Interview
from app.interview.requests.commands import Command
from app.interview.results.prose import joined
from app.interview.results.scorecard import is_skip
from app.interview.turn import Ask, Turn


@dataclass(frozen=True)
class Line:
    """Something said: when, by whom, in which turn, and for an answer what it earned.

    `counts` is false of an answer to what was asked once more or by the chair, `is_answered` of what nobody answered.
    `command` is what was asked for or told, empty for questions and answers; one given by a button is named in brackets
    for its words. The single line breaks of pasted prose are joined.
    """

    at_utc: datetime
    who: str
    text: str
    earned: float | None = None
    possible: int | None = None
    turn: int = 0
    counts: bool = True
    is_answered: bool = True
    command: str = ""


def transcript(interview: Interview) -> tuple[Line, ...]:
    """All that was said, in order of time."""
    lines, at = list[Line](), interview.started_utc
    for turn in interview.turns:
        lines += [*_put(interview, turn.ask, at), _answered(turn)]
        at = turn.answered_utc
    left = interview.ask or interview.unanswered
    if left is not None:
        lines += [replace(one, is_answered=bool(one.command)) for one in _put(interview, left, at)]
    # What is explained after the end is told of a turn of before.
    return tuple(sorted(lines, key=lambda one: one.at_utc))


def _put(interview: Interview, ask: Ask, at: datetime) -> list[Line]:
    """What was asked at a time, and what was said until it was answered."""
    exchanges = interview.course.of_turn(ask.number)
    said = [line for one in exchanges for line in _exchanged(one)]
    if not ask.retry_of:
        return [_asked(ask, at), *said]
    # The number is that of the question which was open when the second try was asked for.
    return [*said, _asked(ask, max([at, *(one.at_utc for one in exchanges if one.command is Command.RETRY)]))]


def _asked(ask: Ask, at: datetime) -> Line:
    return Line(at, "second interviewer" if ask.chair else "interviewer", ask.text, turn=ask.number)


def _answered(turn: Turn) -> Line:
    grade = turn.standing
    # What was skipped has no points of its own: where all was, nothing was answered that could earn any.
    is_graded = grade.is_graded and grade.possible > 0 and not is_skip(turn)
    earned, possible = (grade.earned, grade.possible) if is_graded else (None, None)
    said = joined(turn.answer)
    return Line(turn.answered_utc, "candidate", said, earned, possible, turn.ask.number, counts=not turn.ask.is_aside)


def _exchanged(one: Exchange) -> tuple[Line, Line]:
    """What the candidate asked for, and what was told."""
    said = joined(one.said) or f"({one.command.value.replace('_', ' ')})"
    line = Line(one.at_utc, "candidate", said, turn=one.number, command=one.command.value)
    return line, replace(line, who="interviewer", text=one.told)
