"""What a run proves of a task's key points, and what that makes of a grade of the words around the code.

Decides that the run stands above the words: a point that the tests show is met, whatever is said of it; one that they
disprove is not met, and where the answer claims it, it is contradicted. Points that no test shows stay as they were
read, and a program that fails most tests shows none: one that does nothing is fast, and right where nothing is found.
"""

from collections.abc import Mapping
from dataclasses import replace

from app.coding.run_report import Proof, Report, State
from app.coding.task import GROWTH, Point, Task, told
from app.interview.grade import Evidence, Grade, Verdict, VerdictState

MOST_QUOTED_CHARS = 300
MOST_FAILED = "Most tests did not pass, so those that did show nothing."
CLAIMED = frozenset({VerdictState.MET, VerdictState.PARTLY_MET})


def proofs_of(
    task: Task, report: Report, called: Mapping[str, set[str]], spans: Mapping[str, list[int]]
) -> tuple[Proof, ...]:
    """What a run says of each key point of the task; `called` are the names that each test called."""
    states = {test.name: test.state for test in report.tests}
    found = []
    for point in task.head.points:
        is_met, why = _judged(point, states, report)
        if is_met and 2 * report.passed < len(report.tests):
            is_met, why = None, MOST_FAILED
        # What is measured runs what the tests ran.
        shown_by = called if GROWTH in point.tests else point.tests
        names = {name for test in shown_by for name in called.get(test, set())}
        lines = tuple(sorted((spans[name][0], spans[name][1]) for name in names if name in spans))
        found.append(Proof(point.id, point.text, point.weight, is_met, why, point.tests, lines))
    return tuple(found)


def _judged(point: Point, states: Mapping[str, State], report: Report) -> tuple[bool | None, str]:
    """Whether all tests of a point passed, and the sentence; None while one that could tell has not run."""
    unknown = ""
    for name in point.tests:
        if name == GROWTH:
            grown = report.growth
            if grown is not None and grown.is_within is False:
                return False, grown.sentence
            if grown is None or grown.is_within is None:
                unknown = "How the time grows was not measured." if grown is None else grown.sentence
            continue
        state = states.get(name)
        if state in {State.FAILED, State.ERROR}:
            return False, f"The test “{told(name)}” did not pass."
        if state is None:
            unknown = unknown or "Its tests run on submission."
        elif state is State.NOT_RUN:
            unknown = unknown or "Its tests did not run."
    if unknown:
        return None, unknown
    tests = ", ".join(f"“{told(name)}”" for name in point.tests if name != GROWTH)
    grown_words = report.growth.sentence if report.growth is not None and GROWTH in point.tests else ""
    return True, " ".join(filter(None, (f"Passed: {tests}." if tests else "", grown_words)))


def settled(grade: Grade, report: Report, answer: str, code_start: int) -> Grade:
    """The grade of an answer with code in it, after its run.

    Args:
        grade: of the words.
        report: of the run of the code.
        answer: the whole answer.
        code_start: where in it the code begins, in characters.
    """
    proofs = {proof.point_id: proof for proof in report.proofs if proof.is_met is not None}
    verdicts = tuple(
        _settled(verdict, proofs[verdict.point_id], answer, code_start) if verdict.point_id in proofs else verdict
        for verdict in grade.verdicts
    )
    has_shown = any(proof.is_met for proof in proofs.values())
    return replace(grade, verdicts=verdicts, gate=None if has_shown else grade.gate)


def _settled(verdict: Verdict, proof: Proof, answer: str, code_start: int) -> Verdict:
    if proof.is_met:
        evidence = _quoted(proof, answer, code_start) or verdict.evidence
        reason = f"Shown by running the code. {proof.why}"
        return replace(
            verdict, state=VerdictState.MET, evidence=evidence, reason=reason, probability=1.0, certainty=1.0
        )
    if verdict.state in CLAIMED:
        reason = f"The answer says it, and running the code shows otherwise. {proof.why}"
        return replace(verdict, state=VerdictState.CONTRADICTED, reason=reason, probability=0.0, certainty=1.0)
    reason = f"Running the code shows that it is not so. {proof.why}"
    state = verdict.state if verdict.state is VerdictState.CONTRADICTED else VerdictState.NOT_MET
    return replace(verdict, state=state, reason=reason, probability=0.0, certainty=1.0)


def _quoted(proof: Proof, answer: str, code_start: int) -> Evidence | None:
    """The lines that the tests ran through, as they stand in the answer."""
    if not proof.lines:
        return None
    first, last = proof.lines[0]
    code = answer[code_start:]
    lines = code.splitlines(keepends=True)
    if not 1 <= first <= last <= len(lines):
        return None
    start = code_start + sum(map(len, lines[: first - 1]))
    end = min(start + sum(map(len, lines[first - 1 : last])), start + MOST_QUOTED_CHARS)
    quote = answer[start:end].rstrip()
    return Evidence(quote, start, start + len(quote))
