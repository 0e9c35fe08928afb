"""What comments and docstrings call by the name of a file is there: a file that moves takes its name along."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "eval", "ingest", "tests")
MODULES = sorted(path for room in ROOMS for path in (PROJECT / room).rglob("*.py"))
# A module by its last names, "gate/gate.py"; any file or folder by its whole path.
MODULE = re.compile(r"(?<![\w./<*-])(?:\w[\w.-]*/)*\w+\.py\b")
# What a candidate writes.
OTHERS = frozenset({"solution.py"})
PLACE = re.compile(r"(?<![\w./<*-])(?:app|corpus|docs|eval|ingest|tests)/[\w./-]*\w")


def texts_of(path: Path) -> Iterator[str]:
    """Comments and docstrings."""
    source = path.read_text(encoding="utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    yield from (token.string for token in tokens if token.type == tokenize.COMMENT)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def missing(text: str) -> list[str]:
    """The names in a text that are no module's, nor those of a place below a room."""
    return [
        *(name for name in MODULE.findall(text) if name not in module_names() | OTHERS),
        *(name for name in PLACE.findall(text) if not (PROJECT / name).exists()),
    ]


@cache
def module_names() -> frozenset[str]:
    # The files that a coding task holds are modules too.
    held = [*MODULES, *(PROJECT / "corpus").rglob("*.py")]
    return frozenset("/".join(path.parts[-size:]) for path in held for size in range(1, 7))


def test_every_module_and_place_that_a_comment_names_exists() -> None:
    # To find the comments takes longer than to see that the whole file names nothing that is missing.
    doubtful = [path for path in MODULES if missing(path.read_text(encoding="utf-8"))]
    found = [
        (path.relative_to(PROJECT).as_posix(), name)
        for path in doubtful
        for text in texts_of(path)
        for name in missing(text)
    ]
    assert found == []
