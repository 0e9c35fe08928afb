"""How many notes and questions the corpus holds, and how they cover stages, skills and difficulties.

Decides which pairs of a stage and a skill make sense, and how many questions such a pair must have.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ingest.bank.questions import load_bank
from ingest.bank.taxonomy import Difficulty, Skill, Stage, Topic

FEWEST_PER_CELL = 5
EVERYWHERE = {Skill.FUNDAMENTALS, Skill.IMPLEMENTATION, Skill.DEEP_LEARNING, Skill.GENERATIVE_AI, Skill.PROBLEM_SOLVING}
# A screening has no time for a design, a project review and a design hour derive no mathematics, and a behavioural
# round asks how someone worked: at problems, at code, on systems and, of late, with language models.
MAKES_SENSE: dict[Stage, frozenset[Skill]] = {
    Stage.SCREENING: frozenset(EVERYWHERE | {Skill.MATHEMATICS}),
    Stage.PROJECT_REVIEW: frozenset(EVERYWHERE | {Skill.SYSTEM_DESIGN}),
    Stage.DEEP_DIVE: frozenset(Skill),
    Stage.SYSTEM_DESIGN: frozenset(EVERYWHERE | {Skill.SYSTEM_DESIGN}),
    Stage.BEHAVIOURAL: frozenset(
        {Skill.PROBLEM_SOLVING, Skill.IMPLEMENTATION, Skill.SYSTEM_DESIGN, Skill.GENERATIVE_AI}
    ),
}


@dataclass(frozen=True)
class Stats:
    """Counts of a corpus. A question counts in the cell of each of its skills.

    `cells`: questions by (stage, skill, difficulty); `stages` and `topics`: questions, each counted once.
    """

    notes: int
    questions: int
    key_points: int
    cells: Counter[tuple[Stage, Skill, Difficulty]]
    stages: Counter[Stage]
    topics: Counter[Topic]
    notes_of_topic: Counter[str]

    def of_cell(self, stage: Stage, skill: Skill) -> int:
        """Questions of a stage that assess a skill."""
        return sum(self.cells[stage, skill, difficulty] for difficulty in Difficulty)

    @property
    def short(self) -> list[tuple[Stage, Skill, int]]:
        """Cells that make sense and have fewer questions than they must, with how many they have."""
        cells = [(stage, skill, self.of_cell(stage, skill)) for stage in Stage for skill in sorted(MAKES_SENSE[stage])]
        return [cell for cell in cells if cell[2] < FEWEST_PER_CELL]

    def render(self) -> str:
        """Markdown: what there is, stage by skill as 'all (easy/medium/hard)', topics, and what is short."""
        lines = [f"{self.notes} notes, {self.questions} questions, {self.key_points} key points.", ""]
        lines += [f"| stage | all | {' | '.join(Skill)} |", f"| --- | ---: |{' ---: |' * len(Skill)}"]
        for stage in Stage:
            cells = " | ".join(self._cell(stage, skill) for skill in Skill)
            lines.append(f"| {stage} | {self.stages[stage]} | {cells} |")
        lines += ["", "A cell: all questions (easy / medium / hard); a question counts for each of its skills.", ""]
        lines += ["| topic | notes | questions |", "| --- | ---: | ---: |"]
        lines += [f"| {topic} | {self.notes_of_topic[topic]} | {self.topics[topic]} |" for topic in Topic]
        lines += [
            f"\n{stage} x {skill} has {count} questions, needs {FEWEST_PER_CELL}" for stage, skill, count in self.short
        ]
        return "\n".join(lines)

    def _cell(self, stage: Stage, skill: Skill) -> str:
        counts = [self.cells[stage, skill, difficulty] for difficulty in Difficulty]
        return f"{sum(counts)} ({'/'.join(map(str, counts))})" if sum(counts) else "-"


def run_stats(corpus: Path) -> Stats:
    """Count a corpus folder.

    Raises:
        BankError: a question file breaks a rule.
    """
    bank = load_bank(corpus / "questions")
    notes = [path.parent.name for path in (corpus / "notes").rglob("*.md")]
    return Stats(
        notes=len(notes),
        questions=len(bank),
        key_points=sum(len(question.key_points) for question in bank),
        cells=Counter(
            (question.stage, skill, question.difficulty) for question in bank for skill in set(question.skills)
        ),
        stages=Counter(question.stage for question in bank),
        topics=Counter(question.topic for question in bank),
        notes_of_topic=Counter(notes),
    )
