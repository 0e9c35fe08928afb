"""Labelled messages, and what the classifier is taught with: the sets of TAUGHT, statements and short answers.

Decides which sets teach. How sure a command must be is chosen on those that are to be looked at (OPENED); the others
are for figures at the end.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.settings import Settings
from eval.figures.folders import CASES
from ingest.bank.questions import Question, load_bank

MESSAGES = CASES / "messages"
ANSWER = "answer"
TAUGHT = (
    "written",
    "registers",
    "odd",
    "vacuous",
    "kept",
    "fresh",
    "blind_kept",
    "spoken",
    "indirect",
    "own_way",
    "wishes",
)
OPENED = (
    "opened",
    "blind_opened",
    "msg8_opened",
    "msg9_opened",
    "msg10_opened",
    "msg11_opened",
    "vacuous_opened",
    "wishes_opened",
)
# Who has answered and closes with "that's it, next one" has answered: so many answers of so many words are taught with
# a short message of these labels behind them.
CLOSED, FEWEST_WORDS, MOST_CLOSING = 1200, 9, 8
CLOSES = ("skip", "end", "talk")
# Short statements of the bank and answers to follow-ups, which are answers; drawn with a seed.
FROM_BANK, FROM_ANSWERS, SEED = 2000, 3000, 20_261_129
ANSWERS = ("follow_up_answers", "unprompted_follow_ups")


@dataclass(frozen=True)
class Message:
    """A message with its label and the question that it was typed to."""

    question: str
    text: str
    label: str


def read_messages(*names: str) -> list[Message]:
    """The messages of files in eval/cases/messages."""
    rows = [row for name in names for row in _rows(MESSAGES / f"{name}.jsonl")]
    return [Message(row["question"], row["message"], row["label"]) for row in rows]


def taught(settings: Settings) -> list[Message]:
    """What the classifier is taught with."""
    bank = load_bank(settings.corpus / "questions")
    messages = [*read_messages(*TAUGHT), *_statements(bank), *_short_answers()]
    return [*messages, *_closed(messages)]


def _closed(messages: Sequence[Message]) -> list[Message]:
    """Answers with words behind them that alone would be a command."""
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    closing = [one for one in messages if one.label in CLOSES and len(one.text.split()) <= MOST_CLOSING]
    answers = [one for one in messages if one.label == ANSWER and len(one.text.split()) >= FEWEST_WORDS]
    drawn = rng.sample(answers, min(CLOSED, len(answers)))
    return [replace(one, text=f"{_stopped(one.text)} {rng.choice(closing).text}") for one in drawn]


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _statements(bank: Sequence[Question]) -> list[Message]:
    """What good answers say of the bank's points."""
    statements = [
        Message(question.text, text, ANSWER)
        for question in bank
        for point in question.key_points
        for text in (*point.other_wordings, *point.instances, point.text)
    ]
    return random.Random(SEED).sample(statements, FROM_BANK)  # noqa: S311  (no secret)


def _short_answers() -> list[Message]:
    """What the reader is taught of follow-ups: right, wrong and vague answers of some words."""
    rows = [row for name in ANSWERS for row in _rows(CASES / "reader" / f"{name}.jsonl")]
    answers = [Message(row.get("follow_up") or row["question"], row["text"], ANSWER) for row in rows]
    return random.Random(SEED).sample(answers, FROM_ANSWERS)  # noqa: S311  (no secret)


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
