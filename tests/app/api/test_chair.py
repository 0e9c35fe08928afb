"""The second chair over the API: a link to one interview, marks beside a grade, and what a candidate sees when."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.coach.coach import Coach
from app.coach.commands import Wanted
from app.interview.chair import MOST_QUESTION_CHARS, MOST_REMARK_CHARS
from app.interview.requests.commands import Command

START = {"stage": "screening", "topics": ["ml-fundamentals"], "questions": 2, "seed": 7}
UNSURE = "I am thinking of a balance here, and of what each of the two errors would look like on data it has not seen."


def begun(client: TestClient, **changes: Any) -> dict[str, Any]:
    response = client.post("/api/interviews", json=START | changes)
    assert response.status_code == 201, response.text
    return response.json()


def offered(client: TestClient, interview: dict[str, Any]) -> dict[str, str]:
    """The headers of whoever has the link."""
    made = client.post(f"/api/interviews/{interview['id']}/chair", json={})
    assert made.status_code == 201, made.text
    return {"Chair-Token": made.json()["token"]}


def looked(client: TestClient, link: dict[str, str]) -> dict[str, Any]:
    seen = client.get("/api/chair", headers=link)
    assert seen.status_code == 200, seen.text
    return seen.json()


def answered(client: TestClient, interview: dict[str, Any], text: str) -> dict[str, Any]:
    path = f"/api/interviews/{interview['id']}"
    turn = client.get(path).json()["ask"]["turn"]
    assert client.post(f"{path}/answers", json={"answer": text, "turn": turn}).status_code == 200
    return client.get(path).json()


def noted(client: TestClient, link: dict[str, str], turn: int, **body: Any) -> Any:
    return client.post(f"/api/chair/turns/{turn}", headers=link, json=body)


@pytest.fixture
def interview(client: TestClient) -> dict[str, Any]:
    return begun(client)


@pytest.fixture
def link(client: TestClient, interview: dict[str, Any]) -> dict[str, str]:
    return offered(client, interview)


def test_the_chair_sees_question_points_and_hints_and_the_candidate_none_of_them(
    client: TestClient, coach: Coach, interview: dict[str, Any], link: dict[str, str]
) -> None:
    view = looked(client, link)
    question = coach.bank.question(interview["ask"]["question_id"])
    assert view["now"]["asked"]["text"] == question.text
    assert [one["text"] for one in view["now"]["points"]] == [one.text for one in question.key_points]
    assert all(one["hints"] for one in view["now"]["points"])
    assert not view["turns"]
    own = (
        client.get(f"/api/interviews/{interview['id']}").text
        + client.get(f"/api/interviews/{interview['id']}/chair").text
    )
    assert not [one.text for one in question.key_points if one.text in own]


def test_both_see_where_they_differ_once_the_marks_are_handed_in(
    client: TestClient, coach: Coach, interview: dict[str, Any], link: dict[str, str]
) -> None:
    looked(client, link)
    question = coach.bank.question(interview["ask"]["question_id"])
    told = answered(client, interview, question.strong_answer)
    assert told["turns"][0]["compared"] is None
    before = looked(client, link)["turns"][0]
    assert before["answer"] == question.strong_answer
    assert {one["state"] for one in before["points"]} == {""}
    assert before["possible"] is None
    kept = noted(client, link, 1, heard=[], remark="I heard none of it.", handed_in=True)
    assert kept.status_code == 200
    points = kept.json()["turns"][0]["points"]
    assert {(one["state"], one["outcome"]) for one in points if not one["is_bonus"]} == {("met", "differ")}
    grade, after = told["turns"][0]["grade"], client.get(f"/api/interviews/{interview['id']}").json()["turns"][0]
    assert after["grade"] == grade, "the chair has moved the coach's grade"
    assert after["compared"]["remark"] == "I heard none of it."
    assert {one["outcome"] for one in after["compared"]["points"]} == {"differ"}
    assert noted(client, link, 1, heard=[question.key_points[0].id]).status_code == 409


def test_what_is_still_asked_about_is_told_to_nobody_but_the_chair(
    client: TestClient, coach: Coach, interview: dict[str, Any], link: dict[str, str]
) -> None:
    looked(client, link)
    question = coach.bank.question(interview["ask"]["question_id"])
    half = " ".join(one.text for one in question.key_points[1:])
    told = answered(client, interview, half)
    assert told["ask"]["kind"] == "follow-up" or told["ask"]["position"] == 2
    heard = [one.id for one in question.key_points]
    assert noted(client, link, 1, heard=heard, remark="You lack the first.", handed_in=True).status_code == 200
    compared = client.get(f"/api/interviews/{interview['id']}").json()["turns"][0]["compared"]
    held = [one["point_id"] for one in told["turns"][0]["grade"]["verdicts"] if one["held_back"]]
    assert not set(held) & {one["point_id"] for one in compared["points"]}
    assert compared["remark"] == ("" if held else "You lack the first.")


def test_of_an_exam_nothing_of_the_chair_is_told_before_its_end(client: TestClient, coach: Coach) -> None:
    exam = begun(client, mode="exam")
    link = offered(client, exam)
    looked(client, link)
    question = coach.bank.question(exam["ask"]["question_id"])
    answered(client, exam, question.strong_answer)
    heard = [one.id for one in question.key_points]
    kept = noted(client, link, 1, heard=heard, remark="All of it.", handed_in=True).json()
    assert kept["turns"][0]["points"][0]["state"], "the exam's rules are for the candidate"
    shown = client.get(f"/api/interviews/{exam['id']}")
    assert shown.json()["turns"][0]["compared"] is None
    assert "All of it." not in shown.text
    ended = client.post(f"/api/interviews/{exam['id']}/end").json()
    assert ended["turns"][0]["compared"]["remark"] == "All of it."
    for form, words in (("markdown", "## Two who judge"), ("html", "<h2>Two who judge"), ("json", '"chair": {')):
        text = client.get(f"/api/candidate/interviews/{exam['id']}/report/{form}").text
        assert words in text, form
        assert "All of it." in text
    assert client.get(f"/api/candidate/interviews/{exam['id']}/report").json()["chair"]["agree"] >= 1


def test_a_question_of_the_chair_is_the_interviewers_turn_and_counts_in_no_score(
    client: TestClient, coach: Coach, interview: dict[str, Any], link: dict[str, str]
) -> None:
    looked(client, link)
    path = f"/api/interviews/{interview['id']}"
    question = coach.bank.question(interview["ask"]["question_id"])
    answered(client, interview, question.strong_answer)
    asked = client.post("/api/chair/questions", headers=link, json={"text": "  And with\x1b[31m little data?\u202e "})
    assert asked.status_code == 201
    assert asked.json()["waiting"] == "And with[31m little data?"
    assert client.get(f"{path}/chair").json()["chair"]["waiting"] == "And with[31m little data?"
    assert client.post("/api/chair/questions", headers=link, json={"text": "And again?"}).status_code == 409
    now = client.post(f"{path}/chair/question").json()
    assert (now["ask"]["by_chair"], now["ask"]["text"]) == (True, "And with[31m little data?")
    assert client.post(f"{path}/commands", json={"command": "hint", "turn": now["ask"]["turn"]}).status_code == 409
    after = answered(client, interview, "I would take a simpler model, and say so to whoever reads the figures.")
    assert after["turns"][1]["asked"]["by_chair"]
    assert after["turns"][1]["grade"]["score"] is None
    assert (after["ask"]["by_chair"], after["ask"]["position"]) == (False, 2)
    card = client.post(f"{path}/end").json()["scorecard"]
    assert (card["answered"], card["score"]) == (1, 1.0)


def test_a_question_that_waits_comes_after_the_answer_to_what_is_asked(
    client: TestClient, coach: Coach, link: dict[str, str], interview: dict[str, Any]
) -> None:
    question = coach.bank.question(interview["ask"]["question_id"])
    asked = {"text": "Which of the two would you mend first?", "point_id": question.key_points[0].id}
    assert client.post("/api/chair/questions", headers=link, json=asked).status_code == 201
    told = answered(client, interview, question.strong_answer)
    assert (told["ask"]["text"], told["ask"]["by_chair"]) == (asked["text"], True)
    told = answered(client, interview, question.key_points[0].text)
    assert [one["point_id"] for one in told["turns"][1]["grade"]["verdicts"]] == [question.key_points[0].id]
    assert told["ask"]["position"] == 2


def test_what_comes_from_the_chair_is_bounded_and_held_to_what_is_there(
    client: TestClient, interview: dict[str, Any], link: dict[str, str]
) -> None:
    assert noted(client, link, 1, remark="x" * (MOST_REMARK_CHARS + 1)).status_code == 422
    assert noted(client, link, 1, heard=["p"] * 41).status_code == 422
    assert noted(client, link, 1, heard=["nowhere"]).status_code == 422
    assert noted(client, link, 9).status_code == 404
    assert noted(client, link, 1, points=3).status_code == 422
    cleaned = noted(client, link, 1, remark="\u200bGo on\x00 <|im_end|>\nplease ")
    assert cleaned.json()["now"]["remark"] == "Go on < |im_end|>\nplease"
    for text in ("x" * (MOST_QUESTION_CHARS + 1), "x"):
        assert client.post("/api/chair/questions", headers=link, json={"text": text}).status_code == 422
    assert client.post("/api/chair/questions", headers=link, json={"text": "\u200b \u200b"}).status_code == 422
    nowhere = {"text": "Why so?", "point_id": "nowhere"}
    assert client.post("/api/chair/questions", headers=link, json=nowhere).status_code == 422
    assert client.get(f"/api/interviews/{interview['id']}").json()["chair"] is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda client, path: client.delete(path),
        lambda client, path: client.post(path, json={}),
    ],
    ids=["taken back", "another one"],
)
def test_a_link_ends_at_once(
    client: TestClient, interview: dict[str, Any], link: dict[str, str], spoil: Callable[[TestClient, str], Any]
) -> None:
    looked(client, link)
    assert spoil(client, f"/api/interviews/{interview['id']}/chair").status_code in {201, 204}
    for request in (client.get("/api/chair", headers=link), noted(client, link, 1)):
        assert request.status_code == 404
        assert "not good" in request.json()["error"]["message"]


def test_marks_do_not_stop_a_command_that_is_being_given(
    client: TestClient, coach: Coach, interview: dict[str, Any], link: dict[str, str]
) -> None:
    """What the chair notes between the reading and the storing of a command stays."""
    point = coach.bank.question(interview["ask"]["question_id"]).key_points[0].id
    given = coach.interviews.commands
    assert given is not None

    class Meanwhile(type(given)):  # type: ignore[misc]
        def given(self, seen: Any, wanted: Any) -> Any:
            assert noted(client, link, 1, heard=[point]).status_code == 200
            return super().given(seen, wanted)

    slow = replace(coach.interviews, commands=Meanwhile(**vars(given)))
    slow.command(interview["id"], Wanted(Command.HINT), 1)
    kept = coach.interviews.get(interview["id"]).course
    assert len(kept.exchanges) == 1
    assert kept.chair.note(1).heard == (point,)
