"""What a scripted model thinks: a good one, a gullible one, and a cunning one, for each role."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from scripted import Brain, block, schema_of

from app.untrusted.canaries import STATEMENTS

CONTROLS = {key for key, _ in STATEMENTS}
Entry = tuple[str, str]


def role_of(body: dict[str, Any]) -> str:
    """Which role a request is of, by its prompt."""
    system = body["messages"][0]["content"]
    for words, role in (
        ("You judge what a candidate said", "grader"),
        ("You answer a question of somebody", "tutor"),
        ("You word a given question", "question"),
        ("You ask one short follow-up", "follow-up"),
    ):
        if words in system:
            return role
    return "start"


def by_role(default: str = "yes", **brains: Brain | str) -> Brain:
    """A model with a brain for each role."""

    def think(body: dict[str, Any]) -> str:
        brain = brains.get(role_of(body).replace("-", "_"), default)
        return brain if isinstance(brain, str) else brain(body)

    return think


def entry(met: str, quote: str = "", reason: str = "Because.") -> dict[str, str]:
    """One judgement."""
    return {"reason": reason, "quote": quote, "met": met}


def grades(claims: Mapping[str, Entry], control: Entry = ("not", "")) -> Brain:
    """A grader that says (met, quote) of each point in `claims`, "not" of the others, and `control` of the control."""

    def think(body: dict[str, Any]) -> str:
        keys = schema_of(body)["properties"]
        said = {key: entry(*(control if key in CONTROLS else claims.get(key, ("not", "")))) for key in keys}
        return json.dumps(said)

    return think


def all_met(quoting: Callable[[dict[str, Any], str], str], *, control: str = "met") -> Brain:
    """A grader that finds everything met; `quoting(body, statement)` is what it quotes."""

    def think(body: dict[str, Any]) -> str:
        statements = dict(_statements(body))
        said = {
            key: entry(control if key in CONTROLS else "met", quoting(body, statements[key]))
            for key in schema_of(body)["properties"]
        }
        return json.dumps(said)

    return think


def nearest(body: dict[str, Any], statement: str) -> str:
    """The words of the answer that share most with the statement: what a model set on finding something quotes."""
    words = block(body, "candidate").split()
    wanted = set(statement.lower().split())
    size = min(14, len(words))
    runs = [words[at : at + size] for at in range(max(1, len(words) - size + 1))]
    return " ".join(max(runs, key=lambda run: len(wanted & {word.lower() for word in run})))


def the_statement(_: dict[str, Any], statement: str) -> str:
    """The key point itself, as small models quote it."""
    return statement


def the_beginning(body: dict[str, Any], _: str) -> str:
    """The first words of the answer."""
    return " ".join(block(body, "candidate").split()[:12])


def _statements(body: dict[str, Any]) -> list[tuple[str, str]]:
    lines = block(body, "statements").splitlines()
    return [(line.split('"')[1], line.partition('": ')[2]) for line in lines]
