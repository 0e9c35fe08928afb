"""The log -> statements about when the author worked, how large and how quick the changes were, and reverts. Pure.

Decides that weeks are counted by the author's own calendar, and lead time from the date of a commit to the merge that
brought it in, or, without merges, to when it was committed.
"""

import statistics
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from app.projects.history.commit_evidence import About, Question, Standing, Statement, counted, named
from app.projects.history.commits import REVERTED, SHOWN_SHA_CHARS, Change, Log
from app.projects.history.facts import Facts

HOUR_S, DAY_S = 3600, 86_400
CANNOT_DATE = (
    "Dates are set by the machine that commits and can be changed; a week without a commit is no week without work."
)


def day_of(change: Change) -> date:
    """The day of a commit where its author was."""
    return (datetime.fromtimestamp(change.authored_s, UTC) + timedelta(seconds=change.zone_s)).date()


def statements(facts: Facts, log: Log, own: Collection[str], order: Mapping[str, int]) -> Iterator[Statement]:
    """When the author worked, in what steps, and what was taken back."""
    yield from _weeks(facts, order)
    yield from _sizes(facts, order)
    yield from _lead_times(facts, log, order)
    yield from _reverts(log, own, order)


def questions(log: Log, own: Collection[str]) -> Iterator[Question]:
    """What an interviewer would ask about what was taken back."""
    known = {change.sha: change for change in log.commits}
    for change in log.commits:
        reverted = _reverted(change, known)
        if reverted is not None and (change.author.email in own or reverted.author.email in own):
            whose = "you" if change.author.email in own else "somebody"
            yield Question(
                f"In {change.short} {whose} took {reverted.short} (“{reverted.title}”) back: what had gone wrong, "
                "how was it noticed, and what came in its place?",
                (change.sha, reverted.sha),
                About.CONSISTENCY,
            )
            return


def _weeks(facts: Facts, order: Mapping[str, int]) -> Iterator[Statement]:
    if not facts.own:
        return
    days = sorted(day_of(change) for change in facts.own)
    weeks = {day.isocalendar()[:2] for day in days}
    first_monday = days[0] - timedelta(days=days[0].weekday())
    between = (days[-1] - first_monday).days // 7 + 1
    commits, _ = named((change.sha for change in facts.own), order)
    yield Statement(
        About.CONSISTENCY,
        f"Weeks with commits: {len(weeks):,} of the {between:,} from {days[0]} to {days[-1]}.",
        commits,
        len(facts.own),
        (Standing.DATES,),
        CANNOT_DATE,
    )


def _sizes(facts: Facts, order: Mapping[str, int]) -> Iterator[Statement]:
    sizes = [size for size in facts.sizes.values() if size]
    if not sizes:
        return
    largest = sorted((sha for sha, size in facts.sizes.items() if size), key=lambda sha: -facts.sizes[sha])
    commits, _ = named(largest[:3], order)
    yield Statement(
        About.CONSISTENCY,
        f"Lines that a commit adds or takes away: {statistics.median(sizes):g} at the median; the largest are named.",
        commits,
        len(commits),
        (Standing.DIFFS,),
        "Lines do not measure work: generated and binary files are left out, other copied code is not known as such.",
    )


def _lead_times(facts: Facts, log: Log, order: Mapping[str, int]) -> Iterator[Statement]:
    merged = _merged_at(log)
    known = {change.sha: change for change in log.commits}
    spans = {
        change.sha: known[merged[change.sha]].committed_s - change.authored_s
        for change in facts.own
        if change.sha in merged and known[merged[change.sha]].committed_s >= change.authored_s
    }
    standing, until = Standing.MERGES, "the merge that brought it in"
    if not spans:
        spans = {
            change.sha: change.committed_s - change.authored_s
            for change in facts.own
            if change.committed_s > change.authored_s
        }
        standing, until = Standing.DATES, "when it was committed, since there are no merges"
    if not spans:
        return
    commits, count = named(spans, order)
    yield Statement(
        About.CONSISTENCY,
        f"From the date of a commit to {until}, it took {_span(statistics.median(spans.values()))} at the median "
        f"({counted(len(spans), 'commit')}).",
        commits,
        count,
        (standing,),
        "It does not show when work on a change began, nor what it waited for.",
    )


def _merged_at(log: Log) -> dict[str, str]:
    """For each commit of a side branch the merge on the main line that brought it in."""
    known = {change.sha: change for change in log.commits}
    line: list[Change] = []
    here = log.commits[0] if log.commits else None
    while here is not None:
        line.append(here)
        here = known.get(here.parents[0]) if here.parents else None
    on_line = {change.sha for change in line}
    found: dict[str, str] = {}
    for merge in reversed(line):
        waiting = list(merge.parents[1:])
        while waiting:
            sha = waiting.pop()
            if sha in on_line or sha in found or sha not in known:
                continue
            found[sha] = merge.sha
            waiting += known[sha].parents
    return found


def _reverts(log: Log, own: Collection[str], order: Mapping[str, int]) -> Iterator[Statement]:
    known = {change.sha: change for change in log.commits}
    pairs = [(change, reverted) for change in log.commits if (reverted := _reverted(change, known)) is not None]
    taken_back = [(change, reverted) for change, reverted in pairs if reverted.author.email in own]
    takes_back = [(change, reverted) for change, reverted in pairs if change.author.email in own]
    for found, text in (
        (taken_back, f"Reverted by a later one: {counted(len(taken_back), 'commit')} of this author."),
        (takes_back, f"Reverting an earlier one: {counted(len(takes_back), 'commit')} of this author."),
    ):
        if found:
            commits, count = named((change.sha for change, _ in found), order)
            yield Statement(
                About.CONSISTENCY,
                f"{text} {_told(found)}",
                commits,
                count,
                (Standing.MESSAGES,),
                "A revert may be caution as well as a mistake; what was mended by a further commit is not counted.",
            )


def _told(found: Sequence[tuple[Change, Change]]) -> str:
    change, reverted = found[0]
    return f"The newest is {change.short}, which takes {reverted.sha[:SHOWN_SHA_CHARS]} (“{reverted.title}”) back."


def _reverted(change: Change, known: Mapping[str, Change]) -> Change | None:
    """The commit that a commit says it reverts, where it is known."""
    match = REVERTED.search(change.message)
    if match is None:
        return None
    sha = match[1]
    if len(sha) == 40:
        return known.get(sha)
    return next((other for full, other in known.items() if full.startswith(sha)), None)


def _span(seconds: float) -> str:
    if seconds < 2 * HOUR_S:
        return f"{max(round(seconds / 60), 0)} minutes"
    if seconds < 2 * DAY_S:
        return f"{seconds / HOUR_S:.0f} hours"
    return f"{seconds / DAY_S:.0f} days"
