"""Questions to the corpus over HTTP: cited answers, refusals, the stream, search."""

import pytest
from fastapi.testclient import TestClient
from served_coach import events_of

from ingest.language.content_words import content_stems


def test_ask_answers_with_cited_sentences_that_their_passages_say(client: TestClient) -> None:
    told = client.post("/api/ask", json={"question": "How do I choose between ROC-AUC and PR-AUC?"}).json()
    cited = {item["n"]: " ".join(item["text"].split()) for item in told["citations"]}
    assert not told["refused"]
    assert told["sentences"]
    for sentence in told["sentences"]:
        assert sentence["cites"]
        assert sentence["prepared"]
        for n in sentence["cites"]:
            assert len(content_stems(sentence["text"]) & content_stems(cited[n])) >= 3


def test_ask_refuses_what_the_corpus_does_not_hold_and_cites_nothing(client: TestClient) -> None:
    told = client.post("/api/ask", json={"question": "Where do I get the best pizza in Naples?"}).json()
    assert told["refused"]
    assert told["sentences"] == told["citations"] == []


@pytest.mark.slow
def test_a_follow_up_is_answered_by_the_questions_before_it(client: TestClient) -> None:
    told = client.post("/api/ask", json={"question": "why?", "before": ["what is dropout in a neural network"]}).json()
    assert "dropout" in told["answer"].lower()
    assert len(told["next_questions"]) <= 3


def test_what_is_near_to_a_refused_question_opens(client: TestClient) -> None:
    told = client.post("/api/ask", json={"question": "how does varnholt-ibsen normalization work"}).json()
    assert told["refused"]
    assert all(client.get(f"/api/documents/{one['document']}").status_code == 200 for one in told["nearest"])


@pytest.mark.slow
def test_the_stream_of_ask_says_the_same_as_its_document(client: TestClient) -> None:
    body = {"question": "What is the KV cache for?"}
    whole = client.post("/api/ask", json=body).json()
    events = events_of(client.post("/api/ask/stream", json=body))
    assert events[-1] == ("done", whole)


def test_search_returns_ranked_passages(client: TestClient) -> None:
    hits = client.get("/api/search", params={"q": "kv cache memory", "k": 3}).json()["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert hits[0]["document"] == "llms/kv-cache-and-inference"
    assert hits[0]["score"] >= hits[1]["score"] >= hits[2]["score"]
