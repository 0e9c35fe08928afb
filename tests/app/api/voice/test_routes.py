"""Speaking and listening over the API: who may, what is taken, what is told. The endpoint is a scripted server."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from migrated import migrated
from quick_server import now, quick_coach
from scripted_voice import TEXT, ScriptedVoice, VoicePlay, scripted_voice, wav

from app.api.application import make_application
from app.api.inside.results import Results
from app.coach.consent.consent import Consent
from app.coach.voice import SPOKEN, Voice
from app.settings import Settings
from app.voice.connection import open_voice
from app.voice.recording import MAX_RECORDING_BYTES

START = {"stage": "screening", "topics": [], "questions": 1, "seed": 7}
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture
def voice() -> Iterator[ScriptedVoice]:
    with scripted_voice() as server:
        yield server


def served(folder: Path, url: str, **further: Any) -> TestClient:
    """A client of the real API, whose interviews cost nothing to grade."""
    path = migrated(folder / "coach.sqlite")
    settings = Settings(_env_file=None, home=folder, database_url=path, voice_base_url=url, **further)
    coach = quick_coach(settings)
    client = open_voice(settings)
    consent = Consent(coach.interviews.store, now, lambda: None if client is None else client.endpoint, matter=SPOKEN)
    spoken = Voice(client, coach.interviews, consent, settings.voice_max_seconds)
    application = make_application(settings, lambda _: replace(coach, voice=spoken), Results((folder,)))
    application.state.loading.load()
    return TestClient(application, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture
def client(voice: ScriptedVoice, tmp_path: Path) -> TestClient:
    return served(tmp_path, voice.url)


def begun(client: TestClient) -> str:
    return str(client.post("/api/interviews", json=START).json()["id"])


def write_down(client: TestClient, interview: str, recording: bytes) -> Any:
    headers = {"Content-Type": "audio/webm;codecs=opus"}
    return client.post(f"/api/voice/interviews/{interview}/transcripts", content=recording, headers=headers)


def read_aloud(client: TestClient, interview: str) -> Any:
    return client.post(f"/api/voice/interviews/{interview}/question")


def test_a_recording_comes_back_in_words_with_their_times_and_leaves_nothing(
    client: TestClient, voice: ScriptedVoice, tmp_path: Path
) -> None:
    told = client.get("/api/voice").json()
    assert (told["writes"], told["reads"], told["most_seconds"], told["consent"]["is_needed"]) == (
        True,
        True,
        300,
        False,
    )
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    response = write_down(client, begun(client), wav(9))
    assert response.status_code == 200, response.text
    body = response.json()
    assert (body["text"], body["seconds"], len(body["pieces"])) == (TEXT, 9.0, 19)
    assert body["pieces"][1] == {"text": "RAG", "start_s": 0.1, "end_s": 0.2}
    assert voice.asked[0].file == wav(9)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} - before <= set(tmp_path.glob("coach.sqlite*"))
    assert TEXT.encode() not in (tmp_path / "coach.sqlite").read_bytes()


def test_the_question_that_is_asked_is_read_and_nothing_else_can_be(client: TestClient, voice: ScriptedVoice) -> None:
    interview = begun(client)
    response = read_aloud(client, interview)
    assert (response.status_code, response.content) == (200, wav(0.2))
    assert response.headers["content-type"] == "audio/wav"
    assert response.headers["x-content-type-options"] == "nosniff"
    asked = client.get(f"/api/interviews/{interview}").json()["ask"]["text"]
    assert voice.asked[0].fields["input"] == asked


def test_only_an_interview_of_ones_own_that_goes_on_can_be_spoken_in(client: TestClient, voice: ScriptedVoice) -> None:
    interview = begun(client)
    assert client.post(f"/api/interviews/{interview}/end").status_code == 200
    assert [way.status_code for way in (write_down(client, interview, wav(1)), read_aloud(client, interview))] == [
        409,
        409,
    ]
    assert [way.status_code for way in (write_down(client, "none", wav(1)), read_aloud(client, "none"))] == [404, 404]
    assert voice.asked == []


@pytest.mark.parametrize(
    ("recording", "status", "why"),
    [
        (wav(301), 422, "takes 301 seconds, the limit is 300"),
        (b"# Notes", 422, "no recording that is taken"),
        (b"", 422, "Field required"),
        (b"RIFF" + bytes(MAX_RECORDING_BYTES), 413, "too long"),
    ],
)
def test_what_is_no_recording_or_too_much_of_one_is_not_sent_on(
    client: TestClient, voice: ScriptedVoice, recording: bytes, status: int, why: str
) -> None:
    response = write_down(client, begun(client), recording)
    assert response.status_code == status
    assert why in response.json()["error"]["message"]
    assert voice.asked == []


def test_a_failure_of_the_endpoint_is_told_in_a_sentence(client: TestClient, voice: ScriptedVoice) -> None:
    interview = begun(client)
    voice.plays.extend([VoicePlay({}, 429), VoicePlay(b"<html>", media_type="text/html")])
    busy, page = write_down(client, interview, wav(1)), read_aloud(client, interview)
    assert [one.status_code for one in (busy, page)] == [502, 502]
    assert busy.json()["error"] == {
        "code": "voice_failed",
        "message": "the endpoint is rate-limited",
        "retryable": True,
    }
    assert "web page" in page.json()["error"]["message"]


def test_where_none_is_set_the_page_is_told_and_nothing_is_taken(tmp_path: Path) -> None:
    client = served(tmp_path, "")
    told = client.get("/api/voice").json()
    assert (told["writes"], told["reads"], told["consent"]["is_needed"]) == (False, False, False)
    assert write_down(client, begun(client), wav(1)).status_code == 409


def test_an_endpoint_may_do_one_of_the_two(voice: ScriptedVoice, tmp_path: Path) -> None:
    client = served(tmp_path, voice.url, voice_speech_model="")
    interview = begun(client)
    assert client.get("/api/voice").json()["reads"] is False
    assert write_down(client, interview, wav(1)).status_code == 200
    assert read_aloud(client, interview).status_code == 409


def test_elsewhere_it_is_asked_after_a_yes_which_is_not_the_one_to_the_words(
    voice: ScriptedVoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*PROXIES, *map(str.lower, PROXIES)):
        monkeypatch.delenv(name, raising=False)
    client = served(tmp_path, voice.url.replace("127.0.0.1", "0.0.0.0"))  # noqa: S104 - nothing is bound there
    interview = begun(client)
    consent = client.get("/api/voice").json()["consent"]
    assert (consent["is_needed"], consent["is_given"], consent["place"][:14]) == (True, None, "http://0.0.0.0")
    assert client.get("/api/candidate/consent").json()["is_needed"] is False
    for given in (None, False):
        if given is not None:
            client.post("/api/voice/consent", json={"place": consent["place"], "is_given": given})
        assert [write_down(client, interview, wav(1)).status_code, read_aloud(client, interview).status_code] == [
            403,
            403,
        ]
    assert voice.asked == []
    wrong = client.post("/api/voice/consent", json={"place": "https://api.example/v1", "is_given": True})
    assert wrong.status_code == 409
    client.post("/api/voice/consent", json={"place": consent["place"], "is_given": True})
    assert [write_down(client, interview, wav(1)).status_code, read_aloud(client, interview).status_code] == [200, 200]
    assert len(voice.asked) == 2
