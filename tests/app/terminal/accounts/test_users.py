"""`coach user`, and what a server that others can reach refuses to start without."""

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sampled import one_in

from app.settings import Settings
from app.store.interviews import Store
from app.terminal.accounts import users
from app.terminal.accounts.sign_in_required import check_accounts
from ingest.errors import CoachError

PASSWORD = "river stone lamp"  # noqa: S105


@pytest.fixture
def coach_user(coach_command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`coach user` with a database of its own."""
    monkeypatch.setenv("COACH_DATABASE_URL", f"sqlite:///{tmp_path / 'coach.sqlite'}")
    return lambda *arguments, given="": coach_command("user", *arguments, given=given)


def test_a_user_is_added_listed_changed_and_deleted(coach_user: Any) -> None:
    added = coach_user("add", "Anna", "--role", "operator", "--password-stdin", given=f"{PASSWORD}\n")
    assert (added.returncode, added.stdout) == (0, ""), added.stderr
    assert "anna is added as operator" in added.stderr
    again = coach_user("add", "anna", "--password-stdin", given=f"{PASSWORD}\n")
    assert (again.returncode, "there is a user anna already" in again.stderr) == (1, True)
    coach_user("role", "anna", "coach")
    coach_user("disable", "anna")
    assert coach_user("list").stdout.startswith("anna  coach, disabled  today: 0 requests")
    coach_user("enable", "anna")
    told = json.loads(coach_user("list", "--json").stdout)["users"][0]
    assert (told["name"], told["role"], told["disabled"], told["keys"]) == ("anna", "coach", False, [])
    deleted = coach_user("delete", "anna", "--yes")
    assert "1 users" in deleted.stderr
    assert json.loads(coach_user("list", "--json").stdout) == {"users": []}
    log = coach_user("audit").stdout
    assert [act in log for act in ("user added", "role set", "user disabled", "user deleted")] == [
        False,
        False,
        False,
        True,
    ]
    assert "anna" not in log


def test_older_entries_of_the_audit_are_reached_page_by_page(coach_user: Any, tmp_path: Path) -> None:
    coach_user("invite", "anna")
    for _ in range(3):
        coach_user("disable", "anna")
    first = coach_user("audit", "--most", "3")
    assert first.stdout.count("user disabled") == 3
    further = first.stderr.strip().partition("coach user ")[2].split()
    second = coach_user(*further)
    assert ["link made" in second.stdout, "user added" in second.stdout] == [True, True]
    assert (second.stdout.count("\n"), second.stderr) == (2, "")


@pytest.mark.slow
def test_a_weak_password_is_refused_and_not_printed(coach_user: Any) -> None:
    done = coach_user("add", "anna", "--password-stdin", given="password1234\n")
    assert done.returncode == 1
    assert "password1234" not in done.stdout + done.stderr
    assert json.loads(coach_user("list", "--json").stdout) == {"users": []}


@pytest.mark.slow
def test_a_link_and_a_key_stand_alone_on_stdout(coach_user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_PUBLIC_URL", "https://coach.example/")
    link = coach_user("invite", "anna", "--hours", "2").stdout
    assert link.startswith("https://coach.example/#/invitation/")
    assert link.count("\n") == 1
    key = coach_user("key", "anna", "--for", "editor", "--days", "3").stdout
    assert key.startswith("coach_")
    assert key.count("\n") == 1
    held = json.loads(coach_user("list", "--json").stdout)["users"][0]["keys"]
    assert [one["name"] for one in held] == ["editor"]
    assert key.strip() not in str(held)
    revoked = coach_user("key", "anna", "--revoke", held[0]["id"])
    assert "is revoked" in revoked.stderr
    assert json.loads(coach_user("list", "--json").stdout)["users"][0]["keys"] == []


@pytest.mark.parametrize(
    "arguments",
    one_in(
        5, [("disable", "zoe"), ("enable", "zoe"), ("role", "zoe", "coach"), ("delete", "zoe", "--yes"), ("key", "zoe")]
    ),
)
def test_who_is_not_there_is_named(coach_user: Any, arguments: tuple[str, ...]) -> None:
    done = coach_user(*arguments)
    assert (done.returncode, "there is no user 'zoe'" in done.stderr) == (1, True)


def test_a_password_is_no_argument() -> None:
    assert "password" not in set(users.add.__annotations__)


@pytest.mark.slow
def test_a_server_that_others_can_reach_does_not_start_without_an_account(
    coach_user: Any, coach_command: Any, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    for command in (("serve",), ("mcp", "--http")):
        refused = coach_command(*command, "--host", "0.0.0.0", "--port", port)  # noqa: S104
        assert (refused.returncode, "has no account yet" in refused.stderr) == (1, True), refused.stderr
    settings = Settings(_env_file=None, home=tmp_path, database_url=f"sqlite:///{tmp_path / 'coach.sqlite'}")
    wide = settings.model_copy(update={"host": "0.0.0.0"})  # noqa: S104
    for shared in (
        wide,
        settings.model_copy(update={"accounts": "on"}),
        settings.model_copy(update={"allowed_hosts": "x"}),
    ):
        with pytest.raises(CoachError, match="coach user add NAME --role operator") as refusal:
            check_accounts(shared)
        assert all(way in str(refusal.value) for way in ("COACH_TRUSTED_USER_HEADER", "--host 127.0.0.1"))
    check_accounts(settings)
    check_accounts(wide.model_copy(update={"trusted_user_header": "X-User"}))
    coach_user("invite", "anna")
    check_accounts(wide)
    coach_user("disable", "anna")
    with pytest.raises(CoachError, match="has no account yet"):
        check_accounts(wide)


def test_a_server_does_not_wait_for_a_database_that_is_not_up(tmp_path: Path) -> None:
    """Nobody is let in before it is."""
    away = Settings(
        _env_file=None, home=tmp_path, accounts="on", database_url="postgresql+psycopg://coach@127.0.0.1:1/coach"
    )
    check_accounts(away)


def test_a_command_that_needs_no_index_opens_none(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'coach.sqlite'}")
    store.close()
    with pytest.raises(CoachError, match="nothing is searched"):
        users._no_embedder()
