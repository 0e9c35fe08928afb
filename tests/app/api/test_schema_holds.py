"""Every route with values that schemathesis makes from the schema and with real ids: no 5xx, no undocumented status."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from schema_requests import held_by_anna
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
        asked += len(hold_operation(api, operation, real, count))
    assert asked > 300


# What only somebody who is signed in has, and what has come to its end.
OF_ACCOUNTS = {
    "/api/account/me",
    "/api/account/usage",
    "/api/account/keys",
    "/api/account/shares",
    "/api/shared",
    "/api/shared/{share_id}",
    "/api/operator/usage",
    "/api/chair",
    "/api/chair/turns/{number}",
    "/api/interviews/{interview_id}/chair",
    "/api/candidate/interviews/{interview_id}/report",
    "/api/candidate/interviews/{interview_id}/report/{form}",
    "/api/projects/{project_id}/documents/{document_name}",
}


def test_with_accounts_the_same_holds_for_a_candidate_a_coach_an_operator_and_the_chair(
    coach: Coach, tmp_path: Path
) -> None:
    there = held_by_anna(coach, tmp_path)
    house, chair = there.house, there.house.program("bert")
    chair.headers.update(there.link)
    others = {"/api/chair": chair, "/api/shared": house.program("dora"), "/api/operator": house.program("emil")}
    anna, told = house.signed_in("anna"), defaultdict(set)
    schema = openapi.from_dict(house.application.openapi())
    for operation in sorted((made.ok() for made in schema.get_all_operations()), key=ending_last):
        client = next((one for path, one in others.items() if operation.path.startswith(path)), anna)
        told[operation.path] |= set(hold_operation(client, operation, there.ids, FEW))
    house.store.close()
    assert {path for path in OF_ACCOUNTS if not told[path] & {200, 201}} == set()


def ending_last(operation: Any) -> tuple[bool, bool, bool]:
    """Others read what Anna has before she changes it; then goes what there is, and her session at the very end."""
    is_annas = not operation.path.startswith(("/api/chair", "/api/shared", "/api/operator"))
    return operation.path.endswith("/logout"), operation.method.upper() == "DELETE", is_annas


def hold_operation(client: TestClient, operation: Any, real: Mapping[str, Any], count: int) -> list[int]:
    """Send `count` cases of an operation, every other one to what is there: ids of the schema's making find nothing."""
    turns, told = itertools.count(), list[int]()

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
            if isinstance(case.body, dict):
                case.body = {name: real.get(name, it) if name.endswith("_id") else it for name, it in case.body.items()}
        told.append(held(client, case))

    run()
    return told


def held(client: TestClient, case: Any) -> int:
    """Send a case and hold its reply against the schema; returns its status."""
    made = requests.Request(**case.as_transport_kwargs(base_url=str(client.base_url))).prepare()
    body = made.body.encode("utf-8", "surrogatepass") if isinstance(made.body, str) else made.body
    response = client.request(made.method or "", made.url or "", headers=dict(made.headers), content=body)
    case.validate_response(response, checks=[not_a_server_error, status_code_conformance])
    return response.status_code
