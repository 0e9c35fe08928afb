"""The pure rooms ask no file, no clock and no chance, but for the weights that ship beside a module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = ("app/interview", "app/candidate", "app/accounts", "ingest/language")
# What a module reads that ships beside it, each with the one call that does.
OWN_WEIGHTS = {"ingest/language/unmarked.py": ("pathlib", "read_text")}
MODULES = {
    *("asyncio", "glob", "http", "io", "logging", "mmap", "os", "pathlib", "pickle", "requests", "secrets", "shutil"),
    *("signal", "socket", "sqlite3", "subprocess", "sys", "tempfile", "time", "urllib", "uuid", "httpx"),
}
FUNCTIONS = {"open", "input", "print", "exec", "eval", "__import__"}
METHODS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "now", "utcnow", "today"}


def impure(source: str) -> Iterator[str]:
    """What of a module reads, writes, asks for the time or draws at random: the names of modules and calls."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names if one.name.split(".")[0] in MODULES)
            case ast.ImportFrom(module="random", names=names):
                yield from (one.name for one in names if one.name != "Random")
            case ast.ImportFrom(module=str(name)) if name.split(".")[0] in MODULES:
                yield name
            case ast.Attribute(value=ast.Name(id="random"), attr=name) if name != "Random":
                yield f"random.{name}"
            # Without a seed it is the clock's or the machine's.
            case ast.Call(func=ast.Name(id="Random") | ast.Attribute(attr="Random"), args=[]):
                yield "Random()"
            case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
                yield name
            case ast.Call(func=ast.Attribute(attr=name)) if name in METHODS:
                yield name


def test_pure_rooms_ask_no_file_no_clock_and_no_chance() -> None:
    found = {
        path.relative_to(PROJECT).as_posix(): tuple(impure(path.read_text(encoding="utf-8")))
        for room in ROOMS
        for path in (PROJECT / room).rglob("*.py")
    }
    assert {name: asked for name, asked in found.items() if asked} == OWN_WEIGHTS


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "import os.path",
        "from pathlib import Path",
        "from random import choice",
        "import random\nrandom.random()",
        "from random import Random\nRandom()",
        "with open('x') as file: pass",
        "path.read_text()",
        "datetime.now(UTC)",
        "date.today()",
    ],
)
def test_what_is_not_pure_is_seen(source: str) -> None:
    assert tuple(impure(source))


def test_chance_and_time_that_are_handed_in_are_pure() -> None:
    source = "import random\n\ndef f(rng: random.Random, now: datetime): return rng.random() < now.hour"
    assert tuple(impure(source)) == ()
