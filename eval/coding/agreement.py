"""How often the run says of a key point what a person said of it.

Decides what is counted: a verdict of the run against a label, by where the program comes from; a run that cannot tell
counts as a disagreement.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.coding.runner import Runner
from eval.coding.labelled_solutions import Labelled
from ingest.errors import BadRequest

SOURCES = ("reference", "wrong", "further")
NAMES = {"reference": "references", "wrong": "wrong solutions", "further": "further solutions"}


@dataclass(frozen=True)
class Judged:
    """A key point of a program: the label and what the run said; None where it could not tell."""

    case: Labelled
    point_id: str
    label: bool
    verdict: bool | None

    @property
    def agrees(self) -> bool:
        """Whether the run said what the person said."""
        return self.verdict is self.label


def judge(cases: Iterable[Labelled], runner: Runner, say: Callable[[str], None] = lambda _: None) -> list[Judged]:
    """Run every program; those whose packages are not installed are left out and told."""
    found = []
    for case in cases:
        try:
            report = runner.run(case.task, case.code, is_submission=True, has_style=False)
        except BadRequest as error:
            say(f"left out: {case.task.id}: {error}")
            continue
        verdicts = {proof.point_id: proof.is_met for proof in report.proofs}
        judged = [Judged(case, point, label, verdicts.get(point)) for point, label in case.labels.items()]
        for item in judged:
            if not item.agrees:
                say(f"{case.task.id}, {case.name}: {item.point_id}: label {item.label}, run {item.verdict}")
        found += judged
    return found


def render(judged: list[Judged]) -> str:
    """The agreement as a table, and the disagreements."""
    lines = ["| programs | of them | points judged | agreement |", "| --- | --- | --- | --- |"]
    for source in SOURCES:
        lines.append(_row(NAMES[source], [item for item in judged if item.case.source == source]))
    lines += [_row("all", judged), ""]
    apart = [item for item in judged if not item.agrees]
    lines += [
        f"- {item.case.task.id}, {item.case.name}: {item.point_id}: by hand {_told(item.label)}, "
        f"by the run {_told(item.verdict)}"
        for item in apart
    ]
    return "\n".join(lines).rstrip() + "\n"


def _row(name: str, judged: list[Judged]) -> str:
    programs = len({(item.case.task.id, item.case.source, item.case.name) for item in judged})
    share = f"{sum(item.agrees for item in judged) / len(judged):.1%}" if judged else "not measured"
    return f"| {name} | {programs} | {len(judged)} | {share} |"


def _told(met: bool | None) -> str:
    return "not known" if met is None else "met" if met else "not met"
