"""A coach over HTTP, in this process or behind a real server, and the events of what it streams."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings


@contextmanager
def api(settings: Settings) -> Iterator[TestClient]:
    application = create_app(settings)
    application.state.loading.load()
    with TestClient(application, base_url="http://localhost") as client:
        yield client


@contextmanager
def served(settings: Settings) -> Iterator[tuple[str, int]]:
    """The application behind a real server."""
    application = create_app(settings)
    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_level="critical", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started or not application.state.loading.is_ready:
        assert time.monotonic() < until, application.state.loading.doing
        time.sleep(0.05)
    yield server.servers[0].sockets[0].getsockname()
    server.should_exit = True
    thread.join(timeout=10)


def events_of(response: Any) -> list[tuple[str, Any]]:
    """Name and data of each event, in their order."""
    found = []
    for part in response.text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in part.splitlines() if ": " in line)
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found
