"""Which questions an interview asks. Pure; `rng` is an argument.

Decides the plan: questions of the stage and the topics, spread over topics, easy ones first.
"""

import random
from collections.abc import Callable, Sequence

from ingest.bank.questions import Question
from ingest.bank.taxonomy import Difficulty, Stage, Topic

Choose = Callable[[Sequence[Question], Stage, Sequence[Topic], int, random.Random], tuple[Question, ...]]

MOST_QUESTIONS = 12
EASY_FIRST = list(Difficulty)


def choose(
    bank: Sequence[Question], stage: Stage, topics: Sequence[Topic], count: int, rng: random.Random
) -> tuple[Question, ...]:
    """Up to `count` questions of the stage and, where named, the topics: spread over topics, easy ones first.

    `topics` empty means all. Returns fewer, or none, where the bank has fewer.
    """
    fitting = [question for question in bank if question.stage is stage and (not topics or question.topic in topics)]
    rng.shuffle(fitting)
    chosen: list[Question] = []
    while fitting and len(chosen) < count:
        used = [question.topic for question in chosen]
        rarest = min(fitting, key=lambda question: used.count(question.topic))
        chosen.append(rarest)
        fitting.remove(rarest)
    return tuple(sorted(chosen, key=lambda question: EASY_FIRST.index(question.difficulty)))
