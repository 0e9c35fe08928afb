"""A server under load, in small; what it is measured by, and that nothing fails."""

import asyncio
from typing import Any

import httpx
import own_loop
import pytest

from app.settings import Settings
from eval.speed.load_client import Onlooker, Reply, Server, Timings, slow_model
from eval.speed.served import others_share
from eval.speed.server_load import Loaded, Plan, measure_load


def test_replies_that_failed_are_counted_by_status_and_not_timed() -> None:
    timings = Timings()
    for status in (200, 201, 503, 503, 0):
        timings.add(Reply(status, b"", 0.5))
    assert (timings.seconds, timings.others) == ([0.5, 0.5], {503: 2, 0: 1})
    found = Loaded()
    found.timed("an answer", timings, at_most=300.0)
    assert [(figure.name, figure.value) for figure in found.figures] == [
        ("an answer, median", 500.0),
        ("an answer, p95 of 2", 500.0),
    ]
    assert not found.figures[1].is_met
    assert found.failures == {"an answer: status 503": 2, "an answer: status 0": 1}


def test_what_others_took_of_the_machine_is_a_share() -> None:
    assert others_share((10.0, 100.0), (40.0, 200.0), 10.0) == pytest.approx(0.2)
    assert others_share((10.0, 100.0), (12.0, 200.0), 10.0) == 0.0
    assert others_share((10.0, 100.0), (10.0, 100.0), 0.0) == 0.0


def test_a_reply_in_chunks_is_read_whole_and_one_that_breaks_off_is_none() -> None:
    replies = [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        b"HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\nno",
    ]

    async def run() -> list[Reply]:
        left = iter(replies)

        async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(next(left))
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(play, "127.0.0.1", 0) as listening:
            server = Server(listening.sockets[0].getsockname()[1])
            return [await server.send("GET", "/") for _ in replies]

    assert [(one.status, one.body) for one in own_loop.run(run())] == [(200, b"abcde"), (0, b""), (503, b"no")]


def test_what_is_late_holds_up_nothing_else_that_an_onlooker_asks_for() -> None:
    async def run() -> dict[str, int]:
        late = asyncio.Event()

        async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if (await reader.readuntil(b"\r\n\r\n")).startswith(b"POST"):
                await late.wait()
            writer.write(b"HTTP/1.1 200 OK\r\n\r\nok")
            writer.close()

        async with await asyncio.start_server(play, "127.0.0.1", 0) as listening:
            looker = Onlooker(Server(listening.sockets[0].getsockname()[1]), 0.005)
            looking = asyncio.create_task(looker.look())
            while len(looker.seen.get("health", Timings()).seconds) < 3:
                await asyncio.sleep(0.01)
            looking.cancel()
            late.set()
        return {name: len(timings.seconds) for name, timings in looker.seen.items()}

    seen = own_loop.run(run())
    assert seen["start"] == 0
    assert min(seen[name] for name in ("health", "page file", "search")) >= 1


def test_the_slow_model_is_one_that_the_coach_can_ask() -> None:
    async def run() -> tuple[Any, str]:
        async with slow_model(0.01) as address, httpx.AsyncClient() as client:
            models = (await client.get(f"{address}/models")).json()
            reply = await client.post(f"{address}/chat/completions", json={"messages": []})
            return models["data"], reply.text

    models, text = own_loop.run(run())
    assert models == [{"id": "slow"}]
    assert "It keeps keys [1]." in text
    assert text.endswith("data: [DONE]\n\n")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twenty_interviews_and_twenty_streams_at_once_fail_nobody() -> None:
    plan = Plan(seconds=6, at_once=20, streams=20, slow_s=3)
    found = own_loop.apart(lambda: measure_load(Settings(_env_file=None), plan))
    assert found.failures == {}
    figures = {figure.name: figure for figure in found.figures}
    assert figures["of 20 interviews at once, failed"].value == 0
    assert figures["of 20 streams at once, failed"].value == 0
    # The aim of 600 MB is missed (docs/hosting.md); more than this would be a leak.
    assert figures["memory, most of it"].value < 1100
    # Whether it stays flat is for `make load`: a tenth of six seconds is before most of it is loaded.
