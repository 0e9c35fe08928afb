"""The gate: answers that need no model to be judged.

Decides, in code and before anything is embedded, that an answer is empty, gives up, repeats the
question, pastes the key points, is no language or is far too short. What passes is graded.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from app.grading.delivery import is_code
from app.grading.language import FEW_WORDS, can_be_said
from app.grading.own import is_torn, own_words, words_of
from app.grading.sentences import sentences, units
from app.grading.words import FUNCTION_WORDS, WORD, stem, tokens
from app.interview.grade import Gate, GateReason
from app.interview.quotes import normalise
from ingest.bank import Question

# Said of oneself, or with nothing before it: "you don't know the labels" and "a model that has no idea of the order"
# are right answers, and so were "The terminal" for its "n/a" and "High-pass filter" for its "pass".
GIVES_UP = re.compile(
    r"\bi(?:'m| am|'ve| have)? (?:(?:really|honestly|just|still|absolutely) )*"
    r"(?:do ?n[o']?t|did ?n[o']?t|can ?n?[o']?t|could ?n[o']?t|not|have no|had no|no|never)"
    r" ?(?:(?:really|actually|even) )*"
    r"(?:know|sure|idea|remember|recall|heard|answer|learn|say|think of|certain|clue|familiar)"
    r"|(?:^|[.,;:!?]\s*|\b(?:sorry|honestly|really|absolutely|and|but|because|so) )"
    r"(?:(?:do ?n[o']?t|have|had) )?(?:no (?:idea|clue|answer)|a clue|know|not (?:sure|a clue))\b"
    r"|\b(?:idk|dunno|no comment)\b",
    re.IGNORECASE,
)
# "Pass", "skip", "next" and "n/a" are giving up where they are all that is said, with words of courtesy about them.
_AROUND = (
    r"(?:sorry|please|thanks|thank you|okay|ok|well|i'?ll|i will|i'd|i would|let'?s|let us|can we|could we|can i|i|like"
    r"|rather|have|want|move|go|to|on|the|this|that|it|one|just|have to)"
)
PASSES = re.compile(
    rf"\W*(?:{_AROUND}\W+)*(?:pass|skip|next(?: question)?|n/?a|sorry)(?:\W+{_AROUND})*\W*", re.IGNORECASE
)
# "I don't know, sorry, I have never worked with that" is 10 words; more may hold an attempt.
GIVE_UP_WORDS = 14
# Share of three-word runs of a unit that the question has too, from which the unit is an echo.
ECHO_SHARE = 0.7
# A question echoed with a few words around ("The question is ...") adds less new content than this.
ECHO_NEW_STEMS = 3
ECHO_COVERS = 0.6
PASTE_POINTS = 0.6
PASTE_CHARS = 0.7
# Key points word for word are at most 80 % of a strong answer of the bank; pasted back, with bullets, 94 % or more.
PASTE_MARGIN, DRAWN_CHARS = 0.08, 0.88
# Function words make 40 % of English prose and 20 % of terse notes; gibberish has none, nor words of the question.
KNOWN_SHARE = 0.12
SHORT_SHARE = 0.1
SHORT_WORDS = 5
# From this many words on, the share of function words tells language from a list of keywords: the least of 297 gold
# answers has 30 %, of terse notes in saf_comnet 10 %; keyword lists have 4 % at the median, 8 % at the 95th percentile.
# A list with a mark for every other word is one too. Formulas and numbers are not counted.
LIST_WORDS, LIST_FUNCTION_SHARE, LIST_MARKS_SHARE = 15, 0.09, 0.5
# "return, topic, data" is no code.
CODE = re.compile(r"^\s*(?:def \w+\(|return\b[^\n]*[(\[=+*/]|(?:for|while|if) .+:\s*$)|[{}]\s*$", re.MULTILINE)
EXPLANATIONS = {
    GateReason.EMPTY: "There is no answer to grade.",
    GateReason.NO_ANSWER: "You said that you do not know, which is honest; next time say how you would find out.",
    GateReason.REPEATS_QUESTION: "The answer repeats the question and adds nothing to it.",
    GateReason.PASTES_KEY_POINTS: "The answer is the list of key points pasted back; say it in your own words.",
    GateReason.NOT_LANGUAGE: "This does not read as sentences; say how the words hang together.",
    GateReason.TOO_SHORT: "The answer is far too short to say any of the key points; say at least a full sentence.",
}


def gate(question: Question, answer: str) -> Gate | None:
    """The gate's decision on an answer; None where it has to be graded."""
    reason = _reason(question, answer)
    return None if reason is None else Gate(reason, EXPLANATIONS[reason])


def is_echo(piece: str, question: str) -> bool:
    """True if a unit of an answer is the question's own words in the question's own order."""
    said, asked = _runs(piece), _runs(question)
    if not said:
        return False
    return len(said & asked) >= ECHO_SHARE * len(said)


def _reason(question: Question, answer: str) -> GateReason | None:
    words = words_of(answer)
    if not words:
        return GateReason.EMPTY
    wanted = sum(len(point.text.split()) for point in question.key_points)
    # In this order: who gives up is told so, however short the answer is.
    checks = (
        (GateReason.NO_ANSWER, len(words) <= GIVE_UP_WORDS and _gives_up(answer, words)),
        (GateReason.NOT_LANGUAGE, _is_no_language(question, words) or _is_word_list(question, answer, words)),
        (GateReason.REPEATS_QUESTION, _repeats_question(question, answer)),
        (GateReason.PASTES_KEY_POINTS, _pastes_key_points(question, answer)),
        (GateReason.TOO_SHORT, len(words) < min(SHORT_WORDS, max(1, round(SHORT_SHARE * wanted)))),
    )
    return next((reason for reason, is_so in checks if is_so), None)


def _gives_up(answer: str, words: Sequence[str]) -> bool:
    """All of it is giving up: what is left without the phrase has no word that says something."""
    plain = answer.replace("\u2019", "'")
    if PASSES.fullmatch(plain):
        return True
    if not GIVES_UP.search(plain):
        return False
    rest = GIVES_UP.sub(" ", plain)
    left = [token for token in tokens(rest) if token.stem]
    return len(left) <= max(2, len(words) // 4)


def _is_no_language(question: Question, words: Sequence[str]) -> bool:
    """Too few of the words are function words or the question's own; of very few words, none can be said."""
    known = own_words(question).stems
    spelt = [word for word in words if word[0].isalpha()]
    hits = sum(word in FUNCTION_WORDS or stem(word) in known for word in spelt)
    if len(spelt) < FEW_WORDS:
        return bool(spelt) and hits == 0 and not any(map(can_be_said, spelt))
    return hits < KNOWN_SHARE * len(spelt)


@lru_cache(maxsize=256)
def _stems(text: str) -> frozenset[str]:
    """The stems of what is asked; the same for every answer to it."""
    return frozenset(token.stem for token in tokens(text))


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The text as `normalise` folds it; character by character, as it has to, is 0.4 ms for 300 plain words."""
    plain = text.replace("\u2019", "'").replace("`", "'")
    return " ".join(plain.casefold().split()) if plain.isascii() else normalise(text)[0]


def _is_word_list(question: Question, answer: str, words: Sequence[str]) -> bool:
    """Keywords without sentences, or words in no order; code is both, so it is spared."""
    if is_torn(question, answer):
        return not is_code(answer)
    if CODE.search(answer):
        return False
    marks = sum(answer.count(mark) for mark in ",;\n|")
    spelt = _spelt(words)
    is_list = _function_share(spelt) < LIST_FUNCTION_SHARE or marks >= LIST_MARKS_SHARE * len(words)
    return len(spelt) >= LIST_WORDS and is_list


def _spelt(words: Sequence[str]) -> list[str]:
    """The words of more than a letter: no numbers, no symbols of a formula."""
    return [word for word in words if len(word) > 1 and word[0].isalpha()]


def _function_share(spelt: Sequence[str]) -> float:
    return sum(word in FUNCTION_WORDS for word in spelt) / max(1, len(spelt))


def _repeats_question(question: Question, answer: str) -> bool:
    asked = _stems(question.text)
    pieces = units(answer)
    rest = [answer[start:end] for start, end in pieces if not is_echo(answer[start:end], question.text)]
    if len(rest) == len(pieces) or not _covers_what_is_asked(question.text, answer):
        return False
    new = {token.stem for piece in rest for token in tokens(piece) if token.stem} - asked
    return len(new) < ECHO_NEW_STEMS


def _covers_what_is_asked(question: str, answer: str) -> bool:
    """The echo is of what is asked, not of the story before it: "Max ran after the cat" can be the answer.

    30 right answers in scientsbank repeat half a sentence of the question's story.
    """
    said = _runs(answer)
    parts = [question[start:end] for start, end in sentences(question)]
    asking = [part for part in parts if part.rstrip().endswith("?")] or parts[-1:]
    return any(len(said & _runs(part)) >= ECHO_COVERS * len(_runs(part)) > 0 for part in (question, *asking))


def _pastes_key_points(question: Question, answer: str) -> bool:
    """Most of the answer is key points word for word, clearly more than of the strong answer.

    Where the strong answer is nothing else, they were drawn from it and are no secret.
    """
    texts = [folded(point.text).rstrip(".") for point in question.key_points]
    _, strong_share = _pasted(texts, question.strong_answer)
    found, share = _pasted(texts, answer)
    if len(texts) < 2 or strong_share >= DRAWN_CHARS:
        return False
    return found >= PASTE_POINTS * len(texts) and share >= max(PASTE_CHARS, strong_share + PASTE_MARGIN)


def _pasted(texts: list[str], answer: str) -> tuple[int, float]:
    """How many of the texts stand in the answer, and their share of its characters."""
    whole = folded(answer)
    found = [text for text in texts if text in whole]
    return len(found), sum(map(len, found)) / max(1, len(whole))


@lru_cache(maxsize=4096)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """The runs of three words; asked of the question and of each piece of an answer several times."""
    words = WORD.findall(text.lower())
    size = min(3, len(words))
    return frozenset(zip(*(words[at:] for at in range(size)), strict=False)) if words else frozenset()
