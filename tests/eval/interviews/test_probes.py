"""First follow-ups held against labels: what is asked for in vain, and what of the gaps is asked for."""

from typing import Any

from app.interview.grade import Grade, VerdictState
from eval.grading.verdict_cases import VerdictCase
from eval.interviews.probes import Probes, evaluate_probes
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage

MET, MISSED = VerdictState.MET, VerdictState.NOT_MET


def case(number: int, question: Question, labels: list[VerdictState]) -> VerdictCase:
    ids = [point.id for point in question.key_points]
    return VerdictCase(
        id=f"c{number}", question_id=question.id, answer=f"{number}", labels=dict(zip(ids, labels, strict=True))
    )


def test_what_is_asked_next_is_held_against_the_label_of_its_point(make: Any) -> None:
    dive = make.question("dive", stage=Stage.DEEP_DIVE, weights=(3, 2))
    quick = make.question("quick", weights=(1, 1))
    given = {"0": [MISSED, MET], "1": [MISSED, MET], "2": [MET, MET], "3": [MET, MISSED], "4": [MET, MET]}

    class Fixed:
        """Gives the states of the answer's number."""

        def grade(self, question: Question, answer: str, **_: Any) -> Grade:
            return make.grade(question, given[answer])

    cases = [
        case(0, dive, [MISSED, MET]),
        case(1, dive, [MET, MET]),
        case(2, dive, [MET, MISSED]),
        case(3, quick, [MET, MET]),
        case(4, quick, [MET, MISSED]),
    ]
    found = evaluate_probes(cases, (dive, quick), Fixed())
    assert found == Probes(5, 3, 2, 1, 1, 2, 1)
    assert "2 of 3" in found.render()
    assert '"gaps_asked": 1' in found.as_json()
