"""What a line of the log may hold."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.observing.logs import set_up_logging

CANARY = "zebra-canary-7261"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is written as JSON; the loggers are as they were afterwards."""
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in ("app", "ingest")]
    handlers, levels = root.handlers[:], [logger.level for logger in (root, *ours)]
    stream = io.StringIO()
    set_up_logging(stream, as_json=True)
    yield stream
    root.handlers[:] = handlers
    for logger, level in zip((root, *ours), levels, strict=True):
        logger.setLevel(level)


def last(lines: io.StringIO) -> dict[str, object]:
    found: dict[str, object] = json.loads(lines.getvalue().splitlines()[-1])
    return found


def test_a_line_is_one_json_object_with_time_level_and_logger(lines: io.StringIO) -> None:
    logging.getLogger("app.x").info("the index of %d passages is open", 7)
    line = last(lines)
    assert line["event"] == "the index of 7 passages is open"
    assert (line["level"], line["logger"]) == ("info", "app.x")
    assert str(line["timestamp"]).endswith("Z")


def test_an_exception_is_told_by_type_and_place_and_not_by_what_it_quotes(lines: io.StringIO) -> None:
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("app.x").exception("a number could not be read")
    assert CANARY not in lines.getvalue()
    line = last(lines)
    assert line["error"] == "builtins.ValueError"
    assert "test_logs.py" in str(line["at"])


def test_the_systems_own_words_are_told(lines: io.StringIO) -> None:
    try:
        Path(f"/nowhere/{CANARY}").read_bytes()
    except OSError:
        # Not the server's own logger, whose level a test that ran before may have set.
        logging.getLogger("some.library").exception("Exception in its work\n")
    assert last(lines)["error"] == "builtins.FileNotFoundError: No such file or directory"
    assert CANARY not in lines.getvalue()


def test_of_a_librarys_line_only_the_first_is_kept(lines: io.StringIO) -> None:
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task exception=%r>", CANARY)
    assert last(lines)["event"] == "Task exception was never retrieved"


def test_a_library_that_tells_what_it_is_given_is_not_heard(lines: io.StringIO) -> None:
    logging.getLogger("openai").info("Request options: %s", CANARY)
    logging.getLogger("httpx").info("GET /api/search?q=%s", CANARY)
    assert lines.getvalue() == ""


def test_at_a_terminal_a_person_hears_of_trouble_alone(lines: io.StringIO) -> None:
    stream = io.StringIO()
    set_up_logging(stream, as_json=False)
    logging.getLogger("app.x").info("nothing to worry about")
    logging.getLogger("app.x").warning("the disk is nearly full")
    assert "nothing to worry" not in stream.getvalue()
    assert "the disk is nearly full" in stream.getvalue()
