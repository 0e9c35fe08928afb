"""Servers that are killed in mid-turn: what was acknowledged is there once, whole, in SQLite and in PostgreSQL.

Candidates answer over HTTP, each request with its key, and send it again, to any server, until it is acknowledged. A
server is killed only while a request of theirs is under way there. At the end the database is held against what they
were told.
"""

import json
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from quick_server import QuickGrader, QuickServers, quick_servers

from app.candidate.candidate import LOCAL
from app.candidate.events import AnswerEvent
from app.store.interviews import Store
from ingest.language.text import Text

CANDIDATES = 6
# The longest time between the moment in which a request is seen under way and the kill.
AFTER_S = 0.08
# The longest time between two kills in which nobody looks.
BETWEEN_S = 0.3
PATIENCE_S = 600
SHORT, FULL = 10, 200
# A run that is broken off has said at so many kills how far it was.
TOLD_EVERY = 10


@dataclass(frozen=True)
class Turn:
    """A turn that a candidate was told of."""

    number: int
    key: str
    answer: str
    grade: str


@dataclass
class Told:
    """What a candidate was told of an interview."""

    turns: list[Turn] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    is_ended: bool = False


@dataclass
class Servers:
    """Servers over one database, one a port, each started again after it was killed."""

    url: str
    start: Callable[[str, int], int]
    ports: list[int]
    rng: random.Random
    under_way: Counter[int] = field(default_factory=Counter)
    kills: int = 0
    cut: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    done: threading.Event = field(default_factory=threading.Event)
    running: dict[int, int] = field(default_factory=dict)
    # Those that have answered since they were started.
    ready: set[int] = field(default_factory=set)
    # A connection a request: one that is kept says nothing of the server behind it.
    http: httpx.Client = field(
        default_factory=lambda: httpx.Client(
            trust_env=False, timeout=120, limits=httpx.Limits(max_keepalive_connections=0)
        )
    )

    def start_all(self) -> None:
        for port in self.ports:
            self.running[port] = self.start(self.url, port)

    def kill(self, wanted: int) -> None:
        """Kill so many, each while a request is under way at it; they are started again at once."""
        until = time.monotonic() + PATIENCE_S
        rest = time.monotonic()
        while self.kills < wanted and time.monotonic() < until:
            self._start_what_ended()
            busy = [port for port in self.ports if self.under_way[port] > 0 and port in self.ready]
            if not busy or time.monotonic() < rest:
                time.sleep(0.002)
                continue
            port = self.rng.choice(busy)
            time.sleep(self.rng.uniform(0, AFTER_S))
            os.kill(self.running[port], signal.SIGKILL)
            self.kills += 1
            if self.kills % TOLD_EVERY == 0:
                print(f"{self.kills} kills, {dict(self.cut)}", flush=True)
            self.ready.discard(port)
            self.running[port] = self.start(self.url, port)
            until, rest = time.monotonic() + PATIENCE_S, time.monotonic() + self.rng.uniform(0, BETWEEN_S)

    def _start_what_ended(self) -> None:
        """A server that finds its port taken ends: by another program, or by a request for it that got that port."""
        for port, process in self.running.items():
            if not Path(f"/proc/{process}").exists():
                self.ready.discard(port)
                self.running[port] = self.start(self.url, port)
                self.cut["found its port taken"] += 1

    def post(self, path: str, body: dict[str, Any], key: str, rng: random.Random) -> str:
        """The reply to a request that is sent again until a whole one comes."""
        until, begun = time.monotonic() + PATIENCE_S, ""
        while time.monotonic() < until:
            port = rng.choice(self.ports)
            status, text, is_whole = self._once(port, path, body, key)
            if status in (0, 503):
                time.sleep(0.02)
                continue
            assert status in (200, 201), (status, text, path)
            if begun and is_whole:
                # What came of a reply that was cut off comes again.
                assert same_grade(begun, text), (begun, text)
            if is_whole:
                return text
            begun = begun or (text if "event: grade" in text else "")
        raise TimeoutError(path)

    def _once(self, port: int, path: str, body: dict[str, Any], key: str) -> tuple[int, str, bool]:
        """Status, text and whether it is whole; 0 where nothing came."""
        status, pieces = 0, []
        with self._counted(port):
            try:
                url = f"http://127.0.0.1:{port}{path}"
                headers = {"Idempotency-Key": key}
                with self.http.stream("POST", url, json=body, headers=headers) as reply:
                    status = reply.status_code
                    pieces.extend(reply.iter_text())
            except httpx.ConnectError:
                return 0, "", False
            except httpx.HTTPError:
                self.cut["within the reply" if status else "before it"] += 1
                return status, "".join(pieces), False
        if status in (200, 201):
            self.ready.add(port)
        return status, "".join(pieces), True

    @contextmanager
    def _counted(self, port: int) -> Iterator[None]:
        with self.lock:
            self.under_way[port] += 1
        try:
            yield
        finally:
            with self.lock:
                self.under_way[port] -= 1


def same_grade(begun: str, whole: str) -> bool:
    first, second = (event_of(text, "grade") for text in (begun, whole))
    return first in ("", second)


def event_of(stream: str, name: str) -> str:
    """The data of an event in a stream, without its id; empty where it did not come whole."""
    _, found, rest = stream.partition(f"event: {name}\n")
    body, end, _ = rest.partition("\n\n")
    return "\n".join(line for line in body.splitlines() if line.startswith("data: ")) if found and end else ""


def candidate(servers: Servers, seed: int) -> dict[str, Told]:
    """Hold interviews until the killing is done; what was told of each, by its id."""
    rng, told = random.Random(seed), {}
    while not servers.done.is_set():
        started = servers.post("/api/interviews", {"stage": "screening", "questions": 3}, "", rng)
        identifier = json.loads(started)["id"]
        told[identifier] = one = Told()
        number: int | None = 1
        while number is not None and not servers.done.is_set():
            path = f"/api/interviews/{identifier}"
            if rng.random() < 0.2:
                key = f"command {seed} {rng.random()}"
                servers.post(f"{path}/commands", {"command": "repeat", "turn": number}, key, rng)
                one.commands.append(key)
            key, answer = f"answer {seed} {rng.random()}", f"I think of {rng.randrange(10**6)}. " * rng.randrange(1, 40)
            reply = servers.post(f"{path}/answers", {"answer": answer, "turn": number}, key, rng)
            done = json.loads(event_of(reply, "done").removeprefix("data: "))
            assert done["turn"] == number
            servers.cut["stored and told again"] += done["repeat"]
            one.turns.append(Turn(number, key, answer, event_of(reply, "grade")))
            one.is_ended = done["ended"]
            number = None if done["ended"] else number + 1
    return told


def held_against(store: Store, told: dict[str, Told]) -> None:
    """Each turn that was acknowledged is there once and whole, with what it told of the candidate, and no other."""
    grader, answered = QuickGrader(), []
    for identifier, one in told.items():
        interview = store.get(LOCAL, identifier)
        assert [(t.ask.number, t.key, t.answer) for t in interview.turns] == [
            (t.number, t.key, t.answer) for t in one.turns
        ]
        assert sorted(e.key for e in interview.course.exchanges) == sorted(one.commands)
        assert (interview.ask is None) == one.is_ended
        assert interview.ask is None or interview.ask.number == len(one.turns) + 1
        for turn in interview.turns:
            judged = grader.grade(interview.graded_against(turn.ask), Text(turn.answer))
            assert [v.state for v in turn.grade.verdicts] == [v.state for v in judged.verdicts]
            answered.append((identifier, turn.ask.number))
    events = [one for one in store.candidates.events(LOCAL) if isinstance(one, AnswerEvent)]
    assert sorted((one.interview_id, one.turn) for one in events) == sorted(answered)
    memory = store.candidates.get(LOCAL)
    assert {card for one in events for card in one.missed} <= set(memory.cards)


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@pytest.fixture(scope="module")
def starting() -> Iterator[QuickServers]:
    with quick_servers() as servers:
        yield servers


def killed(url: str, starting: QuickServers, processes: int, kills: int) -> None:
    servers = Servers(url, starting.start, free_ports(processes), random.Random(20_261_129))
    servers.start_all()
    with ThreadPoolExecutor(CANDIDATES) as pool:
        held = [pool.submit(candidate, servers, seed) for seed in range(CANDIDATES)]
        try:
            servers.kill(kills)
        except KeyboardInterrupt:
            # What ran until then is held against the database all the same.
            print("broken off")
        finally:
            servers.done.set()
        told = {identifier: one for future in held for identifier, one in future.result().items()}
    servers.http.close()
    for process in servers.running.values():
        # One that found its port taken when it was started again has ended by itself.
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    turns = sum(len(one.turns) for one in told.values())
    print(f"{servers.kills} kills of {processes} servers, {turns} turns of {len(told)} interviews, {dict(servers.cut)}")
    with closing(Store(url)) as store:
        held_against(store, told)
    print("held against the database")
    assert servers.kills == kills
    # Without them nothing was tried: most kills cut a request off, and some of these had been stored.
    assert servers.cut["before it"] >= kills // 10
    assert kills < FULL or servers.cut["stored and told again"] > 0
    assert turns >= CANDIDATES


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_ten_kills_of_three_servers_over_postgresql_lose_double_and_halve_nothing(
    starting: QuickServers, new_postgres: Callable[[], str]
) -> None:
    killed(new_postgres(), starting, 3, SHORT)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_ten_kills_of_one_server_over_sqlite_lose_double_and_halve_nothing(
    starting: QuickServers, tmp_path: Path
) -> None:
    killed(f"sqlite:///{tmp_path / 'coach.sqlite'}", starting, 1, SHORT)
    is_whole(tmp_path / "coach.sqlite")


@pytest.mark.soak
@pytest.mark.timeout(14_400)
def test_two_hundred_kills_over_postgresql(starting: QuickServers, new_postgres: Callable[[], str]) -> None:
    killed(new_postgres(), starting, 3, FULL)


@pytest.mark.soak
@pytest.mark.timeout(14_400)
def test_two_hundred_kills_over_sqlite(starting: QuickServers, tmp_path: Path) -> None:
    killed(f"sqlite:///{tmp_path / 'coach.sqlite'}", starting, 1, FULL)
    is_whole(tmp_path / "coach.sqlite")


def is_whole(path: Path) -> None:
    with closing(Store(f"sqlite:///{path}")) as store, store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
