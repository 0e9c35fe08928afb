"""An interview as OpenAI's own client holds it, over HTTP: whole and streamed, repeated, edited, named."""

import re
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from sampled import slow

from app.coach.coach import Coach
from app.gateways.openai_api.history import place_of
from app.gateways.openai_api.schemas import Message
from app.interview.interview import Interview

ASKED = {"questions": "2", "seed": "1", "topics": "evaluation"}
START = {"role": "user", "content": "Hello, interview me please."}


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as made:
        yield made


class Talk:
    """A chat as a client keeps it."""

    def __init__(self, client: openai.OpenAI, *, stream: bool = False, model: str = "coach-screening") -> None:
        self.client, self.stream, self.model = client, stream, model
        self.messages: list[dict[str, str]] = []

    def say(self, words: str, **extra: Any) -> str:
        self.messages.append({"role": "user", "content": words})
        told = self.tell(self.messages, **extra)
        self.messages.append({"role": "assistant", "content": told})
        return told

    def tell(self, messages: list[dict[str, str]], **extra: Any) -> str:
        asked: dict[str, Any] = {"model": self.model, "messages": messages, "metadata": ASKED, **extra}
        if not self.stream:
            return self.client.chat.completions.create(**asked).choices[0].message.content or ""
        chunks = self.client.chat.completions.create(stream=True, **asked)
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)

    def interview(self, coach: Coach) -> Interview:
        place = place_of([Message(**one) for one in self.messages])
        assert place is not None
        return coach.interviews.get(place.interview_id)


def strong(coach: Coach, talk: Talk) -> str:
    ask = talk.interview(coach).ask
    assert ask is not None
    return coach.bank.question(ask.question_id).strong_answer


@pytest.fixture
def graded(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every answer that is graded."""
    seen: list[str] = []
    grade = type(coach.interviews.grader).grade

    def counted(self: Any, question: Any, answer: Any, **more: Any) -> Any:
        seen.append(answer.raw)
        return grade(self, question, answer, **more)

    monkeypatch.setattr(type(coach.interviews.grader), "grade", counted)
    return seen


@pytest.mark.parametrize("stream", [False, slow(True)])
def test_a_whole_interview_gives_the_grades_of_the_page(client: openai.OpenAI, coach: Coach, stream: bool) -> None:
    talk = Talk(client, stream=stream)
    opening = talk.say("Hello, interview me please.")
    assert opening.startswith("A mock interview: screening on evaluation, 2 questions.")
    answers = [strong(coach, talk), "It is about the split of the data, I think.", "I do not know.", "I don't know."]
    page = coach.interviews.start(talk.interview(coach).stage, talk.interview(coach).topics, 2, seed=1)
    for answer in answers:
        if page.ask is None:
            break
        told = talk.say(answer)
        page = coach.interviews.answer(page.id, answer).interview
    held = talk.interview(coach)
    assert held.ask is page.ask is None
    assert [turn.grade for turn in held.turns] == [turn.grade for turn in page.turns]
    assert [turn.reply for turn in held.turns] == [turn.reply for turn in page.turns]
    assert "[Scorecard](" in told
    assert "points: " in told


def test_a_message_that_comes_again_is_told_again_and_graded_once(
    client: openai.OpenAI, coach: Coach, graded: list[str]
) -> None:
    talk = Talk(client)
    talk.say("Hello")
    first = talk.say("It is about the split of the data, I think.")
    talk.say("I would look at the error on data that was held out.")
    assert len(graded) == 2
    assert talk.tell(talk.messages[:3]) == first
    assert talk.tell([*talk.messages[:2], {"role": "user", "content": f" {talk.messages[2]['content']}\n"}]) == first
    assert len(graded) == 2
    assert len(talk.interview(coach).turns) == 2


def test_an_edited_answer_goes_on_in_a_copy_and_nothing_is_graded_twice(
    client: openai.OpenAI, coach: Coach, graded: list[str]
) -> None:
    talk = Talk(client)
    talk.say("Hello", metadata=ASKED | {"questions": "3"})
    talk.say("It is about the split of the data, I think.")
    talk.say("I would look at the error on data that was held out.")
    edited = Talk(client)
    edited.messages = talk.messages[:3]
    edited.messages.append({"role": "assistant", "content": talk.messages[3]["content"]})
    told = edited.say("Another answer: compare the training error with the validation error.")
    assert len(graded) == 3
    old, new = talk.interview(coach), edited.interview(coach)
    assert old.id != new.id
    assert new.turns[0].grade == old.turns[0].grade
    assert (new.plan, len(new.turns), len(old.turns)) == (old.plan, 2, 2)
    assert edited.tell(edited.messages[:-1]) == told
    assert len(graded) == 3
    edited.say("I do not know.")
    assert len(edited.interview(coach).turns) == 3
    assert len(talk.interview(coach).turns) == 2


def test_a_history_that_lost_its_beginning_still_finds_the_interview(client: openai.OpenAI, coach: Coach) -> None:
    talk = Talk(client)
    talk.say("Hello")
    talk.say("It is about the split of the data, I think.")
    identifier = talk.interview(coach).id
    talk.messages = talk.messages[-1:]
    talk.say("I would look at the error on data that was held out.")
    assert talk.interview(coach).id == identifier
    assert len(talk.interview(coach).turns) == 2


@pytest.mark.parametrize("how", ["header", "metadata"])
def test_a_named_chat_needs_no_history(client: openai.OpenAI, coach: Coach, how: str) -> None:
    named: dict[str, Any] = {"extra_headers": {"X-Chat-Id": "a-chat"}}
    if how == "metadata":
        named = {"metadata": ASKED | {"chat_id": "another-chat"}}
    talk = Talk(client)
    opening = talk.tell([START], **named)
    assert talk.tell([START], **named) == opening
    told = talk.tell([{"role": "user", "content": "It is about the split of the data, I think."}], **named)
    talk.messages = [{"role": "assistant", "content": told}]
    held = talk.interview(coach)
    assert f"#/interview/{held.id})" in opening
    assert len(held.turns) == 1
    assert talk.tell([{"role": "user", "content": ":end"}], **named).startswith("This interview is over")


def test_a_second_temporary_chat_of_a_window_begins_an_interview_of_its_own(
    client: openai.OpenAI, coach: Coach
) -> None:
    named: dict[str, Any] = {"extra_headers": {"X-OpenWebUI-Chat-Id": "local:window"}, "metadata": None}
    first, second = Talk(client), Talk(client)
    opening = first.say("Two questions on RAG, please.", **named)
    second.say("One question on LLMs, please.", **named)
    assert second.interview(coach).id != first.interview(coach).id
    assert (len(second.interview(coach).turns), len(second.interview(coach).plan)) == (0, 1)
    assert first.tell(first.messages[:1], **named) == opening


def test_what_is_no_answer_takes_no_turn(client: openai.OpenAI, coach: Coach) -> None:
    talk = Talk(client)
    opening = talk.say("Hello")
    told = talk.say("Could you repeat the question, please?")
    assert opening.endswith(told)
    assert talk.interview(coach).turns == ()


def test_each_hint_is_another_one_and_one_that_is_asked_for_again_is_the_same(
    client: openai.OpenAI, coach: Coach
) -> None:
    talk = Talk(client)
    talk.say("Hello")
    first, second = talk.say("give me a hint"), talk.say("give me a hint")
    assert "(Level 1 of 3: costs a quarter" in first
    assert "(Level 2 of 3: costs half" in second
    assert talk.tell(talk.messages[:3]) == first
    assert talk.tell(talk.messages[:5]) == second
    assert [one.rung for one in talk.interview(coach).course.exchanges] == [1, 2]
    assert talk.interview(coach).turns == ()


def test_a_hint_before_an_edited_answer_keeps_its_price_and_one_after_it_is_not_there(
    client: openai.OpenAI, coach: Coach
) -> None:
    talk = Talk(client)
    talk.say("Hello")
    hint = talk.say("give me a hint")
    talk.say("It is about the split of the data, I think.")
    talk.say("give me a hint")
    assert talk.tell(talk.messages[:3]) == hint
    edited = Talk(client)
    edited.messages = talk.messages[:4]
    edited.say("Another answer: compare the training error with the validation error.")
    old, new = talk.interview(coach), edited.interview(coach)
    assert old.id != new.id
    assert [one.number for one in old.course.exchanges] == [1, 2]
    assert new.course.exchanges == old.course.exchanges[:1]


def test_a_command_to_an_earlier_question_leaves_the_interview_as_it_is(client: openai.OpenAI, coach: Coach) -> None:
    talk = Talk(client)
    opening = talk.say("Hello")
    talk.say("It is about the split of the data, I think.")
    before = talk.interview(coach)
    edited = Talk(client)
    edited.messages = talk.messages[:2]
    assert opening.endswith(edited.say("Could you repeat the question, please?"))
    assert (edited.interview(coach).id, talk.interview(coach)) == (before.id, before)
    assert "(Level 1 of 3" in edited.say("give me a hint")
    assert edited.interview(coach).id != before.id
    assert talk.interview(coach) == before


def test_the_end_that_is_asked_for_twice_ends_the_interview(client: openai.OpenAI, coach: Coach) -> None:
    talk = Talk(client)
    talk.say("Hello")
    assert "Say “yes” to end it, “no” to go on." in talk.say("end the interview")
    assert "[Scorecard](" in talk.say("end the interview")
    assert talk.interview(coach).ask is None


def test_an_interview_can_be_ended_and_is_over_then(client: openai.OpenAI, coach: Coach) -> None:
    talk = Talk(client)
    talk.say("Hello")
    talk.say("It is about the split of the data, I think.")
    assert "\n- not answered: " in talk.say(":end")
    assert talk.say("And now?").startswith("This interview is over")
    assert talk.interview(coach).ask is None


def test_every_missed_point_is_annotated_with_a_passage_of_the_page(client: openai.OpenAI, coach: Coach) -> None:
    talk = Talk(client)
    talk.say("Hello")
    messages = [*talk.messages, {"role": "user", "content": "I don't know."}]
    message = client.chat.completions.create(model=talk.model, messages=messages).choices[0].message
    text = message.content or ""
    assert message.annotations
    for one in message.annotations:
        cited = one.url_citation
        assert re.fullmatch(r"\[\d+\]", text[cited.start_index : cited.end_index])
        found = re.search(r"/#/document/(.+)\?start=(\d+)&end=(\d+)$", cited.url)
        assert found is not None
        assert coach.questions.document(found[1]).text[int(found[2]) : int(found[3])].strip()
        assert f": {cited.url} " in text


def test_a_title_for_the_chat_is_no_answer(client: openai.OpenAI, coach: Coach) -> None:
    talk = Talk(client)
    talk.say("Hello")
    chore = "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history."
    assert '"title": "Mock interview: screening"' in talk.tell([*talk.messages, {"role": "user", "content": chore}])
    assert talk.interview(coach).turns == ()


def test_topics_and_questions_are_understood_in_the_first_message(client: openai.OpenAI, coach: Coach) -> None:
    talk = Talk(client, model="coach-deep-dive")
    told = talk.say("Please interview me on RAG, three questions.", metadata=None)
    assert told.startswith("A mock interview: deep-dive on rag, 3 questions.")
    assert {question.topic for question in talk.interview(coach).plan} == {"rag"}


def test_a_topic_that_there_is_not_is_told_with_those_that_there_are(client: openai.OpenAI) -> None:
    told = Talk(client, model="coach-deep-dive").say("Please interview me on cooking, three questions.", metadata=None)
    assert told.startswith("A mock interview: deep-dive on all topics, 3 questions.")
    assert "may name topics: agents, behavioural, classical-algorithms," in told
