"""Interviews over a small made-up bank, graded by a rule, so that a turn takes no time; all else of them is real."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.asking.bank_interviewer import BankInterviewer
from app.asking.case_facts import Facts
from app.coach.commands import Commands
from app.coach.interviews import Given, Interviews
from app.coach.question_bank import QuestionBank
from app.delivery.remarks import delivery
from app.interview.grade import CREDIT, Evidence, Gate, GateReason, Grade, GradedBy, Verdict, VerdictState
from app.interview.interview import Interview
from app.store.interviews import Store
from ingest.bank.questions import Clarification, KeyPoint, Question, ThreadStep
from ingest.bank.taxonomy import Stage
from ingest.language.text import Text

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
SAID = "I would take a queue, since it holds what comes in faster than it is worked off, and "


class ByRule:
    """A grader that meets a point whose id stands in the answer, half meets one of whose id a half does.

    Of one behind "perhaps" it believes a little.
    """

    def grade(self, question: Question, answer: Text, *, is_follow_up: bool = False) -> Grade:
        words = set(answer.words)
        empty = None if words else Gate(GateReason.EMPTY, "There is no answer to grade.")
        verdicts = tuple(self._verdict(point, answer.raw, words) for point in question.key_points)
        return Grade(
            verdicts, (), delivery(question, answer, is_follow_up=is_follow_up), GradedBy("offline", "rule", "1"), empty
        )

    def beside(self, question: Question, answer: Text) -> Grade:
        return self.grade(question, answer, is_follow_up=True)

    def _verdict(self, point: KeyPoint, raw: str, words: set[str]) -> Verdict:
        name = point.id.replace("-", "")
        state = (
            VerdictState.MET
            if name in words
            else VerdictState.PARTLY_MET
            if f"half{name}" in words
            else VerdictState.NOT_MET
        )
        at = raw.find(name)
        evidence = None if state is VerdictState.NOT_MET else Evidence(raw[at : at + len(name)], at, at + len(name))
        asked = (point.section, point.follow_up)
        believed = 0.1 if f"perhaps{name}" in words else CREDIT[state]
        return Verdict(point.id, point.text, point.weight, state, evidence, believed, "", *asked)


class Forgetful(ByRule):
    """The same, and it no longer sees what stands before the last message; "unqueue" speaks against the queue."""

    def _verdict(self, point: KeyPoint, raw: str, words: set[str]) -> Verdict:
        last = raw.rpartition("\n\n")[2]
        at = raw.find(f"un{point.id}")
        if at >= 0:
            evidence = Evidence(raw[at : at + len(point.id) + 2], at, at + len(point.id) + 2)
            return Verdict(point.id, point.text, point.weight, VerdictState.CONTRADICTED, evidence, 0.1, "")
        found = super()._verdict(point, last, words & set(Text(last).words))
        if found.evidence is None:
            return found
        start = found.evidence.start + len(raw) - len(last)
        return replace(found, evidence=Evidence(found.evidence.quote, start, start + len(found.evidence.quote)))


class NoPassages:
    """A retriever over an empty corpus."""

    def teaches(self, *_: Any) -> None:
        return None


def points(*names: str) -> tuple[KeyPoint, ...]:
    return tuple(
        KeyPoint(
            id=name,
            text=f"The {name} is named with a reason.",
            weight=2,
            follow_up=f"What about the {name}?",
            other_wordings=(f"It has a {name}, so to say.",),
        )
        for name in names
    )


def bank() -> tuple[Question, ...]:
    made = []
    for stage in Stage:
        for n in range(2):
            name = f"{stage.value}-{n}"
            thread = (ThreadStep(id=f"step-{name}", text="And what is below that?", key_points=points("cellar")),)
            facts = (Clarification(question="How many users are there?", fact="About a million a day."),)
            made.append(
                Question(
                    id=name,
                    text=f"Explain the number {n} of {stage.value}, please.",
                    stage=stage,
                    key_points=points("queue", "cache", "index"),
                    strong_answer="A queue, a cache and an index, with reasons.",
                    variants=("In other words, what is it?",),
                    thread=thread if stage is Stage.DEEP_DIVE else (),
                    clarifying=facts if stage is Stage.SYSTEM_DESIGN else (),
                )
            )
    return tuple(made)


class Clock:
    """A minute later at each look."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def open_interviews(folder: Path, embedder: Any) -> Interviews:
    clock = Clock()
    retriever: Any = NoPassages()
    store = Store(f"sqlite:///{folder}/coach.sqlite")
    commands = Commands(retriever, Facts(embedder), clock)
    return Interviews(QuestionBank(bank()), ByRule(), retriever, BankInterviewer(), store, clock, commands=commands)


def say(interviews: Interviews, interview: Interview, words: str) -> Any:
    return interviews.say(interview.id, Given(words))
