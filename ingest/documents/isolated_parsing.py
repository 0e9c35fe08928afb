"""Reads formats that others' parsers unpack in a process of its own, with a limit of time and memory for each file.

Decides the limits, and what is told of a file that needs more: it is refused like any other that cannot be read. The
time is the processor's, so that a small file is read on a busy machine too. One process reads file after file, so that
an ingest pays for its start once; one that went over a limit is replaced.
"""

import atexit
import importlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

from ingest.documents.document import LoadError

# A file of 1 MB may compute so long, and take so much memory beyond what the process has when it starts.
LEAST_S, S_PER_MB = 30.0, 15.0
# Of other work on the machine a reading may wait for its processor so many times as long; one that takes longer waits
# for something that never comes. Where computing cannot be limited, as on Windows, this is the only limit of time.
TIMES_ON_THE_CLOCK = 5
LEAST_BYTES, BYTES_PER_BYTE = 1_000_000_000, 8
_SIZES = struct.Struct("!QQ")
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Limits:
    """What reading may take: `seconds` of computing, and `most_bytes` of memory beyond what the process starts with."""

    seconds: float
    most_bytes: int

    @property
    def clock_s(self) -> float:
        """How long it may take on the clock."""
        return TIMES_ON_THE_CLOCK * self.seconds

    @classmethod
    def of(cls, size: int) -> "Limits":
        """Those of a file of so many bytes."""
        return cls(LEAST_S + S_PER_MB * size / 1e6, LEAST_BYTES + BYTES_PER_BYTE * size)


def read_apart(place: str, raw: bytes) -> str:
    """What the reader at `place`, "module:function", makes of a file's bytes.

    Raises:
        LoadError: it cannot be read, or takes too much time or memory.
    """
    return _READING.read(place, raw, Limits.of(len(raw)))


def read_alone(place: str, raw: bytes, limits: Limits) -> str:
    """The same in a process for this reading alone, within other limits: what takes long, and must hold up no file.

    Raises:
        LoadError: it cannot be read, or takes too much time or memory.
    """
    reading = _Reading()
    try:
        return reading.read(place, raw, limits)
    finally:
        reading.close()


class _Reading:
    """The process that reads; started for the first file."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, place: str, raw: bytes, limits: Limits) -> str:
        with self._lock:
            process = self._running()
            is_late = threading.Event()

            def end() -> None:
                is_late.set()
                process.kill()

            late = threading.Timer(limits.clock_s, end)
            late.start()
            try:
                _send(process.stdin, [place, limits.seconds, limits.most_bytes], raw)
                (kind,), text = _receive(process.stdout)
            except (OSError, EOFError) as error:
                self.close()
                raise LoadError(_why_ended(process.returncode, limits, is_late=is_late.is_set())) from error
            finally:
                late.cancel()
            if kind == "memory":
                self.close()
                raise LoadError(_too_large(limits))
            if kind == "refused":
                raise LoadError(text.decode())
            return text.decode("utf-8", "surrogatepass")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "ingest.documents.isolated_parsing"]
            path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
            self._process = subprocess.Popen(  # noqa: S603
                command,
                env=os.environ | {"PYTHONPATH": path},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    pipe.close() if pipe is not None else None
            self._process.wait()
            self._process = None


_READING = _Reading()
atexit.register(_READING.close)


def _why_ended(code: int, limits: Limits, *, is_late: bool) -> str:
    """What is told of a file in whose reading the process ended with this code."""
    if sys.platform != "win32" and code == -signal.SIGXCPU:
        return f"takes longer than {ceil(limits.seconds)} seconds of computing to read; split it"
    if is_late:
        return f"was not read within {limits.clock_s:.0f} seconds; try it again when the machine is less busy"
    return _too_large(limits)


def _too_large(limits: Limits) -> str:
    return f"cannot be read within {limits.most_bytes / 1e9:.1f} GB of memory; split it"


def _send(pipe: BinaryIO | Any, head: list[Any], content: bytes) -> None:
    """Send a head, as JSON, and bytes."""
    packed = json.dumps(head).encode()
    pipe.write(_SIZES.pack(len(packed), len(content)))
    pipe.write(packed)
    pipe.write(content)
    pipe.flush()


def _receive(pipe: BinaryIO | Any) -> tuple[list[Any], bytes]:
    """The next head and bytes.

    Raises:
        EOFError: the other side has gone.
    """
    sizes = _SIZES.unpack(_whole(pipe, _SIZES.size))
    packed, content = (_whole(pipe, size) for size in sizes)
    return json.loads(packed), content


def _whole(pipe: BinaryIO | Any, size: int) -> bytes:
    content: bytes = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return content


def told(read: Callable[[bytes], str], raw: bytes, kind: str) -> str:
    """The text of a file's bytes; whatever a reader raises becomes a LoadError.

    Raises:
        LoadError: with the reason.
        MemoryError: it needs more than there is.
    """
    try:
        return read(raw)
    except (LoadError, MemoryError):
        raise
    # Of any kind: the parsers are other people's, and the files are anyone's. Seen so far, each of which stopped the
    # ingest of all other files: RecursionError (HTML nested 400 deep), ExpatError and ValueError (DOCX), and
    # AssertionError, AttributeError and TypeError (PDFs with some bytes changed).
    except Exception as error:
        # The parser's own words help who looks for the cause, and nobody else, so what to do stands before them.
        reason = f"it may be damaged or cut off, so save it again ({str(error) or type(error).__name__})"
        if isinstance(error, RecursionError):
            reason = "it is nested too deep"
        raise LoadError(f"is not {'a ' if kind in {'PDF', 'DOCX'} else ''}readable {kind}: {reason}") from error


def reader(place: str) -> Callable[[bytes], str]:
    """The reader at "module:function"."""
    module, _, name = place.partition(":")
    found: Callable[[bytes], str] = getattr(importlib.import_module(module), name)
    return found


def _limit_computing(seconds: float | None) -> None:
    """Let this process compute so many seconds more, rounded up, then be ended; None: without a limit.

    Where limits are unknown, as on Windows, only the clock is left.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = hard if seconds is None else ceil(used.ru_utime + used.ru_stime + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        # The signal would leave an image of the memory behind.
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _limit_memory(most_bytes: int) -> None:
    """Let this process have so much memory more; where limits are unknown, as on Windows, only time is limited."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        held = pages * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (held + most_bytes, hard))


def _serve(given: BinaryIO, answers: BinaryIO) -> None:
    """Read file after file until nobody asks any more."""
    while True:
        try:
            (place, seconds, most_bytes), raw = _receive(given)
        except EOFError:
            return
        kind = place.rpartition("_")[2].upper()
        read = reader(place)
        _limit_memory(most_bytes)
        _limit_computing(seconds)
        try:
            answer = ("text", told(read, raw, kind))
        except LoadError as error:
            answer = ("refused", str(error))
        except MemoryError:
            answer = ("memory", "")
        # What this file has left of its time is not all that the next one has to arrive in.
        _limit_computing(None)
        _send(answers, [answer[0]], answer[1].encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    answers = sys.stdout.buffer
    # What a parser prints must not be taken for an answer.
    sys.stdout = sys.stderr
    _serve(sys.stdin.buffer, answers)
