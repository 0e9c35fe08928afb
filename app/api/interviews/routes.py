"""The routes of interviews: options, start, answers, appeals, end; a few lines each, which call the coach."""

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.api.dependencies import BODY, TheCoach, errors, stream_errors
from app.api.interviews.course_schemas import CommandRequest, LoopView
from app.api.interviews.event_stream import said_events, turn_events
from app.api.interviews.grade_schemas import AppealRequest, AppealView
from app.api.interviews.schemas import AnswerRequest, InterviewView, OptionsView, SaidView, StageView, StartRequest
from app.api.streams.event_ids import missed
from app.api.streams.headers import IdempotencyKey, TheRepeat
from app.coach.answers.given_commands import Said
from app.coach.interviews import Given
from ingest.bank.taxonomy import Stage
from ingest.errors import BadRequest

router = APIRouter(tags=["interviews"])


@router.get("/api/options", responses=errors())
def options(coach: TheCoach, request: Request) -> OptionsView:
    """The stages and topics that the bank has questions for."""
    stages = [StageView.of(stage, coach.bank.questions) for stage in Stage]
    loops = [LoopView.of(loop) for loop in coach.interviews.loops.whole.values()]
    settings = request.app.state.settings
    return OptionsView(
        stages=stages, max_answer_chars=settings.max_answer_chars, keep_days=settings.keep_days, loops=loops
    )


@router.post("/api/interviews", status_code=201, responses=errors(404, *BODY))
def start_interview(body: StartRequest, coach: TheCoach) -> InterviewView:
    """Start an interview; it asks its first question."""
    if body.loop:
        return InterviewView.of(coach.interviews.start_loop(body.loop, body.seed, body.terms))
    return InterviewView.of(coach.interviews.start(body.stage, body.topics, body.questions, body.seed, body.terms))


@router.get("/api/interviews/{interview_id}", responses=errors(404))
def get_interview(interview_id: str, coach: TheCoach) -> InterviewView:
    """An interview with all its turns, and its scorecard once it has ended."""
    return InterviewView.of(coach.interviews.get(interview_id))


def refuse_long_answer(answer: str, most_chars: int) -> None:
    """See that an answer is no longer than COACH_MAX_ANSWER_CHARS.

    Raises:
        BadRequest: it is longer.
    """
    if len(answer) > most_chars:
        raise BadRequest(f"the answer has {len(answer):,} characters, the limit is {most_chars:,}; shorten it")


def take_answer(
    interview_id: str, body: AnswerRequest, request: Request, coach: TheCoach, repeat: TheRepeat
) -> list[ServerSentEvent]:
    """Grade and store the answer, or what a command in plain words was told, before the stream begins.

    So an error is still told by its HTTP status. The events are made here, in a thread: the loop only sends them.
    """
    refuse_long_answer(body.answer, request.app.state.settings.max_answer_chars)
    given = Given(body.answer, repeat.key, body.confidence)
    taken = coach.interviews.say(interview_id, given, body.turn)
    events = said_events(taken) if isinstance(taken, Said) else turn_events(taken)
    if not repeat.key:
        return list(events)
    # The turn is stored, and its key brings the same events again, from whichever process and after a new start.
    return missed(sha256(repeat.key.encode()).hexdigest()[:8], events, repeat.last_id)


@router.post(
    "/api/interviews/{interview_id}/answers",
    response_class=EventSourceResponse,
    responses=stream_errors(404, 409, *BODY),
)
async def answer_question(
    events: Annotated[list[ServerSentEvent], Depends(take_answer)],
) -> AsyncIterator[ServerSentEvent]:
    """Answer what is asked: events sources, token, grade, question, done. A repeated request replays its turn.

    With an Idempotency-Key the events have ids, and a Last-Event-ID leaves out those that had come.
    A command in plain words, such as "give me a hint", takes no turn: events said, token, question, done.
    """
    for event in events:
        yield event


@router.post("/api/interviews/{interview_id}/commands", responses=errors(404, 409, *BODY))
def command(
    interview_id: str,
    body: CommandRequest,
    coach: TheCoach,
    idempotency_key: IdempotencyKey = None,
) -> SaidView:
    """Ask for a hint, the facts, the question again, what teaches a point, a model answer; pause, go on, try again."""
    return SaidView.of(coach.interviews.command(interview_id, body.wanted(idempotency_key or ""), body.turn))


@router.post("/api/interviews/{interview_id}/end", responses=errors(404))
def end_interview(interview_id: str, coach: TheCoach) -> InterviewView:
    """End an interview early; the answers so far are kept and scored."""
    return InterviewView.of(coach.interviews.end(interview_id))


@router.post("/api/interviews/{interview_id}/turns/{number}/appeals", responses=errors(404, 409, *BODY))
def appeal(interview_id: str, number: int, body: AppealRequest, coach: TheCoach) -> AppealView:
    """Contest a verdict ("I said that: ..."): the point is judged again by that sentence of the answer."""
    return AppealView.of(coach.appeals.appeal(interview_id, number, body.point_id, body.sentence))
