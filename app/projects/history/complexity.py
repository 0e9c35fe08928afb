"""A file before and after -> its functions that changed, with their cyclomatic complexity both times, by lizard.

Decides which files are read: programs of a language that lizard knows, of a bearable size. Lizard, with its readers of
all languages, is loaded where a history is read, which a process of its own does, and not in a server.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.projects.history.changes import FileChange, Lines

MOST_CHARS = 100_000
LONGEST_LINE_CHARS = 2_000


@dataclass(frozen=True)
class FunctionChange:
    """A function whose cyclomatic complexity a commit changed; `before` is None where it is new."""

    commit: str
    path: str
    name: str
    before: int | None
    after: int


def functions_of(commit: str, file: FileChange, lines: Lines) -> list[FunctionChange]:
    """The functions of a file that a commit made, or whose complexity it changed."""
    old, new = _measured(file.old_path, lines.before), _measured(file.new_path, lines.after)
    return [
        FunctionChange(commit, file.path, name, old.get(name), after)
        for name, after in new.items()
        if old.get(name) != after
    ]


def is_read(path: str) -> bool:
    """Whether lizard knows the language."""
    from lizard_languages import get_reader_for

    return get_reader_for(path) is not None


def _measured(path: str | None, text: str) -> Mapping[str, int]:
    """The complexity of each function; of those that share a name, that of the most complex."""
    if path is None or not text or len(text) > MOST_CHARS or max(map(len, text.split("\n"))) > LONGEST_LINE_CHARS:
        return {}
    import lizard

    found: dict[str, int] = {}
    try:
        functions = lizard.analyze_file.analyze_source_code(path, text).function_list
    # Of any kind: the programs are anyone's, and may be half written.
    except Exception:
        return {}
    for function in functions:
        name = str(function.name)[:120]
        found[name] = max(found.get(name, 0), int(function.cyclomatic_complexity))
    return found
