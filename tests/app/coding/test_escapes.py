"""Programs that try to get out of the sandbox gain nothing, in each sandbox that works here."""

from collections.abc import Iterator

import pytest

from app.coding.sandbox import Sandbox
from eval.attacks.escapes import Bait, Escape, bait, goes_on, load_escapes, sandboxes, try_escape

ESCAPES = load_escapes()
# One of each kind runs with every change; all of them with the slow suites.
QUICK = {
    "tcp-connect",
    "shell",
    "kill-server",
    "disk-fill",
    "read-database",
    "read-hidden-tests",
    "proc-environ",
    "symlink",
    "patch-harness",
    "exit-on-load",
    "fake-report-stdout",
    "fake-answer-pipe",
    "equal-number",
    "become-root",
    "raise-limits",
}


@pytest.fixture(scope="module")
def worth_attacking() -> Iterator[Bait]:
    with bait() as made:
        yield made


@pytest.fixture(scope="module", params=sandboxes(), ids=lambda sandbox: str(sandbox.kind))
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return request.param


def params() -> list[object]:
    slow = pytest.mark.slow
    return [pytest.param(item, id=item.id, marks=() if item.id in QUICK else slow) for item in ESCAPES]


def test_there_are_at_least_forty_and_all_differ() -> None:
    assert len({escape.id for escape in ESCAPES}) == len(ESCAPES) >= 40
    assert {escape.id for escape in ESCAPES} >= QUICK


@pytest.mark.parametrize("escape", params())
def test_it_gains_nothing(escape: Escape, sandbox: Sandbox, worth_attacking: Bait) -> None:
    outcome = try_escape(escape, sandbox, worth_attacking)
    assert outcome.held, outcome.how


def test_an_honest_program_still_runs(sandbox: Sandbox, worth_attacking: Bait) -> None:
    assert goes_on(sandbox, worth_attacking)
