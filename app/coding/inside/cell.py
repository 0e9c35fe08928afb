"""The process that runs a stranger's program: it takes calls over a pipe, and judges nothing.

Decides what the program sees: a module "solution", its own scratch folder, the standard library and the packages of the
task. No test and no expected value is ever here; a program that patches this process only spoils its own answers.
Run by app/coding/child.py; nothing of the coach is imported beyond this folder.
"""

import importlib
import importlib.util
import io
import os
import struct
import sys
import types
from collections.abc import Callable
from typing import Any

from app.coding.inside import confinement
from app.coding.inside.values import MARK, Untransferable, packed, unpacked

SIZE = struct.Struct("!I")
FILE = "solution.py"
MOST_MESSAGE_CHARS = 500


class Gone(Exception):
    """The other side has closed the pipe."""


class Pipe:
    """Messages to and from the judge, each with its length before it."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    def receive(self) -> bytes:
        """The next message."""
        (size,) = SIZE.unpack(self._exactly(SIZE.size))
        return self._exactly(size)

    def send(self, message: bytes) -> None:
        """Send a message."""
        left = memoryview(SIZE.pack(len(message)) + message)
        while left:
            left = left[os.write(self._outgoing, left) :]

    def _exactly(self, size: int) -> bytes:
        parts = []
        while size:
            part = os.read(self._incoming, min(size, 1 << 20))
            if not part:
                raise Gone
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


class Packages:
    """Finds the packages of the task at their places: their folder as a whole is out of sight."""

    def __init__(self, places: dict[str, str]) -> None:
        self._places = places

    def find_spec(self, name: str, _path: Any = None, _target: Any = None) -> Any:
        """The module of a package that is allowed."""
        place = self._places.get(name)
        if place is None:
            return None
        if place.endswith(".py"):
            return importlib.util.spec_from_file_location(name, place)
        return importlib.util.spec_from_file_location(name, f"{place}/__init__.py", submodule_search_locations=[place])


class Cell:
    """The program and the things of it that the judge holds by number."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._module = types.ModuleType("solution")
        self._things: list[Any] = []

    def serve(self) -> None:
        """Answer until nobody asks."""
        while True:
            message = unpacked(self._pipe.receive(), self._inward)
            try:
                answer = self._packed({"ok": getattr(self, f"do_{message['do']}")(**message["with"])})
            # Of any kind: it is the program that raises.
            except BaseException as error:
                if isinstance(error, Gone):
                    raise
                answer = self._packed({"error": told(error)})
            for stream in (sys.stdout, sys.stderr):
                try:
                    stream.flush()
                except Exception:  # noqa: S112 - the program may have closed it
                    continue
            self._pipe.send(answer)

    def do_load(self, source: str) -> dict[str, list[int]]:
        """Run the program's text; its definitions with their first and last lines."""
        import ast  # noqa: PLC0415 - after the filter, where a hostile text can break only this process

        sys.modules["solution"] = self._module
        tree = ast.parse(source, FILE)
        spans = {
            node.name: [node.lineno, node.end_lineno or node.lineno]
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }
        exec(compile(source, FILE, "exec"), self._module.__dict__)  # noqa: S102 - what all this is for
        return spans

    def do_call(self, name: str, thing: Any, args: list[Any], kwargs: dict[str, Any], keep: bool) -> Any:
        """Call a function of the program, or a method of a thing."""
        found = getattr(self._module if thing is None else thing, name)
        return self._given(found(*args, **kwargs), keep)

    def do_many(self, name: str, thing: Any, calls: list[Any]) -> list[Any]:
        """Call the same function with each list of arguments."""
        found = getattr(self._module if thing is None else thing, name)
        return [found(*args) for args in calls]

    def do_get(self, name: str, thing: Any) -> Any:
        """An attribute of a thing."""
        return getattr(thing, name)

    def do_set(self, name: str, thing: Any, value: Any) -> None:
        """Set an attribute of a thing."""
        setattr(thing, name, value)

    def do_show(self, thing: Any) -> Any:
        """The value of a thing that was kept."""
        return thing

    def do_keep(self, value: Any) -> Any:
        """Hold a value, so that it does not travel again with each call."""
        return self._given(value, keep=True)

    def do_make(self, place: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """An object of the standard library or of a package of the task, such as sqlite3.connect(":memory:")."""
        module, _, name = place.rpartition(".")
        return self._given(getattr(importlib.import_module(module), name)(*args, **kwargs), keep=True)

    def _given(self, value: Any, keep: bool) -> Any:
        return _Kept(value) if keep else value

    def _outward(self, value: Any) -> dict[str, Any]:
        held = value.value if isinstance(value, _Kept) else value
        self._things.append(held)
        return {MARK: "thing", "n": len(self._things) - 1, "type": type(held).__name__[:80]}

    def _packed(self, answer: Any) -> bytes:
        return packed(answer, self._outward)

    def _inward(self, coded: dict[str, Any]) -> Any:
        if coded[MARK] == "thing":
            return self._things[coded["n"]]
        if coded[MARK] == "stream":
            return iter(unpacked_list(coded["v"], self._inward))
        if coded[MARK] == "function":
            return self._asking(coded["n"])
        raise Untransferable("unknown mark")

    def _asking(self, number: int) -> Callable[..., Any]:
        """A function of the test, which is called where the test is."""

        def ask(*args: Any) -> Any:
            self._pipe.send(self._packed({"ask": number, "args": list(args)}))
            answer = unpacked(self._pipe.receive(), self._inward)
            if "error" in answer:
                raise RuntimeError(answer["error"])
            return answer["ok"]

        return ask


class _Kept:
    """A value that stays here although it could travel."""

    def __init__(self, value: Any) -> None:
        self.value = value


def unpacked_list(coded: list[Any], inward: Callable[[dict[str, Any]], Any]) -> list[Any]:
    """The values of a list of a stream."""
    from app.coding.inside.values import decoded  # noqa: PLC0415

    value: list[Any] = decoded(coded, inward)
    return value


def told(error: BaseException) -> dict[str, Any]:
    """What is told of an error: its kinds, its message, the last line of the program that it came through."""
    try:
        message = str(error)[:MOST_MESSAGE_CHARS]
    except Exception:
        message = ""
    line = error.lineno if isinstance(error, SyntaxError) else None
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == FILE:
            line = step.tb_lineno
        step = step.tb_next
    kinds = [kind.__name__[:80] for kind in type(error).__mro__ if kind.__module__ == "builtins"]
    return {"type": type(error).__name__[:80], "kinds": kinds, "message": message, "line": line}


def main() -> None:
    """Confine this process as the first message says, and serve; what the program prints goes to stderr."""
    pipe = Pipe(os.dup(0), os.dup(1))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    for name in ("stdout", "stderr"):
        raw = open(1 if name == "stdout" else 2, "wb", closefd=False)  # noqa: SIM115
        setattr(sys, name, io.TextIOWrapper(raw, "utf-8", errors="replace", line_buffering=True))
    wanted = unpacked(pipe.receive(), lambda coded: coded)
    sys.path[:] = [path for path in sys.path if path != wanted["root"]]
    sys.meta_path.append(Packages(wanted["packages"]))
    os.environ.clear()
    os.environ.update(wanted["environment"])
    if wanted["scratch"]:
        os.chdir(wanted["scratch"])
    pipe.send(packed(confine(wanted), lambda _: {}))
    try:
        Cell(pipe).serve()
    except (Gone, BrokenPipeError):
        os._exit(0)


def confine(wanted: dict[str, Any]) -> dict[str, Any]:
    """Apply what is wanted; {"ok": what holds} or {"error": why not}."""
    holds = []
    try:
        if wanted["namespaces"] and confinement.leave_namespaces():
            holds.append("namespaces")
        confinement.limit_resources(wanted["limits"], count_processes=wanted["count_processes"])
        if wanted["landlock"]:
            confinement.restrict_files(wanted["readable"], wanted["writable"])
            holds.append("landlock")
        if wanted["seccomp"]:
            confinement.filter_calls()
            holds.append("seccomp")
    except OSError as error:
        return {"error": str(error)}
    return {"ok": holds}
