"""What tests of accounts ask for over HTTP: a sign-in, an invitation, an interview; and what they say there."""

from typing import Any

from fastapi.testclient import TestClient
from shared_coach import PASSWORD, SharedCoach

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
