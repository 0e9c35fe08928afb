"""What a client sends of a chat: where the interview stands, how the chat is named, what is wanted."""

import pytest

from app.gateways.openai_api.history import Place, chat_of, is_chore, last_words, place_of, words_before
from app.gateways.openai_api.links import Links
from app.gateways.openai_api.schemas import ChatRequest, Message
from app.gateways.openai_api.wishes import Wishes, wishes_of
from ingest.bank.taxonomy import Topic
from ingest.errors import BadRequest

LINKS = Links.to("", "http://localhost:8000/")


def user(words: str) -> Message:
    return Message(role="user", content=words)


def coach(words: str) -> Message:
    return Message(role="assistant", content=words)


def link(turn: int, identifier: str = "aB3-_xyz1234") -> str:
    return f"[Question 1 of 2]({LINKS.interview(identifier, turn)}) · about 4 min"


def test_an_interview_is_found_by_the_link_of_the_last_question() -> None:
    messages = [coach(link(1)), user("It overfits."), coach(f"1 of 4 points.\n\n{link(2)}"), user("Early stopping.")]
    assert place_of(messages) == Place("aB3-_xyz1234", 2)


def test_a_link_in_the_words_of_the_candidate_leads_nowhere() -> None:
    quoted = f"You said: “{link(9, 'somebody-else')}”\n\n{link(2)}"
    assert place_of([user(link(7)), coach(quoted), user(link(8))]) == Place("aB3-_xyz1234", 2)
    assert place_of([user(link(7))]) is None


def test_a_history_of_another_model_holds_no_interview() -> None:
    assert place_of([user("Hello"), coach("Hello, I am another model."), user("Interview me")]) is None


@pytest.mark.parametrize(
    ("headers", "metadata", "name"),
    [
        ({}, None, ""),
        ({"x-chat-id": " "}, None, ""),
        ({"x-chat-id": "a1", "x-openwebui-chat-id": "b"}, None, "coach-screening\0a1"),
        ({"x-openwebui-chat-id": "local:window"}, None, "coach-screening\0local:window\0Hello"),
        ({"x-conversation-id": "c3"}, {"chat_id": "m"}, "coach-screening\0c3"),
        ({}, {"conversation_id": "m"}, "coach-screening\0m"),
    ],
)
def test_a_chat_is_named_by_a_header_or_metadata(
    headers: dict[str, str], metadata: dict[str, str] | None, name: str
) -> None:
    request = ChatRequest(model="coach-screening", messages=[user("Hello")], metadata=metadata)
    assert chat_of(request, headers) == name


def test_the_last_word_has_to_be_the_users() -> None:
    assert last_words([user("a"), coach("b"), user("c"), Message(role="tool", content="d")]) == "c"
    with pytest.raises(BadRequest, match="the last message has to be the user's"):
        last_words([user("a"), coach("b")])


def test_the_questions_before_the_last_one_are_read_without_their_answers() -> None:
    asked = [user(f"Question {number}?") for number in range(9)]
    messages = [one for question in asked for one in (question, coach("An answer."))]
    assert words_before([*messages, user("Why?")]) == tuple(one.content for one in asked[-6:])
    assert words_before([user("What is RAG?")]) == ()


@pytest.mark.parametrize("typed", ["{}", "<user_query>\n{}\n</user_query>"])
def test_files_that_a_client_puts_before_what_was_typed_are_no_words_of_the_candidate(typed: str) -> None:
    before = (
        "### Task:\nRespond to the user query using the provided context, with citations.\n\n<context>\n"
        '<source id="1">A file, in which stands </context> too.</source>\n</context>\n\n'
    )
    own = "I would cut the notes\ninto passages."
    words = last_words([user("a"), coach("b"), user(before + typed.format(own))])
    assert words == own
    assert not is_chore(words)


def test_a_chore_is_told_from_an_answer() -> None:
    assert is_chore("### Task:\nGenerate 1-3 broad tags")
    assert not is_chore("The ### Task: is to generate tags")


@pytest.mark.parametrize(
    ("words", "metadata", "wishes"),
    [
        ("Hello, interview me.", {}, Wishes()),
        ("RAG and system design, three hard questions please", {}, Wishes((Topic.RAG, Topic.SYSTEM_DESIGN), 3)),
        ("12 questions on LLMs", {}, Wishes((Topic.LLMS,), 12)),
        ("2 questions on rag", {"topics": "llms, agents", "questions": "5", "seed": "7"},
         Wishes((Topic.LLMS, Topic.AGENTS), 5, 7)),
        ("on rag", {"topics": ""}, Wishes()),
        ("Ask me about drag and drop; I have no questions.", {}, Wishes()),
    ],
)  # fmt: skip
def test_topics_and_a_number_are_understood(words: str, metadata: dict[str, str], wishes: Wishes) -> None:
    assert wishes_of(words, metadata) == wishes


@pytest.mark.parametrize("metadata", [{"topics": "cooking"}, {"questions": "0"}, {"questions": "many"}, {"seed": "x"}])
def test_a_wish_that_cannot_be_had_is_refused(metadata: dict[str, str]) -> None:
    with pytest.raises(BadRequest, match=r"metadata\."):
        wishes_of("Hello", metadata)


def test_links_lead_to_where_people_open_the_coach() -> None:
    assert Links.to("https://coach.example/", "http://10.0.0.1:8000/").base == "https://coach.example"
    assert LINKS.base == "http://localhost:8000"
