"""Long answers and their parts, to fit how the points of a long answer are judged.

Decides that they are the bank's strong answers, each sentence tagged with the points that it says, of questions that no
measuring set holds: what others wrote is seldom longer than what is read whole. The reader was taught other answers to
these questions, as it was to most of the bank's.
"""

import random
from collections.abc import Sequence

from app.reading.verdict import AnswerKind
from eval.fitting.verdict_answers import SEED, LabelledAnswer, said_of
from eval.reading.annotated import read_annotated
from eval.reading.texts import TEXTS
from ingest.bank.questions import Question

LONG = TEXTS / "long"
# The beginnings of each answer, as shares of its sentences, beside its second half, some sentences and all of it.
BEGINNINGS = (1 / 4, 1 / 3, 1 / 2, 2 / 3)


def long_answers(bank: Sequence[Question]) -> list[LabelledAnswer]:
    """Annotated long answers to questions that the bank still has, and parts of them that are long too."""
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    now = {question.id: question for question in bank}
    found = []
    for annotated in read_annotated(LONG):
        if annotated.question_id not in now:
            continue
        for answer in annotated.answers:
            own, length = answer.sentences, len(answer.sentences)
            some = sorted(rng.sample(range(length), length // 2))
            parts = [own, *(own[: round(share * length)] for share in BEGINNINGS), own[length // 2 :]]
            parts.append(tuple(own[at] for at in some))
            found += [said_of(annotated, now[annotated.question_id], part) for part in parts if part]
    return [one for one in found if AnswerKind.of(len(one.answer.split())) is AnswerKind.LONG]
