"""Labelled messages -> what the reader is taught of answers and commands in plain words.

Decides that a message is held against what its own label says of it, that a command is always held against "answers"
too, and that a part of the messages is not taught: what is fitted on the reader's readings must not have been seen by
it, nor what figures are taken from. Questions that are held out are not shown; in their place stands another one, as it
was drawn in the first place.
"""

import hashlib
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from app.interview.requests.commands import Command
from app.interview.requests.wishes import Wish
from app.reading.outcome import Excerpt, PointState
from eval.hearing.messages import ANSWER, Message, read_messages
from eval.reading.annotated import state_target
from eval.reading.texts import SAYS, TOUCHES, Side, Sides, Target, TrainingText
from eval.training_examples.epoch import Example
from ingest.bank.questions import Question

READ = ("written", "registers", "odd", "vacuous", "kept", "fresh", "blind_kept", "spoken")
FIGURES = ("opened", "kept", "fresh", "blind_opened", "blind_kept")
# What a label says of a message: one that is changed here has to be taught anew.
ANSWERS = "The candidate answers the question."
# To go on after a pause is labelled as a pause.
STATEMENTS = MappingProxyType(
    {
        Command.HINT: "The candidate asks for a hint.",
        Command.CLARIFY: "The candidate asks for a fact of the case, or what a word of the question means.",
        Command.REPEAT: "The candidate asks to hear the question again.",
        Command.REPHRASE: "The candidate asks for the question in other words.",
        Command.SKIP: "The candidate wants the next question without answering this one.",
        Command.EXPLAIN: "The candidate asks to have explained what was said after the answer.",
        Command.MODEL_ANSWER: "The candidate asks what a good answer would be.",
        Command.RETRY: "The candidate wants to answer the same question again.",
        Command.PAUSE: "The candidate wants to pause, or is back from a pause.",
        Command.APPEAL: "The candidate says that the grade is wrong.",
        Command.END: "The candidate wants to end the interview.",
        Command.TALK: "The candidate makes small talk, or asks about the interviewer or the interview.",
    }
)
SEED = 20_261_130
# One message in four is left for what is fitted on the readings.
UNTAUGHT_BYTES = 64
# So many other commands is a message held against; so many answers are taken from those to follow-ups.
OTHERS, FROM_TEXTS = 3, 1500


def is_taught(message: str) -> bool:
    """Whether the reader is taught on a message; of the same words it is always the same."""
    plain = _plain(message)
    return hashlib.sha256(plain.encode()).digest()[0] >= UNTAUGHT_BYTES and plain not in _of_figures()


@lru_cache(maxsize=1)
def _of_figures() -> frozenset[str]:
    return frozenset(_plain(one.text) for name in FIGURES for one in read_messages(name))


def _plain(message: str) -> str:
    return " ".join(re.findall(r"\w+", message.lower()))


def request_examples(texts: Sequence[TrainingText], bank: Sequence[Question], sides: Sides) -> list[Example]:
    """The messages that are taught, and short answers, each against some labels."""
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    side = {question.text: sides.side(question.id) for question in bank}
    shown = [text for text, of_it in side.items() if of_it is Side.TRAIN]
    messages = [_as_taught(one) for name in READ for one in read_messages(name) if is_taught(one.text)]
    answers = [Message(one.question, one.text, ANSWER) for one in texts]
    messages += rng.sample(answers, min(FROM_TEXTS, len(answers)))
    return [example for one in messages for example in _of_message(one, side, shown, rng)]


def _as_taught(message: Message) -> Message:
    """A message with its label of the time at which the reader was taught: who wishes another question skipped."""
    return replace(message, label=Command.SKIP.value) if message.label in set(Wish) else message


def _of_message(
    message: Message, side: Mapping[str, Side], shown: Sequence[str], rng: random.Random
) -> Iterator[Example]:
    is_shown = side.get(message.question, Side.TRAIN) is Side.TRAIN or not shown
    asked = message.question if is_shown else rng.choice(shown)
    own = None if message.label == ANSWER else Command(message.label)
    others = rng.sample([command for command in STATEMENTS if command is not own], OTHERS)
    yield _example(ANSWERS, message.text, asked, TOUCHES if own else SAYS)
    if own:
        yield _example(STATEMENTS[own], message.text, asked, SAYS)
    for command in others:
        yield _example(STATEMENTS[command], message.text, asked, TOUCHES)


def _example(statement: str, message: str, asked: str, target: Target) -> Example:
    state = PointState.MET if target == SAYS else PointState.NOT_MET
    return Example(Excerpt(statement, (message,), asked), (target,), state_target(state))
