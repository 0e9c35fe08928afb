"""A candidate's project in an interview: what its review is planned from, and what stands beside an answer about it.

Decides that questions that were asked less often come first, that a line that reads as an order is asked nothing about,
and that a project that was deleted in the meantime says nothing. What is asked and checked is for app/projects.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.candidate.candidate import Seen
from app.coach.own_work.projects import Projects
from app.coach.rounds.planning import Material
from app.interview.flows.project_review import OF_DOCUMENTS
from app.interview.project_evidence import Beside, BesideKind
from app.interview.turn import Ask
from app.projects.checking import Remark
from app.projects.history_checking import done_beside
from app.projects.reviewer import Aspect
from app.untrusted.injection import order_spans
from ingest.errors import NotFound
from ingest.language.sentences import sentences

OF_HISTORY = f"{OF_DOCUMENTS}{Aspect.HISTORY.value}-"
COMMIT = re.compile(r"\b[0-9a-f]{10}\b")
MOST_SAID_CHARS = 200
# More than an interview asks.
MOST_QUESTIONS = 24


@dataclass(frozen=True)
class ProjectRounds:
    """The projects of all owners, as interviews need them."""

    projects: Projects

    def material(self, owner: str, project_id: str, seen: Mapping[str, Seen]) -> Material:
        """What a review of a project is planned from.

        Raises:
            NotFound: this owner has no such project.
        """
        project = self.projects.get(owner, project_id)
        asked = self.projects.round_questions(owner, project_id, MOST_QUESTIONS)
        fit = [question for question in asked if not order_spans(question.text)]
        fit.sort(key=lambda question: seen[question.id].times if question.id in seen else 0)
        return Material(project.id, project.name, tuple(fit))

    def beside(self, owner: str, project_id: str, ask: Ask, answer: str) -> tuple[Beside, ...]:
        """What the documents and the history of a project say of what an answer says."""
        if not answer.strip():
            return ()
        try:
            remarks = self.projects.check_against(owner, project_id, answer)
            evidence = self.projects.evidence(owner, project_id)
        except NotFound:
            return ()
        done = () if evidence is None else done_beside(answer, evidence)
        asked = _asked(ask, answer, "" if evidence is None else evidence.repository)
        return (*asked, *(_beside(ask.number, remark) for remark in (*remarks, *done)))


def _beside(turn: int, remark: Remark) -> Beside:
    source = remark.source
    kind = BesideKind(remark.kind.value)
    return Beside(
        turn, kind, remark.said, remark.text, source.document, source.line, source.text, commits=source.commits
    )


def _asked(ask: Ask, answer: str, repository: str) -> Iterator[Beside]:
    """Of a question about commits: what they show, beside the first words of the answer."""
    if not ask.question_id.startswith(OF_HISTORY) or ask.is_follow_up or not repository:
        return
    shown = ask.text.rpartition(": ")[0] or ask.text
    start, end = next(iter(sentences(answer)), (0, len(answer)))
    said = answer[start : min(end, start + MOST_SAID_CHARS)]
    commits = tuple(dict.fromkeys(COMMIT.findall(shown)))
    yield Beside(ask.number, BesideKind.DONE, said, f"{shown}.", repository, text=shown, commits=commits)
