"""Which sentences of an annotated answer are read against which point.

Decides that they are cut as a grade cuts a long answer (app/reading/excerpts.py): the ones nearest to the point. So a
point that is not spoken of is held against what is nearest to it, which is what a grade has to tell apart; sentences
drawn at random were told apart too easily, and what stood beside a removed sentence stayed met.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.reading.excerpts import MOST_WORDS, chosen
from eval.reading.annotated import LOOSE, AnnotatedAnswer, AnnotatedQuestion, Sentence, Tag
from eval.reading.texts import Kind, TrainingText
from eval.training_examples.mixture import Mixture
from ingest.embedding.embedder import Embedder

# How near a statement is to each of some sentences: float32 (sentences,).
Likeness = Callable[[str, Sequence[str]], NDArray[np.float32]]

# Words of an answer that are read: a sentence or two, a short answer, a paragraph, as much as a grade reads at most.
WORDS = (16, 40, 90, MOST_WORDS)
TAGS = {Kind.SAME: Tag.SAYS, Kind.TURNED: Tag.DENIES, Kind.PARTIAL: Tag.HALF}
# Sentences of an answer among which a text is planted.
AROUND = 4
# Of so many points of other questions the nearest to the answer is held against it.
STRANGERS_DRAWN = 8


@dataclass(frozen=True, slots=True)
class Cut:
    """Sentences of an answer and the statement they are held against: the points of these numbers, 0 for another's."""

    statement: str
    sentences: tuple[Sentence, ...]
    numbers: tuple[int, ...]


def likeness_of(questions: Sequence[AnnotatedQuestion], embedder: Embedder) -> Likeness:
    """The cosines of the points and the sentences of `questions`, each embedded once."""
    texts = {point.text for question in questions for point in question.points}
    texts |= {sentence.text for question in questions for answer in question.answers for sentence in answer.sentences}
    numbered = {text: at for at, text in enumerate(sorted(texts))}
    vectors = embedder.encode(list(numbered))

    def likeness(statement: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = vectors[[numbered[each] for each in sentences]] @ vectors[numbered[statement]]
        return found

    return likeness


def cuts_of(
    questions: Sequence[AnnotatedQuestion], mixture: Mixture, likeness: Likeness, rng: random.Random
) -> Iterator[Cut]:
    """What is read of all answers in one epoch."""
    for question in questions:
        for answer in question.answers:
            for number in range(1, len(question.points) + 1):
                yield from _Cutter(mixture, likeness, rng).against_own(question, answer, number)
            if len(question.points) > 1 and rng.random() < mixture.joined:
                yield _joined(question, answer, likeness, rng)
            other = rng.choice(questions)
            if other.question_id != question.question_id and rng.random() < mixture.strangers:
                yield _stranger(other, answer, likeness, rng)


@dataclass(frozen=True, slots=True)
class _Cutter:
    mixture: Mixture
    likeness: Likeness
    rng: random.Random

    def against_own(self, question: AnnotatedQuestion, answer: AnnotatedAnswer, number: int) -> Iterator[Cut]:
        """What is read of an answer against a point of its question."""
        text = question.points[number - 1].text
        silent = tuple(sentence for sentence in answer.sentences if number not in sentence.tags)
        speaks = len(silent) < len(answer.sentences)
        unsaid = self.mixture.loose if answer.kind == LOOSE else self.mixture.silent
        if self._is_drawn(self.mixture.nearest if speaks else unsaid):
            yield Cut(text, nearest([text], answer.sentences, self.likeness, self.rng), (number,))
        if speaks and silent and self._is_drawn(self.mixture.thinned):
            yield Cut(text, nearest([text], silent, self.likeness, self.rng), (number,))
        if speaks and self._is_drawn(self.mixture.stretch):
            yield Cut(text, stretch(answer.sentences, number, self.mixture.longest, self.rng), (number,))

    def _is_drawn(self, share: float) -> bool:
        return self.rng.random() < share


def nearest(
    points: Sequence[str], sentences: Sequence[Sentence], likeness: Likeness, rng: random.Random
) -> tuple[Sentence, ...]:
    """The sentences that a grade would read for these points, were so few words of the answer read."""
    texts = [sentence.text for sentence in sentences]
    near = np.max([likeness(point, texts) for point in points], axis=0)
    lengths = [len(text.split()) for text in texts]
    return tuple(sentences[at] for at in chosen(lengths, near, rng.choice(WORDS)))


def stretch(sentences: Sequence[Sentence], number: int, longest: int, rng: random.Random) -> tuple[Sentence, ...]:
    """Some neighbouring sentences; with one of those that speak of the point, if there is one."""
    length = rng.randint(1, min(longest, len(sentences)))
    start = rng.randint(0, len(sentences) - length)
    speaking = [at for at, sentence in enumerate(sentences) if number in sentence.tags]
    if speaking:
        start = max(0, min(rng.choice(speaking) - rng.randint(0, length - 1), len(sentences) - length))
    return tuple(sentences[start : start + length])


def exchanged(
    questions: Sequence[AnnotatedQuestion], share: float, likeness: Likeness, rng: random.Random
) -> Iterator[Cut]:
    """Twins, one of which only touches what the other says, with the sentence that decides on a point exchanged.

    So neither the style of the rest nor what it says of the other points tells whether the point is said.
    """
    for question in questions:
        for one, other in _twins(question.answers):
            for at, (own, others) in enumerate(zip(one.sentences, other.sentences, strict=True)):
                for number in sorted(own.tags.keys() ^ others.tags.keys()):
                    mixed = (*one.sentences[:at], others, *one.sentences[at + 1 :])
                    if rng.random() < share:
                        text = question.points[number - 1].text
                        yield Cut(text, nearest([text], mixed, likeness, rng), (number,))


def _twins(answers: Sequence[AnnotatedAnswer]) -> Iterator[tuple[AnnotatedAnswer, AnnotatedAnswer]]:
    """Each loose answer and the one behind it that says the points, both ways round; they have as many sentences."""
    for loose, said in pairwise(answers):
        if loose.kind == LOOSE and len(loose.sentences) == len(said.sentences):
            yield loose, said
            yield said, loose


def _joined(question: AnnotatedQuestion, answer: AnnotatedAnswer, likeness: Likeness, rng: random.Random) -> Cut:
    numbers = rng.sample(range(1, len(question.points) + 1), 2)
    texts = [question.points[number - 1].text for number in numbers]
    return Cut(" ".join(texts), nearest(texts, answer.sentences, likeness, rng), tuple(numbers))


def _stranger(other: AnnotatedQuestion, answer: AnnotatedAnswer, likeness: Likeness, rng: random.Random) -> Cut:
    texts = [sentence.text for sentence in answer.sentences]
    drawn = rng.sample(other.points, min(STRANGERS_DRAWN, len(other.points)))
    point = max(drawn, key=lambda each: float(likeness(each.text, texts).max()))
    return Cut(point.text, nearest([point.text], answer.sentences, likeness, rng), (0,))


def planted(
    texts: Sequence[TrainingText], questions: Sequence[AnnotatedQuestion], share: float, rng: random.Random
) -> Iterator[Cut]:
    """Texts in the place of what an answer to their question says of their point, where an annotated answer has it."""
    answers: dict[tuple[str, str], list[tuple[AnnotatedAnswer, int]]] = {}
    for question in questions:
        for number, point in enumerate(question.points, start=1):
            answers.setdefault((question.question_id, point.id), []).extend(
                (answer, number) for answer in question.answers
            )
    for text in texts:
        there = answers.get((text.question_id, text.point_id))
        if there and rng.random() < share:
            answer, number = rng.choice(there)
            silent = [sentence for sentence in answer.sentences if number not in sentence.tags]
            around = list(stretch(silent, 0, AROUND, rng)) if silent else []
            tags = {number: TAGS[text.kind]} if text.kind in TAGS else {}
            around.insert(rng.randint(0, len(around)), Sentence(text=text.text, tags=tags))
            yield Cut(text.point, tuple(around), (number,))
