"""What somebody tries with a link to an interviewer's chair, or without one. Each test is a row of SECURITY.md."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from shared_coach import SharedCoach, shared_coach
from sqlalchemy import select

from app.accounts.audit import Act, Entry
from app.accounts.quotas import Amount, Limits
from app.api.accounts.admission import CHAIR_HEADER, ENTRANCES, OPEN
from app.coach.coach import Coach
from app.store.tables import metadata

START = {"stage": "screening", "topics": ["ml-fundamentals"], "questions": 1, "seed": 1}


@pytest.fixture
def open_house(coach: Coach, tmp_path: Path) -> Iterator[SharedCoach]:
    """A coach that lets guests take a chair, with anna and bert."""
    made = shared_coach(coach, tmp_path / "open", chair_guests=True)
    made.add("anna")
    made.add("bert")
    yield made
    made.store.close()


def offered(house: SharedCoach, name: str = "anna") -> tuple[str, dict[str, str]]:
    """The interview of somebody, and the header of whoever holds the link to its chair."""
    client = house.program(name)
    interview = client.post("/api/interviews", json=START).json()["id"]
    token = client.post(f"/api/interviews/{interview}/chair", json={"hours": 2}).json()["token"]
    return interview, {CHAIR_HEADER: token}


def status(client: TestClient, link: dict[str, str]) -> int:
    code: int = client.get("/api/chair", headers=link).status_code
    return code


def test_who_holds_a_link_needs_an_account_all_the_same(house: SharedCoach) -> None:
    _, link = offered(house)
    assert status(house.browser(), link) == 401
    assert status(house.signed_in("bert"), link) == 200
    assert status(house.program("carl"), link) == 200


def test_nobody_takes_the_chair_of_their_own_interview(house: SharedCoach, open_house: SharedCoach) -> None:
    for one in (house, open_house):
        _, link = offered(one)
        refused = one.signed_in("anna").get("/api/chair", headers=link)
        assert refused.status_code == 403
        assert "your own interview" in refused.json()["error"]["message"]


def test_a_guest_sits_in_that_chair_and_is_nobody_everywhere_else(open_house: SharedCoach) -> None:
    _, link = offered(open_house)
    guest = open_house.browser()
    seen = guest.get("/api/chair", headers=link)
    assert (seen.status_code, seen.headers["cache-control"]) == (200, "no-store")
    point = seen.json()["now"]["points"][0]["id"]
    assert guest.post("/api/chair/turns/1", headers=link, json={"heard": [point]}).status_code == 200
    assert guest.post("/api/chair/questions", headers=link, json={"text": "Why so?"}).status_code == 201
    tried = 0
    for path, methods in open_house.application.openapi()["paths"].items():
        if path.startswith("/api/chair") or path in ENTRANCES or path in OPEN:
            continue
        for method in methods:
            assert guest.request(method, path, headers=link).status_code == 401, f"{method} {path}"
            tried += 1
    assert tried >= 40


def test_without_a_good_link_a_guest_is_told_nothing(open_house: SharedCoach) -> None:
    _, link = offered(open_house)
    other, _ = offered(open_house, "bert")
    told = set()
    for token in ("", "x", "\x00", link[CHAIR_HEADER][:-1], other, "a" * 200):
        refused = open_house.browser().get("/api/chair", headers={CHAIR_HEADER: token} if token.isprintable() else {})
        assert refused.status_code == 404
        told.add(refused.text)
    assert len(told) == 1


def test_what_a_guest_asks_for_counts_for_who_has_made_the_link_who_can_end_it(coach: Coach, tmp_path: Path) -> None:
    house = shared_coach(coach, tmp_path, Limits(Amount(requests=6)), chair_guests=True)
    house.add("anna")
    interview, link = offered(house)
    guest = house.browser()
    codes = [status(guest, link) for _ in range(8)]
    assert codes == [200] * 4 + [429] * 4
    anna = house.program("anna")
    assert anna.get(f"/api/interviews/{interview}").status_code == 429
    assert anna.delete(f"/api/interviews/{interview}/chair").status_code == 204
    assert status(guest, link) == 404
    house.store.close()


def test_a_link_is_over_in_time_with_its_owner_and_with_its_interview(open_house: SharedCoach) -> None:
    _, link = offered(open_house)
    guest = open_house.browser()
    assert status(guest, link) == 200
    open_house.coach.accounts.disable("anna")
    assert status(guest, link) == 404
    open_house.coach.accounts.enable("anna")
    assert status(guest, link) == 200
    open_house.clock.go_on(hours=2)
    assert status(guest, link) == 404
    _, link = offered(open_house, "bert")
    assert status(guest, link) == 200
    owner = open_house.store.users.named("bert").owner
    open_house.coach.accounts.delete("bert")
    assert status(guest, link) == 404
    with open_house.store._engine.connect() as connection:
        for table in metadata.sorted_tables:
            if "owner" in table.columns:
                assert connection.execute(select(table).where(table.c.owner == owner)).all() == [], table.name


def test_who_is_disabled_while_a_chair_is_taken_loses_nothing(
    open_house: SharedCoach, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is deleted with a user who is gone by then was deleted of one who may not come in, too."""
    interview, link = offered(open_house)
    write = open_house.store.ledger.write

    def disabled_meanwhile(entry: Entry) -> None:
        write(entry)
        if entry.act is Act.CHAIR_TAKEN:
            open_house.coach.accounts.disable("anna")

    monkeypatch.setattr(open_house.store.ledger, "write", disabled_meanwhile)
    status(open_house.browser(), link)
    owner = open_house.store.users.named("anna").owner
    assert open_house.store.get(owner, interview).id == interview


def test_the_token_is_kept_nowhere_and_who_sat_where_is_written_down(house: SharedCoach) -> None:
    interview, link = offered(house)
    bert = house.signed_in("bert")
    assert [status(bert, link), status(bert, link)] == [200, 200]
    assert house.program("anna").delete(f"/api/interviews/{interview}/chair").status_code == 204
    with house.store._engine.connect() as connection:
        everything = str([connection.execute(select(table)).all() for table in metadata.sorted_tables])
    assert link[CHAIR_HEADER] not in everything
    anna, other = (house.store.users.named(name).owner for name in ("anna", "bert"))
    acts = [(one.act, one.actor) for one in house.store.ledger.entries() if one.detail == interview]
    assert acts == [(Act.CHAIR_REVOKED, anna), (Act.CHAIR_TAKEN, other), (Act.CHAIR_OFFERED, anna)]


@pytest.mark.parametrize("change", [lambda one: one.post, lambda one: one.delete, lambda one: one.get])
def test_a_link_that_somebody_else_made_is_not_theirs_to_see_or_end(
    house: SharedCoach, change: Callable[[TestClient], Any]
) -> None:
    interview, link = offered(house)
    body: dict[str, Any] = {"json": {}} if change(house.browser()).__name__ == "post" else {}
    assert change(house.program("bert"))(f"/api/interviews/{interview}/chair", **body).status_code == 404
    assert status(house.program("bert"), link) == 200


def test_a_page_of_another_site_cannot_use_a_chair(open_house: SharedCoach) -> None:
    _, link = offered(open_house)
    elsewhere = {"Origin": "https://elsewhere.example"}
    assert open_house.browser().get("/api/chair", headers=link | elsewhere).status_code == 403
