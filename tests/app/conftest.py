"""The whole coach, real in every part: the corpus, the model, FAISS, SQLite. Built once a run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.coach import Coach
from app.main import assemble, create_app
from app.settings import PROJECT, Settings


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose model and index are the checkout's own, and whose database is new.

    The model is exported and the index built there on the first run (25 s), as `make run` would.
    """
    assemble(Settings(_env_file=None, database_url="sqlite://"))
    folder = tmp_path_factory.mktemp("home")
    for name in ("models", "index"):
        (folder / name).symlink_to(PROJECT / ".coach" / name)
    return folder


@pytest.fixture(scope="session")
def settings(home: Path) -> Settings:
    return Settings(_env_file=None, home=home)


@pytest.fixture(scope="session")
def coach(settings: Settings) -> Coach:
    return assemble(settings)


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    application = create_app(settings)
    # The loading thread of the lifespan would race with the first test.
    application.state.loading.load()
    with TestClient(application, base_url="http://localhost") as client:
        yield client
