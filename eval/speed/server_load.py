"""`make load`: what a server bears, and how it behaves under it; on loopback, two cores, the offline coach.

Decides the script: how much processor time an answered question takes and so which rate two cores could bear; a steady
stream at 60 % of that; many interviews at the same moment; and, of another server, many streams of a language model
that takes 20 seconds; memory over all of it. Who asks is in locustfile.py. Beside each stands what share of the machine
others took meanwhile, locust among them: on a busy machine processor time tells something, and wall time little.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from app.settings import Settings
from eval.speed.bench import machine
from eval.speed.material import Figure, median, p95
from eval.speed.served import Home, cpu_s, machine_s, others_share, own_home, resident_mb, slow_model
from ingest.bank.questions import load_bank

CORES = 2
# The answer that the targets are for.
WORDS, POINTS = 120, 5
# Of what the cores could bear.
STEADY = 0.6
LOCUSTFILE = Path(__file__).with_name("locustfile.py")
# What locust waits for at the end of a phase: answers that are under way.
GRACE_S = 60


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


@dataclass(frozen=True)
class Timings:
    """Seconds of the good replies to one kind of request, and what else came back, by status; 0: nothing did."""

    seconds: Sequence[float] = ()
    others: Mapping[int, int] = field(default_factory=dict)


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
class Phase:
    """What locust is to do (locustfile.py says what each means)."""

    people: int
    seconds: float | None = None
    rate: float | None = None
    answers: int | None = None
    question: str | None = None
    onlooked: bool = False


@dataclass(frozen=True)
class Answers:
    """What came back in a phase, by kind of request, and the key points of each graded answer."""

    kinds: Mapping[str, Timings]
    points: Sequence[int]

    def of(self, name: str) -> Timings:
        """The replies to one kind; none where nobody asked."""
        return self.kinds.get(name, Timings())


@dataclass(frozen=True)
class Run:
    """A server under load: its address, the keys of its accounts, its process, what it is asked, and what was found."""

    url: str
    keys: Sequence[str]
    pid: int
    texts: Sequence[str]
    plan: Plan
    found: Loaded

    def phase(self, name: str, phase: Phase) -> Answers:
        """Have locust do it, and tell what share of the machine others took meanwhile, locust among them."""
        before, own = machine_s(), cpu_s(self.pid)
        answers = self._locust(phase)
        share = others_share(before, machine_s(), cpu_s(self.pid) - own)
        self.found.told(f"{name}: processor time of others", 100 * share, "%")
        return answers

    def _locust(self, phase: Phase) -> Answers:
        wanted = {"url": self.url, "keys": self.keys, "texts": self.texts, "seed": self.plan.seed, **vars(phase)}
        onlookers = 4 if phase.onlooked else 0
        count = str(phase.people + onlookers)
        command = [sys.executable, "-m", "locust", "--locustfile", str(LOCUSTFILE), "--headless", "--only-summary"]
        command += ["--users", count, "--spawn-rate", count, "--stop-timeout", str(GRACE_S), "--skip-log-setup"]
        command += ["Person", "Onlooker"] if onlookers else ["Person"]
        command += ["--run-time", f"{phase.seconds:g}s"] if phase.seconds else []
        with tempfile.TemporaryDirectory() as base:
            script, found = Path(base) / "phase.json", Path(base) / "found.json"
            script.write_text(json.dumps(wanted), encoding="utf-8")
            own = {"LOAD_PHASE": str(script), "LOAD_FOUND": str(found)}
            ended = subprocess.run(command, env=os.environ | own, capture_output=True, check=False)  # noqa: S603  (ours)
            if not found.exists():
                raise RuntimeError(f"locust ended before it began:\n{ended.stderr.decode()[-2000:]}")
            return answers_of(json.loads(found.read_text(encoding="utf-8")))


def answers_of(told: Mapping[str, Any]) -> Answers:
    """What locustfile.py wrote."""
    seconds, others = told["seconds"], told["others"]
    kinds = {
        name: Timings(seconds.get(name, ()), {int(status): count for status, count in others.get(name, {}).items()})
        for name in {*seconds, *others}
    }
    return Answers(kinds, told["points"])


def answers(settings: Settings) -> list[str]:
    """The beginnings of strong answers, WORDS words each."""
    texts = (one.strong_answer.split() for one in load_bank(settings.corpus / "questions"))
    return [" ".join(words[:WORDS]) for words in texts if len(words) >= WORDS]


def measure_load(settings: Settings, plan: Plan, tell: Callable[[Figure], None] = lambda _: None) -> Loaded:
    """Run the script against servers of our own.

    Raises:
        ModuleNotFoundError: locust is not installed.
    """
    if importlib.util.find_spec("locust") is None:
        raise ModuleNotFoundError("locust is not installed", name="locust")
    found = Loaded(tell)
    with own_home(settings, plan.points, max(plan.at_once, plan.streams, CORES) + 1) as home:
        texts = answers(home.settings)
        with home.served(CORES) as (url, keys, pid):
            _offline(Run(url, keys, pid, texts, plan, found))
        _slow(home, plan, found)
    return found


def _offline(run: Run) -> None:
    found = run.found
    found.told("memory when ready", resident_mb(run.pid)["VmRSS"], "MB")
    with _remembering(run):
        rate = _bearable(run)
        _steady(run, STEADY * rate)
        _at_once(run)
    found.told("memory, most of it", max(found.memory), "MB", 600.0)
    tenth = max(1, len(found.memory) // 10)
    found.told("memory at the end over after the first tenth", found.memory[-1] / found.memory[tenth - 1], "x")


def _bearable(run: Run) -> float:
    """The answers a second that CORES could bear, by the processor time that one takes with its share of starts."""
    before = cpu_s(run.pid)
    held = run.phase("one answer after another", Phase(CORES, run.plan.seconds))
    spent = cpu_s(run.pid) - before
    turns = held.of("an answer")
    run.found.timed("an answer, two candidates", turns)
    if not turns.seconds:
        raise RuntimeError("no answer was graded in the time of a phase; give it more with --seconds")
    each = spent / len(turns.seconds)
    run.found.told("key points of an answer, median", median(held.points), "points")
    run.found.told("CPU of an answer with its share of starts", 1000 * each, "ms", 70.0)
    run.found.told(f"so {CORES} cores could bear", CORES / each, "answers a second")
    return CORES / each


def _steady(run: Run, rate: float) -> None:
    """Answers that come at a rate."""
    phase = Phase(max(CORES, run.plan.at_once), run.plan.seconds, rate, onlooked=True)
    held = run.phase(f"{rate:.1f} answers a second", phase)
    run.found.timed(f"an answer at {100 * STEADY:.0f} % of that rate", held.of("an answer"), 300.0)
    _onlooked(held, "meanwhile", run.found)


def _at_once(run: Run) -> None:
    """Interviews that all begin in the same moment, each with two answers."""
    count = run.plan.at_once
    held = run.phase(f"{count} interviews at once", Phase(count, answers=2, onlooked=True))
    failed = count - len(held.of("an answer").seconds) / 2
    run.found.told(f"of {count} interviews at once, failed", failed, "interviews", 0.0)
    run.found.timed("a start among them", held.of("a start"))
    run.found.timed("an answer among them", held.of("an answer"))
    _onlooked(held, "beside them", run.found)


def _slow(home: Home, plan: Plan, found: Loaded) -> None:
    """Streams of a language model that takes its time, and what others feel of it."""
    with slow_model(plan.slow_s) as address:
        environment = {"COACH_LLM_BASE_URL": address, "COACH_LLM_MODEL": "slow", "COACH_LLM_CONTEXT_TOKENS": "8192"}
        with home.served(CORES, **environment) as (url, keys, pid):
            _streams(Run(url, keys, pid, (), plan, found))


def _streams(run: Run) -> None:
    before, count = resident_mb(run.pid)["VmRSS"], run.plan.streams
    phase = Phase(count, answers=1, question="How does a KV cache trade memory for speed?", onlooked=True)
    held = run.phase(f"{count} streams", phase)
    asked = held.of("stream")
    run.found.told(f"of {count} streams at once, failed", count - len(asked.seconds), "streams", 0.0)
    run.found.timed(f"a stream of a model that takes {run.plan.slow_s:g} s", asked)
    _onlooked(held, "beside the streams", run.found)
    run.found.told("memory that they took", resident_mb(run.pid)["VmRSS"] - before, "MB")


def _onlooked(held: Answers, when: str, found: Loaded) -> None:
    for name in ("health", "page file", "search", "start"):
        found.timed(f"{name} {when}", held.of(name), 50.0)


@contextmanager
def _remembering(run: Run) -> Iterator[None]:
    done = threading.Event()

    def watch() -> None:
        while not done.wait(1.0):
            run.found.memory.append(resident_mb(run.pid)["VmRSS"])

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()


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
