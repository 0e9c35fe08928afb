"""Commands are loaded when they are called, and help is read without them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from app.terminal import main
from app.terminal.lazy import LazyGroup, _docstring, group
from eval.commands import groups


@pytest.mark.slow
def test_every_place_names_a_command_with_a_docstring_that_the_source_tells():
    tables = [
        main.COMMANDS,
        *(one.info.cls.places for one in (groups.evaluate, groups.corpus, groups.fit, groups.reader)),
    ]
    for table in tables:
        for place in table.values():
            module, _, name = place.partition(":")
            command = getattr(__import__(module, fromlist=[name]), name)
            told = command.info.help if isinstance(command, typer.Typer) else command.__doc__
            assert told
            assert " ".join(_docstring(place).split()) == " ".join(told.split())


def test_the_help_of_a_group_loads_none_of_its_commands():
    program = (
        "import sys; sys.argv = ['coach', '--help']\n"
        "from app.terminal.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "assert not {'numpy', 'fastapi', 'openai', 'app.terminal.search', 'eval.commands.grading'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Measure retrieval, grading" in " ".join(done.stdout.split())


def test_a_name_that_is_no_command_is_told():
    done = CliRunner().invoke(group({}, "Nothing."), ["chess"])
    assert done.exit_code == 2
    assert "chess" in done.output


@pytest.mark.parametrize("place", ["app.terminal.search:nothing", "app.terminal.nowhere:search"])
def test_a_place_that_is_not_there_has_no_help(place: str):
    assert _docstring(place) == ""


def test_the_coach_s_own_commands_stand_in_its_table():
    assert issubclass(main.Coach, LazyGroup)
    assert {"search", "serve", "chat"} <= set(main.Coach.places)


def test_a_library_of_an_extra_that_is_missing_is_told_with_how_to_get_it(
    coach_command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "measuring.py").write_text("import a_library_nobody_has\n")
    (tmp_path / "ours.py").write_text("import app.nothing\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(main.Coach, "places", {"measure": "measuring:run", "broken": "ours:run"})
    told = coach_command("measure")
    assert told.returncode == 1
    assert "needs a_library_nobody_has, which is not installed; run: pip install" in told.stderr
    with pytest.raises(ModuleNotFoundError, match=r"app\.nothing"):
        coach_command("broken")
