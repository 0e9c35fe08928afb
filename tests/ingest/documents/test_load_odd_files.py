"""Files that no parser was made for: each is refused with its reason, and none stops the others."""

import hashlib
import io
import warnings
from pathlib import Path
from random import Random
from typing import Any

import pytest
from made_files import DOCX_BODY, HTML, docx, pdf, read, write
from pypdf import PdfWriter

from ingest.documents import document as document_text
from ingest.documents import load as loading
from ingest.documents.document import LoadError, parse
from ingest.documents.html import MOST_BLANKS, read_html
from ingest.documents.load import file_digest, load


@pytest.mark.usefixtures("in_here")
@pytest.mark.parametrize(
    "error", [AssertionError(), AttributeError("'NoneType' has no 'get'"), TypeError("not a page")]
)
def test_whatever_a_parser_raises_refuses_that_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(_: Any) -> str:
        raise error

    monkeypatch.setattr("pypdf.PageObject.extract_text", fails)
    paths = [write(tmp_path, "odd.pdf", pdf("x")), write(tmp_path, "good.md", "Text.")]
    documents, refusals = load(paths)
    assert [document.id for document in documents] == ["good"]
    assert [refusal.reason for refusal in refusals] == [
        f"is not a readable PDF: it may be damaged or cut off, so save it again ({str(error) or 'AssertionError'})"
    ]


def test_no_mutated_file_stops_the_others(tmp_path: Path) -> None:
    random = Random(5)
    for name, whole in (("a.pdf", pdf("Trees", "A tree splits.")), ("a.docx", docx(DOCX_BODY))):
        for _ in range(60):
            content = bytearray(whole)
            for _ in range(random.randint(1, 12)):
                content[random.randrange(len(content))] = random.randrange(256)
            documents, refusals = load([write(tmp_path, name, bytes(content))])
            assert len(documents) + len(refusals) == 1


def test_blank_plain_text_has_no_text_in_it() -> None:
    with pytest.raises(LoadError, match="has no text in it"):
        parse(" \n\t\n", "blank", source="blank.txt", markdown=False)


def test_a_pdf_may_have_more_bytes_than_text_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = pdf("Trees And Forests", "A tree splits the data.")
    monkeypatch.setattr(loading, "MAX_BYTES", 100)
    assert read(tmp_path, "a.pdf", content).title == "Trees And Forests"
    assert read(tmp_path, "a.docx", docx(DOCX_BODY)).title == "Gradient Descent"
    assert file_digest(tmp_path / "a.pdf") == hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(loading, "MAX_PACKED_BYTES", 200)
    with pytest.raises(LoadError, match=r"has [0-9,]+ bytes, the limit is 200; split it"):
        read(tmp_path, "a.pdf", content)


@pytest.mark.usefixtures("in_here")
@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", pdf("Trees", "A tree splits.")), ("a.docx", docx(DOCX_BODY)), ("a.html", HTML)]
)
def test_a_file_with_too_much_text_in_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes | str
) -> None:
    monkeypatch.setattr(document_text, "MAX_TEXT_CHARS", 10)
    with pytest.raises(LoadError, match="has more than 10 characters of text; split it"):
        read(tmp_path, name, content)


@pytest.mark.usefixtures("in_here")
def test_the_pages_of_a_pdf_behind_the_limit_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = PdfWriter()
    for _ in range(5):
        writer.append(io.BytesIO(pdf("x")))
    target, pages = io.BytesIO(), []
    writer.write(target)
    monkeypatch.setattr("pypdf.PageObject.extract_text", lambda page: pages.append(page) or "a page of text")
    monkeypatch.setattr(document_text, "MAX_TEXT_CHARS", 20)
    with pytest.raises(LoadError, match="characters of text"):
        read(tmp_path, "a.pdf", target.getvalue())
    assert len(pages) == 2


def test_a_picture_in_a_docx_is_no_text(tmp_path: Path) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    body = (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{drawing}/wordprocessingDrawing"><wp:docPr descr="A slope"/>'
        f'<a:graphic xmlns:a="{drawing}/main"><a:graphicData><pic:pic xmlns:pic="{drawing}/picture"><pic:blipFill>'
        f'<a:blip xmlns:r="{office}" r:embed="r9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r9" Type="{office}/image" Target="media/a.png"/></Relationships>'
    )
    parts = {"word/media/a.png": b"\x89PNG" * 1000, "word/_rels/document.xml.rels": relations.encode()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = read(tmp_path, "a.docx", docx(DOCX_BODY + body, parts)).text
    assert "A slope" in text
    assert "base64" not in text


def test_a_row_of_blanks_is_shortened_and_a_comment_with_one_stays_a_comment() -> None:
    text = read_html(f"<p>It is{' ' * 5000}so.</p><!-- a{' ' * 5000}remark --><pre>x{' ' * 5000}y</pre>".encode())
    assert "It is so." in text
    assert "remark" not in text
    assert f"x{' ' * MOST_BLANKS}y" in text
