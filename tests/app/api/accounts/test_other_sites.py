"""What pages of other sites try in somebody's browser. Each test is a row of SECURITY.md."""

import pytest
from account_requests import START, login
from fastapi.testclient import TestClient
from sampled import one_in
from shared_coach import ORIGIN, SharedCoach

from app.api.accounts.admission import COOKIE


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
