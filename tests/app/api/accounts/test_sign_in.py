"""Who signs in, and who guesses. Each test is a row of SECURITY.md."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from account_requests import GUESS, invited, is_in, login
from argon2 import PasswordHasher
from shared_coach import CHEAP, PASSWORD, SharedCoach

from app.accounts.attempts import ADDRESS, NAME, PAIR
from app.accounts.users import MOST_PASSWORD_CHARS
from app.api.accounts.admission import COOKIE
from app.coach.accounts.entrance import WRONG
from app.coach.accounts.passwords import HASHER, Passwords


def test_who_signs_in_is_in_until_they_sign_out(house: SharedCoach) -> None:
    browser = house.signed_in("anna")
    me = browser.get("/api/account/me").json()
    assert me == {"name": "anna", "role": "candidate", "signs_in": True, "has_account": True}
    token = browser.cookies[COOKIE]
    out = browser.post("/api/account/logout")
    assert (out.status_code, out.headers["clear-site-data"]) == (204, '"storage"')
    assert COOKIE not in browser.cookies
    browser.cookies.set(COOKIE, token, domain="localhost.local")
    kept = house.browser().get("/api/account/me", headers={"Cookie": f"{COOKIE}={token}"})
    assert kept.status_code == 401, "the session lives on after the end of its cookie"


def test_the_cookie_is_for_this_host_tls_and_the_server_alone(house: SharedCoach) -> None:
    cookie = login(house.browser()).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"secure", "httponly", "samesite=strict", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)


@pytest.mark.parametrize(
    ("name", "password"),
    [("anna", "wrong stone lamp"), ("nobody.here", PASSWORD), ("olga", PASSWORD), ("paul", PASSWORD), ("'", "x")],
)
def test_whatever_is_wrong_is_told_in_the_same_words(house: SharedCoach, name: str, password: str) -> None:
    house.add("olga")
    house.coach.accounts.disable("olga")
    invited(house, "paul")
    response = login(house.browser(), name, password)
    assert response.status_code == 401
    assert response.json()["error"] == {"code": "not_signed_in", "message": WRONG, "retryable": False}
    assert "set-cookie" not in response.headers


class CountingHasher(PasswordHasher):
    """Keeps what each password was held against."""

    def __init__(self) -> None:
        super().__init__(**CHEAP)
        self.verified: list[str] = []

    def verify(self, hash: str, password: str) -> bool:
        self.verified.append(hash)
        return super().verify(hash, password)


def test_an_unknown_name_takes_the_same_steps_as_a_wrong_password(house: SharedCoach) -> None:
    """No clock: one hash of the same cost is computed whoever it is."""
    house.add("olga")
    house.coach.accounts.disable("olga")
    invited(house, "paul")
    hasher = CountingHasher()
    entrance = type(house.coach.entrance)(house.store, Passwords(hasher), house.clock)
    for name in ("anna", "nobody.here", "olga", "paul", "\0"):
        before = len(hasher.verified)
        with pytest.raises(Exception, match=WRONG):
            entrance.sign_in(name, "wrong stone lamp", f"192.0.2.{before + 20}")
        assert len(hasher.verified) == before + 1, name
    costs = {kept.rpartition("$")[0].rpartition("$")[0] for kept in hasher.verified}
    assert len(costs) == 1


@pytest.mark.slow
def test_a_hash_takes_the_memory_that_it_should() -> None:
    kept = Passwords().hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert (HASHER.memory_cost, HASHER.time_cost) == (65536, 3)


def test_a_hash_that_cost_less_is_made_anew_at_the_next_sign_in(house: SharedCoach) -> None:
    house.store.users.set_password(house.store.users.named("anna").owner, PasswordHasher(1, 16, 1).hash(PASSWORD))
    house.signed_in("anna")
    kept = house.store.users.with_password("anna")
    assert kept is not None
    assert "m=8,t=1,p=1" in (kept[1] or "")
    house.signed_in("anna")


def test_a_password_that_is_hashed_anew_stays_the_one_that_was_set(house: SharedCoach) -> None:
    """Of what is too long only so much is held against the hash as a password may have."""
    longest = "river stone lamp " * 12
    longest = longest[:MOST_PASSWORD_CHARS]
    house.store.users.set_password(house.store.users.named("anna").owner, PasswordHasher(1, 16, 1).hash(longest))
    assert login(house.browser(), password=f"{longest}x").status_code == 200
    assert login(house.browser(), password=longest).status_code == 200


def test_a_session_that_was_there_before_a_sign_in_is_never_the_one_after_it(house: SharedCoach) -> None:
    """Session fixation: what an attacker has put into the browser is worth nothing."""
    planted = "a" * 43
    browser = house.browser()
    response = browser.post(
        "/api/account/login",
        json={"name": "anna", "password": PASSWORD},
        headers={"Cookie": f"{COOKIE}={planted}"},
    )
    given = re.search(rf"{COOKIE}=([^;]+)", response.headers["set-cookie"])
    assert given
    assert given[1] != planted
    assert len(given[1]) >= 43
    attacker = house.browser().get("/api/account/me", headers={"Cookie": f"{COOKIE}={planted}"})
    assert attacker.status_code == 401


def test_a_sign_in_ends_the_session_that_the_browser_had(house: SharedCoach) -> None:
    browser = house.signed_in("bert")
    old = browser.cookies[COOKIE]
    assert login(browser).status_code == 200
    assert browser.get("/api/account/me").json()["name"] == "anna"
    assert house.browser().get("/api/account/me", headers={"Cookie": f"{COOKIE}={old}"}).status_code == 401


def test_a_session_ends_when_it_rests_and_after_a_week_at_the_latest(house: SharedCoach) -> None:
    browser = house.signed_in("anna")
    for _ in range(14):
        house.clock.go_on(hours=11)
        assert is_in(browser)
    house.clock.go_on(hours=11)
    house.clock.go_on(hours=11)
    assert not is_in(browser)
    rested = house.signed_in("anna")
    house.clock.go_on(hours=12)
    assert not is_in(rested)


# Guessing


def test_a_password_is_tried_so_often_and_then_it_is_time_to_wait(house: SharedCoach) -> None:
    browser = house.browser()
    for _ in range(PAIR.most):
        assert login(browser, "anna", GUESS).status_code == 401
    refused = login(browser)
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "too_many"
    assert 0 < int(refused.headers["retry-after"]) <= PAIR.within.total_seconds() + 1
    # Who guesses locks nobody out who comes from elsewhere.
    assert login(house.browser("198.51.100.1")).status_code == 200
    house.clock.go_on(seconds=int(PAIR.within.total_seconds()) + 1)
    assert login(browser).status_code == 200


@pytest.mark.slow
def test_one_address_that_goes_on_guessing_keeps_nobody_from_signing_in_elsewhere(house: SharedCoach) -> None:
    """What is refused unread is no guess: it counts for the one who sends it, and not for the name."""
    guessing = house.browser("203.0.113.7")
    told = [login(guessing, "anna", GUESS).status_code for _ in range(NAME.most + 1)]
    assert told == [401] * PAIR.most + [429] * (NAME.most + 1 - PAIR.most)
    assert login(house.browser("198.51.100.1")).status_code == 200


@pytest.mark.slow
def test_many_addresses_that_guess_one_name_are_bounded(house: SharedCoach) -> None:
    told = [login(house.browser(f"203.0.113.{n}"), "anna", GUESS).status_code for n in range(NAME.most + 1)]
    assert told == [401] * NAME.most + [429]


@pytest.mark.slow
def test_many_names_from_one_address_are_bounded_too(house: SharedCoach) -> None:
    browser = house.browser("203.0.113.5")
    answers = [login(browser, f"user{n}", PASSWORD).status_code for n in range(ADDRESS.most + 1)]
    assert answers == [401] * ADDRESS.most + [429]


def test_many_attempts_at_once_get_no_more_tries_than_one_after_another(house: SharedCoach) -> None:
    hasher = CountingHasher()
    entrance = type(house.coach.entrance)(house.store, Passwords(hasher), house.clock)

    def guess(number: int) -> str:
        try:
            entrance.sign_in("anna", f"wrong stone {number}", "192.0.2.66")
        except Exception as error:
            return type(error).__name__
        return "in"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(24)))
    assert set(told) <= {"NotSignedIn", "TooMany"}
    assert len(hasher.verified) <= PAIR.most


@pytest.mark.slow
def test_a_sign_in_that_goes_well_forgets_what_was_mistyped(house: SharedCoach) -> None:
    browser = house.browser()
    for _ in range(3):
        for _ in range(PAIR.most - 1):
            assert login(browser, "anna", GUESS).status_code == 401
        assert login(browser).status_code == 200
