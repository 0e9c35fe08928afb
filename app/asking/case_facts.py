# ruff: noqa: E501 - a pattern that is broken into lines is not read
"""What a candidate asks back before designing -> the facts of the case.

Decides which of the question's facts answers it: by meaning, and by the kind of fact that it asks for. Where none does,
the candidate may assume what they like: an invented fact would be worse.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.hearing.asking import asked_in
from app.interview.course import Fact
from ingest.bank.questions import Clarification, FactKind, Question
from ingest.embedding.embedder import Embedder

# From this likeness on a fact answers a question, and what a kind in common adds, less where a question may ask for
# several kinds. Chosen on the opened half of eval/cases/clarifying, so that a wrong fact counts twice a missed one.
LEAST = 0.45
# From this likeness on it may answer it, and is told as such: "nothing is given" was wrong too often.
MAY_BE = 0.35
SAME_KIND = 0.1
MOST_ASKED = 20
KINDS = {
    FactKind.LOAD: r"how (?:many|much traffic|large|big|busy)|traffic|qps|rps|volume|throughput|\bload\b|scale|peak|concurrent"
    r"|daily (?:active )?users|\bdau\b|\bmau\b|per (?:day|second)|user base|how often .* used",
    FactKind.LATENCY: r"latenc\w+|how (?:fast|quick\w*|long|soon)|response time|\bslas?\b|p9\d|milliseconds|deadlines?|real.?time|time budget"
    r"|wait",
    FactKind.FRESHNESS: r"fresh\w*|up.to.date|how often|how (?:current|old|stale)|stale\w*|chang\w+|updat\w+|retrain\w*|refresh\w*",
    FactKind.QUALITY: r"accura\w+|errors?|wrong|worse|worst|success|metrics?|precision|recall|false|quality|goal|optimi[sz]\w+|mistakes?"
    r"|good enough|kpis?",
    FactKind.BUDGET: r"budget|cost\w*|spen[dt]\w*|hardware|gpus?|machines|money|afford|pay|price|how many (?:people|engineers)|team",
    FactKind.DATA: r"\bdata\b|labels?|labell?ed|histor\w+|logs?|training|ground truth|data ?sets?|examples|documents?|sources",
    FactKind.LEGAL: r"gdpr|legal\w*|regulat\w+|privacy|complian\w+|personal data|consent|\brules\b|\bpii\b|confidential|allowed|law\b"
    r"|restrictions?|security",
    FactKind.SCOPE: r"\bwho\b|which (?:languages?|users|features|questions|countries)|use case|in scope|scope|what (?:does|should|exactly)"
    r"|out of scope|platforms?|functional",
}
_KINDS = {kind: re.compile(rf"\b(?:{cue})", re.IGNORECASE) for kind, cue in KINDS.items()}
# Several questions in one sentence: "how many users, what latency and is there a budget?"
APART = re.compile(
    r"(?<=[?;\n])\s*|,\s+(?:and\s+)?(?=(?:how|whats?|which|who|is there|are there|do we|does|any|may)\b)"
    r"|\s+and\s+(?=(?:how|whats?|which|who|is there|are there|do we|does)\b)",
    re.IGNORECASE,
)
# Who asks whether they may ask asks for no fact. Of 613 questions for facts none is as near to it; of seven ways to begin
# so five are.
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
OF_SEVERAL = "On {asked}: {fact}"
# A fact says yes or no to the bank's question, which another may turn round: to "Is there access control on repos?" it was
# "No, about 10 % of the repositories are restricted".
YES_OR_NO = re.compile(r"^(?:yes|no)[,:]\s+(?:but\s+)?(?P<next>\S)", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """Finds facts by the meaning of what is asked."""

    embedder: Embedder

    def answer(self, question: Question, message: str) -> tuple[Fact, ...]:
        """A fact for each question of a message, in order; without one where the case has none."""
        asked = self._for_facts(questions_in(message))[:MOST_ASKED]
        if not asked:
            return ()
        best = self.nearest(question, asked)
        return tuple(_fact(words, *nearest) for words, nearest in zip(asked, best, strict=True))

    def _for_facts(self, asked: list[str]) -> list[str]:
        """Those that ask for a fact; where all do nothing but begin, all."""
        if not asked[1:]:
            return asked
        likeness = self.embedder.encode(asked) @ self.embedder.encode(list(MAY_ASK)).T
        return [words for words, most in zip(asked, likeness.max(axis=1), strict=True) if most < ONLY_BEGINS] or asked

    def nearest(self, question: Question, asked: Sequence[str]) -> list[tuple[Clarification | None, float]]:
        """For each thing asked the nearest pair of question and fact, and how near it is."""
        pairs = question.clarifying
        if not pairs:
            return [(None, 0.0) for _ in asked]
        texts = [*asked, *(pair.question for pair in pairs), *(pair.fact for pair in pairs)]
        vectors = self.embedder.encode(texts)
        mine, asks, facts = np.split(vectors, [len(asked), len(asked) + len(pairs)])
        likeness = np.maximum(mine @ asks.T, mine @ facts.T)
        for row, words in enumerate(asked):
            kinds = kinds_of(words)
            for column, pair in enumerate(pairs):
                likeness[row, column] += SAME_KIND * (pair.kind in kinds) / max(1, len(kinds)) ** 0.5
        return [(pairs[int(row.argmax())], float(row.max())) for row in likeness]


def told(facts: Sequence[Fact], before: Sequence[Fact] = ()) -> str:
    """What is said to what was asked: each fact once, and last what nothing is given on, or nothing more than `before`."""
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


def _fact(asked: str, pair: Clarification | None, likeness: float) -> Fact:
    if pair is None or likeness < MAY_BE:
        return Fact(asked, "", "")
    return Fact(asked, pair.fact, "" if pair.kind is None else pair.kind.value, is_unsure=likeness < LEAST)


def questions_in(message: str) -> list[str]:
    """The single questions of a message, each once; without a question mark all of it may be one."""
    parts = (" ".join(part.split()) for one in asked_in(message) or [message] for part in APART.split(one))
    return list(dict.fromkeys(part for part in parts if len(re.findall(r"\w+", part)) >= 2))


def kinds_of(words: str) -> set[FactKind]:
    """The kinds of fact that a question may ask for."""
    return {kind for kind, cue in _KINDS.items() if cue.search(words)}


def _quoted(asked: Sequence[str]) -> str:
    *before, last = (f"“{words}”" for words in dict.fromkeys(asked))
    return f"{', '.join(before)} and {last}" if before else last
