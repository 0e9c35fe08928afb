"""Nothing of a candidate reaches a language model elsewhere before they have said yes, whichever way it would take.

The scripted endpoint is real HTTP at 0.0.0.0, which is this machine and no loopback address by its name. What is asked
at the start of a coach, to see whether the model answers, holds nothing of anybody.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from brains import by_role, grades
from fastapi.testclient import TestClient
from migrated import migrated
from sampled import one_in
from scripted import Play, Scripted

from app.answering.llm_tutor import NOT_GROUNDED
from app.candidate.candidate import LOCAL
from app.coach.candidates.plan import Plan
from app.coach.coach import Coach
from app.coach.consent.consent import NOT_ASKED
from app.coach.rounds.planning import Terms
from app.main import assemble, create_app
from app.settings import Settings
from ingest.bank.taxonomy import Stage
from ingest.documents.document import parse
from ingest.errors import Conflict

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
QUERY = "When do I use PR-AUC instead of ROC-AUC?"
ANSWER = "High bias means that the model is too simple and underfits, so training and validation error are both high."
CODE = (
    "I walk through the numbers once and keep each one with its index in a hash map; for each number I look up the "
    "target minus that number among those already passed, so it takes linear time and linear memory.\n\n"
    "```python\ndef two_sum(numbers, target):\n    seen = {}\n    for index, number in enumerate(numbers):\n"
    "        if target - number in seen:\n            return seen[target - number], index\n"
    "        seen[number] = index\n    return None\n```\n"
)
MARK = "zebrafishes"
NOTES = f"# Counting\n\nWe built a model with XGBoost that counts {MARK}; it reaches an F1 of 0.87 on the test set.\n"
JOB = "We want retrieval-augmented generation in production, with evaluation of its answers.\n"
CV = f"# Work\n\nI built the retrieval of {MARK} documents, with BM25 and vectors, and measured nDCG.\n"
# Each asks a model; what it asks stands behind a gate, or holds nothing of a candidate.
ASKING = {
    "app/answering/llm_tutor.py",
    "app/asking/llm_interviewer.py",
    "app/grading/llm_claims.py",
    "app/grading/llm.py",
    "app/main.py",
    "app/terminal/doctor.py",
    "app/terminal/llm/exam.py",
    "app/voice/client.py",
}


@pytest.fixture
def elsewhere(
    settings: Settings, server: Scripted, tmp_path: Path, shared_parts: None, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """The settings of a coach whose model is not on loopback."""
    for name in (*PROXIES, *map(str.lower, PROXIES)):
        monkeypatch.delenv(name, raising=False)
    server.default = Play(by_role(grader=grades({}), tutor="It is written there. [1]"))
    changes = {
        "llm_base_url": server.url.replace("127.0.0.1", "0.0.0.0"),  # noqa: S104 - nothing is bound there
        "llm_model": "scripted",
        "llm_retries": 0,
        "llm_first_token_s": 10.0,
        "database_url": migrated(tmp_path / "coach.sqlite"),
        "code_sandbox": "off",
    }
    return settings.model_copy(update=changes)


@pytest.fixture
def coach(elsewhere: Settings, server: Scripted) -> Iterator[Coach]:
    made = assemble(elsewhere)
    server.received.clear()
    yield made
    made.close()


def ask(coach: Coach) -> None:
    coach.questions.ask(QUERY)


def ask_streamed(coach: Coach) -> None:
    assert list(coach.questions.stream(QUERY))


def explain(coach: Coach) -> None:
    coach.questions.explain(QUERY)


def answer(coach: Coach) -> None:
    interview = coach.interviews.start(Stage.SCREENING, (), 2, seed=7)
    coach.interviews.answer(interview.id, ANSWER)


def answer_with_code(coach: Coach) -> None:
    interview = coach.interviews.start_with([coach.bank.question("code-two-sum-hash-map")])
    coach.interviews.answer(interview.id, CODE)


def review_a_project(coach: Coach) -> None:
    owner = coach.consent.owner
    project = coach.projects.create(owner, "Counting")
    coach.projects.add_uploads(owner, project.id, [("notes.md", NOTES.encode())])
    terms = Terms(project=project.id)
    interview = coach.interviews.start(Stage.PROJECT_REVIEW, (), 3, seed=7, terms=terms)
    for _ in range(2):
        interview = coach.interviews.answer(interview.id, f"{ANSWER} We counted {MARK}.").interview


WAYS: list[Callable[[Coach], None]] = [ask, ask_streamed, explain, answer, answer_with_code, review_a_project]


def decide(coach: Coach, *, is_given: bool) -> None:
    coach.consent.decide(coach.consent.place, is_given=is_given)


@pytest.mark.parametrize("way", one_in(6, WAYS))
def test_nothing_is_sent_before_a_yes_and_after_a_no_and_then_it_is(
    coach: Coach, server: Scripted, way: Callable[[Coach], None]
) -> None:
    way(coach)
    assert server.received == []
    decide(coach, is_given=False)
    way(coach)
    assert server.received == []
    decide(coach, is_given=True)
    way(coach)
    assert server.received != []
    server.received.clear()
    decide(coach, is_given=False)
    way(coach)
    assert server.received == []


def test_what_needs_no_model_sends_nothing_even_after_a_yes(coach: Coach, server: Scripted) -> None:
    decide(coach, is_given=True)
    plan = coach.planner.plan(parse(JOB, "job", "job", markdown=True), parse(CV, "cv", "cv", markdown=True))
    assert isinstance(plan, Plan)
    project = coach.projects.create(LOCAL, "Counting")
    coach.projects.add_uploads(LOCAL, project.id, [("notes.md", NOTES.encode())])
    assert coach.projects.claims(LOCAL, project.id)
    assert coach.projects.project_questions(LOCAL, project.id)
    coach.projects.search(LOCAL, project.id, MARK, 3)
    assert server.received == []


@pytest.mark.slow
def test_the_yes_of_one_is_not_the_yes_of_another(coach: Coach, server: Scripted) -> None:
    decide(coach.of("anna"), is_given=True)
    for way in WAYS:
        way(coach.of("bert"))
        way(coach)
    assert server.received == []
    ask(coach.of("anna"))
    assert len(server.received) == 1


@pytest.mark.slow
def test_a_model_somewhere_else_is_asked_about_anew(elsewhere: Settings, coach: Coach, server: Scripted) -> None:
    decide(coach, is_given=True)
    moved = assemble(elsewhere.model_copy(update={"llm_base_url": f"{elsewhere.llm_base_url}/other"}))
    server.received.clear()
    assert moved.consent.told().is_given is None
    ask(moved)
    moved.close()
    assert server.received == []


def test_a_yes_to_a_place_that_was_not_shown_counts_for_nothing(coach: Coach, server: Scripted) -> None:
    with pytest.raises(Conflict, match="somewhere else"):
        coach.consent.decide("https://api.example/v1", is_given=True)
    ask(coach)
    assert server.received == []


@pytest.mark.slow
def test_who_has_not_decided_is_told_why_and_who_said_no_is_left_alone(coach: Coach) -> None:
    assert coach.questions.ask(QUERY).fallback == NOT_ASKED
    interview = coach.interviews.start(Stage.SCREENING, (), 1, seed=7)
    turn = coach.interviews.answer(interview.id, ANSWER).turn
    assert (turn.grade.graded_by.method, turn.grade.graded_by.fallback) == ("offline", NOT_ASKED)
    assert "You have not said yet" in turn.reply or "you have not said yet" in turn.reply
    explanation = coach.questions.explain(QUERY)
    assert explanation.prompt is not None
    assert "have not agreed" in explanation.prompt.why_not_sent
    decide(coach, is_given=False)
    assert coach.questions.ask(QUERY).fallback == ""
    interview = coach.interviews.start(Stage.SCREENING, (), 1, seed=7)
    assert coach.interviews.answer(interview.id, ANSWER).turn.grade.graded_by.fallback == ""


@pytest.mark.slow
def test_a_model_on_loopback_is_asked_without_a_question(elsewhere: Settings, server: Scripted) -> None:
    near = assemble(elsewhere.model_copy(update={"llm_base_url": server.url}))
    server.received.clear()
    assert near.consent.told().is_needed is False
    with pytest.raises(Conflict):
        near.consent.decide(server.url, is_given=False)
    ask(near)
    near.close()
    assert len(server.received) == 1


@pytest.mark.slow
def test_what_is_forgotten_takes_the_consent_with_it(coach: Coach, server: Scripted) -> None:
    decide(coach, is_given=True)
    assert coach.records.forget()["consents"] == 1
    ask(coach)
    assert server.received == []


def test_over_http_the_page_is_told_and_a_program_gets_the_offline_way(elsewhere: Settings, server: Scripted) -> None:
    application = create_app(elsewhere)
    application.state.loading.load()
    server.received.clear()
    with TestClient(application, base_url="http://localhost") as client:
        told = client.get("/api/candidate/consent").json()
        assert (told["is_needed"], told["is_given"], told["model"]) == (True, None, "scripted")
        assert told["goes"]
        assert told["stays"]
        chat = {"model": "coach-ask", "messages": [{"role": "user", "content": QUERY}]}
        assert client.post("/api/ask", json={"question": QUERY}).json()["fallback"] == NOT_ASKED
        client.post("/v1/chat/completions", json=chat)
        assert server.received == []
        wrong = client.post("/api/candidate/consent", json={"place": "https://api.example", "is_given": True})
        assert wrong.status_code == 409
        said = client.post("/api/candidate/consent", json={"place": told["place"], "is_given": True})
        assert said.json()["is_given"] is True
        assert client.post("/api/ask", json={"question": QUERY}).json()["fallback"] == NOT_GROUNDED
    assert len(server.received) == 1


def test_whatever_can_ask_a_model_is_known() -> None:
    """A module that takes a client and is not named here has to be looked at: is it behind a gate?"""
    root = Path(__file__).resolve().parents[4]
    found = set()
    for path in sorted((root / "app").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name.startswith("app/llm/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            asks = {"app.llm.client", "app.llm.structured"}
            if isinstance(node, ast.ImportFrom) and (node.module in asks or _opens(node)):
                found.add(name)
    assert found == ASKING


def _opens(node: ast.ImportFrom) -> bool:
    return node.module == "app.llm.connection" and any(one.name == "open_llm" for one in node.names)
