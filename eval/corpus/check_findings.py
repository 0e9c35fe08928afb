"""What a check of the corpus found: faults, which are to be mended, and hints, which are to be looked at again.

Decides when hints are faults. What is checked is for check.py.
"""

from dataclasses import dataclass

# How near a section is to its point is a measure, not a proof: by it one point in seventy reads as misplaced.
MOST_HINTS = 0.02


@dataclass(frozen=True)
class Finding:
    """One fault: the file and the id it is in, what is wrong, and what to do. `is_hint`: it may be none."""

    file: str
    id: str
    problem: str
    do: str
    is_hint: bool = False

    def render(self) -> str:
        """One line."""
        return f"{self.file}: {self.id}: {self.problem}; {self.do}"


@dataclass(frozen=True)
class Report:
    """What was checked, and every fault that was found."""

    notes: int
    questions: int
    key_points: int
    wrong_statements: int
    judged_pairs: int
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What is to be mended: the hints too where they are more than a measure errs."""
        surely = tuple(one for one in self.findings if not one.is_hint)
        return surely if len(self.findings) - len(surely) <= MOST_HINTS * self.key_points else self.findings

    @property
    def hints(self) -> tuple[Finding, ...]:
        """What is to be looked at once more."""
        return () if self.faults is self.findings else tuple(one for one in self.findings if one.is_hint)

    @property
    def is_good(self) -> bool:
        """Whether nothing is to be mended."""
        return not self.faults

    def render(self) -> str:
        """A line for each fault, and one that counts what was checked."""
        counted = (
            f"{self.notes} notes, {self.questions} questions, {self.key_points} key points,"
            f" {self.wrong_statements} wrong statements, {self.judged_pairs} judged pairs:"
        )
        verdict = "all good" if self.is_good else f"{len(self.faults)} to mend"
        beside = f"; {len(self.hints)} to look at again: --warnings" if self.hints else ""
        return "\n".join([*(finding.render() for finding in self.faults), f"{counted} {verdict}{beside}"])
