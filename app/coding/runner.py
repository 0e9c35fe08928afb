"""Runs a program against the tests of a task: the visible ones, or on submission all of them.

Decides the order: load, tests one by one, growth, key points, style. The tests run here and the program in its sandbox;
one that ends its process costs that test alone, and the next begins with a new process, a few times.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from app.coding.child import Child, Ended
from app.coding.expect import Expect, Failed
from app.coding.growth import measure
from app.coding.proof import proofs_of
from app.coding.remote import Program, Raised
from app.coding.run_report import Grown, Report, State, TestResult
from app.coding.sandbox import Launch, Sandbox, places_of
from app.coding.style import remarks_on
from app.coding.task import GROWTH, Task
from ingest.errors import BadRequest

# New processes after the first one: a program that ends each of them is not worth more.
MOST_RESTARTS = 3
# Programs that run at the same time; others wait.
AT_ONCE = threading.BoundedSemaphore(2)
BROKEN_TEST = "The test could not compare what came back"
BUSY = "How the time grows cannot be told now: on this busy machine the reference seems to grow too fast as well."


@dataclass(frozen=True)
class Runner:
    """Runs programs in a sandbox."""

    sandbox: Sandbox

    def run(self, task: Task, source: str, *, is_submission: bool, has_style: bool = True) -> Report:
        """Run a program.

        Raises:
            NoSandbox: code is not run here.
            BadRequest: the text is none, or the task needs a package that is not installed.
        """
        kind = self.sandbox.required()
        _check_text(source)
        packages = places_of(task.head.packages)
        missing = [name for name in task.head.packages if name not in packages]
        if missing:
            raise BadRequest(f"this task needs {', '.join(missing)}, which is not installed here")
        with AT_ONCE:
            session = _Session(Launch(kind, task.limits, packages, self.sandbox.has_seccomp), source, task.head.seconds)
            try:
                report = _run(session, task, kind, is_submission=is_submission)
            finally:
                session.close()
        return replace(report, remarks=remarks_on(source) if has_style else ())


def _check_text(source: str) -> None:
    try:
        source.encode()
    except UnicodeEncodeError as error:
        raise BadRequest("the code holds half of a character pair; save it as UTF-8") from error


class _Session:
    """The process of a run and its successors."""

    def __init__(self, launch: Launch, source: str, seconds: float) -> None:
        self._launch = launch
        self._source = source
        self._seconds = seconds
        self._child: Child | None = None
        self._program: Program | None = None
        self._starts = 0
        self._printed = ""
        self._last_end = ""
        self.spans: dict[str, list[int]] = {}
        self.peak_bytes = 0

    def with_source(self, source: str) -> "_Session":
        """Another program under the same limits."""
        return _Session(self._launch, source, self._seconds)

    def program(self) -> Program:
        """The program, loaded; in a new process where the last one has ended.

        Raises:
            Ended: it ended too often, or cannot be loaded.
            Raised: loading it raised.
        """
        if self._program is not None:
            return self._program
        if self._starts > MOST_RESTARTS:
            raise Ended(f"it was not started again: {self._last_end}")
        self._starts += 1
        self._child = Child(self._launch)
        program = Program(self._child, self._seconds)
        try:
            spans = program.load(self._source)
        except Ended as error:
            self.lost(str(error))
            raise
        lines = self._source.count("\n") + 1
        self.spans = {str(name): span for name, span in spans.items() if _is_span(span, lines)}
        self._program = program
        return program

    def lost(self, why: str) -> None:
        """Note that the process has ended."""
        self._last_end = why
        self._let_go()

    @property
    def cpu_s(self) -> float:
        """The processor's time of the process that runs now."""
        return self._child.cpu_s if self._child is not None else 0.0

    @property
    def printed(self) -> str:
        """What was printed so far."""
        return self._printed + (self._child.printed if self._child is not None else "")

    def close(self) -> None:
        """End it."""
        self._let_go()

    def _let_go(self) -> None:
        if self._child is not None:
            self.peak_bytes = max(self.peak_bytes, self._child.peak_bytes)
            self._child.close()
            self._printed += self._child.printed
        self._child = self._program = None


def _is_span(span: Any, lines: int) -> bool:
    is_pair = isinstance(span, list) and len(span) == 2 and all(type(line) is int for line in span)
    return is_pair and 1 <= span[0] <= span[1] <= lines


def _run(session: _Session, task: Task, kind: Any, *, is_submission: bool) -> Report:
    empty = Report(task.id, is_submission, kind, (), 0.0, 0)
    try:
        session.program()
    except Raised as error:
        words = f"{error.type}: {error.message}"
        return replace(empty, broken=words, broken_line=error.line, printed=session.printed)
    except Ended as error:
        return replace(empty, broken=f"The program could not be loaded: {error}.", printed=session.printed)
    visible = _namespace(task.visible_tests, "visible_tests")
    results, called = _tests(session, visible, task.visible_names, is_hidden=False)
    printed = session.printed
    growth = None
    if is_submission:
        hidden = _namespace(task.hidden_tests, "hidden_tests")
        more, calls = _tests(session, hidden, task.hidden_names, is_hidden=True)
        results, called = results + more, called | calls
        growth = _growth(session, task, hidden)
    session.close()
    report = replace(
        empty,
        tests=tuple(results),
        seconds=sum(result.seconds for result in results),
        memory_bytes=session.peak_bytes,
        printed=printed,
        growth=growth,
    )
    return replace(report, proofs=proofs_of(task, report, called, session.spans))


def _namespace(source: str, name: str) -> ModuleType:
    """The module of a file of tests; they are ours."""
    module = ModuleType(name)
    exec(compile(source, f"{name}.py", "exec"), module.__dict__)  # noqa: S102 - our own tests, not what is tested
    return module


def _tests(
    session: _Session, module: ModuleType, names: tuple[str, ...], *, is_hidden: bool
) -> tuple[list[TestResult], dict[str, set[str]]]:
    """The results of tests, and which names of the program each called."""
    results, called = [], {}
    for name in names:
        result, calls = _test(session, getattr(module, name), name)
        results.append(_without_content(result) if is_hidden else result)
        called[name] = calls
    return results, called


def _test(session: _Session, test: Callable[..., None], name: str) -> tuple[TestResult, set[str]]:
    result = TestResult(name, False, State.PASSED)
    try:
        program = session.program()
    except (Ended, Raised) as error:
        return replace(result, state=State.NOT_RUN, message=str(error)), set()
    program.called, program.last_call = set(), ""
    before = session.cpu_s
    try:
        test(program, Expect())
    except Failed as error:
        result = replace(result, state=State.FAILED, expected=error.expected, got=error.got)
    except Raised as error:
        words = f"{error.type}: {error.message}" if error.message else error.type
        result = replace(result, state=State.ERROR, message=words, line=error.line, got=error.kind)
    except Ended as error:
        result = replace(result, state=State.ERROR, message=str(error), seconds=max(0.0, session.cpu_s - before))
        session.lost(str(error))
        return replace(result, call=program.last_call), program.called
    # Of any kind: what came back may be of any kind, and a test takes it for what it asked for.
    except Exception as error:
        result = replace(result, state=State.FAILED, message=f"{BROKEN_TEST}: {type(error).__name__}: {error}"[:300])
    result = replace(result, seconds=max(0.0, session.cpu_s - before))
    return (result if result.state is State.PASSED else replace(result, call=program.last_call)), program.called


def _without_content(result: TestResult) -> TestResult:
    """A hidden test's result: an error's kind and line stay, no value of the test does."""
    message = ""
    if result.state is State.ERROR:
        message = result.got or _without_value(result.message)
    elif result.state is State.NOT_RUN:
        message = "not run: the program ended too often"
    elif result.state is State.FAILED:
        message = "another result was expected"
    return replace(result, is_hidden=True, call="", expected="", got="", message=message)


def _without_value(ending: str) -> str:
    """How a process ended, without what the program may have put into it: an exit code could be a value of a test."""
    return ending.partition(" with exit code")[0].partition(" (")[0]


def _growth(session: _Session, task: Task, hidden: ModuleType) -> Grown | None:
    """How the time grows. That it grows too fast is said only where the reference, measured right after, does not.

    Where many programs share the processors, each loses its cache again and again, most of all at large sizes.
    """
    grown = _measured(session, task, hidden)
    if grown is None or grown.is_within is not False:
        return grown
    reference = session.with_source(task.reference)
    try:
        theirs = _measured(reference, task, hidden)
    except (Ended, Raised):
        theirs = None
    finally:
        reference.close()
    if theirs is not None and theirs.is_within is False:
        return replace(grown, is_within=None, sentence=BUSY)
    return grown


def _measured(session: _Session, task: Task, hidden: ModuleType) -> Grown | None:
    if task.head.growth is None:
        return None
    prepare = getattr(hidden, GROWTH)

    def timed(size: int) -> float:
        try:
            call = prepare(session.program(), size)
            before = session.cpu_s
            call()
        except Ended as error:
            session.lost(str(error))
            raise Ended(_without_value(str(error))) from error
        except (Raised, Failed):
            raise
        # Of any kind: what came back may be of any kind, and the measure takes it for what it asked for.
        except Exception as error:
            raise Failed("what can be measured", type(error).__name__) from error
        return max(session.cpu_s - before, 1e-6)

    with suppress(Failed):
        return measure(task.head.growth, timed)
    return None
