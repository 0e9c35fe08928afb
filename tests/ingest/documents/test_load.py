"""Files -> Documents: every kind that is read, and for every file that is not, the reason."""

import time
import unicodedata
from pathlib import Path

import pytest
from made_files import DOCX_BODY, HTML, docx, encrypted_pdf, pdf, read, without_body, write

from ingest.documents import docx as docx_format
from ingest.documents import load as loading
from ingest.documents.document import LoadError
from ingest.documents.load import file_digest, load, load_file
from ingest.documents.structure import BlockKind


@pytest.mark.parametrize(
    ("name", "content", "title", "holds"),
    [
        ("a.md", "# Trees\n\nA tree splits.\n", "Trees", "A tree splits."),
        ("a.markdown", "Trees\n=====\n\nA tree splits.\n", "Trees", "A tree splits."),
        ("a.txt", "Trees And Forests\n\nA tree splits.\n", "Trees And Forests", "A tree splits."),
        ("A.TXT", "\ufeffTrees And Forests\n\nA tree splits.\n", "Trees And Forests", "A tree splits."),
        ("a.html", HTML, "Trees", "x = 1\ny = 2"),
        ("a.htm", "<p>No heading here", "a", "No heading here"),
        ("a.pdf", pdf("Trees And Forests", "A tree splits the data."), "Trees And Forests", "A tree splits the data."),
        ("a.docx", docx(DOCX_BODY), "Gradient Descent", "It goes downhill, step by step."),
    ],
)  # fmt: skip
def test_each_kind_of_file_is_read(tmp_path: Path, name: str, content: bytes | str, title: str, holds: str) -> None:
    document = read(tmp_path, name, content)
    assert document.title == title
    assert holds in document.text
    assert document.source == name
    assert document.blocks


def test_html_loses_what_is_no_text(tmp_path: Path) -> None:
    text = read(tmp_path, "a.html", HTML).text
    assert not any(word in text for word in ("alert", "color", "Home"))
    assert "# Trees" in text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.md", "", "has no text in it"),
        ("blank.txt", " \n\t\n", "has no text in it"),
        ("front.md", "---\ntitle: Nothing below\n---\n\n", "has no text in it"),
        ("binary.txt", b"\x7fELF\0\0\0\1", "is binary, not text"),
        ("binary.html", b"<p>\0\0", "is binary, not HTML"),
        ("latin.txt", "naïve".encode("latin-1"), r"is not UTF-8 text \(byte 2\); save it as UTF-8"),
        ("bad.md", "---\ntitle: [unclosed\n---\nText.\n", r"^front matter is not valid YAML: line 2, [^\n]*$"),
        ("date.md", "---\nday: 2024-02-31\n---\nText.\n", "front matter is not valid YAML"),
        ("deep.md", f"---\na: {'[' * 5000}\n---\nText.\n", "front matter is not valid YAML"),
        ("locked.pdf", encrypted_pdf(), "is encrypted; save it without a password"),
        ("broken.pdf", b"%PDF-1.4 and then nothing", "is not a readable PDF"),
        ("scanned.pdf", pdf(), "has no text in it; a scanned PDF needs OCR first"),
        ("broken.docx", b"PK\3\4 no zip", "is not a readable DOCX"),
        ("sheet.docx", b"", "is not a readable DOCX"),
        ("deep.html", "<font>x " * 2000, "is not readable HTML: it is nested too deep"),
        (
            "xml.docx",
            docx("<w:p>"),
            r"is not a readable DOCX: it may be damaged or cut off, so save it again \(mismatched tag",
        ),
        ("bodiless.docx", without_body(), "is not a readable DOCX: "),
        ("image.png", b"\x89PNG", "kind '.png' is not known; known are .docx"),
        ("Makefile", "all:\n", "kind 'without a suffix' is not known"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes | str, reason: str
) -> None:
    with pytest.raises(LoadError, match=reason):
        read(tmp_path, name, content)


def test_what_is_wrong_with_a_pdf_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for content in (b"\xf2f_P\xaa no header and no end", b"%PDF-1.4 and then nothing"):
        with pytest.raises(LoadError, match="is not a readable PDF"):
            read(tmp_path, "broken.pdf", content)
    assert caplog.records == []


@pytest.mark.usefixtures("in_here")
def test_a_docx_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_format, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(LoadError, match=r"unpacks to [0-9,]+ bytes, the limit is 1,000"):
        read(tmp_path, "bomb.docx", docx(DOCX_BODY + "<w:p/>" * 1000))


def test_a_file_over_the_size_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_BYTES", 10)
    with pytest.raises(LoadError, match="has 11 bytes, the limit is 10; split it"):
        read(tmp_path, "large.txt", "eleven char")


@pytest.mark.parametrize("name", ["missing.md", "missing"])
def test_a_path_that_is_not_there_is_refused_as_such(tmp_path: Path, name: str) -> None:
    _, (refusal,) = load([tmp_path / name])
    assert refusal.reason == "does not exist"


def test_what_can_be_read_goes_in_and_the_rest_is_named(notes: Path) -> None:
    write(notes, "broken.pdf", b"no pdf")
    write(notes, ".hidden.md", "Not for anyone.")
    write(notes, ".git/index.md", "Not for anyone.")
    write(notes, "picture.png", b"\x89PNG")
    documents, refusals = load([notes])
    assert [document.id for document in documents] == ["deep/nets", "forests", "trees"]
    assert [(Path(refusal.path).name, refusal.reason[:20]) for refusal in refusals] == [
        ("broken.pdf", "is not a readable PD")
    ]


def test_of_two_files_of_one_name_the_second_keeps_its_suffix_and_a_third_is_refused(tmp_path: Path) -> None:
    paths = [write(tmp_path, name, f"Text of {name}.") for name in ("a.md", "a.txt", "other/a.txt")]
    documents, refusals = load(paths)
    assert [document.id for document in documents] == ["a", "a.txt"]
    assert [refusal.reason for refusal in refusals] == ["its name 'a.txt' is taken by a.txt"]


def test_the_digest_of_a_file_that_cannot_be_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.md", "Text.")
    assert file_digest(path) == load_file(path, "a.md").file_sha256
    monkeypatch.setattr(loading, "MAX_BYTES", 4)
    assert file_digest(path) == "5 bytes"
    assert not file_digest(tmp_path / "gone.md")


def test_text_is_nfc_and_keeps_its_line_ends(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "naïve\r\nüber\r\n")
    assert read(tmp_path, "a.txt", decomposed).text == "naïve\r\nüber\r\n"


def test_front_matter_gives_the_title_and_is_not_indexed(tmp_path: Path) -> None:
    text = "---\r\ntitle: From above\r\nskills: [fundamentals]\r\n---\r\n# Heading\r\n\r\nText.\r\n"
    document = read(tmp_path, "a.md", text)
    assert (document.title, document.metadata["skills"]) == ("From above", ["fundamentals"])
    assert document.dropped == ((0, text.index("# Heading")),)
    assert document.blocks[0].kind is BlockKind.HEADING


@pytest.mark.parametrize("front", ["title: [a, b]", "title: 2024-01-01", "title: ''", "other: 1"])
def test_a_title_that_is_no_text_is_not_used(tmp_path: Path, front: str) -> None:
    assert read(tmp_path, "a.md", f"---\n{front}\n---\n# Heading\n\nText.\n").title == "Heading"


@pytest.mark.no_cover
def test_an_alias_bomb_in_front_matter_does_no_harm(tmp_path: Path) -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))
    began = time.monotonic()
    assert read(tmp_path, "a.md", f"---\na0: &a0 x\n{levels}\ntitle: *a29\n---\nText.\n").title == "a"
    assert time.monotonic() - began < 5


@pytest.mark.usefixtures("in_here")
def test_halves_of_characters_in_a_pdf_are_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pypdf.PageObject.extract_text", lambda _: "broken \ud800 and whole \ud83d\ude00")
    document = read(tmp_path, "a.pdf", pdf("x"))
    assert document.text == "broken \ufffd and whole \U0001f600"
    assert document.text.encode()


def test_a_guide_that_stands_twice_is_dropped_once(tmp_path: Path, guide_text: str) -> None:
    document = read(tmp_path, "guide.txt", guide_text)
    assert document.title == "How Talks About Models Go"
    assert document.dropped[0][0] == guide_text.rindex("How Talks About Models Go")
    assert not document.has_levels
