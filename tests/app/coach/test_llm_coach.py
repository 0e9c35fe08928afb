"""The whole coach with a scripted model: over HTTP, from the first question to the scorecard, and when things break."""

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from brains import by_role, grades
from fastapi.testclient import TestClient
from migrated import migrated
from scripted import Play, Scripted, block

from app.coach.coach import Coach
from app.grading.exam.exams import Exams
from app.grading.exam.result import MEANS, ExamResult, Level
from app.interview.grade import NOT_PASSED
from app.interview.interview import Interview
from app.llm.endpoint import Endpoint
from app.llm.prompts import read_prompt
from app.main import assemble, create_app
from app.settings import Settings
from ingest.bank.taxonomy import Stage

ANSWER = "High bias means that the model is too simple and underfits, so training and validation error are both high."
START = {"stage": "screening", "topics": ["ml-fundamentals"], "questions": 2, "seed": 7}


@pytest.fixture
def llm_settings(settings: Settings, server: Scripted, tmp_path: Path, shared_parts: None) -> Settings:
    changes = {
        "llm_base_url": server.url,
        "llm_model": "scripted",
        "llm_retries": 0,
        "llm_first_token_s": 10.0,
        "llm_input_usd": 1.0,
        "llm_output_usd": 2.0,
        "database_url": migrated(tmp_path / "coach.sqlite"),
    }
    return settings.model_copy(update=changes)


@pytest.fixture
def coach(llm_settings: Settings, server: Scripted) -> Iterator[Coach]:
    made = assemble(llm_settings)
    server.received.clear()
    yield made
    made.close()


def examined(agreed: int) -> ExamResult:
    """The exam of a model that agreed with so many of a hundred labels."""
    return ExamResult(
        host="h", model="scripted", prompt_version=read_prompt("grader").version, taken_utc=datetime.now(UTC),
        asked=46, failed=0, endpoint_failed=0, failure="", points=100, agreed=agreed, undeserved=50, credited=0,
        quotes=0, found=0, injections=4, obeyed=0, input_tokens=1, output_tokens=1, cost_usd=None, median_s=1.0,
    )  # fmt: skip


@contextmanager
def api(settings: Settings) -> Iterator[TestClient]:
    application = create_app(settings)
    application.state.loading.load()
    with TestClient(application, base_url="http://localhost") as client:
        yield client


@contextmanager
def served(settings: Settings) -> Iterator[tuple[str, int]]:
    """The application behind a real server."""
    application = create_app(settings)
    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_level="critical", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started or not application.state.loading.is_ready:
        assert time.monotonic() < until, application.state.loading.doing
        time.sleep(0.05)
    yield server.servers[0].sockets[0].getsockname()
    server.should_exit = True
    thread.join(timeout=10)


def played(coach: Coach, answers: list[str], stage: Stage = Stage.SCREENING) -> Interview:
    asked = [question for question in coach.bank.questions if question.stage is stage]
    interview = coach.interviews.start_with(asked[:2])
    for answer in answers:
        if interview.ask is None:
            break
        interview = coach.interviews.answer(interview.id, answer).interview
    return coach.interviews.get(interview.id)


def test_every_request_is_stored_with_its_turn_and_prompt(coach: Coach, server: Scripted) -> None:
    server.default = Play(by_role(grader=grades({}), question=json.dumps({"question": "nothing like it?"})))
    interview = played(coach, [ANSWER, ANSWER])
    turn = interview.turns[0]
    assert [usage.role for usage in turn.usage] == ["interviewer", "grader"]
    assert all(usage.cost_usd == pytest.approx(64e-6) for usage in turn.usage)
    assert turn.grade.graded_by.prompt_version.startswith("grader-")
    assert turn.grade.graded_by.method == "llm"
    assert turn.ask.worded_by == ""


@pytest.mark.slow
def test_a_model_that_failed_the_exam_words_and_does_not_grade(
    coach: Coach, llm_settings: Settings, server: Scripted
) -> None:
    kept = examined(agreed=10)
    Exams(llm_settings.exams_folder).keep(Endpoint(server.url, "scripted", ""), kept)
    try:
        server.default = Play(by_role(grader=grades({}), follow_up=json.dumps({"question": "nothing like it?"})))
        turn = played(coach, [ANSWER, ANSWER], Stage.DEEP_DIVE).turns[0]
    finally:
        # The home is shared, and so may be the port of a later server.
        shutil.rmtree(llm_settings.exams_folder)
    assert (turn.grade.graded_by.method, turn.grade.graded_by.fallback) == ("offline", NOT_PASSED)
    assert server.of_role("You judge what a candidate said") == []
    assert "did not pass the exam" in turn.reply
    assert len(server.of_role("You ask one short follow-up")) >= 1


def test_the_model_that_is_set_is_told_with_what_its_exam_has_earned_it(
    llm_settings: Settings, server: Scripted
) -> None:
    with api(llm_settings) as client:
        before = client.get("/api/candidate/graders").json()["model"]
        Exams(llm_settings.exams_folder).keep(Endpoint(server.url, "scripted", ""), examined(agreed=80))
        try:
            after = client.get("/api/candidate/graders").json()["model"]
        finally:
            shutil.rmtree(llm_settings.exams_folder)
    assert (before["name"], before["host"], before["exam"]) == ("scripted", urlsplit(server.url).netloc, None)
    assert before["means"] == MEANS[None]
    assert (after["exam"]["level"], after["exam"]["agreement"], after["means"]) == ("half", 0.8, MEANS[Level.HALF])


def test_only_the_candidates_words_reach_the_grader(coach: Coach, server: Scripted) -> None:
    server.default = Play(by_role(grader=grades({})))
    answers = [ANSWER, "A follow-up answer about precision.", "Another answer about recall and cost."]
    interview = played(coach, answers)
    sent = [block(one.body, "candidate") for one in server.of_role("You judge what a candidate said")]
    assert sent == [turn.answer for turn in interview.turns]
    told = [turn.reply for turn in interview.turns]
    for one in server.of_role("You judge what a candidate said"):
        assert not any(reply[:60] in one.user for reply in told)


@pytest.mark.slow
def test_when_the_endpoint_dies_in_the_middle_the_interview_ends_well_and_says_why(
    coach: Coach, server: Scripted
) -> None:
    server.default = Play(by_role(grader=grades({})))
    interview = coach.interviews.start_with(coach.bank.questions[:2])
    interview = coach.interviews.answer(interview.id, ANSWER).interview
    server.close()
    while interview.ask is not None:
        told = coach.interviews.answer(interview.id, ANSWER)
        interview = told.interview
        assert "refused" in told.turn.grade.graded_by.fallback
        assert "This answer was graded without the language model: there is no endpoint at" in told.turn.reply
    assert interview.ended_utc is not None


def events_of(text: str) -> list[tuple[str, Any]]:
    found = []
    for part in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in part.splitlines() if ": " in line)
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_the_api_tells_who_graded_what_it_took_and_why_not(llm_settings: Settings, server: Scripted) -> None:
    with api(llm_settings) as client:
        assert client.get("/readyz").json()["notice"] == ""
        interview = client.post("/api/interviews", json=START).json()
        server.default = Play(by_role(grader=grades({})))
        url = f"/api/interviews/{interview['id']}/answers"
        grade = dict(events_of(client.post(url, json={"answer": ANSWER, "turn": 1}).text))["grade"]
        assert (grade["graded_by"]["method"], grade["graded_by"]["fallback"]) == ("llm", "")
        server.default = Play("", refusal="no")
        grade = dict(events_of(client.post(url, json={"answer": ANSWER, "turn": 2}).text))["grade"]
        assert (grade["graded_by"]["method"], grade["graded_by"]["fallback"]) == (
            "offline",
            "the model refused to answer",
        )
        turns = client.get(f"/api/interviews/{interview['id']}").json()["turns"]
        assert turns[0]["usage"][-1]["role"] == "grader"
        assert turns[1]["usage"][-1]["outcome"] == "the model refused to answer"


@pytest.mark.slow
def test_a_wrong_key_is_one_sentence_at_the_start_and_everything_still_works(
    llm_settings: Settings, server: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    server.models, server.default = 401, Play(status=401)
    coach = assemble(llm_settings)
    assert "refuses the key (HTTP 401); set COACH_LLM_API_KEY" in coach.notice()
    assert [record.getMessage() for record in caplog.records if record.name.startswith("app")] == [coach.notice()]
    interview = coach.interviews.start_with(coach.bank.questions[:1])
    assert "refuses the key" in coach.interviews.answer(interview.id, ANSWER).turn.grade.graded_by.fallback
    answer = coach.questions.ask("How do I choose between ROC-AUC and PR-AUC?")
    assert answer.answered_by == "offline"
    assert "refuses the key" in answer.fallback
    coach.close()


def notice_of(client: TestClient, server: Scripted) -> str:
    """What /readyz says of the model; it must not ask the endpoint for it."""
    before = len(server.received)
    notice: str = client.get("/readyz").json()["notice"]
    assert len(server.received) == before
    return notice


@pytest.mark.slow
def test_a_notice_goes_when_the_endpoint_recovers_and_comes_when_it_breaks(
    llm_settings: Settings, server: Scripted
) -> None:
    server.models, server.default = 404, Play(status=500)
    with api(llm_settings) as client:
        assert "The language model failed when it was last asked: the endpoint failed with HTTP 500." in notice_of(
            client, server
        )
        interview = client.post("/api/interviews", json=START).json()
        url = f"/api/interviews/{interview['id']}/answers"
        server.default = Play(by_role(grader=grades({})))
        client.post(url, json={"answer": ANSWER, "turn": 1})
        assert notice_of(client, server) == ""
        server.default = Play(status=401)
        client.post(url, json={"answer": ANSWER, "turn": 2})
        assert "refuses the key (HTTP 401)" in notice_of(client, server)


@pytest.mark.slow
def test_the_tokens_of_a_question_that_was_not_answered_are_in_the_scorecard(
    llm_settings: Settings, server: Scripted
) -> None:
    server.default = Play(by_role(grader=grades({}), question=json.dumps({"question": "nothing like it?"})))
    with api(llm_settings) as client:
        interview = client.post("/api/interviews", json=START).json()
        ended = client.post(f"/api/interviews/{interview['id']}/end").json()
        assert [(one["role"], one["input_tokens"]) for one in ended["scorecard"]["usage"]] == [("interviewer", 50)]
        assert client.get(f"/api/interviews/{interview['id']}").json() == ended


@pytest.mark.slow
def test_an_answer_streams_with_its_sentences_checked(llm_settings: Settings, server: Scripted) -> None:
    server.default = Play(
        "PR-AUC is better for rare positives, because precision sees false positives [1]. The moon is far."
    )
    with api(llm_settings) as client:
        response = client.post("/api/ask/stream", json={"question": "ROC-AUC or PR-AUC for rare positives?"})
    events = events_of(response.text)
    names = [name for name, _ in events]
    assert names[0] == "sources"
    assert names[-1] == "done"
    assert {"token", "sentence"} <= set(names)
    done = events[-1][1]
    assert [sentence["grounded"] for sentence in done["sentences"]][-1] is False
    assert done["answered_by"] == "llm"
    assert done["passages_used"] == done["passages_found"] >= 3
    assert done["usage"][0]["first_token_ms"] > 0


@pytest.mark.slow
def test_a_stream_that_breaks_restarts_with_the_offline_answer(llm_settings: Settings, server: Scripted) -> None:
    server.play(Play("yes"))
    server.default = Play("PR-AUC shows rare positives, since precision sees false ones [1]. It is", cut_after=11)
    with api(llm_settings) as client:
        response = client.post("/api/ask/stream", json={"question": "ROC-AUC or PR-AUC for rare positives?"})
    events = events_of(response.text)
    assert "restart" in [name for name, _ in events]
    after = events[[name for name, _ in events].index("restart") :]
    done = after[-1][1]
    assert "".join(data["text"] for name, data in after if name == "token") == done["answer"]
    assert (done["answered_by"], done["fallback"]) == ("offline", "the connection broke in the middle of the reply")


def post(place: tuple[str, int], path: str, body: dict[str, Any]) -> socket.socket:
    """A request over a bare socket, so that it can be dropped at will."""
    sent = json.dumps(body).encode()
    link = socket.create_connection(place)
    head = [f"POST {path} HTTP/1.1", f"Host: {place[0]}:{place[1]}", "Content-Type: application/json"]
    link.sendall("\r\n".join([*head, f"Content-Length: {len(sent)}", "", ""]).encode() + sent)
    return link


def until(link: socket.socket, words: bytes) -> float:
    """Read until these words have come; when that was."""
    seen = b""
    link.settimeout(10)
    while words not in seen:
        piece = link.recv(65536)
        assert piece, seen
        seen += piece
    return time.monotonic()


@pytest.mark.slow
@pytest.mark.parametrize(
    "waiting", [Play("a b c", before_first_s=8), Play("a b c", between_s=8)], ids=["first", "next"]
)
def test_when_the_client_goes_away_the_generation_stops(
    waiting: Play, llm_settings: Settings, server: Scripted
) -> None:
    with served(llm_settings) as place:
        server.default = waiting
        link = post(place, "/api/ask/stream", {"question": "ROC-AUC or PR-AUC for rare positives?"})
        until(link, b"event: sources")
        time.sleep(0.3)
        link.close()
        assert server.disconnected.wait(2)


@pytest.mark.slow
def test_a_client_that_goes_away_while_its_answer_is_graded_loses_nothing(
    llm_settings: Settings, server: Scripted
) -> None:
    with served(llm_settings) as place, api(llm_settings) as other:
        identifier = other.post("/api/interviews", json=START).json()["id"]
        server.default = Play(by_role(grader=grades({})), before_first_s=0.5)
        post(place, f"/api/interviews/{identifier}/answers", {"answer": ANSWER, "turn": 1}).close()
        end = time.monotonic() + 10
        while not other.get(f"/api/interviews/{identifier}").json()["turns"]:
            assert time.monotonic() < end
            time.sleep(0.1)
        turn = other.get(f"/api/interviews/{identifier}").json()["turns"][0]
    assert turn["answer"] == ANSWER


@pytest.mark.slow
def test_the_first_sentence_is_passed_on_as_soon_as_it_is_whole(llm_settings: Settings, server: Scripted) -> None:
    with served(llm_settings) as place:
        # The reply to the first request has shown that this model does not think aloud; the third word ends a sentence.
        server.default = Play("Rare positives [1]. So they are.", between_s=0.2)
        delays = []
        for _ in range(8):
            server.sent_at.clear()
            link = post(place, "/api/ask/stream", {"question": "ROC-AUC or PR-AUC for rare positives?"})
            came = until(link, b"event: token")
            link.close()
            delays.append(came - server.sent_at[3])
    # The best of eight: the machine has other work, our own share of the delay has not.
    assert min(delays) < 0.02, delays
