"""Databases as they are opened: by several processes at once, below any folder, in memory."""

import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.candidate.candidate import LOCAL
from app.settings import Settings
from app.store import database
from app.store.interviews import Store

PROJECT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_processes_that_start_together_on_a_new_file_migrate_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "home" / "coach.sqlite"
    program = (
        f"import sys; from app.store.interviews import Store; print(flush=True); input(); Store('sqlite:///{path}')"
    )
    command = [sys.executable, "-c", program]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    processes = [subprocess.Popen(command, cwd=PROJECT, text=True, **pipes) for _ in range(4)]
    for process in processes:
        assert process.stdout.readline() == "\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[1] for process in processes] == [""] * 4


def test_the_coach_may_be_installed_and_its_home_lie_below_a_folder_with_a_percent_sign_in_its_name(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(database.MIGRATIONS, tmp_path / "100%" / "migrations")
    monkeypatch.setattr(database, "MIGRATIONS", tmp_path / "100%" / "migrations")
    home = tmp_path / "50%20off?"
    store = Store(Settings(_env_file=None, home=home).store_url)
    store.add(LOCAL, make.interview())
    store.close()
    assert (home / "coach.sqlite").exists()


def test_a_database_in_memory_is_one_for_all_threads(make: Any) -> None:
    store = Store("sqlite://")
    plans = [replace(make.interview(), id=f"interview-{n}") for n in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(partial(store.add, LOCAL), plans))
        assert list(pool.map(lambda one: store.get(LOCAL, one.id), plans)) == plans
    store.close()


def test_nobody_else_on_the_machine_reads_a_new_database(tmp_path: Path) -> None:
    file = tmp_path / "home" / "coach.sqlite"
    engine = database.open_engine(f"sqlite:///{file}")
    database.migrate(engine)
    with engine.connect():
        assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}
