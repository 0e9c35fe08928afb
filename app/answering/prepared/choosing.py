"""Hits -> the sections that answer a query, best first.

Decides what speaks for a section: the passage that it stands in, how near its heading and the questions that people ask
for it are to the query, and words of the query in its heading.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.definitions import Term, asked_term, asked_terms
from app.answering.prepared.shelf import Shelf, TextVectors
from app.answering.statements import statements
from app.answering.wording import Wording
from ingest.bank.taxonomy import PROBES_HEADING, WRONG_ANSWERS_HEADING
from ingest.index.passages import PassageReader, StoredDocument
from ingest.index.search import Hit
from ingest.language.content_words import content_stems
from ingest.passages.section import Section

# Passages whose sections are looked at.
MOST_PASSAGES = 7
MOST_SECTIONS = 12
# A section of which a passage holds fewer characters is not what it was found for.
FEWEST_CHARS = 60
ASKED_WEIGHT = 0.35
HEADING_WEIGHT = 0.25
WORDS_WEIGHT = 0.2
TERM_BONUS = 0.12
# What a section gains that holds all words of the query.
HOLDS_WEIGHT = 0.15
# What a section gains that says most plainly what the term is that a query asks for; and how much plainer it is where
# its first sentence says it.
DEFINES_WEIGHT, MOST_PLAIN, LEADS = 0.9, 3, 1.5
_CONDITION = re.compile(r"[,(]? ?\b(?:when|if|in|for|at|as) .*$", re.I)
# As near as this it is the same question.
SAME_QUESTION, SAME_BONUS = 0.8, 0.12
NOT_TOLD = frozenset((PROBES_HEADING, WRONG_ANSWERS_HEADING))


@dataclass(frozen=True)
class Candidate:
    """A section with what speaks for it. `asked`: the cosine of the query with the nearest question for it, 0..1.

    `defines`: what it gains for its place by saying what the term is that is asked for; what it is worth beside other
    sections is without it.
    """

    key: str
    section: Section
    document: StoredDocument
    worth: float
    asked: float
    heading: float
    defines: float = 0.0


class Chooser:
    """Chooses sections of one index."""

    def __init__(self, texts: PassageReader, shelf: Shelf, vectors: TextVectors) -> None:
        """Take what the index holds and what is prepared for it."""
        self._texts, self._shelf, self._vectors = texts, shelf, vectors

    def choose(self, wording: Wording, hits: Sequence[Hit]) -> list[Candidate]:
        """The sections that the best hits stand in, best first."""
        query = self._vectors.query(wording.meant)
        stems = content_stems(wording.meant)
        term = asked_term(_CONDITION.sub("", wording.meant))
        terms = asked_terms(wording.meant, wording.own)
        found: list[Candidate] = []
        for section, document, hit in self.near(hits):
            key = f"{section.document}#{section.anchor}"
            asked = max(self._vectors.likeness(self._shelf.asked(key), query), default=0.0)
            heading = self._vectors.likeness([f"{document.title}: {section.heading}"], query)[0]
            asked_for = ASKED_WEIGHT * asked * asked + (SAME_BONUS if asked >= SAME_QUESTION else 0)
            shared = len(stems & content_stems(section.heading)) / max(len(stems), 1)
            shared += TERM_BONUS / WORDS_WEIGHT if term and term in section.heading.lower() else 0
            text = document.text[section.start : section.end]
            holds = len(stems & content_stems(f"{document.title} {text}")) / max(len(stems), 1)
            worth = hit.score + asked_for + HEADING_WEIGHT * heading + WORDS_WEIGHT * shared + HOLDS_WEIGHT * holds
            defines = DEFINES_WEIGHT * plainness(section, text, terms) ** 2
            found.append(Candidate(key, section, document, worth, asked, heading, defines))
        return sorted(found, key=lambda one: -one.worth - one.defines)

    def near(self, hits: Sequence[Hit]) -> list[tuple[Section, StoredDocument, Hit]]:
        """The sections that the best hits stand in, with their documents, in the order of the hits."""
        found: dict[tuple[str, str], tuple[Section, StoredDocument, Hit]] = {}
        for hit in hits[:MOST_PASSAGES]:
            passage = hit.passage
            document = self._texts.document(passage.document)
            if document is None:
                continue
            for section in innermost(self._texts.sections(passage.document)):
                inside = min(section.end, passage.end) - max(section.start, passage.start)
                if inside >= FEWEST_CHARS and section.heading not in NOT_TOLD and len(found) < MOST_SECTIONS:
                    found.setdefault((section.document, section.anchor), (section, document, hit))
        return list(found.values())


def plainness(section: Section, text: str, terms: Sequence[Term]) -> float:
    """How plainly a section says what one of the terms is, 0..1; most plainly where its first sentence says it."""
    stated = statements(text, (section.heading,)) if terms else ()
    most = max(
        (term.defined_by(one) + LEADS * one.leads for term in terms for one in stated if term.defined_by(one)),
        default=0,
    )
    return most / (MOST_PLAIN + LEADS)


def innermost(sections: Sequence[Section]) -> list[Section]:
    """Each section up to the first one inside it, so that none holds another's text."""
    cut = []
    for number, section in enumerate(sections):
        after = next((later.start for later in sections[number + 1 :] if later.start > section.start), section.end)
        cut.append(Section(section.document, section.anchor, section.heading, section.start, min(section.end, after)))
    return cut
