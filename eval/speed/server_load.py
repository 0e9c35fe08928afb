"""`make load`: what a server bears, and how it behaves under it; on loopback, two cores, the offline coach.

Decides the script: how much processor time an answered question takes and so which rate two cores could bear; a steady
stream at 60 % of that; many interviews at the same moment; and, of another server, many streams of a language model
that takes 20 seconds; memory over all of it. Beside each stands what share of the machine others took meanwhile: on a
busy machine processor time tells something, and wall time little.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlsplit

import typer

from app.settings import Settings
from eval.speed.bench import machine
from eval.speed.load_client import Candidate, Onlooker, Server, Timings, slow_model
from eval.speed.material import Figure, median, p95
from eval.speed.served import Home, cpu_s, machine_s, others_share, own_home, resident_mb
from ingest.bank.questions import load_bank

CORES = 2
# The answer that the targets are for.
WORDS, POINTS = 120, 5
# Of what the cores could bear.
STEADY = 0.6
LOOK_EVERY_S = 0.25


@dataclass(frozen=True)
class Plan:
    """How much: seconds of each phase, key points of a question at most, interviews and streams at once, seconds that
    the slow model takes.
    """  # noqa: D205

    seconds: float = 60.0
    points: int = POINTS
    at_once: int = 200
    streams: int = 200
    slow_s: float = 20.0
    seed: int = 20


@dataclass
class Loaded:
    """What was measured, in the order in which it was; `memory` in MB, once a second; `tell` hears each figure."""

    tell: Callable[[Figure], None] = lambda _: None
    figures: list[Figure] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)

    def told(self, name: str, value: float, unit: str, at_most: float | None = None) -> None:
        """Keep a figure."""
        self.figures.append(Figure("load", name, value, unit, at_most=at_most))
        self.tell(self.figures[-1])

    def timed(self, name: str, timings: Timings, at_most: float | None = None) -> None:
        """Keep the median and the 95th percentile of some replies, and what failed."""
        if timings.seconds:
            self.told(f"{name}, median", 1000 * median(timings.seconds), "ms")
            self.told(f"{name}, p95 of {len(timings.seconds)}", 1000 * p95(timings.seconds), "ms", at_most)
        for status, count in timings.others.items():
            self.failures[f"{name}: status {status}"] = count


@dataclass(frozen=True)
class Run:
    """A server under load: who asks it, each with an account of their own, what it is asked, and what was found."""

    servers: Sequence[Server]
    pid: int
    texts: Sequence[str]
    plan: Plan
    found: Loaded
    rng: random.Random

    def candidates(self, count: int) -> list[Candidate]:
        """So many new ones, one an account, whose timings are kept together."""
        starts, turns, points = Timings(), Timings(), list[int]()
        seeds = [self.rng.random() for _ in range(count)]
        rngs = [random.Random(seed) for seed in seeds]  # noqa: S311  (no secret)
        return [
            Candidate(server, self.texts, rng, starts, turns, points)
            for server, rng in zip(self.servers, rngs, strict=False)
        ]

    @property
    def onlooker(self) -> Onlooker:
        """One with the last account."""
        return Onlooker(self.servers[-1], LOOK_EVERY_S)


def answers(settings: Settings) -> list[str]:
    """The beginnings of strong answers, WORDS words each."""
    texts = (one.strong_answer.split() for one in load_bank(settings.corpus / "questions"))
    return [" ".join(words[:WORDS]) for words in texts if len(words) >= WORDS]


def measure_load(settings: Settings, plan: Plan, tell: Callable[[Figure], None] = lambda _: None) -> Loaded:
    """Run the script against servers of our own."""
    found = Loaded(tell)
    with own_home(settings, plan.points, max(plan.at_once, plan.streams, CORES) + 1) as home:
        rng = random.Random(plan.seed)  # noqa: S311  (no secret)
        texts = answers(home.settings)
        with home.served(CORES) as (url, keys, pid):
            servers = _servers(url, keys)
            asyncio.run(_offline(Run(servers, pid, texts, plan, found, rng)))
        asyncio.run(_slow(home, plan, found))
    return found


def _servers(url: str, keys: Sequence[str]) -> list[Server]:
    """The server as each user asks it."""
    return [Server(urlsplit(url).port or 0, key) for key in keys]


async def _offline(run: Run) -> None:
    found = run.found
    found.told("memory when ready", resident_mb(run.pid)["VmRSS"], "MB")
    async with _remembering(run):
        rate = await _bearable(run)
        await _steady(run, STEADY * rate)
        await _at_once(run)
    found.told("memory, most of it", max(found.memory), "MB", 600.0)
    tenth = max(1, len(found.memory) // 10)
    found.told("memory at the end over after the first tenth", found.memory[-1] / found.memory[tenth - 1], "x")


async def _bearable(run: Run) -> float:
    """The answers a second that CORES could bear, by the processor time that one takes with its share of starts."""
    people = run.candidates(max(CORES, run.plan.at_once))

    async def work(each: Sequence[Candidate]) -> None:
        while True:
            for one in each:
                await one.answer()

    async with _meanwhile(run, "one answer after another"):
        before = cpu_s(run.pid)
        with suppress(TimeoutError):
            async with asyncio.timeout(run.plan.seconds):
                await asyncio.gather(*(work(people[at::CORES]) for at in range(CORES)))
        spent = cpu_s(run.pid) - before
    turns, points = people[0].turns, people[0].points
    run.found.timed("an answer, two candidates", turns)
    if not turns.seconds:
        raise RuntimeError("no answer was graded in the time of a phase; give it more with --seconds")
    each = spent / len(turns.seconds)
    run.found.told("key points of an answer, median", median(points), "points")
    run.found.told("CPU of an answer with its share of starts", 1000 * each, "ms", 70.0)
    run.found.told(f"so {CORES} cores could bear", CORES / each, "answers a second")
    return CORES / each


async def _steady(run: Run, rate: float) -> None:
    """Answers that come at a rate, whether earlier ones are done or not."""
    idle = run.candidates(max(CORES, run.plan.at_once))
    turns = idle[0].turns
    looker, tasks = run.onlooker, set[asyncio.Task[None]]()

    async def one_answer(who: Candidate) -> None:
        await who.answer()
        idle.append(who)

    async with _meanwhile(run, f"{rate:.1f} answers a second"):
        looking = asyncio.create_task(looker.look())
        until = time.monotonic() + run.plan.seconds
        while time.monotonic() < until:
            await asyncio.sleep(run.rng.expovariate(rate))
            if idle:
                tasks.add(asyncio.create_task(one_answer(idle.pop())))
        await asyncio.gather(*tasks)
        looking.cancel()
    run.found.timed(f"an answer at {100 * STEADY:.0f} % of that rate", turns, 300.0)
    _onlooked(looker, "meanwhile", run.found)


async def _at_once(run: Run) -> None:
    """Interviews that all begin in the same moment, each with two answers."""
    count = run.plan.at_once
    people = run.candidates(count)

    async def hold(one: Candidate) -> bool:
        return await one.start() and await one.answer() and await one.answer()

    looker = run.onlooker
    async with _meanwhile(run, f"{count} interviews at once"):
        looking = asyncio.create_task(looker.look())
        done = await asyncio.gather(*(hold(one) for one in people))
        looking.cancel()
    run.found.told(f"of {count} interviews at once, failed", count - sum(done), "interviews", 0.0)
    run.found.timed("a start among them", people[0].starts)
    run.found.timed("an answer among them", people[0].turns)
    _onlooked(looker, "beside them", run.found)


async def _slow(home: Home, plan: Plan, found: Loaded) -> None:
    """Streams of a language model that takes its time, and what others feel of it."""
    async with slow_model(plan.slow_s) as address:
        environment = {"COACH_LLM_BASE_URL": address, "COACH_LLM_MODEL": "slow", "COACH_LLM_CONTEXT_TOKENS": "8192"}
        with ExitStack() as stack:
            # In a thread: the server asks the model before it is ready, and the model is in this loop.
            starting = home.served(CORES, **environment)
            url, keys, pid = await asyncio.to_thread(stack.enter_context, starting)
            rng = random.Random(plan.seed)  # noqa: S311  (no secret)
            await _streams(Run(_servers(url, keys), pid, (), plan, found, rng))


async def _streams(run: Run) -> None:
    asked, looker = Timings(), run.onlooker
    before, count = resident_mb(run.pid)["VmRSS"], run.plan.streams
    async with _meanwhile(run, f"{count} streams"):
        looking = asyncio.create_task(looker.look())
        body = {"question": "How does a KV cache trade memory for speed?"}
        asking = (server.send("POST", "/api/ask/stream", body) for server in run.servers[:count])
        for reply in await asyncio.gather(*asking):
            asked.add(reply)
        looking.cancel()
    run.found.told(f"of {count} streams at once, failed", count - len(asked.seconds), "streams", 0.0)
    run.found.timed(f"a stream of a model that takes {run.plan.slow_s:g} s", asked)
    _onlooked(looker, "beside the streams", run.found)
    run.found.told("memory that they took", resident_mb(run.pid)["VmRSS"] - before, "MB")


def _onlooked(looker: Onlooker, when: str, found: Loaded) -> None:
    for name, timings in looker.seen.items():
        found.timed(f"{name} {when}", timings, 50.0)


@asynccontextmanager
async def _meanwhile(run: Run, name: str) -> AsyncIterator[None]:
    """Tell what share of the machine others took meanwhile, the load's own client among them."""
    before, own = machine_s(), cpu_s(run.pid)
    yield
    share = others_share(before, machine_s(), cpu_s(run.pid) - own)
    run.found.told(f"{name}: processor time of others", 100 * share, "%")


@asynccontextmanager
async def _remembering(run: Run) -> AsyncIterator[None]:
    async def watch() -> None:
        while True:
            run.found.memory.append(resident_mb(run.pid)["VmRSS"])
            await asyncio.sleep(1)

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()


def main(
    seconds: Annotated[float, typer.Option(help="Of each of the first two phases.")] = Plan.seconds,
    points: Annotated[int, typer.Option(help="Key points that a question asks for, at most.")] = Plan.points,
    at_once: Annotated[int, typer.Option(help="Interviews that begin in the same moment.")] = Plan.at_once,
    streams: Annotated[int, typer.Option(help="Streams of the slow model at once.")] = Plan.streams,
    slow_s: Annotated[float, typer.Option(help="Seconds that the slow model takes.")] = Plan.slow_s,
) -> None:
    """Put a server under load and print what it did, as markdown."""
    typer.echo(f"Machine: {machine()}\n\n| what | measured | target |\n| --- | --- | --- |")
    found = measure_load(Settings(), Plan(seconds, points, at_once, streams, slow_s), _told)
    for what, count in found.failures.items():
        typer.echo(f"- failed: {count} x {what}")


def _told(item: Figure) -> None:
    target = "" if item.at_most is None else f"at most {item.at_most:g}: {'met' if item.is_met else 'MISSED'}"
    typer.echo(f"| {item.name} | {item.value:.3g} {item.unit} | {target} |")


if __name__ == "__main__":
    typer.run(main)
