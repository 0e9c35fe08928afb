"""Query -> the 3-5 passages to stand on.

Decides how many passages are kept, which are dropped as copies of a better one, and whether the
corpus answers the query at all; ranking is in ingest/index.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.errors import NotFound
from app.interview.answer import Citation
from ingest.embed import Embedder
from ingest.index import Hit, Index
from ingest.passages import StoredDocument
from ingest.split import Passage
from ingest.taxonomy import PROBES_HEADING, WRONG_ANSWERS_HEADING

# What speaks for the corpus answering a query: the best passage's closeness plus this times its word share. Either
# alone is not enough: "k-means in SQL Server" is near by its vectors, "the price of tokens" by its words.
# By five-fold cross-validation over our own queries 37.6 of 42 that the corpus cannot answer are refused and
# 4.8 % of those that it can; closeness alone refuses 29. A larger weight refuses 39, but also more of the
# long questions of iq_kalyan_llm (14 % instead of 11 %), whose words are less those of the corpus.
# On all of them at once, the bound below refuses 38 and 4.5 %: that is the figure it was read off, not a held-out one.
WORD_EVIDENCE = 1.0
LEAST_EVIDENCE = 0.608
# Passages of these headings ask or are wrong: they stand behind one that states, unless ahead by this much. Over our
# labels this is not seen to pay or to cost: recall@5 91.9 with it and 92.3 without, recall@3 87.0 and 86.0,
# queries with a labelled passage cited 87.5 and 86.9 (all within noise). It stays for what it keeps out of an answer.
STATES_NOTHING = frozenset({PROBES_HEADING, WRONG_ANSWERS_HEADING})
ASIDE_COST = 0.08
# How many more are ranked than wanted, so that what moves up is there.
SPARE = 10
# Passages that share this much of their words say the same.
COPY_OVERLAP = 0.9


@dataclass(frozen=True)
class Found:
    """What stands behind an answer: hits best first, the copies that were dropped, and whether they answer.

    `meant` is the query with its slips mended, which is what was searched for.
    """

    query: str
    hits: tuple[Hit, ...]
    dropped: tuple[Hit, ...]
    answers: bool
    meant: str = ""


class Retriever:
    """Searches one index for the passages that an answer stands on."""

    def __init__(self, index: Index, embedder: Embedder, passages: int) -> None:
        """`passages`: how many to stand on, 3 to 5."""
        self.index = index
        self._embedder = embedder
        self._passages = passages

    def search(self, query: str, k: int) -> list[Hit]:
        """The k best passages, those that state something before those that only ask."""
        return _asides_down(self.index.search(query, k + SPARE))[:k]

    def find(self, query: str) -> Found:
        """The passages to stand on for a query; `answers` is false where the corpus has nothing."""
        found = self.index.search(query, self._passages + SPARE)
        kept: list[Hit] = []
        dropped: list[Hit] = []
        for hit in _asides_down(found)[: self._passages + 3]:
            is_copy = any(_overlap(hit.passage.text, other.passage.text) >= COPY_OVERLAP for other in kept)
            (dropped if is_copy or len(kept) == self._passages else kept).append(hit)
        hits = tuple(replace(hit, rank=rank) for rank, hit in enumerate(kept, start=1))
        answers = bool(found) and evidence(found[0]) >= LEAST_EVIDENCE
        return Found(query, hits, tuple(dropped), answers, self.index.meant(query))

    def teaches(self, section: str, point: str) -> Passage | None:
        """The passage of a section (`<document>#<anchor>`) that is nearest to a key point; None without one."""
        document, _, anchor = section.partition("#")
        where = self.index.texts.section(document, anchor)
        if where is None:
            return None
        inside = [
            (row, passage)
            for row, passage in self.index.texts.of_document(document)
            if passage.start < where.end and where.start < passage.end
        ]
        if not inside:
            return None
        query = self._embedder.encode_query(point)
        return max(inside, key=lambda entry: self.index.best_window(entry[0], query))[1]

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
    """How much speaks for the corpus answering the query, about 0..2."""
    return best.vector + WORD_EVIDENCE * best.words


def _asides_down(hits: Sequence[Hit]) -> list[Hit]:
    """The hits again, best first, those that only ask or are wrong at a lower score."""
    weighed = [replace(hit, score=hit.score - ASIDE_COST) if _is_aside(hit.passage) else hit for hit in hits]
    best = sorted(weighed, key=lambda hit: -hit.score)
    return [replace(hit, rank=rank) for rank, hit in enumerate(best, start=1)]


def _is_aside(passage: Passage) -> bool:
    return bool(passage.headings) and passage.headings[-1] in STATES_NOTHING


def cite(n: int, passage: Passage) -> Citation:
    """The citation [n] of a passage."""
    return Citation(n, passage.document, passage.title, passage.headings, passage.start, passage.end, passage.text)


def cite_all(passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """Citations [1], [2], ... of passages in their order."""
    return tuple(cite(n, passage) for n, passage in enumerate(passages, start=1))


def _overlap(text: str, other: str) -> float:
    """Share of the words of the shorter text that stand in the other, 0..1."""
    words, others = set(text.lower().split()), set(other.lower().split())
    smaller = min(len(words), len(others))
    return len(words & others) / smaller if smaller else 0.0
