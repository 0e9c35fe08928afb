"""Programs that try to leave the sandbox or to earn a pass: run them all, and say what each came to.

Decides what counts as held: the attack's function returned nothing, raised or was ended; the value that only the judge
knows was not given; nothing of this machine changed; no process is left; the next program runs. The programs are in
eval/cases/escapes.yaml.
"""

import json
import os
import re
import secrets
import socket
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from app.coding.choice import choose
from app.coding.run_report import State, TestResult
from app.coding.runner import Runner
from app.coding.sandbox import Kind, Sandbox
from app.coding.task import Point, Task, TaskFile, Wrong
from app.folders import CORPUS, PACKAGES
from ingest.bank.questions import Strict
from ingest.bank.taxonomy import Difficulty, Level, Skill, Topic
from ingest.documents.yaml_text import read_yaml

CASES = PACKAGES / "eval" / "cases" / "escapes.yaml"
SECONDS = 0.5
# In this time a killed process is gone, on a busy machine too.
GONE_S = 10.0
PLACES = (
    (re.escape(str(PACKAGES)), "PROJECT"),
    (re.escape(tempfile.gettempdir()) + r"/tmp\w+", "BAIT"),  # noqa: S108
    (re.escape(str(Path.home())) + r"(?=[/'])", "HOME"),
    (r"/proc/\d+", "/proc/PID"),
)
LEFT_BEHIND = ("/tmp/coach-escape-left", "/dev/shm/coach-escape", "/escaped", str(PACKAGES / "escaped.txt"))  # noqa: S108
TESTS = """
AT = {at!r}


def attack(code, expect):
    expect.equal(code.attack({{**AT, "function": lambda number: number + 1}}), None)


def secret(code, expect):
    expect.equal(code.secret("what is the number?"), {first})
"""
HIDDEN = """
def secret_again(code, expect):
    expect.equal(code.secret("and now?"), {second})
"""
GOOD = (
    "def attack(at):\n    return None\ndef secret(question):\n    return {first} if 'what' in question else {second}\n"
)


class Escape(Strict):
    """A program and what it tries."""

    id: str
    about: str
    code: str


@dataclass(frozen=True)
class Outcome:
    """What an escape came to: `held` where it gained nothing, and how it ended."""

    escape: Escape
    kind: Kind
    held: bool
    how: str
    seconds: float


def load_escapes() -> list[Escape]:
    """All programs."""
    return TypeAdapter(list[Escape]).validate_python(read_yaml(CASES.read_text(encoding="utf-8")))


def sandboxes() -> list[Sandbox]:
    """The sandboxes that stand here."""
    tried = (choose(kind.value, is_single_user=False, has_consent=False) for kind in (Kind.BUBBLEWRAP, Kind.LANDLOCK))
    return [found for found in tried if found.kind is not None]


class Bait:
    """A server, a socket and a database that are worth attacking, and whether any of them was reached."""

    def __init__(self, folder: Path) -> None:
        self._database = folder / "coach.sqlite"
        with sqlite3.connect(self._database) as database:
            database.execute("CREATE TABLE interviews (answer TEXT)")
            database.execute("INSERT INTO interviews VALUES ('canary')")
        database.close()
        self._content = self._database.read_bytes()
        self._mode = self._database.stat().st_mode
        self._server = socket.create_server(("127.0.0.1", 0))
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind(self._server.getsockname())
        self._unix = socket.socket(socket.AF_UNIX)
        self._unix.bind(str(folder / "socket"))
        self._unix.listen()
        for listener in (self._server, self._unix, self._datagrams):
            listener.setblocking(False)
        self.at = {
            "port": self._server.getsockname()[1],
            "unix_socket": str(folder / "socket"),
            "database": str(self._database),
            "hidden_tests": str(next(iter(sorted((CORPUS / "tasks").glob("*/hidden_tests.py"))), "")),
            "pid": os.getpid(),
            "root": str(PACKAGES),
            "home": str(Path.home()),
        }

    def taken(self) -> str:
        """What was reached; "" where nothing was."""
        for listener in (self._server, self._unix):
            with suppress(OSError):
                listener.accept()[0].close()
                return "a connection came in"
        with suppress(OSError):
            self._datagrams.recv(100)
            return "a datagram came in"
        if self._database.read_bytes() != self._content or self._database.stat().st_mode != self._mode:
            return "the database changed"
        for path in map(Path, LEFT_BEHIND):
            if path.exists():
                path.unlink()
                return f"{path} was left behind"
        left = _left_after_a_while()
        return f"{left} processes were left" if left else ""

    def close(self) -> None:
        """Take it away."""
        for listener in (self._server, self._unix, self._datagrams):
            listener.close()


@contextmanager
def bait() -> Iterator[Bait]:
    """What is worth attacking, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        made = Bait(Path(folder))
        try:
            yield made
        finally:
            made.close()


def try_escape(escape: Escape, sandbox: Sandbox, made: Bait) -> Outcome:
    """Run one program."""
    began = time.monotonic()
    first, second = secrets.randbits(60), secrets.randbits(60)
    report = Runner(sandbox).run(_task(made.at, first, second), escape.code, is_submission=True, has_style=False)
    seconds = time.monotonic() - began
    kind = sandbox.required()
    gained = made.taken()
    tests = {test.name: test for test in report.tests}
    if not gained and any(tests[name].state is State.PASSED for name in ("secret", "secret_again") if name in tests):
        gained = "the secret was given"
    attack = tests.get("attack")
    if not gained and attack is not None and attack.state is State.FAILED:
        gained = f"the attack returned {attack.got or attack.message}"
    if not gained and len(json.dumps(str(report))) > 400_000:
        gained = "the report is too long"
    return Outcome(escape, kind, not gained, gained or _ending(report.broken, attack, tests.get("secret")), seconds)


def goes_on(sandbox: Sandbox, made: Bait) -> bool:
    """Whether an honest program still runs and passes."""
    first, second = secrets.randbits(60), secrets.randbits(60)
    source = GOOD.format(first=first, second=second)
    return Runner(sandbox).run(_task(made.at, first, second), source, is_submission=True, has_style=False).is_good


def run_escapes(sandbox: Sandbox, say: Callable[[str], None] = lambda _: None) -> list[Outcome]:
    """Run all programs in one sandbox; the last outcome is that of an honest program."""
    outcomes = []
    with bait() as made:
        for escape in load_escapes():
            outcomes.append(try_escape(escape, sandbox, made))
            say(f"{sandbox.kind}: {escape.id}: {'held' if outcomes[-1].held else 'ESCAPED'}: {outcomes[-1].how}")
        honest = Escape(id="honest-program", about="an honest program after all of these", code="")
        good = goes_on(sandbox, made)
        outcomes.append(Outcome(honest, sandbox.required(), good, "passed" if good else "did not pass", 0.0))
    return outcomes


def render(outcomes: list[Outcome]) -> str:
    """The list with its results, a row a program and a column a sandbox."""
    kinds = list(dict.fromkeys(outcome.kind for outcome in outcomes))
    by_id = {(outcome.escape.id, outcome.kind): outcome for outcome in outcomes}
    escapes = list({outcome.escape.id: outcome.escape for outcome in outcomes}.values())
    held = {kind: sum(by_id[escape.id, kind].held for escape in escapes) for kind in kinds}
    lines = ["; ".join(f"{kind.value}: {held[kind]} of {len(escapes)} held" for kind in kinds) + ".", ""]
    lines += [f"| it tries to | {' | '.join(kind.value for kind in kinds)} |", f"| --- |{' --- |' * len(kinds)}"]
    for escape in escapes:
        cells = [_cell(by_id[escape.id, kind]) for kind in kinds]
        lines.append(f"| {escape.about} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(outcome: Outcome) -> str:
    how = " ".join(outcome.how.replace("|", "/").replace("<", "&lt;").split())[:90]
    return f"{'held' if outcome.held else '**escaped**'}: {how}"


def _ending(broken: str, attack: TestResult | None, secret: TestResult | None) -> str:
    """How it ended, for the list."""
    if broken:
        return _printable(broken)
    if attack is None or attack.state is State.PASSED:
        words = secret.message or f"its answer {secret.got[:40]} was wrong" if secret is not None else ""
        return _printable(words or "it gained nothing")
    return _printable(attack.message)


def _printable(text: str) -> str:
    """What may stand in a list for others: no terminal codes, no places of this machine."""
    for pattern, name in PLACES:
        text = re.sub(pattern, name, text)
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:120]


def _task(at: dict[str, object], first: int, second: int) -> Task:
    wrong = tuple(
        Wrong(file=f"wrong_{name}.py", why="It is only here since a task has three.", fails=("secret",))
        for name in "abc"
    )
    head = TaskFile(
        title="An attack",
        topic=Topic.CODING,
        skills=(Skill.IMPLEMENTATION,),
        difficulty=Difficulty.HARD,
        level=Level.JUNIOR,
        minutes=5,
        statement="Get out of the sandbox, or be given a pass that was not earned.",
        signature="def attack(at): ...",
        rules="There are none for an attack.",
        complexity="It does not matter here.",
        seconds=SECONDS,
        memory_mb=256,
        points=(Point(id="secret", text="The secret is known.", tests=("secret",)),),
        wrong=wrong,
    )
    return Task(
        id="attack",
        head=head,
        visible_tests=TESTS.format(at=at, first=first),
        hidden_tests=HIDDEN.format(second=second),
        reference="",
        wrong={},
    )


def _left_after_a_while() -> int:
    """How many processes are still there after a while: one that was killed may need a moment to go."""
    until = time.monotonic() + GONE_S
    while (left := _left_processes()) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def _left_processes() -> int:
    """Processes of a sandbox that lost their parent, or are still ours."""
    mine, left = os.getpid(), 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError, ValueError, IndexError):
            words = (entry / "cmdline").read_bytes()
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            left += b"app.coding.inside.cell" in words and parent in {1, mine}
    return left
