"""A reply of a fixed shape: the ladder, the repair, and what is remembered of an endpoint."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict
from scripted import QUICK, MakeClient, Play, Scripted

from app.asking.llm_interviewer import Wording
from app.grading.llm_claims import shape_of
from app.llm.client import Client
from app.llm.endpoint import Rung
from app.llm.request import messages
from app.llm.structured import Ask, ask_structured, inlined_schema
from app.terminal.doctor import Colour as DoctorsColour
from ingest.errors import LLMFailed


class Colour(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


ASK = Ask("grader", "v", messages("system words", "which colour?"), 50)
GOOD = json.dumps({"name": "red"})


def formats(server: Scripted) -> list[str]:
    return [(one.body.get("response_format") or {}).get("type", "plain") for one in server.received]


def test_the_first_rung_asks_for_the_schema(client: Client, server: Scripted) -> None:
    server.play(Play(GOOD))
    assert ask_structured(client, ASK, Colour).value.name == "red"
    assert server.received[0].body["response_format"] == {
        "type": "json_schema",
        "json_schema": {
            "name": "reply",
            "strict": True,
            "schema": {
                "type": "object",
                "properties": {"name": {"type": "string"}},
                "required": ["name"],
                "additionalProperties": False,
            },
        },
    }
    assert "schema" not in server.received[0].system


@pytest.mark.parametrize(
    ("refused", "tried", "rung"),
    [
        ({"json_schema"}, ["json_schema", "json_schema", "json_object"], Rung.JSON_OBJECT),
        ({"json_schema", "json_object"}, ["json_schema", "json_schema", "json_object", "plain"], Rung.PLAIN),
    ],
)
def test_the_ladder_goes_down_once_and_is_remembered(
    refused: set[str], tried: list[str], rung: Rung, client: Client, server: Scripted
) -> None:
    server.refuses = refused
    server.default = Play(GOOD)
    parsed = ask_structured(client, ASK, Colour)
    assert formats(server) == tried
    assert len(parsed.usage) == len(tried)
    assert '"required": ["name"]' in server.received[-1].system
    assert server.received[-1].system.startswith("system words")
    ask_structured(client, ASK, Colour)
    assert formats(server) == [*tried, tried[-1]]
    assert client.dialect.rung is rung


def test_limits_are_left_out_for_strict_modes_that_refuse_them(client: Client, server: Scripted) -> None:
    shape = shape_of(["a"])
    reply = json.dumps({"a": {"reason": "r", "quote": "q", "met": "met"}})
    words = "Invalid schema for response_format 'reply': 'maxLength' is not permitted"
    server.play(Play(status=400, error={"error": {"message": words}}), Play(reply))
    ask_structured(client, ASK, shape)
    first, second = (json.dumps(one.body["response_format"]) for one in server.received)
    assert "maxLength" in first
    assert "maxLength" not in second
    assert json.loads(first)["json_schema"]["strict"]


def test_a_refusal_for_another_reason_teaches_nothing(client: Client, server: Scripted) -> None:
    server.default = Play(status=400, error={"error": {"message": "bad weather"}})
    with pytest.raises(LLMFailed, match="bad weather"):
        ask_structured(client, ASK, Colour)
    assert client.dialect.rung is Rung.SCHEMA


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("{not json", "it is not valid JSON"),
        ('{"colour": "red"}', "name: Field required"),
        ('{"name": "red", "more": 1}', "more: Extra inputs are not permitted"),
        ('{"name": 5}', "name: Input should be a valid string"),
        ("red", "it holds no JSON object"),
        ("[" * 5000 + '{"name":' * 3000, "JSON"),
    ],
)
def test_a_wrong_shape_is_repaired_once(bad: str, words: str, client: Client, server: Scripted) -> None:
    server.play(Play(bad), Play(GOOD))
    assert ask_structured(client, ASK, Colour).value.name == "red"
    assert len(server.received) == 2
    repair = server.received[1].body["messages"]
    assert [one["role"] for one in repair] == ["system", "user", "assistant", "user"]
    assert words in repair[-1]["content"]


def test_twice_wrong_is_a_failure_with_both_requests(client: Client, server: Scripted) -> None:
    server.default = Play('{"colour": "red"}')
    with pytest.raises(
        LLMFailed, match=r"has not the shape that was asked for, twice \(name: Field required\)"
    ) as caught:
        ask_structured(client, ASK, Colour)
    assert len(caught.value.usage) == 2


def test_an_endpoint_that_ignores_the_format_gets_the_schema_in_words_the_second_time(
    client: Client, server: Scripted
) -> None:
    server.play(Play("It is red."), Play(GOOD))
    ask_structured(client, ASK, Colour)
    assert formats(server) == ["json_schema", "plain"]
    assert "JSON schema" in server.received[1].system


def test_one_reply_without_json_does_not_turn_the_format_off(client: Client, server: Scripted) -> None:
    server.play(Play("It is red."), Play(GOOD), Play(GOOD), Play("It is red."), Play(GOOD), Play(GOOD))
    for _ in range(4):
        ask_structured(client, ASK, Colour)
    assert formats(server) == ["json_schema", "plain", "json_schema", "json_schema", "plain", "json_schema"]


def test_two_in_a_row_turn_it_off_and_it_is_tried_again_later(client: Client, server: Scripted) -> None:
    server.play(Play("It is red."), Play(GOOD), Play("It is red."))
    server.default = Play(GOOD)
    for _ in range(3):
        ask_structured(client, ASK, Colour)
    assert formats(server) == ["json_schema", "plain", "json_schema", "plain", "plain"]
    client.dialect._plain_until = time.monotonic() - 1
    ask_structured(client, ASK, Colour)
    assert formats(server)[-1] == "json_schema"


@pytest.mark.slow
def test_all_requests_for_one_reply_share_one_deadline(make_client: MakeClient, server: Scripted) -> None:
    deadlines = replace(QUICK, overall_s=1.0)
    server.default = Play('{"colour": "red"}', before_first_s=0.7)
    began = time.monotonic()
    with pytest.raises(LLMFailed, match="took longer than 1 s"):
        ask_structured(make_client(deadlines=deadlines), ASK, Colour)
    assert time.monotonic() - began < 1.6
    assert len(server.received) == 2


def test_a_refusal_down_the_whole_ladder_makes_no_more_requests_than_it_has_rungs(
    client: Client, server: Scripted
) -> None:
    server.default = Play(status=400, error={"error": {"message": "max_tokens, max_completion_tokens, json_schema"}})
    for _ in range(2):
        with pytest.raises(LLMFailed):
            ask_structured(client, ASK, Colour)
    assert len(server.received) <= 2 * len(Rung) + 1


def test_a_lone_surrogate_in_an_escape_is_left_out(client: Client, server: Scripted) -> None:
    server.play(Play('{"name": "re\\ud800d"}'))
    assert ask_structured(client, ASK, Colour).value.name == "red"


def test_a_reply_with_a_lone_surrogate_is_shown_to_the_model_again_without_it(client: Client, server: Scripted) -> None:
    server.play(Play("It is \ud800 red."), Play(GOOD))
    assert ask_structured(client, ASK, Colour).value.name == "red"
    assert server.received[1].body["messages"][2]["content"] == "It is  red."


@pytest.mark.parametrize(
    "reply", [f"```json\n{GOOD}\n```", f"Sure! {GOOD} Hope it helps.", f"<think>hm {{</think>{GOOD}"]
)
def test_json_is_found_among_words(reply: str, client: Client, server: Scripted) -> None:
    server.play(Play(reply))
    assert ask_structured(client, ASK, Colour).value.name == "red"
    assert len(server.received) == 1


def test_a_failing_endpoint_is_no_matter_of_format(make_client: MakeClient, server: Scripted) -> None:
    server.default = Play(status=500)
    client = make_client(retries=0)
    with pytest.raises(LLMFailed, match="HTTP 500"):
        ask_structured(client, ASK, Colour)
    assert len(server.received) == 1


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """All objects of a schema, nested ones too."""
    if isinstance(node, list):
        node = dict(enumerate(node))
    if isinstance(node, dict):
        if "properties" in node or node.get("type") == "object":
            yield node
        for inner in node.values():
            yield from objects(inner)


class Loose(BaseModel):
    name: str = ""
    more: list[Colour] = []


@pytest.mark.parametrize(("shape", "number"), [(Wording, 1), (shape_of(["a", "b"]), 3), (DoctorsColour, 1), (Loose, 2)])
def test_every_object_is_as_strict_as_openai_asks_for(shape: type[BaseModel], number: int) -> None:
    found = list(objects(inlined_schema(shape)))
    assert len(found) == number
    for node in found:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])


def test_the_shape_of_a_grade_has_one_entry_for_each_key_and_no_reference() -> None:
    schema = inlined_schema(shape_of(["bias-high", "variance"]))
    assert list(schema["properties"]) == ["bias-high", "variance"]
    assert schema["required"] == ["bias-high", "variance"]
    assert list(schema["properties"]["variance"]["properties"]) == ["reason", "quote", "met"]
    assert "$" not in json.dumps(schema)
