"""What stays behind in tables, logs and caches, and what does not. Each test is a row of SECURITY.md."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from account_requests import START, invited, is_in, login
from shared_coach import PASSWORD, SharedCoach
from sqlalchemy import select

from app.accounts.audit import Act
from app.accounts.users import Role
from app.api.accounts.admission import COOKIE
from app.api.accounts.audited import audited
from app.store.tables import audit, users


def test_neither_tables_nor_logs_nor_the_audit_hold_a_password_a_token_or_an_answer(
    house: SharedCoach, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = house.signed_in("anna")
    secret = browser.post("/api/account/keys", json={"name": "editor"}).json()["secret"]
    link = invited(house)
    login(house.browser(), "anna", "a wrong secret word")
    interview = browser.post("/api/interviews", json=START).json()
    said = "Elephants weigh the gradient before they take a step."
    browser.post(f"/api/interviews/{interview['id']}/answers", json={"answer": said, "turn": 1})
    told = "\n".join(record.getMessage() for record in caplog.records)
    with house.store._engine.connect() as connection:
        entries = json.dumps([list(map(str, row)) for row in connection.execute(select(audit))])
        kept = json.dumps([list(map(str, row)) for row in connection.execute(select(users))])
    file = b"".join(path.read_bytes() for path in house.projects_folder.parent.glob("coach.sqlite*"))
    for hidden in (PASSWORD, "a wrong secret word", secret, link, browser.cookies[COOKIE]):
        assert hidden not in told
        assert hidden not in entries
        assert hidden not in kept
        assert hidden.encode() not in file
    assert said not in told
    assert said not in entries
    acts = [act for act in ("user added", "signed in", "sign-in refused", "key made", "link made") if act in entries]
    assert len(acts) == 5


def test_what_was_done_with_all_that_is_ones_own_is_written_down(house: SharedCoach) -> None:
    browser = house.signed_in("anna")
    assert browser.get("/api/candidate/export").status_code == 200
    assert browser.delete("/api/candidate").status_code == 200
    acts = [entry.act.value for entry in house.store.ledger.entries(2)]
    assert acts == ["data deleted", "data exported"]
    assert is_in(browser), "who forgets their interviews keeps their account"


def test_what_is_read_of_others_taken_along_or_deleted_is_written_down_with_its_place(house: SharedCoach) -> None:
    house.add("olga", Role.OPERATOR)
    anna, carl, olga = (house.signed_in(name) for name in ("anna", "carl", "olga"))
    interview = anna.post("/api/interviews", json=START).json()["id"]
    anna.post(f"/api/interviews/{interview}/end")
    share = anna.post("/api/account/shares", json={"interview_id": interview, "coach": "carl"}).json()["id"]
    project = anna.post("/api/projects", json={"name": "Lakes"}).json()["id"]
    file = {"files": ("notes.md", "# Notes\n\nWe counted birds on three lakes, twice a day.\n", "text/markdown")}
    last = house.store.ledger.entries(1)[0].number
    done = (
        carl.get(f"/api/shared/{share}"),
        carl.get("/api/shared/none"),
        anna.get(f"/api/candidate/interviews/{interview}/report/html"),
        anna.post(f"/api/projects/{project}/documents", files=file),
        anna.delete(f"/api/projects/{project}/documents/notes.md"),
        anna.delete(f"/api/projects/{project}"),
        olga.get("/api/operator/usage"),
    )
    assert [one.status_code for one in done] == [200, 404, 200, 200, 204, 204, 200]
    names = {user.owner: user.name for user in house.store.users.all()}
    kept = [one for one in reversed(house.store.ledger.entries()) if one.number > last]
    assert [(names[one.actor], one.act.value, names[one.owner], one.detail) for one in kept] == [
        ("carl", "shared report read", "anna", interview),
        ("anna", "report exported", "anna", interview),
        ("anna", "files uploaded to a project", "anna", project),
        ("anna", "document of a project deleted", "anna", project),
        ("anna", "project deleted", "anna", project),
        ("olga", "usage of all users seen", "olga", ""),
    ]


def test_a_document_whose_name_has_a_line_break_is_no_way_past_the_audit() -> None:
    assert audited("DELETE", "/api/projects/p1/documents/notes\nold.md") == (Act.DOCUMENT_DELETED, "p1")
    assert audited("DELETE", "/api/projects/p1") == (Act.PROJECT_DELETED, "p1")
    assert audited("GET", "/api/projects/p1") is None


def test_answers_are_kept_by_nobody_on_the_way(house: SharedCoach) -> None:
    browser = house.signed_in("anna")
    for path in ("/api/candidate/export", "/api/account/me", "/api/options"):
        assert browser.get(path).headers["cache-control"] == "no-store"
    assert browser.get("/static/main.js").headers["cache-control"] == "no-cache"


@pytest.mark.slow
def test_who_is_deleted_is_out_and_what_they_left_is_gone(house: SharedCoach) -> None:
    anna, bert = house.signed_in("anna"), house.signed_in("bert")
    project = {}
    for browser in (anna, bert):
        project = browser.post("/api/projects", json={"name": "Lakes"}).json()
        file = {"files": ("notes.md", "# Notes\n\nWe counted birds on three lakes, twice a day.\n", "text/markdown")}
        browser.post(f"/api/projects/{project['id']}/documents", files=file)
        assert browser.get(f"/api/projects/{project['id']}/search", params={"q": "birds"}).status_code == 200
    assert len(list(house.projects_folder.glob("*/*/manifest.json"))) == 2
    house.coach.accounts.delete("anna")
    assert not is_in(anna)
    assert len(list(house.projects_folder.glob("*/*/manifest.json"))) == 1
    assert bert.get(f"/api/projects/{project['id']}").status_code == 200
    assert "anna" not in json.dumps([vars(entry) for entry in house.store.ledger.entries()], default=str)


@pytest.mark.parametrize("way", ["by the operator", "by oneself"])
def test_of_what_was_deleted_no_byte_is_left_on_the_disk(house: SharedCoach, way: str) -> None:
    browser, said = house.signed_in("anna"), "Zebrafinches weigh the gradient before they step."
    project = browser.post("/api/projects", json={"name": "Lakes"}).json()["id"]
    file = {"files": ("notes.md", f"# Notes\n\n{said}\n", "text/markdown")}
    browser.post(f"/api/projects/{project}/documents", files=file)
    browser.get(f"/api/projects/{project}/search", params={"q": "finches"})
    home = house.projects_folder.parent
    assert any(said.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())
    if way == "by oneself":
        assert browser.delete("/api/candidate").status_code == 200
    else:
        house.coach.accounts.delete("anna")
    assert not [path for path in home.rglob("*") if path.is_file() and said.encode() in path.read_bytes()]
    assert list(house.projects_folder.iterdir()) == []


def test_a_request_under_way_leaves_nothing_of_a_user_who_is_deleted_meanwhile(
    house: SharedCoach, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, owner = house.signed_in("anna"), house.store.users.named("anna").owner
    add: Callable[..., None] = house.store.add

    def slow(*args: Any, **kwargs: Any) -> None:
        house.coach.accounts.delete("anna")
        add(*args, **kwargs)

    monkeypatch.setattr(house.store, "add", slow)
    assert browser.post("/api/interviews", json=START).status_code == 201
    assert house.store.of_owner(owner) == []
    assert sum(house.store.users.delete(owner).values()) == 0


def test_expired_sessions_go_with_the_next_sign_in(house: SharedCoach) -> None:
    house.signed_in("anna")
    house.clock.go_on(days=8)
    house.signed_in("anna")
    with house.store._engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar() == 1
