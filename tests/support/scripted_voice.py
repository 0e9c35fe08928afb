"""A loopback server that speaks /v1/audio/transcriptions and /v1/audio/speech as documented, and misbehaves by script.

Real HTTP on 127.0.0.1. Replies have the shape of OpenAI's API reference (Audio, "Create transcription", verbose_json
with words, and "Create speech"); nothing is recognised and nothing is spoken. Also silence of a length, as a file.
"""

import json
import re
import struct
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback import Loopback, Quiet

TEXT = "Um, RAG retrieves passages and puts them into the prompt, you know, so that the model can quote them."
JSON = "application/json"


def wav(seconds: float, hz: int = 8000) -> bytes:
    """Silence of a length, as a WAV file of 8 bits."""
    samples = int(seconds * hz)
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + samples, b"WAVE", b"fmt ", 16, 1, 1, hz, hz, 1, 8, b"data", samples
    )
    return head + b"\x80" * samples


def verbose(text: str = TEXT, every_s: float = 0.1, pause_s: float = 0.0) -> dict[str, Any]:
    """A verbose_json with a word every so many seconds, and a pause before the second word."""
    words = [
        {"word": word.strip(",."), "start": round(n * every_s + (pause_s if n else 0), 3)}
        for n, word in enumerate(text.split())
    ]
    told = [{**word, "end": round(word["start"] + every_s, 3)} for word in words]
    segment = {"id": 0, "seek": 0, "start": 0.0, "end": told[-1]["end"], "text": f" {text}", "avg_logprob": -0.3}
    return {
        "task": "transcribe",
        "language": "english",
        "duration": told[-1]["end"],
        "text": text,
        "words": told,
        "segments": [segment],
    }


@dataclass(frozen=True)
class VoicePlay:
    """One reply: `body` as it is sent, and what goes wrong with it."""

    body: Any
    status: int = 200
    media_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    before_s: float = 0.0
    # The body again and again, until whoever asks has gone.
    is_endless: bool = False
    # Between two pieces of 1,000 bytes.
    between_s: float = 0.0
    # The connection ends after so many bytes of a longer body.
    cut_after: int | None = None


@dataclass(frozen=True)
class Asked:
    """A request as it came: the fields of its form or its JSON, and the file."""

    path: str
    headers: dict[str, str]
    fields: dict[str, Any]
    file: bytes = b""
    file_name: str = ""


class ScriptedVoice(Loopback):
    """The server: `plays` are used up in order, then what is documented is answered."""

    def __init__(self) -> None:
        self.plays: deque[VoicePlay] = deque()
        self.asked: list[Asked] = []
        self.transcript = VoicePlay(verbose())
        self.audio = VoicePlay(wav(0.2), media_type="audio/wav")
        self.refuses_times = False
        super().__init__(_handler(self))


@contextmanager
def scripted_voice() -> Iterator[ScriptedVoice]:
    """A running server."""
    with ScriptedVoice() as server:
        yield server


def _handler(script: ScriptedVoice) -> type[BaseHTTPRequestHandler]:
    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = _read(self)
            script.asked.append(asked)
            with suppress(BrokenPipeError, ConnectionResetError):
                self._play(self._chosen(asked))

        def _chosen(self, asked: Asked) -> VoicePlay:
            if script.plays:
                return script.plays.popleft()
            if asked.path.endswith("/audio/speech"):
                return script.audio
            if script.refuses_times and asked.fields["response_format"] == "verbose_json":
                words = "response_format 'verbose_json' is not compatible with this model"
                return VoicePlay({"error": {"message": words, "param": "response_format"}}, 400)
            if asked.fields["response_format"] == "json":
                return VoicePlay({"text": script.transcript.body["text"]})
            return script.transcript

        def _play(self, play: VoicePlay) -> None:
            time.sleep(play.before_s)
            body = play.body if isinstance(play.body, bytes) else json.dumps(play.body).encode()
            self.send_response(play.status)
            self.send_header("Content-Type", play.media_type)
            self.send_header("Connection", "close")
            for name, value in play.headers.items():
                self.send_header(name, value)
            if play.cut_after is not None:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.close_connection = True
            while True:
                for at in range(0, len(body[: play.cut_after]), 1000):
                    self.wfile.write(body[: play.cut_after][at : at + 1000])
                    time.sleep(play.between_s)
                if not play.is_endless:
                    return

    return Handler


def _read(handler: BaseHTTPRequestHandler) -> Asked:
    headers = {name.lower(): value for name, value in handler.headers.items()}
    raw = handler.rfile.read(int(headers["content-length"]))
    if headers["content-type"].startswith(JSON):
        return Asked(handler.path, headers, json.loads(raw))
    message = BytesParser().parsebytes(b"Content-Type: " + headers["content-type"].encode() + b"\r\n\r\n" + raw)
    fields: dict[str, Any] = {}
    file, name = b"", ""
    for part in message.get_payload():
        field_name = re.search(r'name="([^"]+)"', part["Content-Disposition"])[1]
        content = part.get_payload(decode=True)
        if part.get_filename():
            file, name = content, part.get_filename()
        elif field_name.endswith("[]"):
            fields.setdefault(field_name, []).append(content.decode())
        else:
            fields[field_name] = content.decode()
    return Asked(handler.path, headers, fields, file, name)
