"""Files that a small size hides much in are refused in bounded time and memory, and the next one is read."""

import io
import os
import time
from pathlib import Path

import pytest
from made_files import DOCX_BODY, HTML, docx, pdf, write
from reportlab.pdfgen.canvas import Canvas

from ingest.documents import apart
from ingest.documents.load import load


def refused(path: Path, least_s: float, least_bytes: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Why a file is refused under these limits; a good one beside it is read."""
    monkeypatch.setattr(apart, "LEAST_S", least_s)
    monkeypatch.setattr(apart, "LEAST_BYTES", least_bytes)
    good = write(path.parent, "good.html", HTML)
    documents, refusals = load([path, good])
    assert [document.id for document in documents] == ["good"]
    return refusals[0].reason


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
        lowered.setattr(apart, "LEAST_S", 1.5)
        began = time.monotonic()
        _, refusals = load([path])
        assert time.monotonic() - began < 20
    assert "takes longer than" in refusals[0].reason
    # Read by another process, whose start takes its time too.
    assert [document.id for document in load([good])[0]] == ["good"]


def test_the_same_is_read_apart_as_here(tmp_path: Path) -> None:
    for name, content in (("a.pdf", pdf("Trees", "Split.")), ("a.docx", docx(DOCX_BODY)), ("a.html", HTML.encode())):
        place = f"ingest.documents.{name[2:]}:read_{name[2:]}"
        assert apart.read_apart(place, content) == apart.reader(place)(content)


def test_a_name_that_is_not_utf8_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path, "good.md", "# Good\n\nText.")
    write(tmp_path, os.fsdecode(b"b\xff.md"), "# Odd\n\nText.")
    documents, refusals = load([tmp_path])
    assert [document.id for document in documents] == ["good"]
    assert [(Path(one.path).name, one.reason) for one in refusals] == [
        ("b\\xff.md", "has a name that is not UTF-8; rename it")
    ]
