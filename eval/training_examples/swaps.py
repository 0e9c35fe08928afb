"""Sentences with the two words of a pair of opposites exchanged, put into annotated answers.

Decides which words are exchanged: one pair at a time ("bias" for "variance" and the other way round), where the point
names a word of it too, so that what said the point says the opposite. The same exchange stands in sentences that do not
speak of the point, beside what says it in plain words, so that the words alone do not tell. Who has the right words the
wrong way round sounds like who is right; a reader that was not taught it gave 12 of 18 points for that.
"""

import random
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from eval.reading.annotated import AnnotatedQuestion, Sentence, Tag
from eval.training_examples.cuts import Cut, Likeness, nearest
from ingest.language.opposites import WORD_PAIRS

# Said of two at once, a claim may be the same after the exchange.
OF_BOTH = re.compile(
    r"\b(?:both|trade-?offs?|balance|versus|vs|differ\w*|compar\w*|together|sum|either|between|two|neither)\b",
    re.IGNORECASE,
)
# How often what says the point is exchanged; in the rest it stands, and what is beside it is exchanged.
DECIDING = 0.75


def swapped_cuts(
    questions: Sequence[AnnotatedQuestion], share: float, likeness: Likeness, rng: random.Random
) -> Iterator[Cut]:
    """Answers against points that they say, with the words of a pair exchanged."""
    for question in questions:
        for answer in question.answers:
            for number, point in enumerate(question.points, start=1):
                tags = {sentence.tags.get(number) for sentence in answer.sentences} - {None}
                if tags != {Tag.SAYS} or rng.random() >= share:
                    continue
                said = [sentence.text for sentence in answer.sentences if number in sentence.tags]
                pairs = [pair for pair in pairs_in(point.text) if any(map(_pattern(pair).search, said))]
                if not pairs or any(map(OF_BOTH.search, said)):
                    continue
                pair, is_deciding = rng.choice(pairs), rng.random() < DECIDING
                changed = [_changed(sentence, number, pair, is_deciding) for sentence in answer.sentences]
                yield Cut(point.text, nearest_to(point.text, answer.sentences, changed, likeness, rng), (number,))


def nearest_to(
    point: str, plain: Sequence[Sentence], changed: Sequence[Sentence], likeness: Likeness, rng: random.Random
) -> tuple[Sentence, ...]:
    """The changed sentences where a grade would read the plain ones, of which alone the likeness is known."""
    at = {id(sentence): place for place, sentence in enumerate(plain)}
    return tuple(changed[at[id(sentence)]] for sentence in nearest([point], plain, likeness, rng))


@lru_cache(maxsize=4096)
def pairs_in(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of which the text holds a word."""
    words = set(re.findall(r"[\w-]+", text.lower()))
    return tuple(pair for pair in WORD_PAIRS if words & set(pair))


def swapped(text: str, pair: tuple[str, str]) -> str:
    """The text with the words of the pair exchanged, capitals as they stood."""
    other = {pair[0]: pair[1], pair[1]: pair[0]}

    def exchange(found: re.Match[str]) -> str:
        word = found[0]
        new = other[word.lower()]
        return new.upper() if word.isupper() and len(word) > 1 else new.capitalize() if word[0].isupper() else new

    return _pattern(pair).sub(exchange, text)


def _changed(sentence: Sentence, number: int, pair: tuple[str, str], is_deciding: bool) -> Sentence:
    """The sentence for the cut; of its tags that of the point alone is right after an exchange."""
    if (number in sentence.tags) is not is_deciding:
        return sentence
    text = swapped(sentence.text, pair)
    if number not in sentence.tags:
        return Sentence(text=text)
    is_other = text != sentence.text
    return Sentence(text=text, tags={number: Tag.DENIES if is_other else sentence.tags[number]})


@lru_cache(maxsize=512)
def _pattern(pair: tuple[str, str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{re.escape(pair[0])}|{re.escape(pair[1])})\b", re.IGNORECASE)
