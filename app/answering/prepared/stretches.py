"""Passages that were found -> the stretches of text that an answer is chosen from.

Decides that a section is looked at whole where it is short, and else in stretches of whole paragraphs; and which
headings stand above text that answers nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.answering.prepared.section_text import Piece, pieces
from ingest.bank.taxonomy import PROBES_HEADING, WRONG_ANSWERS_HEADING
from ingest.index.passages import PassageReader, Section, StoredDocument
from ingest.index.search import Hit

# A section of which a passage holds fewer characters is not what it was found for.
FEWEST_CHARS = 60
# Of a longer section one half can answer where the other does not.
MOST_WORDS = 200
# Of a few kilobytes each.
DOCUMENTS_KEPT = 64
NOT_TOLD = frozenset((PROBES_HEADING, WRONG_ANSWERS_HEADING))


@dataclass(frozen=True)
class Stretch:
    """Pieces of one section that are weighed together. `key`: its section, `<document>#<anchor>`."""

    key: str
    document: StoredDocument
    section: Section
    pieces: tuple[Piece, ...]

    @property
    def heading(self) -> str:
        """What stands above it: the title of the document, and its heading where that says more."""
        title, heading = self.document.title, self.section.heading
        return title if heading == title else f"{title}: {heading}"


class StretchReader:
    """Cuts the documents of one index into stretches, as they are needed."""

    def __init__(self, texts: PassageReader, kept: int = DOCUMENTS_KEPT) -> None:
        """`kept`: so many documents stay cut, the last ones asked for."""
        self._texts = texts
        self.of_document = lru_cache(maxsize=kept)(self._of_document)

    def near(self, hits: Iterable[Hit]) -> list[tuple[Stretch, Hit]]:
        """The stretches of the sections that the hits stand in, each with the first hit of its section."""
        found: dict[str, tuple[list[Stretch], Hit]] = {}
        for hit in hits:
            passage = hit.passage
            for section, stretches in self.of_document(passage.document):
                inside = min(section.end, passage.end) - max(section.start, passage.start)
                if inside >= FEWEST_CHARS and stretches:
                    found.setdefault(stretches[0].key, (stretches, hit))
        return [(stretch, hit) for stretches, hit in found.values() for stretch in stretches]

    def _of_document(self, document: str) -> list[tuple[Section, list[Stretch]]]:
        """The sections of a document that tell something, in their order, each with its stretches."""
        stored = self._texts.document(document)
        if stored is None:
            return []
        told = [one for one in innermost(self._texts.sections(document)) if one.heading not in NOT_TOLD]
        return [(section, _stretches(stored, section)) for section in told]


def innermost(sections: Sequence[Section]) -> list[Section]:
    """Each section up to the first one inside it, so that none holds another's text."""
    cut = []
    for number, section in enumerate(sections):
        after = next((later.start for later in sections[number + 1 :] if later.start > section.start), section.end)
        cut.append(Section(section.document, section.anchor, section.heading, section.start, min(section.end, after)))
    return cut


def _stretches(document: StoredDocument, section: Section) -> list[Stretch]:
    key = f"{section.document}#{section.anchor}"
    found: list[list[Piece]] = []
    for piece in pieces(document.text, section.start, section.end):
        words = sum(one.words for one in found[-1]) if found else 0
        is_new = found and piece.paragraph != found[-1][-1].paragraph and words + piece.words > MOST_WORDS
        if not found or is_new:
            found.append([])
        found[-1].append(piece)
    return [Stretch(key, document, section, tuple(each)) for each in found]
