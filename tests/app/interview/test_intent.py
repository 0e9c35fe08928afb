"""Words that ask for the question again take no turn; what may be an answer does."""

import pytest
from fastapi.testclient import TestClient

from app.coach.coach import Coach
from app.interview.intent import Intent, intent_of
from app.settings import PROJECT
from ingest.bank.questions import load_bank


@pytest.mark.parametrize(
    "words",
    [
        "Can you repeat the question please?",
        "Could you please rephrase that?",
        "Sorry, could you say that again?",
        "What do you mean by that?",
        "what do you mean",
        "Please repeat the question.",
        "I didn\u2019t understand the question.",
        "Sorry, I don't understand the question. Could you explain it?",
        "What was the question again?",
        "Hm, can you clarify the question?",
        "Come again?",
    ],
)
def test_who_asks_for_the_question_again_is_understood(words: str) -> None:
    assert intent_of(words) is Intent.ASKS_BACK


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I don't understand why ReLU would die here.",
        "What do you mean by low latency, below 100 ms?",
        "How many users are there?",
        "I would repeat the question to the model and vote.",
        "Say it again to the model with the error in the prompt.",
        "Explain the part of the variance that noise leaves.",
        "I don't know.",
        "Clarify the question.",
        "Restate the question in other words",
        "Explain it again",
    ],
)
def test_what_may_be_an_answer_is_taken(words: str) -> None:
    assert intent_of(words) is Intent.ANSWER


def test_no_text_of_the_bank_asks_back() -> None:
    for question in load_bank(PROJECT / "corpus" / "questions"):
        for point in question.key_points:
            for text in (point.text, *point.other_wordings):
                assert intent_of(text) is Intent.ANSWER


def test_the_turn_stays_open_and_nothing_is_stored(client: TestClient, coach: Coach) -> None:
    question = coach.bank.questions[0]
    started = client.post("/api/interviews", json={"stage": question.stage, "topics": [], "questions": 1}).json()
    path = f"/api/interviews/{started['id']}/answers"
    refused = client.post(path, json={"answer": "Could you repeat the question?", "turn": 1})
    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "asks_back"
    assert "it stands above, and no turn is taken" in refused.text
    after = client.get(f"/api/interviews/{started['id']}").json()
    assert after["turns"] == []
    assert after["ask"]["turn"] == 1
