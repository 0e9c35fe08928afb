"""Where a typed answer ends, and which is not taken."""

import io

import pytest

from app.terminal.output.console import take_any_bytes
from app.terminal.output.typed_answer import read_answer

CODE = "```python\ndef f(x):\n\n\n    return x\n```"


@pytest.mark.parametrize(
    ("typed", "answer", "left"),
    [
        ("one line\n.\nnext\n", "one line", "next\n"),
        ("one\n\ntwo\n.\n", "one\n\ntwo", ""),
        ("one\n\n\nnext\n", "one", "next\n"),
        (".\nnext\n", "", "next\n"),
        ("\n\nnext\n", "", "next\n"),
        ("\nlate\n.\n", "late", ""),
        (f"see\n{CODE}\nso\n\n\nnext\n", f"see\n{CODE}\nso", "next\n"),
        ("```x``` is code\n\n\nnext\n", "```x``` is code", "next\n"),
        ("```\nnever closed\n\n\n.\nnext\n", "```\nnever closed", "next\n"),
        ("  indented\n  more\n.\n", "  indented\n  more", ""),
        ("ends with stdin", "ends with stdin", ""),
        ("\n", None, ""),
        ("", None, ""),
        ("words\n:end\nnext\n", None, "next\n"),
    ],
)
def test_an_answer_ends_with_a_full_stop_alone_or_two_empty_lines_outside_code(
    monkeypatch: pytest.MonkeyPatch, typed: str, answer: str | None, left: str
) -> None:
    stdin = io.StringIO(typed)
    monkeypatch.setattr("sys.stdin", stdin)
    assert read_answer() == answer
    assert stdin.read() == left


@pytest.mark.parametrize(
    ("typed", "answer", "left"),
    [
        ("yes\nnext\n", "yes", "next\n"),
        ("No\nnext\n", "No", "next\n"),
        ("no, it\nyes\n.\nnext\n", "no, it\nyes", "next\n"),
    ],
)
def test_yes_and_no_need_no_end_where_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, typed: str, answer: str, left: str
) -> None:
    stdin = io.StringIO(typed)
    monkeypatch.setattr("sys.stdin", stdin)
    assert read_answer(is_either=True) == answer
    assert stdin.read() == left


def test_an_answer_that_is_not_utf_8_is_refused_and_another_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = io.BytesIO(b"Caf\xe9 is fine.\nTest it.\n.\nCaf\xc3\xa9 is fine.\n.\nCaf\xe9")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(typed, encoding="utf-8", errors="strict"))
    take_any_bytes()
    assert read_answer() == "Caf\xe9 is fine."
    assert " ".join(capsys.readouterr().out.split()).count("The answer is not UTF-8 and was not taken") == 1
    assert read_answer() is None
