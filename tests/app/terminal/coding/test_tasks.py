"""`coach code`: tasks in the terminal."""

import json
from pathlib import Path

import pytest

from app.coach.coach import Coach
from app.coding.run_report import Report
from app.coding.sandbox import Kind
from app.terminal.coding.tasks import render

pytestmark = pytest.mark.usefixtures("shared_parts")


def test_tasks_are_listed_and_shown_without_their_hidden_tests(coach_command, coach: Coach) -> None:
    listed = coach_command("code", "list")
    assert listed.returncode == 0
    assert "two-sum" in listed.stdout
    shown = coach_command("code", "show", "two-sum").stdout
    assert "finds_the_pair" in shown
    assert not [name for name in coach.code.get("two-sum").hidden_names if name in shown]


@pytest.mark.slow
def test_a_program_is_run_and_its_exit_code_tells(coach_command, coach: Coach, tmp_path: Path) -> None:
    if coach.code.sandbox.kind is None:
        pytest.skip("no sandbox works on this machine")
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(coach.code.get("two-sum").reference, encoding="utf-8")
    wrong.write_text("def two_sum(numbers, target):\n    return None\n", encoding="utf-8")
    assert coach_command("code", "run", "two-sum", str(right)).returncode == 0
    failed = coach_command("code", "run", "two-sum", str(wrong), "--submit", "--json")
    assert failed.returncode == 1
    assert json.loads(failed.stdout)["passed"] < 8


@pytest.mark.slow
def test_a_task_alone_opens_the_editor_and_runs_what_was_written(
    coach_command, coach: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if coach.code.sandbox.kind is None:
        pytest.skip("no sandbox works on this machine")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "grep -q 'Two numbers that add up'")
    begun = coach_command("code", "two-sum")
    assert begun.returncode == 0
    assert "unknown The whole takes O(n) time" in begun.stdout
    right = tmp_path / "right"
    right.write_text(coach.code.get("two-sum").reference, encoding="utf-8")
    monkeypatch.setenv("EDITOR", f"cp {right}")
    assert "8 of 8 tests passed" in coach_command("code", "two-sum").stdout
    assert (tmp_path / "two-sum.py").read_text(encoding="utf-8") == right.read_text(encoding="utf-8")
    monkeypatch.setenv("EDITOR", "false")
    assert "set EDITOR to one that does" in coach_command("code", "two-sum").stderr


def test_an_unknown_task_or_file_is_one_sentence(coach_command, tmp_path: Path) -> None:
    program = tmp_path / "solution.py"
    program.write_text("x = 1\n")
    for arguments in (("show", "nothing"), ("nothing",), ("run", "nothing", str(program))):
        told = coach_command("code", *arguments).stderr
        assert "no coding task 'nothing'; `coach code list` prints those that there are" in told
    told = coach_command("code", "run", "two-sum", "/nowhere.py").stderr
    assert told == "coach: /nowhere.py cannot be read: No such file or directory\n"
    program.write_bytes(b"x = '\xe9'\n")
    told = coach_command("code", "run", "two-sum", str(program)).stderr
    assert "solution.py is not UTF-8 text (byte 5); name a program in Python" in told


def test_a_program_that_could_not_be_loaded_passes_none_of_no_tests() -> None:
    broken = Report("two-sum", False, Kind.NONE, (), 0.1, 0, broken="invalid syntax", broken_line=1)
    assert render(broken) == "BROKEN line 1: invalid syntax\nno test was run, 0.10 s"
