"""The offline tutor: answers a question with sentences of the passages, word for word, each cited.

Decides which sentences answer; it writes none of its own, so nothing it says can be ungrounded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.interview.answer import Answer, Citation, Sentence, Settled, Telling
from app.retrieval.retriever import Found, cite_all
from ingest.embed import Embedder
from ingest.taxonomy import PROBES_HEADING, WRONG_ANSWERS_HEADING

MOST_SENTENCES = 5
# A sentence below this share of the best one's worth is about something else.
LEAST_SHARE = 0.5
# Two sentences nearer than this say the same; the better one stays.
SAME = 0.9
FEWEST_WORDS = 5
STATES_NOTHING = {PROBES_HEADING, WRONG_ANSWERS_HEADING}
# What a sentence loses by its passage's score being behind the best one's, times this: passages are about the query
# as a whole, and their scores know more of it than a sentence's vector. With a fixed cost a rank 56 % of the
# cited passages held labelled text and 86 % of the queries had one cited; with this 70 % and 87 %.
SCORE_COST = 1.5

NOTHING = (
    "The corpus has nothing on this. Ask about an AI-engineer interview topic, or add a document: coach ingest PATH"
)
BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•|#]|\d{1,2}[.)]\s))")
END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[A-Z0-9\"'(`])")


@dataclass(frozen=True)
class _Candidate:
    text: str
    n: int


class OfflineTutor:
    """Answers from passages without a language model."""

    def __init__(self, embedder: Embedder) -> None:
        """Take the embedder that compares sentences with the question."""
        self._embedder = embedder

    def answer(self, found: Found) -> Answer:
        """The sentences of the found passages that answer the query, in the passages' order."""
        if not found.answers:
            return Answer((), (), "offline", refused=NOTHING)
        citations = cite_all([hit.passage for hit in found.hits])
        candidates = [
            _Candidate(text, citation.n)
            for citation in citations
            for text in prose_sentences(citation.text, citation.headings)
        ]
        if not candidates:
            return Answer((), (), "offline", refused=NOTHING)
        chosen = self._choose(found, candidates)
        used = sorted({candidate.n for candidate in chosen})
        number = {n: position for position, n in enumerate(used, start=1)}
        kept: Sequence[Citation] = cite_all([found.hits[n - 1].passage for n in used])
        sentences = tuple(Sentence(candidate.text, (number[candidate.n],)) for candidate in chosen)
        return Answer(sentences, tuple(kept), "offline")

    def tell(self, found: Found) -> Telling:
        """The same, word by word."""
        return Settled(self.answer(found))

    def _choose(self, found: Found, candidates: list[_Candidate]) -> list[_Candidate]:
        vectors = self._embedder.encode([candidate.text for candidate in candidates])
        similarity = vectors @ self._embedder.encode_query(found.meant or found.query)
        best = max(hit.score for hit in found.hits)
        behind = np.array([best - found.hits[candidate.n - 1].score for candidate in candidates])
        worth = similarity - SCORE_COST * behind
        chosen: list[int] = []
        for row in np.argsort(-worth, kind="stable").tolist():
            is_same = any(float(vectors[row] @ vectors[other]) >= SAME for other in chosen)
            if worth[row] < LEAST_SHARE * worth.max() or len(chosen) == MOST_SENTENCES:
                break
            if not is_same:
                chosen.append(row)
        return [candidates[row] for row in sorted(chosen)]


def prose_sentences(text: str, headings: Sequence[str] = ()) -> list[str]:
    """The sentences of a passage that state something: no headings, tables, code, questions or wrong answers."""
    without_code = re.sub(r"```.*?(?:```|\Z)", "\n\n", text, flags=re.DOTALL)
    found: list[str] = []
    heading = headings[-1] if headings else ""
    for block in BLOCK.split(without_code):
        stripped = re.sub(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+", "", block).strip()
        if stripped.startswith("#"):
            heading = stripped.strip("# ")
        if heading in STATES_NOTHING or stripped.startswith(("#", "|", ">>>", "~~~")):
            continue
        for sentence in END.split(stripped):
            words = " ".join(sentence.split())
            if len(words.split()) >= FEWEST_WORDS and words[-1] in ".!":
                found.append(words)
    return found
