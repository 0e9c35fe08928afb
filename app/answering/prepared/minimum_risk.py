"""Likely answers to a question -> the one that is told. Pure.

Decides which answer is told: the one that says most of what the likely ones say, each counted by how likely it is
(minimum Bayes risk), so that a narrow one does not win for its wording. It is told as it was written: with a sentence
of the others readers called a third of the answers incoherent (eval/cases/ask/README.md).

Source: Kumar and Byrne 2004, "Minimum Bayes-Risk Decoding", https://aclanthology.org/N04-1022
"""

from collections.abc import Sequence

import numpy as np

from app.answering.prepared.likelihood import Match
from ingest.bank.answers import PreparedAnswer, PreparedSentence
from ingest.embedding.embedder import Vectors

# Answers that are looked at, and which share of the likeliest's probability each must have.
MOST_ANSWERS, RIVAL = 5, 0.5
# Where a wording is the very question, a rival's must be no further from it than by MARGIN: one that is nearly as near
# is often the better one, one that is far answers a neighbour's question.
SAME_QUESTION, MARGIN = 0.95, 0.12
# What a point of agreement counts beside a unit of the log odds that the answer is the right one.
AGREEMENT = 2.0


def rivals(found: Sequence[Match]) -> Sequence[Match]:
    """Of answers, likeliest first, those that may be told: who words an answer as it is asked gets that answer."""
    asked = [one for one in found if one.is_asked]
    if asked:
        return asked[:MOST_ANSWERS]
    nearest = max(one.likeness for one in found)
    near = [one for one in found if nearest < SAME_QUESTION or one.likeness >= nearest - MARGIN]
    return [one for one in near[:MOST_ANSWERS] if one.probability >= RIVAL * near[0].probability]


def most_agreed(found: Sequence[Match], vectors: Vectors) -> Match:
    """Of answers about as likely the one that says most of what they say, each counted by how likely it is.

    `vectors`: float32 (sentences, dimension) of all their sentences, answer after answer.
    """
    likely = np.array([one.probability for one in found])
    shares = likely / likely.sum()
    # Whose each sentence is, and the cosine of each sentence to the nearest one of each answer.
    of = np.repeat(np.arange(len(found)), [len(one.answer.sentences) for one in found])
    likeness = vectors @ vectors.T
    shared = np.stack([likeness[:, of == number].max(axis=1) for number in range(len(found))], axis=1)
    # How much of each answer, of a row, each of the others says, of a column.
    said = np.stack([shared[of == number].mean(axis=0) for number in range(len(found))])
    others = shares @ said - shares * said.diagonal()
    odds = np.log(likely / np.maximum(1 - likely, 1e-6))
    return found[int(np.argmax(odds + AGREEMENT * others / np.maximum(1 - shares, 1e-6)))]


def told_of(answer: PreparedAnswer, room: int) -> list[PreparedSentence]:
    """The sentences of an answer in at most `room` words; its first whatever the room."""
    told: list[PreparedSentence] = []
    for one in answer.sentences:
        if not told or words_of([*told, one]) <= room:
            told.append(one)
    return told


def words_of(told: Sequence[PreparedSentence]) -> int:
    """How many words sentences have."""
    return sum(len(one.text.split()) for one in told)
