"""Query -> the 3-5 passages that an answer is based on.

Decides how many passages are kept, which are dropped as copies of a better one, whether a cross-encoder has a say,
and whether the corpus answers the query at all; ranking is in ingest/index/search.py.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from app.answering.definitions import asked_terms, asks_what_it_is, plainness
from app.answering.wording import Wording
from app.interview.citation import Citation
from ingest.embedding.embedder import Embedder
from ingest.errors import NotFound
from ingest.index.passages import StoredDocument
from ingest.index.rerank import MOST_CANDIDATES, PairScorer, rerank
from ingest.index.search import Done, Hit, Index, Ranking
from ingest.passages.split import Passage

# Evidence that the corpus answers a query: the best passage's closeness plus this times its word score. Neither is
# enough alone: "k-means in SQL Server" is near by its vectors, "the price of tokens" by its words. `coach eval refusal`
# measures both numbers, and also chooses them again on other queries than it then judges.
WORD_EVIDENCE = 1.0
LEAST_EVIDENCE = 0.67
# Words alone are not enough, however many: "who are you" and "why?" are in notes and phrasings. All of our answerable
# queries that were not refused were nearer than this (decision 16).
LEAST_CLOSENESS = 0.2
# Least similarity when no passage defines X: "What is Kubernetes?" is less similar to every passage, our own definable
# terms are more similar to one. "What is the difference between A and B?" counts as such a question too.
LEAST_UNSAID = 0.35
# Extra hits, so that enough remain after duplicates are dropped; if not, search deeper: with a note that was there 13
# times, ten hits held nothing else.
SPARE = 5
DEEPER = 4
MOST_RANKED = 160
# "What is recall?": passages that use the term are often nearer than the one that defines it, which is then ranked just
# behind the limit. If it defines the term at least this plainly (Term.defined_by), it replaces the last one.
PLAIN = 2
# Passages that share this much of their words, and of their words in a row, may say the same; see `repeats`.
COPY_OVERLAP = 0.9
# Key points whose passage is known; the bank has about 3,900.
TAUGHT_KEPT = 8192
SECTIONS_KEPT = 16


@dataclass(frozen=True)
class Dropped:
    """A hit that is left out: `copy_of` is the rank of the better one it repeats, `overlap` 0..1 of its words."""

    hit: Hit
    copy_of: int
    overlap: float


@dataclass(frozen=True)
class Found:
    """What an answer is based on: hits best first, copies of them that were dropped, and whether they answer.

    `meant` is the query with its slips mended, which is what was searched for; `ranking` is that search, and
    `ranked` its hits after the reranker, where there is one. `defining` is the hit that was moved up to within the
    limit because it defines the term asked about; None where none was. `least_closeness` is what the best passage needs
    to answer, besides evidence. `wording`: how the query was typed, where that is known.
    """

    query: str
    hits: tuple[Hit, ...]
    dropped: tuple[Dropped, ...]
    answers: bool
    meant: str = ""
    ranking: Ranking | None = field(default=None, compare=False)
    ranked: tuple[Hit, ...] = ()
    defining: Hit | None = None
    least_closeness: float = LEAST_CLOSENESS
    wording: Wording | None = None


class Retriever:
    """Searches one index for the passages that an answer stands on."""

    def __init__(self, index: Index, embedder: Embedder, passages: int, scorer: PairScorer | None = None) -> None:
        """`passages`: how many an answer has, 3 to 5. `scorer`: reads the first of them again."""
        self.index = index
        self._embedder = embedder
        self._passages = passages
        self._scorer = scorer
        # Key points do not change while an index is open; embedding them took half of a graded turn.
        self.teaches = lru_cache(maxsize=TAUGHT_KEPT)(self._teaches)
        # Points of one section come one after another.
        self._inside = lru_cache(maxsize=SECTIONS_KEPT)(self._inside_of)
        # A passage teaches several points: each is held once.
        self._teaching: dict[int, Passage] = {}

    def search(self, query: str, k: int) -> list[Hit]:
        """The k best passages, copies and all."""
        meant = self.index.meant(query)
        return self._reranked(meant, self.index.rank(meant, self._depth(k)).hits)[:k]

    def find(self, query: str, done: Done = lambda _: None) -> Found:
        """The passages that an answer to a query is based on; `answers` is false where the corpus has nothing.

        `done` is told each step as it ends: mend, the steps of Index.rank, rerank where it is on, choose.
        """
        meant = self.index.meant(query)
        done("mend")
        ranking = self.index.rank(meant, self._depth(self._passages + SPARE), done)
        hits = self._reranked(meant, ranking.hits)
        if self._scorer is not None:
            done("rerank")
        defining, least_closeness = self._said(hits, query, meant)
        kept, dropped = self._kept(hits, defining)
        while len(kept) < self._passages and len(hits) < MOST_RANKED:
            ranking = self.index.deeper(ranking, DEEPER * len(hits))
            ranked = {hit.row for hit in hits}
            more = [hit for hit in ranking.hits if hit.row not in ranked]
            if not more:
                break
            hits = [*hits, *more]
            kept, dropped = self._kept(hits, defining)
        is_answered = bool(ranking.hits) and answers(ranking.hits[0], least_closeness)
        done("choose")
        return Found(query, kept, dropped, is_answered, meant, ranking, tuple(hits), defining, least_closeness)

    def _said(self, hits: Sequence[Hit], *queries: str) -> tuple[Hit | None, float]:
        """The hit behind the limit that defines a term, if it is plainer than those before it; the least closeness."""
        terms = asked_terms(*queries)
        if not terms or not hits:
            return None, LEAST_CLOSENESS
        plain = [plainness(hit.passage, terms) for hit in hits[: self._passages + SPARE]]
        before, behind = plain[: self._passages], plain[self._passages :]
        most = max(behind, default=0)
        is_unsaid = not max(plain) and any(map(asks_what_it_is, queries))
        is_defining = most >= PLAIN and most > max(before)
        defining = hits[self._passages + behind.index(most)] if is_defining else None
        return defining, LEAST_UNSAID if is_unsaid else LEAST_CLOSENESS

    def _kept(self, hits: Sequence[Hit], defining: Hit | None) -> tuple[tuple[Hit, ...], tuple[Dropped, ...]]:
        """The hits of an answer, with new ranks, and the copies among them that are left out.

        Hits past the limit are not compared: that took half of the time.
        """
        if defining is not None:
            hits = [hit for hit in hits if hit is not defining]
            hits.insert(self._passages - 1, defining)
        kept: list[Hit] = []
        words_kept: list[set[str]] = []
        dropped: list[Dropped] = []
        for hit in hits:
            if len(kept) == self._passages:
                break
            words = set(hit.passage.text.lower().split())
            shares = [overlap(words, others) for others in words_kept]
            alike = [n for n, share in enumerate(shares) if share >= COPY_OVERLAP]
            copied = [n for n in alike if self._repeats(hit, kept[n])]
            if copied:
                best = max(copied, key=lambda n: shares[n])
                dropped.append(Dropped(hit, best + 1, shares[best]))
            else:
                kept.append(replace(hit, rank=len(kept) + 1))
                words_kept.append(words)
        return tuple(kept), tuple(dropped)

    def _repeats(self, hit: Hit, better: Hit) -> bool:
        return repeats(self.index.telling(hit.passage), self.index.telling(better.passage))

    def _depth(self, k: int) -> int:
        return k if self._scorer is None else max(k, MOST_CANDIDATES)

    def _reranked(self, meant: str, hits: list[Hit]) -> list[Hit]:
        return hits if self._scorer is None else rerank(meant, hits, self._scorer)

    def _teaches(self, section: str, point: str) -> Passage | None:
        """The passage of a section (`<document>#<anchor>`) that is nearest to a key point; None without one."""
        inside = self._inside(section)
        if not inside:
            return None
        best = 0
        if len(inside) > 1:
            near = self.index.closeness(np.array([row for row, _ in inside]), self._embedder.encode_query(point))
            best = int(near.argmax())
        return self._teaching.setdefault(*inside[best])

    def _inside_of(self, section: str) -> list[tuple[int, Passage]]:
        """The passages of a section with their rows."""
        document, _, anchor = section.partition("#")
        where = self.index.texts.section(document, anchor)
        if where is None:
            return []
        return [
            (row, passage)
            for row, passage in self.index.texts.of_document(document)
            if passage.start < where.end and where.start < passage.end
        ]

    def know(self, points: Iterable[tuple[str, str]], is_over: Callable[[], bool] = lambda: False) -> None:
        """Find now which passages teach these key points, each with its section: no turn has to search for them.

        It is left off where `is_over`.
        """
        for section, point in sorted(points):
            if is_over():
                return
            self.teaches(section, point)

    def documents(self) -> list[tuple[str, str]]:
        """The id and title of every document of the index, by id."""
        return self.index.texts.titles()

    def document(self, identifier: str) -> StoredDocument:
        """A document of the index.

        Raises:
            NotFound: there is none of that id.
        """
        found = self.index.texts.document(identifier)
        if found is None:
            raise NotFound(f"there is no document {identifier!r} in the index")
        return found


def evidence(best: Hit) -> float:
    """How much evidence there is that the corpus answers the query, about 0..2."""
    return best.vector + WORD_EVIDENCE * best.words


def answers(best: Hit, least_closeness: float = LEAST_CLOSENESS) -> bool:
    """Whether the best passage shows that the corpus answers the query: by evidence, and not by words alone.

    A query in all the words of a phrasing is answered, however far its section is by vectors.
    """
    return evidence(best) >= LEAST_EVIDENCE and (best.vector >= least_closeness or best.words >= 1)


def cite(n: int, passage: Passage) -> Citation:
    """The citation [n] of a passage."""
    return Citation(n, passage.document, passage.title, passage.headings, passage.start, passage.end, passage.text)


def cite_all(passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """Citations [1], [2], ... of passages in their order."""
    return tuple(cite(n, passage) for n, passage in enumerate(passages, start=1))


def overlap(words: Set[str], others: Set[str]) -> float:
    """Share of the words of the shorter text that stand in the other, 0..1."""
    smaller = min(len(words), len(others))
    return len(words & others) / smaller if smaller else 0.0


def repeats(stems: Sequence[str], better: Sequence[str]) -> bool:
    """Whether a text says nothing that the better one does not: no other stem, and nearly all in the same order.

    Two notes that differ only in "bronze", "100" and "gold", "2000" share 96 % of their words, but neither can replace
    the other; and all words of a short note may be scattered over a long one.
    """
    if not set(stems) <= set(better):
        return False
    pairs = set(itertools.pairwise(stems))
    return len(pairs & set(itertools.pairwise(better))) >= COPY_OVERLAP * len(pairs)
