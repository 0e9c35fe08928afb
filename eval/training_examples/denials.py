"""Sentences denied by a few words, and such words that deny nothing, put into annotated answers.

Decides in which forms a sentence is denied, and that neither the form nor what else is denied tells the state of a
point: the sentence that says it stands denied beside plain ones, plain beside denied ones, and behind words like "it is
true that". People who are wrong seldom speak so; whoever wants points for nothing does, and a reader that was taught
without them takes "it is not true that PCA rotates" for what follows "that".
"""

import random
import re
from collections.abc import Iterator, Sequence

from eval.reading.annotated import AnnotatedQuestion, Sentence, Tag
from eval.training_examples.cuts import Cut, Likeness, nearest

AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|does|do|did|has|have|may|might)\b(?!n't| not)", re.IGNORECASE
)
SHORT = {"can": "can't", "will": "won't", "may": "may not", "might": "might not"}
DENYING = (
    "It is not true that {}", "It's not true that {}", "It is wrong that {}", "It is not the case that {}",
    "It is a myth that {}", "I don't believe that {}", "I don't think that {}", "Nobody should say that {}",
    "It is false to say that {}", "By no means is it so that {}", "{}: that is wrong", "{}. That is not so",
    "{}, which is not true", "That {} is a misunderstanding", "You will read that {}; don't believe it",
    "Some colleagues claim that {}, and they have it backwards", "Contrary to what is taught, it is not so that {}",
    "{}? Quite the opposite", "{}? I would say no", "The idea that {} has been refuted", "There is no evidence that {}",
    "I used to think that {}, until I saw that it is the other way round", "Anybody who says that {} is confused",
    "The claim that {} does not hold up", "{}, or so people say; it is false", "It is an error to assume that {}",
    "One must never conclude that {}", "{}, they say. I disagree", "I would reject the statement that {}",
    "I doubt very much that {}", "It is simply incorrect that {}", "The textbook says that {}; it doesn't hold",
    "Everybody repeats that {}, although the contrary is the case", "If someone tells you that {}, correct them",
    "What is untrue is that {}", "{}, my old boss said, and was wrong about it", "Nothing is less true than that {}",
)  # fmt: skip
AFFIRMING = (
    "It is true that {}", "It is not wrong to say that {}", "I do believe that {}", "I'd say that {}", "No doubt, {}",
    "Nobody doubts that {}", "It can't be denied that {}", "{}: that is right", "{}. That is so", "{}, no question",
    "It is no myth that {}", "Not everybody knows it, but {}", "You will read that {}, and rightly so",
    "Some colleagues deny it, and still {}", "Contrary to what is often taught, {}", "{}? Yes, exactly",
    "The idea that {} has been confirmed again and again", "There is good evidence that {}",
    "I used to doubt it, until I saw that {}", "Whoever says otherwise is confused: {}", "The claim that {} holds up",
    "People say that {}, and they are right", "It is an error to forget that {}", "{}, they say. I agree",
    "I would defend the statement that {}", "I don't doubt for a moment that {}", "What is true is that {}",
    "If someone tells you the contrary, correct them: {}", "{}, my old boss said, and was right about it",
)  # fmt: skip
# How often all sentences are denied, or the deciding ones alone; in the rest the deciding ones stand.
ALL, DECIDING = 0.45, 0.25
# Of the sentences beside the deciding ones, how often one is denied, and how often one is affirmed.
BESIDE, AFFIRMED = 0.4, 0.2
BY_AUXILIARY, SHORTENED = 0.5, 0.4


def denied_cuts(
    questions: Sequence[AnnotatedQuestion], share: float, likeness: Likeness, rng: random.Random
) -> Iterator[Cut]:
    """Answers against points that they say, with sentences denied."""
    for question in questions:
        for answer in question.answers:
            for number in range(1, len(question.points) + 1):
                tags = {sentence.tags.get(number) for sentence in answer.sentences} - {None}
                # To deny what is half said, or said against the point, says neither the one nor the other.
                if tags == {Tag.SAYS} and rng.random() < share:
                    text = question.points[number - 1].text
                    sentences = nearest([text], answer.sentences, likeness, rng)
                    yield Cut(text, _changed(sentences, number, rng), (number,))


def _changed(sentences: Sequence[Sentence], number: int, rng: random.Random) -> tuple[Sentence, ...]:
    way = rng.random()
    is_denied, beside = way < ALL + DECIDING, 1.0 if way < ALL else rng.choice((0.0, BESIDE))
    found = []
    for sentence in sentences:
        if number in sentence.tags and is_denied:
            found.append(Sentence(text=denied(sentence.text, rng), tags={number: Tag.DENIES}))
        elif number not in sentence.tags and rng.random() < beside:
            found.append(Sentence(text=denied(sentence.text, rng)))
        elif rng.random() < AFFIRMED:
            found.append(Sentence(text=_framed(sentence.text, rng.choice(AFFIRMING)), tags=sentence.tags))
        else:
            found.append(sentence)
    return tuple(found)


def denied(text: str, rng: random.Random) -> str:
    """The sentence with "not" behind its auxiliaries, or in the frame of a denial."""
    if rng.random() < BY_AUXILIARY:
        is_short = rng.random() < SHORTENED
        changed, count = AUXILIARY.subn(lambda found: _not(found[0], is_short=is_short), text)
        if count:
            return changed
    return _framed(text, rng.choice(DENYING))


def _not(auxiliary: str, *, is_short: bool) -> str:
    return SHORT.get(auxiliary.lower(), f"{auxiliary}n't") if is_short else f"{auxiliary} not"


def _framed(text: str, frame: str) -> str:
    bare = text.strip().rstrip(".!")
    if not frame.startswith("{}") and bare[1:2].islower():
        bare = bare[0].lower() + bare[1:]
    return f"{frame.format(bare)}."
