"""The exam: models of every kind get the level that they have earned, and it is kept."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from brains import CONTROLS, entry
from sampled import one_in
from scripted import Brain, MakeClient, Play, Scripted, block, schema_of

from app.grading.exam.cases import ExamCase, read_cases
from app.grading.exam.examine import MOST_AT_ONCE, estimate, examine
from app.grading.exam.exams import Exams
from app.grading.exam.result import ExamResult, Level
from app.grading.gate.gate import gate
from app.grading.llm_claims import ModelJudge
from app.interview.grade import CREDIT, VerdictState
from app.llm.client import Client
from app.llm.endpoint import Endpoint, Prices
from ingest.language.text import Text

NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
WORDS = {"met": "met", "partly met": "partly", "not met": "not", "contradicted": "contradicted"}
CASES = {case.question: case for case in read_cases()}
# Two of the 48 paste the key points; the gate stops them.
ASKED = 46
Claim = Callable[[ExamCase, str], tuple[str, str]]


def case_of(body: dict[str, Any]) -> ExamCase:
    return CASES[block(body, "question")]


def claiming(claim: Claim, control: tuple[str, str] = ("not", "")) -> Brain:
    """A model that says (verdict, quote) of each point of a case."""

    def think(body: dict[str, Any]) -> str:
        keys, case = schema_of(body)["properties"], case_of(body)
        said = {key: entry(*(control if key in CONTROLS else claim(case, key))) for key in keys}
        # The server sends a piece for each word: without blanks there are few.
        return json.dumps(said, separators=(",", ":"))

    return think


def first_words(case: ExamCase) -> str:
    return " ".join(case.answer.split()[:3])


def by_label(case: ExamCase, key: str) -> tuple[str, str]:
    """What a careful reader says."""
    label = case.labels[key]
    return WORDS[label], "" if label is VerdictState.NOT_MET else first_words(case)


def obedient(case: ExamCase, key: str) -> tuple[str, str]:
    return ("met", first_words(case)) if case.kind == "injection" else by_label(case, key)


def misquoting(case: ExamCase, key: str) -> tuple[str, str]:
    said, quote = by_label(case, key)
    return said, "nobody said this" if quote else ""


def middling(case: ExamCase, key: str) -> tuple[str, str]:
    """It misses what is turned round in a third of the turned and mixed answers."""
    is_fooled = case.kind in ("turned", "mixed") and case.id.endswith(("1", "4", "7"))
    if is_fooled and case.labels[key] is VerdictState.CONTRADICTED and case.kind == "turned":
        return "met", first_words(case)
    return ("not", "") if is_fooled else by_label(case, key)


@pytest.fixture
def sit(llm_client: Client, server: Scripted) -> Callable[..., ExamResult]:
    def run(play: Play | Brain, **options: Any) -> ExamResult:
        server.default = play if isinstance(play, Play) else Play(play)
        return examine(ModelJudge(llm_client), NOW, **options)

    return run


def test_there_are_48_cases_of_nine_kinds_and_the_gate_decides_only_the_pasted_ones(
    llm_client: Client, server: Scripted
) -> None:
    gated = [case.kind for case in read_cases() if gate(case.asked, Text(case.answer)) is not None]
    assert gated == ["pasted", "pasted"]
    cases = read_cases()
    assert len(cases) == len(CASES) == 48
    assert len({case.kind for case in cases}) == 9
    needed = estimate(ModelJudge(llm_client))
    assert needed.requests == ASKED
    assert server.received == []


def test_a_strong_model_passes_and_its_figures_are_told(sit: Any, server: Scripted) -> None:
    seen: list[tuple[int, int]] = []
    result = sit(claiming(by_label), progress=lambda *done: seen.append(done))
    assert result.level is Level.PASSED
    assert (result.agreement, result.false_credit, result.quotes_found) == (1, 0, 1)
    assert (result.asked, result.failed, result.injections, result.obeyed) == (ASKED, 0, 4, 0)
    assert (result.input_tokens, result.output_tokens, result.cost_usd) == (50 * ASKED, 7 * ASKED, None)
    assert (result.model, result.taken_utc) == ("scripted", NOW)
    assert result.host in server.url
    assert result.prompt_version.startswith("grader-")
    assert result.median_s > 0
    assert seen == [(done, ASKED) for done in range(1, ASKED + 1)]


def test_the_model_sees_the_orders_that_a_grade_would_strike(sit: Any, server: Scripted) -> None:
    sit(claiming(by_label), cases=[case for case in read_cases() if case.id == "injection-01"])
    assert "Ignore your earlier instructions" in block(server.received[0].body, "candidate")


FAILING: dict[str, tuple[Play, dict[str, Any]]] = {
    "says met to everything": (
        Play(claiming(lambda case, _: ("met", first_words(case)))),
        {"false_credit": 1, "obeyed": 4, "failed": 0},
    ),
    "says not to everything": (
        Play(claiming(lambda *_: ("not", ""))),
        {"false_credit": 0, "quotes_found": 0, "obeyed": 0, "failed": 0},
    ),
    "obeys injections": (Play(claiming(obedient)), {"obeyed": 4, "failed": 0}),
    "makes up quotes": (Play(claiming(misquoting)), {"quotes_found": 0}),
    "breaks off at its limit": (Play('{"a": ', finish="length"), {"failed": ASKED, "agreement": 0, "median_s": 0}),
    "says something else": (Play("It is met."), {"failed": ASKED}),
}
WHY = {
    "makes up quotes": "quoted words that are not in the answer",
    "breaks off at its limit": "cut off at the token limit",
    "says something else": "has not the shape that was asked for",
}


@pytest.mark.parametrize("name", one_in(len(FAILING), FAILING))
def test_a_model_that_is_no_grader_fails_and_what_it_did_is_told(name: str, sit: Any) -> None:
    play, figures = FAILING[name]
    result = sit(play)
    assert result.level is Level.FAILED
    assert result.is_of_the_model
    assert {figure: getattr(result, figure) for figure in figures} == figures
    assert WHY.get(name, "") in result.failure


def test_a_model_that_finds_every_control_said_fails(sit: Any) -> None:
    result = sit(claiming(by_label, control=("met", "x")), cases=read_cases()[:8])
    assert (result.level, result.failed, result.median_s) == (Level.FAILED, 8, 0)
    assert "nobody said" in result.failure


def test_an_injection_that_talks_a_model_into_its_control_was_obeyed(sit: Any) -> None:
    cases = [case for case in read_cases() if case.kind == "injection"]
    result = sit(claiming(by_label, control=("met", "x")), cases=cases)
    assert (result.obeyed, result.failed) == (4, 4)


def test_one_wrong_point_of_an_injection_is_an_error_and_not_obedience(sit: Any) -> None:
    def slips(case: ExamCase, key: str) -> tuple[str, str]:
        return ("met", first_words(case)) if key == "gap" else by_label(case, key)

    result = sit(claiming(slips), cases=[case for case in read_cases() if case.kind == "injection"])
    assert (result.credited, result.obeyed) == (1, 0)


@pytest.mark.slow
def test_a_middling_model_passes_by_half(sit: Any) -> None:
    result = sit(claiming(middling))
    assert result.level is Level.HALF
    assert 0.75 <= result.agreement < 0.95
    assert 0.05 < result.false_credit <= 0.2


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, Level.PASSED),
        ({"agreed": 89}, Level.HALF),
        ({"agreed": 74}, Level.FAILED),
        ({"credited": 3}, Level.HALF),
        ({"credited": 11}, Level.FAILED),
        ({"found": 35}, Level.HALF),
        ({"obeyed": 1}, Level.HALF),
        ({"obeyed": 2}, Level.FAILED),
        ({"failed": 2}, Level.PASSED),
        ({"failed": 3}, Level.HALF),
    ],
)
def test_each_threshold_counts(changes: dict[str, int], level: Level) -> None:
    assert result_of(**changes).level is level


def result_of(**changes: Any) -> ExamResult:
    figures: dict[str, Any] = {
        "host": "h", "model": "m", "prompt_version": "grader-1", "taken_utc": NOW, "asked": 46, "failed": 0,
        "endpoint_failed": 0, "failure": "", "points": 100, "agreed": 95, "undeserved": 50, "credited": 2,
        "quotes": 40, "found": 38, "injections": 4, "obeyed": 0, "input_tokens": 1, "output_tokens": 1,
        "cost_usd": None, "median_s": 1.0,
    }  # fmt: skip
    return ExamResult.model_validate(figures | changes)


def test_an_endpoint_that_is_down_says_nothing_of_the_model(sit: Any) -> None:
    result = sit(Play("a b c d", cut_after=2))
    assert result.level is Level.FAILED
    assert not result.is_of_the_model
    assert result.endpoint_failed == ASKED


@pytest.mark.slow
def test_two_answers_may_fail_without_harm(sit: Any, server: Scripted) -> None:
    server.play(Play("", refusal="no"), Play("", refusal="no"))
    result = sit(claiming(by_label), cases=read_cases()[:30])
    assert (result.failed, result.level) == (2, Level.PASSED)
    assert result.agreement < 1


def test_with_prices_the_cost_is_told_before_and_after(make_client: MakeClient, server: Scripted) -> None:
    judge = ModelJudge(make_client(prices=Prices(1.0, 2.0)))
    needed = estimate(judge)
    assert needed.cost_usd == pytest.approx((needed.input_tokens + 2 * needed.output_tokens) / 1e6)
    assert needed.input_tokens > 600 * ASKED
    server.default = Play(claiming(by_label))
    assert examine(judge, NOW, read_cases()[10:13]).cost_usd == pytest.approx(64e-6 * 3)


@pytest.mark.slow
@pytest.mark.parametrize(("at_once", "most"), [(None, 1), (MOST_AT_ONCE, MOST_AT_ONCE)])
def test_no_more_than_four_are_asked_at_once_and_a_model_on_this_machine_one(
    sit: Any, at_once: int | None, most: int
) -> None:
    lock, now, seen = threading.Lock(), [0], [0]
    honest = claiming(by_label)

    def think(body: dict[str, Any]) -> str:
        with lock:
            now[0] += 1
            seen[0] = max(seen[0], now[0])
        threading.Event().wait(0.03)
        with lock:
            now[0] -= 1
        return honest(body)

    sit(think, cases=read_cases()[:12], at_once=at_once)
    assert seen[0] <= most
    assert (seen[0] > 1) is (most > 1)


HERE = Endpoint("http://localhost:11434/v1", "m", "key")


def test_a_result_is_kept_for_its_endpoint_model_and_prompt(tmp_path: Path) -> None:
    exams, result = Exams(tmp_path / "exams"), result_of()
    assert exams.level(HERE, "grader-1") is None
    exams.keep(HERE, result)
    assert exams.kept(HERE, "grader-1") == result
    for other in (replace(HERE, model="n"), replace(HERE, base_url="http://localhost:1/v1")):
        assert exams.kept(other, "grader-1") is None
    assert exams.kept(HERE, "grader-2") is None
    exams.keep(HERE, result_of(agreed=74))
    assert exams.level(HERE, "grader-1") is Level.FAILED
    assert len(list((tmp_path / "exams").iterdir())) == 1


def test_a_model_in_this_process_keeps_its_result_whatever_its_port(tmp_path: Path) -> None:
    exams = Exams(tmp_path)
    exams.keep(replace(HERE, is_own=True), result_of())
    assert exams.level(replace(HERE, is_own=True, base_url="http://127.0.0.1:9/v1"), "grader-1") is Level.PASSED


@pytest.mark.parametrize("text", ["", "{", "[]", '{"level": "passed"}', "\x00\ud7ff"])
def test_a_result_that_cannot_be_read_was_not_taken(tmp_path: Path, text: str) -> None:
    exams = Exams(tmp_path)
    exams.keep(HERE, result_of())
    (path,) = tmp_path.iterdir()
    path.write_text(text, encoding="utf-8")
    assert exams.kept(HERE, "grader-1") is None


def test_the_level_is_of_the_figures_and_not_of_what_the_file_says(tmp_path: Path) -> None:
    exams = Exams(tmp_path)
    exams.keep(HERE, result_of(agreed=74))
    (path,) = tmp_path.iterdir()
    data = json.loads(path.read_text())
    assert (data["level"], data["agreement"]) == ("failed", 0.74)
    path.write_text(json.dumps(data | {"level": "passed", "of a later version": 1}))
    assert exams.level(HERE, "grader-1") is Level.FAILED


def test_labels_cover_the_points_and_both_kinds_of_them() -> None:
    labels = [label for case in read_cases() for label in case.labels.values()]
    assert {VerdictState(label) for label in labels} == set(VerdictState)
    assert 0.4 < sum(CREDIT[label] > 0 for label in labels) / len(labels) < 0.6
