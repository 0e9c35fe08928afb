"""The offline tutor: answers a question with sentences of the passages, word for word, each cited.

Decides which statements answer, and what is said where none does. It writes no sentence of its own about the subject,
so nothing it says can be ungrounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.answering.cited_answer import Answer, AnswerStream, FinishedStream, Sentence
from app.answering.definitions import Term, asked_terms
from app.answering.retriever import Found, cite_all
from app.answering.statements import STATES_NOTHING, Statement, statements
from app.interview.citation import Citation
from ingest.embedding.embedder import Embedder, as_far_as_read
from ingest.passages.windows import breadcrumb

MOST_SENTENCES = 5
# A statement below this share of the best one's worth is about something else.
LEAST_SHARE = 0.5
# Two statements nearer than this say the same; the better one stays.
SAME = 0.9
# A statement loses this times the difference between its passage's score and the best one's: a passage's score tells
# more about the query as a whole than a sentence's vector does. `coach eval citations` has the figures.
SCORE_COST = 1.5

NOTHING = "The notes have nothing on this."
# What is near may say it after all, in words that no answer was found by: "nothing" was told above the very passage.
NOT_AS_ASKED = "No note answers this as it is asked."
OTHERWISE = "Ask in other words, or add a document to the corpus."
# A refusal names at most so many sections, and none farther from the query than this. Of the 255 passages found for
# queries that are refused it names 38; of the 50 found for ten queries about something else ("hiking boots"), 1.
MOST_NEAR = 2
NEAR = 0.33


@dataclass(frozen=True)
class _Candidate:
    statement: Statement
    n: int


class OfflineTutor:
    """Answers from passages without a language model."""

    def __init__(self, embedder: Embedder) -> None:
        """Take the embedder that compares statements with the question."""
        self._embedder = embedder

    def answer(self, found: Found) -> Answer:
        """The sentences of the found passages that answer the query: the one that defines what is asked, then the rest.

        The rest stand in the passages' order.
        """
        citations = cite_all([hit.passage for hit in found.hits])
        candidates = [
            _Candidate(statement, citation.n)
            for citation in citations
            for statement in statements(citation.text, citation.headings)
        ]
        if not candidates or not found.answers:
            return Answer((), (), "offline", refused=refusal(found))
        chosen = self._choose(found, candidates, citations)
        number = {n: position for position, n in enumerate(dict.fromkeys(n for n, _ in chosen), start=1)}
        citations = cite_all([found.hits[n - 1].passage for n in number])
        return Answer(tuple(Sentence(text, (number[n],)) for n, text in chosen), citations, "offline")

    def stream(self, found: Found) -> AnswerStream:
        """The same, word by word."""
        return FinishedStream(self.answer(found))

    def _choose(
        self, found: Found, candidates: Sequence[_Candidate], citations: Sequence[Citation]
    ) -> list[tuple[int, str]]:
        """Sentences with the numbers of their citations."""
        query = found.meant or found.query
        vectors = self._embedder.encode([self._readable(one, citations[one.n - 1]) for one in candidates])
        # After a reranker the first is not always the one with the best score.
        scores = [hit.score for hit in found.hits]
        behind = [max(scores) - scores[one.n - 1] for one in candidates]
        worth = vectors @ self._embedder.encode_query(query) - SCORE_COST * np.array(behind)
        best = np.argsort(-worth, kind="stable").tolist()
        # As typed too: mending makes "logistic regression logisticregression" of the one.
        terms = asked_terms(query, found.query)
        first = _defining([one.statement for one in candidates], best, terms)
        used: dict[tuple[int, int], str] = {}
        chosen: list[int] = []
        for row in best if first is None else [first, *best]:
            new = {place: text for place, text in _sentences(candidates[row]).items() if place not in used}
            is_same = any(float(vectors[row] @ vectors[other]) >= SAME for other in chosen) or not new
            is_near = row in (first, best[0]) or worth[row] >= LEAST_SHARE * worth[best[0]]
            if is_near and not is_same and len(used) + len(new) <= MOST_SENTENCES:
                chosen.append(row)
                used |= new
        opening = _sentences(candidates[first]) if first is not None else {}
        rest = sorted(place for place in used if place not in opening)
        return [(n, used[n, at]) for n, at in (*opening, *rest)]

    def _readable(self, candidate: _Candidate, citation: Citation) -> str:
        """A statement below its title and heading: 'Our service level objective is 99.5 percent' does not say 'SLO'.

        Where that is more than the model reads, the statement alone, as far as it reads.
        """
        statement, embedder = candidate.statement, self._embedder
        above = f"{_section(citation.title, (statement.heading,))}: "
        whole = above + statement.text
        return whole if as_far_as_read(whole, embedder) == whole else as_far_as_read(statement.text, embedder)


def _defining(stated: Sequence[Statement], best: Sequence[int], terms: Sequence[Term]) -> int | None:
    """The statement that defines one of the terms most plainly, the better one of equals; None without a term.

    If none defines it, the best statement if the term is its subject, else None.
    """
    if not terms:
        return None
    plain = [(max(term.defined_by(stated[row]) for term in terms), stated[row].leads) for row in best]
    top = max(plain)
    if top[0]:
        return best[plain.index(top)]
    return best[0] if any(term.is_subject_of(stated[best[0]]) for term in terms) else None


def _sentences(candidate: _Candidate) -> dict[tuple[int, int], str]:
    """The sentences of a candidate by the number of its passage and their place there."""
    statement = candidate.statement
    return {(candidate.n, at): text for at, text in zip(statement.places, statement.sentences, strict=True)}


def refusal(found: Found) -> str:
    """That nothing answers the query, and which sections of the index are nearest to it, where any is near."""
    near = [_section(hit.passage.title, hit.passage.headings) for hit in found.hits if hit.vector >= NEAR]
    named = "; ".join(list(dict.fromkeys(near))[:MOST_NEAR])
    stop = "" if named.endswith(("?", "!", ".")) else "."
    return f"{NOT_AS_ASKED} Nearest here: {named}{stop} {OTHERWISE}" if named else f"{NOTHING} {OTHERWISE}"


def _section(title: str, headings: Sequence[str]) -> str:
    return breadcrumb(title, tuple(name for name in headings if name not in STATES_NOTHING and name != title))
