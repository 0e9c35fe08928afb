"""Claims -> what a reviewer would ask of them, each question with the line that it rests on. Pure.

Decides which aspect a claim invites (baseline, data, leakage, metric, alternatives, failure, cost, own part), that a
question names what the documents say of the aspect, and that it is known where they say nothing of it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.projects.claims import Claim, ClaimKind, Saying, Value, with_article
from app.projects.history.commit_evidence import Evidence
from app.projects.vocabulary import ASPECT_WORDS, DATA, KIND_OF, PEOPLE, RATIOS, RUNNING, SAME, TECHNOLOGIES

MOST_QUESTIONS = 24
SHOWN_CHARS = 160
TOGETHER = ("we", "our team", "my team")


class Aspect(StrEnum):
    """What a reviewer asks for."""

    BASELINE = "baseline"
    DATA = "data"
    LEAKAGE = "leakage"
    METRIC = "metric"
    ALTERNATIVES = "alternatives"
    FAILURE = "failure"
    COST = "cost"
    OWN_PART = "own part"
    HISTORY = "history"


@dataclass(frozen=True)
class Source:
    """Where a claim stands: line `line` (from 1) of a document, or the commits of a history; `text` are its words."""

    document: str
    line: int
    text: str
    start: int = 0
    end: int = 0
    commits: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProjectQuestion:
    """A question of a reviewer. `sources` are the claims it is about, the one that it cites first.

    `text` stands alone: it quotes the claim with its place; `asks` is the question without them. `unsaid`: the
    documents say nothing of what is asked for.
    """

    id: str
    aspect: Aspect
    text: str
    sources: tuple[Source, ...]
    asks: str = ""
    unsaid: bool = False


@dataclass(frozen=True)
class _Asked:
    """What a claim invites. `about` is what a second question of the kind would repeat: a measure, a technology.

    `spoken_of`: the aspect of which the documents' own words are named beside it, or that there are none; '' for none.
    """

    aspect: Aspect
    about: str
    text: str
    spoken_of: str = ""


@dataclass(frozen=True)
class _Draft:
    aspect: Aspect
    text: str
    asks: str
    claim: Claim
    beside: Saying | None = None
    unsaid: bool = False


# Of one aspect the documents' own words, where they have any.
Spoken = Mapping[str, Saying]


def questions_about(claims: Sequence[Claim], sayings: Iterable[Saying]) -> tuple[ProjectQuestion, ...]:
    """The questions of a reviewer, those of different aspects first; at most MOST_QUESTIONS."""
    spoken = _spoken(sayings)
    drafts: list[_Draft] = []
    seen: set[tuple[Aspect, str]] = set()
    for claim in sorted(claims, key=_weight):
        for asked in (*_of_values(claim), *_of_words(claim, spoken)):
            if (asked.aspect, asked.about) not in seen:
                seen.add((asked.aspect, asked.about))
                drafts.append(_draft(claim, asked, spoken))
    return tuple(_question(draft) for draft in _in_turns(drafts)[:MOST_QUESTIONS])


def source_of(claim: Claim | Saying) -> Source:
    """Where a claim stands."""
    return Source(claim.document, claim.line, claim.text, claim.start, claim.end)


def place(source: Claim | Saying) -> str:
    """A line as it is named in a sentence."""
    return f"{source.document}, line {source.line}"


def _spoken(sayings: Iterable[Saying]) -> Spoken:
    """The first line in which the documents speak of each aspect; its section counts as words too."""
    found: dict[str, Saying] = {}
    for saying in sayings:
        for aspect, words in ASPECT_WORDS.items():
            if aspect not in found and (words.search(saying.text) or words.search(saying.section)):
                found[aspect] = saying
    return found


def _weight(claim: Claim) -> tuple[int, int]:
    """Claims with values of measures first, then those with most in them."""
    measured = any(value.name not in DATA | PEOPLE for value in claim.values)
    return (0 if measured else 1, -len(claim.kinds))


def _of_values(claim: Claim) -> Iterator[_Asked]:
    """What the values of a claim invite; those of a baseline are asked of where it is compared."""
    for value in claim.values:
        if value.is_baseline:
            continue
        if value.name in RATIOS:
            yield from _of_quality(value)
        elif value.name in RUNNING:
            yield _Asked(Aspect.COST, value.name, _cost_of_running(value))
        elif value.name in DATA:
            yield _Asked(Aspect.DATA, value.name, _data(value), "data")
        elif value.name in PEOPLE:
            text = f"What was your own part among the {value.written}, and who decided what?"
            yield _Asked(Aspect.OWN_PART, "team", text)
        else:
            yield _Asked(Aspect.METRIC, value.name, _metric(value))


def _of_words(claim: Claim, spoken: Spoken) -> Iterator[_Asked]:
    """What the words of a claim invite: a comparison, a technology, "we", a date."""
    if ClaimKind.COMPARISON in claim.kinds:
        text = "Compared with what, on the same data and with the same tuning?"
        yield _Asked(Aspect.BASELINE, "comparison", text)
    for name in claim.technologies:
        yield _Asked(Aspect.ALTERNATIVES, name, _alternative(name), "alternatives")
    if claim.made_by in TOGETHER:
        text = f"You write “{claim.made_by}”: which part of this did you do yourself, and how would we see it?"
        yield _Asked(Aspect.OWN_PART, "we", text)
    if claim.made_by == "i":
        text = "What was the hardest decision in it that was yours alone, and who disagreed?"
        yield _Asked(Aspect.OWN_PART, "i", text)
    if ClaimKind.DATE in claim.kinds:
        text = "What has changed since then, and what would you do differently today?"
        yield _Asked(Aspect.FAILURE, "date", text, "failure")
    if "cost" not in spoken and (claim.technologies or claim.values):
        yield _Asked(Aspect.COST, "cost", "What does it cost to train and to run, and what would halve that?", "cost")


def _of_quality(value: Value) -> Iterator[_Asked]:
    told = f"{value.name} of {value.written}"
    yield _Asked(Aspect.METRIC, value.name, _metric(value))
    text = f"What would the simplest baseline reach, next to your {told}?"
    yield _Asked(Aspect.BASELINE, "baseline", text, "baseline")
    text = "How was the data split, and how do you know that no test data leaked into the training?"
    yield _Asked(Aspect.LEAKAGE, "leakage", text, "leakage")
    text = f"Which cases does it still get wrong at {with_article(told)}, and what do they have in common?"
    yield _Asked(Aspect.FAILURE, "failure", text, "failure")


def _metric(value: Value) -> str:
    on = " and ".join(sorted(value.splits))
    told = f"{value.name} of {value.written}{f' ({on})' if on else ''}"
    if value.name == "accuracy":
        return f"Why accuracy, and how are the classes spread? What does {with_article(told)} say if one class is rare?"
    if value.name in RATIOS:
        return (
            f"Why is {value.name} the right measure here, what does it hide, and how sure are you of {value.written}?"
        )
    return f"How was the {told} measured, and how far does it vary from run to run?"


def _cost_of_running(value: Value) -> str:
    if value.name in ("latency", "throughput"):
        return (
            f"At what load, on what machine and at which percentile was the {value.name} of {value.written} measured, "
            "and what takes most of it?"
        )
    if value.name == "coverage":
        return f"What does a coverage of {value.written} leave untested, and did a fault ever hide there?"
    return f"What makes up the {value.name} of {value.written}, and what would you give up to halve it?"


def _data(value: Value) -> str:
    return f"Where do the {value.written} {value.name}s come from, who labelled them, and what is missing among them?"


def _alternative(name: str) -> str:
    kind = TECHNOLOGIES.get(KIND_OF.get(name.lower(), ""), ())
    others = [other for other in kind if other.lower() != name.lower() and other.lower() not in SAME]
    if not others:
        return f"Why {name}, and what did you try instead?"
    return (
        f"Why {name} and not {others[0]}{f' or {others[1]}' if len(others) > 1 else ''}? What would make you change it?"
    )


def _draft(claim: Claim, asked: _Asked, spoken: Spoken) -> _Draft:
    """A question with its claim, and with what the documents say of the aspect, or that they say nothing."""
    text = f"“{_short(claim.text)}” ({place(claim)}). {asked.text}"
    beside = spoken.get(asked.spoken_of)
    if beside is None:
        return _Draft(asked.aspect, text, asked.text, claim, unsaid=bool(asked.spoken_of))
    if (beside.document, beside.line) == (claim.document, claim.line):
        return _Draft(asked.aspect, text, asked.text, claim)
    text = f"{text} ({place(beside)}, says: “{_short(beside.text)}”)"
    return _Draft(asked.aspect, text, asked.text, claim, beside)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else text[: SHOWN_CHARS - 1].rsplit(" ", 1)[0] + "…"


def _in_turns(drafts: Sequence[_Draft]) -> list[_Draft]:
    """One of each aspect, then the next of each; within that no claim before all others had their turn."""
    rounds: Counter[Aspect] = Counter()
    cited: Counter[tuple[str, int]] = Counter()
    keyed: list[tuple[int, int, int, _Draft]] = []
    for position, draft in enumerate(drafts):
        where = (draft.claim.document, draft.claim.line)
        keyed.append((rounds[draft.aspect], cited[where], position, draft))
        rounds[draft.aspect] += 1
        cited[where] += 1
    return [draft for *_, draft in sorted(keyed, key=lambda entry: entry[:3])]


def _question(draft: _Draft) -> ProjectQuestion:
    sources = (source_of(draft.claim), *((source_of(draft.beside),) if draft.beside else ()))
    name = identifier(draft.aspect, draft.text)
    return ProjectQuestion(name, draft.aspect, draft.text, sources, draft.asks, draft.unsaid)


def identifier(aspect: Aspect, text: str) -> str:
    """The id of a question: the same question of the same documents has the same one."""
    return f"{aspect.value.replace(' ', '-')}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def questions_of(evidence: Evidence) -> tuple[ProjectQuestion, ...]:
    """What is asked of a history, each question with the commits that it stands on."""
    return tuple(
        ProjectQuestion(
            identifier(Aspect.HISTORY, question.text),
            Aspect.HISTORY,
            question.text,
            (Source(evidence.repository, 0, question.about.value, commits=question.commits),),
            question.text,
        )
        for question in evidence.questions
    )


def by_turns(claims: Sequence[ProjectQuestion], history: Sequence[ProjectQuestion]) -> tuple[ProjectQuestion, ...]:
    """Two questions of claims, then one of the history, to the end of both."""
    ordered: list[ProjectQuestion] = []
    left, past = list(claims), list(history)
    while left or past:
        ordered += left[:2]
        ordered += past[:1]
        del left[:2], past[:1]
    return tuple(ordered)
