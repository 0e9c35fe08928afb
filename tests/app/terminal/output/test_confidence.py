"""How sure one says to be: what of it is taken, and what is asked for again."""

import io

import pytest

from app.terminal.output.confidence import OUT_OF_RANGE, read_sure


@pytest.mark.parametrize(
    ("typed", "sure", "refused"),
    [
        ("70 %\n", 0.7, 0),
        ("0\n", 0.0, 0),
        ("100\n", 1.0, 0),
        ("999\n-5\n101 %\nnan\n80\n", 0.8, 4),
        ("999\n", None, 1),
        ("999\n\n80\n", None, 1),
        ("rather\n80\n", None, 0),
        ("", None, 0),
    ],
)
def test_a_number_out_of_the_range_is_refused_with_the_range_and_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, sure: float | None, refused: int
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert read_sure() == sure
    assert capsys.readouterr().out.count(OUT_OF_RANGE) == refused
    assert "0 to 100" in OUT_OF_RANGE
