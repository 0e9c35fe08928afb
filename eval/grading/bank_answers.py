"""What a grader makes of the bank's own answers: strong ones, second stories, and typical wrong statements.

Decides nothing about the corpus: the strong answers are speech that shares no wording with its key points, so what is
not found in them is the grader's to find. Bonus points are left out, since nobody has to say them.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app.grading.offline import OfflineGrader
from app.interview.grade import VerdictState
from ingest.bank.questions import BankQuestion
from ingest.embedding.embedder import Progress


@dataclass(frozen=True)
class Share:
    """Of `count` points the shares that were met and that earned anything, 0..1."""

    kind: str
    count: int
    met: float
    earned: float


@dataclass(frozen=True)
class Report:
    """What each kind of text of the bank earns."""

    shares: tuple[Share, ...]

    def render(self) -> str:
        """A line a kind."""
        return "\n".join(
            f"{one.kind}: {one.count:,} points, {one.met:.1%} met, {one.earned:.1%} earn something"
            for one in self.shares
        )

    def as_json(self) -> str:
        """One JSON document."""
        return json.dumps(asdict(self), indent=1)


def evaluate(bank: Sequence[BankQuestion], grader: OfflineGrader, progress: Progress | None = None) -> Report:
    """Grade every strong answer, second story and wrong statement of the bank."""
    found: dict[str, list[VerdictState]] = {"strong answers": [], "second stories": [], "wrong statements": []}
    for done, question in enumerate(bank, start=1):
        bonus = {point.id for point in question.key_points if point.bonus}
        texts = [("strong answers", question.strong_answer)]
        if question.another_strong_answer:
            texts.append(("second stories", question.another_strong_answer))
        texts += [("wrong statements", wrong.text) for wrong in question.wrong_statements]
        for kind, text in texts:
            verdicts = grader.grade(question, text).verdicts
            found[kind] += [verdict.state for verdict in verdicts if verdict.point_id not in bonus]
        if progress is not None:
            progress(done, len(bank))
    return Report(tuple(_share(kind, states) for kind, states in found.items()))


def _share(kind: str, states: Sequence[VerdictState]) -> Share:
    count = max(len(states), 1)
    met = sum(state is VerdictState.MET for state in states)
    partly = sum(state is VerdictState.PARTLY_MET for state in states)
    return Share(kind, len(states), met / count, (met + partly) / count)
