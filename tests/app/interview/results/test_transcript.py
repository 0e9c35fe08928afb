"""What was said in an interview stands in its transcript, in order of time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.interview.course import Exchange, Fact
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.interview.requests.commands import Command
from app.interview.requests.retry import taken_up
from app.interview.results.transcript import transcript

MET = VerdictState.MET


def after(interview: Interview, number: int, command: Command, told: str, at: datetime, said: str = "") -> Interview:
    facts = (Fact(said, told),) if command is Command.CLARIFY else ()
    exchange = Exchange(number, command, said, told, at, facts=facts)
    return replace(interview, course=interview.course.with_exchange(exchange))


def lines(interview: Interview) -> list[tuple[str, str, str]]:
    return [(line.who, line.command, line.text) for line in transcript(interview)]


def test_what_was_asked_for_and_told_stands_between_question_and_answer(make: Any) -> None:
    at = [make.now + timedelta(minutes=n) for n in range(9)]
    one, two = make.question("one"), make.question("two")
    interview = make.interview(one, two)
    interview = after(interview, 1, Command.CLARIFY, "About a million a day.", at[1], "How many users\nare there?")
    interview = after(interview, 1, Command.HINT, "Ask yourself: what about point 1?", at[2])
    interview = make.answer(interview, make.grade(one, [MET] * 4), answered_utc=at[3])
    interview = after(interview, 2, Command.PAUSE, "The interview is paused.", at[4], "give me a minute")
    interview = after(interview.ended(at[5]), 1, Command.EXPLAIN, "A passage.", at[6])
    assert lines(interview) == [
        ("interviewer", "", one.text),
        ("candidate", "clarify", "How many users\nare there?"),
        ("interviewer", "clarify", "About a million a day."),
        ("candidate", "hint", "(hint)"),
        ("interviewer", "hint", "Ask yourself: what about point 1?"),
        ("candidate", "", "my own words"),
        ("interviewer", "", two.text),
        ("candidate", "pause", "give me a minute"),
        ("interviewer", "pause", "The interview is paused."),
        ("candidate", "explain", "(explain)"),
        ("interviewer", "explain", "A passage."),
    ]
    told = transcript(interview)
    assert [line.at_utc for line in told] == sorted(line.at_utc for line in told)
    assert [line.turn for line in told if not line.is_answered] == [2]
    assert [line.earned for line in told if line.earned is not None] == [7]


def test_a_second_try_stands_after_the_words_that_asked_for_it_and_before_its_hints(make: Any) -> None:
    at = [make.now + timedelta(minutes=n) for n in range(9)]
    one, two = make.question("one"), make.question("two")
    interview = make.answer(make.interview(one, two), make.grade(one, [MET] * 4), answered_utc=at[1])
    interview = after(taken_up(interview, None, at[2]), 2, Command.RETRY, "Second try.", at[2], "again please")
    interview = after(interview, 2, Command.HINT, "A hint.", at[3])
    interview = make.answer(interview, make.grade(one, [MET] * 4), answered_utc=at[4], answer="better words")
    assert lines(interview)[2:] == [
        ("candidate", "retry", "again please"),
        ("interviewer", "retry", "Second try."),
        ("interviewer", "", one.text),
        ("candidate", "hint", "(hint)"),
        ("interviewer", "hint", "A hint."),
        ("candidate", "", "better words"),
        ("interviewer", "", two.text),
    ]
