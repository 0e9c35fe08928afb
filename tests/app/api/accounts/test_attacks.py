"""What somebody tries who wants in, or who is in and wants more. Each test is a row of SECURITY.md."""

import json
import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from sampled import one_in
from shared_coach import CHEAP, ORIGIN, PASSWORD, SharedCoach, shared_coach
from sqlalchemy import select

from app.accounts.attempts import ADDRESS, NAME, PAIR
from app.accounts.users import MOST_PASSWORD_CHARS, Role
from app.api.accounts.admission import COOKIE
from app.coach.accounts.entrance import BAD_LINK, WRONG
from app.coach.accounts.passwords import HASHER, Passwords
from app.coach.coach import Coach
from app.store.tables import audit, users

STONES, GUESS = "four small grey stones", "wrong stone lamp"
START = {"stage": "screening", "questions": 1, "seed": 1}


def login(browser: TestClient, name: str = "anna", password: str = PASSWORD) -> Any:
    return browser.post("/api/account/login", json={"name": name, "password": password})


def is_in(client: TestClient) -> bool:
    status = client.get("/api/account/me").status_code
    assert status in {200, 401}
    return status == 200


def invited(house: SharedCoach, name: str = "gina") -> str:
    return house.coach.accounts.invite(name)[1]


def accept(browser: TestClient, token: str, words: str = STONES) -> Any:
    return browser.post("/api/account/invitation", json={"token": token, "password": words})


# --- Sign in -----------------------------------------------------------------------------------------------------


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


# --- Guessing ----------------------------------------------------------------------------------------------------


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


# --- Links -------------------------------------------------------------------------------------------------------


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


# --- Keys and disabled users -------------------------------------------------------------------------------------


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


# --- Other sites -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    one_in(
        3,
        [
            {},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://localhost:1"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site", "Origin": "https://localhost"},
        ],
    ),
)
def test_a_change_that_comes_with_a_cookie_comes_from_the_own_page(house: SharedCoach, headers: dict[str, str]) -> None:
    token = house.signed_in("anna").cookies[COOKIE]
    browser = TestClient(house.application, base_url="https://localhost", client=("192.0.2.7", 1))
    cookie = {"Cookie": f"{COOKIE}={token}"}
    for method, path in (("POST", "/api/interviews"), ("DELETE", "/api/candidate"), ("POST", "/api/account/logout")):
        assert browser.request(method, path, headers={**cookie, **headers}).status_code == 403
    own = browser.post("/api/interviews", json=START, headers={**cookie, **ORIGIN})
    assert own.status_code == 201


def test_a_program_with_a_key_needs_no_page(house: SharedCoach) -> None:
    assert house.program("anna").post("/api/interviews", json=START).status_code == 201


def test_a_foreign_page_signs_nobody_in(house: SharedCoach) -> None:
    foreign = house.browser()
    foreign.headers["Origin"] = "https://evil.example"
    assert login(foreign).status_code == 403


# --- More than one's own -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/account/login", {"name": "anna", "password": PASSWORD, "role": "operator"}),
        ("/api/account/keys", {"name": "k", "owner": "x"}),
        ("/api/account/keys", {"name": "k", "role": "operator"}),
        ("/api/account/password", {"old": PASSWORD, "new": "another river stone", "role": "operator"}),
        ("/api/interviews", {**START, "owner": "x"}),
        ("/api/projects", {"name": "p", "owner": "x"}),
        ("/api/account/shares", {"interview_id": "x", "coach": "carl", "owner": "x"}),
    ],
)
def test_no_request_can_ask_for_a_role_or_an_owner(house: SharedCoach, path: str, body: dict[str, Any]) -> None:
    browser = house.signed_in("anna")
    response = browser.post(path, json=body)
    assert response.status_code == 422
    assert house.store.users.named("anna").role is Role.CANDIDATE


@pytest.mark.slow
def test_no_route_of_the_schema_takes_a_role(house: SharedCoach) -> None:
    schemas = house.application.openapi()["components"]["schemas"]
    asked = {name: one["properties"] for name, one in schemas.items() if name.endswith("Request")}
    assert asked
    assert not [name for name, fields in asked.items() if {"role", "owner", "actor"} & set(fields)]


def test_what_a_coach_and_an_operator_may_see_a_candidate_may_not(house: SharedCoach) -> None:
    browser = house.signed_in("anna")
    for path in ("/api/shared", "/api/shared/x", "/api/operator/usage"):
        assert browser.get(path).status_code == 403
    carl = house.signed_in("carl")
    assert carl.get("/api/shared").json() == {"shares": []}
    assert carl.get("/api/operator/usage").status_code == 403


def ended(browser: TestClient) -> str:
    interview: dict[str, Any] = browser.post("/api/interviews", json=START).json()
    browser.post(f"/api/interviews/{interview['id']}/end")
    return str(interview["id"])


def test_a_coach_reads_what_is_shared_until_it_is_not(house: SharedCoach) -> None:
    anna, carl = house.signed_in("anna"), house.signed_in("carl")
    interview = ended(anna)
    share = anna.post("/api/account/shares", json={"interview_id": interview, "coach": "Carl"}).json()
    assert [one["name"] for one in carl.get("/api/shared").json()["shares"]] == ["anna"]
    assert carl.get(f"/api/shared/{share['id']}").json()["id"] == interview
    house.coach.accounts.set_role("carl", Role.CANDIDATE)
    assert carl.get(f"/api/shared/{share['id']}").status_code == 403
    house.coach.accounts.set_role("carl", Role.COACH)
    assert anna.delete(f"/api/account/shares/{share['id']}").status_code == 204
    assert carl.get(f"/api/shared/{share['id']}").status_code == 404


@pytest.mark.slow
def test_a_coach_cannot_share_with_themselves_what_is_not_theirs(house: SharedCoach) -> None:
    interview = ended(house.signed_in("anna"))
    carl = house.signed_in("carl")
    refused = carl.post("/api/account/shares", json={"interview_id": interview, "coach": "carl"})
    assert refused.status_code == 404
    for nobody in ("bert", "nobody.here", "'"):
        own = ended(carl)
        response = carl.post("/api/account/shares", json={"interview_id": own, "coach": nobody})
        assert (response.status_code, response.json()["error"]["message"]) == (
            404,
            f"there is no coach {nobody!r} here",
        )


# --- Proxies -----------------------------------------------------------------------------------------------------


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


# --- What stays behind -------------------------------------------------------------------------------------------


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
