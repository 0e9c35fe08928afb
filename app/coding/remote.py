"""The program as a test sees it: names whose calls go into the sandbox and whose values come back.

Decides what a test can do with a program: call it, keep things there, give it functions and streams of its own, read
and set attributes. It notes what was called, for the report.
"""

import builtins
from collections.abc import Callable, Iterable
from typing import Any

from app.coding.child import Child, Ended
from app.coding.inside.values import MARK, Untransferable, encoded

MOST_CALL_CHARS = 160
MOST_LINES = 9999
BUILT_IN = frozenset(
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
)


class Raised(Exception):
    """The program raised an error: the name of its kind and of what it derives from, its message, its line."""

    def __init__(self, told: dict[str, Any]) -> None:
        kinds = told.get("kinds")
        # Only names of Python's own errors: a forged one could carry what a hidden test passed in.
        self.kinds = (
            [kind for kind in kinds if isinstance(kind, str) and kind in BUILT_IN] if isinstance(kinds, list) else []
        )
        self.type = str(told.get("type"))[:80]
        self.message = str(told.get("message"))[:500]
        line = told.get("line")
        self.line = line if type(line) is int and 0 < line <= MOST_LINES else None
        super().__init__(f"{self.type}: {self.message}")

    @property
    def kind(self) -> str:
        """The nearest of Python's own errors, which tells nothing but itself."""
        return self.kinds[0] if self.kinds else "an error"


class Stream:
    """Items that the program can read once."""

    def __init__(self, items: Iterable[Any]) -> None:
        self.items = list(items)


class Thing:
    """An object that stays in the sandbox, such as an instance of a class of the program."""

    def __init__(self, program: "Program", number: int, kind: str) -> None:
        self._program = program
        self._number = number
        self._kind = kind

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return self._program.function(name, self)

    def value_of(self, name: str) -> Any:
        """The value of an attribute."""
        return self._program.do("get", name=name, thing=self)

    def assign(self, name: str, value: Any) -> None:
        """Set an attribute."""
        self._program.do("set", name=name, thing=self, value=value)

    def many(self, name: str, calls: Iterable[Iterable[Any]]) -> Any:
        """Call a method with each of these arguments, in one message."""
        return self._program.do("many", name=name, thing=self, calls=[list(args) for args in calls])

    def __repr__(self) -> str:
        return f"<{self._kind}>"


class Program:
    """A program that is loaded in a sandbox; any other name is a function of it."""

    def __init__(self, child: Child, seconds: float) -> None:
        self._child = child
        self._seconds = seconds
        self._functions: list[Callable[..., Any]] = []
        self.called: set[str] = set()
        self.last_call = ""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return self.function(name, None)

    def function(self, name: str, thing: Thing | None) -> Callable[..., Any]:
        """A function of the program or a method of a thing."""

        def call(*args: Any, **kwargs: Any) -> Any:
            self._note(name, thing, args, kwargs)
            return self.do("call", name=name, thing=thing, args=list(args), kwargs=kwargs, keep=False)

        return call

    def keep(self, value: Any) -> Thing:
        """A value of ours that stays there, so that it does not travel with each call."""
        made: Thing = self.do("keep", value=value)
        return made

    def make(self, place: str, *args: Any, **kwargs: Any) -> Thing:
        """An object of the standard library, by its place there, such as "random.Random"."""
        made: Thing = self.do("make", place=place, args=list(args), kwargs=kwargs)
        return made

    def show(self, thing: Thing) -> Any:
        """The value of a thing that was kept."""
        return self.do("show", thing=thing)

    def stream(self, items: Iterable[Any]) -> Stream:
        """Items that can be read once."""
        return Stream(items)

    def load(self, source: str) -> dict[str, list[int]]:
        """Load the program; its definitions with their lines, as it says."""
        spans = self.do("load", source=source)
        return spans if isinstance(spans, dict) else {}

    def do(self, what: str, **with_what: Any) -> Any:
        """Have something done in the sandbox.

        Raises:
            Raised: the program raised.
            Ended: there is no answer.
        """
        try:
            answer = self._child.ask(
                {"do": what, "with": with_what}, self._seconds, self._functions, self._outward, self._inward
            )
        except Untransferable as error:
            raise Ended(str(error)) from error
        if "error" in answer:
            raise Raised(answer["error"])
        return answer["ok"]

    def _outward(self, value: Any) -> dict[str, Any]:
        if isinstance(value, Thing):
            return {MARK: "thing", "n": value._number}
        if isinstance(value, Stream):
            return {MARK: "stream", "v": encoded(value.items, self._outward)}
        if callable(value):
            self._functions.append(value)
            return {MARK: "function", "n": len(self._functions) - 1}
        raise Untransferable(f"{type(value).__name__} does not travel")

    def _inward(self, coded: dict[str, Any]) -> Any:
        if coded.get(MARK) != "thing" or not isinstance(coded.get("n"), int):
            raise Untransferable("unknown mark")
        return Thing(self, coded["n"], str(coded.get("type"))[:80])

    def _note(self, name: str, thing: Thing | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if thing is None:
            self.called.add(name)
        given = ", ".join([*map(_brief, args), *(f"{key}={_brief(value)}" for key, value in kwargs.items())])
        owner = "" if thing is None else f"{thing._kind}."
        text = f"{owner}{name}({given})"
        self.last_call = text if len(text) <= MOST_CALL_CHARS else f"{text[:MOST_CALL_CHARS]} …"


def _brief(value: Any) -> str:
    if isinstance(value, Stream):
        return f"iter({_brief(value.items)})"
    if callable(value) and not isinstance(value, Thing):
        return "<function>"
    if isinstance(value, list | tuple | dict | set) and len(value) > 40:
        return f"<{type(value).__name__} of {len(value)}>"
    return " ".join(repr(value).split())
