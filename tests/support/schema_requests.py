"""Requests that the OpenAPI schema calls valid, with the ids of what one person has wherever one is named."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from shared_coach import SharedCoach, shared_coach

from app.accounts.users import Role
from app.api.accounts.admission import CHAIR_HEADER
from app.coach.coach import Coach

# A word that stands in all that is Anna's and nowhere else.
MARK = "zebrafishes"
SAID = (
    f"I would split the {MARK} before I fit anything, and look at the loss of both parts, because a leak flatters it."
)
# What names in a path stand for: of somebody's own, or of everybody's.
OWNED = {"interview_id", "number", "project_id", "document_name", "key_id", "share_id", "request_key"}
PUBLIC = {"task_id", "document_id", "name", "form"}
# What a request needs and its schema cannot say: a review is of an answer or of a rating.
ALSO = {("POST", "/api/candidate/reviews"): {"rating": "good"}}
# What a body names of the bank, which is everybody's.
OF_THE_BANK = {"question_id", "point_id"}


@dataclass(frozen=True)
class Held:
    """What somebody has: ids by their names, beside those of everybody, and the link to the chair of an interview."""

    house: SharedCoach
    ids: Mapping[str, Any]
    owner: str
    link: dict[str, str]


def held_by_anna(coach: Coach, folder: Path) -> Held:
    """What Anna has in a coach that she shares with bert, a candidate, carl and dora, coaches, and emil, an operator.

    Her interview has ended, and Dora reads its report.
    """
    house = shared_coach(coach, folder)
    for name, role in (("anna", Role.CANDIDATE), ("bert", Role.CANDIDATE), ("carl", Role.COACH)):
        house.add(name, role)
    house.add("dora", Role.COACH)
    house.add("emil", Role.OPERATOR)
    anna, owner = house.program("anna"), house.store.users.named("anna").owner
    start = {"stage": "screening", "topics": ["ml-fundamentals"], "questions": 1, "seed": 7}
    interview = anna.post("/api/interviews", json=start).json()
    path = f"/api/interviews/{interview['id']}"
    assert anna.post(f"{path}/answers", json={"answer": SAID, "turn": 1}).status_code == 200
    assert anna.post(f"{path}/end").status_code == 200
    project = anna.post("/api/projects", json={"name": f"The {MARK} project"}).json()
    file = {"files": (f"{MARK}.md", f"# Notes\n\nWe counted 40 {MARK} in 2024, in three lakes.\n", "text/markdown")}
    assert anna.post(f"/api/projects/{project['id']}/documents", files=file).status_code == 200
    card = next(iter(house.store.candidates.get(owner).cards.values()))
    shared = anna.post("/api/account/shares", json={"interview_id": interview["id"], "coach": "dora"}).json()
    key, _ = house.coach.accounts.make_key(owner, MARK)
    asked = anna.post("/api/ask/stream", json={"question": "what is dropout"}, headers={"Idempotency-Key": "annas"})
    assert asked.status_code == 200
    _, link = house.coach.chairs.offer(owner, interview["id"])
    results = anna.get("/api/results").json()["reports"]
    ids = {
        "interview_id": interview["id"],
        "number": 1,
        "project_id": project["id"],
        "document_name": f"{MARK}.md",
        "key_id": key.id,
        "share_id": shared["id"],
        "question_id": card.question_id,
        "point_id": card.point_id,
        "task_id": house.coach.code.tasks[0].id,
        "document_id": house.coach.questions.documents()[0][0],
        "name": results[0]["name"] if results else "none.md",
        "form": "json",
        "request_key": "annas",
        "old": "river stone lamp",
        "new": "another river stone",
        "coach": "carl",
    }
    return Held(house, ids, owner, {CHAIR_HEADER: link})


def operations(house: SharedCoach) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every operation of the schema."""
    paths = house.application.openapi()["paths"]
    return [(method.upper(), path, one) for path, methods in paths.items() for method, one in methods.items()]


def named_in_bodies(house: SharedCoach) -> set[tuple[str, str, str]]:
    """Method, path and field of whatever in a body, needed or not, names something that may be somebody's."""
    schemas = house.application.openapi()["components"]["schemas"]
    return {
        (method, path, name)
        for method, path, operation in operations(house)
        for body in operation.get("requestBody", {}).get("content", {}).values()
        for name, field in fields_of(body["schema"], schemas)
        if (name.endswith("_id") or "the id of" in field.get("description", "")) and name not in OF_THE_BANK
    }


def fields_of(schema: Any, schemas: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """All fields of a schema and of what is in it, by their names."""
    if isinstance(schema, list):
        for one in schema:
            yield from fields_of(one, schemas)
    elif isinstance(schema, dict):
        if "$ref" in schema:
            yield from fields_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
        yield from schema.get("properties", {}).items()
        for one in [*schema.get("properties", {}).values(), *(schema.get(key) for key in ("anyOf", "allOf", "items"))]:
            yield from fields_of(one, schemas)


def send(held: Held, client: TestClient, method: str, path: str, operation: dict[str, Any]) -> Any:
    """A request that the schema calls valid, with the ids that are held wherever one is named."""
    parameters = [one for one in operation.get("parameters", ()) if one["in"] in {"path", "query"}]
    unknown = {one["name"] for one in parameters if one["in"] == "path"} - OWNED - PUBLIC
    assert not unknown, f"whose is what {unknown} names in {path}? say it in OWNED or PUBLIC"
    filled = path.format(**{one["name"]: held.ids[one["name"]] for one in parameters if one["in"] == "path"})
    schemas = held.house.application.openapi()["components"]["schemas"]
    asked = {"q": "lakes and the loss of both parts"}
    query = {
        one["name"]: asked.get(one["name"]) or made(held, one["name"], one["schema"], schemas)
        for one in parameters
        if one["in"] == "query" and one.get("required")
    }
    sent: dict[str, Any] = {"params": query}
    body = operation.get("requestBody", {}).get("content", {})
    if "application/json" in body:
        sent["json"] = made(held, "", body["application/json"]["schema"], schemas) | ALSO.get((method, path), {})
    elif "multipart/form-data" in body:
        fields = resolved(body["multipart/form-data"]["schema"], schemas)["properties"]
        files = {name for name, one in fields.items() if "binary" in json.dumps(one) or "contentMediaType" in str(one)}
        sent["files"] = dict.fromkeys(files, ("a.md", b"# A\n\nSome words of somebody else.\n", "text/markdown"))
    return client.request(method, filled, **sent)


def resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return resolved(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return resolved(schema[choice][0], schemas)
    return schema


def made(held: Held, name: str, schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """A value that a schema takes: the id that is held where it is called so, else an example, else the least."""
    if name in held.ids and name != "name":
        return held.ids[name]
    whole = resolved(schema, schemas)
    for given in (schema, whole):
        for key in ("const", "default"):
            if given.get(key) is not None:
                return given[key]
        for key in ("examples", "enum"):
            if given.get(key):
                return given[key][0]
    return least(held, name, whole, schemas)


def least(held: Held, name: str, whole: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """The least that a schema takes."""
    if whole.get("type") == "object":
        needed = whole.get("required", ())
        return {one: made(held, one, part, schemas) for one, part in whole["properties"].items() if one in needed}
    if whole.get("type") == "array":
        return [made(held, name, whole["items"], schemas)] * whole.get("minItems", 0)
    if whole.get("type") in {"integer", "number"}:
        return whole.get("minimum", whole.get("exclusiveMinimum", 0) + 1)
    if whole.get("type") == "boolean":
        return False
    return ("some words " * (1 + whole.get("minLength", 0) // 11))[: whole.get("maxLength", 1000)].strip()
