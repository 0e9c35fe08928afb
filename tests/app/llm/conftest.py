"""The client of the scripted server is the client here."""

import pytest

from app.llm.client import Client


@pytest.fixture
def client(llm_client: Client) -> Client:
    return llm_client
