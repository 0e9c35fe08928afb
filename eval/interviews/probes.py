"""`coach eval probes`: does the first follow-up after an answer ask for what the answer said?

Decides what counts: each labelled answer is the first of an interview of one question, of its own stage and as the
interview is held; what is asked next is held against the label of the point that it asks for. Rounds other than a
screening should also ask where something is missing, so both are told: what was asked for in vain, and how often what
is missing was asked for.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from app.interview.flows.stages import next_ask
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.interview.turn import Turn
from eval.figures.intervals import table
from eval.grading.gold import Grader
from eval.grading.verdict_cases import VerdictCase, question_of
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage
from ingest.embedding.embedder import Progress

NOW = datetime(2026, 11, 29, tzinfo=UTC)


@dataclass(frozen=True)
class Probes:
    """What was asked after `answers` answers.

    `asked`: first follow-ups on a labelled point, `said` of them on one that the answer makes. `in_screenings` and
    `said_in_screenings` are those among them. `gaps`: answers of other rounds that lack a point that can be asked for,
    after `gaps_asked` of which one that they lack was asked.
    """

    answers: int
    asked: int
    said: int
    in_screenings: int
    said_in_screenings: int
    gaps: int
    gaps_asked: int

    def render(self) -> str:
        """One text table."""
        return table(
            [f"first follow-ups after {self.answers} answers", "", ""],
            [
                ["ask for what was said", f"{self.said} of {self.asked}", _share(self.said, self.asked)],
                ["of these in screenings", f"{self.said_in_screenings} of {self.in_screenings}", ""],
                ["gaps that are asked for", f"{self.gaps_asked} of {self.gaps}", _share(self.gaps_asked, self.gaps)],
            ],
        )

    def as_json(self) -> str:
        """One JSON document."""
        return json.dumps(asdict(self), indent=1)


def evaluate_probes(
    cases: Sequence[VerdictCase], bank: Sequence[Question], grader: Grader, progress: Progress | None = None
) -> Probes:
    """Grade each answer and see what is asked next; answers that cannot be graded are left out.

    Raises:
        CasesError: a case has no rubric, or labels that do not fit it.
    """
    known = {question.id: question for question in bank}
    found = []
    for number, case in enumerate(cases, start=1):
        question = question_of(case, known)
        label = _label_of_probe(case, question, grader)
        if label != "":
            found.append((question.stage is Stage.SCREENING, label, _lacks(case, question)))
        if progress is not None:
            progress(number, len(cases))
    probed = [(is_screening, label) for is_screening, label, _ in found if label is not None]
    met = VerdictState.MET
    gaps = [label for is_screening, label, lacks in found if lacks and not is_screening]
    return Probes(
        answers=len(found),
        asked=len(probed),
        said=sum(label is met for _, label in probed),
        in_screenings=sum(is_screening for is_screening, _ in probed),
        said_in_screenings=sum(is_screening and label is met for is_screening, label in probed),
        gaps=len(gaps),
        gaps_asked=sum(label is not None and label is not met for label in gaps),
    )


def _label_of_probe(case: VerdictCase, question: Question, grader: Grader) -> VerdictState | str | None:
    """The label of the point that is asked for next; None where none is, "" where the answer was not graded."""
    grade = grader.grade(question, case.answer)
    if not grade.is_graded or grade.gate is not None:
        return ""
    interview = Interview.begun("probed", (question,), (), NOW)
    if interview.ask is None:
        return ""
    turn = Turn(interview.ask, case.answer, grade.without_missed_bonus(), "", (), {}, NOW)
    ask = next_ask(interview.heard(turn), NOW)
    return None if ask is None else case.labels.get(ask.point_id)


def _lacks(case: VerdictCase, question: Question) -> bool:
    met = VerdictState.MET
    return any(
        point.follow_up and not point.bonus and case.labels.get(point.id, met) is not met
        for point in question.key_points
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"
