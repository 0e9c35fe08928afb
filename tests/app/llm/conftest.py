"""A scripted server, and clients that speak to it with short deadlines."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from scripted import QUICK, MakeClient, Scripted, scripted

from app.llm.client import Client
from app.llm.endpoint import Endpoint


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
def client(make_client: MakeClient) -> Client:
    return make_client()
