"""`coach explain` as a person or a script runs it."""

import json
from typing import Any

import pytest

from app.answering.prepared.likelihood import LIKELY

pytestmark = pytest.mark.usefixtures("shared_parts")


@pytest.mark.slow
def test_explain_prints_every_stage_with_its_numbers(coach_command: Any) -> None:
    done = coach_command("explain", "kv cache memroy")
    assert done.returncode == 0, done.stderr
    for words in (
        "1 Query",
        "mended: kv cache memory",
        "2 Words",
        "in their order",
        "kept, 1st",
        "past the limit",
    ):
        assert words in done.stdout
    for words in (
        "Yes: a prepared answer answers it with a probability of ",
        f"at least {LIKELY} is needed.",
        "not sent, no model is set",
        "7 Reply",
        "word for word",
        "In all",
        "embed ",
    ):
        assert words in done.stdout


@pytest.mark.slow
def test_explain_says_why_it_refuses(coach_command: Any) -> None:
    done = coach_command("explain", "What is the best recipe for sourdough bread?")
    assert done.returncode == 0, done.stderr
    assert "No: a prepared answer answers it with a probability of " in done.stdout
    assert "None: no model is asked." in done.stdout
    assert "The notes have nothing on this." in " ".join(done.stdout.split())


def test_explain_prints_one_json_document(coach_command: Any) -> None:
    done = coach_command("explain", "kv cache memroy", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["meant"] == "kv cache memory"
    assert [step["name"] for step in told["steps"]][-1] == "reply"
    assert told["prompt"]["tokens"] > 500


@pytest.mark.slow
def test_markup_in_a_query_is_printed_as_it_is(coach_command: Any) -> None:
    done = coach_command("explain", "[bold]kv[/bold] cache [link=http://x]memory[/link]")
    assert done.returncode == 0, done.stderr
    assert "[bold]kv[/bold] cache [link=http://x]memory[/link]" in done.stdout
