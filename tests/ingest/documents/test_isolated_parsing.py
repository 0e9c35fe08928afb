"""Files that a small size hides much in are refused in bounded time and memory, and the next one is read."""

import io
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_files import DOCX_BODY, HTML, docx, pdf, write
from reportlab.pdfgen.canvas import Canvas

from ingest.documents import isolated_parsing
from ingest.documents.document import LoadError
from ingest.documents.load import load

# Readers that compute, stop and sleep, and one that is quick.
READERS = """
import os, signal, time
from pathlib import Path

def computes(raw):
    began = time.process_time()
    while time.process_time() < began + float(raw):
        pass
    return "computed"

def stops(raw):
    Path(os.fsdecode(raw)).write_text(str(os.getpid()))
    os.kill(os.getpid(), signal.SIGSTOP)
    return "went on"

def sleeps(raw):
    time.sleep(float(raw))
    return "slept"
"""
MOST_BYTES = 1_000_000_000


def refused(path: Path, least_s: float, least_bytes: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Why a file is refused under these limits; a good one beside it is read."""
    monkeypatch.setattr(isolated_parsing, "LEAST_S", least_s)
    monkeypatch.setattr(isolated_parsing, "LEAST_BYTES", least_bytes)
    good = write(path.parent, "good.html", HTML)
    documents, refusals = load([path, good])
    assert [document.id for document in documents] == ["good"]
    return refusals[0].reason


@pytest.fixture
def readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process of its own that knows the readers above as the module `odd`."""
    write(tmp_path, "odd.py", READERS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    reading = isolated_parsing._Reading()
    monkeypatch.setattr(isolated_parsing, "_READING", reading)
    yield
    reading.close()


def go_on_after(seconds: float, stopped: Path) -> None:
    """Let the process whose number is written there go on, so long after it has stopped."""
    while not (stopped.exists() and stopped.read_text()):
        time.sleep(0.02)
    time.sleep(seconds)
    os.kill(int(stopped.read_text()), signal.SIGCONT)


@pytest.mark.usefixtures("readers")
def test_a_reading_that_computes_too_long_is_ended_whatever_the_clock_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated_parsing, "TIMES_ON_THE_CLOCK", 400)
    monkeypatch.setattr(isolated_parsing, "LEAST_S", 0.5)
    with pytest.raises(LoadError, match="takes longer than 1 seconds of computing to read; split it"):
        isolated_parsing.read_apart("odd:computes", b"60")
    assert isolated_parsing.read_apart("odd:computes", b"0.1") == "computed"


@pytest.mark.usefixtures("readers")
def test_a_reading_that_waits_for_its_processor_is_not_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated_parsing, "TIMES_ON_THE_CLOCK", 100)
    monkeypatch.setattr(isolated_parsing, "LEAST_S", 1.0)
    stopped = tmp_path / "stopped"
    going_on = threading.Thread(target=go_on_after, args=(1.5, stopped))
    going_on.start()
    assert isolated_parsing.read_apart("odd:stops", os.fsencode(stopped)) == "went on"
    going_on.join()


@pytest.mark.usefixtures("readers")
def test_a_reading_that_waits_for_what_never_comes_is_ended_by_the_clock() -> None:
    with pytest.raises(LoadError, match="was not read within 1 seconds; try it again when the machine is less busy"):
        isolated_parsing.read_alone("odd:sleeps", b"60", isolated_parsing.Limits(0.2, MOST_BYTES))


@pytest.mark.usefixtures("readers")
def test_each_file_has_all_of_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated_parsing, "TIMES_ON_THE_CLOCK", 400)
    monkeypatch.setattr(isolated_parsing, "LEAST_S", 0.5)
    assert [isolated_parsing.read_apart("odd:computes", b"0.3") for _ in range(5)] == ["computed"] * 5


@pytest.mark.slow
def test_a_table_that_needs_too_much_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "<tr>" + "<td>a" * 500 + "</tr>"
    path = write(tmp_path, "table.html", f"<table>{rows * 200}</table>")
    why = refused(path, 60, 60_000_000, monkeypatch)
    assert "GB of memory; split it" in why or "nested too deep" in why


@pytest.mark.slow
def test_a_docx_that_needs_too_much_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "many.docx", docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 300_000))
    assert path.stat().st_size < 100_000
    assert "GB of memory; split it" in refused(path, 60, 100_000_000, monkeypatch)


@pytest.mark.slow
def test_a_file_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "many.docx", docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 300_000))
    load([write(tmp_path, "first.html", HTML)])
    began = time.monotonic()
    assert "takes longer than" in refused(path, 1.5, 4_000_000_000, monkeypatch)
    assert time.monotonic() - began < 20


@pytest.mark.slow
def test_a_pdf_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pageCompression=1)
    text = canvas.beginText(72, 760)
    for _ in range(400_000):
        text.textLine("x")
    canvas.drawText(text)
    canvas.save()
    path = write(tmp_path, "many.pdf", target.getvalue())
    assert path.stat().st_size < 100_000
    good = write(tmp_path, "good.html", HTML)
    load([good])
    with monkeypatch.context() as lowered:
        lowered.setattr(isolated_parsing, "LEAST_S", 1.5)
        began = time.monotonic()
        _, refusals = load([path])
        assert time.monotonic() - began < 20
    assert "takes longer than" in refusals[0].reason
    # Read by another process, whose start takes its time too.
    assert [document.id for document in load([good])[0]] == ["good"]


def test_the_same_is_read_apart_as_here(tmp_path: Path) -> None:
    for name, content in (("a.pdf", pdf("Trees", "Split.")), ("a.docx", docx(DOCX_BODY)), ("a.html", HTML.encode())):
        place = f"ingest.documents.{name[2:]}:read_{name[2:]}"
        assert isolated_parsing.read_apart(place, content) == isolated_parsing.reader(place)(content)


def test_a_name_that_is_not_utf8_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path, "good.md", "# Good\n\nText.")
    write(tmp_path, os.fsdecode(b"b\xff.md"), "# Odd\n\nText.")
    documents, refusals = load([tmp_path])
    assert [document.id for document in documents] == ["good"]
    assert [(Path(one.path).name, one.reason) for one in refusals] == [
        ("b\\xff.md", "has a name that is not UTF-8; rename it")
    ]
