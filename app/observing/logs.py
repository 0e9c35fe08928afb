"""What the server writes about itself: lines for a person at a terminal, JSON for everything else.

Decides what may stand in a line: what our code says, a request's id, its route and its time. Of an exception the type
and the places stand there; its message only where it can hold nothing of a candidate, since a driver's or a parser's
message quotes the value that it failed at, which may be an answer or a key.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

from ingest.without_module import without_module

# It imports Rich's tracebacks, with Pygments, where they are installed: 2 MB of a server, whose own are plain.
with without_module("rich.traceback"):
    import structlog

# What all lines of a request carry: `with bound(request_id=...)`.
bound = structlog.contextvars.bound_contextvars
# The system's own words, such as "No space left on device".
TELLING = (OSError,)
# Whose lines are read as they are; of others the first line is kept: asyncio's second one quotes an exception.
OURS = ("app", "ingest")
MOST_OF_OTHERS = 200
# They bring handlers of their own.
SERVERS = ("uvicorn", "uvicorn.error", "uvicorn.access")
Line = MutableMapping[str, Any]


def set_up_logging(stream: TextIO | None = None, *, as_json: bool | None = None) -> None:
    """Send every logger of the process to `stream`, by default stderr; JSON unless that is a terminal.

    A person at a terminal hears of trouble alone; so does everybody of libraries, which tell what they are given.
    """
    out = stream or sys.stderr
    is_json = not out.isatty() if as_json is None else as_json
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    bare = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    shown: list[Any] = (
        [_without_messages, bare, structlog.processors.JSONRenderer()] if is_json else [bare, _for_a_person()]
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=shown, foreign_pre_chain=before))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in SERVERS:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO if is_json else logging.WARNING)


def _for_a_person() -> structlog.dev.ConsoleRenderer:
    # Of its own accord it shows the values of all variables, and so answers.
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def _without_messages(_: Any, __: str, line: Line) -> Line:
    """The line with its exception as type and places, without what the exception says."""
    told = line.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    if isinstance(told, BaseException):
        told = (type(told), told, told.__traceback__)
    if told and told[0] is not None:
        line["error"], line["at"] = named(told[1]), places(told[2])
    line.pop("stack_info", None)
    if str(line.get("logger", "")).partition(".")[0] not in OURS:
        line["event"] = str(line.get("event", "")).partition("\n")[0][:MOST_OF_OTHERS]
    return line


def named(error: BaseException | None) -> str:
    """The type of an exception; with its message where that is the system's own."""
    if error is None:
        return ""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name}: {error.strerror}" if isinstance(error, TELLING) and error.strerror else name


def places(trace: TracebackType | None, most: int = 12) -> list[str]:
    """Where an exception came through, the innermost last."""
    frames = traceback.extract_tb(trace)[-most:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
