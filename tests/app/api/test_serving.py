"""What holds for every request: loading, headers, the schema, limits."""

import threading
from collections.abc import Callable

from fastapi.testclient import TestClient

from app.api.application import make_application
from app.coach import Coach
from app.settings import Settings


def test_the_page_and_health_are_served_while_the_coach_still_loads(settings: Settings, coach: Coach) -> None:
    may_end = threading.Event()

    def load(report: Callable[[str], None]) -> Coach:
        report("building the index: 1 of 9 windows embedded")
        may_end.wait(20)
        return coach

    with TestClient(make_application(settings, load), base_url="http://localhost") as new:
        assert new.get("/healthz").json() == {"status": "ok"}
        assert new.get("/").status_code == 200
        ready = new.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["doing"].startswith("building the index")
        refused = new.post("/api/ask", json={"question": "what is bm25"})
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        may_end.set()


def test_a_coach_that_cannot_be_loaded_says_why_to_every_request(settings: Settings) -> None:
    def load(report: Callable[[str], None]) -> Coach:
        raise OSError("no space left on device")

    application = make_application(settings, load)
    application.state.loading.load()
    with TestClient(application, base_url="http://localhost") as broken:
        assert "no space left" in broken.get("/readyz").json()["doing"]
        answer = broken.post("/api/ask", json={"question": "what is bm25"})
        assert answer.status_code == 500
        assert "no space left" in answer.json()["error"]["message"]


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/healthz", "/api/interviews/none"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_the_openapi_schema_describes_errors_and_examples(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    answers = schema["paths"]["/api/interviews/{interview_id}/answers"]["post"]
    assert {"404", "409", "422", "503"} <= set(answers["responses"])
    assert "examples" in schema["components"]["schemas"]["AskRequest"]["properties"]["question"]


def test_a_body_without_end_is_cut_off(client: TestClient) -> None:
    response = client.post(
        "/api/ask", content=b'{"question": "' + b"x" * 600_000 + b'"}', headers={"content-type": "application/json"}
    )
    assert response.status_code == 413
