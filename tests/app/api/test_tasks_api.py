"""Coding tasks over HTTP."""

from fastapi.testclient import TestClient

from app.coach.coach import Coach


def test_the_list_says_whether_code_is_run_here(client: TestClient) -> None:
    found = client.get("/api/tasks").json()
    assert len(found["tasks"]) >= 40
    assert found["runs_code"] is (not found["sandbox"].startswith("Code is not run"))


def test_a_task_shows_its_visible_tests_and_nothing_of_the_hidden_ones(client: TestClient, coach: Coach) -> None:
    body = client.get("/api/tasks/two-sum").text
    assert "finds_the_pair" in body
    task = coach.code.get("two-sum")
    assert not [name for name in task.hidden_names if name in body]
    assert "where.setdefault" not in body


def test_a_program_is_run_and_submitted(client: TestClient, coach: Coach) -> None:
    code = coach.code.get("two-sum").reference
    if coach.code.sandbox.kind is None:
        assert client.post("/api/tasks/two-sum/runs", json={"code": code}).status_code == 503
        return
    ran = client.post("/api/tasks/two-sum/runs", json={"code": code}).json()
    assert (ran["good"], len(ran["tests"]), ran["points"]) == (True, 2, [])
    submitted = client.post("/api/tasks/two-sum/runs", json={"code": code, "submit": True}).json()
    assert [point["met"] for point in submitted["points"]] == [True, True, True]
    assert all(point["text"] for point in submitted["points"])


def test_an_unknown_task_and_an_empty_program_are_errors(client: TestClient) -> None:
    assert client.get("/api/tasks/nothing").status_code == 404
    assert client.post("/api/tasks/two-sum/runs", json={"code": ""}).status_code == 422
