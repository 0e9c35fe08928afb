"""Likely answers to a question -> the sentences that are told. Pure.

Decides which answer is told: the one that says most of what the likely ones say, each counted by how likely it is
(minimum Bayes risk), so that a narrow one does not win for its wording; and that a short one gets one sentence more,
the one of the others that is worth most and repeats least of it (maximal marginal relevance). It is worth what the
answers have in common with it, since what several of them say is essential, and how near it is to the question.

Sources: Kumar and Byrne 2004, "Minimum Bayes-Risk Decoding", https://aclanthology.org/N04-1022; Carbonell and
Goldstein 1998, "The use of MMR".
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.answering.prepared.likelihood import Match
from app.answering.statements import POINTS_BACK
from ingest.bank.answers import PreparedSentence
from ingest.embedding.embedder import Vectors

# Answers that are looked at, and which share of the likeliest's probability each must have.
MOST_ANSWERS, RIVAL = 5, 0.5
# What a point of agreement counts beside a unit of the log odds that the answer is the right one.
AGREEMENT = 2.0
# An answer of so many words is told as it was written: with a sentence of others readers called half of such answers
# incoherent.
LONG = 85
# What nearness to the question counts beside what the answers have in common, and what repeating counts against both.
NEARNESS, REPEATING = 0.5, 0.8
# From this cosine on a sentence tells what is told already.
SAME = 0.65
# "No, RAG reduces ..." answers another question than the one that was asked.
_REPLIES = re.compile(r"(?:No|Yes|Not|Usually not|For (?:that|this) reason|As a result)\b", re.IGNORECASE)


def rivals(found: Sequence[Match]) -> Sequence[Match]:
    """Of answers, likeliest first, those that may be told."""
    return [one for one in found[:MOST_ANSWERS] if one.probability >= RIVAL * found[0].probability]


def by_agreement(found: Sequence[Match], vectors: Vectors) -> Sequence[Match]:
    """Answers about as likely, the one to tell first: it says most of what they say, each counted by how likely it is.

    `vectors`: float32 (sentences, dimension) of all their sentences, answer after answer.
    """
    shares = _shares(found)
    of = _answer_of(found)
    shared = _shared(found, vectors)
    # How much of each answer, of a row, each of the others says, of a column.
    said = np.stack([shared[of == number].mean(axis=0) for number in range(len(found))])
    others = shares @ said - shares * said.diagonal()
    odds = np.log([one.probability / max(1 - one.probability, 1e-6) for one in found])
    best = int(np.argmax(odds + AGREEMENT * others / np.maximum(1 - shares, 1e-6)))
    return [found[best], *found[:best], *found[best + 1 :]]


def told_of(found: Sequence[Match], vectors: Vectors, query: Vectors, room: int) -> list[PreparedSentence]:
    """The first answer in at most `room` words, its first sentence whatever the room, with one sentence more if short.

    `vectors`: float32 (sentences, dimension) of all their sentences, answer after answer; `query` (dimension,).
    """
    told: list[PreparedSentence] = []
    for one in found[0].answer.sentences:
        if not told or words_of([*told, one]) <= room:
            told.append(one)
    if words_of(told) < LONG:
        more = _one_more(found, vectors, query)
        if more is not None and words_of([*told, more]) <= room:
            told.append(more)
    return told


def _one_more(found: Sequence[Match], vectors: Vectors, query: Vectors) -> PreparedSentence | None:
    """The sentence of another answer that adds most to the first; None where each repeats it or leans on others."""
    sentences = [sentence for one in found for sentence in one.answer.sentences]
    own = _answer_of(found) == 0
    worth = _shared(found, vectors) @ _shares(found) + NEARNESS * (vectors @ query)
    repeats = (vectors @ vectors[own].T).max(axis=1)
    fits = ~own & (repeats < SAME) & np.array([_stands_alone(one.text) for one in sentences])
    best = int(np.argmax(np.where(fits, worth - REPEATING * repeats, -np.inf)))
    return sentences[best] if fits[best] else None


def _shares(found: Sequence[Match]) -> NDArray[np.float64]:
    """How likely each answer is beside the others; adds up to 1."""
    likely = np.array([one.probability for one in found])
    shares: NDArray[np.float64] = likely / likely.sum()
    return shares


def _answer_of(found: Sequence[Match]) -> NDArray[np.int64]:
    """Whose each sentence is."""
    return np.repeat(np.arange(len(found)), [len(one.answer.sentences) for one in found])


def _shared(found: Sequence[Match], vectors: Vectors) -> Vectors:
    """The cosine of each sentence to the nearest one of each answer, float32 (sentences, answers)."""
    likeness, of = vectors @ vectors.T, _answer_of(found)
    return np.stack([likeness[:, of == number].max(axis=1) for number in range(len(found))], axis=1)


def _stands_alone(text: str) -> bool:
    return not POINTS_BACK.match(text) and not _REPLIES.match(text)


def words_of(told: Sequence[PreparedSentence]) -> int:
    """How many words sentences have."""
    return sum(len(one.text.split()) for one in told)
