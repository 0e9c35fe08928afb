"""The citations of grades: whether each lost point names the passage that teaches it, and each won one quotes.

Decides the counts over our gold answers: points not fully met and the passages they name, whether those passages
are there, stand in their documents and lie in the section that the bank names for the point, and whether every
quote stands in the answer. The coach itself takes each answer, as a whole interview of one question.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from app.asking.bank_interviewer import BankInterviewer
from app.coach.interviews import Interviews
from app.coach.question_bank import QuestionBank
from app.interview.grade import VerdictState
from app.interview.turn import Turn
from app.store.interviews import Store
from eval.answers.citations import FAILURES, OFFLINE, REASON_CHARS, Progress, Report, Shelf, columned, named, reasons
from eval.figures.intervals import table
from eval.grading.gold_cases import GoldCase, labelled_bank, question_of
from ingest.bank.questions import Question


@dataclass(frozen=True)
class Counts:
    """Counts over the grades of some answers.

    `lost` points are not fully met, `taught` those of them that have a section, `naming` those of `taught` that name
    a passage; `credited` are met or partly met; `quotes` are of verdicts and of mistakes.
    """

    answers: int = 0
    points: int = 0
    lost: int = 0
    taught: int = 0
    naming: int = 0
    in_section: int = 0
    invalid_ids: int = 0
    passages: int = 0
    passages_verbatim: int = 0
    credited: int = 0
    credited_unquoted: int = 0
    quotes: int = 0
    quotes_verbatim: int = 0

    def column(self) -> dict[str, str]:
        """What each row of the table says."""
        return {
            "points": f"{self.points:,}",
            "points not fully met": f"{self.lost:,}",
            "of those that have a section, name a passage": f"{self.naming:,} of {self.taught:,}",
            "named passages in the section of their point": f"{self.in_section:,} of {self.naming:,}",
            "ids that name no passage of the index": f"{self.invalid_ids}",
            "cited passages that stand in their document": f"{self.passages_verbatim:,} of {self.passages:,}",
            "met and partly met points without a quote": f"{self.credited_unquoted} of {self.credited:,}",
            "quotes found in the answer where they say": f"{self.quotes_verbatim:,} of {self.quotes:,}",
        }


@dataclass(frozen=True)
class GradesReport:
    """What grades cite. `own` and `fell_back` are of a language model, None and empty else.

    `own`: the grades that are the model's own; `fell_back` and `failed` map a reason to its number of answers, those
    that were not graded among the failed. Failed ones are in no count.
    """

    graded_by: str
    every: Counts
    own: Counts | None
    fell_back: Mapping[str, int]
    failed: Mapping[str, int]

    def render(self) -> str:
        """A text table of the counts."""
        columns = {"": self.every} if self.own is None else {"every grade": self.every, "the model's own": self.own}
        text = columned(f"citations of grades, {self.graded_by}", {k: one.column() for k, one in columns.items()})
        rows = reasons("failed", self.failed)
        if self.own is not None:
            gated = self.every.answers - self.own.answers - sum(self.fell_back.values())
            rows = [
                ["the model's own", f"{self.own.answers}"],
                ["stopped at the gate, no model asked", f"{gated}"],
                *reasons("fell back to the offline grader", self.fell_back),
                *rows,
            ]
        return f"{text}\n\n{table(['grades', f'{self.every.answers}'], rows)}"


@dataclass(frozen=True)
class Both:
    """The citations of answers and of grades."""

    answers: Report
    grades: GradesReport

    def render(self) -> str:
        """Both as text."""
        return f"{self.answers.render()}\n\n{self.grades.render()}"

    def as_json(self) -> str:
        """One JSON document with every count and figure."""
        return json.dumps(asdict(self), indent=1)


def on_labelled(interviews: Interviews, cases: Path) -> Interviews:
    """The same interviews on the questions as they stood when the answers in `cases` were labelled."""
    return replace(interviews, bank=QuestionBank(tuple(labelled_bank(cases, interviews.bank.questions))))


def evaluate_grades(
    cases: Sequence[GoldCase],
    interviews: Interviews,
    shelf: Shelf,
    tutor: str = OFFLINE,
    told: Progress | None = None,
) -> GradesReport:
    """Have every answer taken and count what its grades cite; nothing is kept in the store of `interviews`."""
    taken: list[tuple[Question, Turn]] = []
    failed: Counter[str] = Counter()
    with closing(Store("sqlite://")) as store:
        # Wording the question is not measured, and would cost a model two more requests an answer.
        taking = replace(interviews, store=store, interviewer=BankInterviewer())
        for number, case in enumerate(cases, start=1):
            question = question_of(case, taking.bank.question(case.question_id))
            try:
                turn = taking.answer(taking.start_with([question]).id, case.answer).turn
            except FAILURES as error:
                failed[f"{type(error).__name__}: {error}"[:REASON_CHARS]] += 1
            else:
                if turn.grade.is_graded:
                    taken.append((question, turn))
                else:
                    failed[f"not graded: {turn.grade.not_graded}"[:REASON_CHARS]] += 1
            if told is not None:
                told(number, len(cases))
    counted = [(turn.grade, judge_turn(question, turn, shelf)) for question, turn in taken]
    fallbacks = [grade.graded_by.fallback for grade, _ in counted]
    return GradesReport(
        graded_by=named(tutor, (usage.model for grade, _ in counted for usage in grade.usage)),
        every=added([counts for _, counts in counted]),
        own=None if tutor == OFFLINE else added([one for grade, one in counted if grade.graded_by.method != OFFLINE]),
        fell_back=dict(Counter(why[:REASON_CHARS] for why in fallbacks if why)),
        failed=dict(failed),
    )


def judge_turn(question: Question, turn: Turn, shelf: Shelf) -> Counts:
    """One graded answer; the sections are those of the bank, not those that its grade claims."""
    sections = {point.id: point.section for point in question.key_points}
    by_number = {citation.n: citation for citation in turn.citations}
    verdicts = turn.grade.verdicts
    lost = [verdict.point_id for verdict in verdicts if verdict.state is not VerdictState.MET]
    taught = [point for point in lost if sections[point]]
    naming = [point for point in taught if point in turn.point_citations]
    named_passages = [(by_number.get(turn.point_citations[point]), sections[point]) for point in naming]
    credited = [verdict for verdict in verdicts if verdict.state in {VerdictState.MET, VerdictState.PARTLY_MET}]
    said = [verdict.evidence for verdict in verdicts if verdict.evidence is not None]
    said += [mistake.evidence for mistake in turn.grade.mistakes]
    unknown = sum(n not in by_number for n in turn.point_citations.values())
    return Counts(
        answers=1,
        points=len(verdicts),
        lost=len(lost),
        taught=len(taught),
        naming=len(naming),
        in_section=sum(one is not None and shelf.is_in(one, section) for one, section in named_passages),
        invalid_ids=unknown + sum(not shelf.holds(one) for one in turn.citations),
        passages=len(turn.citations),
        passages_verbatim=sum(shelf.is_verbatim(one) for one in turn.citations),
        credited=len(credited),
        credited_unquoted=sum(verdict.evidence is None or not verdict.evidence.quote for verdict in credited),
        quotes=len(said),
        quotes_verbatim=sum(turn.answer[one.start : one.end] == one.quote != "" for one in said),
    )


def added(counts: Sequence[Counts]) -> Counts:
    """The sum of counts."""
    return Counts(**{field.name: sum(getattr(one, field.name) for one in counts) for field in fields(Counts)})
