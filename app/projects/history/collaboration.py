"""Facts and the log -> statements about working with others, and the questions they raise. Pure.

Decides what shows it: trailers, merges, files that somebody else had made, files that others went on with. Nobody is
counted against anybody: others are named, or told as how many, and never ranked.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from app.projects.history.commit_evidence import About, Question, Standing, Statement, counted, named
from app.projects.history.commits import HOSTS, IDENTITY, SHOWN_SHA_CHARS, Change, Log
from app.projects.history.facts import Facts

REVIEWED = frozenset(("reviewed-by", "acked-by", "tested-by", "approved-by"))
COAUTHORED = frozenset(("co-authored-by", "co-developed-by", "pair-programmed-with", "signed-off-by-pair"))
PULL = re.compile(
    r"^Merge (?:pull|merge) request|^Merged in |See merge request |\(#\d+\)$|^Merge branch ", re.MULTILINE
)
MOST_PATHS_NAMED = 4


def statements(facts: Facts, log: Log, own: Collection[str], order: Mapping[str, int]) -> Iterator[Statement]:
    """How the author worked with others, as far as the history says."""
    yield from _by_trailers(log, own, order)
    yield from _by_merges(log, own, order)
    yield from _by_files(facts, own, order)


def questions(facts: Facts, log: Log, own: Collection[str]) -> Iterator[Question]:
    """What an interviewer would ask about work with others."""
    handed = _handed_over(facts, own)
    if handed:
        path = max(sorted(handed), key=lambda one: len(facts.owned[one].by_others_since))
        owned = facts.owned[path]
        yield Question(
            f"You began {path} in {_short(owned.made_in)} and others have gone on with it, last in "
            f"{_short(owned.last_in)}: what did they need to know, and what would you tell them today?",
            (owned.made_in, owned.last_in),
            About.COLLABORATION,
        )
    if facts.touched_of_others:
        path = max(sorted(facts.touched_of_others), key=lambda one: len(facts.touched_of_others[one]))
        sha = facts.touched_of_others[path][-1]
        yield Question(
            f"In {_short(sha)} you changed {path}, which somebody else had made: how did you agree on it with them?",
            (sha,),
            About.COLLABORATION,
        )
    pair = next(
        (change for change in log.commits if change.author.email in own and _named_in(change, COAUTHORED)), None
    )
    if pair is not None:
        names = ", ".join(sorted(_named_in(pair, COAUTHORED).values()))
        yield Question(
            f"{pair.short} (“{pair.title}”) names {names} beside you: who did what in it?",
            (pair.sha,),
            About.COLLABORATION,
        )


def _by_trailers(log: Log, own: Collection[str], order: Mapping[str, int]) -> Iterator[Statement]:
    wrote, with_others, reviewed, reviews = (list[Change]() for _ in range(4))
    people: set[str] = set()
    for change in log.commits:
        is_own = change.author.email in own
        coauthors, reviewers = _named_in(change, COAUTHORED), _named_in(change, REVIEWED)
        if is_own and set(coauthors) - set(own):
            with_others.append(change)
            people |= set(coauthors) - set(own)
        if not is_own and set(coauthors) & set(own):
            wrote.append(change)
        if is_own and set(reviewers) - set(own):
            reviewed.append(change)
        if not is_own and set(reviewers) & set(own):
            reviews.append(change)
    cannot = "A trailer is a line that anybody can write; it does not show how much each of them did."
    unseen = (
        "Reviews that a host keeps beside the repository are not in it; a trailer does not show how thorough one was."
    )
    for commits, text, missing in (
        (
            with_others,
            f"Others are named as co-authors in {counted(len(with_others), 'commit')}, {len(people):,} in all.",
            cannot,
        ),
        (wrote, f"This author is named as co-author in {counted(len(wrote), 'commit')} of others.", cannot),
        (reviewed, f"A trailer says who reviewed it in {counted(len(reviewed), 'commit')}.", unseen),
        (
            reviews,
            f"A trailer says that this author reviewed it in {counted(len(reviews), 'commit')} of others.",
            unseen,
        ),
    ):
        if commits:
            shas, count = named((change.sha for change in commits), order)
            yield Statement(About.COLLABORATION, text, shas, count, (Standing.TRAILERS,), missing)


def _named_in(change: Change, keys: Collection[str]) -> dict[str, str]:
    """Whom the trailers of a commit name under some keys: address -> name."""
    found: dict[str, str] = {}
    for key, value in change.trailers():
        match = IDENTITY.match(value)
        if key in keys and match is not None:
            found[match["email"].strip().lower()] = match["name"].strip() or match["email"].strip()
    return found


def _by_merges(log: Log, own: Collection[str], order: Mapping[str, int]) -> Iterator[Statement]:
    known = {change.sha: change for change in log.commits}
    merged, brought_in = list[Change](), list[Change]()
    for change in log.commits:
        if not change.is_merge:
            continue
        side = known.get(change.parents[1])
        if side is None:
            continue
        if change.author.email in own and side.author.email not in own:
            merged.append(change)
        if change.author.email not in own and side.author.email in own:
            brought_in.append(change)
    applied = [
        change
        for change in log.commits
        if change.committer.email in own and change.author.email not in own and change.committer.email not in HOSTS
    ]
    asked = sum(bool(PULL.search(change.message)) for change in (*merged, *brought_in))
    for commits, text in (
        (merged, f"Work of others was brought in by {counted(len(merged), 'merge')} of this author."),
        (brought_in, f"This author’s work was brought in by {counted(len(brought_in), 'merge')} of others."),
        (applied, f"This author committed {counted(len(applied), 'commit')} of others."),
    ):
        if commits:
            shas, count = named((change.sha for change in commits), order)
            more = f" The message of a pull or merge request stands on {asked:,} of all merges." if asked else ""
            yield Statement(
                About.COLLABORATION,
                text + (more if commits is not applied else ""),
                shas,
                count,
                (Standing.MERGES,),
                "A merge does not show whether the work was read before it, and a rebase or squash leaves none.",
            )


def _by_files(facts: Facts, own: Collection[str], order: Mapping[str, int]) -> Iterator[Statement]:
    touched = facts.touched_of_others
    if touched:
        commits, count = named((sha for shas in touched.values() for sha in shas), order)
        yield Statement(
            About.COLLABORATION,
            f"Changed: {counted(len(touched), 'file')} that somebody else had made, such as {_some(touched)}.",
            commits,
            count,
            (Standing.PATHS,),
            "Whoever committed a file first need not have written it.",
        )
    handed = _handed_over(facts, own)
    if handed:
        commits, count = named((facts.owned[path].last_in for path in handed), order)
        yield Statement(
            About.COLLABORATION,
            f"Last changed by others: {counted(len(handed), 'file')} that this author made, such as {_some(handed)}.",
            commits,
            count,
            (Standing.PATHS,),
            "That others went on with a file may mean that it was handed over well, or that it had to be mended.",
        )


def _handed_over(facts: Facts, own: Collection[str]) -> list[str]:
    return [path for path, owned in facts.owned.items() if owned.made_by in own and owned.last_by not in own]


def _some(paths: Collection[str]) -> str:
    return ", ".join(sorted(paths)[:MOST_PATHS_NAMED])


def _short(sha: str) -> str:
    return sha[:SHOWN_SHA_CHARS]
