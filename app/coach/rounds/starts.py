"""How an interview starts: which questions it asks, in which order, and what it is about.

Decides whether a seed or what is remembered picks the questions, and when a project gives them; and that the first
question is asked in the bank's words, so that a start never waits for a model: nothing was said yet to take up.
"""

import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.candidate.candidate import asked
from app.candidate.recommend import chooser
from app.coach.own_work.project_rounds import ProjectRounds
from app.coach.question_bank import QuestionBank
from app.coach.rounds.planning import ANY_MINUTES, PRACTICE, Material, Terms, loop_plan, round_plan
from app.interview.course import Course
from app.interview.interview import Interview
from app.interview.requests.selection import Choose, choose
from app.store.interviews import Store
from ingest.bank.loops import LoopRound, Loops
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import BadRequest, NotFound


@dataclass(frozen=True)
class Starts:
    """Starts the interviews of an owner."""

    bank: QuestionBank
    store: Store
    now: Callable[[], datetime]
    loops: Loops
    projects: ProjectRounds | None
    owner: str

    def round(
        self,
        stage: Stage,
        topics: Sequence[Topic],
        questions: int,
        seed: int | None = None,
        terms: Terms = PRACTICE,
    ) -> Interview:
        """Start an interview of what helps most by what is remembered; the same seed picks the same questions instead.

        Without a seed each next question is chosen anew by what was answered before it. `terms` say how it is held.

        Raises:
            BadRequest: the bank has no question of this stage and these topics, or a project is chosen for another
                stage or with topics.
            NotFound: this owner has no such project.
        """
        if terms.project and (stage is not Stage.PROJECT_REVIEW or topics):
            raise BadRequest("a project is for the project review, without topics: its questions come from the project")
        material = self._material(terms, seed)
        # It only picks questions; no secret depends on it.
        rng = random.Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311
        wanted = LoopRound(
            stage=stage, questions=questions, minutes=ANY_MINUTES, topics=tuple(topics), level=terms.level
        )
        plan = round_plan(self.bank.questions, wanted, rng, self._picking(seed), material)
        if not plan:
            raise self.bank.nothing_fits(stage, topics)
        # What is asked of a project was drawn from it at the start.
        course = replace(terms.course(stage), is_adaptive=seed is None and material is None)
        return self.of_plan(plan, topics, course if material is None else material.of(course))

    def loop(self, name: str, seed: int | None = None, terms: Terms = PRACTICE) -> Interview:
        """Start a loop: its rounds one after another in one interview, with one scorecard.

        Raises:
            NotFound: there is no loop of that name, or this owner has no such project.
            BadRequest: its file has a mistake, the bank has no question for one of its rounds, or a project is chosen
                and none is about one.
        """
        loop = self.loops.named(name)
        rng = random.Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311
        material = self._material(terms, seed)
        plan, course = loop_plan(self.bank, loop, terms, rng, self._picking(seed), material)
        return self.of_plan(plan, (), course if material is None else material.of(course))

    def _material(self, terms: Terms, seed: int | None) -> Material | None:
        """The project that is chosen; with a seed its questions come in the same order each time."""
        if not terms.project:
            return None
        if self.projects is None:
            raise NotFound(f"there is no project {terms.project!r}")
        seen = {} if seed is not None else self.store.candidates.get(self.owner).candidate.seen
        return self.projects.material(self.owner, terms.project, seen)

    def _picking(self, seed: int | None) -> Choose:
        """How questions are picked: by what is remembered, or where a seed is given by that alone."""
        return choose if seed is not None else chooser(self.store.candidates.get(self.owner), self.now())

    def of_plan(
        self, plan: Sequence[Question], topics: Sequence[Topic] = (), course: Course | None = None
    ) -> Interview:
        """Start an interview of just these questions, at least one, in this order."""
        interview = Interview.begun(secrets.token_urlsafe(12), plan, topics, self.now(), course)
        self.store.add(self.owner, interview, asked(interview))
        return interview
