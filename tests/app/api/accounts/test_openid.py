"""Sign-in by an OpenID provider over real HTTP, and what somebody tries who wants in by it.

The provider is on loopback; the browser is sent to it and back, with the header that a browser sends then.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("authlib")

from openid_door import FROM_ELSEWHERE, REFUSED, Door, doors, who
from openid_provider import CLIENT, SECRET, Claims, openid_provider
from sampled import one_in
from shared_coach import PASSWORD, SharedCoach, shared_coach

from app.api.accounts.admission import COOKIE, OPENID_RETURN
from app.api.accounts.openid import FLOW_COOKIE
from app.coach.accounts.federation import WITHIN
from app.coach.coach import Coach
from app.store.tables import identities, openid_flows

HOME = "/"
NO_ACCOUNT = "/#/sign-in/no_account"


@pytest.fixture
def open_door(coach: Coach, tmp_path: Path) -> Iterator[Callable[..., Door]]:
    with doors(coach, tmp_path) as opened:
        yield opened


@pytest.fixture
def door(open_door: Callable[..., Door]) -> Door:
    """A door whose provider's users get an account."""
    return open_door(oidc_create=True)


# --- Who is let in -----------------------------------------------------------------------------------------------


def test_whom_the_provider_knows_gets_an_account_once_and_is_a_candidate(door: Door) -> None:
    browser = door.house.browser()
    assert browser.get("/api/account/ways").json() == {"provider": urlsplit(door.provider.issuer).netloc}
    assert door.sign_in(browser) == HOME
    me = browser.get("/api/account/me").json()
    assert (me["name"], me["role"], me["signs_in"]) == ("anna.b", "candidate", True)
    again = door.house.browser()
    assert door.sign_in(again) == HOME
    assert who(again) == "anna.b"
    assert door.house.store.users.count() == 1
    door.house.coach.accounts.delete("anna.b")
    assert who(again) is None
    with door.house.store.transaction() as connection:
        assert connection.execute(identities.select()).all() == []


def test_without_a_word_of_the_operator_nobody_gets_an_account(open_door: Callable[..., Door]) -> None:
    door = open_door()
    browser = door.house.browser()
    assert door.sign_in(browser) == NO_ACCOUNT
    assert who(browser) is None
    assert door.house.store.users.count() == 0


@pytest.mark.slow
def test_who_was_invited_is_linked_by_the_link_which_is_used_up(open_door: Callable[..., Door]) -> None:
    door = open_door()
    _, token = door.house.coach.accounts.invite("gina")
    browser = door.house.browser()
    assert door.sign_in(browser, token) == HOME
    assert who(browser) == "gina"
    later = door.house.browser()
    assert door.sign_in(later) == HOME
    assert who(later) == "gina"
    door.provider.claims = {"sub": "somebody-else"}
    used = door.house.browser().post("/api/account/openid", json={"invitation": token})
    assert used.status_code == 401
    assert door.sign_in(door.house.browser()) == NO_ACCOUNT


@pytest.mark.slow
def test_a_link_is_used_up_by_one_of_two_who_went_to_the_provider_with_it(open_door: Callable[..., Door]) -> None:
    door = open_door()
    _, token = door.house.coach.accounts.invite("gina")
    first, second = door.house.browser(), door.house.browser()
    address = door.begin(first, token)
    other = door.begin(second, token)
    assert door.come_back(first, address) == HOME
    door.provider.claims = {"sub": "somebody-else"}
    assert door.come_back(second, other) == REFUSED
    assert who(second) is None


@pytest.mark.slow
@pytest.mark.parametrize("told", [{"preferred_username": "anna"}, {"email": "anna"}, {"email": "Not A Name!"}, {}])
def test_a_name_that_the_provider_tells_opens_nobodys_account(door: Door, told: Claims) -> None:
    anna = door.house.add("anna")
    door.provider.claims = {"sub": "a-stranger", "email_verified": True, **told}
    browser = door.house.browser()
    assert door.sign_in(browser) == HOME
    assert (who(browser) or "").startswith("user-")
    assert door.house.store.users.named("anna") == anna


@pytest.mark.slow
def test_who_is_disabled_stays_out(door: Door) -> None:
    assert door.sign_in(door.house.browser()) == HOME
    door.house.coach.accounts.disable("anna.b")
    browser = door.house.browser()
    assert door.sign_in(browser) == REFUSED
    assert who(browser) is None


@pytest.mark.slow
def test_the_subject_of_another_issuer_is_another_person(door: Door) -> None:
    assert door.sign_in(door.house.browser()) == HOME
    with openid_provider() as other:
        settings = {"oidc_issuer": other.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        moved = shared_coach(door.house.coach, door.house.projects_folder.parent, oidc_create=False, **settings)
        assert Door(moved, other).sign_in(moved.browser()) == NO_ACCOUNT
        moved.store.close()


def test_passwords_go_on_and_without_a_provider_there_is_no_way_to_one(house: SharedCoach) -> None:
    browser = house.browser()
    assert browser.get("/api/account/ways").json() == {"provider": ""}
    assert browser.post("/api/account/openid", json={}).status_code == 404
    assert browser.get(OPENID_RETURN, follow_redirects=False).headers["location"] == "/#/sign-in/not_found"
    assert browser.post("/api/account/login", json={"name": "anna", "password": PASSWORD}).status_code == 200


# --- The way there and back --------------------------------------------------------------------------------------


def test_nothing_of_a_sign_in_is_said_twice_and_no_secret_is_in_the_address(door: Door) -> None:
    for _ in range(2):
        door.begin(door.house.browser())
    first, second = door.provider.asked
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name]) >= 43
    assert SECRET not in json.dumps(first)
    assert first["redirect_uri"] == f"https://localhost{OPENID_RETURN}"


def test_the_session_is_as_strict_as_one_by_password_and_the_other_cookie_goes(door: Door) -> None:
    browser = door.house.browser()
    address = door.begin(browser)
    back = browser.get(address, headers=FROM_ELSEWHERE, follow_redirects=False)
    session, flow = (
        next(one for one in back.headers.get_list("set-cookie") if one.startswith(f"{name}="))
        for name in (COOKIE, FLOW_COOKIE)
    )
    for words in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert words in session
    assert "Max-Age=0" in flow
    assert FLOW_COOKIE not in browser.cookies


def test_a_wrong_state_is_refused(door: Door) -> None:
    browser = door.house.browser()
    address = door.begin(browser)
    state = parse_qs(urlsplit(address).query)["state"][0]
    for wrong in (address.replace(state, "a" * 43), address.partition("&state=")[0], f"{OPENID_RETURN}?state={state}"):
        assert door.come_back(door.house.browser(), wrong) == REFUSED
    assert door.house.store.users.count() == 0


def test_the_answer_to_another_browser_signs_nobody_in(door: Door) -> None:
    """Else somebody could sign another one in as themselves, and read what they answer."""
    attacker, victim = door.house.browser(), door.house.browser()
    address = door.begin(attacker)
    assert door.come_back(victim, address) == REFUSED
    door.begin(victim)
    assert door.come_back(victim, address) == REFUSED
    assert who(victim) is None


@pytest.mark.slow
def test_an_answer_counts_once_and_not_for_ever(door: Door) -> None:
    browser = door.house.browser()
    address = door.begin(browser)
    assert door.come_back(browser, address) == HOME
    assert door.come_back(browser, address) == REFUSED
    late = door.house.browser()
    address = door.begin(late)
    door.house.clock.go_on(seconds=WITHIN.total_seconds())
    assert door.come_back(late, address) == REFUSED


def test_a_code_that_was_intercepted_is_of_no_use_without_its_verifier(door: Door) -> None:
    stolen = parse_qs(urlsplit(door.begin(door.house.browser())).query)["code"][0]
    thief = door.house.browser()
    address = door.begin(thief)
    own = parse_qs(urlsplit(address).query)["code"][0]
    assert door.come_back(thief, address.replace(own, stolen)) == REFUSED
    assert who(thief) is None


def test_an_answer_of_another_provider_is_refused(door: Door) -> None:
    door.provider.back = {"iss": "https://other.example"}
    assert door.sign_in(door.house.browser()) == REFUSED
    door.provider.back = {"iss": door.provider.issuer}
    assert door.sign_in(door.house.browser()) == HOME


def test_what_the_provider_refuses_is_told_and_leaves_nothing(door: Door) -> None:
    browser = door.house.browser()
    state = parse_qs(urlsplit(door.begin(browser)).query)["state"][0]
    assert door.come_back(browser, f"{OPENID_RETURN}?error=access_denied&state={state}") == REFUSED
    with door.house.store.transaction() as connection:
        assert connection.execute(openid_flows.select()).all() == []


@pytest.mark.parametrize(
    "published",
    one_in(
        4,
        [
            {"issuer": "https://other.example"},
            {"authorization_endpoint": "http://login.example/authorize"},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"authorization_endpoint": None},
        ],
    ),
)
def test_a_provider_that_is_another_one_or_unsafe_is_not_gone_to(door: Door, published: dict[str, Any]) -> None:
    door.provider.published = published
    begun = door.house.browser().post("/api/account/openid", json={})
    assert (begun.status_code, begun.json()["error"]["code"]) == (502, "provider_failed")
