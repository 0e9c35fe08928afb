"""The real application on a port of this machine, as programs reach it."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from app.api.application import make_application
from app.api.inside.results import Results
from app.coach.coach import Coach
from app.gateways.openai_api.routes import open_door
from app.settings import Settings


def serve(application: object) -> Iterator[str]:
    """The address of an application that is served until the end."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 60
        while not server.started:
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def address(settings: Settings, coach: Coach) -> Iterator[str]:
    application = make_application(settings, lambda _: coach, Results(settings.results_folder))
    open_door(application)
    application.state.loading.load()
    yield from serve(application)
