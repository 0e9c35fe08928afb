"""What a candidate asks back before designing -> the facts of the case.

Decides how sure it must be that a fact answers (which one may is for fact_matching.py), and that a number that the
question itself gives is a fact too. Where none does, the candidate may assume what they like: an invented fact would be
worse.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.asking.fact_matching import FactMatcher
from app.delivery.given_numbers import FILLERS, Quantity, quantities
from app.hearing.asking import asked_in
from app.interview.course import Fact
from ingest.bank.questions import Clarification, Question
from ingest.embedding.embedder import Embedder
from ingest.language.sentences import prose_sentences
from ingest.language.stop_words import ASKING, FUNCTION_WORDS

# From this probability on a fact answers what is asked, and from the other on it may, and is told as one that may:
# "nothing is given" was wrong too often. Chosen on eval/cases/clarifying/blind_opened.jsonl.
SURE, MAY_BE = 0.6, 0.3
MOST_ASKED = 20
# Several questions in one sentence: "how many users, what latency and is there a budget?"
APART = re.compile(
    r"(?<=[?;\n])\s*|,\s+(?:and\s+)?(?=(?:how|whats?|which|who|is there|are there|do we|does|any|may)\b)"
    r"|\s+and\s+(?=(?:how|whats?|which|who|is there|are there|do we|does)\b)",
    re.IGNORECASE,
)
# Who asks whether they may ask asks for no fact. Of 613 questions for facts none is as near to it; of seven ways to
# begin so five are.
MAY_ASK = ("Before I start, can I ask a few questions?", "May I clarify some things first?")
ONLY_BEGINS = 0.6
ASSUME = "given on {asked}: assume what you like, and say what you assume."
NOTHING = f"Nothing is {ASSUME}"
# After a fact it may be that one that answers.
NOTHING_MORE = f"Nothing more is {ASSUME}"
MAY_ANSWER = (
    "Perhaps this answers {asked}: {fact} If it does not, nothing is given on that; assume what you like, and say what "
    "you assume."
)
IN_QUESTION = "The question gives it: “{sentence}”"
HOW_MANY = re.compile(r"\bhow many\s+", re.IGNORECASE)
# What may stand before it, and what says nothing more of what is counted. Anything else may ask for a part of it: "how
# many services have no logs?" was answered with all of them.
SAYS_NOTHING = FUNCTION_WORDS | ASKING | FILLERS
THERE_ARE = re.compile(
    r"\b(?:there are|are(?: there)?|is it(?: about)?|(?:do|does) (?:we|you|they|it) (?:have|get|see|expect|receive)"
    r"|(?:we|you|they|it) (?:have|has|get|gets)|we (?:talking|speaking) about|(?:in|on|at|across) it|in (?=an? )"
    r"|in (?:total|all)|altogether|overall|now|today|currently|roughly)\b",
    re.IGNORECASE,
)
OF_SEVERAL = "On {asked}: {fact}"
# A fact says yes or no to the bank's question, which another may turn round: to "Is there access control on repos?" it
# was "No, about 10 % of the repositories are restricted".
YES_OR_NO = re.compile(r"^(?:yes|no)[,:]\s+(?:but\s+)?(?P<next>\S)", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """Finds facts by the meaning of what is asked."""

    embedder: Embedder

    @cached_property
    def matcher(self) -> FactMatcher:
        """Finds the fact that answers what is asked."""
        return FactMatcher(self.embedder)

    def answer(self, question: Question, message: str) -> tuple[Fact, ...]:
        """A fact for each question of a message, in order; without one where the case has none."""
        asked = self._for_facts(questions_in(message))[:MOST_ASKED]
        if not asked:
            return ()
        matched = self.matcher.matches(question, asked)
        found = [_fact(words, *one) for words, one in zip(asked, matched, strict=True)]
        return tuple(_of_question(question, one) if one.is_unsure or not one.fact else one for one in found)

    def _for_facts(self, asked: list[str]) -> list[str]:
        """Those that ask for a fact; where all do nothing but begin, all."""
        if not asked[1:]:
            return asked
        likeness = self.embedder.encode(asked) @ self.embedder.encode(list(MAY_ASK)).T
        return [words for words, most in zip(asked, likeness.max(axis=1), strict=True) if most < ONLY_BEGINS] or asked


def told(facts: Sequence[Fact], before: Sequence[Fact] = ()) -> str:
    """What is said to what was asked: each fact once, and last what nothing (more than `before`) is given on."""
    given = dict.fromkeys(fact.fact for fact in facts if fact.fact)
    lines = [_told([fact for fact in facts if fact.fact == words]) for words in given]
    sure = {fact.fact for fact in facts if fact.fact and not fact.is_unsure}
    left = [fact.asked for fact in facts if not fact.fact or (fact.is_unsure and fact.fact in sure)]
    if left:
        is_more = bool(given) or any(fact.fact for fact in before)
        lines.append((NOTHING_MORE if is_more else NOTHING).format(asked=_quoted(left)))
    return "\n".join(lines)


def _told(alike: Sequence[Fact]) -> str:
    """A fact as it is told to all that it surely answers, or else to all that it may answer."""
    sure = [fact.asked for fact in alike if not fact.is_unsure]
    words = YES_OR_NO.sub(lambda word: word["next"].upper(), alike[0].fact)
    if not sure:
        return MAY_ANSWER.format(asked=_quoted([fact.asked for fact in alike]), fact=words)
    return OF_SEVERAL.format(asked=_quoted(sure), fact=words) if sure[1:] else words


def _fact(asked: str, pair: Clarification | None, probability: float) -> Fact:
    if pair is None or probability < MAY_BE:
        return Fact(asked, "", "")
    return Fact(asked, pair.fact, "" if pair.kind is None else pair.kind.value, is_unsure=probability < SURE)


def _of_question(question: Question, fact: Fact) -> Fact:
    """The sentence of the question that counts what is asked for; the same fact where none does."""
    before, _, asked = HOW_MANY.sub("\n", fact.asked, count=1).partition("\n")
    if not asked or not set(re.findall(r"[a-z]{2,}", before.lower())) <= SAYS_NOTHING:
        return fact
    for sentence in prose_sentences(question.text):
        if any(_is_asked_for(one, sentence, asked) for one in quantities(sentence)):
            return Fact(fact.asked, IN_QUESTION.format(sentence=sentence))
    return fact


def _is_asked_for(one: Quantity, sentence: str, asked: str) -> bool:
    """Whether what follows "how many" names what a number of a sentence counts, and says nothing else of it."""
    # "A company with 400 services": how many does the company have?
    near = " ".join(sentence.split()).partition(one.words)[0]
    place = next((word for word in reversed(re.findall(r"\w+", near)) if word.lower() not in FUNCTION_WORDS), "it")
    plain = re.sub(rf"\b(?:an?|the|our|your|this)\s+{place}\b", "it", asked, flags=re.IGNORECASE)
    # Read as a count is.
    plain = " ".join(f"100 {THERE_ARE.sub(' ', plain)}".split()).rstrip(" .?!,;")
    return any(
        wanted.words == plain and wanted.noun == one.noun and wanted.about <= one.about and wanted.per in ("", one.per)
        for wanted in quantities(plain)
    )


def questions_in(message: str) -> list[str]:
    """The single questions of a message, each once; without a question mark all of it may be one."""
    parts = (" ".join(part.split()) for one in asked_in(message) or [message] for part in APART.split(one))
    return list(dict.fromkeys(part for part in parts if len(re.findall(r"\w+", part)) >= 2))


def _quoted(asked: Sequence[str]) -> str:
    *before, last = (f"“{words}”" for words in dict.fromkeys(asked))
    return f"{', '.join(before)} and {last}" if before else last
