"""What is remembered, over HTTP: an interview that leaves cards, their review, files, and that nothing is left."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from made_files import docx, encrypted_pdf, pdf

from app.api.places.bodies import MAX_BODY_BYTES

BASE = "/api/candidate"


@pytest.fixture
def ended(client: TestClient) -> Iterator[str]:
    """The id of an interview of one question in which nothing was known."""
    assert client.delete(BASE).status_code == 200
    start = {"stage": "screening", "topics": ["rag"], "questions": 1}
    interview = client.post("/api/interviews", json=start).json()
    answer = {"answer": "I do not know that one, sorry.", "turn": 1}
    assert client.post(f"/api/interviews/{interview['id']}/answers", json=answer).status_code == 200
    client.post(f"/api/interviews/{interview['id']}/end")
    yield interview["id"]
    client.delete(BASE)


def cards_of(client: TestClient) -> list[dict[str, Any]]:
    return json.loads(client.get(f"{BASE}/export").text)["cards"]


def test_an_interview_leaves_history_progress_and_a_report(client: TestClient, ended: str) -> None:
    (held,) = client.get(f"{BASE}/interviews").json()["interviews"]
    assert (held["id"], held["ended"], held["earned"]) == (ended, True, 0)
    progress = client.get(f"{BASE}/progress").json()
    assert progress["answers"] == 1
    assert progress["missed"] == progress["cards_in_all"] >= 4
    assert progress["calibration"]["told"] == 0
    report = client.get(f"{BASE}/interviews/{ended}/report").json()
    assert report["card"]["possible"] > 0
    for form, kind in (("markdown", "text/markdown"), ("html", "text/html"), ("json", "application/json")):
        file = client.get(f"{BASE}/interviews/{ended}/report/{form}")
        assert file.headers["content-type"].startswith(kind)
        assert file.headers["content-disposition"].startswith("attachment")
    assert client.get(f"{BASE}/interviews/{ended}/report/pdf").status_code == 422


def test_a_card_is_reviewed_and_the_review_taken_back(client: TestClient, ended: str) -> None:
    card = cards_of(client)[0]
    body = {"question_id": card["question_id"], "point_id": card["point_id"], "answer": card["point"], "sure": 1}
    reviewed = client.post(f"{BASE}/reviews", json=body).json()
    assert reviewed["point"] == card["point"]
    assert reviewed["card"]["reviews"] == 2
    assert reviewed["grade"]["verdicts"]
    assert client.post(f"{BASE}/reviews/undo").json()["reviews"] == 1
    assert client.post(f"{BASE}/reviews/undo").status_code == 404
    rated = client.post(f"{BASE}/reviews", json=body | {"answer": "", "rating": "easy"}).json()
    assert (rated["rating"], rated["grade"]) == ("easy", None)
    assert client.post(f"{BASE}/reviews", json=body | {"rating": "perfect"}).status_code == 422
    nothing = client.post(f"{BASE}/reviews", json=body | {"answer": " "})
    assert (nothing.status_code, "an answer or a rating" in nothing.text) == (422, True)
    assert client.post(f"{BASE}/reviews", json=body | {"point_id": "nowhere"}).status_code == 404


def test_an_answer_to_a_card_is_held_to_the_limit_that_is_set(client: TestClient, ended: str) -> None:
    card = cards_of(client)[0]
    most = client.get("/api/options").json()["max_answer_chars"]
    body = {"question_id": card["question_id"], "point_id": card["point_id"], "answer": "x" * (most + 1)}
    told = client.post(f"{BASE}/reviews", json=body)
    assert (told.status_code, f"the limit is {most:,}" in told.text) == (422, True)


def test_what_is_due_hides_the_point(client: TestClient, ended: str) -> None:
    due = client.get(f"{BASE}/cards").json()
    assert due["cards_in_all"] >= 4
    assert all("point" not in card for card in due["cards"])


def test_an_export_comes_back_after_everything_was_forgotten(client: TestClient, ended: str) -> None:
    document = client.get(f"{BASE}/export").text
    deleted = client.delete(BASE).json()["deleted"]
    assert (deleted["interviews"], deleted["turns"]) == (1, 1)
    assert client.get(f"/api/interviews/{ended}").status_code == 404
    assert cards_of(client) == []
    added = client.post(f"{BASE}/import", json={"document": document}).json()
    assert added["cards"] == len(json.loads(document)["cards"])
    assert client.post(f"{BASE}/import", json={"document": "{}"}).status_code == 422


def test_an_export_of_many_reviews_can_be_brought_back(client: TestClient, ended: str) -> None:
    document = json.loads(client.get(f"{BASE}/export").text)
    card = document["cards"][0]
    review = {"kind": "review", "card_id": card["id"], "topic": "rag", "rating": "good", "credit": 1, "sure": None}
    at = [f"2026-01-01T00:{number // 60:02}:{number % 60:02}Z" for number in range(900)]
    document["events"] += [review | {"at_utc": one, "seconds": 9, "before": card} for one in at]
    text = json.dumps(document)
    assert len(text) > MAX_BODY_BYTES
    assert client.post(f"{BASE}/import", json={"document": text}).json()["events"] == 900
    document["cards"][0]["topic"] = "my topic"
    refused = client.post(f"{BASE}/import", json={"document": json.dumps(document)})
    assert (refused.status_code, "cards.0.topic" in refused.text) == (422, True)


def test_cards_come_as_files(client: TestClient, ended: str) -> None:
    assert client.get(f"{BASE}/cards/anki").content[:2] == b"PK"
    assert client.get(f"{BASE}/cards/markdown").text.startswith("# Cards")


def test_a_report_comes_with_the_end(client: TestClient) -> None:
    interview = client.post("/api/interviews", json={"stage": "screening", "questions": 1}).json()
    assert client.get(f"{BASE}/interviews/{interview['id']}/report").status_code == 409
    assert client.get(f"{BASE}/interviews/nobody/report").status_code == 404


def remembered(client: TestClient) -> dict[str, Any]:
    """What the routes tell of a candidate's grades; a share of a topic moves with the clock and is left out."""
    told = {name: client.get(f"{BASE}/{name}").json() for name in ("cards", "progress", "export")}
    told["cards/markdown"] = client.get(f"{BASE}/cards/markdown").text
    told["export"]["candidate"].pop("seen")
    for topic in told["progress"]["topics"]:
        for name in ("share", "low", "high"):
            topic.pop(name)
    return told


@pytest.mark.parametrize("is_ended_early", [True, False])
def test_nothing_of_an_exams_grades_is_remembered_or_listed_before_its_end(
    client: TestClient, ended: str, is_ended_early: bool
) -> None:
    before = remembered(client)
    start = {"stage": "screening", "topics": ["rag"], "questions": 2, "mode": "exam"}
    interview = client.post("/api/interviews", json=start).json()
    path, question = f"/api/interviews/{interview['id']}", interview["ask"]["question_id"]
    client.post(f"{path}/answers", json={"answer": "I do not know that one, sorry.", "turn": 1, "confidence": 0.9})
    held = client.get(f"{BASE}/interviews").json()["interviews"][0]
    told = (held["id"], held["ended"], held["answered"], held["earned"], held["possible"], held["hiring"])
    assert told == (interview["id"], False, 1, 0, 0, None)
    assert remembered(client) == before
    if is_ended_early:
        client.post(f"{path}/end")
    else:
        client.post(f"{path}/answers", json={"answer": "I do not know that either.", "turn": 2})
    after = remembered(client)
    known = {(card["question_id"], card["point_id"]) for card in before["export"]["cards"]}
    missed = [card for card in after["export"]["cards"] if (card["question_id"], card["point_id"]) not in known]
    assert sum(card["question_id"] == question for card in missed) >= 4
    assert len({card["question_id"] for card in missed}) == (1 if is_ended_early else 2)
    assert all(card["point"] in after["cards/markdown"] for card in missed)
    assert after["progress"]["missed"] == before["progress"]["missed"] + len(missed)
    assert after["progress"]["calibration"]["told"] == 1
    assert client.get(f"{BASE}/interviews").json()["interviews"][0]["possible"] > 0


def test_a_plan_cites_job_and_cv(client: TestClient) -> None:
    body = {"job": "- Build retrieval with BM25 and embeddings", "cv": "- Built a retrieval system with BM25"}
    plan = client.post(f"{BASE}/plan", json=body).json()
    assert plan["requirements"][0]["line"] == {"file": "job", "line": 1, "text": body["job"]}
    assert plan["projects"][0]["line"]["file"] == "cv"
    assert client.post(f"{BASE}/plan", json=body | {"cv": "  "}).status_code == 422


def test_interviews_in_a_row_do_not_repeat_a_question(client: TestClient, ended: str) -> None:
    asked = []
    for _ in range(6):
        start = {"stage": "screening", "topics": ["rag"], "questions": 1}
        interview = client.post("/api/interviews", json=start).json()
        asked.append(interview["ask"]["question_id"])
    assert len(set(asked)) == len(asked)


def test_without_a_language_model_nobody_grades_beside_the_coach(client: TestClient) -> None:
    assert client.get(f"{BASE}/graders").json() == {"model": None}


def test_the_history_tells_how_many_interviews_there_are_and_gives_the_earlier_ones(
    client: TestClient, ended: str
) -> None:
    """It ended without a word at the hundredth."""
    first = client.get(f"{BASE}/interviews").json()
    assert first["in_all"] == len(first["interviews"])
    ids = [one["id"] for one in first["interviews"]]
    assert ended in ids
    earlier = client.get(f"{BASE}/interviews", params={"skip": 1}).json()
    assert [one["id"] for one in earlier["interviews"]] == ids[1:]
    assert earlier["in_all"] == first["in_all"]
    assert client.get(f"{BASE}/interviews", params={"skip": -1}).status_code == 422


@pytest.mark.parametrize("name", ["cv.pdf", "cv.docx"])
def test_a_plan_reads_a_file_as_the_command_does_and_cites_its_lines(client: TestClient, name: str) -> None:
    said = "Built a retrieval system with BM25 and embeddings at a bank"
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ("Ada Example", said))
    raw = pdf("Ada Example", said) if name.endswith("pdf") else docx(paragraphs)
    read = client.post(f"{BASE}/plan/file", files={"file": (name, raw)})
    assert read.status_code == 200, read.text
    cv = read.json()
    line = cv["text"].split("\n").index(said) + 1
    body = {"job": "- Build retrieval with BM25 and embeddings", "cv": cv["text"], "cv_is_plain": cv["is_plain"]}
    plan = client.post(f"{BASE}/plan", json=body).json()
    assert plan["requirements"][0]["shown_by"] == {"file": "cv", "line": line, "text": said}
    assert cv["is_plain"] == name.endswith("pdf")


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("cv.pdf", encrypted_pdf(), "cv.pdf is encrypted; save it without a password"),
        ("cv.pdf", b"%PDF-1.4 cut off", "cv.pdf is not a readable PDF"),
        ("cv.exe", b"MZ", "cv.exe kind '.exe' is not known; known are"),
        ("cv.txt", b"word " * 30_000, "cv.txt has 150,000 characters, the limit for a plan is 100,000"),
        ("cv.txt", b"", "cv.txt has no text in it"),
        ("../cv.txt", b"a", "has a name that cannot be kept"),
    ],
)
def test_a_file_of_a_plan_that_cannot_be_read_is_named_with_the_reason(
    client: TestClient, name: str, raw: bytes, told: str
) -> None:
    refused = client.post(f"{BASE}/plan/file", files={"file": (name, raw)})
    assert refused.status_code in (400, 422)
    assert told in refused.json()["error"]["message"]
