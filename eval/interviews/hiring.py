"""`coach eval hiring`: whole stories and designs by another hand, and the hiring word beside that of two judges.

Decides the file: a line a case with what the candidate says, message by message, and each judge's word. A case is held
as a round of its one question: what is left of the messages answers whatever is asked next, and then the round ends.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from app.coach.interviews import Given, Interviews
from app.interview.course import Course
from app.interview.grade import HIRING_SCALE
from app.interview.levels import word_at
from app.interview.results.scorecard import scorecard
from eval.grading.verdict_cases import Case, read_case_lines
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Level

# The worst first, so that a step up is +1.
WORDS = tuple(step.word for step in reversed(HIRING_SCALE))


class HiringCase(Case):
    """A candidate's messages to one question, in order, and the word of each judge."""

    kind: Literal["story", "design"]
    question_id: str
    level: Level
    question: str
    manner: str = ""
    messages: tuple[str, ...] = Field(min_length=1)
    judges: tuple[str, str]


@dataclass(frozen=True)
class Judged:
    """The word of the scorecard, that over everything said, and the judges'; None where nothing could be graded."""

    id: str
    kind: str
    judges: tuple[str, str]
    unprompted: float | None
    with_follow_ups: float | None
    word: str | None
    word_of_all: str | None
    messages_left: int

    def steps(self, *, of_all: bool) -> tuple[int, ...]:
        """How far the coach's word lies above each judge's, in steps of the scale."""
        word = self.word_of_all if of_all else self.word
        # What could not be graded is as far off as can be: a person would have said a word.
        return tuple(len(WORDS) if word is None else WORDS.index(word) - WORDS.index(judge) for judge in self.judges)


@dataclass(frozen=True)
class HiringReport:
    """All cases that were held."""

    cases: Sequence[Judged]

    def within(self, kind: str, *, of_all: bool) -> tuple[int, int]:
        """Cases of a kind whose word is within one step of both judges', and all of that kind."""
        held = [one for one in self.cases if one.kind == kind]
        return sum(all(abs(step) <= 1 for step in one.steps(of_all=of_all)) for one in held), len(held)

    def judges_agree(self, kind: str) -> int:
        """Cases of a kind whose two judges are within one step of each other."""
        held = [one.judges for one in self.cases if one.kind == kind]
        return sum(abs(WORDS.index(first) - WORDS.index(second)) <= 1 for first, second in held)

    def render(self) -> str:
        """A line a case, and the shares."""
        lines = [
            f"{one.id:<12}{_share(one.unprompted):>6}{_share(one.with_follow_ups):>6}  "
            f"{one.word or 'not graded':<12}{one.word_of_all or 'not graded':<12}judges: {', '.join(one.judges)}"
            + (f"  ({one.messages_left} messages not asked for)" if one.messages_left else "")
            for one in self.cases
        ]
        for kind in ("story", "design"):
            told, held = self.within(kind, of_all=False)
            whole, _ = self.within(kind, of_all=True)
            if held:
                lines.append(
                    f"{kind}: {told} of {held} within one step of both judges by what was said unasked, {whole} by all "
                    f"that was said; the judges are within one step of each other in {self.judges_agree(kind)}"
                )
        return "\n".join(lines)

    def as_json(self) -> str:
        """The same for a program."""
        return json.dumps([asdict(one) for one in self.cases], indent=1)


def read_hiring(path: Path) -> list[HiringCase]:
    """The cases of a file of JSON lines.

    Raises:
        CasesError: the file cannot be read, or a line is no case.
    """
    return read_case_lines(path, HiringCase, "id, kind, question_id, level, question, messages, judges")


def hold_cases(
    interviews: Interviews,
    cases: Sequence[HiringCase],
    progress: Callable[[int, int], None] | None = None,
) -> HiringReport:
    """Hold every case as a round of its own."""
    known = {question.id: question for question in interviews.bank.questions}
    judged = []
    for at, case in enumerate(cases, start=1):
        judged.append(_hold(interviews, case, known))
        if progress is not None:
            progress(at, len(cases))
    return HiringReport(judged)


def _hold(interviews: Interviews, case: HiringCase, known: Mapping[str, Question]) -> Judged:
    question = known[case.question_id]
    interview = interviews.start_with([question], (), Course(level=case.level))
    left = list(case.messages)
    while left and interview.ask is not None:
        interview = interviews.say(interview.id, Given(left.pop(0)), interview.ask.number).interview
    if interview.ask is not None:
        interview = interviews.end(interview.id)
    card = scorecard(interview)
    whole = card.earned_with_follow_ups / card.possible if card.possible else None
    return Judged(
        case.id,
        case.kind,
        case.judges,
        card.score,
        whole,
        None if card.hiring is None else card.hiring.word,
        None if whole is None else word_at(whole, case.level).word,
        len(left),
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
