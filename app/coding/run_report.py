"""What a run found: every test, how the time grew, which key points it proves.

Decides what may be told of a hidden test: its name and whether it passed, an error's line and built-in kind, never its
arguments or values. How a run goes is in runner.py.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from app.coding.sandbox import Kind


class State(StrEnum):
    """What became of a test."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class TestResult:
    """One test. `call`, `expected`, `got` and the words of an error are empty for a hidden one."""

    name: str
    is_hidden: bool
    state: State
    seconds: float = 0.0
    call: str = ""
    expected: str = ""
    got: str = ""
    message: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Grown:
    """Seconds of the processor by size, and the exponent that fits; None where too little could be measured."""

    sizes: tuple[int, ...]
    seconds: tuple[float, ...]
    exponent: float | None
    expected: str
    is_within: bool | None
    sentence: str


@dataclass(frozen=True)
class Proof:
    """What the run says of a key point: met, not met, or None where it cannot tell; `why` is a sentence.

    `lines` are the first and last line of the definitions that the tests called.
    """

    point_id: str
    text: str
    weight: int
    is_met: bool | None
    why: str
    tests: tuple[str, ...]
    lines: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Remark:
    """A remark of ruff's."""

    line: int
    rule: str
    message: str


@dataclass(frozen=True)
class Report:
    """The outcome of a run; `broken` says why the program could not be loaded, with its line."""

    task_id: str
    is_submission: bool
    sandbox: Kind
    tests: tuple[TestResult, ...]
    seconds: float
    memory_bytes: int
    broken: str = ""
    broken_line: int | None = None
    printed: str = ""
    growth: Grown | None = None
    proofs: tuple[Proof, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())

    @property
    def passed(self) -> int:
        """How many tests passed."""
        return sum(test.state is State.PASSED for test in self.tests)

    @property
    def is_good(self) -> bool:
        """Whether all that ran passed, growth too."""
        return (
            not self.broken
            and self.passed == len(self.tests)
            and (self.growth is None or self.growth.is_within is not False)
        )
