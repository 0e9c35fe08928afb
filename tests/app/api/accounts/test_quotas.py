"""What a user may use a day, over HTTP: each quota by its name, with the time at which it is fresh again."""

import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from shared_coach import PASSWORD, SharedCoach, shared_coach

from app.accounts.quotas import Amount, Limits, until_next_day_s
from app.accounts.users import Role
from app.coach.coach import Coach
from app.interview.usage import Usage

START = {"stage": "screening", "questions": 1, "seed": 1}
FILE = {"files": ("notes.md", "# Notes\n\nWe counted birds on three lakes, twice a day.\n", "text/markdown")}
USAGE = Usage("grader", "m", "1", 70, 30, 5.0, cost_usd=0.5)


def house(coach: Coach, folder: Path, user: Amount, everybody: Amount = Amount()) -> SharedCoach:  # noqa: B008
    made = shared_coach(coach, folder, Limits(user, everybody))
    made.clock.at = datetime(2026, 11, 29, 23, 0, tzinfo=UTC)
    made.add("anna")
    made.add("bert")
    return made


def refused(response: Any, quota: str, whose: str = "your account") -> None:
    assert response.status_code == 429, response.text
    error = response.json()["error"]
    assert (error["code"], error["retryable"]) == ("too_many", False)
    assert quota in error["message"]
    assert whose in error["message"]
    assert response.headers["retry-after"] == "3601"


def test_requests(coach: Coach, tmp_path: Path) -> None:
    made = house(coach, tmp_path, Amount(requests=2))
    anna = made.program("anna")
    assert [anna.get("/api/options").status_code for _ in range(2)] == [200, 200]
    refused(anna.get("/api/options"), "requests, 2 a day")
    assert made.program("bert").get("/api/options").status_code == 200
    assert until_next_day_s(made.clock.at) == 3601
    made.clock.go_on(seconds=3601)
    assert anna.get("/api/options").status_code == 200
    made.store.close()


def test_who_has_used_all_up_can_still_end_what_uses_it(coach: Coach, tmp_path: Path) -> None:
    """A key that was stolen may have taken the day's requests: its user must be able to revoke it, and to sign out."""
    made = house(coach, tmp_path, Amount(requests=1))
    program, anna = made.program("anna"), made.signed_in("anna")
    assert program.get("/api/options").status_code == 200
    refused(anna.get("/api/options"), "requests, 1 a day")
    key = anna.get("/api/account/keys").json()["keys"][0]
    assert anna.delete(f"/api/account/keys/{key['id']}").status_code == 204
    change = {"old": PASSWORD, "new": "another river stone"}
    assert anna.post("/api/account/password", json=change).status_code == 200
    assert anna.post("/api/account/logout").status_code == 204
    made.store.close()


def test_keys_and_shares_that_are_made_count(coach: Coach, tmp_path: Path) -> None:
    """Each is written down: made and ended in a loop they filled the audit log."""
    made = house(coach, tmp_path, Amount(requests=1))
    anna = made.signed_in("anna")
    key = anna.post("/api/account/keys", json={"name": "one"}).json()["key"]["id"]
    assert anna.delete(f"/api/account/keys/{key}").status_code == 204
    refused(anna.post("/api/account/keys", json={"name": "two"}), "requests, 1 a day")
    refused(anna.post("/api/account/shares", json={"interview_id": "x", "coach": "carl"}), "requests")
    made.store.close()


@pytest.mark.slow
def test_answers_and_uploads(coach: Coach, tmp_path: Path) -> None:
    made = house(coach, tmp_path, Amount(answers=1, uploads=1))
    anna = made.program("anna")
    interview = anna.post("/api/interviews", json=START).json()
    said = {"answer": "It is about the split of the data, I think.", "turn": 1}
    assert anna.post(f"/api/interviews/{interview['id']}/answers", json=said).status_code == 200
    refused(anna.post("/api/ask", json={"question": "What is a KV cache?"}), "answers, 1 a day")
    project = anna.post("/api/projects", json={"name": "Lakes"}).json()["id"]
    assert anna.post(f"/api/projects/{project}/documents", files=FILE).status_code == 200
    refused(anna.post(f"/api/projects/{project}/documents", files=FILE), "uploads, 1 a day")
    refused(anna.post("/api/candidate/import", json={"document": "{}"}), "uploads")
    assert anna.get("/api/search", params={"q": "kv cache"}).status_code == 200
    used = anna.get("/api/account/usage").json()
    assert (used["used"]["answers"], used["used"]["uploads"], used["limits"]["answers"]) == (1, 1, 1)
    made.store.close()


@pytest.mark.slow
def test_an_answer_that_is_sent_again_is_counted_once(coach: Coach, tmp_path: Path) -> None:
    made = house(coach, tmp_path, Amount(requests=3, answers=1))
    anna, bert = made.program("anna"), made.program("bert")
    interview = anna.post("/api/interviews", json=START).json()
    answers = f"/api/interviews/{interview['id']}/answers"
    said = {"answer": "It is about the split of the data, I think.", "turn": 1}
    first = anna.post(answers, json=said, headers={"Idempotency-Key": "one"})
    last_id = re.findall("id: (.+)", first.text)[1]
    for further in ({}, {"Last-Event-ID": last_id}):
        again = anna.post(answers, json=said, headers={"Idempotency-Key": "one", **further})
        assert (again.status_code, bool(re.search('"repeat": ?true', again.text))) == (200, True)
    refused(anna.post(answers, json=said, headers={"Idempotency-Key": "two"}), "answers, 1 a day")
    # Somebody else's interview is nobody's repeat.
    assert bert.post(answers, json=said, headers={"Idempotency-Key": "one"}).status_code == 404
    used = made.coach.spending.used
    assert used(made.store.users.named("anna").owner) == Amount(requests=2, answers=1)
    assert used(made.store.users.named("bert").owner).answers == 1
    made.store.close()


@pytest.mark.slow
def test_a_question_whose_stream_is_taken_up_is_counted_once(coach: Coach, tmp_path: Path) -> None:
    made = house(coach, tmp_path, Amount(answers=1))
    body = {"question": "What is a KV cache?"}
    # One loop for all requests, as in a server.
    with made.program("anna") as anna:
        asked = partial(anna.post, "/api/ask/stream")
        first = asked(json=body, headers={"Idempotency-Key": "one"})
        ids = re.findall("id: (.+)", first.text)
        again = asked(json=body, headers={"Idempotency-Key": "one", "Last-Event-ID": ids[1]})
        assert re.findall("id: (.+)", again.text) == ids[2:]
        other = asked(json={"question": "What is BM25?"}, headers={"Idempotency-Key": "one"})
        assert other.status_code == 409
        refused(asked(json=body, headers={"Idempotency-Key": "two"}), "answers, 1 a day")
        refused(asked(json=body), "answers, 1 a day")
    assert made.coach.spending.used(made.store.users.named("anna").owner) == Amount(requests=1, answers=1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limits", "quota"),
    [(Amount(tokens=100), "language-model tokens, 100"), (Amount(cost_usd=0.5), "language-model cost, 0.5 USD")],
)
def test_what_a_language_model_takes(coach: Coach, tmp_path: Path, limits: Amount, quota: str) -> None:
    made = house(coach, tmp_path, limits)
    anna = made.program("anna")
    assert anna.post("/api/ask", json={"question": "What is a KV cache?"}).status_code == 200
    made.coach.spending.spent(made.store.users.named("anna").owner, [USAGE])
    refused(anna.post("/api/ask", json={"question": "What is a KV cache?"}), quota)
    refused(anna.post("/api/interviews", json=START), quota)
    assert anna.get("/api/search", params={"q": "kv cache"}).status_code == 200
    assert made.program("bert").post("/api/interviews", json=START).status_code == 201
    made.store.close()


def test_what_all_of_them_take(coach: Coach, tmp_path: Path) -> None:
    made = house(coach, tmp_path, Amount(), Amount(tokens=150, cost_usd=9.0))
    made.add("emil", Role.OPERATOR)
    for name in ("anna", "bert"):
        made.coach.spending.spent(made.store.users.named(name).owner, [USAGE])
    for name in ("anna", "emil"):
        refused(made.program(name).post("/api/interviews", json=START), "language-model tokens, 150", "all users")
    totals = made.program("emil").get("/api/operator/usage").json()
    assert totals["everybody"]["used"]["tokens"] == 200
    assert totals["users"]["anna"]["cost_usd"] == 0.5
    made.store.close()


def test_who_comes_by_openais_way_is_told_in_its_shape(coach: Coach, tmp_path: Path) -> None:
    made = house(coach, tmp_path, Amount(answers=1))
    anna = made.program("anna")
    body = {"model": "coach-ask", "messages": [{"role": "user", "content": "What is a KV cache?"}]}
    assert anna.post("/v1/chat/completions", json=body).status_code == 200
    response = anna.post("/v1/chat/completions", json=body)
    assert (response.status_code, response.headers["x-should-retry"]) == (429, "false")
    assert response.json()["error"]["type"] == "rate_limit_error"
    assert response.headers["retry-after"] == "3601"
    made.store.close()
