"""Claims -> what a reviewer would ask of them, each question with the line that it rests on. Pure.

Decides which aspect a claim invites (baseline, data, leakage, metric, alternatives, failure, cost, own part) and that a
question names what the documents say of the aspect, or that they say nothing of it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.projects.claims import Claim, ClaimKind, Saying, Value
from app.projects.vocabulary import ASPECT_WORDS, DATA, KIND_OF, PEOPLE, RATIOS, RUNNING, TECHNOLOGIES

MOST_QUESTIONS = 24
SHOWN_CHARS = 160


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
    """A question of a reviewer. `sources` are the claims it is about, the one that it cites first."""

    id: str
    aspect: Aspect
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class _Draft:
    aspect: Aspect
    text: str
    claim: Claim
    # What a second question of the same kind would repeat: a measure, a technology.
    about: str
    beside: Saying | None = None


# Of one aspect the documents' own words, where they have any.
Spoken = Mapping[str, Saying]


def questions_about(claims: Sequence[Claim], sayings: Iterable[Saying]) -> tuple[ProjectQuestion, ...]:
    """The questions of a reviewer, those of different aspects first; at most MOST_QUESTIONS."""
    spoken = _spoken(sayings)
    drafts: list[_Draft] = []
    seen: set[tuple[Aspect, str]] = set()
    for claim in sorted(claims, key=_weight):
        for draft in _drafts(claim, spoken):
            if (draft.aspect, draft.about) not in seen:
                seen.add((draft.aspect, draft.about))
                drafts.append(draft)
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


def _drafts(claim: Claim, spoken: Spoken) -> Iterator[_Draft]:
    for value in claim.values:
        if value.is_baseline:
            continue
        if value.name in RATIOS:
            yield from _of_quality(claim, value, spoken)
        elif value.name in RUNNING:
            yield _draft(Aspect.COST, claim, value.name, _cost_of_running(value))
        elif value.name in DATA:
            yield _draft(Aspect.DATA, claim, value.name, _data(value), spoken, "data")
        elif value.name in PEOPLE:
            yield _draft(
                Aspect.OWN_PART,
                claim,
                "team",
                f"What was your own part among the {value.written}, and who decided what?",
            )
        else:
            yield _draft(Aspect.METRIC, claim, value.name, _metric(value))
    if ClaimKind.COMPARISON in claim.kinds:
        yield _draft(
            Aspect.BASELINE, claim, "comparison", "Compared with what, on the same data and with the same tuning?"
        )
    for name in claim.technologies:
        yield _draft(Aspect.ALTERNATIVES, claim, name, _alternative(name), spoken, "alternatives")
    if claim.made_by in ("we", "our team", "my team"):
        yield _draft(
            Aspect.OWN_PART,
            claim,
            "we",
            f"You write “{claim.made_by}”: which part of this did you do yourself, and how would we see it?",
        )
    if claim.made_by == "i":
        yield _draft(
            Aspect.OWN_PART, claim, "i", "What was the hardest decision in it that was yours alone, and who disagreed?"
        )
    if ClaimKind.DATE in claim.kinds:
        yield _draft(
            Aspect.FAILURE,
            claim,
            "date",
            "What has changed since then, and what would you do differently today?",
            spoken,
            "failure",
        )
    if "cost" not in spoken and (claim.technologies or claim.values):
        yield _draft(Aspect.COST, claim, "cost", "What does it cost to train and to run, and what would halve that?")


def _of_quality(claim: Claim, value: Value, spoken: Spoken) -> Iterator[_Draft]:
    told = f"{value.name} of {value.written}"
    yield _draft(Aspect.METRIC, claim, value.name, _metric(value))
    yield _draft(
        Aspect.BASELINE,
        claim,
        "baseline",
        f"What would the simplest baseline reach, next to your {told}?",
        spoken,
        "baseline",
    )
    yield _draft(
        Aspect.LEAKAGE,
        claim,
        "leakage",
        f"How was the data split, and how do you know that nothing of the test data leaked into your {told}?",
        spoken,
        "leakage",
    )
    yield _draft(
        Aspect.FAILURE,
        claim,
        "failure",
        f"Which cases are the ones it still gets wrong at {told}, and what do they have in common?",
        spoken,
        "failure",
    )


def _metric(value: Value) -> str:
    on = " and ".join(sorted(value.splits))
    told = f"{value.name} of {value.written}{f' ({on})' if on else ''}"
    if value.name == "accuracy":
        return f"Why accuracy, and how are the classes spread? What does {told} say if one class is rare?"
    if value.name in RATIOS:
        return (
            f"Why is {value.name} the right measure here, what does it hide, and how sure are you of {value.written}?"
        )
    return f"How was the {told} measured, and how far does it vary from run to run?"


def _cost_of_running(value: Value) -> str:
    if value.name in ("latency", "throughput"):
        return f"At what load, on what machine and at which percentile was the {value.name} of {value.written} measured, and what takes most of it?"
    if value.name == "coverage":
        return f"What does a coverage of {value.written} leave untested, and did a fault ever hide there?"
    return f"What makes up the {value.name} of {value.written}, and what would you give up to halve it?"


def _data(value: Value) -> str:
    return f"Where do the {value.written} {value.name}s come from, who labelled them, and what is missing among them?"


def _alternative(name: str) -> str:
    others = [other for other in TECHNOLOGIES.get(KIND_OF.get(name.lower(), ""), ()) if other.lower() != name.lower()]
    if not others:
        return f"Why {name}, and what did you try instead?"
    return (
        f"Why {name} and not {others[0]}{f' or {others[1]}' if len(others) > 1 else ''}? What would make you change it?"
    )


def _draft(
    aspect: Aspect, claim: Claim, about: str, text: str, spoken: Spoken | None = None, spoken_of: str = ""
) -> _Draft:
    """A draft; where `spoken` is given it names what the documents say of it, or that they say nothing."""
    opening = f"“{_short(claim.text)}” ({place(claim)}). "
    if spoken is None:
        return _Draft(aspect, opening + text, claim, about)
    beside = spoken.get(spoken_of)
    if beside is None:
        return _Draft(aspect, f"{opening}{text} The documents do not say.", claim, about)
    if (beside.document, beside.line) == (claim.document, claim.line):
        return _Draft(aspect, opening + text, claim, about)
    return _Draft(aspect, f"{opening}{text} ({place(beside)} says: “{_short(beside.text)}”)", claim, about, beside)


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
    return ProjectQuestion(identifier(draft.aspect, draft.text), draft.aspect, draft.text, sources)


def identifier(aspect: Aspect, text: str) -> str:
    """The id of a question: the same question of the same documents has the same one."""
    return f"{aspect.value.replace(' ', '-')}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"
