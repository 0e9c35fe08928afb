"""An interview answer with code in it: the run decides the points that the code proves."""

import pytest

from app.coach.answers.code_answers import RunningGrader
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
RUN_REMARK = "The code was run, and counts for what it shows: say in words why it is right and what it costs."


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
    assert [remark for remark in told.delivery.remarks if "code" in remark] == [RUN_REMARK]
    assert {right[name] for name in ("check-before-insert", "equal-values-pair", "linear-time")} == {VerdictState.MET}
    slow = states(graded(embedder, coach.code, question, SLOW))
    assert slow["linear-time"] is VerdictState.CONTRADICTED
    assert slow["equal-values-pair"] is VerdictState.MET


def test_where_no_code_is_run_the_words_are_graded(embedder: Embedder, coach: Coach, question: Question) -> None:
    nowhere = CodeRuns(coach.code.tasks, lambda: Sandbox(None, "not here"))
    answer = f"{CLAIM}\n\n```python\n{SLOW}```\n"
    assert graded(embedder, nowhere, question, SLOW) == OfflineGrader(embedder).grade(question, Text(answer))
