"""coach llm exam: what it tells before, asks, prints and keeps; and what doctor says of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from brains import CONTROLS, entry
from scripted import Play, Scripted, block, schema_of

from app.grading.exam.cases import CASES, ExamCase
from app.grading.exam.exams import Exams
from app.grading.exam.result import Level
from app.llm.endpoint import Endpoint
from app.llm.prompts import read_prompt
from app.settings import Settings
from app.terminal.doctor import run

BY_QUESTION = {
    case.question: case
    for case in (ExamCase.model_validate_json(line) for line in CASES.read_text(encoding="utf-8").splitlines())
}
WORDS = {"met": "met", "partly met": "partly", "not met": "not", "contradicted": "contradicted"}
GRADER = "You judge what a candidate said"


def reader(body: dict[str, Any]) -> str:
    """A model that reads each case as it is labelled, and says yes to everything else."""
    if GRADER not in body["messages"][0]["content"]:
        return '{"colour":"red"}'
    case = BY_QUESTION[block(body, "question")]
    quote = " ".join(case.answer.split()[:3])
    said = {
        key: entry("not") if key in CONTROLS or case.labels[key] == "not met" else entry(WORDS[case.labels[key]], quote)
        for key in schema_of(body)["properties"]
    }
    return json.dumps(said, separators=(",", ":"))


def denier(body: dict[str, Any]) -> str:
    """A model that says not to everything."""
    return json.dumps({key: entry("not") for key in schema_of(body).get("properties", {})}, separators=(",", ":"))


@pytest.fixture
def own_home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def command(coach_command: Any, own_home: Path, server: Scripted, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`coach` with a home of its own and the scripted model."""
    monkeypatch.setenv("COACH_HOME", str(own_home))
    monkeypatch.setenv("COACH_LLM_BASE_URL", server.url)
    monkeypatch.setenv("COACH_LLM_MODEL", "scripted")
    monkeypatch.setenv("COACH_LLM_RETRIES", "0")
    server.default = Play(reader)
    return coach_command


def graded(server: Scripted) -> int:
    return len(server.of_role(GRADER))


def level(server: Scripted, own_home: Path) -> Level | None:
    return Exams(own_home / "exams").level(Endpoint(server.url, "scripted", ""), read_prompt("grader").version)


def test_it_tells_what_it_takes_asks_and_sends_nothing_without_consent(
    command: Any, server: Scripted, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_LLM_INPUT_USD", "1")
    monkeypatch.setenv("COACH_LLM_OUTPUT_USD", "2")
    for given in ("", "n\n"):
        done = command("llm", "exam", given=given)
        assert done.returncode == 1
        assert "46 requests, about" in done.stderr
        assert "USD" in done.stderr
    assert graded(server) == 0
    assert not (own_home / "exams").exists()


@pytest.mark.slow
def test_with_consent_a_strong_model_passes_and_the_result_is_kept(
    command: Any, server: Scripted, own_home: Path
) -> None:
    done = command("llm", "exam", given="y\n")
    assert done.returncode == 0, done.stderr
    assert graded(server) == 46
    assert "1.00 of " in done.stdout
    assert "passed: its verdicts count as claimed" in done.stdout
    assert "no price is set" in done.stdout
    assert "USD" not in done.stderr
    assert level(server, own_home) is Level.PASSED


@pytest.mark.slow
def test_a_model_that_fails_is_an_exit_code_and_kept_as_json(command: Any, server: Scripted, own_home: Path) -> None:
    server.default = Play(lambda body: denier(body) if GRADER in body["messages"][0]["content"] else "yes")
    done = command("llm", "exam", "--yes", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["level"], told["credited"], told["asked"]) == ("failed", 0, 46)
    assert level(server, own_home) is Level.FAILED


def test_without_a_model_and_with_one_that_is_down_it_says_so(
    command: Any, server: Scripted, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.models = 401
    down = command("llm", "exam", "--yes")
    assert (down.returncode, "set COACH_LLM_API_KEY" in down.stderr) == (1, True)
    monkeypatch.delenv("COACH_LLM_BASE_URL")
    none = command("llm", "exam", "--yes")
    assert (none.returncode, "no language model is set" in none.stderr) == (1, True)
    assert not (own_home / "exams").exists()


def test_where_the_endpoint_fails_nothing_is_kept(command: Any, server: Scripted, own_home: Path) -> None:
    server.play(Play("yes"))
    server.default = Play(status=500)
    done = command("llm", "exam", "--yes")
    assert done.returncode == 1
    assert "the exam says nothing of the model: the endpoint failed on 46 of 46 answers" in done.stderr
    assert not (own_home / "exams").exists()


@pytest.mark.slow
def test_doctor_tells_what_the_model_has_earned(
    command: Any, server: Scripted, own_home: Path, settings: Settings, embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.terminal.doctor.open_embedder", lambda _: embedder)
    mine = settings.model_copy(update={"llm_base_url": server.url, "llm_model": "scripted", "home": own_home})

    def exam() -> Any:
        (check,) = [one for one in run(mine.model_copy(update={"index": settings.index_folder})) if one.name == "exam"]
        return check

    own_home.mkdir()
    assert exam().ok is None
    assert "was not examined" in exam().sentence
    assert "Run `coach llm exam`" in exam().sentence
    assert command("llm", "exam", "--yes").returncode == 0
    asked = graded(server)
    assert exam().ok is True
    assert "passed: its verdicts count as claimed" in exam().sentence
    server.default = Play(lambda body: denier(body) if GRADER in body["messages"][0]["content"] else "yes")
    command("llm", "exam", "--yes")
    assert exam().ok is False
    assert "failed: it words and explains, and does not grade. Set another model" in exam().sentence
    assert graded(server) == 2 * asked
