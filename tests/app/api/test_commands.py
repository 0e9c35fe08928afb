"""Commands over the wire: in plain words among the answers, and on a route of their own."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.coach.coach import Coach
from app.hearing.recognition import Recogniser


def start(client: TestClient, **body: Any) -> Any:
    started = client.post(
        "/api/interviews", json={"stage": "screening", "topics": [], "questions": 1, "seed": 1} | body
    )
    assert started.status_code == 201
    return started.json()


def events(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("event:"):
            name = line.removeprefix("event:").strip()
        elif line.startswith("data:") and name != "token":
            found[name] = json.loads(line.removeprefix("data:"))
    return found


@pytest.mark.parametrize(
    ("words", "command"),
    [("Can you give me a hint?", "hint"), ("Could you repeat the question?", "repeat"), ("Let me think.", "talk")],
)
def test_a_command_in_plain_words_takes_no_turn_and_shows_no_point(
    client: TestClient, coach: Coach, words: str, command: str
) -> None:
    started = start(client)
    asked = coach.interviews.get(started["id"]).plan[0]
    said = client.post(f"/api/interviews/{started['id']}/answers", json={"answer": words, "turn": 1})
    assert said.status_code == 200
    told = events(said.text)
    assert told["said"]["command"] == command
    assert (told["done"]["taken"], told["question"]["turn"]) == (False, 1)
    assert not any(point.text in said.text for point in asked.key_points)
    after = client.get(f"/api/interviews/{started['id']}").json()
    assert (after["turns"], after["ask"]["turn"]) == ([], 1)
    assert [one["said"] for one in after["exchanges"]] == [words]


def test_a_command_by_button_tells_and_an_illegal_one_is_a_conflict(client: TestClient) -> None:
    started = start(client)
    path = f"/api/interviews/{started['id']}/commands"
    hint = client.post(path, json={"command": "hint", "turn": 1})
    assert hint.status_code == 200
    assert (hint.json()["exchange"]["rung"], hint.json()["interview"]["ask"]["turn"]) == (1, 1)
    for body in ({"command": "retry"}, {"command": "model_answer"}, {"command": "hint", "turn": 2}):
        assert client.post(path, json=body).status_code == 409
    assert client.post(path, json={"command": "dance"}).status_code == 422


def test_nothing_of_an_exam_is_told_before_its_end(client: TestClient) -> None:
    started = start(client, mode="exam", level="mid", questions=2)
    assert started["clock"]["seconds"] > 60
    path = f"/api/interviews/{started['id']}"
    assert client.post(f"{path}/commands", json={"command": "hint"}).status_code == 409
    client.post(f"{path}/answers", json={"answer": "", "turn": 1, "confidence": 0.2})
    (turn,) = client.get(path).json()["turns"]
    assert (turn["grade"]["verdicts"], turn["grade"]["score"], turn["citations"]) == ([], None, [])
    assert turn["confidence"] == 0.2
    ended = client.post(f"{path}/end").json()
    assert ended["turns"][0]["grade"]["verdicts"]


def test_a_loop_holds_its_rounds_in_order(client: TestClient, coach: Coach) -> None:
    names = [loop["name"] for loop in client.get("/api/options").json()["loops"]]
    assert names == ["full", "senior", "start-up"]
    started = start(client, loop="full")
    interview = coach.interviews.get(started["id"])
    stages = [one.stage.value for one in interview.course.rounds]
    assert stages == ["screening", "project-review", "deep-dive", "system-design", "behavioural"]
    assert [question.id for question in interview.plan] == [
        identifier for one in interview.course.rounds for identifier in one.question_ids
    ]
    assert client.post("/api/interviews", json={"stage": "screening", "loop": "none"}).status_code == 404


class Undecided:
    """Finds every message as likely an answer as a question back."""

    def shares(self, *_: str) -> dict[str, float]:
        return {"answer": 0.5, "clarify": 0.5}


def test_a_message_that_is_asked_back_about_carries_that_a_yes_or_no_is_asked(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.hearing.message.shipped", lambda: Recogniser(Undecided()))
    words = "drop from what to what? and overnight or slowly"
    path = f"/api/interviews/{start(client)['id']}"
    said = events(client.post(f"{path}/answers", json={"answer": words, "turn": 1}).text)["said"]
    assert (said["said"], said["in_doubt"]) == (words, "clarify")
    assert client.get(path).json()["exchanges"][-1]["in_doubt"] == "clarify"
    told = events(client.post(f"{path}/answers", json={"answer": "no", "turn": 1}).text)["said"]
    assert (told["command"], told["in_doubt"]) == ("clarify", None)
    assert client.get(path).json()["turns"] == []
