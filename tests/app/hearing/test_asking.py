"""A message of questions alone is known as one, and a design that asks is not."""

import json

import pytest
from banks import bank_questions
from checkout import PROJECT

from app.hearing.asking import asked_in, only_asks
from app.hearing.message import command_in, doubt_in
from app.interview.requests.commands import Command
from app.interview.turn import Ask, TurnKind
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage

ANNOUNCED = (
    "Before I draw anything I'd like to ask a few things.",
    "First some questions.",
    "I have a few questions before I design anything.",
    "Before I start, let me make sure that I understand the task.",
    "Let me clarify a few things.",
)


def designs() -> list[Question]:
    return [question for question in bank_questions() if question.stage is Stage.SYSTEM_DESIGN]


@pytest.mark.parametrize("opening", ANNOUNCED)
def test_questions_that_a_sentence_announces_are_asked_and_not_graded(opening: str) -> None:
    """The long ones earned up to 10 of 23 points, the short ones were asked back about."""
    for question in designs()[::15]:
        ask = Ask(1, TurnKind.QUESTION, question.id, question.text)
        asked = [pair.question for pair in question.clarifying]
        for words in (" ".join((opening, *asked)), f"{opening} {asked[0]}"):
            assert command_in(words, question, ask) is Command.CLARIFY
            assert doubt_in(words, question, ask) is None


def test_questions_may_be_announced_at_length() -> None:
    assert only_asks("Sure. Before I start I have some questions. Let me ask about the users first. Who are they?")
    assert not only_asks("Before I begin, I have some questions. They are about the users.")
    assert not only_asks("I don't want to do any more questions. What's my total?")
    assert not only_asks("Do they use the same split? That's what I'd ask first.")


def test_questions_are_asked_however_many_they_are() -> None:
    asked = "How many users are there in the first year, and which of them pay for the answers that they get? "
    assert only_asks(asked * 20)


@pytest.mark.parametrize(
    "words",
    [
        "How do we find candidates? With two towers. How do we rank them? By boosted trees. Is that fast enough?",
        "I take two stages. How many users? I assume a million.",
        "I'd retrieve with two towers and rank with boosted trees. Does that fit? Shall I go into the ranker?",
        "Let me ask first. How many users are there? Say a million, so one machine holds the index.",
        "so I would take two towers for the candidates and boosted trees for the ranking and then I would log what is "
        "shown and what is clicked with its place so that the ranker can be trained without that bias and each night "
        "it is trained anew and compared with the old one, okay?",
    ],
)
def test_who_answers_and_asks_has_answered(words: str) -> None:
    assert not only_asks(words)


def test_no_design_is_taken_for_questions_though_it_ends_with_some() -> None:
    lines = (PROJECT / "eval/cases/hiring/opened.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    told = [message for row in rows for message in row["messages"] if "?" not in message]
    for design in (*(question.strong_answer for question in designs()), *told):
        assert not only_asks(f"{design} Does that match what you have in mind? Which part shall I go into?")


def test_what_is_asked_are_the_sentences_with_a_question_mark() -> None:
    words = "First some questions. Who uses it, e.g. clerks?\nMay it take 1.5 seconds? Thanks."
    assert asked_in(words) == ["Who uses it, e.g. clerks?", "May it take 1.5 seconds?"]
