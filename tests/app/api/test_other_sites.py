"""What a page of another site can reach of the coach: nothing that tells or costs something."""

import socket

import pytest
from fastapi.testclient import TestClient

from app.api.application import make_application
from app.api.inside.results import Results
from app.coach.coach import Coach
from app.settings import Settings

HOSTS = {"coach.example": 200, "box.lan:8000": 200, "127.0.0.1": 200, "localhost": 400, "10.0.0.1": 400, "lan": 400}
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


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:3000", "https://localhost:1", "x"])
def test_another_origin_is_refused_where_a_browser_tells_nothing_else(client: TestClient, origin: str) -> None:
    response = client.post("/api/ask", json={"question": "What is a KV cache?"}, headers={"Origin": origin})
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "other_site"


@pytest.mark.parametrize("origin", ["http://localhost", "http://localhost:80"])
def test_its_own_origin_is_answered(client: TestClient, origin: str) -> None:
    assert client.get("/api/options", headers={"Origin": origin}).status_code == 200


def test_a_port_of_thousands_of_digits_breaks_nothing(client: TestClient) -> None:
    headers = {"Origin": "http://evil.example", "Host": "localhost:" + "9" * 5000}
    assert client.get("/api/options", headers=headers).status_code == 403


@pytest.fixture(scope="module")
def key(coach: Coach) -> str:
    """Of a program: a coach that listens wider answers nobody who is not known."""
    user, _ = coach.accounts.invite("somebody")
    return coach.accounts.make_key(user.owner, "test")[1]


def wide(coach: Coach, key: str, **further: str) -> TestClient:
    """A client of a coach that listens on all addresses."""
    settings = Settings(_env_file=None, host="0.0.0.0", **further)  # noqa: S104
    application = make_application(settings, lambda _: coach, Results.installed())
    application.state.loading.load()
    return TestClient(application, base_url="http://localhost", headers={"Authorization": f"Bearer {key}"})


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 400),
        ("evil.example:8000", 400),
        ("", 400),
        ("192.168.1.7:8000", 200),
        ("[fe80::1]:8000", 200),
        ("localhost:8000", 200),
        (socket.gethostname(), 200),
    ],
)
def test_a_wider_bind_answers_to_addresses_and_to_its_own_name(coach: Coach, key: str, host: str, status: int) -> None:
    response = wide(coach, key).get("/api/options", headers={"Host": host})
    assert response.status_code == status
    if status == 400:
        assert response.json()["error"]["code"] == "other_host"
        assert "COACH_ALLOWED_HOSTS" in response.text


def test_names_that_are_set_are_the_only_ones_and_their_pages_are_trusted_behind_a_proxy(
    coach: Coach, key: str
) -> None:
    client = wide(coach, key, allowed_hosts="coach.example, *.lan, 127.0.0.1")
    status = {host: client.get("/api/options", headers={"Host": host}).status_code for host in HOSTS}
    assert status == HOSTS
    proxied = {"Host": "127.0.0.1:8000", "Origin": "https://coach.example"}
    assert client.get("/api/options", headers=proxied).status_code == 200
    assert client.get("/api/options", headers=proxied | {"Origin": "https://other.example"}).status_code == 403
