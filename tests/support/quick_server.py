"""Whole servers whose grades cost nothing, so that they can be killed and started hundreds of times.

The API, the turns and the store are the real ones; only the grader is not: it says by the words of an answer alone what
was met, and takes up to a thirtieth of a second for it. Run as a program it starts a server for each line `URL PORT` on
stdin, by a fork that has everything imported already, and prints its process id.
"""

import ctypes
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from argon2 import PasswordHasher

from app.api.application import make_application
from app.api.connection_timeouts import PatientProtocol
from app.api.inside.results import Results
from app.asking.bank_interviewer import BankInterviewer
from app.coach.accounts.accounts import Accounts
from app.coach.accounts.entrance import Entrance
from app.coach.accounts.federation import Federation
from app.coach.accounts.passwords import Passwords
from app.coach.accounts.retention import Keeping
from app.coach.accounts.sharing import Sharing
from app.coach.accounts.spending import Spending
from app.coach.answers.appeals import Appeals
from app.coach.candidates.records import Records
from app.coach.candidates.reviews import Reviews
from app.coach.chair import Chairs
from app.coach.coach import Coach
from app.coach.commands import Commands
from app.coach.consent.consent import Consent
from app.coach.interviews import Interviews
from app.coach.question_bank import QuestionBank
from app.coach.voice import SPOKEN, Voice
from app.interview.grade import Delivery, Evidence, Grade, GradedBy, Verdict, VerdictState
from app.settings import Settings
from app.store.interviews import Store
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Difficulty, Skill, Stage, Topic
from ingest.language.text import Text

PROJECT = Path(__file__).resolve().parents[2]
SLOWEST_S = 0.03
DIE_WITH_PARENT = 1


class QuickGrader:
    """What is met hangs on the words of the question and the answer alone."""

    def grade(self, question: Question, answer: Text, *, is_follow_up: bool = False) -> Grade:  # noqa: ARG002
        digest = hashlib.sha256(f"{question.id} {answer.raw}".encode()).digest()
        time.sleep(SLOWEST_S * digest[-1] / 255)
        return Grade(
            tuple(self._verdict(point, answer.raw, digest[n]) for n, point in enumerate(question.key_points)),
            (),
            Delivery(3, 0.02, ()),
            GradedBy("offline", "quick", "1"),
        )

    def _verdict(self, point: KeyPoint, answer: str, byte: int) -> Verdict:
        is_met = byte % 2 == 0
        return Verdict(
            point_id=point.id,
            point=point.text,
            weight=point.weight,
            state=VerdictState.MET if is_met else VerdictState.NOT_MET,
            evidence=Evidence(answer, 0, len(answer)) if is_met else None,
            probability=0.9 if is_met else 0.1,
            reason="",
            section="",
            follow_up=point.follow_up,
        )


def quick_bank(questions: int = 30) -> QuestionBank:
    """Questions of three points each."""
    return QuestionBank(
        tuple(
            Question(
                id=f"question-{n}",
                text=f"What do you know of thing number {n}?",
                stage=Stage.SCREENING,
                skills=(Skill.FUNDAMENTALS,),
                topic=Topic.RAG,
                difficulty=Difficulty.MEDIUM,
                key_points=tuple(
                    KeyPoint(id=f"p{p}", text=f"Point {p} of {n}.", weight=p + 1, follow_up=f"What of point {p}?")
                    for p in range(3)
                ),
                strong_answer="All of it.",
            )
            for n in range(questions)
        )
    )


def now() -> datetime:
    return datetime.now(UTC)


class _NotThere:
    """A service that no test of these servers asks for anything; it is the same for every owner."""

    def of(self, _: str) -> "_NotThere":
        return self


def quick_coach(settings: Settings) -> Coach:
    """A coach without model and index: it holds interviews and keeps them."""
    store, bank, grader = Store(settings.store_url), quick_bank(), QuickGrader()
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    without: Any = _NotThere()
    entrance = Entrance(store, passwords, now)
    interviews = Interviews(
        bank,
        grader,
        without,
        BankInterviewer(),
        store,
        now,
        commands=Commands(without, without, now),
        recognise=lambda *_: None,
    )
    return Coach(
        bank=bank,
        interviews=interviews,
        appeals=Appeals(store, without, now),
        questions=without,
        reviews=Reviews(bank, grader, store, now),
        records=Records(store, now),
        planner=without,
        projects=without,
        code=without,
        entrance=entrance,
        federation=Federation(store, entrance, now, None, False),
        accounts=Accounts(store, passwords, now),
        spending=Spending(store, now, settings.limits),
        sharing=Sharing(store, now),
        chairs=Chairs(store, now),
        consent=Consent(store, now, lambda: None),
        voice=Voice(None, interviews, Consent(store, now, matter=SPOKEN), settings.voice_max_seconds),
        keeping=Keeping(store, settings.keep_days),
        notice=lambda: "",
        check_store=store.check,
        close=store.close,
    )


def serve(url: str, port: int) -> None:
    """Serve on loopback until killed."""
    settings = Settings(_env_file=None, database_url=url)
    application = make_application(settings, lambda _: quick_coach(settings), Results.installed())
    uvicorn.run(
        application, host="127.0.0.1", port=port, log_level="critical", http=PatientProtocol, proxy_headers=False
    )


class QuickServers:
    """Starts and kills servers."""

    def __init__(self, program: "subprocess.Popen[str]") -> None:
        self._program = program

    def start(self, url: str, port: int) -> int:
        """The process id of a new server, which is not ready yet."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(f"{url} {port}\n")
        self._program.stdin.flush()
        return int(self._program.stdout.readline())


@contextmanager
def quick_servers() -> Iterator[QuickServers]:
    """What starts servers; those that it has started end with it."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as program:
        try:
            yield QuickServers(program)
        finally:
            program.kill()


def _fork_for_each_line() -> None:
    # The kernel takes the dead away: nobody waits for them here.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        url, port = line.split()
        child = os.fork()
        if child == 0:
            ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
                os.dup2(nowhere.fileno(), sys.stdout.fileno())
            serve(url, int(port))
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    _fork_for_each_line()
