"""Answers of the question's own words in no order, with and without other words between.

Decides how each is made from a bank question, deterministically; the red team (red_team.py) plays them.
"""

import itertools
import random
from collections.abc import Callable, Sequence

from ingest.bank.questions import Question
from ingest.language.tokens import tokens

Attack = Callable[[Question, random.Random], str]

LITTLE_WORDS = ("and", "or", "with", "the", "of")
FILLER = (
    "That is a topic I have thought about quite a bit over the years.",
    "I would like to walk you through it calmly, because it comes up in nearly every project.",
    "Of course the details differ from one company to the next, and I am happy to go deeper.",
    "In my last team we had long conversations about exactly this over lunch.",
    "Let me take a moment to put that into context before I go on.",
    "People tend to have strong opinions here, and I try to stay pragmatic.",
    "I remember reading an interesting blog post about it some time ago.",
    "As always, it is worth stepping back for a second and looking at the whole picture.",
    "My colleagues would probably describe it in slightly different terms.",
    "I hope that makes sense so far, please stop me if you want to hear something else.",
)


def keyword_salad(question: Question, rng: random.Random) -> str:
    """The content words of all key points, each once, in no order."""
    return ", ".join(_keywords(question, rng))


def joined_by_and(question: Question, rng: random.Random) -> str:
    """The same with "and" between, so that it is no list and has function words enough."""
    return " and ".join(_keywords(question, rng))


def joined_by_of_the(question: Question, rng: random.Random) -> str:
    """The same with "of the" between, whose word classes are in good order."""
    return " of the ".join(_keywords(question, rng))


def joined_by_turns(question: Question, rng: random.Random) -> str:
    """The same with another little word between each two."""
    turns = itertools.cycle(LITTLE_WORDS)
    return " ".join(f"{word} {next(turns)}" for word in _keywords(question, rng))


def joined_in_sentences(question: Question, rng: random.Random) -> str:
    """The same with "and" between, cut to sentences of eight words."""
    return " ".join(_sentences_of(joined_by_and(question, rng).split()))


def joined_among_filler(question: Question, rng: random.Random) -> str:
    """Those sentences by turns with ones that say nothing."""
    return _among_filler(_sentences_of(joined_by_and(question, rng).split()))


def shuffled_points(question: Question, rng: random.Random) -> str:
    """All words of all key points, shuffled together."""
    return " ".join(_shuffled(_points_text(question), rng))


def shuffled_among_filler(question: Question, rng: random.Random) -> str:
    """The same in sentences of eight words, by turns with ones that say nothing."""
    return _among_filler(_sentences_of(_shuffled(_points_text(question), rng)))


def shuffled_pairs(question: Question, rng: random.Random) -> str:
    """All words of all key points, two by two, the pairs shuffled."""
    return " ".join(_shuffled(_points_text(question), rng, run=2))


def shuffled_threes(question: Question, rng: random.Random) -> str:
    """All words of all key points, three by three, the threes shuffled."""
    return " ".join(_shuffled(_points_text(question), rng, run=3))


def shuffled_within_points(question: Question, rng: random.Random) -> str:
    """Each key point a sentence, its words shuffled."""
    return " ".join(" ".join(_shuffled(point.text.rstrip("."), rng)) + "." for point in question.key_points)


def shuffled_wordings(question: Question, rng: random.Random) -> str:
    """All words of all other wordings, shuffled together."""
    return " ".join(_shuffled(" ".join(text for one in question.key_points for text in one.other_wordings), rng))


def shuffled_strong(question: Question, rng: random.Random) -> str:
    """The strong answer's words, shuffled."""
    return " ".join(_shuffled(question.strong_answer, rng))


def _keywords(question: Question, rng: random.Random) -> list[str]:
    words = sorted({token.text for point in question.key_points for token in tokens(point.text) if token.stem})
    rng.shuffle(words)
    return words


def _points_text(question: Question) -> str:
    return " ".join(point.text for point in question.key_points)


def _shuffled(text: str, rng: random.Random, run: int = 1) -> list[str]:
    """The words of a text in runs of `run`, the runs shuffled."""
    words = text.split()
    runs = [" ".join(words[at : at + run]) for at in range(0, len(words), run)]
    rng.shuffle(runs)
    return runs


def _sentences_of(words: Sequence[str]) -> list[str]:
    """Sentences of eight words."""
    cut = [" ".join(words[at : at + 8]).replace(".", "") for at in range(0, len(words), 8)]
    return [f"{sentence[0].upper()}{sentence[1:]}." for sentence in cut]


def _among_filler(own: Sequence[str]) -> str:
    return " ".join(f"{sentence} {filler}" for sentence, filler in zip(own, itertools.cycle(FILLER), strict=False))


SALADS: dict[str, Attack] = {
    "keyword salad": keyword_salad,
    "keywords joined by and": joined_by_and,
    "keywords joined by of the": joined_by_of_the,
    "keywords joined by little words in turn": joined_by_turns,
    "keywords joined in sentences": joined_in_sentences,
    "keywords joined among filler": joined_among_filler,
    "shuffled key points": shuffled_points,
    "shuffled key points among filler": shuffled_among_filler,
    "shuffled pairs of the key points' words": shuffled_pairs,
    "shuffled threes of the key points' words": shuffled_threes,
    "words shuffled within each key point": shuffled_within_points,
    "shuffled other wordings": shuffled_wordings,
    "shuffled strong answer": shuffled_strong,
}
