"""A loopback server that speaks chat.completions and does what a script says, faults included.

Real HTTP on 127.0.0.1: the openai package is not patched anywhere. Requests are recorded as they came.
"""

import json
import re
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback import Loopback, Quiet

from app.llm.client import Client
from app.llm.endpoint import Deadlines

# Short for a person, long for a loaded machine.
QUICK = Deadlines(connect_s=1.0, first_token_s=1.2, between_tokens_s=0.8, overall_s=6.0)
MakeClient = Callable[..., Client]
Brain = Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Play:
    """One reply. `text` may be made from the request; the rest is what goes wrong with it."""

    text: str | Brain = "yes"
    status: int = 200
    error: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    finish: str | None = "stop"
    refusal: str = ""
    before_headers_s: float = 0.0
    before_first_s: float = 0.0
    between_s: float = 0.0
    # Sent as it is instead of a stream of chunks.
    raw: bytes | None = None
    # The connection is cut after so many pieces.
    cut_after: int | None = None
    usage: dict[str, Any] | None = field(default_factory=lambda: {"prompt_tokens": 50, "completion_tokens": 7})


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def user(self) -> str:
        """The last message."""
        text: str = self.body["messages"][-1]["content"]
        return text

    @property
    def system(self) -> str:
        """The first message."""
        text: str = self.body["messages"][0]["content"]
        return text


class Scripted(Loopback):
    """The server: `plays` are used up in order, then `brain` or `default` answers."""

    def __init__(self) -> None:
        self.plays: deque[Play] = deque()
        self.default = Play()
        self.received: list[Received] = []
        self.models: list[dict[str, Any]] | int = [{"id": "scripted", "object": "model"}]
        self.disconnected = threading.Event()
        self.sent_at: list[float] = []
        # Response formats that are refused with 400, by type.
        self.refuses: set[str] = set()
        # Request fields that are refused with 400, with what the server says of them.
        self.refused_fields: dict[str, str] = {}
        self.refusing_takes_s = 0.0
        super().__init__(_handler(self))

    def play(self, *plays: Play) -> None:
        """What to answer next."""
        self.plays.extend(plays)

    def of_role(self, words: str) -> list[Received]:
        """The requests whose prompt holds these words."""
        return [one for one in self.received if words in one.system]


@contextmanager
def scripted() -> Iterator[Scripted]:
    """A running server."""
    with Scripted() as server:
        yield server


def refused_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def schema_of(body: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema that a request asks for, from the response format or from the prompt."""
    shape = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
    if shape is None:
        shape = json.loads(body["messages"][0]["content"].rpartition("JSON schema:\n")[2])
    found: dict[str, Any] = shape
    return found


def block(body: dict[str, Any], kind: str) -> str:
    """The text of a fenced block of the last message that is no repair."""
    text = next(m["content"] for m in reversed(body["messages"]) if m["role"] == "user" and "<data-" in m["content"])
    match = re.search(rf"<(data-[0-9a-f]+) {re.escape(kind)}>\n(.*?)\n</\1>", text, re.DOTALL)
    assert match is not None, f"there is no block {kind} in {text!r}"
    return match.group(2)


def _handler(script: Scripted) -> type[BaseHTTPRequestHandler]:
    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script.received.append(
                Received(
                    self.path,
                    {name.lower(): value for name, value in self.headers.items()},
                    {"messages": [{"content": ""}]},
                )
            )
            if isinstance(script.models, int):
                self._json(script.models, {"error": {"message": "no"}})
            else:
                self._json(200, {"object": "list", "data": script.models})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            script.received.append(
                Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            )
            kind = (body.get("response_format") or {}).get("type", "")
            if kind in script.refuses:
                self._json(400, {"error": {"message": f"response_format {kind} is not supported by this server"}})
                return
            for name, words in script.refused_fields.items():
                if name in body:
                    time.sleep(script.refusing_takes_s)
                    self._json(400, {"error": {"message": words, "param": name, "code": "unsupported_parameter"}})
                    return
            with suppress(BrokenPipeError, ConnectionResetError):
                self._play(script.plays.popleft() if script.plays else script.default, body)

        def _play(self, play: Play, body: dict[str, Any]) -> None:
            self._wait(play.before_headers_s)
            if play.status != 200:
                self._json(play.status, play.error or {"error": {"message": "scripted"}}, play.headers)
                return
            self.send_response(200)
            self.send_header("Content-Type", play.headers.get("Content-Type", "text/event-stream"))
            self.send_header("Connection", "close")
            for name, value in play.headers.items():
                if name != "Content-Type":
                    self.send_header(name, value)
            self.end_headers()
            self.close_connection = True
            if play.raw is not None:
                self.wfile.write(play.raw)
                return
            self._chunk({"role": "assistant", "content": ""})
            self._wait(play.before_first_s)
            text = play.text if isinstance(play.text, str) else play.text(body)
            if play.refusal:
                self._chunk({"refusal": play.refusal})
            for number, piece in enumerate(re.findall(r"\s*\S+|\s+$", text)):
                if number:
                    self._wait(play.between_s)
                if play.cut_after == number:
                    self.wfile.flush()
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                script.sent_at.append(time.monotonic())
                self._chunk({"content": piece})
            self._chunk({}, play.finish)
            if play.usage is not None and body.get("stream_options"):
                self._send({"choices": [], "usage": {**play.usage, "total_tokens": 57}})
            self.wfile.write(b"data: [DONE]\n\n")

        def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> None:
            self._send({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

        def _send(self, payload: dict[str, Any]) -> None:
            frame = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", **payload}
            self.wfile.write(f"data: {json.dumps(frame)}\n\n".encode())
            self.wfile.flush()

        def _wait(self, seconds: float) -> None:
            """Wait, and notice meanwhile that the client has gone."""
            until = time.monotonic() + seconds
            while (left := until - time.monotonic()) > 0:
                self.connection.settimeout(min(left, 0.02))
                try:
                    if self.connection.recv(1, socket.MSG_PEEK) == b"":
                        script.disconnected.set()
                        raise BrokenPipeError
                    time.sleep(min(left, 0.02))
                except TimeoutError:
                    continue
                finally:
                    self.connection.settimeout(None)

        def _json(self, status: int, payload: Any, headers: dict[str, str] | None = None) -> None:
            sent = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent)

    return Handler
