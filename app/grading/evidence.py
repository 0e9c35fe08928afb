"""A candidate's answer as it was given and as it is graded, and which quotes of it are evidence.

Decides that orders are left out of what is graded and quoted, that evidence is always cut from the answer as it was
given, and that the question's own words prove nothing: who says them again has not made them up, and is believed as
far as the sentence around them says more. Pure.
"""

from dataclasses import dataclass, replace

from app.interview.grade import Evidence, Grade
from app.interview.quotes import find
from app.untrusted.fences import mended
from app.untrusted.injection import disowned_spans, order_spans, said_beyond, without
from ingest.bank.questions import Question
from ingest.language.content_words import content_stems
from ingest.language.sentences import around

# Words that say something which a sentence needs beyond the question's own: "you ask" is one.
FEWEST_NEW = 2


@dataclass(frozen=True)
class Heard:
    """An answer: `given` is the candidate's, `read` the same with the stretches in `struck` blanked."""

    given: str
    read: str
    struck: tuple[tuple[int, int], ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was struck."""
        return not self.struck

    def cut(self, evidence: Evidence) -> Evidence:
        """The words as they were given: of evidence that reaches over a struck stretch, its longest piece beside it.

        A quote of two sentences with an order between them once held the blanks that the order had left.
        """
        pieces, at = [], evidence.start
        for start, end in sorted(self.struck):
            if start < evidence.end and evidence.start < end:
                pieces.append((at, start))
                at = max(at, end)
        pieces.append((at, evidence.end))
        start, end = self._trimmed(*max(pieces, key=self._letters))
        return Evidence(self.given[start:end], start, end)

    def restored(self, grade: Grade) -> Grade:
        """A grade of `read` with the evidence of `given`."""
        if self.is_whole:
            return grade
        verdicts = tuple(
            one if one.evidence is None else replace(one, evidence=self.cut(one.evidence)) for one in grade.verdicts
        )
        mistakes = tuple(replace(one, evidence=self.cut(one.evidence)) for one in grade.mistakes)
        return replace(grade, verdicts=verdicts, mistakes=mistakes)

    def sentence(self, evidence: Evidence) -> Evidence:
        """The whole sentences that the evidence touches, without what was struck."""
        start, end = around(self.read, evidence.start, evidence.end)
        return self.cut(Evidence(self.read[start:end], start, end))

    def quoted(self, quote: str) -> Evidence | None:
        """Where the answer says the quote; None where it does not."""
        evidence = find(quote, self.read) or find(mended(quote), self.read)
        return None if evidence is None else self.cut(evidence)

    def own(self, evidence: Evidence, question: str) -> Evidence | None:
        """The evidence, or its sentence where the question says the same words; None where that says no more.

        "A single linear function or something richer?" is answered with the question's words, and rightly.
        """
        if find(evidence.quote, question) is None:
            return evidence
        sentence = self.sentence(evidence)
        is_echo = find(sentence.quote, question) is not None
        says_more = len(content_stems(said_beyond(sentence.quote, question))) >= FEWEST_NEW
        return sentence if says_more and not is_echo else None

    def _letters(self, piece: tuple[int, int]) -> int:
        """How much a piece says: a row of dots is longer than a word and holds none."""
        return sum(character.isalnum() for character in self.given[piece[0] : piece[1]])

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) without white space at its ends."""
        text = self.given[start:end]
        return start + len(text) - len(text.lstrip()), max(start, end - len(text) + len(text.rstrip()))


def hear(question: Question, answer: str) -> Heard:
    """The answer with orders to the model struck, and what it says of others' words.

    No text of the question spares an order: those of an ingested document are written by whoever wrote it.
    """
    points = [point.text for point in question.key_points]
    struck = (*order_spans(answer), *disowned_spans(answer, points))
    return Heard(answer, without(answer, struck), tuple(struck))
