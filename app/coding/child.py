"""One run of a stranger's program: its process, and messages to it with a deadline.

Decides when the process is ended: after so much time of its own, after so long a wait, for too long an answer, for a
scratch folder that is too full. What comes from it is decoded and never run; it gains a value at most.
"""

import contextlib
import json
import os
import re
import selectors
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Self, cast

from app.coding.inside.values import MARK, Untransferable, packed, unpacked
from app.coding.printed import Printed
from app.coding.sandbox import Launch
from app.coding.scratch import MOST_SCRATCH_BYTES, remove, size_of

SIZE = struct.Struct("!I")
MOST_ANSWER_BYTES = 16_000_000
START_S = 20.0
# How long is waited for the end of a process that has closed its pipe.
LEAVE_S = 2.0
# How often the limits are looked at while an answer is waited for.
LOOK_S = 0.02
PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
# A busy machine may take so many times as long as the program computes.
WAIT_FACTOR = 4.0
MOST_QUEUED_S = 60.0


class Ended(Exception):
    """The process is gone, or was ended: the reason, as it is told."""


class Child:
    """A process in a sandbox. `ask` sends a message and waits for its answer."""

    def __init__(self, launch: Launch) -> None:
        """Start it and wait until it is confined.

        Raises:
            Ended: it could not be confined, and nothing ran.
        """
        self._scratch = tempfile.mkdtemp(prefix="coach-code-") if launch.needs_scratch else ""
        self._process, info = _started(launch, self._scratch)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            os.set_blocking(_number(stream), False)
        self._printed = Printed(cast("IO[bytes]", self._process.stderr))
        self._peak = 0
        self._cpu_s = self._queued = 0.0
        try:
            self.pid = _inner_pid(info) if info is not None else self._process.pid
            self._send(packed(launch.config(self._scratch), _unknown), time.monotonic() + START_S)
            ready = unpacked(self._receive(START_S, START_S), _unknown_mark)
        except (Ended, Untransferable) as error:
            self.close()
            raise Ended(f"the sandbox did not start: {error} {self.printed[-300:]}".strip()) from error
        if "ok" not in ready:
            self.close()
            raise Ended(f"the sandbox did not start: {ready.get('error')}")
        self.holds: list[str] = ready["ok"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(
        self, message: dict[str, Any], seconds: float, functions: list[Callable[..., Any]], outward: Any, inward: Any
    ) -> dict[str, Any]:
        """Send a message; {"ok": value} or {"error": what the program raised}.

        Args:
            message: what to do.
            seconds: of the processor's time that it may take.
            functions: those of the test that the program may call back.
            outward: how a thing that does not travel is marked.
            inward: what a mark of the other side stands for.

        Raises:
            Ended: no answer came.
        """
        deadline = time.monotonic() + WAIT_FACTOR * seconds + 1.0
        self._send(packed(message, outward), deadline)
        while True:
            raw = self._receive(seconds, deadline - time.monotonic())
            try:
                answer = unpacked(raw, inward)
            except Untransferable as error:
                self._end(f"it sent what is no answer ({error})")
            if isinstance(answer, dict) and "ask" in answer:
                self._send(packed(_called(functions, answer), outward), deadline)
            elif isinstance(answer, dict) and ("ok" in answer or isinstance(answer.get("error"), dict)):
                return answer
            else:
                self._end("it sent what is no answer")

    @property
    def printed(self) -> str:
        """What the program printed so far, the first part of it."""
        self._printed.take()
        return self._printed.text

    @property
    def cpu_s(self) -> float:
        """The processor's time that the process took, all its threads together; wall time where it is not known."""
        if not sys.platform.startswith("linux"):
            return time.monotonic()
        # A process that has ended keeps the time that was read last.
        with contextlib.suppress(OSError):
            self._cpu_s = time.clock_gettime(_clock_of(self.pid))
        return self._cpu_s

    @property
    def peak_bytes(self) -> int:
        """The most memory that the process held so far; 0 where it is not known."""
        with contextlib.suppress(OSError):
            found = PEAK.search(Path(f"/proc/{self.pid}/status").read_text())
            self._peak = max(self._peak, int(found[1]) * 1024 if found is not None else 0)
        return self._peak

    def close(self) -> None:
        """End the process and everything it started, and take away its files."""
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        self._process.wait()
        self._printed.take_last()
        if self._scratch:
            remove(self._scratch)

    def _send(self, message: bytes, deadline: float) -> None:
        left = memoryview(SIZE.pack(len(message)) + message)
        with selectors.DefaultSelector() as ready:
            ready.register(_number(self._process.stdin), selectors.EVENT_WRITE)
            while left:
                if time.monotonic() > deadline:
                    self._end("it does not read what it is asked")
                if not ready.select(LOOK_S):
                    self._printed.take()
                    continue
                try:
                    left = left[os.write(_number(self._process.stdin), left) :]
                except OSError:
                    self._end(self._how())

    def _receive(self, cpu_s: float, wait_s: float) -> bytes:
        most_cpu, deadline = self.cpu_s + cpu_s, time.monotonic() + wait_s - self._queued_s()
        (size,) = SIZE.unpack(self._exactly(SIZE.size, most_cpu, deadline, cpu_s))
        if size > MOST_ANSWER_BYTES:
            self._end(f"its answer is longer than {MOST_ANSWER_BYTES // 1_000_000} MB")
        return self._exactly(size, most_cpu, deadline, cpu_s)

    def _exactly(self, size: int, most_cpu: float, deadline: float, cpu_s: float) -> bytes:
        parts = bytearray()
        answers, prints = _number(self._process.stdout), _number(self._process.stderr)
        look_at = time.monotonic() + LOOK_S
        with selectors.DefaultSelector() as ready:
            ready.register(answers, selectors.EVENT_READ)
            ready.register(prints, selectors.EVENT_READ)
            while len(parts) < size:
                if time.monotonic() >= look_at:
                    self._check_limits(most_cpu, deadline, cpu_s)
                    look_at = time.monotonic() + LOOK_S
                can_be_read = {key.fd for key, _ in ready.select(LOOK_S)}
                if prints in can_be_read and not self._printed.take():
                    ready.unregister(prints)
                if answers in can_be_read:
                    part = os.read(answers, min(size - len(parts), 1 << 20))
                    if not part:
                        self._end(self._how())
                    parts += part
        return bytes(parts)

    def _check_limits(self, most_cpu: float, deadline: float, cpu_s: float) -> None:
        if self.cpu_s > most_cpu or time.monotonic() - self._queued_s() > deadline:
            self._end(f"it took longer than {cpu_s:g} s")
        if self._scratch and size_of(self._scratch) > MOST_SCRATCH_BYTES:
            self._end("it wrote more than its scratch folder holds")

    def _queued_s(self) -> float:
        """How long the process was ready and had to wait for a processor: that is not its own time."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            self._queued = int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[1]) / 1e9
        return min(self._queued, MOST_QUEUED_S)

    def _how(self) -> str:
        """How the process ended by itself."""
        until = time.monotonic() + LEAVE_S
        while (code := self._process.poll()) is None:
            if time.monotonic() > until:
                return "it closed its pipe"
            # It may wait until what it prints is read.
            self._printed.take()
            time.sleep(LOOK_S / 10)
        number = -code if code < 0 else code - 128 if code > 128 else 0
        if number in {signal.SIGXCPU, signal.SIGKILL}:
            return "it was stopped by its limit of time or memory"
        if number in {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS}:
            return "it crashed: endless recursion, or memory was short"
        return f"it ended with signal {number}" if number else f"it ended itself with exit code {code}"

    def _end(self, reason: str) -> None:
        _ = self.peak_bytes
        self.close()
        raise Ended(reason)


def _started(launch: Launch, scratch: str) -> tuple[subprocess.Popen[bytes], int | None]:
    told_at, tell = os.pipe() if launch.tells_pid else (None, None)
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, in the sandbox
            launch.command(tell),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env={},
            cwd="/",
            pass_fds=() if tell is None else (tell,),
            start_new_session=True,
        )
    except OSError as error:
        if told_at is not None:
            os.close(told_at)
        if scratch:
            remove(scratch)
        raise Ended(f"the sandbox did not start: {error.strerror}") from error
    finally:
        if tell is not None:
            os.close(tell)
    return process, told_at


def _inner_pid(told_at: int) -> int:
    """The number that bubblewrap gives of the process inside."""
    with open(told_at, "rb") as told:
        raw = told.read()
    try:
        return int(json.loads(raw)["child-pid"])
    except (ValueError, KeyError, TypeError) as error:
        raise Ended("bubblewrap did not start") from error


def _called(functions: list[Callable[..., Any]], answer: dict[str, Any]) -> dict[str, Any]:
    """What a function of the test says to the program; it may be called with anything."""
    try:
        return {"ok": functions[int(answer["ask"])](*answer["args"])}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:300]}


def _number(stream: Any) -> int:
    return int(stream.fileno())


def _clock_of(pid: int) -> int:
    """The clock of a process' time on the processors. Source: clock_getcpuclockid(3), CPUCLOCK_SCHED."""
    return (~pid << 3) | 2


def _unknown(value: Any) -> dict[str, Any]:
    raise Untransferable(f"{type(value).__name__} does not travel")


def _unknown_mark(coded: dict[str, Any]) -> Any:
    raise Untransferable(f"unknown mark {coded.get(MARK)!r}")
