"""Heavy work in a process of its own, so that what it loads is gone when it is done: PyTorch would stay in a server.

Decides how the child finds the code, how it tells its progress and its outcome, and that it ends with its parent.
Data goes as JSON: over the command line to the child, over its stdout, one line a message, back.
"""

import _thread
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from ingest.errors import CoachError

Progress = Callable[[int, int], None]
# The child takes its parent's search path and nothing else: with `-m` or PYTHONPATH, a folder "ingest" below the
# current one would be run instead of ours, or a package of site-packages instead of one of Python's own.
PROGRAM = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from ingest.child_process import serve; serve()"
# How much of what a child wrote before it died is told.
TAIL_CHARS = 600
# How often it is looked whether a child is still wanted, and how long one that is not may take to end.
LOOK_EVERY_S, PATIENCE_S = 0.1, 2.0


def run_apart(
    place: str, *arguments: Any, progress: Progress | None = None, is_over: Callable[[], bool] | None = None
) -> None:
    """Call the function at `place`, "module:function", with `arguments` and `progress=`, and wait for it.

    It is stopped as soon as `is_over`, and what it has begun may be left.

    Raises:
        CoachError: it raised one, whose message it has, or its process died or was stopped; the message says how.
    """
    command = [sys.executable, "-P", "-c", PROGRAM, json.dumps(_search_path()), place, json.dumps(arguments)]
    with tempfile.TemporaryFile() as errors, _running(command, errors) as child, _stopped_when(is_over, child):
        failure: str | None = None
        for line in child.stdout or ():
            message = json.loads(line)
            failure = message.get("error")
            if progress is not None and "done" in message:
                progress(message["done"], message["total"])
        code = child.wait()
        if failure is None and code != 0:
            failure = f"the process that runs {place} ended with {_told(code)}: {_tail(errors)}"
    if failure is not None:
        raise CoachError(failure)


@contextmanager
def _running(command: list[str], errors: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The child; its stdin stays open as long as we live, and it is stopped where we are stopped."""
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
    ) as child:
        try:
            yield child
        finally:
            if child.stdin is not None:
                child.stdin.close()


@contextmanager
def _stopped_when(is_over: Callable[[], bool] | None, child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ends the child from a thread of its own where `is_over`: who waits for the child's next line cannot look."""
    if is_over is None:
        yield
        return
    is_done = threading.Event()

    def look() -> None:
        while not is_done.wait(LOOK_EVERY_S):
            if is_over():
                _stop(child)
                return

    looking = threading.Thread(target=look, name="child-looking", daemon=True)
    looking.start()
    try:
        yield
    finally:
        is_done.set()
        looking.join()


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Let the child end and tidy up; one that computes, and so does not hear of it, is killed soon."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()


def _search_path() -> list[str]:
    return [path or os.getcwd() for path in sys.path]  # noqa: PTH109 - what "" stands for in it


def _told(code: int) -> str:
    return f"signal {-code} (was memory short?)" if code < 0 else f"exit code {code}"


def _tail(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode(errors="replace").split("\n")
    return " ".join(" ".join(lines).split())[-TAIL_CHARS:] or "it said nothing"


def serve() -> None:
    """The child: run what the command line names; an error of ours is a message, any other one a traceback."""
    _, place, arguments = sys.argv[1:]
    # A shell that starts a server in the background has it ignore this signal, which a child inherits: then nothing
    # would interrupt its work.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    say = _channel()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    module, _, name = place.partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
        function(*json.loads(arguments), progress=lambda done, total: say({"done": done, "total": total}))
    except (CoachError, OSError) as error:
        say({"error": str(error)})
        sys.exit(1)


def _channel() -> Callable[[dict[str, Any]], None]:
    """What writes a message to the parent. What libraries print goes to stderr, so that it never ends up in between."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(message: dict[str, Any]) -> None:
        out.write(json.dumps(message) + "\n")
        out.flush()

    return say


def _end_with_parent() -> None:
    """Stop the work, files of it taken away, when the parent has closed our stdin or is gone."""
    os.read(0, 1)  # sys.stdin would be locked by this thread when the interpreter ends
    _thread.interrupt_main()
