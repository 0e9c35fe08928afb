"""Whatever a model replies: one stored turn, the right next question, an honest sentence, a server that lives on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bad_replies import HELD_BACK, MODES, Mode
from fastapi.testclient import TestClient
from migrated import migrated
from sampled import slow
from scripted import Scripted

from app.main import create_app
from app.settings import Settings

ANSWER = "High bias means that the model is too simple and underfits, so training and validation error are both high."
START = {"stage": "screening", "topics": ["ml-fundamentals"], "questions": 2, "seed": 7}
QUESTION = {"question": "ROC-AUC or PR-AUC for rare positives?"}
QUICK = {"llm_connect_s": 1.0, "llm_first_token_s": 0.8, "llm_between_tokens_s": 0.6, "llm_overall_s": 2.0}
# Each mode takes a coach of its own twice.
DEFAULT = [name for name, mode in MODES.items() if mode.is_quick][::12]
NAMES = [name if name in DEFAULT else slow(name) for name in MODES]
Told = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def offline(client: TestClient) -> Told:
    """What the coach without a model makes of the answer: the grade, and what it asks then."""
    interview = client.post("/api/interviews", json=START).json()
    return interview["ask"], events_of(answered(client, interview["id"]))["question"]


@pytest.fixture
def coach(name: str, settings: Settings, server: Scripted, shared_parts: None, tmp_path: Path) -> Iterator[TestClient]:
    """The server with a model that has answered well so far; it tries again only where an endpoint asks it to."""
    retries = 1 if "Retry-After" in MODES[name].play.headers else 0
    url = migrated(tmp_path / "coach.sqlite")
    changes = {"llm_base_url": server.url, "llm_model": "scripted", "llm_retries": retries, "database_url": url}
    application = create_app(settings.model_copy(update=changes | QUICK))
    application.state.loading.load()
    with TestClient(application, base_url="http://localhost", raise_server_exceptions=False) as made:
        yield made


def turn_bad(server: Scripted, mode: Mode) -> None:
    server.default = mode.play
    server.refused_fields = dict(mode.refused_fields)
    server.refuses = set(mode.refuses)


def answered(client: TestClient, identifier: str) -> str:
    headers = {"Idempotency-Key": "the-same"}
    told = client.post(f"/api/interviews/{identifier}/answers", json={"answer": ANSWER, "turn": 1}, headers=headers)
    assert told.status_code == 200, told.text
    return told.text


def events_of(text: str) -> dict[str, Any]:
    """The last event of each name."""
    found = {}
    for part in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in part.splitlines() if ": " in line)
        if "data" in fields:
            found[fields["event"]] = json.loads(fields["data"])
    return found


def told_after_restart(text: str) -> list[dict[str, Any]]:
    """The tokens of an answer that were not withdrawn."""
    tail = text.rpartition("event: restart")[2]
    parts = [part.splitlines() for part in tail.strip().split("\n\n") if "event: token" in part]
    return [json.loads(line.partition(": ")[2]) for lines in parts for line in lines if line.startswith("data: ")]


def is_honest(sentence: str) -> bool:
    """One line that a person can read, with nothing of a page in it."""
    return "\n" not in sentence and len(sentence) < 400 and "Traceback" not in sentence and "<html" not in sentence


def test_there_are_modes_for_the_sixty_replies_that_were_seen() -> None:
    assert len(MODES) >= 60


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_reply_costs_the_model_its_say_and_nothing_else(
    name: str, coach: TestClient, server: Scripted, offline: Told
) -> None:
    mode = MODES[name]
    interview = coach.post("/api/interviews", json=START).json()
    turn_bad(server, mode)

    told = events_of(answered(coach, interview["id"]))
    by = told["grade"]["graded_by"]
    assert mode.told in by["fallback"]
    assert (by["method"], bool(by["fallback"])) == (("offline", True) if mode.told else ("llm", False))
    assert is_honest(by["fallback"])
    assert told["grade"]["score"] is not None

    # One turn, whose second sending changes nothing, and which can be read.
    assert events_of(answered(coach, interview["id"]))["done"]["repeat"]
    read = coach.get(f"/api/interviews/{interview['id']}")
    assert read.status_code == 200
    assert [turn["asked"]["turn"] for turn in read.json()["turns"]] == [1]
    for usage in read.json()["turns"][0]["usage"]:
        assert all(type(usage[count]) is int and usage[count] >= 0 for count in ("input_tokens", "output_tokens"))
        assert is_honest(usage["outcome"])

    # The question that the rules ask next, in the bank's words unless the model has good ones.
    asks, wanted = read.json()["ask"], offline[1]
    if mode.told:
        assert asks == wanted
    assert (asks["turn"], asks["of"]) == (2, 2)
    assert not any(sign in asks["text"] for sign in ("http", "<", "\ud800", "noon", "Ignore all"))

    assert coach.get("/healthz").json() == {"status": "ok"}
    assert coach.get("/readyz").status_code == 200


@pytest.mark.parametrize("name", [HELD_BACK])
def test_no_reason_gives_away_the_point_that_is_asked_about_next(
    name: str, coach: TestClient, server: Scripted
) -> None:
    """In a deep dive: a screening asks on only where a point is half there."""
    interview = coach.post("/api/interviews", json=START | {"stage": "deep-dive"}).json()
    turn_bad(server, MODES[name])
    told = events_of(answered(coach, interview["id"]))
    assert told["question"]["kind"] == "follow-up"
    turn = coach.get(f"/api/interviews/{interview['id']}").json()["turns"][0]
    reasons = {verdict["reason"].rpartition(": ")[2] for verdict in turn["grade"]["verdicts"]}
    assert "asked about next" in reasons
    assert reasons <= {"asked about next", "told after the next question"}


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_reply_keeps_nobody_from_asking_and_from_beginning(
    name: str, coach: TestClient, server: Scripted, offline: Told
) -> None:
    turn_bad(server, MODES[name])
    asked = coach.post("/api/ask/stream", json=QUESTION)
    assert asked.status_code == 200
    done = events_of(asked.text)["done"]
    assert done["sentences"]
    assert any(sentence["grounded"] for sentence in done["sentences"])
    assert is_honest(done["fallback"])
    # What was told and not withdrawn is the answer.
    tokens = "".join(part["text"] for part in told_after_restart(asked.text))
    assert tokens in (done["answer"], "")
    grounded = " ".join(sentence["text"] for sentence in done["sentences"] if sentence["grounded"])
    assert not any(sign in grounded for sign in ("evil", "cheese", "nowhere", "<think", "</think", "<|", "\ud800"))

    begun = coach.post("/api/interviews", json=START)
    assert begun.status_code in (200, 201)
    assert begun.json()["ask"]["question_id"] == offline[0]["question_id"]
    assert not any(sign in begun.json()["ask"]["text"] for sign in ("http", "<", "\ud800", "noon", "Ignore all"))
    assert coach.get("/healthz").json() == {"status": "ok"}
