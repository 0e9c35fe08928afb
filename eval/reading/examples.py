"""What one epoch of training reads: excerpts with what is to be told of each of their sentences and of the whole.

Decides the mixture: annotated answers, whole or a stretch of them, against each point of their question and against one
of another; single texts (pairs.py); short answers behind the follow-up that they answer; the bank's own wordings.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.reading.outcome import Excerpt, PointState
from eval.reading.annotated import AnnotatedQuestion, Sentence, Tag, state_of, state_target
from eval.reading.pairs import Material, Pair, Recipe, epoch_pairs
from eval.reading.texts import OPPOSITE, SAYS, TOUCHES, Kind, Side, Sides, Target, TrainingText
from ingest.bank.questions import Question

Item = TypeVar("Item")

HALF: Target = (0.5, 0.0, 0.5)
OUTCOME_OF = {Tag.SAYS: SAYS, Tag.DENIES: OPPOSITE, Tag.HALF: HALF}
STATE_OF = {
    SAYS: PointState.MET,
    OPPOSITE: PointState.CONTRADICTED,
    TOUCHES: PointState.NOT_MET,
    HALF: PointState.PARTLY_MET,
}


@dataclass(frozen=True, slots=True)
class Example:
    """An excerpt, the probabilities to be told of each sentence (None: not known) and of the whole."""

    excerpt: Excerpt
    outcomes: tuple[Target | None, ...]
    states: tuple[float, ...]


@dataclass(frozen=True)
class Mixture:
    """How an epoch is mixed; which values pay is in docs/reader.md.

    Of each answer and point of its question: `whole`, how often all of it is read; `speaking`, how often a stretch of
    up to `longest` sentences, one of which speaks of the point; `silent`, how often a stretch that does not.
    `strangers`: how often a stretch is held against a point of another question. `minimal`, `old`, `follow_ups`,
    `wordings`: the share of those texts in each epoch.
    """

    whole: float = 0.25
    speaking: float = 1.0
    silent: float = 0.4
    longest: int = 4
    strangers: float = 1.0
    minimal: float = 1.0
    old: float = 0.25
    follow_ups: float = 0.3
    wordings: float = 0.3


# Minimal pairs need little made around them; the older texts give their outcome away by style, and are mirrored.
MINIMAL = Recipe(
    wording=0.5, sibling=0.5, stranger=0.1, mirrored=0.3, itself=0.1, reverse=0.2, neighbour=0.3, bluff=0.1,
    taken_back=0.05, corrected=0.05,
)  # fmt: skip
OLD = Recipe(
    wording=0.5, sibling=0.5, stranger=0.1, mirrored=1.0, itself=0.25, reverse=0.3, neighbour=0.3, bluff=0.1,
    taken_back=0.1, corrected=0.1,
)  # fmt: skip


@dataclass(frozen=True)
class Sources:
    """All that may be read, of the questions that are trained on."""

    annotated: Sequence[AnnotatedQuestion]
    minimal: Sequence[TrainingText]
    old: Sequence[TrainingText]
    follow_ups: Sequence[Example]
    wordings: Sequence[Example]


def epoch_examples(sources: Sources, mixture: Mixture, seed: str) -> list[Example]:
    """The shuffled examples of one epoch; the same `seed` gives the same."""
    rng = random.Random(seed)  # noqa: S311  (no secret)
    examples = _of_annotated(sources.annotated, mixture, rng)
    for texts, recipe, share in ((sources.minimal, MINIMAL, mixture.minimal), (sources.old, OLD, mixture.old)):
        if texts and share:
            pairs = epoch_pairs(Material.of(texts), recipe, f"{seed} {share}")
            examples += [of_pair(pair) for pair in _sample(pairs, share, rng)]
    examples += _sample(sources.follow_ups, mixture.follow_ups, rng)
    examples += _sample(sources.wordings, mixture.wordings, rng)
    rng.shuffle(examples)
    return examples


def of_pair(pair: Pair) -> Example:
    """A single text: what is told of it is told of the whole."""
    target = (pair.target[0], pair.target[1], pair.target[2])
    return Example(Excerpt(pair.statement, (pair.window,)), (target,), state_target(STATE_OF[target]))


def of_sentences(statement: str, sentences: Sequence[Sentence], number: int) -> Example:
    """Sentences of an answer against the point of that number; of 0, a point of another question."""
    outcomes = tuple(
        OUTCOME_OF[sentence.tags[number]] if number in sentence.tags else TOUCHES for sentence in sentences
    )
    excerpt = Excerpt(statement, tuple(sentence.text for sentence in sentences))
    return Example(excerpt, outcomes, state_target(state_of(sentences, number)))


def follow_up_examples(texts: Sequence[TrainingText], bank: Sequence[Question]) -> list[Example]:
    """Short answers behind the follow-up that they answer, where the bank of their time has it."""
    asked = {(question.id, point.id): point.follow_up for question in bank for point in question.key_points}
    found = []
    for text in texts:
        follow_up = asked.get((text.question_id, text.point_id), "")
        if follow_up:
            state = PointState.MET if text.kind is Kind.SAME else PointState.CONTRADICTED
            found.append(Example(Excerpt(text.point, (text.text,), follow_up), (None,), state_target(state)))
    return found


def wording_examples(bank: Sequence[Question], sides: Sides) -> list[Example]:
    """The bank's other wordings and instances of each point, and its wrong statements against the point they deny."""
    found = []
    for question in bank:
        if sides.side(question.id) is not Side.TRAIN:
            continue
        points = [*question.key_points, *(point for step in question.thread for point in step.key_points)]
        texts = {point.id: point.text for point in points}
        for point in points:
            for wording in (*point.other_wordings, *point.instances):
                found.append(of_pair(Pair(point.text, wording, SAYS)))
        for wrong in question.wrong_statements:
            if wrong.contradicts is not None:
                found.append(of_pair(Pair(texts[wrong.contradicts], wrong.text, OPPOSITE)))
    return found


def _of_annotated(questions: Sequence[AnnotatedQuestion], mixture: Mixture, rng: random.Random) -> list[Example]:
    examples = []
    for question in questions:
        for answer in question.answers:
            for number, point in enumerate(question.points, start=1):
                if rng.random() < mixture.whole:
                    examples.append(of_sentences(point.text, answer.sentences, number))
                speaks = any(number in sentence.tags for sentence in answer.sentences)
                if rng.random() < (mixture.speaking if speaks else mixture.silent):
                    stretch = _stretch(answer.sentences, number, mixture.longest, rng)
                    examples.append(of_sentences(point.text, stretch, number))
            other = rng.choice(questions)
            if other.question_id != question.question_id and rng.random() < mixture.strangers:
                stretch = _stretch(answer.sentences, 0, mixture.longest, rng)
                examples.append(of_sentences(rng.choice(other.points).text, stretch, 0))
    return examples


def _stretch(sentences: tuple[Sentence, ...], number: int, longest: int, rng: random.Random) -> tuple[Sentence, ...]:
    """Some neighbouring sentences; with one of those that speak of the point, if there is one."""
    length = rng.randint(1, min(longest, len(sentences)))
    start = rng.randint(0, len(sentences) - length)
    speaking = [at for at, sentence in enumerate(sentences) if number in sentence.tags]
    if speaking:
        start = max(0, min(rng.choice(speaking) - rng.randint(0, length - 1), len(sentences) - length))
    return sentences[start : start + length]


def _sample(items: Sequence[Item], share: float, rng: random.Random) -> list[Item]:
    return rng.sample(list(items), int(len(items) * min(share, 1.0)))
