"""What a page of another site can reach of the coach: nothing that tells or costs something."""

import pytest
from fastapi.testclient import TestClient

EXPLAIN = "/api/explain?q=kv+cache+memory"


def test_another_site_cannot_reach_the_coach_under_its_own_name(client: TestClient) -> None:
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "same-origin, cross-site"])
@pytest.mark.parametrize("path", [EXPLAIN, "/api/search?q=kv+cache", "/api/options", "/api/results"])
def test_a_link_or_picture_on_another_site_costs_nothing_and_is_told_why(
    client: TestClient, path: str, site: str
) -> None:
    response = client.get(path, headers={"Sec-Fetch-Site": site})
    assert response.status_code == 403
    error = response.json()["error"]
    assert (error["code"], error["retryable"]) == ("other_site", False)
    assert "open the coach's own page" in error["message"]
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_a_foreign_form_is_refused_too(client: TestClient) -> None:
    body = '{"question": "What is a KV cache?"}'
    plain = {"Content-Type": "text/plain"}
    assert client.post("/api/ask", content=body, headers=plain).status_code == 422
    foreign = {"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}
    assert client.post("/api/ask", content=body, headers=foreign).status_code == 403


@pytest.mark.parametrize("site", [None, "same-origin", "none"])
def test_the_page_itself_the_address_bar_and_programs_are_answered(client: TestClient, site: str | None) -> None:
    headers = {} if site is None else {"Sec-Fetch-Site": site}
    assert client.get(EXPLAIN, headers=headers).status_code == 200


def test_a_link_from_another_site_to_the_page_works(client: TestClient) -> None:
    for path in ("/", "/inside", "/static/styles/base.css", "/readyz"):
        assert client.get(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_the_refusal_is_in_the_schema_of_every_route_of_the_api(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = [(path, one) for path, methods in paths.items() for one in methods.values()]
    assert {path for path, one in operations if "403" not in one["responses"]} == {"/healthz", "/readyz"}
