"""A query -> the prepared answers near to it, best first, and how likely it is that one of them answers it.

Decides what speaks for an answer: how near its nearest wording is to the query, how near its three nearest are (one may
share only a phrase), how many of the query's words, the rare ones above all, the answer and its wordings hold, and how
well the search finds a section that it stands on. One form, a softmax over the answers, tells which is best; another,
of the best that any has of each feature, whether one of them answers at all. Both are fitted on graded lists:
`coach fit answers`.
"""

import math
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from app.answering.prepared.choosing import innermost
from ingest.bank.answers import PreparedAnswer
from ingest.index.answers import Matched, StoredAnswers
from ingest.index.bm25 import telling
from ingest.index.search import Hit, Index
from ingest.index.spelling import apart
from ingest.language.quantities import other_sizes, quantities

# A question is answered if it is this likely that something answers it. Chosen by cross-validation over the hands that
# wrote the graded lists' questions, so that nine of ten questions without an answer are refused: `coach fit answers`.
LIKELY = 0.75
# What an answer is worth to the typed words of a later question beside its worth to them with their subject. Chosen on
# eval/cases/conversations/opened.jsonl, as is the bound of a later question in combining.py.
OWN = 0.3
# What an answer loses for each thing of which the query names a size, and its first sentence only others: "13B in int8"
# asked, "a 13B model in 4 bits takes" told. Chosen on eval/cases/ask/graded_lists.jsonl.
OTHER_SIZE = 1.0
# A word that the corpus does not have is the name of something else or a slip that is not mended ("kv cahe memroy").
UNKNOWN = 0.5
WEIGHTS = Path(__file__).with_name("matching.json")
# Answers that are looked at for a query, those with the nearest wordings.
CANDIDATES = 20
# Of a question that the notes answer several answers are near, and so many of them tell it; in a bank of fewer answers
# the next ones are about something else, so it is one of each thousand.
NEIGHBOURS, PER_NEIGHBOUR = 5, 1000
# Passages whose sections speak for an answer; a section of none of them is worth what the last of them is.
FOUND = 10


class Choice(BaseModel):
    """What each feature of an answer counts among the answers to a query."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    likeness: float
    near: float
    words: float
    found: float


class Known(BaseModel):
    """A logistic form of the best that any answer has of each feature."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    constant: float
    likeness: float
    neighbours: float
    words: float
    length: float
    found: float


class Weights(BaseModel):
    """Which answer is best, and whether any answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    choice: Choice
    known: Known


@dataclass(frozen=True)
class Match:
    """An answer near to a query.

    `likeness`: -1..1 to `asked`, its nearest wording; `near`: the mean of that and of the two next. `words`: 0..1 of
    the query's. `found`: the score of the best passage that holds a section of the answer. `is_asked`: the query is
    `asked`, but for case and signs. `query`: what it is near to. `other_sizes`: of how many things its first
    sentence names other sizes than the query.
    """

    answer: PreparedAnswer
    asked: str
    likeness: float
    near: float
    words: float
    found: float
    is_asked: bool = False
    query: str = ""
    other_sizes: int = 0


@dataclass(frozen=True)
class Matches:
    """The answers near to a query, best first; `probability`, 0..1, that one of them answers it."""

    answers: Sequence[Match] = ()
    probability: float = 0.0


@dataclass(frozen=True)
class Likelihood:
    """How likely it is that a prepared answer answers a question, 0..1, and how likely it must be: `least`."""

    probability: float
    least: float


@dataclass(frozen=True)
class Best:
    """The best that any of some answers has of each feature.

    `neighbours`: the mean likeness of the nearest ones. `length`: log(1 + the query's words).
    """

    likeness: float
    neighbours: float
    words: float
    length: float
    found: float


class Matcher:
    """Finds prepared answers of one index."""

    def __init__(self, index: Index, answers: StoredAnswers, weights: Weights | None = None) -> None:
        """`weights`: those that are shipped, where none are given. `documents`: what answers are prepared for."""
        self._index, self._answers = index, answers
        self.documents = frozenset(answer.document for answer in answers.answers)
        self._stems: dict[int, frozenset[str]] = {}
        self._weights = weights or Weights.model_validate_json(WEIGHTS.read_text(encoding="utf-8"))

    def matches(self, query: str, without: Container[str] = (), own: str = "") -> Matches:
        """The answers to a query whose slips are mended, but for those whose wordings are in `without`.

        `own`: what of the query was typed, where the rest of it is of the question before.
        """
        near, length = self.near(query)
        found = [one for one in near if not any(asked in without for asked in one.answer.asked)]
        if not found:
            return Matches()
        by_own = {one.answer: self._worth(one) for one in self.near(own)[0]} if own else {}
        least = min(by_own.values(), default=0.0)

        def worth(one: Match) -> float:
            return self._worth(one) + OWN * by_own.get(one.answer, least)

        # Who words an answer as it is asked is told that answer.
        order = sorted(found, key=lambda one: (one.is_asked, worth(one)), reverse=True)
        return Matches(order, self._probability(self.best(found, length)))

    def near(self, query: str) -> tuple[list[Match], float]:
        """The answers with the nearest wordings, in no order that counts, and the query's length.

        Words that were joined say nothing that the two did not: "logistic regression logisticregression" was told how
        to code it.
        """
        query = apart(query)
        ranking = self._index.rank(query, FOUND)
        sections, last = self._found(ranking.hits)
        rarity = {word.stem: word.rarity * (1 if word.in_corpus else UNKNOWN) for word in self._index.words(query)}
        bare, sizes, matches = _bare(query), quantities(query), []
        for one in self._answers.nearest(ranking.vector, CANDIDATES):
            words = _share(rarity, self._held(one))
            found = max(sections.get(sentence.section, last) for sentence in one.answer.sentences)
            is_asked = _bare(one.asked) == bare
            others = other_sizes(sizes, one.answer.sentences[0].text)
            matches.append(Match(one.answer, one.asked, one.likeness, one.near, words, found, is_asked, query, others))
        return matches, math.log1p(len(rarity))

    def best(self, found: Sequence[Match], length: float) -> Best:
        """The best that any answer, of at least one, has of each feature; `length` is the query's."""
        likeness = sorted((one.likeness for one in found), reverse=True)
        nearest = likeness[: min(NEIGHBOURS, 1 + len(self._answers.answers) // PER_NEIGHBOUR)]
        words, score = max(one.words for one in found), max(one.found for one in found)
        return Best(likeness[0], sum(nearest) / len(nearest), words, length, score)

    def _found(self, hits: Sequence[Hit]) -> tuple[dict[str, float], float]:
        """The score of the best passage of each section that was found, and that of the last passage."""
        scores: dict[str, float] = {}
        for hit in hits:
            passage = hit.passage
            for section in innermost(self._index.texts.sections(passage.document)):
                if section.start < passage.end and passage.start < section.end:
                    scores.setdefault(f"{section.document}#{section.anchor}", hit.score)
        return scores, hits[-1].score if hits else 0.0

    def _held(self, near: Matched) -> frozenset[str]:
        """The stems of an answer and of its wordings."""
        if near.row not in self._stems:
            self._stems[near.row] = frozenset(telling(" ".join((*near.answer.asked, near.answer.text))))
        return self._stems[near.row]

    def _worth(self, one: Match) -> float:
        choice = self._weights.choice
        worth = choice.likeness * one.likeness + choice.near * one.near
        return worth + choice.words * one.words + choice.found * one.found - OTHER_SIZE * one.other_sizes

    def _probability(self, best: Best) -> float:
        known = self._weights.known
        worth = known.likeness * best.likeness + known.neighbours * best.neighbours + known.words * best.words
        worth += known.constant + known.length * best.length + known.found * best.found
        return 1 / (1 + math.exp(-worth))


def _bare(wording: str) -> list[str]:
    """The words of a wording and the signs that tell two apart: "C++", "C#"."""
    return re.findall(r"[\w+#]+", wording.lower())


def _share(rarity: dict[str, float], held: frozenset[str]) -> float:
    """The share of a query's words that a text holds, each counted by its rarity."""
    whole = sum(rarity.values())
    return sum(value for stem, value in rarity.items() if stem in held) / whole if whole else 0.0
