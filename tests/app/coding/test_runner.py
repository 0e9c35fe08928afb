"""What a run says of a program, and what it never says."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.api.tasks.schemas import RunReportView
from app.coding.run_report import Grown, Report, State
from app.coding.runner import Runner
from app.coding.sandbox import NoSandbox, Sandbox
from app.coding.task import Growth, Task, load_task
from app.folders import CORPUS
from ingest.errors import BadRequest

TWO_SUM = CORPUS / "tasks" / "two-sum"


@pytest.fixture(scope="module")
def task() -> Task:
    return load_task(TWO_SUM)


def run(walls: Sandbox, task: Task, code: str, *, submit: bool = False) -> Report:
    return Runner(walls).run(task, code, is_submission=submit, has_style=False)


def states(report: Report) -> dict[str, State]:
    return {test.name: test.state for test in report.tests}


def test_the_reference_passes_all_and_proves_every_point(walls: Sandbox, task: Task) -> None:
    report = run(walls, task, task.reference, submit=True)
    assert report.is_good, report
    assert [proof.is_met for proof in report.proofs] == [True] * len(task.head.points)
    assert report.growth is not None
    assert report.growth.exponent is not None
    # The task's own line, n^1.7: a linear program was measured at up to n^1.5.
    assert report.growth.is_within
    assert report.memory_bytes > 1_000_000


def test_a_program_that_does_nothing_shows_no_key_point(walls: Sandbox, task: Task) -> None:
    report = run(walls, task, "def two_sum(numbers, target):\n    return None\n", submit=True)
    # It is right where there is no pair, and faster than any other.
    assert 0 < report.passed < len(report.tests) / 2
    assert not any(proof.is_met for proof in report.proofs)


def test_a_test_that_ran_out_of_time_took_that_time(walls: Sandbox, task: Task) -> None:
    quick = task.model_copy(update={"head": task.head.model_copy(update={"seconds": 0.3})})
    report = run(walls, quick, "def two_sum(numbers, target):\n    while True:\n        pass\n")
    assert "took longer" in report.tests[0].message
    assert report.tests[0].seconds > 0.2
    assert report.seconds > 0.2


def test_what_cannot_be_measured_breaks_no_run(walls: Sandbox) -> None:
    code = "def blocks(docs, size, eos, ignore=-100):\n    return None\n"
    report = run(walls, load_task(CORPUS / "tasks" / "next-token-blocks"), code, submit=True)
    assert report.growth is None
    assert not report.is_good


def test_the_lines_that_were_measured_show_how_the_time_grows(walls: Sandbox, task: Task) -> None:
    proofs = {proof.point_id: proof for proof in run(walls, task, task.reference, submit=True).proofs}
    assert proofs["linear-time"].lines == proofs["equal-values-pair"].lines != ()


def test_a_failed_visible_test_says_what_was_called_expected_and_got(walls: Sandbox, task: Task) -> None:
    report = run(walls, task, "def two_sum(numbers, target):\n    return (9, 9)\n")
    failed = report.tests[0]
    assert failed.state is State.FAILED
    assert (failed.call, failed.expected, failed.got) == ("two_sum([2, 7, 11, 15], 9)", "(0, 1)", "(9, 9)")


def test_an_error_says_its_line(walls: Sandbox, task: Task) -> None:
    report = run(walls, task, "def two_sum(numbers, target):\n    x = 1\n    return x / 0\n")
    assert (report.tests[0].state, report.tests[0].line) == (State.ERROR, 3)
    assert "ZeroDivisionError" in report.tests[0].message


def test_a_program_that_cannot_be_loaded_says_why_and_where(walls: Sandbox, task: Task) -> None:
    report = run(walls, task, "def two_sum(numbers, target)\n    return None\n")
    assert report.broken.startswith("SyntaxError")
    assert report.broken_line == 1
    assert not report.is_good


def test_of_hidden_tests_no_value_is_told_however_the_program_asks(walls: Sandbox, task: Task) -> None:
    code = (
        "def two_sum(numbers, target):\n"
        "    print('SEEN', numbers, target)\n"
        "    if numbers in ([2, 7, 11, 15], [1, 2, 3]):\n"
        "        return (0, 1) if target == 9 else None\n"
        "    raise type('E' + str(numbers), (ValueError,), {})(f'LEAK {numbers} {target}')\n"
    )
    report = run(walls, task, code, submit=True)
    hidden = [test for test in report.tests if test.is_hidden]
    assert hidden
    assert all(test.state is State.ERROR for test in hidden)
    assert all((test.call, test.expected, test.got) == ("", "", "") for test in hidden)
    assert all("LEAK" not in test.message and "[" not in test.message for test in hidden)
    assert "[3, 3]" not in report.printed
    assert "SEEN [2, 7, 11, 15] 9" in report.printed


@pytest.mark.parametrize(("reference_is_within", "told"), [(True, False), (False, None)])
def test_growth_is_held_against_a_program_only_where_the_reference_stands_the_same_measure(
    walls: Sandbox, task: Task, monkeypatch: pytest.MonkeyPatch, reference_is_within: bool, told: bool | None
) -> None:
    outcomes = [False, reference_is_within]

    def measured(growth: Growth, timed: Callable[[int], float]) -> Grown:
        timed(growth.sizes[0])
        return Grown((1000,), (0.1,), 1.9, growth.told, outcomes.pop(0), "The time grows like n^1.90.")

    monkeypatch.setattr("app.coding.runner.measure", measured)
    report = run(walls, task, task.reference, submit=True)
    assert report.growth is not None
    assert (report.growth.is_within, outcomes) == (told, [])
    proof = next(proof for proof in report.proofs if proof.point_id == "linear-time")
    assert proof.is_met is told
    assert ("busy machine" in proof.why) is (told is None)


@pytest.mark.slow
def test_a_test_that_ends_the_process_costs_that_test_alone(walls: Sandbox, task: Task) -> None:
    code = task.reference.replace(
        "    where = {}", "    if target == 7:\n        import os; os._exit(0)\n    where = {}"
    )
    report = run(walls, task, code, submit=True)
    assert states(report)["returns_none_where_there_is_no_pair"] is State.ERROR
    assert states(report)["two_equal_numbers_are_a_pair"] is State.PASSED


@pytest.mark.slow
def test_a_program_that_always_ends_is_not_started_for_ever(walls: Sandbox, task: Task) -> None:
    report = run(walls, task, "import os\ndef two_sum(numbers, target):\n    os._exit(0)\n", submit=True)
    assert report.passed == 0
    assert State.NOT_RUN in states(report).values()


def test_without_a_sandbox_nothing_runs(task: Task, tmp_path: Path) -> None:
    with pytest.raises(NoSandbox, match="because"):
        Runner(Sandbox(None, "not here, because")).run(task, f"open({str(tmp_path / 'x')!r}, 'w')", is_submission=False)
    assert list(tmp_path.iterdir()) == []


def test_half_a_character_pair_is_refused(walls: Sandbox, task: Task) -> None:
    with pytest.raises(BadRequest, match="UTF-8"):
        run(walls, task, "x = '\ud800'")


def test_style_comes_from_ruff(walls: Sandbox, task: Task) -> None:
    report = Runner(walls).run(task, "import os\n" + task.reference, is_submission=False)
    assert any(remark.rule == "F401" for remark in report.remarks)


def test_a_report_can_be_told_as_json(walls: Sandbox, task: Task) -> None:
    view = RunReportView.of(run(walls, task, task.reference, submit=True)).model_dump_json()
    assert json.loads(view)["good"] is True


def test_a_forged_error_tells_nothing_of_a_hidden_test(walls: Sandbox, task: Task) -> None:
    code = (
        "import json, os, struct\n"
        "def two_sum(numbers, target):\n"
        "    if numbers in ([2, 7, 11, 15], [1, 2, 3]):\n"
        "        return (0, 1) if target == 9 else None\n"
        "    pairs = [['type', 'LEAK'], ['kinds', ['LEAK']], ['message', 'LEAK'], ['line', 123456789]]\n"
        "    error = {'$': 'dict', 'v': [['error', {'$': 'dict', 'v': pairs}]]}\n"
        "    frame = json.dumps(error).encode()\n"
        "    for fd in range(3, 9):\n"
        "        try:\n"
        "            os.write(fd, struct.pack('!I', len(frame)) + frame)\n"
        "        except OSError:\n"
        "            pass\n"
        "    os._exit(77)\n"
    )
    report = run(walls, task, code, submit=True)
    # All but the seconds, which are any digits.
    hidden = [replace(test, seconds=0.0) for test in report.tests if test.is_hidden]
    assert report.growth is not None
    told = f"{hidden} {report.proofs} {replace(report.growth, seconds=())}"
    assert "LEAK" not in told
    assert "123456789" not in told
    assert "77" not in told


@pytest.mark.slow
def test_how_a_process_ended_while_growth_was_measured_tells_no_value(walls: Sandbox, task: Task) -> None:
    code = "import os\n" + task.reference.replace(
        "    where = {}", "    if len(numbers) > 500:\n        os._exit(77)\n    where = {}"
    )
    report = run(walls, task, code, submit=True)
    assert report.growth is not None
    assert report.growth.is_within is False
    assert "it ended itself;" in report.growth.sentence
    assert "77" not in report.growth.sentence
