"""A request to a language model, and how one fails."""

import pytest

from app.llm.client import Client
from app.llm.request import Request, messages
from ingest.errors import LLMFailed

REQUEST = Request("grader", "grader-1", messages("system words", "user words"), 100)


def failure(client: Client, request: Request = REQUEST) -> LLMFailed:
    with pytest.raises(LLMFailed) as caught:
        client.complete(request)
    return caught.value
