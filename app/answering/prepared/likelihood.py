"""A query -> the prepared answers that answer it, each with how likely it does.

Decides what speaks for an answer: how near one of the wordings that it is asked in is to the query, how many of the
query's words, the rare ones above all, it and its wordings hold, beside how many words that are (of a long story fewer
are held), and how well the search finds a section that it stands on. What each is worth is fitted: `coach fit answers`.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from app.answering.prepared.choosing import innermost
from ingest.bank.answers import PreparedAnswer
from ingest.index.answers import Matched, StoredAnswers
from ingest.index.bm25 import telling
from ingest.index.search import Hit, Index
from ingest.index.spelling import apart

# From which probability on an answer is given. Chosen on the opened sets of eval/cases/ask: of 430 questions with an
# answer 21 lie below it, of 192 without one 165, and some of the other 27 have one since notes were written. With half
# as many answers to choose from it was 0.07.
LIKELY = 0.1
# A word that the corpus does not have is the name of something else or a slip that is not mended ("kv cahe memroy").
UNKNOWN = 0.5
WEIGHTS = Path(__file__).with_name("matching.json")
# Answers that are looked at for a query, those with the nearest wordings.
CANDIDATES = 20
# Passages whose sections speak for an answer; a section of none of them is worth what the last of them is.
FOUND = 10


class Weights(BaseModel):
    """A logistic form of the features."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    constant: float
    likeness: float
    words: float
    length: float
    found: float


@dataclass(frozen=True)
class Match:
    """An answer near to a query. `likeness`: -1..1 to `asked`; `words`: 0..1 of the query's; `probability`: 0..1.

    `length`: log(1 + the query's words). `found`: the score of the best passage that holds a section of the answer.
    `is_asked`: the query is `asked`, but for case and signs.
    """

    answer: PreparedAnswer
    asked: str
    likeness: float
    words: float
    length: float
    found: float
    probability: float
    is_asked: bool = False


class Matcher:
    """Finds prepared answers of one index."""

    def __init__(self, index: Index, answers: StoredAnswers, weights: Weights | None = None) -> None:
        """`weights`: those that are shipped, where none are given. `documents`: what answers are prepared for."""
        self._index, self._answers = index, answers
        self.documents = frozenset(answer.document for answer in answers.answers)
        self._stems: dict[int, frozenset[str]] = {}
        self.weights = weights or Weights.model_validate_json(WEIGHTS.read_text(encoding="utf-8"))

    def matches(self, query: str) -> list[Match]:
        """The likeliest answers to a query whose slips are mended, likeliest first.

        Words that were joined say nothing that the two did not: "logistic regression logisticregression" was told how
        to code it.
        """
        query = apart(query)
        ranking = self._index.rank(query, FOUND)
        sections, last = self._found(ranking.hits)
        rarity = {word.stem: word.rarity * (1 if word.in_corpus else UNKNOWN) for word in self._index.words(query)}
        length, bare = math.log1p(len(rarity)), _bare(query)
        matches = []
        for near in self._answers.nearest(ranking.vector, CANDIDATES):
            words = _share(rarity, self._held(near))
            found = max(sections.get(one.section, last) for one in near.answer.sentences)
            probability = self._probability(near.likeness, words, length, found)
            is_asked = _bare(near.asked) == bare
            matches.append(Match(near.answer, near.asked, near.likeness, words, length, found, probability, is_asked))
        return sorted(matches, key=lambda one: -one.probability)

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

    def _probability(self, likeness: float, words: float, length: float, found: float) -> float:
        weights = self.weights
        worth = weights.likeness * likeness + weights.words * words + weights.length * length + weights.found * found
        return 1 / (1 + math.exp(-weights.constant - worth))


def _bare(wording: str) -> list[str]:
    """The words of a wording and the signs that tell two apart: "C++", "C#"."""
    return re.findall(r"[\w+#]+", wording.lower())


def _share(rarity: dict[str, float], held: frozenset[str]) -> float:
    """The share of a query's words that a text holds, each counted by its rarity."""
    whole = sum(rarity.values())
    return sum(value for stem, value in rarity.items() if stem in held) / whole if whole else 0.0
