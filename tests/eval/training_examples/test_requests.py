"""What the reader is taught of messages: answers, and commands in plain words."""

from collections import defaultdict
from dataclasses import replace

import pytest
from banks import bank_questions

from app.interview.requests.commands import Command
from app.interview.requests.wishes import Wish
from eval.hearing.messages import read_messages
from eval.reading.texts import SAYS, TOUCHES, Kind, Side, Sides, TrainingText, read_sides
from eval.training_examples.epoch import Example, Sources, epoch_examples
from eval.training_examples.mixture import Mixture
from eval.training_examples.requests import ANSWERS, FIGURES, READ, STATEMENTS, is_taught, request_examples
from ingest.bank.questions import Question

TEXT = TrainingText(
    question_id="q", question="What is water?", point_id="p", point="Water is wet.", kind=Kind.TURNED, text="It is dry."
)  # fmt: skip
Bank = list[Question]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return list(bank_questions())


@pytest.fixture(scope="module")
def taught(bank: Bank) -> list[Example]:
    return request_examples([TEXT], bank, read_sides())


def test_a_command_says_what_its_label_says_and_neither_another_one_nor_an_answer(taught: list[Example]) -> None:
    told = defaultdict(list)
    for one in taught:
        told[one.excerpt.sentences, one.excerpt.asked].append((one.excerpt.statement, one.outcomes[0]))
    hint = next(one for one in read_messages("written") if one.label == Command.HINT and is_taught(one.text))
    [said] = [found for (sentences, _), found in told.items() if sentences == (hint.text,)]
    assert (STATEMENTS[Command.HINT], SAYS) in said
    assert (ANSWERS, TOUCHES) in said
    assert [outcome for _, outcome in said].count(SAYS) == 1


def test_what_answers_a_follow_up_answers_right_or_wrong_and_asks_for_nothing(taught: list[Example]) -> None:
    said = {one.excerpt.statement: one.outcomes for one in taught if one.excerpt.sentences == (TEXT.text,)}
    assert said.pop(ANSWERS) == (SAYS,)
    assert said
    assert set(said.values()) == {(TOUCHES,)}


def test_questions_that_no_training_sees_are_not_shown_and_a_part_of_the_messages_is_not_taught(
    taught: list[Example], bank: Bank
) -> None:
    sides = read_sides()
    unseen = {question.text for question in bank if sides.side(question.id) is not Side.TRAIN}
    assert not unseen & {one.excerpt.asked for one in taught}
    # Sets that figures were once taken from are fitted on by now, and still taught to no reader.
    texts = {one.text for name in READ if name not in FIGURES for one in read_messages(name)}
    left = {text for text in texts if not is_taught(text)}
    assert 0.2 < len(left) / len(texts) < 0.3
    assert not left & {one.excerpt.sentences[0] for one in taught}


def test_no_message_that_figures_are_taken_from_is_taught(taught: list[Example]) -> None:
    seen = {one.excerpt.sentences[0] for one in taught}
    for name in FIGURES:
        assert not seen & {one.text for one in read_messages(name)}


def test_every_label_has_its_statement_and_an_epoch_reads_none_unless_it_is_told_to(taught: list[Example]) -> None:
    labels = {one.label for name in READ for one in read_messages(name)}
    assert labels - {"answer", *Wish} == set(STATEMENTS)
    nothing = Mixture(wordings=0, follow_ups=0)
    sources = Sources([], lambda *_: pytest.fail("nothing is compared"), [], [], [], [], [], taught)
    assert not epoch_examples(sources, nothing, "1")
    half = epoch_examples(sources, replace(nothing, requests=0.5), "1")
    assert len(half) == len(taught) // 2


def test_without_a_bank_questions_stand_as_they_are() -> None:
    assert {one.excerpt.asked for one in request_examples([TEXT], [], Sides())} >= {TEXT.question}
