"""What Prometheus is told."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.interview.grade import GradedBy, VerdictState
from app.interview.usage import Usage
from app.observing.metrics import Metrics

USED = Usage("grader", "gpt-x", "1", 900, 70, 812.0, cost_usd=0.0021)


def told(metrics: Metrics) -> list[str]:
    return metrics.told().decode().splitlines()


def test_requests_are_counted_by_their_declared_route() -> None:
    metrics = Metrics()
    metrics.request("POST", "/api/interviews/{interview_id}/answers", 200, 0.04)
    metrics.request("POST", "/api/interviews/{interview_id}/answers", 503, 0.001)
    lines = told(metrics)
    route = 'route="/api/interviews/{interview_id}/answers"'
    assert f'coach_requests_total{{method="POST",{route},status="200"}} 1.0' in lines
    assert f'coach_requests_total{{method="POST",{route},status="503"}} 1.0' in lines
    assert f'coach_request_seconds_bucket{{le="0.05",{route}}} 2.0' in lines


def test_queues_are_told_as_they_are_now() -> None:
    metrics = Metrics()
    metrics.places("SLOW", 3, 9)
    metrics.places("SLOW", 3, 8)
    assert 'coach_places_taken{kind="SLOW"} 3.0' in told(metrics)
    assert 'coach_places_waiting{kind="SLOW"} 8.0' in told(metrics)


def test_tokens_cost_and_failures_of_a_language_model_are_counted() -> None:
    metrics = Metrics()
    metrics.asked_model(USED)
    metrics.asked_model(Usage("grader", "gpt-x", "1", 0, 0, 5.0, outcome="the endpoint is down"))
    lines = told(metrics)
    assert 'coach_llm_tokens_total{direction="in",role="grader"} 900.0' in lines
    assert 'coach_llm_tokens_total{direction="out",role="grader"} 70.0' in lines
    assert 'coach_llm_cost_usd_total{role="grader"} 0.0021' in lines
    assert 'coach_llm_requests_total{outcome="ok",role="grader"} 1.0' in lines
    assert 'coach_llm_requests_total{outcome="failed",role="grader"} 1.0' in lines


def test_grades_are_counted_by_method_and_fallbacks_by_a_word_for_their_reason(make: Any) -> None:
    metrics = Metrics({"the model failed the exam": "exam_not_passed"})
    question = make.question()
    for why in ("the model failed the exam", "the endpoint said: zebra-canary", ""):
        by = GradedBy("offline", "fake", "1", fallback=why)
        grade = make.grade(question, [VerdictState.MET] * 4)
        metrics.graded(grade.__class__(**{**vars(grade), "graded_by": by}))
    text = metrics.told().decode()
    assert 'coach_grades_total{gate="open",method="offline"} 3.0' in text
    assert 'coach_fallbacks_total{reason="exam_not_passed"} 1.0' in text
    assert 'coach_fallbacks_total{reason="endpoint_failed"} 1.0' in text
    assert "zebra" not in text


def test_answers_that_are_not_the_models_are_counted_by_a_word_for_their_reason() -> None:
    metrics = Metrics({"nothing stood there": "found_nothing"})
    for why in ("nothing stood there", "the endpoint said: zebra-canary", ""):
        metrics.answered(why)
    text = metrics.told().decode()
    assert 'coach_answer_fallbacks_total{reason="found_nothing"} 1.0' in text
    assert 'coach_answer_fallbacks_total{reason="endpoint_failed"} 1.0' in text
    assert "zebra" not in text


def test_what_a_model_has_earned_in_its_exam_is_told() -> None:
    metrics = Metrics()
    assert 'coach_llm_exam{level="not_taken"} 1.0' in told(metrics)
    metrics.exam = lambda: "half"
    lines = told(metrics)
    assert 'coach_llm_exam{level="half"} 1.0' in lines
    assert 'coach_llm_exam{level="not_taken"} 0.0' in lines


def test_whichever_of_several_processes_is_asked_tells_the_numbers_of_all(tmp_path: Path) -> None:
    count = "from app.observing.metrics import Metrics; m = Metrics(); m.request('GET', '/x', 200, 0.1); "
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    def run(code: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        ).stdout

    run(count + "m.places('SLOW', 5, 0)")
    text = run(count + "print(m.told().decode())")
    assert 'coach_requests_total{method="GET",route="/x",status="200"} 2.0' in text
    # That process has ended, and holds no place any more.
    assert "coach_places_taken{" not in text
