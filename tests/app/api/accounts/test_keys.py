"""Keys of programs, and what ends keys and sessions. Each test is a row of SECURITY.md."""

import pytest
from account_requests import is_in, login
from sampled import one_in
from shared_coach import PASSWORD, SharedCoach


def test_a_disabled_user_is_out_at_once_by_session_and_by_key(house: SharedCoach) -> None:
    browser, program = house.signed_in("anna"), house.program("anna")
    assert is_in(browser)
    assert is_in(program)
    house.coach.accounts.disable("anna")
    assert not is_in(browser)
    assert not is_in(program)
    assert login(house.browser()).status_code == 401
    house.coach.accounts.enable("anna")
    assert not is_in(browser), "the session was ended and not only halted"
    assert is_in(program)


def test_a_key_is_told_once_and_ends(house: SharedCoach) -> None:
    browser = house.signed_in("anna")
    made = browser.post("/api/account/keys", json={"name": "editor", "days": 2})
    assert made.status_code == 201
    secret, key = made.json()["secret"], made.json()["key"]
    assert secret.startswith("coach_")
    assert len(secret) >= 49
    listed = browser.get("/api/account/keys").text
    assert key["id"] in listed
    assert secret not in listed
    headers = {"Authorization": f"Bearer {secret}"}
    assert house.browser().get("/api/account/me", headers=headers).json()["name"] == "anna"
    house.clock.go_on(days=2)
    assert house.browser().get("/api/account/me", headers=headers).status_code == 401


def test_a_key_that_was_revoked_is_none(house: SharedCoach) -> None:
    browser = house.signed_in("anna")
    made = browser.post("/api/account/keys", json={"name": "editor"}).json()
    assert browser.delete(f"/api/account/keys/{made['key']['id']}").status_code == 204
    headers = {"Authorization": f"Bearer {made['secret']}"}
    assert house.browser().get("/api/account/me", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "value",
    one_in(
        4, ["Bearer", "Bearer ", "Bearer coach_", "Bearer x", "Basic YW5uYTphbm5h", "coach_x", "Bearer coach_\u00e9"]
    ),
)
def test_what_is_no_key_is_none_even_beside_a_session(house: SharedCoach, value: str) -> None:
    browser = house.signed_in("anna")
    refused = browser.get("/api/account/me", headers={"Authorization": value.encode()})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"


def test_a_stolen_key_makes_no_further_key_and_no_other_password(house: SharedCoach) -> None:
    program = house.program("anna")
    change = {"old": PASSWORD, "new": "another river stone"}
    for response in (
        program.post("/api/account/keys", json={"name": "more"}),
        program.post("/api/account/password", json=change),
        program.delete("/api/account/keys/any"),
    ):
        assert response.status_code == 403


def test_another_password_ends_every_other_session(house: SharedCoach) -> None:
    here, elsewhere = house.signed_in("anna"), house.signed_in("anna")
    wrong = here.post("/api/account/password", json={"old": "wrong stone lamp", "new": "another river stone"})
    assert wrong.status_code == 401
    changed = here.post("/api/account/password", json={"old": PASSWORD, "new": "another river stone"})
    assert changed.status_code == 200
    assert is_in(here)
    assert not is_in(elsewhere)
    assert login(house.browser()).status_code == 401
