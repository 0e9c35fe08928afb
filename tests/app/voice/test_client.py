"""A voice endpoint that does what it should, and all that one may do instead, over real HTTP."""

from collections.abc import Iterator
from typing import Any

import own_loop
import pytest
from scripted import refused_port
from scripted_voice import TEXT, ScriptedVoice, VoicePlay, scripted_voice, wav

from app.settings import Settings
from app.voice.client import MOST_AUDIO_BYTES, MOST_TRANSCRIPT_BYTES, VoiceClient
from app.voice.connection import open_voice
from app.voice.recording import recording_of
from app.voice.transcript import Transcript
from ingest.errors import LLMUnusable, VoiceFailed

LOGIN = VoicePlay(b"<!doctype html><title>Sign in</title>", media_type="text/html")
MP3 = b"ID3\x04\x00\x00" + bytes(4000)


@pytest.fixture
def voice() -> Iterator[ScriptedVoice]:
    with scripted_voice() as server:
        yield server


def client_of(url: str, **changes: Any) -> VoiceClient:
    settings = {"voice_base_url": url, "voice_api_key": "secret-key", "voice_overall_s": 60.0} | changes
    client = open_voice(Settings(_env_file=None, **settings))
    assert client is not None
    return client


def written(client: VoiceClient, seconds: float = 9.0) -> Transcript:
    return own_loop.run(client.transcript(recording_of(wav(seconds), 60)))


def read(client: VoiceClient, text: str = "What is RAG?") -> tuple[str, bytes]:
    async def whole() -> tuple[str, bytes]:
        media_type, pieces = await client.read(text)
        return media_type, b"".join([piece async for piece in pieces])

    return own_loop.run(whole())


def test_a_recording_is_sent_as_the_api_documents_it_and_comes_back_with_times(voice: ScriptedVoice) -> None:
    transcript = written(client_of(voice.url))
    assert (transcript.text, len(transcript.pieces)) == (TEXT, 19)
    [asked] = voice.asked
    assert asked.path == "/v1/audio/transcriptions"
    assert (asked.headers["authorization"], asked.file, asked.file_name) == (
        "Bearer secret-key",
        wav(9.0),
        "answer.wav",
    )
    assert asked.fields == {
        "model": "whisper-1",
        "language": "en",
        "response_format": "verbose_json",
        "timestamp_granularities[]": ["word", "segment"],
    }


def test_an_endpoint_that_tells_no_times_is_asked_without_them_from_then_on(voice: ScriptedVoice) -> None:
    voice.refuses_times = True
    client = client_of(voice.url)
    assert written(client) == written(client) == Transcript(TEXT)
    assert [one.fields["response_format"] for one in voice.asked] == ["verbose_json", "json", "json"]


@pytest.mark.parametrize(
    ("audio", "media_type"),
    [
        (MP3, "audio/mpeg"),
        (b"\xff\xfb\x90\x00" + bytes(900), "audio/mpeg"),
        (b"\xff\xf1\x50\x80" + bytes(900), "audio/aac"),
        (b"OggS" + bytes(900), "audio/ogg"),
        (b"fLaC" + bytes(900), "audio/flac"),
        (wav(0.2), "audio/wav"),
    ],
)
def test_a_question_is_read_and_known_by_its_bytes(voice: ScriptedVoice, audio: bytes, media_type: str) -> None:
    voice.audio = VoicePlay(audio, media_type="application/octet-stream")
    assert read(client_of(voice.url, voice_name="nova")) == (media_type, audio)
    [asked] = voice.asked
    assert asked.path == "/v1/audio/speech"
    assert asked.fields == {"input": "What is RAG?", "model": "tts-1", "voice": "nova", "response_format": "mp3"}


def test_audio_is_passed_on_before_it_has_all_come(voice: ScriptedVoice) -> None:
    voice.audio = VoicePlay(MP3, media_type="audio/mpeg", between_s=0.1)

    async def first() -> int:
        _, pieces = await client_of(voice.url).read("What is RAG?")
        head = await anext(pieces)
        await pieces.aclose()
        return len(head)

    assert 12 <= own_loop.run(first()) < len(MP3)


FAILURES: list[tuple[VoicePlay, str, bool]] = [
    (VoicePlay({"error": {"message": "Incorrect API key"}}, 401), "refuses the key .*set COACH_VOICE_API_KEY", False),
    (VoicePlay({"error": {"message": "slow down"}}, 429), "the endpoint is rate-limited", True),
    (VoicePlay({"error": {"code": "insufficient_quota", "message": "x"}}, 429), "has no credit left", False),
    (VoicePlay({"error": {"message": "boom"}}, 500), "failed with HTTP 500", True),
    (VoicePlay({"error": {"message": "no such file type"}}, 400), "refused the request .*no such file type", False),
    (VoicePlay(b"<html>Bad gateway</html>", 403, "text/html"), "refuses the key", False),
    (VoicePlay(b"<html>Not here</html>", 405, "text/html"), "web page", False),
    (VoicePlay(b"{}", headers={"Content-Encoding": "gzip"}), "compressed", False),
    (VoicePlay(b"", 307, headers={"Location": "http://evil.example/v1"}), "redirects .* evil.example", False),
    (VoicePlay(b"", 302, headers={"Location": "/login"}), "redirects .*set COACH_VOICE_BASE_URL", False),
    (LOGIN, "web page", False),
]


@pytest.mark.parametrize(("play", "why", "retryable"), FAILURES)
@pytest.mark.parametrize("way", [written, read])
def test_what_goes_wrong_is_told_in_a_sentence_and_not_tried_again(
    voice: ScriptedVoice, way: Any, play: VoicePlay, why: str, retryable: bool
) -> None:
    voice.plays.append(play)
    with pytest.raises(VoiceFailed, match=why) as failed:
        way(client_of(voice.url))
    assert failed.value.retryable is retryable
    assert len(voice.asked) == 1
    assert "secret-key" not in str(failed.value)


def test_a_model_that_is_not_there_is_told_with_the_setting_that_names_it(voice: ScriptedVoice) -> None:
    missing = VoicePlay({"error": {"message": "The model does not exist", "code": "model_not_found"}}, 404)
    voice.plays.extend([missing, missing])
    with pytest.raises(VoiceFailed, match=r"no model 'whisper-1' .*set COACH_VOICE_TRANSCRIPTION_MODEL"):
        written(client_of(voice.url))
    with pytest.raises(VoiceFailed, match=r"no model 'tts-1' .*set COACH_VOICE_SPEECH_MODEL"):
        read(client_of(voice.url))


def test_a_reply_without_end_is_not_read_on(voice: ScriptedVoice) -> None:
    voice.plays.append(VoicePlay(b" " * 100_000, is_endless=True))
    with pytest.raises(VoiceFailed, match=f"larger than {MOST_TRANSCRIPT_BYTES / 1e6:g} MB"):
        written(client_of(voice.url))
    voice.plays.append(VoicePlay(MP3 * 25, media_type="audio/mpeg", is_endless=True))
    with pytest.raises(VoiceFailed, match=f"larger than {MOST_AUDIO_BYTES / 1e6:g} MB"):
        read(client_of(voice.url))


@pytest.mark.parametrize("way", [written, read])
def test_an_endpoint_that_does_not_answer_is_left_in_time(voice: ScriptedVoice, way: Any) -> None:
    voice.plays.append(VoicePlay(b"", before_s=4.0))
    with pytest.raises(VoiceFailed, match=r"took longer than 1.5 s") as failed:
        way(client_of(voice.url, voice_overall_s=1.5))
    assert failed.value.retryable


def test_audio_that_drips_is_left_in_time(voice: ScriptedVoice) -> None:
    voice.plays.append(VoicePlay(MP3 * 100, media_type="audio/mpeg", between_s=0.1))
    with pytest.raises(VoiceFailed, match=r"took longer than 3 s"):
        read(client_of(voice.url, voice_overall_s=3.0))


def test_audio_that_breaks_off_is_a_failure_and_not_an_end(voice: ScriptedVoice) -> None:
    voice.plays.append(VoicePlay(MP3, media_type="audio/mpeg", cut_after=2000))
    with pytest.raises(VoiceFailed, match="broke"):
        read(client_of(voice.url))


@pytest.mark.parametrize(
    ("body", "media_type", "why"),
    [
        (b'{"audio": "none"}', "audio/mpeg", "no audio"),
        (b"\x1a\x45\xdf\xa3" + bytes(99), "video/webm", "no audio"),
        (b"", "audio/mpeg", "with nothing"),
        (b"ID", "audio/mpeg", "no audio"),
    ],
)
def test_what_is_no_audio_is_refused_whatever_it_is_called(
    voice: ScriptedVoice, body: bytes, media_type: str, why: str
) -> None:
    voice.plays.append(VoicePlay(body, media_type=media_type))
    with pytest.raises(VoiceFailed, match=why):
        read(client_of(voice.url))


@pytest.mark.parametrize("body", [b"", b"[1]", b'{"txt": 1}', wav(0.1)])
def test_what_is_no_transcript_is_refused(voice: ScriptedVoice, body: bytes) -> None:
    voice.plays.append(VoicePlay(body))
    with pytest.raises(VoiceFailed, match="malformed"):
        written(client_of(voice.url))


def test_nobody_at_the_address_is_told() -> None:
    with pytest.raises(VoiceFailed, match=r"no endpoint at .*refused") as failed:
        written(client_of(f"http://127.0.0.1:{refused_port()}/v1"))
    assert failed.value.retryable


def test_an_address_that_is_none_is_told_at_the_start() -> None:
    with pytest.raises(LLMUnusable, match="COACH_VOICE_BASE_URL must begin with http"):
        client_of("localhost:8000")


def test_without_an_address_or_without_models_there_is_no_endpoint() -> None:
    assert open_voice(Settings(_env_file=None)) is None
    empty = {"voice_base_url": "http://127.0.0.1:1/v1", "voice_transcription_model": "", "voice_speech_model": ""}
    assert open_voice(Settings(_env_file=None, **empty)) is None
