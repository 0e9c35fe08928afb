"""The OpenAI-compatible endpoint beside interviews: models, questions with citations, exact streams, errors, limits."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from httpx2 import Response, get, post

from app.answering.cited_answer import Answer, Piece, Restart, Sentence
from app.coach.coach import Coach
from app.gateways.openai_api.chat_questions import pieces
from app.gateways.openai_api.completions import Completions
from app.gateways.openai_api.links import Links
from app.gateways.openai_api.markdown import inert
from app.gateways.openai_api.schemas import MOST_MESSAGES
from app.interview.citation import Citation
from ingest.errors import LLMFailed

QUESTION = {"role": "user", "content": "How do I choose between ROC-AUC and PR-AUC?"}
ASK = {"model": "coach-ask", "messages": [QUESTION]}
START = {"model": "coach-screening", "messages": [{"role": "user", "content": "Hello"}]}
MODELS = ["screening", "project-review", "deep-dive", "system-design", "behavioural", "ask"]


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as made:
        yield made


def complete(address: str, body: Any, **headers: str) -> Response:
    return post(f"{address}/v1/chat/completions", json=body, headers=headers, timeout=60)


def test_there_is_a_model_for_each_round_and_one_to_ask(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [f"coach-{name}" for name in MODELS]
    assert client.models.retrieve("coach-ask").owned_by == "interview-coach"
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt-9'; choose coach-screening"):
        client.models.retrieve("gpt-9")


@pytest.mark.slow
def test_a_question_is_answered_with_citations_that_open_the_source(client: openai.OpenAI, coach: Coach) -> None:
    message = client.chat.completions.create(**ASK).choices[0].message
    answer = coach.questions.ask(QUESTION["content"])
    text = message.content or ""
    assert text.startswith(inert(answer.text))
    assert message.annotations
    for one in message.annotations:
        cited = one.url_citation
        number = int(text[cited.start_index + 1 : cited.end_index - 1])
        citation = next(each for each in answer.citations if each.n == number)
        assert cited.url.endswith(f"/#/document/{citation.document}?start={citation.start}&end={citation.end}")
        assert f'[{number}]: {cited.url} "' in text


def test_a_streamed_answer_is_the_whole_one(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(**ASK).choices[0].message
    chunks = list(client.chat.completions.create(**ASK, stream=True))
    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    cited = [one for delta in deltas for one in getattr(delta, "annotations", None) or ()]
    assert cited == [one.model_dump() for one in whole.annotations or ()]


@pytest.mark.slow
def test_what_the_corpus_does_not_hold_is_refused_in_words(client: openai.OpenAI) -> None:
    messages = [{"role": "user", "content": "Who won the football world cup in 1954?"}]
    message = client.chat.completions.create(model="coach-ask", messages=messages).choices[0].message
    assert message.content
    assert not message.annotations


@pytest.mark.parametrize("with_usage", [False, True])
@pytest.mark.parametrize("body", [ASK, START])
def test_a_stream_has_the_exact_format_of_openai(address: str, body: dict[str, Any], with_usage: bool) -> None:
    options = {"stream_options": {"include_usage": True}} if with_usage else {}
    response = complete(address, body | {"stream": True} | options)
    assert response.headers["content-type"].startswith("text/event-stream")
    *events, end = response.text.split("\n\n")
    assert end == ""
    assert all(event.startswith("data: ") and "\n" not in event for event in events)
    assert events[-1] == "data: [DONE]"
    chunks = [json.loads(event.removeprefix("data: ")) for event in events[:-1]]
    assert {(chunk["object"], chunk["model"]) for chunk in chunks} == {("chat.completion.chunk", body["model"])}
    assert len({(chunk["id"], chunk["created"]) for chunk in chunks}) == 1
    if with_usage:
        assert chunks.pop() | {"choices": []} == {
            "id": chunks[0]["id"], "object": "chat.completion.chunk", "created": chunks[0]["created"],
            "model": body["model"], "choices": [],
            "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
        }  # fmt: skip
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert chunks[-1]["choices"][0]["delta"] == {}


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"model": "gpt-9", "messages": [QUESTION]}, 404, "there is no model 'gpt-9'"),
        ({"model": "coach-ask", "messages": []}, 422, "messages"),
        ({"model": "coach-ask", "messages": [QUESTION] * (MOST_MESSAGES + 1)}, 422, "messages"),
        ({"model": "coach-ask", "messages": [QUESTION, {"role": "assistant", "content": "x"}]}, 422, "the user's"),
        ({"model": "coach-ask", "messages": [{"role": "user", "content": "x" * 2001}]}, 422, "2 to 2,000"),
        ({"model": "coach-ask", "messages": [{"role": "king", "content": "x"}]}, 422, "role"),
        (
            {"model": "coach-ask", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
            422,
            "only text is taken here",
        ),
        ({**ASK, "n": 2}, 422, "n: "),
        ({**START, "metadata": {"topics": "cooking"}}, 422, "metadata.topics"),
        ({**START, "metadata": {"questions": "900"}}, 422, "metadata.questions"),
        (
            {"model": "coach-behavioural", "messages": START["messages"], "metadata": {"topics": "rag"}},
            422,
            "topics rag",
        ),
        (
            {
                "model": "coach-screening",
                "messages": [{"role": "assistant", "content": "/?turn=1#/interview/not-there-1"}, QUESTION],
            },
            404,
            "there is no interview 'not-there-1'",
        ),
    ],
)
def test_errors_have_the_shape_of_openai(address: str, body: dict[str, Any], status: int, words: str) -> None:
    response = complete(address, body)
    assert response.status_code == status
    error = response.json()["error"]
    assert words in error["message"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["type"] == ("not_found_error" if status == 404 else "invalid_request_error")
    assert response.headers["x-should-retry"] == "false"
    assert int(response.headers["content-length"]) == len(response.content)


def test_an_answer_that_is_too_long_is_refused(client: openai.OpenAI) -> None:
    opening = client.chat.completions.create(**START).choices[0].message.content
    messages = [
        *START["messages"],
        {"role": "assistant", "content": opening},
        {"role": "user", "content": "x" * 20_001},
    ]
    with pytest.raises(openai.UnprocessableEntityError, match=r"the answer has 20,001 characters, the limit is 20,000"):
        client.chat.completions.create(model="coach-screening", messages=messages)


def test_a_text_in_parts_is_one_text(client: openai.OpenAI) -> None:
    parts = [{"type": "text", "text": "How do I choose between"}, {"type": "text", "text": "ROC-AUC and PR-AUC?"}]
    told = client.chat.completions.create(model="coach-ask", messages=[{"role": "user", "content": parts}])
    assert told.choices[0].message.annotations


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Host": "evil.example"}, 400, "other_host"),
        ({"Origin": "http://evil.example"}, 403, "other_site"),
        ({"Sec-Fetch-Site": "cross-site"}, 403, "other_site"),
    ],
)
def test_other_sites_reach_nothing_and_are_told_in_the_same_shape(
    address: str, headers: dict[str, str], status: int, code: str
) -> None:
    for response in (complete(address, ASK, **headers), get(f"{address}/v1/models", headers=headers)):
        assert response.status_code == status
        assert response.json()["error"]["code"] == code
        assert "type" in response.json()["error"]


def test_a_body_without_end_is_cut_off(address: str) -> None:
    response = complete(address, ASK | {"user": "x" * 600_000})
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")


def test_what_is_no_address_of_the_endpoint_is_told_in_its_shape_and_the_api_in_its_own(address: str) -> None:
    assert get(f"{address}/v1/nothing").json()["error"]["type"] == "not_found_error"
    assert get(f"{address}/api/nothing").json()["error"]["retryable"] is False


CITATION = Citation(1, "notes/rag/x (1)", 'A "title"', ("A heading",), 3, 9, "It is.")
LINKS = Links("http://coach")


class Scripted:
    """A stream of an answer that does what it is told."""

    citations = (CITATION,)

    def __init__(self, *items: Any) -> None:
        self.items = items

    def __iter__(self) -> Iterator[Any]:
        for item in self.items:
            if isinstance(item, Exception):
                raise item
            yield item

    def cancel(self) -> None:
        pass


def streamed(*items: Any) -> list[dict[str, Any]]:
    events = Completions("coach-ask", 1, LINKS).events("id", pieces("id", Scripted(*items), LINKS), with_usage=False)
    return [json.loads(event.removeprefix(b"data: ")) for event in events if b"[DONE]" not in event]


def text_of(chunks: list[dict[str, Any]]) -> str:
    return "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks if "choices" in chunk)


SAID = Sentence("It is.", (1,))
DEFINED = '\n\n[1]: http://coach/#/document/notes/rag/x%20%281%29?start=3&end=9 "A ”title” > A heading"'


def test_the_sentences_of_a_model_are_sent_as_they_are_checked() -> None:
    chunks = streamed(Piece("It is. [1]"), SAID, Answer((SAID,), (CITATION,), "llm"))
    assert text_of(chunks) == f"It is. [1]{DEFINED}"
    (cited,) = chunks[-2]["choices"][0]["delta"]["annotations"]
    assert (cited["url_citation"]["start_index"], cited["url_citation"]["end_index"]) == (7, 10)


def test_an_answer_that_starts_again_says_why_and_is_whole_after_that() -> None:
    whole = Answer((SAID,), (CITATION,), "offline", fallback="The model is gone.")
    told = text_of(streamed(Piece("It was."), Sentence("It was.", ()), Restart("the model is gone"), whole))
    assert told == (
        f"It was.\n\n(the model is gone; the answer starts again.)\n\nIt is. [1]\n\nThe model is gone.{DEFINED}"
    )


def test_a_stream_that_fails_in_the_middle_ends_with_an_error() -> None:
    chunks = streamed(Piece("It is."), LLMFailed("the model is gone"))
    assert chunks[-1] == {
        "error": {"message": "the model is gone", "type": "server_error", "param": None, "code": "llm_failed"}
    }
    assert "log says how" in streamed(RuntimeError("secret"))[-1]["error"]["message"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("![x](http://evil.example/?q=secret)", "[x](http://evil.example/?q=secret)"),
        ('<img src="http://evil.example">', '&lt;img src="http://evil.example">'),
        ("x</script><!-- y", "x&lt;/script>&lt;!-- y"),
        ("[1]: http://evil.example", "[1] : http://evil.example"),
        ("if a < b and b > 4: x[1]", "if a < b and b > 4: x[1]"),
    ],
)
def test_what_is_quoted_loads_nothing_and_redirects_no_citation(words: str, shown: str) -> None:
    assert inert(words) == shown
