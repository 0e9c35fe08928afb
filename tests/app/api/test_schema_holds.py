"""Every route with values that schemathesis makes from the schema and with real ids: no 5xx, no undocumented status."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from app.api.application import make_application
from app.api.inside.results import Results
from app.coach.coach import Coach
from app.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

EXAMPLES = 12
ANSWER = "A model with high bias underfits and one with high variance overfits, so I compare both errors."
# What takes minutes is asked a few times.
SLOW = ("/answers", "/runs", "/ask", "/explain", "/plan", "/history")
FEW = 4


@pytest.fixture
def api(settings: Settings, coach: Coach) -> Iterator[TestClient]:
    application = make_application(settings, lambda _: coach, Results.installed())
    application.state.loading.load()
    with TestClient(application, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


def real_ids(client: TestClient) -> dict[str, Any]:
    """Ids of what is there: an interview with a missed point, a card, a project with a document, a task."""
    start = {"stage": "screening", "topics": ["ml-fundamentals"], "questions": 3, "seed": 7}
    interview = client.post("/api/interviews", json=start).json()
    client.post(f"/api/interviews/{interview['id']}/answers", json={"turn": 1, "answer": ANSWER})
    project = client.post("/api/projects", json={"name": "Fraud"}).json()
    files = [("files", ("README.md", b"# Fraud\n\nWe built a model with XGBoost and measured an F1 of 0.87.\n"))]
    client.post(f"/api/projects/{project['id']}/documents", files=files)
    return {
        "interview_id": interview["id"],
        "number": 1,
        "project_id": project["id"],
        "document_id": "rag/rag-overview",
        "task_id": client.get("/api/tasks").json()["tasks"][0]["id"],
        "form": "markdown",
    }


def test_no_route_fails_or_answers_what_its_schema_does_not_say(api: TestClient) -> None:
    schema = openapi.from_dict(api.get("/openapi.json").json())
    real = real_ids(api)
    asked = 0
    for made in schema.get_all_operations():
        operation = made.ok()
        count = FEW if operation.path.endswith(SLOW) else EXAMPLES
        asked += count

        hold_operation(api, operation, real, count)
    assert asked > 300


def hold_operation(client: TestClient, operation: Any, real: dict[str, Any], count: int) -> None:
    """Send `count` cases of an operation, every other one to what is there: ids of the schema's making find nothing."""
    turns = itertools.count()

    @examples(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        if next(turns) % 2 == 0:
            case.path_parameters = {name: real.get(name, value) for name, value in (case.path_parameters or {}).items()}
        held(client, case)

    run()


def held(client: TestClient, case: Any) -> None:
    """Send a case and hold its reply against the schema."""
    told = case.as_transport_kwargs(base_url="http://localhost")
    request = httpx.Request(
        told["method"],
        told["url"],
        params=told.get("params"),
        headers=dict(told.get("headers") or {}),
        content=body_of(told),
    )
    response = client.request(request.method, str(request.url), headers=dict(request.headers), content=request.content)
    case.validate_response(response, checks=[not_a_server_error, status_code_conformance])


def body_of(told: dict[str, Any]) -> bytes | None:
    """The body of a case: JSON, or what it is."""
    if told.get("json") is not None:
        return json.dumps(told["json"]).encode()
    data = told.get("data")
    if isinstance(data, str):
        return data.encode("utf-8", "surrogatepass")
    return data if isinstance(data, bytes) else None
