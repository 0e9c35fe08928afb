"""Who is in and wants more: another role, what others own. Each test is a row of SECURITY.md."""

from typing import Any

import pytest
from account_requests import START
from fastapi.testclient import TestClient
from shared_coach import PASSWORD, SharedCoach

from app.accounts.users import Role


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


def test_what_a_disabled_candidate_shares_is_not_there_until_they_are_enabled(house: SharedCoach) -> None:
    anna, carl = house.signed_in("anna"), house.signed_in("carl")
    share = anna.post("/api/account/shares", json={"interview_id": ended(anna), "coach": "carl"}).json()
    house.coach.accounts.disable("anna")
    assert carl.get("/api/shared").json() == {"shares": []}
    assert carl.get(f"/api/shared/{share['id']}").status_code == 404
    house.coach.accounts.enable("anna")
    assert carl.get(f"/api/shared/{share['id']}").status_code == 200


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
