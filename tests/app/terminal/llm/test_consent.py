"""`coach consent`, and the question before something first goes to a language model elsewhere."""

from pathlib import Path
from typing import Any

import pytest
from scripted import Scripted

from app.coach.consent.consent import GOES, NOT_ASKED, STAYS, Consent
from app.llm.endpoint import Endpoint
from app.opening import now
from app.store.interviews import Store
from app.terminal.llm import consent as command
from app.terminal.llm.consent import NOTHING_LEAVES, ask_once

PLACE = "https://api.example/v1"
QUERY = "When do I use PR-AUC instead of ROC-AUC?"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'coach.sqlite'}"
    monkeypatch.setenv("COACH_DATABASE_URL", url)
    return url


@pytest.fixture
def mine(database: str) -> Consent:
    return Consent(Store(database), now, lambda: Endpoint(PLACE, "big", ""))


def test_what_goes_where_is_told_and_the_answer_is_kept(
    coach_command: Any, mine: Consent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_LLM_BASE_URL", PLACE)
    monkeypatch.setenv("COACH_LLM_MODEL", "big")
    told = coach_command("consent")
    assert told.returncode == 0, told.stderr
    for words in (f"big at {PLACE}", *GOES, *STAYS, "You have not decided yet; until then nothing is sent."):
        assert words in told.stdout
    assert "You said yes" in coach_command("consent", "yes").stdout
    assert mine.given() is True
    assert "You said no" in coach_command("consent", "no").stdout
    assert mine.given() is False
    assert "You said no" in coach_command("consent").stdout
    assert coach_command("consent", "perhaps").returncode == 2


@pytest.mark.parametrize("place", ["", "http://localhost:11434/v1"])
def test_where_nothing_leaves_nothing_is_asked(
    coach_command: Any, database: str, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("COACH_LLM_BASE_URL", place)
    assert coach_command("consent", "yes").stdout.strip() == NOTHING_LEAVES


@pytest.mark.parametrize(("typed", "given"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_somebody_at_a_terminal_is_asked_once(
    mine: Consent, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, given: bool
) -> None:
    asked = []

    def answer(words: str, **_: Any) -> bool:
        asked.append(words)
        return typed == "y\n"

    monkeypatch.setattr(command, "is_person_there", lambda: True)
    monkeypatch.setattr(command.typer, "confirm", answer)
    ask_once(mine)
    ask_once(mine)
    assert (mine.given(), len(asked)) == (given, 1)
    assert PLACE in capsys.readouterr().err


def test_where_nobody_is_at_the_terminal_it_works_offline_and_says_so(
    coach_command: Any, shared_parts: None, database: str, server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("COACH_LLM_BASE_URL", server.url.replace("127.0.0.1", "0.0.0.0"))  # noqa: S104 - not bound
    monkeypatch.setenv("COACH_LLM_MODEL", "scripted")
    done = coach_command("ask", QUERY)
    assert done.returncode == 0, done.stderr
    assert "so it works offline" in done.stderr
    assert NOT_ASKED[:40] in " ".join(done.stdout.split())
    assert all(QUERY not in one.user for one in server.received)
