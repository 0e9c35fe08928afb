"""The whole coach, real in every part: the corpus, the model, FAISS, SQLite. Built once a run."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from banks import bank_questions
from fastapi.testclient import TestClient
from opened_once import parts, sharing_parts
from real_embedder import HOME
from scripted import QUICK, MakeClient, Scripted, scripted

from app.coach.coach import Coach
from app.llm.client import Client
from app.llm.endpoint import Endpoint
from app.main import assemble, create_app
from app.settings import Settings
from app.terminal.main import main
from app.terminal.output import console
from ingest.bank.questions import Question


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose model and index are the checkout's own, and whose database is new."""
    parts()
    folder = tmp_path_factory.mktemp("home")
    for name in ("models", "index"):
        (folder / name).symlink_to(HOME / name)
    return folder


@pytest.fixture(scope="session")
def settings(home: Path) -> Settings:
    return Settings(_env_file=None, home=home)


@pytest.fixture(scope="session")
def coach(settings: Settings) -> Iterator[Coach]:
    with sharing_parts():
        made = assemble(settings)
    yield made
    made.close()


@pytest.fixture(scope="session")
def bank() -> list[Question]:
    return list(bank_questions())


@pytest.fixture
def shared_parts(home: Path) -> Iterator[None]:
    """Coaches over the corpus that are assembled share their parts."""
    with sharing_parts():
        yield


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    application = create_app(settings)
    # The loading thread of the lifespan would race with the first test.
    with sharing_parts():
        application.state.loading.load()
    with TestClient(application, base_url="http://localhost") as client:
        yield client


Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def coach_process(settings: Settings) -> Command:
    """Runs `coach` as a person or a script does, in a process of its own: two seconds more than `coach_command`."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"COACH_HOME": str(settings.home), "COLUMNS": "100", "NO_COLOR": "1"}
        command = [sys.executable, "-c", "from app.terminal.main import main; main()", *arguments]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=120)

    return run


@pytest.fixture
def coach_command(settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs `coach` in this process: what it printed, also past Python's own streams, and its exit code."""
    monkeypatch.setenv("COACH_HOME", str(settings.home))
    for output in (console.out, console.err):
        monkeypatch.setattr(output, "_width", 100)
        monkeypatch.setattr(output, "_color_system", None)

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["coach", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        # As Python does it: a message would go to stderr and make 1.
        code = ended.value.code or 0
        assert isinstance(code, int), code
        return subprocess.CompletedProcess(arguments, code, told.out, told.err)

    return run


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted() as running:
        yield running


@pytest.fixture
def make_client(server: Scripted) -> Iterator[MakeClient]:
    """A client of the scripted server; keywords change its endpoint."""
    made: list[Client] = []

    def make(**changes: Any) -> Client:
        endpoint = Endpoint(server.url, "scripted", "secret-key", deadlines=QUICK)
        made.append(Client(replace(endpoint, **changes)))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def llm_client(make_client: MakeClient) -> Client:
    """A client of the scripted server."""
    return make_client()
