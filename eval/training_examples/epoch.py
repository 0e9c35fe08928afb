"""What one epoch of training reads: excerpts with what is to be told of each of their sentences and of the whole.

Decides the mixture: annotated answers against each point of their question and against one of another, cut as a grade
cuts them (cuts.py); single texts (pairs.py); short answers behind the follow-up that they answer; the bank's own
wordings; messages, which answer or ask for something (requests.py).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.reading.outcome import Excerpt, PointState
from eval.reading.annotated import AnnotatedQuestion, Sentence, Tag, state_of, state_target
from eval.reading.texts import HALF, OPPOSITE, SAYS, STATE_OF, TOUCHES, Side, Sides, Target, TrainingText
from eval.training_examples.cuts import Cut, Likeness, cuts_of, exchanged, planted
from eval.training_examples.denials import denied_cuts
from eval.training_examples.mixture import Mixture
from eval.training_examples.pairs import Material, Pair, Recipe, epoch_pairs
from eval.training_examples.swaps import swapped_cuts
from ingest.bank.questions import Question

Item = TypeVar("Item")

OUTCOME_OF = {Tag.SAYS: SAYS, Tag.DENIES: OPPOSITE, Tag.HALF: HALF}


@dataclass(frozen=True, slots=True)
class Example:
    """An excerpt, the probabilities to be told of each sentence (None: not known) and of the whole."""

    excerpt: Excerpt
    outcomes: tuple[Target | None, ...]
    states: tuple[float, ...]


# Minimal pairs need little made around them; the older texts give their outcome away by style, and are mirrored.
MINIMAL = Recipe(
    wording=0.5, sibling=0.5, stranger=0.1, mirrored=0.3, itself=0.1, reverse=0.2, neighbour=0.3, bluff=0.1,
    taken_back=0.05, corrected=0.05,
)  # fmt: skip
# Twins close to the wording of their point, and texts near to it that say something else.
NEAR = Recipe(
    wording=0.2, sibling=0.2, stranger=0.0, mirrored=0.2, itself=0.05, reverse=0.2, neighbour=0.35, bluff=0.0,
    taken_back=0.0, corrected=0.0,
)  # fmt: skip
OLD = Recipe(
    wording=0.5, sibling=0.5, stranger=0.1, mirrored=1.0, itself=0.25, reverse=0.3, neighbour=0.3, bluff=0.1,
    taken_back=0.1, corrected=0.1,
)  # fmt: skip


@dataclass(frozen=True)
class Sources:
    """All that may be read, of the questions that are trained on."""

    annotated: Sequence[AnnotatedQuestion]
    likeness: Likeness
    minimal: Sequence[TrainingText]
    near: Sequence[TrainingText]
    old: Sequence[TrainingText]
    follow_ups: Sequence[Example]
    wordings: Sequence[Example]
    requests: Sequence[Example] = ()
    unprompted: Sequence[Example] = ()


def epoch_examples(sources: Sources, mixture: Mixture, seed: str) -> list[Example]:
    """The shuffled examples of one epoch; the same `seed` gives the same."""
    rng = random.Random(seed)  # noqa: S311  (no secret)
    examples = [of_cut(cut) for cut in cuts_of(sources.annotated, mixture, sources.likeness, rng)]
    examples += [of_cut(cut) for cut in planted(sources.near, sources.annotated, mixture.planted, rng)]
    examples += [of_cut(cut) for cut in exchanged(sources.annotated, mixture.exchanged, sources.likeness, rng)]
    examples += [of_cut(cut) for cut in denied_cuts(sources.annotated, mixture.denied, sources.likeness, rng)]
    examples += [of_cut(cut) for cut in swapped_cuts(sources.annotated, mixture.swapped, sources.likeness, rng)]
    single = (
        (sources.minimal, MINIMAL, mixture.minimal),
        (sources.near, NEAR, mixture.near),
        (sources.old, OLD, mixture.old),
    )
    for texts, recipe, share in single:
        if texts and share:
            pairs = epoch_pairs(Material.of(texts), recipe, f"{seed} {share}")
            examples += [of_pair(pair) for pair in _sample(pairs, share, rng)]
    examples += _sample(sources.follow_ups, mixture.follow_ups, rng)
    examples += _sample(sources.unprompted, mixture.unprompted, rng)
    examples += _sample(sources.wordings, mixture.wordings, rng)
    examples += _sample(sources.requests, mixture.requests, rng)
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


def of_cut(cut: Cut) -> Example:
    """What is read of an answer against a point, or against two that are one statement."""
    if len(cut.numbers) == 1:
        return of_sentences(cut.statement, cut.sentences, cut.numbers[0])
    outcomes = tuple(
        _of_both([each.tags[number] for number in cut.numbers if number in each.tags], len(cut.numbers))
        for each in cut.sentences
    )
    states = [state_of(cut.sentences, number) for number in cut.numbers]
    excerpt = Excerpt(cut.statement, tuple(sentence.text for sentence in cut.sentences))
    return Example(excerpt, outcomes, state_target(joined_state(states)))


def joined_state(states: Sequence[PointState]) -> PointState:
    """The state of a statement that claims several points: half of it said is partly met."""
    if len(set(states)) == 1:
        return states[0]
    if not {PointState.MET, PointState.PARTLY_MET} & set(states):
        return PointState.CONTRADICTED
    return PointState.PARTLY_MET


def _of_both(tags: Sequence[Tag], points: int) -> Target:
    if tags.count(Tag.SAYS) == points:
        return SAYS
    if Tag.SAYS in tags or Tag.HALF in tags:
        return HALF
    return OPPOSITE if tags else TOUCHES


def follow_up_examples(texts: Sequence[TrainingText], bank: Sequence[Question] = ()) -> list[Example]:
    """Short answers behind the follow-up that they answer: their own, else that of the bank of their time, if any."""
    asked = {(question.id, point.id): point.follow_up for question in bank for point in question.key_points}
    found = []
    for text in texts:
        follow_up = text.follow_up or asked.get((text.question_id, text.point_id), "")
        if follow_up:
            states = state_target(STATE_OF[text.target])
            found.append(Example(Excerpt(text.point, (text.text,), follow_up), (None,), states))
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


def _sample(items: Sequence[Item], share: float, rng: random.Random) -> list[Item]:
    return rng.sample(list(items), int(len(items) * min(share, 1.0)))
