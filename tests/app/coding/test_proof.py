"""What a run makes of a grade: shown points are met, claims that the code disproves are contradicted."""

from app.coding.proof import settled
from app.coding.run_report import Proof, Report
from app.coding.sandbox import Kind
from app.interview.grade import Delivery, Evidence, Grade, GradedBy, Verdict, VerdictState

CODE = "def f():\n    return 1\n"
ANSWER = f"It is linear.\n```python\n{CODE}```\n"
AT = ANSWER.index("def f")


def grade(state: VerdictState) -> Grade:
    evidence = Evidence("It is linear.", 0, 13) if state is VerdictState.MET else None
    verdict = Verdict("linear", "It is linear.", 3, state, evidence, 0.5, "read")
    other = Verdict("other", "Something else.", 1, VerdictState.MET, None, 0.9, "read")
    return Grade((verdict, other), (), Delivery(3, 0.1, ()), GradedBy("offline", "m", "1"))


def report(is_met: bool | None) -> Report:
    proof = Proof("linear", "It is linear.", 3, is_met, "It grows like n^2.", ("growth",), ((1, 2),))
    return Report("task", True, Kind.BUBBLEWRAP, (), 0.1, 0, proofs=(proof,))


def test_a_point_that_is_shown_is_met_with_the_lines_as_evidence() -> None:
    found = settled(grade(VerdictState.NOT_MET), report(True), ANSWER, AT).verdicts[0]
    assert found.state is VerdictState.MET
    assert found.evidence is not None
    assert ANSWER[found.evidence.start : found.evidence.end] == found.evidence.quote == CODE.rstrip()


def test_a_claim_that_the_run_disproves_is_contradicted() -> None:
    found = settled(grade(VerdictState.MET), report(False), ANSWER, AT).verdicts[0]
    assert found.state is VerdictState.CONTRADICTED
    assert "shows otherwise" in found.reason


def test_what_is_not_claimed_and_not_shown_is_not_met() -> None:
    found = settled(grade(VerdictState.NOT_MET), report(False), ANSWER, AT).verdicts[0]
    assert found.state is VerdictState.NOT_MET


def test_what_the_run_cannot_tell_stays_as_it_was_read() -> None:
    before = grade(VerdictState.MET)
    assert settled(before, report(None), ANSWER, AT).verdicts == before.verdicts


def test_points_that_no_test_shows_stay_as_they_were_read() -> None:
    before = grade(VerdictState.MET)
    assert settled(before, report(False), ANSWER, AT).verdicts[1] == before.verdicts[1]
