"""Asks an OpenAI-compatible endpoint to write down a recording, or to read a text aloud.

Decides that each request goes to that one host, follows no redirect, ends in time and brings a bounded reply; that
nothing is tried again by itself, since somebody waits and can press the button again; and that an endpoint which
refuses word times is asked without them from then on. What a failure is called is in app/llm/faults.py.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from app.llm.client import make_openai
from app.llm.endpoint import Endpoint
from app.llm.faults import Fault, fault_of, web_page
from app.voice.audio import HEAD_BYTES, audio_type
from app.voice.recording import Recording
from app.voice.transcript import Transcript, transcript_of
from ingest.errors import VoiceFailed

# A quarter of an hour of words with their times takes 200 kB.
MOST_TRANSCRIPT_BYTES = 2_000_000
# A question is read in half a minute: 500 kB as MP3, 2 MB as WAV.
MOST_AUDIO_BYTES = 5_000_000
# What the documented endpoint takes.
MOST_READ_CHARS = 4_096
# As the corpus is, and what is spoken about it.
LANGUAGE = "en"
TIMES = ("response_format", "timestamp_granularities", "verbose_json")


@dataclass(frozen=True)
class Voices:
    """Which models the endpoint is asked for, and in whose voice it reads; an empty model is one that it has not."""

    transcription: str
    speech: str
    name: str


class VoiceClient:
    """Speaks to one endpoint; each request has a connection of its own."""

    def __init__(self, endpoint: Endpoint, voices: Voices) -> None:
        """Nothing is sent before the first request."""
        self.endpoint = endpoint
        self.voices = voices
        self._tells_times = True

    async def transcript(self, recording: Recording) -> Transcript:
        """What is said in a recording.

        Raises:
            VoiceFailed: the endpoint failed, or its reply cannot be used.
        """
        endpoint = replace(
            self.endpoint,
            model=self.voices.transcription,
            model_setting=f"{self.endpoint.settings}_TRANSCRIPTION_MODEL",
        )
        async with _told(endpoint), await _opened(endpoint, MOST_TRANSCRIPT_BYTES) as asked:
            async with asyncio.timeout(endpoint.deadlines.overall_s):
                try:
                    reply = await self._written(asked, endpoint, recording)
                except Exception as error:
                    if not self._tells_times or not _refuses_times(error, endpoint):
                        raise
                    self._tells_times = False
                    reply = await self._written(asked, endpoint, recording)
        return transcript_of(reply, recording.seconds)

    async def _written(self, asked: Any, endpoint: Endpoint, recording: Recording) -> bytes:
        times: dict[str, Any] = {"response_format": "json"}
        if self._tells_times:
            times = {"response_format": "verbose_json", "timestamp_granularities": ["word", "segment"]}
        made = asked.audio.transcriptions.with_streaming_response.create(
            file=(f"answer.{recording.suffix}", recording.content, recording.media_type),
            model=endpoint.model,
            language=LANGUAGE,
            **times,
        )
        async with made as response:
            reply: bytes = await response.read()
        if reply.lstrip()[:1] == b"<":
            raise VoiceFailed(web_page(endpoint).why)
        return reply

    async def read(self, text: str) -> tuple[str, AsyncGenerator[bytes, None]]:
        """A text read aloud: the media type, and the audio as it comes; whoever takes it has to close it.

        Raises:
            VoiceFailed: the endpoint failed, or what it sends is no audio; in the midst too, where it breaks off.
        """
        pieces = self._read(text)
        try:
            head = await anext(pieces)
        except StopAsyncIteration as end:
            raise VoiceFailed("the voice endpoint answered with nothing") from end
        try:
            media_type = audio_type(head)
        except VoiceFailed as error:
            await pieces.aclose()
            if head.lstrip()[:1] == b"<":
                raise VoiceFailed(web_page(self.endpoint).why) from error
            raise
        return media_type, _with_head(head, pieces)

    async def _read(self, text: str) -> AsyncGenerator[bytes, None]:
        """The audio; the first piece is long enough to know it by."""
        endpoint = replace(
            self.endpoint, model=self.voices.speech, model_setting=f"{self.endpoint.settings}_SPEECH_MODEL"
        )
        async with _told(endpoint), AsyncExitStack() as stack:
            asked = await stack.enter_async_context(await _opened(endpoint, MOST_AUDIO_BYTES))
            by = asyncio.get_running_loop().time() + endpoint.deadlines.overall_s
            async with asyncio.timeout_at(by):
                response = await stack.enter_async_context(
                    asked.audio.speech.with_streaming_response.create(
                        input=text[:MOST_READ_CHARS],
                        model=endpoint.model,
                        voice=self.voices.name,
                        response_format="mp3",
                    )
                )
            held, pieces = b"", response.iter_bytes()
            while True:
                async with asyncio.timeout_at(by):
                    piece = await anext(pieces, None)
                if piece is None:
                    break
                held += piece
                if len(held) >= HEAD_BYTES:
                    yield held
                    held = b""
            if held:
                yield held


async def _opened(endpoint: Endpoint, most_bytes: int) -> Any:
    """The openai package's client, made in a thread: it reads certificates, and the first one imports the package."""
    return await asyncio.to_thread(make_openai, endpoint, most_bytes, follows=False)


async def _with_head(head: bytes, pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(pieces):
        yield head
        async for piece in pieces:
            yield piece


@asynccontextmanager
async def _told(endpoint: Endpoint) -> AsyncIterator[None]:
    """Around a request: whatever fails is told in a sentence.

    Raises:
        VoiceFailed: it failed.
    """
    try:
        yield
    except VoiceFailed:
        raise
    except TimeoutError as error:
        why = f"the voice endpoint took longer than {endpoint.deadlines.overall_s:g} s"
        raise VoiceFailed(why, retryable=True) from error
    except Exception as error:  # every failure of the library becomes one of ours
        fault = fault_of(error, endpoint)
        raise VoiceFailed(fault.why, retryable=fault.is_passing) from error


def _refuses_times(error: Exception, endpoint: Endpoint) -> bool:
    """Whether a request was refused since it asks for the times of words."""
    try:
        fault: Fault = fault_of(error, endpoint)
    except Exception:  # no failure of the request
        return False
    return fault.is_refused and any(word in fault.detail for word in TIMES)
