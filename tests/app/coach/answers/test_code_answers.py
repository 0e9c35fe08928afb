"""An interview answer with code in it: the run decides the points that the code proves."""

import pytest

from app.coach.answers.code_answers import BROKEN, WAS_RUN, RunningGrader, named_as
from app.coach.coach import Coach
from app.coach.code_runs import CodeRuns
from app.coding.sandbox import Sandbox
from app.grading.offline import OfflineGrader
from app.interview.grade import Grade, VerdictState
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder
from ingest.language.text import Text

QUESTION = "code-two-sum-hash-map"
CLAIM = (
    "I look up the target minus the number among those passed, in a dictionary. The whole takes O(n) time on average."
)
SLOW = """def two_sum(a, t):
    for j in range(len(a)):
        for i in range(j):
            if a[i] + a[j] == t:
                return i, j
"""


@pytest.fixture(scope="module")
def question(bank: list[Question]) -> Question:
    return next(question for question in bank if question.id == QUESTION)


def graded(embedder: Embedder, runs: CodeRuns, question: Question, code: str) -> Grade:
    answer = f"{CLAIM}\n\n```python\n{code}```\n"
    return RunningGrader(OfflineGrader(embedder), runs).grade(question, Text(answer))


def states(grade: Grade) -> dict[str, VerdictState]:
    return {verdict.point_id: verdict.state for verdict in grade.verdicts}


@pytest.mark.slow
def test_the_run_decides_what_the_code_proves(embedder: Embedder, coach: Coach, question: Question) -> None:
    if coach.code.sandbox.kind is None:
        pytest.skip("no sandbox works on this machine")
    told = graded(embedder, coach.code, question, coach.code.get("two-sum").reference)
    right = states(told)
    assert [remark for remark in told.delivery.remarks if "code" in remark] == [WAS_RUN]
    assert {right[name] for name in ("check-before-insert", "equal-values-pair", "linear-time")} == {VerdictState.MET}
    slow = states(graded(embedder, coach.code, question, SLOW))
    assert slow["linear-time"] is VerdictState.CONTRADICTED
    assert slow["equal-values-pair"] is VerdictState.MET


def test_where_no_code_is_run_the_words_are_graded(embedder: Embedder, coach: Coach, question: Question) -> None:
    nowhere = CodeRuns(coach.code.tasks, lambda: Sandbox(None, "not here"))
    answer = f"{CLAIM}\n\n```python\n{SLOW}```\n"
    assert graded(embedder, nowhere, question, SLOW) == OfflineGrader(embedder).grade(question, Text(answer))


@pytest.mark.slow
def test_code_that_cannot_be_loaded_or_named_shows_nothing_and_is_told(
    embedder: Embedder, coach: Coach, question: Question
) -> None:
    if coach.code.sandbox.kind is None:
        pytest.skip("no sandbox works on this machine")
    broken = graded(embedder, coach.code, question, "def two_sum(a, t)\n    return None\n")
    assert broken.delivery.remarks[-1].startswith(f"{BROKEN}line 1: SyntaxError")
    nameless = graded(embedder, coach.code, question, "seen = {}\nfor j, x in enumerate(a):\n    seen[x] = j\n")
    assert nameless.delivery.remarks[-1] == "The code was not run: it defines no two_sum."
    assert VerdictState.CONTRADICTED not in {*states(broken).values(), *states(nameless).values()}
    other_name = coach.code.get("two-sum").reference.replace("two_sum", "find_pair")
    assert states(graded(embedder, coach.code, question, other_name))["linear-time"] is VerdictState.MET


def test_one_thing_of_another_name_stands_for_the_one_that_is_asked_for() -> None:
    signature = "def two_sum(numbers, target): ..."
    assert named_as(signature, "def two_sum(a, t):\n    return\n") == "def two_sum(a, t):\n    return\n"
    assert named_as(signature, "two_sum = lambda a, t: None") == "two_sum = lambda a, t: None"
    assert "two_sum = pair" in (named_as(signature, "def pair(a, t):\n    return\n") or "")
    assert named_as(signature, "def one(a): ...\ndef other(a): ...\n") is None
    assert named_as(signature, "a < b") is None
