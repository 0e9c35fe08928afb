"""The rubric's version: it changes when what a grade depends on changes, and not from run to run."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from app.grading import drawn_points, verdicts
from app.grading.features import point_features, whole_answer
from app.grading.gate import gate, word_salad
from app.grading.rubric import JUDGING, KINDS, rubric_digest
from app.grading.scoring import COEFFICIENTS, read_coefficients
from ingest.language import foreign, tokens, unmarked

ROOMS = ("app.grading", "app.reading", "ingest.language")
# Constants that no grade depends on, or whose files are in the digest or in the grader's name anyhow.
NOT_JUDGED = {
    "app.grading.offline": {"PREPARED_KEPT"},
    "app.grading.rubric": {"JUDGING", "KINDS", "DIGEST_CHARS"},
    "app.grading.scoring": {"COEFFICIENTS"},
    "app.reading.reader": {"WEIGHTS", "MODEL", "CARD", "CHUNK", "BATCH_PIECES", "SHAPES_KEPT", "NOT_PINNED"},
}


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
        (unmarked, "USUAL_WORDS", 14),
        (whole_answer, "AGAINST", 0.6),
    ],
)
def test_another_constant_is_another_rubric(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, value: object
) -> None:
    before = rubric_digest("{}")
    monkeypatch.setattr(module, name, value)
    assert rubric_digest("{}") != before


def tree_of(name: str) -> ast.Module:
    return ast.parse(Path(str(import_module(name).__file__)).read_text(encoding="utf-8"))


def imported_by(name: str, found: set[str]) -> set[str]:
    """A module and all that it imports of the rooms that grade, in `found` too."""
    if name not in found:
        found.add(name)
        for node in ast.walk(tree_of(name)):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith(ROOMS):
                names = {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
                for one in names & sys.modules.keys():
                    imported_by(one, found)
    return found


def constants_of(name: str) -> Iterator[str]:
    """Those that a module makes itself."""
    for node in tree_of(name).body:
        made = [one for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
        if isinstance(node, ast.Assign | ast.AnnAssign):
            values = vars(import_module(name))
            yield from (one.id for one in made if one.id.isupper() and isinstance(values.get(one.id), KINDS))


def test_no_module_that_the_grader_judges_by_is_forgotten() -> None:
    held = {module.__name__ for module in JUDGING}
    graded_by = imported_by("app.grading.offline", set())
    forgotten = {name: set(constants_of(name)) - NOT_JUDGED.get(name, set()) for name in graded_by - held}
    assert len(graded_by & held) > 15
    assert {name: left for name, left in forgotten.items() if left} == {}


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
