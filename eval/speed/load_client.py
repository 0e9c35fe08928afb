"""Who stands about a server under load: candidates and onlookers, timed from the outside, and a slow language model.

Decides that each request of HTTP/1.1 has a connection of its own and that as little as possible is done with a reply:
what sends the load runs on the machine that is measured.
"""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_S = 300.0


@dataclass(frozen=True)
class Reply:
    """A reply: its status, 0 where there was none, its body, and seconds to its end."""

    status: int
    body: bytes
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether it was answered as asked."""
        return 200 <= self.status < 300


@dataclass
class Timings:
    """Seconds of the replies to one kind of request, and what else came back, by status."""

    seconds: list[float] = field(default_factory=list)
    others: dict[int, int] = field(default_factory=dict)

    def add(self, reply: Reply) -> Reply:
        """Count a reply."""
        if reply.is_good:
            self.seconds.append(reply.seconds)
        else:
            self.others[reply.status] = self.others.get(reply.status, 0) + 1
        return reply


@dataclass(frozen=True)
class Server:
    """Where it listens, and the key of the account that asks; none where it asks for none."""

    port: int
    key: str = ""

    async def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Reply:
        """Send a request and read the whole reply."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(TIMEOUT_S):
                status, content = await self._exchange(method, path, body)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            return Reply(0, b"", time.perf_counter() - began)
        return Reply(status, content, time.perf_counter() - began)

    async def _exchange(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            content = b"" if body is None else json.dumps(body).encode()
            key = f"Authorization: Bearer {self.key}\r\n" if self.key else ""
            head = (
                f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{key}"
                f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
            )
            writer.write(head.encode() + content)
            await writer.drain()
            raw = await reader.read(-1)
        finally:
            writer.close()
        top, _, rest = raw.partition(b"\r\n\r\n")
        is_chunked = b"transfer-encoding: chunked" in top.lower()
        return int(top.split(b" ", 2)[1]), _joined(rest) if is_chunked else rest


def _joined(chunked: bytes) -> bytes:
    """The body of a chunked reply.

    Raises:
        ValueError: it has no end: the connection broke in the middle.
    """
    pieces: list[bytes] = []
    while True:
        size, _, rest = chunked.partition(b"\r\n")
        length = int(size, 16)
        if length == 0:
            return b"".join(pieces)
        pieces.append(rest[:length])
        chunked = rest[length + 2 :]


@dataclass
class Candidate:
    """Holds interviews one after another: starts, answers what is asked, starts anew when one has ended."""

    server: Server
    answers: Sequence[str]
    rng: random.Random
    starts: Timings
    turns: Timings
    points: list[int]
    interview: dict[str, Any] | None = None

    async def start(self) -> bool:
        """Begin an interview; whether that worked."""
        body = {"stage": "screening", "questions": 4, "seed": self.rng.randrange(1_000_000)}
        reply = self.starts.add(await self.server.send("POST", "/api/interviews", body))
        self.interview = json.loads(reply.body) if reply.is_good else None
        return reply.is_good

    async def answer(self) -> bool:
        """Answer what is asked now, in an interview that is begun where there is none; whether that worked."""
        if (self.interview is None or self.interview["ask"] is None) and not await self.start():
            return False
        if self.interview is None:
            return False
        body = {"turn": self.interview["ask"]["turn"], "answer": self.rng.choice(self.answers)}
        path = f"/api/interviews/{self.interview['id']}/answers"
        reply = self.turns.add(await self.server.send("POST", path, body))
        if not reply.is_good:
            self.interview = None
            return False
        events = _events(reply.body)
        self.points.append(len(events["grade"]["verdicts"]))
        self.interview["ask"] = events["question"]
        return True


def _events(stream: bytes) -> dict[str, Any]:
    """The last event of each name in a stream."""
    found = {}
    for block in stream.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields and "data" in fields:
            found[fields["event"]] = json.loads(fields["data"])
    return found


@dataclass
class Onlooker:
    """Asks for quick things, each every so often, while others work; one that is late holds up none of the others."""

    server: Server
    every_s: float
    seen: dict[str, Timings] = field(default_factory=dict)

    async def look(self) -> None:
        """Go on until cancelled."""
        wanted: list[tuple[str, str, str, dict[str, Any] | None]] = [
            ("health", "GET", "/healthz", None),
            ("page file", "GET", "/static/main.js", None),
            ("search", "GET", "/api/search?q=kv+cache+memory", None),
            ("start", "POST", "/api/interviews", {"stage": "screening", "questions": 2, "seed": 7}),
        ]

        async def ask(number: int) -> None:
            name, method, path, body = wanted[number]
            timings = self.seen.setdefault(name, Timings())
            await asyncio.sleep(number * self.every_s)
            while True:
                timings.add(await self.server.send(method, path, body))
                await asyncio.sleep(len(wanted) * self.every_s)

        await asyncio.gather(*map(ask, range(len(wanted))))


@asynccontextmanager
async def slow_model(seconds: float) -> AsyncIterator[str]:
    """A language model that says a sentence after so many seconds: its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Cancelled: who asked is gone, and so is the measurement.
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = next((line.split(":")[1] for line in head.split("\r\n") if line.startswith("content-length")), "0")
            await reader.readexactly(int(length))
            top = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: "
            if head.startswith("get"):
                writer.write(f"{top}application/json\r\n\r\n".encode() + b'{"object":"list","data":[{"id":"slow"}]}')
            else:
                writer.write(f"{top}text/event-stream\r\n\r\n".encode())
                await writer.drain()
                await asyncio.sleep(seconds)
                for delta, finish in (({"role": "assistant", "content": "It keeps keys [1]."}, None), ({}, "stop")):
                    choice = {"index": 0, "delta": delta, "finish_reason": finish}
                    row = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "slow"}
                    writer.write(f"data: {json.dumps({**row, 'choices': [choice]})}\n\n".encode())
                writer.write(b"data: [DONE]\n\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1024)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
