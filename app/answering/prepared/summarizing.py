"""Likely answers to a question -> the sentences that tell most of it in few words. Pure.

Decides which are told: the first sentence of the likeliest answer, then, one by one, whichever is worth most and
repeats least of what is told (maximal marginal relevance). A sentence is worth what the answers have in common with it,
each counted by how likely it is, since what several of them say is essential (centrality), and how near it is to the
question.

Sources: Carbonell and Goldstein 1998, "The use of MMR"; Erkan and Radev 2004, "LexRank",
https://arxiv.org/abs/1109.2128.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.answering.prepared.likelihood import Match
from app.answering.statements import POINTS_BACK
from ingest.bank.answers import PreparedSentence
from ingest.embedding.embedder import Vectors

# Answers whose sentences are told, and which share of the likeliest's probability each must have.
MOST_ANSWERS, RIVAL = 5, 0.3
# What nearness to the question counts beside what the answers have in common, and what repeating counts against both.
NEARNESS, REPEATING = 0.5, 0.8
# The likeliest answer's own sentences belong together.
OWN = 0.15
# From this cosine on a sentence tells what is told already.
SAME = 0.8
# "No, RAG reduces ..." answers another question than the one that was asked.
_REPLIES = re.compile(r"(?:No|Yes|Not|Usually not|For (?:that|this) reason|As a result)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Offered:
    """A sentence of the answer `of` (0 is the likeliest), with its row of the vectors and what it is worth."""

    sentence: PreparedSentence
    of: int
    row: int
    worth: float


def rivals(found: Sequence[Match]) -> Sequence[Match]:
    """Of answers, likeliest first, those whose sentences may be told."""
    return [one for one in found[:MOST_ANSWERS] if one.probability >= RIVAL * found[0].probability]


def summary(found: Sequence[Match], vectors: Vectors, query: Vectors, room: int) -> list[PreparedSentence]:
    """At most `room` words of answers, likeliest first, in an order that can be read; the first sentence always.

    `vectors`: float32 (sentences, dimension) of all sentences, answer after answer; `query` (dimension,).
    """
    offered = _offered(found, vectors, query)
    told, words = offered[:1], _words(offered[0])
    left = [one for one in offered[1:] if one.of == 0 or _stands_alone(one.sentence.text)]
    while left:
        repeats = vectors[[one.row for one in left]] @ vectors[[one.row for one in told]].T
        gain = [one.worth - REPEATING * float(most) for one, most in zip(left, repeats.max(axis=1), strict=True)]
        best = int(np.argmax(gain))
        one = left.pop(best)
        if repeats[best].max() < SAME and words + _words(one) <= room:
            told.append(one)
            words += _words(one)
    return [one.sentence for one in sorted(told, key=lambda one: one.row)]


def _offered(found: Sequence[Match], vectors: Vectors, query: Vectors) -> list[_Offered]:
    of = np.repeat(np.arange(len(found)), [len(one.answer.sentences) for one in found])
    shares = np.array([one.probability for one in found])
    shares /= shares.sum()
    likeness = vectors @ vectors.T
    # Of each sentence, how near the nearest one of each answer is; to its own answer that is itself.
    shared = np.stack([likeness[:, of == number].max(axis=1) for number in range(len(found))], axis=1)
    worth = shared @ shares + NEARNESS * (vectors @ query) + OWN * (of == 0)
    sentences = [sentence for one in found for sentence in one.answer.sentences]
    return [_Offered(sentence, int(of[row]), row, float(worth[row])) for row, sentence in enumerate(sentences)]


def _stands_alone(text: str) -> bool:
    return not POINTS_BACK.match(text) and not _REPLIES.match(text)


def _words(one: _Offered) -> int:
    return len(one.sentence.text.split())
