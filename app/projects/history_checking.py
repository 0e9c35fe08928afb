"""What a candidate says that they did -> what the git history of the project shows of the same. Pure.

Decides by which words a sentence speaks of a kind of work, of work with others, of its time, or of something that was
replaced, and that the history is set beside it with what it cannot show: it agrees with nobody and corrects nobody.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.projects.checking import Remark, RemarkKind
from app.projects.history.commit_evidence import About, Evidence, Statement
from app.projects.history.commits import SHOWN_SHA_CHARS
from app.projects.history.replaced import Replaced, Replacement
from app.projects.history.work_kinds import Work
from app.projects.reviewer import Source
from ingest.language.sentences import sentences

MOST_DONE = 8
# How the statements of consistency begin that tell of time, and of what was taken back.
WEEKS, REVERTS = "Weeks with commits", "Revert"
FEWEST_NAME_CHARS = 2
# Whose work it is: without it a sentence tells of the world.
WHOSE = re.compile(r"\bI(?:['’]\w+)?\b|\b(?:we|our|my|me|us|mine)\b|\b(?:We|Our|My)\b")


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


# A test set is no test.
OF_WORK: Mapping[Work, re.Pattern[str]] = {
    Work.TESTS: _words(
        r"(?:unit|integration|regression|end-to-end|automated) tests?|test suite|test coverage|pytest"
        r"|(?:wrote|write|writing|added|have|had|with|many|no|the) tests(?! ?(?:set|data|split))"
    ),
    Work.DOCS: _words(r"documentation|docs|documented|tutorials?"),
    Work.INFRASTRUCTURE: _words(
        r"infrastructure|docker\w*|kubernetes|terraform|helm|ci(?:/cd)?|deploy(?:ed|ment|ments|ing)?"
    ),
    Work.PIPELINES: _words(r"etl|data pipelines?|ingestion|pipelines?"),
    Work.ALGORITHMS: _words(r"algorithms?|loss functions?|(?:wrote|implemented|built|trained) (?:\w+ ){0,3}models?"),
    Work.NOTEBOOKS: _words(r"notebooks?"),
    Work.FEATURES: _words(r"features? (?:for|of) (?:the )?(?:users?|product|api)|new features?"),
}
OF_OTHERS = _words(
    r"review(?:ed|s|ing|er|ers)?|paired|pair programming|pull requests?|merge requests?|colleagues?|teammates?"
    r"|together with|co-?authors?|alone|by myself|on my own|single-?handed(?:ly)?|handed (?:it )?over"
)
OF_TIME = _words(r"every (?:day|week)|weekly|(?:weeks|months|years)|over (?:a|one|half a) year|continuously|regularly")
OF_REVERTS = _words(r"revert(?:ed|s|ing)?|rolled? back|took (?:it )?back")
REPLACED = _words(
    r"replac(?:e|ed|ing)|switch(?:ed|ing)?|mov(?:e|ed|ing)|migrat(?:e|ed|ing)|swapp?(?:ed|ing)?|instead of"
)


@dataclass(frozen=True)
class _Shown:
    text: str
    commits: tuple[str, ...]
    count: int
    cannot_show: str


def done_beside(answer: str, evidence: Evidence) -> tuple[Remark, ...]:
    """What the history shows of what an answer says was done; each thing once, beside the first words about it."""
    found: dict[str, Remark] = {}
    for start, end in sentences(answer):
        said = answer[start:end]
        if WHOSE.search(said) is None:
            continue
        for shown in _shown_of(said, evidence):
            found.setdefault(shown.text, _remark(said, shown, evidence.repository))
    return tuple(found.values())[:MOST_DONE]


def _remark(said: str, shown: _Shown, repository: str) -> Remark:
    commits = ", ".join(sha[:SHOWN_SHA_CHARS] for sha in shown.commits[:3])
    more = f" and {shown.count - 3:,} more" if shown.count > 3 else ""
    told = f"{shown.text} ({commits}{more})" if commits else shown.text
    return Remark(
        RemarkKind.DONE,
        f"{told} {shown.cannot_show}".strip(),
        said,
        Source(repository, 0, shown.text, commits=shown.commits),
    )


def _shown_of(said: str, evidence: Evidence) -> Iterator[_Shown]:
    for one in evidence.statements:
        if _meant(said, one):
            yield _Shown(one.text, one.commits, one.commit_count, one.cannot_show)
    if REPLACED.search(said):
        yield from (_replaced(one) for one in evidence.replacements if _speaks_of(said, one))


def _meant(said: str, statement: Statement) -> bool:
    """Whether a sentence speaks of what a statement is about."""
    if statement.about is About.PATTERNS:
        return any(words.search(said) and _is_of(statement, work) for work, words in OF_WORK.items())
    if statement.about is About.COLLABORATION:
        return OF_OTHERS.search(said) is not None
    if statement.text.startswith(REVERTS):
        return OF_REVERTS.search(said) is not None
    return statement.text.startswith(WEEKS) and OF_TIME.search(said) is not None


def _is_of(statement: Statement, work: Work) -> bool:
    """Whether a statement is about a kind of work, or says that no commit touches it."""
    text = statement.text.lower()
    return statement.about is About.PATTERNS and (
        text.startswith(f"{work.value}:") or (text.startswith("no commit touches") and work.value in text)
    )


def _speaks_of(said: str, one: Replacement) -> bool:
    """Whether a sentence names what was replaced or what came; a setting by its name."""
    names = (one.old.partition(" = ")[0],) if one.kind is Replaced.SETTING else (one.old, one.new)
    lowered = said.lower()
    return any(
        len(name) >= FEWEST_NAME_CHARS and re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", lowered)
        for name in names
    )


def _replaced(one: Replacement) -> _Shown:
    where = f" in {one.path}" if one.path else ""
    basis = "by its message" if one.kind is Replaced.TOLD else "by its diff"
    return _Shown(
        f"{one.old} was replaced by {one.new}{where}, {basis}.",
        (one.commit,),
        1,
        "It does not show who decided it or what came of it.",
    )
