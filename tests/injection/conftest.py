"""What the suite shares with tests/app/llm: the scripted server and the models it plays."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from scripted import QUICK, Scripted, scripted

from app.grading.offline import OfflineGrader
from app.llm.client import Client
from app.llm.endpoint import Endpoint
from ingest.embedding.embedder import Embedder


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    with scripted() as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Scripted) -> Iterator[Client]:
    made = Client(replace(Endpoint(server.url, "gullible", "key"), deadlines=QUICK, context_tokens=16_000))
    yield made
    made.close()


@pytest.fixture(scope="module")
def offline(embedder: Embedder) -> OfflineGrader:
    return OfflineGrader(embedder)
