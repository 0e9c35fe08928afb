"""Where code is run, and where it is not."""

import pytest

from app.coding import choice
from app.coding.choice import choose
from app.coding.sandbox import Kind, Sandbox


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no sandbox starts."""

    def tried(kind: Kind) -> tuple[Sandbox | None, str]:
        return (Sandbox(kind, "limits alone"), "") if kind is Kind.NONE else (None, "not here")

    monkeypatch.setattr(choice, "_tried", tried)


def test_off_runs_nothing() -> None:
    assert choose("off", is_single_user=True, has_consent=True).kind is None


def test_without_walls_one_user_must_say_yes(bare_machine: None) -> None:
    asked = choose(is_single_user=True, has_consent=False)
    assert asked.kind is None
    assert "COACH_CODE_WITHOUT_SANDBOX" in asked.sentence
    assert choose(is_single_user=True, has_consent=True).kind is Kind.NONE


def test_who_wants_no_walls_is_told_of_the_consent_and_of_nothing_that_was_not_tried(bare_machine: None) -> None:
    asked = choose("none", is_single_user=True, has_consent=False)
    assert asked.kind is None
    assert "COACH_CODE_WITHOUT_SANDBOX" in asked.sentence
    hosted = choose("none", is_single_user=False, has_consent=True)
    assert "never runs code" in hosted.sentence
    assert "bubblewrap" not in asked.sentence + hosted.sentence


def test_a_server_that_others_reach_never_runs_code_without_walls(bare_machine: None) -> None:
    found = choose(is_single_user=False, has_consent=True)
    assert found.kind is None
    assert "never runs code" in found.sentence


def test_a_kind_that_is_wanted_and_does_not_work_is_not_replaced(bare_machine: None) -> None:
    assert choose("landlock", is_single_user=True, has_consent=True).kind is None
