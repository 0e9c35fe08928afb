"""Half a request holds nobody up, and each kind of call has places of its own."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import own_loop
import pytest
import uvicorn
from fastapi.testclient import TestClient
from sampled import one_in, row_in
from starlette.types import Message, Receive, Scope, Send

from app.api import connection_timeouts
from app.api.application import make_application
from app.api.connection_timeouts import PatientProtocol
from app.api.inside.results import Results
from app.api.places import kinds, places
from app.api.places.bodies import MOST_UPLOADS, MOST_WAITING_UPLOADS, BodyFirst
from app.api.places.kinds import AGAIN_S, GIVES_WAY, MOST, Kind, kind_of, most_of
from app.api.places.places import Places
from app.coach.coach import Coach
from app.cores import cores
from app.settings import Settings


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/api/interviews/x/answers", Kind.SLOW),
        ("POST", "/api/ask", Kind.SLOW),
        ("POST", "/api/ask/stream", Kind.SLOW),
        ("GET", "/api/explain", Kind.SLOW),
        ("POST", "/api/interviews", Kind.START),
        ("GET", "/api/interviews/x", Kind.STORE),
        ("POST", "/api/interviews/x/end", Kind.STORE),
        ("POST", "/api/interviews/x/turns/1/appeals", Kind.STORE),
        ("POST", "/api/tasks/two-sum/runs", Kind.RUN),
        ("GET", "/api/library", Kind.PROJECT),
        ("POST", "/api/candidate/plan/file", Kind.PROJECT),
        ("POST", "/api/candidate/plan", Kind.SLOW),
        ("DELETE", "/api/projects/x/documents/a/b.md", Kind.PROJECT),
        ("GET", "/api/search", Kind.QUICK),
        ("GET", "/api/documents/rag/chunking", Kind.QUICK),
        ("GET", "/api/options", Kind.QUICK),
    ],
)
def test_a_request_waits_for_what_it_needs(method: str, path: str, kind: Kind) -> None:
    assert kind_of(method, path) is kind


def test_few_answers_and_starts_are_processed_at_once_where_they_wait_for_the_processor_alone() -> None:
    alone, with_model = most_of(has_model=False), most_of(has_model=True)
    assert cores() <= alone[Kind.SLOW] <= max(8, 2 * cores())
    assert alone[Kind.START] <= 4
    # These wait for somebody else.
    assert min(with_model[Kind.SLOW], with_model[Kind.START]) >= 64


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads its body and answers, slowly where the path says so."""
    message = await receive()
    if scope["path"] in ("/api/ask", "/api/interviews/x"):
        await asyncio.sleep(30)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": str(len(message["body"])).encode()[:2].rjust(2)})


@pytest.mark.parametrize("busy", ["/api/ask", "/api/interviews/x"])
def test_a_search_waits_neither_for_answers_nor_for_the_database(busy: str) -> None:
    async def held() -> float:
        application = Places(answer)
        method = "POST" if busy == "/api/ask" else "GET"
        waiting = [asyncio.create_task(sent(application, method, busy)) for _ in range(MOST[kind_of(method, busy)] + 5)]
        await asyncio.sleep(0.05)
        began = time.monotonic()
        assert (await sent(application, "GET", "/api/search"))[0]["status"] == 200
        for task in waiting:
            task.cancel()
        return time.monotonic() - began

    assert own_loop.run(held()) < 1


async def sent(application: Any, method: str, path: str, *messages: Message) -> list[Message]:
    left = list(messages) or [{"type": "http.request", "body": b"", "more_body": False}]
    told: list[Message] = []

    async def receive() -> Message:
        if left:
            return left.pop(0)
        await asyncio.sleep(3600)
        raise AssertionError

    async def send(message: Message) -> None:
        told.append(message)

    await application({"type": "http", "method": method, "path": path, "headers": []}, receive, send)
    return told


def test_who_finds_the_line_full_is_told_when_to_come_again_and_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(kinds.MOST, Kind.SLOW, 1)
    monkeypatch.setitem(kinds.WAITING, Kind.SLOW, 2)
    heard: list[tuple[Kind, int, int]] = []

    async def run() -> tuple[list[Message], list[Message], list[Message]]:
        application = Places(answer, lambda *told: heard.append(told))
        waiting = [asyncio.create_task(sent(application, "POST", "/api/ask")) for _ in range(3)]
        await asyncio.sleep(0.05)
        refused = await sent(application, "POST", "/api/ask")
        quick = await sent(application, "GET", "/api/search")
        waiting.pop().cancel()
        await asyncio.sleep(0.01)
        # Who went away left room for another one.
        monkeypatch.setitem(kinds.WAIT_S, Kind.SLOW, 0.05)
        late = await sent(application, "POST", "/api/ask")
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return refused, quick, late

    refused, quick, late = own_loop.run(run())
    assert refused[0]["status"] == late[0]["status"] == 503
    assert dict(refused[0]["headers"])[b"retry-after"] == str(AGAIN_S[Kind.SLOW]).encode()
    assert b'"code":"busy"' in refused[1]["body"]
    assert quick[0]["status"] == 200
    assert (Kind.SLOW, 1, 2) in heard
    assert heard[-1][1:] == (0, 0)


class Begun:
    """An application that notes which requests it begins with, and takes its time for a start."""

    def __init__(self, start_s: float) -> None:
        self.start_s = start_s
        self.paths: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.paths.append(scope["path"])
        if scope["path"] == "/api/interviews":
            await asyncio.sleep(self.start_s)
        await answer({**scope, "path": ""}, receive, send)


START, ANSWER = ("POST", "/api/interviews"), ("POST", "/api/interviews/x/answers")


def test_an_answer_is_not_begun_with_while_a_start_waits() -> None:
    begun = Begun(0.02)

    async def run() -> None:
        application = Places(begun, most=MOST | {Kind.START: 1}, gives_way=GIVES_WAY)
        await asyncio.gather(*(sent(application, *one) for one in (START, START, ANSWER, START, ANSWER)))

    own_loop.run(run())
    assert begun.paths == [START[1]] * 3 + [ANSWER[1]] * 2


def test_an_answer_gives_way_for_a_limited_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "GIVES_WAY_S", 0.05)
    begun = Begun(30)

    async def run() -> None:
        application = Places(begun, most=MOST | {Kind.START: 1}, gives_way=GIVES_WAY)
        starting = [asyncio.create_task(sent(application, *START)) for _ in range(2)]
        # From Python 3.12 on `wait_for` begins at once, before a task that was made earlier.
        await asyncio.sleep(0)
        await asyncio.wait_for(sent(application, *ANSWER), 10)
        for one in starting:
            one.cancel()

    own_loop.run(run())
    assert begun.paths == [START[1], ANSWER[1]]


def test_an_answer_does_not_wait_for_a_start_that_has_its_place() -> None:
    begun = Begun(30)

    async def run() -> None:
        application = Places(begun, gives_way=GIVES_WAY)
        starting = asyncio.create_task(sent(application, *START))
        await asyncio.sleep(0)
        # Far less than GIVES_WAY_S.
        await asyncio.wait_for(sent(application, *ANSWER), 1)
        starting.cancel()

    own_loop.run(run())
    assert begun.paths == [START[1], ANSWER[1]]


def test_uploads_that_nobody_has_room_for_are_refused_unread() -> None:
    half = {"type": "http.request", "body": b"x", "more_body": True}

    async def run() -> list[Message]:
        application = BodyFirst(answer)
        path = "/api/projects/x/documents"
        coming = [
            asyncio.create_task(sent(application, "POST", path, half))
            for _ in range(MOST_UPLOADS + MOST_WAITING_UPLOADS)
        ]
        await asyncio.sleep(0.05)
        refused = await sent(application, "POST", path)
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
        assert (await sent(application, "POST", path))[0]["status"] == 200
        return refused

    refused = own_loop.run(run())
    assert refused[0]["status"] == 503
    assert dict(refused[0]["headers"])[b"retry-after"]


def test_a_body_that_does_not_come_is_told_so_and_takes_no_place() -> None:
    half = {"type": "http.request", "body": b'{"que', "more_body": True}

    async def run() -> list[Message]:
        application = BodyFirst(Places(answer), most_s=0.2)
        many = [sent(application, "POST", "/api/interviews", half) for _ in range(60)]
        search = asyncio.create_task(sent(application, "POST", "/api/interviews"))
        late = asyncio.gather(*many)
        assert (await asyncio.wait_for(search, 0.15))[0]["status"] == 200
        return [told[0] for told in await late]

    assert {message["status"] for message in own_loop.run(run())} == {408}


def test_a_body_in_pieces_arrives_whole_and_one_that_is_too_long_is_refused() -> None:
    pieces = [{"type": "http.request", "body": b"x" * 5, "more_body": n < 3} for n in range(4)]
    whole = own_loop.run(sent(BodyFirst(answer, most_bytes=20), "POST", "/api/interviews", *pieces))
    assert whole[1]["body"] == b"20"
    refused = own_loop.run(sent(BodyFirst(answer, most_bytes=19), "POST", "/api/interviews", *pieces))
    assert refused[0]["status"] == 413


@contextmanager
def served(application: Any) -> Iterator[int]:
    """The port of a real server of an application."""
    config = uvicorn.Config(application, port=0, http=PatientProtocol, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join(10)


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a real server with short limits."""
    monkeypatch.setattr(connection_timeouts, "HEADERS_S", 0.3)
    with served(BodyFirst(answer, most_s=0.3)) as port:
        yield port


@pytest.mark.parametrize(
    ("half", "told"),
    row_in(
        3,
        [
            (b"", b""),
            (b"GET /api/search HTTP/1.1\r\nHost: x\r\nX-Sl", b""),
            (b"POST /api/search HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{", b"HTTP/1.1 408"),
        ],
    ),
)
def test_a_connection_that_says_half_a_request_is_closed(running: int, half: bytes, told: bytes) -> None:
    with socket.create_connection(("127.0.0.1", running), timeout=5) as connection:
        connection.sendall(half)
        got = b""
        while piece := connection.recv(4096):
            got += piece
    assert got.startswith(told)
    assert bool(got) == bool(told)


@pytest.mark.parametrize("path", one_in(3, ["/api/interviews", "/api/ask", "/api/interviews/none/answers"]))
def test_the_coach_answers_while_32_connections_hold_half_a_body(settings: Settings, coach: Coach, path: str) -> None:
    application = make_application(settings, lambda _: coach, Results.installed())
    application.state.loading.load()
    half = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{{"
    with served(application) as port, ExitStack() as open_ones:
        there = [open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5)) for _ in range(32)]
        for connection in there:
            connection.sendall(half.encode())
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Host": "localhost"}, timeout=20) as client:
            for _ in range(3):
                assert client.get("/healthz").json() == {"status": "ok"}
                assert client.get("/api/search", params={"q": "kv cache"}).json()["hits"]
        for connection in there:
            connection.setblocking(False)
            # Open still: each has its time, and none was answered.
            with pytest.raises(BlockingIOError):
                connection.recv(1)


@pytest.mark.slow
def test_a_second_request_on_a_connection_has_as_long_as_the_first(running: int) -> None:
    whole = b"GET /api/search HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", running), timeout=5) as connection:
        for _ in range(3):
            time.sleep(0.2)
            connection.sendall(whole)
            got = b""
            while not got.endswith(b"\r\n\r\n 0"):
                piece = connection.recv(4096)
                assert piece, "closed before the answer"
                got += piece
            assert got.startswith(b"HTTP/1.1 200")
        connection.sendall(whole[:20])
        assert connection.recv(4096) == b""


def test_the_schema_tells_what_a_body_may_be_refused_for(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path, methods in paths.items():
        if path.startswith("/api/"):
            for method, operation in methods.items():
                assert "400" in operation["responses"], path
                if "requestBody" in operation:
                    assert {"408", "413", "422"} <= set(operation["responses"]), (method, path)


def test_errors_of_streams_are_json_in_the_schema_as_they_are_sent(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path in ("/api/ask/stream", "/api/interviews/{interview_id}/answers"):
        for status, response in paths[path]["post"]["responses"].items():
            kind = "text/event-stream" if status == "200" else "application/json"
            assert list(response["content"]) == [kind], (path, status)
    refused = client.post("/api/interviews/none/answers", json={"answer": "x", "turn": 1})
    assert refused.headers["content-type"] == "application/json"
