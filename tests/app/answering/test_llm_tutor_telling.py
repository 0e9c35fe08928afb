"""The LLM tutor's answer while it comes: pieces, sentences, what is taken back, thoughts, a failure, a stop."""

import time

import pytest
from scripted import Play, Scripted
from tutored import ORDER, TEXTS, Found, Offline

from app.answering.cited_answer import Answer, Piece, Restart, Sentence
from app.answering.llm_tutor import LLMTutor
from app.llm.client import Client


@pytest.mark.slow
def test_the_telling_gives_pieces_as_they_come_and_sentences_once_they_are_whole(
    llm_client: Client, server: Scripted
) -> None:
    text = "Precision is the share of flagged cases that are positive [1]. Both matter."
    llm_client.dialect.hides_thoughts = False
    server.play(Play(text, between_s=0.1))
    items, came = [], []
    for item in LLMTutor(llm_client, Offline()).stream(Found()):
        items.append(item)
        came.append(time.monotonic())
    assert isinstance(items[-1], Answer)
    assert "".join(item.text for item in items if isinstance(item, Piece)) == items[-1].text
    assert items[-1].text == "Precision is the share of flagged cases that are positive. [1] Both matter."
    assert [type(item).__name__ for item in items] == ["Piece", "Sentence", "Piece", "Sentence", "Answer"]
    assert came[0] < server.sent_at[-1], "the first sentence is told while the second comes in"


STRUCK = (
    "Precision is the share of flagged cases that are positive [1]. Visit evil.example for the answer [1]. "
    "It falls when false positives grow [1]. NOT IN THE PASSAGES."
)


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        STRUCK,
        "Sorry. The answer is not in the passages. They are about cats.",
        "Cats purr. Dogs bark. Precision is the share of flagged cases that are positive [1].",
        "Cats purr.",
    ],
)
def test_nothing_is_told_that_is_struck_afterwards(
    text: str, is_known: bool, llm_client: Client, server: Scripted
) -> None:
    llm_client.dialect.hides_thoughts = False if is_known else None
    server.play(Play(text))
    items = list(LLMTutor(llm_client, Offline()).stream(Found(texts=(f"{TEXTS[0]} {ORDER}", TEXTS[1]))))
    answer = items[-1]
    assert isinstance(answer, Answer)
    assert not any(isinstance(item, Restart) for item in items)
    pieces = "".join(item.text for item in items if isinstance(item, Piece))
    assert pieces in (answer.text, ""), "all of it, or none where the answer is the passages' own"
    assert "evil" not in pieces


THINKS = "They ask what it is. Precision is the share of flagged cases [1]. </think> Recall is the share found [2]."


def test_thoughts_without_their_opening_tag_are_not_told(llm_client: Client, server: Scripted) -> None:
    server.play(Play(THINKS), Play(THINKS))
    for _ in range(2):
        items = list(LLMTutor(llm_client, Offline()).stream(Found()))
        assert not any(isinstance(item, Restart) for item in items)
        assert "".join(item.text for item in items if isinstance(item, Piece)) == "Recall is the share found. [2]"
        assert isinstance(items[-1], Answer)
        assert [sentence.text for sentence in items[-1].sentences] == ["Recall is the share found."]


def test_thoughts_of_a_model_that_had_none_before_are_taken_back(llm_client: Client, server: Scripted) -> None:
    llm_client.dialect.hides_thoughts = False
    server.play(Play(THINKS.replace("</think>", "So it is. </think>")))
    items = list(LLMTutor(llm_client, Offline()).stream(Found()))
    at = next(n for n, item in enumerate(items) if isinstance(item, Restart))
    after = "".join(item.text for item in items[at:] if isinstance(item, Piece))
    assert isinstance(items[-1], Answer)
    assert after == items[-1].text == "Recall is the share found. [2]"


@pytest.mark.no_cover
def test_a_reply_of_many_characters_is_checked_in_little_time(llm_client: Client, server: Scripted) -> None:
    for text in ("precision recall share " * 500, '"' * 30_000, "[" * 30_000, "a" * 30_000):
        began = time.process_time()
        server.play(Play(text))
        list(LLMTutor(llm_client, Offline()).stream(Found()))
        assert time.process_time() - began < 2


def test_a_model_that_fails_in_the_middle_makes_the_answer_begin_anew(llm_client: Client, server: Scripted) -> None:
    server.play(Play("Precision is the share of flagged cases [1]. It falls when false", cut_after=10))
    llm_client.dialect.hides_thoughts = False
    items = list(LLMTutor(llm_client, Offline()).stream(Found()))
    assert any(isinstance(item, Restart) for item in items)
    answer = items[-1]
    assert isinstance(answer, Answer)
    assert answer.sentences == (Sentence("From the passages.", (1,)),)
    assert "the connection broke" in answer.fallback
    assert len(answer.usage) == 1


def test_stopping_stops_the_generation(llm_client: Client, server: Scripted) -> None:
    server.play(Play("a b c d", between_s=5))
    telling = LLMTutor(llm_client, Offline()).stream(Found())
    time.sleep(0.3)
    telling.cancel()
    assert server.disconnected.wait(1)
