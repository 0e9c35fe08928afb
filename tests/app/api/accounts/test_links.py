"""Links of invitation: good once and for a while. Each test is a row of SECURITY.md."""

import pytest
from account_requests import STONES, accept, invited, is_in, login
from shared_coach import SharedCoach

from app.accounts.attempts import ADDRESS
from app.accounts.users import Role
from app.coach.accounts.entrance import BAD_LINK


def test_a_link_lets_in_once(house: SharedCoach) -> None:
    token, browser = invited(house), house.browser()
    looked = browser.post("/api/account/invitation/look", json={"token": token})
    assert looked.json() == {"name": "gina"}
    assert accept(browser, token).status_code == 200
    assert browser.get("/api/account/me").json()["name"] == "gina"
    again = accept(house.browser(), token, "somebody elses stones")
    assert (again.status_code, again.json()["error"]["message"]) == (401, BAD_LINK)
    assert login(house.browser(), "gina", STONES).status_code == 200
    assert login(house.browser(), "gina", "somebody elses stones").status_code == 401


def test_a_link_that_is_too_old_replaced_made_up_or_of_a_disabled_user_is_not_good(house: SharedCoach) -> None:
    old = invited(house, "gina")
    house.clock.go_on(hours=73)
    replaced = invited(house, "hugo")
    invited(house, "hugo")
    of_disabled = invited(house, "ines")
    house.coach.accounts.disable("ines")
    browser = house.browser()
    for token in (old, replaced, of_disabled, "made-up", "\0", "x" * 200):
        for response in (
            browser.post("/api/account/invitation/look", json={"token": token}),
            accept(browser, token),
        ):
            assert (response.status_code, response.json()["error"]["message"]) == (401, BAD_LINK)
    assert not is_in(browser)


def test_a_weak_password_does_not_use_a_link_up(house: SharedCoach) -> None:
    token, browser = invited(house), house.browser()
    weak = accept(browser, token, "gina")
    assert weak.status_code == 422
    assert accept(browser, token).status_code == 200


@pytest.mark.slow
def test_links_are_not_guessed_for_long(house: SharedCoach) -> None:
    browser = house.browser("203.0.113.6")
    answers = [
        browser.post("/api/account/invitation/look", json={"token": f"t{n}"}).status_code
        for n in range(ADDRESS.most + 1)
    ]
    assert answers == [401] * ADDRESS.most + [429]


def test_a_link_for_a_user_who_is_there_sets_a_password_and_ends_what_was_open(house: SharedCoach) -> None:
    thief = house.signed_in("anna")
    assert accept(house.browser(), invited(house, "anna")).status_code == 200
    assert not is_in(thief)
    assert house.store.users.named("anna").role is Role.CANDIDATE
