"""Errors that no route makes: they have the shape, the headers and a way out as all others."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.application import make_application
from app.api.inside.results import Results
from app.api.places.bodies import MAX_BODY_BYTES
from app.coach.coach import Coach
from app.settings import Settings

LONG = b'{"question": "' + b"x" * (MAX_BODY_BYTES + 1) + b'"}'
JSON = {"Content-Type": "application/json"}


def in_pieces() -> Any:
    for at in range(0, len(LONG), 100_000):
        yield LONG[at : at + 100_000]


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code", "words"),
    [
        ("GET", "/api/nowhere", {}, 404, "not_found", "there is nothing at /api/nowhere"),
        ("GET", "/static/nowhere.js", {}, 404, "not_found", "/static/nowhere.js"),
        ("DELETE", "/api/search", {}, 405, "method_not_allowed", "/api/search takes no DELETE, only GET"),
        ("POST", "/api/ask", {"content": LONG, "headers": JSON}, 413, "too_large", "too long"),
        ("POST", "/api/ask", {"content": in_pieces, "headers": JSON}, 413, "too_large", "too long"),
        ("GET", "/healthz", {"headers": {"Host": "evil.example"}}, 400, "other_host", "COACH_ALLOWED_HOSTS"),
        ("GET", "/healthz", {"headers": {"Host": "["}}, 400, "other_host", "COACH_ALLOWED_HOSTS"),
        ("POST", "/api/ask", {"content": b'{"question": ', "headers": JSON}, 422, "unprocessable", "is not JSON"),
        ("POST", "/api/ask", {"content": b'{"question": "\xff"}', "headers": JSON}, 400, "bad_request", "body"),
    ],
)
def test_every_error_has_the_one_shape(
    client: TestClient, method: str, path: str, sent: dict[str, Any], status: int, code: str, words: str
) -> None:
    if callable(sent.get("content")):
        sent = sent | {"content": sent["content"]()}
    response = client.request(method, path, **sent)
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert set(response.json()) == {"error"}
    assert set(error) == {"code", "message", "retryable"}
    assert (error["code"], error["retryable"]) == (code, False)
    assert words in error["message"]
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_a_method_that_is_not_taken_names_those_that_are(client: TestClient) -> None:
    assert client.delete("/api/search").headers["allow"] == "GET"


def test_a_body_that_is_no_json_is_told_where_it_breaks(client: TestClient) -> None:
    response = client.post("/api/ask", content=b'{"question": }', headers=JSON)
    assert response.json()["error"]["message"] == "the body is not JSON: Expecting value at character 13"


def test_an_error_that_nobody_has_foreseen_tells_nothing_of_itself(settings: Settings, coach: Coach) -> None:
    application = make_application(settings, lambda _: coach, Results.installed())
    application.state.loading.load()

    @application.get("/api/broken")
    def broken() -> None:
        raise RuntimeError("a private matter")

    with TestClient(application, base_url="http://localhost", raise_server_exceptions=False) as client:
        response = client.get("/api/broken")
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "error"
    assert "private" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
