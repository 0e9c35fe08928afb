"""Facts -> statements about the kinds of work and about complexity, and the questions they raise. Pure.

Decides what is said of a kind of work by what shows it, and which changes of complexity, breadth and architecture are
worth a question.
"""

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from app.projects.history.changes import FileChange
from app.projects.history.commit_evidence import About, Question, Standing, Statement, counted, named
from app.projects.history.commits import SHOWN_SHA_CHARS
from app.projects.history.complexity import FunctionChange
from app.projects.history.facts import Facts
from app.projects.history.replaced import Replaced, Replacement
from app.projects.history.work_kinds import Basis, Work

# A function is worth a word from this complexity on, and a change of it from this difference on.
COMPLEX, CHANGED = 10, 4
WIDE_FILES, WIDE_FOLDERS = 10, 3
MOST_SAID = 3
MOST_QUESTIONS = 12
# Of changes of these kinds it is asked why; those of settings come last.
ASKED_ORDER = (Replaced.DEPENDENCY, Replaced.IMPORT, Replaced.TOLD, Replaced.MOVED, Replaced.SETTING)


def statements(facts: Facts, order: Mapping[str, int]) -> Iterator[Statement]:
    """What the author worked on, and how intricate it was."""
    for work in Work:
        if work in facts.work:
            yield _kind(facts, work, order)
    yield from _absent(facts, order)
    yield from _complexity(facts, order)
    yield from _breadth(facts, order)
    yield from _architecture(facts, order)


def questions(facts: Facts, order: Mapping[str, int]) -> Iterator[Question]:
    """What an interviewer would ask about what was replaced, untangled, grown or changed widely."""
    asked: list[Question] = []
    by_kind = sorted(facts.replacements, key=lambda one: (ASKED_ORDER.index(one.kind), order.get(one.commit, 0)))
    seen: set[tuple[str, str]] = set()
    for one in by_kind:
        about = (one.path, one.old.partition(" = ")[0]) if one.kind is Replaced.SETTING else (one.old, one.new)
        if about not in seen:
            seen.add(about)
            asked.append(Question(_replaced(one), (one.commit,), About.PATTERNS))
    yield from asked[: MOST_QUESTIONS // 2]
    for function in _notable(facts.functions)[:MOST_SAID]:
        yield Question(_intricate(function), (function.commit,), About.COMPLEXITY)
    for sha, files, folders in _wide(facts)[:1]:
        text = (
            f"In {_short(sha)} you changed {files} files in {folders} folders at once: why in one commit, and how was "
            "it made sure that nothing else broke?"
        )
        yield Question(text, (sha,), About.COMPLEXITY)


def _kind(facts: Facts, work: Work, order: Mapping[str, int]) -> Statement:
    bases = facts.work[work]
    all_of_it = set[str]().union(*bases.values())
    shown = bases.get(Basis.DIFFS, set())
    told = bases.get(Basis.MESSAGES, set()) - shown
    by_paths = bases.get(Basis.PATHS, set()) - shown - told
    parts = [
        f"{len(side):,} {words}"
        for side, words in (
            (shown, "by their diffs"),
            (told, "by their messages"),
            (by_paths, "by their paths alone"),
        )
        if side
    ]
    commits, count = named(shown or told or by_paths, order)
    standing = (Standing.DIFFS,) * bool(shown) + (Standing.MESSAGES,) * bool(told) + (Standing.PATHS,) * bool(by_paths)
    text = (
        f"{work.value.capitalize()}: {len(all_of_it):,} of {counted(len(facts.own), 'commit')} touch this kind of "
        f"work: {', '.join(parts)}."
    )
    return Statement(
        About.PATTERNS,
        text,
        commits,
        count,
        standing,
        "A path or a word in a message does not show what the work was good for; copied code looks like written code.",
    )


def _absent(facts: Facts, order: Mapping[str, int]) -> Iterator[Statement]:
    """That no commit shows tests or docs, where that is so: an interviewer will see it too."""
    missing = [work.value for work in (Work.TESTS, Work.DOCS) if work not in facts.work]
    if missing and facts.own:
        commits, count = named((change.sha for change in facts.own), order)
        yield Statement(
            About.PATTERNS,
            f"No commit touches {' or '.join(missing)}, by path, message or diff.",
            commits,
            count,
            (Standing.PATHS,),
            "They may lie in another repository, or be somebody else’s task.",
        )


def _complexity(facts: Facts, order: Mapping[str, int]) -> Iterator[Statement]:
    measured = facts.functions
    if not measured:
        return
    new = [function for function in measured if function.before is None]
    changed = [function for function in measured if function.before is not None]
    middle = statistics.median(function.after for function in measured)
    commits, count = named((function.commit for function in measured), order)
    yield Statement(
        About.COMPLEXITY,
        f"{counted(len(new), 'function')} written and {len(changed):,} changed in their branches; the complexity "
        f"after the change is {middle:g} at the median and {max(function.after for function in measured)} at most.",
        commits,
        count,
        (Standing.DIFFS,),
        "Cyclomatic complexity counts branches; it does not show whether a problem was hard or its solution good.",
    )
    for function in _notable(measured)[:MOST_SAID]:
        commits, count = named((function.commit,), order)
        yield Statement(
            About.COMPLEXITY,
            f"`{function.name}` in {function.path} {_from_to(function)} in {_short(function.commit)}.",
            commits,
            count,
            (Standing.DIFFS,),
            "The branches may have moved to other functions, or come from a merge of code.",
        )


def _notable(functions: Sequence[FunctionChange]) -> list[FunctionChange]:
    """Functions that became simpler or more intricate by much, and new ones with many branches; those first."""
    worth = [
        function
        for function in functions
        if (function.before is not None and abs(function.after - function.before) >= CHANGED)
        or (function.before is None and function.after >= COMPLEX)
    ]
    return sorted(
        worth,
        key=lambda one: (one.before is None, -abs(one.after - (one.before or 0)), one.path, one.name, one.commit),
    )


def _from_to(function: FunctionChange) -> str:
    if function.before is None:
        return f"was written with a cyclomatic complexity of {function.after}"
    return f"went from a cyclomatic complexity of {function.before} to {function.after}"


def _intricate(function: FunctionChange) -> str:
    begin = f"In {_short(function.commit)} `{function.name}` in {function.path} {_from_to(function)}: "
    if function.before is None:
        return begin + "why does it need so many branches, and how did you test them?"
    if function.after < function.before:
        return begin + "what was wrong with it, and how did you make sure that it still did the same?"
    return begin + "what made it grow, and would you split it today?"


def _wide(facts: Facts) -> list[tuple[str, int, int]]:
    """Commits that change many files in many folders, the widest first: hash, files, folders."""
    found = [(sha, len(files), len(_folders(files))) for sha, files in facts.files.items()]
    wide = [entry for entry in found if entry[1] >= WIDE_FILES and entry[2] >= WIDE_FOLDERS]
    return sorted(wide, key=lambda entry: (-entry[1], entry[0]))


def _folders(files: Sequence[FileChange]) -> set[str]:
    return {str(PurePosixPath(file.path).parent) for file in files}


def _breadth(facts: Facts, order: Mapping[str, int]) -> Iterator[Statement]:
    counts = [len(files) for files in facts.files.values() if files]
    if not counts:
        return
    commits, count = named((sha for sha, *_ in _wide(facts)), order)
    widest = f"; {count:,} change at least {WIDE_FILES} files in {WIDE_FOLDERS} folders" if count else ""
    yield Statement(
        About.COMPLEXITY,
        f"Files that a commit changes: {statistics.median(counts):g} at the median, {max(counts):,} at most{widest}.",
        commits or named(facts.files, order)[0][:1],
        count or 1,
        (Standing.PATHS,),
        "A wide commit may be a renaming by an editor or a first import; a narrow one may be the hard one.",
    )


def _architecture(facts: Facts, order: Mapping[str, int]) -> Iterator[Statement]:
    moved = [one for one in facts.replacements if one.kind in (Replaced.MOVED, Replaced.DEPENDENCY, Replaced.IMPORT)]
    begun = _packages_begun(facts)
    if moved:
        commits, count = named((one.commit for one in moved), order)
        told = "; ".join(f"{one.old} by {one.new} ({_short(one.commit)})" for one in moved[:MOST_SAID])
        yield Statement(
            About.COMPLEXITY,
            f"Parts of the architecture were replaced in {counted(count, 'commit')}: {told}.",
            commits,
            count,
            (Standing.DIFFS,),
            "The diff shows that it was replaced, not who decided it or whether it was an improvement.",
        )
    if begun:
        commits, count = named(begun.values(), order)
        yield Statement(
            About.COMPLEXITY,
            f"Folders that were begun: {', '.join(sorted(begun)[:6])}{' and others' if len(begun) > 6 else ''}.",
            commits,
            count,
            (Standing.PATHS,),
            "A folder may have been moved from elsewhere or made by a generator.",
        )


def _packages_begun(facts: Facts) -> dict[str, str]:
    """Folders in which this author made the first files, at least three of them: folder -> a commit."""
    made: dict[str, list[tuple[str, str]]] = {}
    for path, owned in facts.owned.items():
        made.setdefault(str(PurePosixPath(path).parent), []).append((owned.made_by, owned.made_in))
    own = {change.sha for change in facts.own}
    found: dict[str, str] = {}
    for folder, files in made.items():
        mine = Counter(sha for _, sha in files if sha in own)
        if folder != "." and len(files) >= 3 and sum(mine.values()) == len(files):
            found[f"{folder}/"] = mine.most_common(1)[0][0]
    return found


def _replaced(one: Replacement) -> str:
    where = f" ({one.path})" if one.path else ""
    if one.kind is Replaced.MOVED:
        return (
            f"In {_short(one.commit)} you moved {one.old} to {one.new}{where}: what was wrong with the old structure?"
        )
    if one.kind is Replaced.SETTING:
        return f"In {_short(one.commit)} you changed `{one.old}` to `{one.new}`{where}: what did you see that made you?"
    return (
        f"In {_short(one.commit)} you replaced {one.old} by {one.new}{where}: why, what else did you consider, and "
        "what got worse?"
    )


def _short(sha: str) -> str:
    return sha[:SHOWN_SHA_CHARS]
