"""The gate: answers that need no model to be judged.

Decides, in code and before anything is embedded, that an answer is empty, gives up, repeats the
question, pastes the key points, is no language or is far too short. What passes is graded.
"""

import re
from functools import lru_cache

from app.delivery.remarks import is_code
from app.grading.drawn_points import asked
from app.grading.gate.word_salad import is_labelled_list, is_torn, own_words
from app.interview.grade import Gate, GateReason
from app.interview.quotes import normalise
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage
from ingest.language.foreign import FEW_WORDS, FORMULA, can_be_said
from ingest.language.sentences import sentences
from ingest.language.stop_words import FUNCTION_WORDS
from ingest.language.text import Text
from ingest.language.tokens import WORD, denies, stem, tokens

# Said of oneself, or with nothing before it: "you don't know the labels" and "a model that has no idea of the order"
# are right answers, and so were "The terminal" for its "n/a" and "High-pass filter" for its "pass".
_OF_ONESELF = (
    r"\bi(?:'m| am|'ve| have)? (?:(?:really|honestly|just|still|absolutely) )*"
    r"(?:do ?n[o']?t|did ?n[o']?t|can ?n?[o']?t|could ?n[o']?t|have ?n[o']?t|had ?n[o']?t|not|have no|had no|no|never)"
    r" ?(?:(?:really|actually|even) )*"
    r"(?:know|sure|idea|remember|recall|heard|answer|learn|say|think of|certain|clue|familiar|used|worked|seen|read"
    r"|studied|come across)"
)
GIVES_UP = re.compile(
    _OF_ONESELF + r"|(?:^|[.,;:!?]\s*|\b(?:sorry|honestly|really|absolutely|and|but|because|so) )"
    r"(?:(?:do ?n[o']?t|have|had) )?(?:no (?:idea|clue|answer)|a clue|know|not (?:sure|a clue))\b"
    r"|\b(?:idk|dunno|no comment)\b",
    re.IGNORECASE,
)
# "I'd have to look that up", said after giving up or alone: "look" is in the key points of half of the bank. Not "I'd
# check that two annotators agree" and not "I would look it up in the cache", which say what to do.
_FINDS_OUT = (
    r"\bi(?:'d| would|'ll| will)? (?:(?:have|need|want) to )?(?:look (?:(?:it|that|this|them) )?up"
    r"|google(?: (?:it|that|this))?|read up on (?:it|that|this)|find (?:it |that )?out|check the doc\w*"
    r"|ask (?:a colleague|some(?:body|one)))"
    r"(?: (?:later|first|now|online|again|in the docs?|in a book|afterwards))?(?=\W*(?:$|[.,;:!?\n]))"
)
# What somebody does not know is named behind it: "I don't know this model", but not in "I'm not sure, a stack".
UNKNOWN = re.compile(_OF_ONESELF + r"(?:(?! but\b)[^,.;:!?\n])*", re.IGNORECASE)
FINDS_OUT = re.compile(_FINDS_OUT, re.IGNORECASE)
LOOKS_UP = re.compile(rf"\W*(?:(?:sorry|well|honestly|okay|ok)\W+)*{_FINDS_OUT}\W*", re.IGNORECASE)
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
ECHO_COVERS = 0.6
# Said about a question that is echoed, and no answer to it: "The question is ...", "you ask me to explain ...".
_AROUND_ECHO = "question asked answer tell me explain describe know wonder think say want good interesting well please"
AROUND_ECHO = frozenset(map(stem, _AROUND_ECHO.split()))
PASTE_POINTS = 0.6
PASTE_CHARS = 0.7
# Key points word for word are at most 80 % of a strong answer of the bank; pasted back, with bullets, 94 % or more.
PASTE_MARGIN, DRAWN_CHARS = 0.08, 0.88
# Between pasted points may stand sentences that say nothing, less than this share of whose content words is the
# question's own: with one after each point the points were half of the answer, and full marks.
OWN_SHARE = 1 / 3
# Function words make 40 % of English prose and 20 % of terse notes; gibberish has none, nor words of the question, and
# of its words a part cannot be said. Without that "faster lookup, better cache locality" was no language.
KNOWN_SHARE, UNSAID_SHARE = 0.12, 0.25
SHORT_SHARE = 0.1
SHORT_WORDS = 5
# An acronym cannot be said either: "https", "tcp".
LONGEST_SYMBOL = 5
# A text of fewer words is no language only where a part of them cannot be said.
WORDS_OF_NO_LANGUAGE = 15
EXPLANATIONS = {
    GateReason.EMPTY: "There is no answer to grade.",
    GateReason.NO_ANSWER: "You said that you do not know, which is honest; next time say how you would find out.",
    GateReason.REPEATS_QUESTION: "The answer repeats the question and adds nothing to it.",
    GateReason.PASTES_KEY_POINTS: "The answer is the list of key points pasted back; say it in your own words.",
    GateReason.NOT_LANGUAGE: "This does not read as sentences; say how the words hang together.",
    GateReason.TOO_SHORT: "The answer is far too short to say any of the key points; say at least a full sentence.",
}


def gate(question: Question, answer: Text) -> Gate | None:
    """The gate's decision on an answer; None where it has to be graded."""
    reason = _reason(question, answer)
    return None if reason is None else Gate(reason, _explained(reason, question))


def _explained(reason: GateReason, question: Question) -> str:
    """What the candidate is told; nobody finds out what they did themselves.

    No constant: the rubric's version is made of those, and nothing is judged by this.
    """
    if reason is GateReason.NO_ANSWER and question.stage in (Stage.BEHAVIOURAL, Stage.PROJECT_REVIEW):
        return "You said that you know of none, which is honest; next time tell what you remember, or another example."
    return EXPLANATIONS[reason]


def is_echo(piece: str, question: str) -> bool:
    """True if a unit of an answer is the question's own words in the question's own order."""
    said, asked = _runs(piece), _runs(question)
    if not said:
        return False
    return len(said & asked) >= ECHO_SHARE * len(said)


def _reason(question: Question, answer: Text) -> GateReason | None:
    words = answer.words
    if not words:
        return GateReason.EMPTY
    # In this order: who gives up is told so, however short the answer is.
    checks = (
        (
            GateReason.NO_ANSWER,
            len(words) <= GIVE_UP_WORDS and (_gives_up(question, answer) or _has_no_story(question, answer)),
        ),
        (GateReason.NOT_LANGUAGE, _is_no_language(question, answer) or _is_thrown_together(question, answer)),
        (GateReason.REPEATS_QUESTION, _repeats_question(question, answer)),
        (GateReason.PASTES_KEY_POINTS, _pastes_key_points(question, answer)),
        (GateReason.TOO_SHORT, _is_too_short(question, answer)),
    )
    return next((reason for reason, is_so in checks if is_so), None)


def _gives_up(question: Question, answer: Text) -> bool:
    """All of it is giving up: what is left without the phrase has no word that says something.

    "Not sure, a stack?" says what a key point says. "Pass" and "next" do not: "forward pass" or
    "next token" is in the points of a quarter of the bank.
    """
    plain = answer.raw.replace("\u2019", "'")
    if PASSES.fullmatch(plain):
        return True
    if LOOKS_UP.fullmatch(plain):
        return True
    if not GIVES_UP.search(plain):
        return False
    plain = FINDS_OUT.sub(" ", plain)
    left = [token.stem for token in tokens(GIVES_UP.sub(" ", plain)) if token.stem]
    tried = GIVES_UP.sub(" ", UNKNOWN.sub(" ", plain))
    return len(left) <= max(2, len(answer.words) // 4) and (
        bool(PASSES.fullmatch(tried)) or not _of_points(question, Text(tried))
    )


def _has_no_story(question: Question, answer: Text) -> bool:
    """Whether "I have never done a project" is all that is said: what is to be told was never there.

    Asked for one point, it can be the answer: "There were no labels."
    """
    if question.stage not in (Stage.BEHAVIOURAL, Stage.PROJECT_REVIEW) or len(question.key_points) == 1:
        return False
    said = [token for token in answer.tokens if token.stem and not token.stem.isdigit()]
    is_denied = any(denies(token.text) for token in answer.tokens) and all(token.negated for token in said)
    return is_denied and {token.stem for token in said} <= _stems(asked(question))


def _of_points(question: Question, text: Text) -> frozenset[str]:
    """The stems of a text, and numbers, that a key point has and the question has not."""
    wanted = (word for point in question.key_points for word in (point.text, *point.other_wordings))
    return text.stems & frozenset[str]().union(*map(_stems, wanted)) - _stems(asked(question))


def _is_no_language(question: Question, answer: Text) -> bool:
    """Words that cannot be said, and too few that are function words or the question's own."""
    known = own_words(question).stems
    written = [word for word in WORD.findall(FORMULA.sub(" ", answer.raw)) if word[0].isalpha()]
    spelt = [word.lower() for word in written]
    hits = sum(word in FUNCTION_WORDS or stem(word) in known for word in spelt)
    unsaid = sum(not (can_be_said(word.lower()) or _is_symbol(word)) for word in written)
    if len(spelt) < FEW_WORDS:
        return bool(spelt) and hits == 0 and unsaid == len(spelt) and sum(map(len, spelt)) > LONGEST_SYMBOL
    if len(spelt) < WORDS_OF_NO_LANGUAGE and unsaid < UNSAID_SHARE * len(spelt):
        return False
    return hits < KNOWN_SHARE * len(spelt) and not is_code(answer.raw)


def _is_symbol(word: str) -> bool:
    """A letter, a word with a digit, an acronym: "x", "L2", "GHz", "RMSprop"."""
    return len(word) == 1 or not word.isalpha() or sum(letter.isupper() for letter in word) > 1


# What is asked is the same for every answer to it.
@lru_cache(maxsize=256)
def _stems(text: str) -> frozenset[str]:
    return Text(text).stems


@lru_cache(maxsize=512)
def folded(text: str) -> str:
    """The text as `normalise` folds it; character by character, as it has to, is 0.4 ms for 300 plain words."""
    plain = text.replace("\u2019", "'").replace("`", "'")
    return " ".join(plain.casefold().split()) if plain.isascii() else normalise(text)[0]


def _is_too_short(question: Question, answer: Text) -> bool:
    """Too few words for any key point, and too few of them words of one: "36 %" can be all that is asked.

    One such word is enough where one point is asked for: "fine" is in "fine-tuning".
    """
    wanted = sum(len(point.text.split()) for point in question.key_points)
    if len(answer.words) >= min(SHORT_WORDS, max(1, round(SHORT_SHARE * wanted))):
        return False
    return len(_of_points(question, answer)) < min(2, len(question.key_points))


def _is_thrown_together(question: Question, answer: Text) -> bool:
    """The question's words in no order; code has that too, so it is spared, and so are labelled items."""
    once = _once(answer)
    return not is_labelled_list(question, once) and is_torn(question, once) and not is_code(answer.raw)


def _once(answer: Text) -> Text:
    """The answer with each sentence once: recognition brings one several times, which is as much in order as once."""
    parts = [answer.part(sentence) for sentence in answer.sentences]
    different = {" ".join(part.casefold().split()): part for part in reversed(parts)}
    return answer if len(different) == len(parts) else Text(" ".join(reversed(different.values())))


def _repeats_question(question: Question, answer: Text) -> bool:
    """All that is asked is said again, and nothing else: of two that it names, an answer may name the right one."""
    if not any(is_echo(answer.part(unit), question.text) for unit in answer.units):
        return False
    stems = answer.stems - AROUND_ECHO
    return any(stems == _stems(part) - AROUND_ECHO for part in _echoed_parts(question.text, answer.raw))


def _echoed_parts(question: str, answer: str) -> list[str]:
    """What is asked, where it is echoed: not the story before it, since "Max ran after the cat" can be the answer.

    30 right answers in scientsbank repeat half a sentence of the question's story.
    """
    said = _runs(answer)
    parts = [question[start:end] for start, end in sentences(question)]
    asking = [part for part in parts if part.rstrip().endswith("?")] or parts[-1:]
    return [part for part in (question, *asking) if len(said & _runs(part)) >= ECHO_COVERS * len(_runs(part)) > 0]


def _pastes_key_points(question: Question, answer: Text) -> bool:
    """Most of the answer is key points word for word, clearly more than of the strong answer.

    Where the strong answer is nothing else, they were drawn from it and are no secret.
    """
    texts = [folded(point.text).rstrip(".") for point in question.key_points]
    _, strong_share = _pasted(texts, question.strong_answer)
    found, share = _pasted(texts, _on_the_matter(question, answer))
    if len(texts) < 2 or strong_share >= DRAWN_CHARS:
        return False
    return found >= PASTE_POINTS * len(texts) and share >= max(PASTE_CHARS, strong_share + PASTE_MARGIN)


def _on_the_matter(question: Question, answer: Text) -> str:
    """The answer without the sentences that are about something else."""
    own = own_words(question).stems
    parts = [Text(answer.part(sentence)) for sentence in answer.sentences]
    return " ".join(part.raw for part in parts if len(part.stems & own) >= OWN_SHARE * len(part.stems))


def _pasted(texts: list[str], answer: str) -> tuple[int, float]:
    """How many of the texts stand in the answer, and their share of its characters."""
    whole = folded(answer)
    found = [text for text in texts if text in whole]
    return len(found), sum(map(len, found)) / max(1, len(whole))


# Of one answer; of many they were 20 MB.
@lru_cache(maxsize=256)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """The runs of three words; asked of the question and of each piece of an answer several times."""
    words = WORD.findall(text.lower())
    size = min(3, len(words))
    return frozenset(zip(*(words[at:] for at in range(size)), strict=False)) if words else frozenset()
