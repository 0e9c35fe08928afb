"""Whose word on who is there counts behind a proxy. Each test is a row of SECURITY.md."""

from pathlib import Path

import pytest
from account_requests import GUESS, START, is_in, login
from fastapi.testclient import TestClient
from shared_coach import ORIGIN, SharedCoach, shared_coach

from app.accounts.attempts import PAIR
from app.coach.coach import Coach


@pytest.fixture
def behind(coach: Coach, tmp_path: Path) -> SharedCoach:
    return shared_coach(
        coach, tmp_path, trusted_user_header="X-Forwarded-User", trusted_proxies="10.0.0.0/8, 127.0.0.1"
    )


def by_proxy(house: SharedCoach, peer: str, **headers: str) -> TestClient:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return TestClient(house.application, base_url="https://localhost", client=(peer, 1), headers={**ORIGIN, **named})


def test_the_word_of_a_trusted_proxy_is_believed(behind: SharedCoach) -> None:
    client = by_proxy(behind, "10.1.2.3", X_Forwarded_User="Anna@Example.org", X_Forwarded_For="198.51.100.9")
    me = client.get("/api/account/me").json()
    assert me == {"name": "anna@example.org", "role": "candidate", "signs_in": False, "has_account": True}
    assert client.post("/api/interviews", json=START).status_code == 201
    behind.coach.accounts.disable("anna@example.org")
    assert not is_in(client)


@pytest.mark.parametrize("forwarded", ["", "127.0.0.1", "10.0.0.1", "10.0.0.1, 127.0.0.1"])
def test_the_same_header_from_anybody_else_is_ignored(behind: SharedCoach, forwarded: str) -> None:
    further = {"X_Forwarded_For": forwarded} if forwarded else {}
    for peer in ("192.0.2.7", "11.0.0.1", "::1", "testclient"):
        client = by_proxy(behind, peer, X_Forwarded_User="anna", **further)
        assert client.get("/api/account/me").status_code == 401, peer


def test_a_header_that_came_twice_or_names_nobody_is_refused(behind: SharedCoach) -> None:
    twice = [("X-Forwarded-User", "anna"), ("X-Forwarded-User", "root"), *ORIGIN.items()]
    client = TestClient(behind.application, base_url="https://localhost", client=("10.0.0.1", 1))
    assert client.get("/api/account/me", headers=twice).status_code == 401
    for name in ("local", "a b", "-", "x" * 81):
        assert by_proxy(behind, "10.0.0.1", X_Forwarded_User=name).get("/api/account/me").status_code == 401
    assert behind.store.users.all() == []


def test_where_no_header_is_set_a_proxy_names_nobody(house: SharedCoach) -> None:
    client = by_proxy(house, "127.0.0.1", X_Forwarded_User="anna")
    assert client.get("/api/account/me").status_code == 401


def test_behind_a_proxy_too_a_change_comes_from_the_own_page(behind: SharedCoach) -> None:
    client = by_proxy(behind, "10.0.0.1", X_Forwarded_User="anna")
    del client.headers["Origin"]
    assert client.post("/api/interviews", json=START).status_code == 403


def test_attempts_count_for_the_client_that_a_trusted_proxy_names_and_not_for_one_that_anybody_names(
    behind: SharedCoach,
) -> None:
    behind.add("anna")
    for number in range(PAIR.most + 1):
        spoofing = by_proxy(behind, "203.0.113.9", X_Forwarded_For=f"198.51.100.{number}")
        last = login(spoofing, "anna", GUESS).status_code
    assert last == 429
    assert login(by_proxy(behind, "10.0.0.1", X_Forwarded_For="198.51.100.77")).status_code == 200
