"""The tools: what a program that speaks MCP can have the coach do.

Decides which there are and what they are told; each calls one service of the coach and answers with the view of the
API. An error is told as a tool error with the coach's own sentence. Another capability is another method here.
"""

import functools
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from app.accounts.quotas import Quota
from app.api.candidate.schemas import DueView, ReviewedView
from app.api.interviews.routes import refuse_long_answer
from app.api.interviews.schemas import InterviewView
from app.api.loading import LoadingCoach
from app.api.questions.schemas import AnswerView, HitView, SearchView
from app.api.streams.repeated_requests import is_taken
from app.candidate.candidate import LOCAL
from app.candidate.cards import card_id
from app.coach.coach import Coach
from app.coach.commands import Wanted
from app.coach.interviews import Given
from app.gateways.counted import count
from app.gateways.mcp.schemas import AnsweredView, ScorecardView
from app.interview.requests.commands import Command
from app.interview.requests.selection import MOST_QUESTIONS
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import CoachError, Conflict, NotReady

# A program calls as soon as it has started the coach; a model made ready for the first time takes longer.
PATIENCE_S = 20.0
LOOK_EVERY_S = 0.1
READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)

Query = Annotated[str, Field(min_length=2, max_length=2000, pattern=r"\S", examples=["kv cache memory"])]
InterviewId = Annotated[str, Field(max_length=40, description="as `start` gave it")]
Turn = Annotated[int, Field(ge=1, description="the turn that is asked now, from `ask`")]
Named = Annotated[str, Field(max_length=100, description="as `due_reviews` gave it")]
Parameters = ParamSpec("Parameters")
View = TypeVar("View")


@dataclass(frozen=True)
class Tools:
    """The tools of a coach that may still be loading."""

    loading: LoadingCoach
    max_answer_chars: int
    patience_s: float = PATIENCE_S
    # Over stdin and stdout it is whoever has started the process.
    owner: Callable[[], str] = lambda: LOCAL

    @property
    def coach(self) -> Coach:
        """The coach for the rows of whoever calls, waited for a little where it loads.

        Raises:
            NotReady: it still loads.
        """
        until, owner = time.monotonic() + self.patience_s, self.owner()
        while True:
            try:
                return self.loading.get().of(owner)
            except NotReady:
                if time.monotonic() >= until:
                    raise
            time.sleep(LOOK_EVERY_S)

    def _asked(self, *quotas: Quota) -> Coach:
        """The same for what is held against the quotas of an account.

        Raises:
            TooMany: one of them is used up.
        """
        coach = self.coach
        count(coach, *quotas)
        return coach

    def search(self, query: Query, k: Annotated[int, Field(ge=1, le=50)] = 5) -> SearchView:
        """Find the passages of the coach's notes that are nearest to a query."""
        return SearchView(hits=[HitView.of(hit) for hit in self.coach.questions.search(query.strip(), k)])

    def ask(self, question: Query) -> AnswerView:
        """Answer a question from the coach's notes alone, every sentence cited; `refused` where they hold nothing."""
        return AnswerView.of(self._asked(Quota.ANSWERS).questions.ask(question.strip()))

    def start(
        self,
        stage: Annotated[Stage, Field(description="the round of the interview")] = Stage.SCREENING,
        topics: Annotated[tuple[Topic, ...], Field(max_length=20, description="empty: all")] = (),
        questions: Annotated[int, Field(ge=1, le=MOST_QUESTIONS)] = 4,
        seed: Annotated[int | None, Field(description="the same seed asks the same questions")] = None,
    ) -> InterviewView:
        """Start a mock interview; `ask` is what is asked first. Ask it in its own words and wait for the candidate."""
        return InterviewView.of(self._asked().interviews.start(stage, topics, questions, seed))

    def answer(
        self,
        interview_id: InterviewId,
        turn: Turn,
        answer: Annotated[str, Field(description="the candidate's own words, unchanged; empty to skip")],
    ) -> AnsweredView:
        """Grade the candidate's answer to what is asked, key point by key point, and say what is asked next.

        "Give me a hint", "could you repeat that?" and other commands are told in `said` and take no turn.
        """
        refuse_long_answer(answer, self.max_answer_chars)
        coach = self.coach
        # A second "give me a hint" is another one; an answer that comes again is the same, and counted once.
        said = len(coach.interviews.get(interview_id).course.of_turn(turn))
        key = hashlib.sha256(f"{turn}\0{said}\0{answer}".encode()).hexdigest()
        if not is_taken(coach, interview_id, key):
            count(coach, Quota.ANSWERS)
        return AnsweredView.of(coach.interviews.say(interview_id, Given(answer, key), turn))

    def clarify(
        self,
        interview_id: InterviewId,
        turn: Turn,
        question: Annotated[str, Field(min_length=2, max_length=2000, description="what the candidate asks back")],
    ) -> AnsweredView:
        """Ask the interviewer back, such as for the size of the traffic; `said` has what is told. It takes no turn."""
        wanted = Wanted(Command.CLARIFY, question)
        return AnsweredView.of(self._asked().interviews.command(interview_id, wanted, turn))

    def hint(self, interview_id: InterviewId, turn: Turn) -> AnsweredView:
        """Tell the next of three hints, in `said`; each costs part of what the point earns. It takes no turn."""
        return AnsweredView.of(self._asked().interviews.command(interview_id, Wanted(Command.HINT), turn))

    def end(self, interview_id: InterviewId) -> InterviewView:
        """End an interview early; the answers so far are kept and scored."""
        return InterviewView.of(self.coach.interviews.end(interview_id))

    def interview(self, interview_id: InterviewId) -> InterviewView:
        """An interview with all its turns and what is asked now."""
        return InterviewView.of(self.coach.interviews.get(interview_id))

    def scorecard(self, interview_id: InterviewId) -> ScorecardView:
        """The scorecard of an interview: points, hiring recommendation, what to study next."""
        interview = self.coach.interviews.get(interview_id)
        if interview.withholds:
            raise Conflict("an exam tells nothing before its end; end it first")
        return ScorecardView.of(interview)

    def due_reviews(self, most: Annotated[int, Field(ge=1, le=200)] = 20) -> DueView:
        """The cards of missed points that are due, longest due first. A card does not tell its point: ask `prompt`."""
        return DueView.of(self.coach.reviews.due(most))

    def review(
        self,
        question_id: Named,
        point_id: Named,
        answer: Annotated[str, Field(description="the candidate's own words, unchanged; empty where there are none")],
    ) -> ReviewedView:
        """Review a card by the candidate's answer to its `prompt`: it is graded, and the point is told."""
        refuse_long_answer(answer, self.max_answer_chars)
        reviews = self._asked(Quota.ANSWERS).reviews
        return ReviewedView.of(reviews.review(card_id(question_id, point_id), answer))

    def documents(self) -> list[tuple[str, str]]:
        """The id and title of every document."""
        return self.coach.questions.documents()

    def add_to(self, server: MCPServer[Any]) -> None:
        """Offer all of them."""
        for reading in (self.search, self.ask, self.interview, self.scorecard, self.due_reviews):
            server.add_tool(told(reading), annotations=READS)
        for writing in (self.start, self.answer, self.clarify, self.hint, self.end, self.review):
            server.add_tool(told(writing), annotations=WRITES)


def told(tool: Callable[Parameters, View]) -> Callable[Parameters, View]:
    """The tool, whose errors of the coach are told as errors of the tool."""

    @functools.wraps(tool)
    def telling(*args: Parameters.args, **kwargs: Parameters.kwargs) -> View:
        try:
            return tool(*args, **kwargs)
        except CoachError as error:
            raise ToolError(str(error)) from error

    return telling
