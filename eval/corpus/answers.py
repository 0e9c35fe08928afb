"""What prepared answers must hold, checked without a model.

Decides what is asked of an answer beyond its form: sections that are there and speak of the same, numbers that the note
has, a first sentence that stands alone, a length that is read, and that no two answers are asked in the same words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from ingest.bank.answers import PreparedAnswer
from ingest.documents.document import Document
from ingest.language.content_words import content_stems
from ingest.pipeline.steps import sections

FEWEST_WORDS, MOST_WORDS = 30, 140
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LEANS = re.compile(r"^(?:It|Its|This|That|These|Those|They|Them|Their|There|Here|Such|But|And|So|Also)\b")


def faults_of_answers(
    answers: Sequence[PreparedAnswer], documents: Sequence[Document]
) -> Iterator[tuple[str, str, str]]:
    """Each fault as the answer's first wording, what is wrong, and what to do."""
    held = {
        f"{section.document}#{section.anchor}": document.text[section.start : section.end]
        for document in documents
        for section in sections([document])
    }
    texts = {document.id: document.text.replace(",", "").replace("_", "") for document in documents}
    first_of: dict[str, PreparedAnswer] = {}
    for answer in answers:
        name = answer.asked[0]
        for problem, do in _faults(answer, held, texts):
            yield name, problem, do
        for wording in answer.asked:
            other = first_of.setdefault(wording.lower(), answer)
            if other is not answer:
                yield name, f"{wording!r} is asked of {other.asked[0]!r} too", "word one of the two otherwise"


def _faults(answer: PreparedAnswer, held: Mapping[str, str], texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    words = len(answer.text.split())
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        yield f"it has {words} words", f"bring it to {FEWEST_WORDS}-{MOST_WORDS}"
    if _LEANS.match(answer.text):
        yield "its first sentence leans on the question", "name what it is about"
    for sentence in answer.sentences:
        if sentence.section not in held:
            yield f"there is no section {sentence.section}", "name a heading that is there"
            continue
        if not content_stems(sentence.text) & content_stems(held[sentence.section]):
            yield f"{sentence.section} shares no word with {sentence.text!r}", "name the section that says it"
        note = texts[sentence.section.rpartition("#")[0]]
        for number in _NUMBER.findall(sentence.text):
            if not _stands(number.replace(",", ""), note):
                yield f"the note has no {number}", "tell the numbers of the note"


def _stands(number: str, note: str) -> bool:
    """Whether a note has a number, or the share that a percentage is."""
    with suppress(ValueError):
        return number in note or f"{float(number) / 100:g}" in note
    return number in note
