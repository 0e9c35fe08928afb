"""The rubric's version: it changes when what a grade depends on changes, and not from run to run."""

import os
import re
import subprocess
import sys

import pytest

from app.grading import drawn_points, verdicts
from app.grading.features import point_features
from app.grading.gate import gate, word_salad
from app.grading.rubric import rubric_digest
from app.grading.scoring import COEFFICIENTS, read_coefficients
from ingest.language import foreign, tokens


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (point_features, "NEAR_RECALL", 0.6),
        (verdicts, "CREDIT_FROM", 0.6),
        (word_salad, "LEAST_ORDER", -0.2),
        (foreign, "FOREIGN_SHARE", 0.2),
        (drawn_points, "MAX_POINT_CHARS", 500),
        (gate, "FINDS_OUT", re.compile("look")),
        (tokens, "NEGATIONS", frozenset(("not",))),
    ],
)
def test_another_constant_is_another_rubric(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, value: object
) -> None:
    before = rubric_digest("{}")
    monkeypatch.setattr(module, name, value)
    assert rubric_digest("{}") != before


def test_other_coefficients_are_another_rubric() -> None:
    assert rubric_digest("{}") != rubric_digest("{ }")
    digest = rubric_digest(COEFFICIENTS.read_text(encoding="utf-8"))
    assert read_coefficients().version.endswith(f".{digest}")


@pytest.mark.slow
def test_the_rubric_is_the_same_in_every_run() -> None:
    code = "from app.grading.scoring import read_coefficients; print(read_coefficients().version)"
    told = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout.decode()
        for seed in ("1", "2")
    }
    assert told == {read_coefficients().version + "\n"}
