"""The LLM tutor: what it sends, passages that do not fit, endpoints that fail."""

from dataclasses import replace

import pytest
from scripted import MakeClient, Play, Scripted, block
from tutored import TEXTS, Found, Offline, told

from app.answering.llm_tutor import MOST_TOKENS, LLMTutor
from app.llm.budget import OTHER_TOKENIZERS
from app.llm.client import Client
from ingest.passages.token_counts import count_tokens


def test_the_prompt_is_stable_text_then_passages_then_the_question_each_in_the_fence(
    llm_client: Client, server: Scripted
) -> None:
    told(llm_client, "x [1].", server)
    sent = server.received[0]
    assert "What is precision?" not in sent.system
    for n, text in enumerate(TEXTS, start=1):
        assert block(sent.body, f"passage [{n}]") == f"Title > Part\n{text}"
    assert block(sent.body, "question") == "What is precision?"
    assert sent.user.index("passage [3]") < sent.user.index(" question>")
    assert "response_format" not in sent.body


@pytest.mark.parametrize("named", ["title", "heading"])
def test_a_passage_is_sized_as_it_is_sent_with_a_title_and_headings_of_any_length(
    named: str, make_client: MakeClient, server: Scripted
) -> None:
    long = "word " * 4000
    found = Found(title=long if named == "title" else "Title", heading=long if named == "heading" else "Part")
    answer = told(make_client(context_tokens=1600), "Precision is a share [1].", server, found)
    sent = messages_tokens(server)
    assert sent * OTHER_TOKENIZERS + MOST_TOKENS <= 1600
    assert answer.passages_used == 3
    first = block(server.received[0].body, "passage [1]").splitlines()
    assert first[1] == TEXTS[0]
    assert first[0].split(" ")[0] == ("word" if named == "title" else "Title")


def test_headings_without_end_leave_room_for_their_passage(llm_client: Client, server: Scripted) -> None:
    told(llm_client, "Precision is a share [1].", server, Found(heading="Part > " * 200))
    above = block(server.received[0].body, "passage [1]").splitlines()[0]
    assert len(above) <= 400


def messages_tokens(server: Scripted) -> int:
    return sum(count_tokens(message["content"]) + 4 for message in server.received[0].body["messages"])


def test_where_nothing_was_found_no_model_is_asked(llm_client: Client, server: Scripted) -> None:
    answer = LLMTutor(llm_client, Offline()).answer(Found(answers=False))
    assert answer.refused == "nothing there"
    assert server.received == []


def test_passages_that_do_not_fit_are_left_out_whole_from_the_lowest_rank_up(
    make_client: MakeClient, server: Scripted
) -> None:
    long = "Precision is a share. " * 60
    llm_client = make_client(context_tokens=1500)
    answer = told(
        llm_client,
        "Precision is a share [1].",
        server,
        Found(texts=(TEXTS[0] + " Precision is a share.", long, long, long)),
    )
    sent = server.received[0].user
    assert (answer.passages_used, answer.passages_found) == (2, 4)
    assert long.strip() in sent
    assert "passage [3]" not in sent
    assert any(note.startswith("2 of 4 passages fit into the model's context") for note in answer.notes)


def test_a_context_without_room_for_one_passage_is_told(make_client: MakeClient, server: Scripted) -> None:
    answer = LLMTutor(make_client(context_tokens=600), Offline()).answer(Found())
    assert "looks too small for a single passage" in answer.fallback
    assert answer.answered_by == "offline"
    assert server.received == []


@pytest.mark.parametrize(
    ("play", "words"),
    [
        (Play(status=401), "refuses the key"),
        (Play(status=500), "HTTP 500"),
        (Play("a b", finish="length"), "cut off"),
        (Play(refusal="no"), "refused to answer"),
        (Play("a", finish="content_filter"), "content filter"),
    ],
)
def test_a_failing_endpoint_gets_the_offline_answer_with_the_reason(
    play: Play, words: str, make_client: MakeClient, server: Scripted
) -> None:
    server.default = play
    answer = LLMTutor(make_client(retries=0), Offline()).answer(Found())
    assert answer.answered_by == "offline"
    assert words in answer.fallback


def test_a_smaller_context_at_the_endpoint_is_told(llm_client: Client, server: Scripted) -> None:
    server.play(Play("Precision is a share [1].", usage={"prompt_tokens": 40, "completion_tokens": 5}))
    answer = LLMTutor(llm_client, Offline()).answer(replace(Found(), texts=(TEXTS[0] * 20,)))
    assert any("its context looks smaller than the prompt" in note for note in answer.notes)
