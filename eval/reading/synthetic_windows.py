"""Windows that are made by rule out of the training texts, for what nobody had to write.

Decides three: talk that names the topic and claims nothing, a right sentence that the next one takes back, a wrong one
that the next one corrects.
"""

import random
import re

from ingest.language.stop_words import FUNCTION_WORDS

WORD = re.compile(r"[A-Za-z][\w-]*")
BLUFFS = (
    "It depends on the {a} and the {b}, so I would look at the trade-offs there.",
    "{a} is really important here, and {b} too, you have to get that right.",
    "I would think carefully about {a}, monitor it and iterate.",
    "There are several approaches to {a}, each with pros and cons, and I'd pick what fits the use case.",
    "With {a} I'd follow best practices and keep an eye on {b}.",
    "I have worked with {a} a lot, also with {b}, so I'm comfortable with that.",
    "That is basically a question of {a}, and of course of {b}.",
    "{a}, {b}, that kind of thing is what matters in production.",
    "You'd want a robust, scalable solution for {a} that takes {b} into account.",
    "I'd start from {a}, see what the data says, and then optimise {b}.",
    "People talk a lot about {a}, and I think {b} is a big topic there as well.",
    "We should be aware of {a} and handle {b} properly.",
    "For me {a} and {b} go hand in hand, it's all about finding the right balance.",
    "I would definitely consider {a}.",
    "Then there's the whole matter of {a} versus {b}.",
)
TAKEN_BACK = (
    "{right} Actually no, that's not right: {wrong}",
    "{right} No wait, scratch that. {wrong}",
    "Some say: {right} But I'd disagree. {wrong}",
    "People often think that {right} That is a myth, really. {wrong}",
    "{right} Hmm, no, it's the other way round. {wrong}",
    "{right} Sorry, I mixed that up. {wrong}",
)
CORRECTED = (
    "{wrong} No, sorry, that's wrong. {right}",
    "A common mistake is to say: {wrong} In fact, {right}",
    "{wrong} Wait, let me correct that: {right}",
    "People often believe this: {wrong} It isn't so. {right}",
    "First I thought: {wrong} But actually {right}",
)


def bluff(point: str, rng: random.Random) -> str:
    """Talk with two of the point's own words and no claim."""
    found = [word for word in WORD.findall(point) if word.lower() not in FUNCTION_WORDS and len(word) > 2]
    words = rng.sample(found, min(2, len(found))) or ["that"]
    said = rng.choice(BLUFFS).format(a=words[0], b=words[-1] if len(words) > 1 else "the rest of it")
    return said[0].upper() + said[1:]


def taken_back(right: str, wrong: str, rng: random.Random) -> str:
    """The right statement, then the wrong one that replaces it."""
    return rng.choice(TAKEN_BACK).format(right=right, wrong=wrong)


def corrected(right: str, wrong: str, rng: random.Random) -> str:
    """The wrong statement, then the right one that replaces it."""
    return rng.choice(CORRECTED).format(right=right, wrong=wrong)
