"""Answers made to fool a grader, and harmless changes of a right answer that must not move it.

Decides how each attack is made from a bank question, deterministically. What a grader may give for it
is bounded in tests/app/grading/test_red_team.py.
"""

import random
import re
from collections.abc import Sequence

from eval.attacks.word_salads import FILLER, SALADS, Attack
from ingest.bank.questions import Question
from ingest.language.sentences import sentences

AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|does|do|did|has|have|may|might)\b(?!n't| not)", re.IGNORECASE
)
SMALL_WORDS = re.compile(r"\b(?:a|an|the|is|are|it)\s+", re.IGNORECASE)
WRONG_OPENERS = (
    "The way I understand it, {}",
    "From my experience in several projects I can say this with confidence. {}",
    "What matters most in practice is simple. {}",
    "And then there is one more thing that people often forget. {}",
)


def gibberish(_: Question, rng: random.Random) -> str:
    """Letters that are no words."""
    return " ".join("".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 9))) for _ in range(40))


def fluent_but_wrong(question: Question, _: random.Random) -> str:
    """The typical wrong statements, told in good prose."""
    return " ".join(
        WRONG_OPENERS[number % len(WRONG_OPENERS)].format(wrong.text)
        for number, wrong in enumerate(question.wrong_statements)
    )


def negated(question: Question, _: random.Random) -> str:
    """The strong answer with every sentence denied."""
    return " ".join(_denied(question.strong_answer[start:end]) for start, end in sentences(question.strong_answer))


def padded(question: Question, rng: random.Random) -> str:
    """The strong answer with twice its length of filler between its sentences."""
    own = [question.strong_answer[start:end] for start, end in sentences(question.strong_answer)]
    wanted = 2 * len(question.strong_answer.split())
    fillers: list[str] = []
    while sum(len(text.split()) for text in fillers) < wanted:
        fillers.append(rng.choice(FILLER))
    texts: list[str] = []
    for number, sentence in enumerate(own):
        texts += [sentence, *fillers[number :: len(own)]]
    return " ".join(text if text[-1] in ".!?" else f"{text}." for text in texts)


def in_bullets(question: Question, _: random.Random) -> str:
    """The strong answer, a bullet a sentence."""
    text = question.strong_answer
    return "\n".join(f"- {' '.join(text[start:end].split())}" for start, end in sentences(text))


def in_lower_case(question: Question, _: random.Random) -> str:
    """The strong answer in lower case."""
    return question.strong_answer.lower()


def with_typos(question: Question, rng: random.Random) -> str:
    """The strong answer with a slip in every tenth word of five letters or more."""
    return with_slips(question.strong_answer, rng)


def without_articles(question: Question, _: random.Random) -> str:
    """The strong answer as a learner of English writes it: no articles, no "is", no "it"."""
    return SMALL_WORDS.sub("", question.strong_answer)


def without_articles_and_letters(question: Question, rng: random.Random) -> str:
    """The same with a slip in every tenth longer word: the word order is odd and so are the words."""
    return with_slips(without_articles(question, rng), rng)


def reordered(question: Question, rng: random.Random) -> str:
    """The strong answer's sentences in another order."""
    own = [question.strong_answer[start:end] for start, end in sentences(question.strong_answer)]
    rng.shuffle(own)
    return " ".join(text if text[-1] in ".!?" else f"{text}." for text in own)


def terse(question: Question, _: random.Random) -> str:
    """Each key point in its last other wording and nothing else."""
    return " ".join((point.other_wordings or (point.text,))[-1] for point in question.key_points)


def without_points(question: Question, removed: Sequence[int]) -> str:
    """The other wordings of all points but the removed ones."""
    kept = [point for number, point in enumerate(question.key_points) if number not in removed]
    return " ".join((point.other_wordings or (point.text,))[0] for point in kept)


def other_strong(question: Question, bank: Sequence[Question]) -> str:
    """The strong answer of the next question in the bank that is about another topic."""
    at = next(number for number, one in enumerate(bank) if one.id == question.id)
    following = [*bank[at + 1 :], *bank[:at]]
    return next(one for one in following if one.topic != question.topic).strong_answer


def _denied(sentence: str) -> str:
    changed, count = AUXILIARY.subn(r"\1 not", sentence)
    if count:
        return changed if changed[-1] in ".!?" else f"{changed}."
    return not_true(sentence)


def not_true(sentence: str) -> str:
    """A sentence with "it is not true that" before it."""
    return f"It is not true that {sentence[0].lower()}{sentence[1:].rstrip('.')}."


def with_slips(text: str, rng: random.Random) -> str:
    """A text with a slip in every tenth word of five letters or more."""
    words = re.split(r"(\W+)", text)
    return "".join(
        _slip(word, rng) if len(word) >= 5 and word.isalpha() and rng.random() < 0.1 else word for word in words
    )


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randint(1, len(word) - 2)
    kind = rng.randint(0, 2)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


ZERO_ATTACKS: dict[str, Attack] = {
    **SALADS,
    "gibberish": gibberish,
    "fluent but wrong": fluent_but_wrong,
    "negated strong answer": negated,
}
HARMLESS: dict[str, Attack] = {
    "padded to triple length": padded,
    "in bullets": in_bullets,
    "in lower case": in_lower_case,
    "with typing errors": with_typos,
    "in another order": reordered,
    "without articles": without_articles,
    "without articles, with typing errors": without_articles_and_letters,
}
