"""What Prometheus is told: requests, latencies, queues, grades, and what a language model cost and why it was not used.

Decides names and labels. A route stands there as it is declared, never an address as it came, and a reason as one of a
few words: so no id, no question and no answer can get into a label, and their number stays small.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from app.interview.grade import Grade
from app.interview.usage import Usage

CONTENT_TYPE = CONTENT_TYPE_LATEST
# Where several worker processes keep their numbers, so that whichever is asked tells those of all.
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 90.0)
NOT_TAKEN = "not_taken"
# As in app/grading/exam/result.py, which is above this room.
LEVELS = ("passed", "half", "failed", NOT_TAKEN)
OTHER_REASON = "endpoint_failed"


# How the numbers of several processes become one.
Mode = Literal["livesum", "livemostrecent"]


class Metrics:
    """The numbers of one application.

    `exam` tells what the language model has earned in its exam, None where it took none; `reasons` are the sentences
    of fallbacks that have a word of their own.
    """

    def __init__(self, reasons: dict[str, str] | None = None) -> None:
        """Begin with nothing counted."""
        self.exam: Callable[[], str | None] = lambda: None
        self.reasons = reasons or {}
        self._own = own = CollectorRegistry()
        self._requests = Counter(
            "coach_requests", "Requests by route and status.", ("method", "route", "status"), registry=own
        )
        self._seconds = Histogram(
            "coach_request_seconds", "Seconds to the end of a reply.", ("route",), registry=own, buckets=SECONDS
        )
        self._taken = _gauge("coach_places_taken", "Requests of a kind that are processed now.", "kind", own)
        self._waiting = _gauge("coach_places_waiting", "Requests of a kind that wait for a place.", "kind", own)
        self._grades = Counter("coach_grades", "Graded answers by method and gate.", ("method", "gate"), registry=own)
        self._fallbacks = Counter(
            "coach_fallbacks",
            "Grades that were to be a language model's, by why they are not.",
            ("reason",),
            registry=own,
        )
        self._offline_answers = Counter(
            "coach_answer_fallbacks",
            "Answers to questions that were to be a language model's, by why they are not.",
            ("reason",),
            registry=own,
        )
        self._llm = Counter("coach_llm_requests", "Requests to a language model.", ("role", "outcome"), registry=own)
        self._tokens = Counter(
            "coach_llm_tokens", "Tokens of a language model, read and written.", ("role", "direction"), registry=own
        )
        self._usd = Counter(
            "coach_llm_cost_usd", "What a language model cost, where prices are set.", ("role",), registry=own
        )
        self._exam = _gauge(
            "coach_llm_exam", "1 for what the language model has earned in its exam.", "level", own, "livemostrecent"
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that has been answered."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def places(self, kind: str, taken: int, waiting: int) -> None:
        """Keep how many places of a kind are taken and how many requests wait for one."""
        self._taken.labels(kind).set(taken)
        self._waiting.labels(kind).set(waiting)

    def graded(self, grade: Grade) -> None:
        """Count a grade, and why a language model has no part in it where it was to have one."""
        by = grade.graded_by
        self._grades.labels(by.method, "open" if grade.gate is None else grade.gate.reason.value).inc()
        if by.fallback:
            self._fallbacks.labels(self.reasons.get(by.fallback, OTHER_REASON)).inc()

    def answered(self, fallback: str) -> None:
        """Count why an answer to a question is not a language model's where it was to be one; empty where it is."""
        if fallback:
            self._offline_answers.labels(self.reasons.get(fallback, OTHER_REASON)).inc()

    def asked_model(self, usage: Usage) -> None:
        """Count a request to a language model."""
        self._llm.labels(usage.role, "ok" if usage.outcome == "ok" else "failed").inc()
        self._tokens.labels(usage.role, "in").inc(usage.input_tokens)
        self._tokens.labels(usage.role, "out").inc(usage.output_tokens)
        if usage.cost_usd:
            self._usd.labels(usage.role).inc(usage.cost_usd)

    def told(self) -> bytes:
        """All of it in Prometheus' text format; of all worker processes where there are several."""
        earned = self.exam() or NOT_TAKEN
        for level in LEVELS:
            self._exam.labels(level).set(level == earned)
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self._own) + generate_latest(_PROCESS)
        _forget_the_dead(Path(os.environ[SHARED_FOLDER]))
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        return generate_latest(shared) + generate_latest(_PROCESS)


def _gauge(name: str, words: str, label: str, registry: CollectorRegistry, mode: Mode = "livesum") -> Gauge:
    return Gauge(name, words, (label,), registry=registry, multiprocess_mode=mode)


def _forget_the_dead(folder: Path) -> None:
    """Take away what processes that have ended said of now."""
    for file in folder.glob("gauge_live*_*.db"):
        number = file.stem.rpartition("_")[2]
        if number.isdecimal() and not _is_alive(int(number)):
            mark_process_dead(int(number), str(folder))  # type: ignore[no-untyped-call]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def _process() -> CollectorRegistry:
    """Memory, processor time and open files of the process that answers."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    return registry


_PROCESS = _process()
