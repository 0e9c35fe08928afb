"""Every route of the API, tried by somebody else with the ids of what is not theirs, and by nobody at all.

The routes and what they take are read from the OpenAPI schema: a route that is new tomorrow is tried too. A name in a
path that is not known here stops the test, so that somebody says whose what it names is.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sampled import slow
from schema_requests import MARK, OWNED, Held, held_by_anna, named_in_bodies, operations, send
from shared_coach import SharedCoach
from sqlalchemy import String, Text, select

from app.api.accounts.admission import CHAIR, ENTRANCES, OPEN, OPEN_BELOW
from app.coach.coach import Coach
from app.store.tables import metadata

# Tables in which a request leaves a trace of itself.
TRACES = {"spending", "audit", "access_keys", "sessions"}


@pytest.fixture(scope="module")
def held(coach: Coach, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    made = held_by_anna(coach, tmp_path_factory.mktemp("shared"))
    yield made
    made.house.store.close()


def rows_of(held: Held) -> dict[str, list[Any]]:
    """All rows of Anna, but for the traces that requests leave."""
    with held.house.store._engine.connect() as connection:
        return {
            table.name: [
                tuple(map(str, row)) for row in connection.execute(select(table).where(table.c.owner == held.owner))
            ]
            for table in metadata.sorted_tables
            if "owner" in table.columns and table.name not in TRACES
        }


@pytest.mark.parametrize("somebody", ["bert", slow("carl"), slow("emil")])
def test_no_route_tells_or_changes_what_is_somebody_elses(held: Held, somebody: str) -> None:
    """Bert is a candidate, Carl a coach with whom nothing is shared, Emil an operator."""
    client, before = held.house.program(somebody), rows_of(held)
    own = {str(value) for name, value in held.ids.items() if name in OWNED - {"number"}}
    tried = 0
    for method, path, operation in operations(held.house):
        if path in ENTRANCES or path in OPEN:
            continue
        response = send(held, client, method, path, operation)
        shown = f"{method} {path} for {somebody}: {response.status_code} {response.text[:300]}"
        names = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        if names & OWNED or path == "/api/candidate/reviews" or (method, path) == ("POST", "/api/account/shares"):
            assert response.status_code in {403, 404}, shown
            tried += 1
        else:
            assert response.status_code < 500, shown
            assert response.status_code != 401, shown
            # What the schema calls valid was tried, and not only its form; this file is none that was exported.
            assert response.status_code != 422 or path == "/api/candidate/import", shown
        assert MARK not in response.text.lower(), shown
        assert not {value for value in own if value in response.text} - asked_for(response), shown
    assert tried >= 20
    assert rows_of(held) == before
    # Operators see how much Anna has used, and nothing of what.
    totals = client.get("/api/operator/usage")
    assert totals.status_code == (200 if somebody == "emil" else 403)


def test_what_a_body_names_is_ones_own_too(held: Held) -> None:
    """What a request may leave out is not among what is sent above."""
    shares, starts = ("POST", "/api/account/shares", "interview_id"), ("POST", "/api/interviews", "project")
    assert named_in_bodies(held.house) == {shares, starts}, "whose is what it names? try it here with what is Anna's"
    bert, before = held.house.program("bert"), rows_of(held)
    body = {"stage": "project-review", "questions": 1, "project": held.ids["project_id"]}
    refused = bert.post("/api/interviews", json=body)
    assert refused.status_code == 404
    assert MARK not in refused.text
    assert rows_of(held) == before
    assert held.house.program("anna").post("/api/interviews", json=body).status_code == 201


def test_the_key_of_somebody_elses_request_gets_nothing_of_its_answer(held: Held) -> None:
    body, key = {"question": "what is dropout"}, {"Idempotency-Key": held.ids["request_key"]}
    anna, bert = held.house.program("anna"), held.house.program("bert")
    told, again, other = (one.post("/api/ask/stream", json=body, headers=key) for one in (anna, anna, bert))
    first_id = told.text.partition("id: ")[2].partition("\n")[0]
    assert first_id.endswith("-1")
    assert first_id in again.text
    assert first_id.removesuffix("1") not in other.text
    after = bert.post("/api/ask/stream", json=body, headers=key | {"Last-Event-ID": first_id})
    assert after.text == other.text
    # Who stops it stops their own.
    assert bert.delete(f"/api/ask/streams/{held.ids['request_key']}").status_code == 204
    assert first_id in anna.post("/api/ask/stream", json=body, headers=key).text


def asked_for(response: Any) -> set[str]:
    """Ids that come back only in the sentence that refuses them."""
    if response.status_code not in {403, 404}:
        return set()
    return {word.strip("'") for word in response.json()["error"]["message"].split()}


def test_the_link_to_a_chair_opens_one_interview_there_and_nothing_else_of_its_owner(held: Held) -> None:
    """Bert holds the link that Anna has made: every other route is as closed to him as before."""
    bert, before = held.house.program("bert"), rows_of(held)
    bert.headers.update(held.link)
    tried = 0
    for method, path, operation in operations(held.house):
        names = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        if names & OWNED and CHAIR.fullmatch(path) is None:
            response = send(held, bert, method, path, operation)
            assert response.status_code in {403, 404}, f"{method} {path}: {response.status_code}"
            assert MARK not in response.text.lower()
            tried += 1
    assert tried >= 20
    assert rows_of(held) == before
    seen = bert.get("/api/chair")
    assert seen.status_code == 200
    assert MARK in seen.text
    assert held.ids["interview_id"] not in seen.text
    assert held.ids["project_id"] not in seen.text
    assert bert.post("/api/chair/turns/1", json={"remark": "well split"}).status_code == 200
    assert {name for name, rows in rows_of(held).items() if rows != before[name]} == {"interviews"}
    # Anna cannot sit there herself, and nobody without an account can.
    assert held.house.program("anna").get("/api/chair", headers=held.link).status_code == 403
    stranger = held.house.browser()
    for path, methods in every_route(held.house):
        if path in OPEN or path in ENTRANCES or path.startswith(OPEN_BELOW):
            continue
        for method in methods:
            filled = path.replace(":path}", "}").format(**held.ids)
            assert stranger.request(method, filled, headers=held.link).status_code == 401, f"{method} {path}"


def test_the_same_requests_find_what_is_there_for_its_owner(held: Held) -> None:
    """Else the refusals above would say nothing."""
    client, found = held.house.program("anna"), set()
    for method, path, operation in operations(held.house):
        names = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        if method != "DELETE" and names & OWNED and not path.startswith(("/api/shared", "/api/chair")):
            response = send(held, client, method, path, operation)
            is_there = response.status_code != 404 or "no history was read" in response.text
            assert is_there, f"{method} {path}: {response.status_code} {response.text[:200]}"
            found.add(path)
    assert len(found) >= 15
    told = client.get(f"/api/interviews/{held.ids['interview_id']}").text
    assert MARK in told
    dora = held.house.program("dora")
    report = dora.get(f"/api/shared/{held.ids['share_id']}")
    assert report.status_code == 200
    assert MARK in report.text
    assert dora.get(f"/api/interviews/{held.ids['interview_id']}").status_code == 404


def test_no_route_answers_nobody(held: Held) -> None:
    """All that the application has, in the schema or not."""
    stranger = TestClient(held.house.application, base_url="https://localhost", client=("192.0.2.9", 1))
    tried = 0
    for path, methods in every_route(held.house):
        if path in OPEN or path in ENTRANCES or path.startswith(OPEN_BELOW):
            continue
        for method in methods:
            filled = path.replace(":path}", "}").format(**held.ids)
            response = stranger.request(method, filled, headers={"Origin": "https://localhost"})
            assert response.status_code == 401, f"{method} {path}: {response.status_code}"
            tried += 1
    assert tried >= 50
    assert stranger.get("/api/what-comes-tomorrow").status_code == 401
    # It has a rule of its own, and is not there for who asks from elsewhere.
    assert stranger.get("/metrics").status_code == 404


def every_route(house: SharedCoach) -> Iterator[tuple[str, set[str]]]:
    def walk(routes: Any) -> Iterator[tuple[str, set[str]]]:
        for route in routes:
            if getattr(route, "methods", None):
                yield route.path, route.methods
            elif hasattr(route, "original_router"):
                yield from walk(route.original_router.routes)

    yield from walk(house.application.router.routes)


def test_every_path_of_the_schema_is_among_the_routes_that_were_tried(held: Held) -> None:
    tried = {path.replace(":path}", "}") for path, _ in every_route(held.house)}
    assert {path for _, path, _ in operations(held.house)} <= tried
    assert "/v1/chat/completions" in tried


def test_columns_that_hold_a_user_are_called_so() -> None:
    """The test of deletion looks at every text; that of strangers at the rows of an owner."""
    known = {"owner", "coach", "actor"}
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | Text) and column.name in {"user", "user_id", "candidate", "account"}:
                pytest.fail(f"{table.name}.{column.name}: call it one of {sorted(known)}")


def test_the_folder_of_a_home_holds_no_file_of_what_users_asked(held: Held, tmp_path: Path) -> None:
    assert not list(held.house.projects_folder.parent.glob("gaps*"))


def test_at_the_end_its_owner_deletes_what_others_could_not(held: Held) -> None:
    """The last one: nothing is left of it afterwards. A key is ended by whoever is signed in."""
    client, tried = held.house.program("anna"), 0
    # A document before the project that it is in.
    for method, path, operation in sorted(operations(held.house), key=lambda one: -one[1].count("/")):
        if method == "DELETE" and "{" in path:
            response = send(held, client, method, path, operation)
            assert response.status_code == (403 if "key_id" in path else 204), f"{path}: {response.status_code}"
            tried += 1
    assert tried >= 3
