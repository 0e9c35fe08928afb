"""The routes: a few lines each, which call the coach."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.answering.cited_answer import AnswerStream
from app.api.corpus_schemas import AnswerView, AskRequest, DocumentView, HitView, SearchView
from app.api.grade_schemas import AppealRequest, AppealView
from app.api.interview_schemas import AnswerRequest, InterviewView, OptionsView, StageView, StartRequest
from app.api.loading import LoadingCoach
from app.api.schemas import ErrorBody, ReadyView
from app.api.stream import turn_events, while_heard
from app.coach.coach import Coach, TurnResult
from ingest.bank.taxonomy import Stage
from ingest.errors import BadRequest

router = APIRouter()


def _errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": ErrorBody} for status in (403, *statuses, 503)}


# These and the health routes are `async`: FastAPI runs plain functions in the pool of 40 threads that answers use, and
# 41 requests of four seconds made /healthz wait 3.75 s.
async def loading_of(request: Request) -> LoadingCoach:
    """The loading coach of the application."""
    loading: LoadingCoach = request.app.state.loading
    return loading


async def coach_of(loading: Annotated[LoadingCoach, Depends(loading_of)]) -> Coach:
    """The coach; 503 while it loads."""
    return loading.get()


TheCoach = Annotated[Coach, Depends(coach_of)]


@router.get("/healthz", tags=["health"])
async def healthz() -> dict[str, str]:
    """The process is up."""
    return {"status": "ok"}


@router.get("/readyz", tags=["health"], responses={503: {"model": ReadyView}})
async def readyz(loading: Annotated[LoadingCoach, Depends(loading_of)], response: Response) -> ReadyView:
    """Whether answers can be graded; 503 and what is going on until then."""
    response.status_code = 200 if loading.is_ready else 503
    return ReadyView(ready=loading.is_ready, doing=loading.doing, notice=loading.notice)


@router.get("/api/options", tags=["interviews"], responses=_errors())
def options(coach: TheCoach, request: Request) -> OptionsView:
    """The stages and topics that the bank has questions for."""
    stages = [StageView.of(stage, coach.bank) for stage in Stage]
    return OptionsView(stages=stages, max_answer_chars=request.app.state.settings.max_answer_chars)


@router.post("/api/interviews", status_code=201, tags=["interviews"], responses=_errors(422))
def start_interview(body: StartRequest, coach: TheCoach) -> InterviewView:
    """Start an interview; it asks its first question."""
    return InterviewView.of(coach.start(body.stage, body.topics, body.questions, body.seed))


@router.get("/api/interviews/{interview_id}", tags=["interviews"], responses=_errors(404))
def get_interview(interview_id: str, coach: TheCoach) -> InterviewView:
    """An interview with all its turns, and its scorecard once it has ended."""
    return InterviewView.of(coach.interview(interview_id))


def take_answer(
    interview_id: str,
    body: AnswerRequest,
    request: Request,
    coach: TheCoach,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> TurnResult:
    """Grade and store the answer before the stream begins, so that an error is still told by its HTTP status."""
    most = request.app.state.settings.max_answer_chars
    if len(body.answer) > most:
        raise BadRequest(f"the answer has {len(body.answer):,} characters, the limit is {most:,}; shorten it")
    return coach.answer(interview_id, body.answer, body.turn, idempotency_key or "")


@router.post(
    "/api/interviews/{interview_id}/answers",
    tags=["interviews"],
    response_class=EventSourceResponse,
    responses=_errors(404, 409, 422),
)
def answer_question(told: Annotated[TurnResult, Depends(take_answer)]) -> Iterator[ServerSentEvent]:
    """Answer what is asked: events sources, token, grade, question, done. A repeated request replays its turn."""
    yield from turn_events(told)


@router.post("/api/interviews/{interview_id}/end", tags=["interviews"], responses=_errors(404))
def end_interview(interview_id: str, coach: TheCoach) -> InterviewView:
    """End an interview early; the answers so far are kept and scored."""
    return InterviewView.of(coach.end(interview_id))


@router.post(
    "/api/interviews/{interview_id}/turns/{number}/appeals", tags=["interviews"], responses=_errors(404, 409, 422)
)
def appeal(interview_id: str, number: int, body: AppealRequest, coach: TheCoach) -> AppealView:
    """Contest a verdict ("I said that: ..."): the point is judged again by that sentence of the answer."""
    return AppealView.of(coach.appeal(interview_id, number, body.point_id, body.sentence))


@router.post("/api/ask", tags=["questions"], responses=_errors(422))
def ask(body: AskRequest, coach: TheCoach) -> AnswerView:
    """An answer from the passages alone, every sentence cited; `refused` where they hold nothing."""
    return AnswerView.of(coach.ask(body.question))


def begin_telling(body: AskRequest, coach: TheCoach) -> AnswerStream:
    """Search before the stream begins, so that an error is still told by its HTTP status."""
    return coach.tell(body.question)


@router.post("/api/ask/stream", tags=["questions"], response_class=EventSourceResponse, responses=_errors(422))
async def ask_stream(telling: Annotated[AnswerStream, Depends(begin_telling)]) -> AsyncIterator[ServerSentEvent]:
    """The same as events: sources, token, sentence, done; `restart` where the model failed in the middle."""
    async for event in while_heard(telling):
        yield event


@router.get("/api/search", tags=["questions"], responses=_errors(422))
def search(
    coach: TheCoach,
    q: Annotated[str, Query(min_length=1, max_length=2000, pattern=r"\S", examples=["kv cache memory"])],
    k: Annotated[int, Query(ge=1, le=100)] = 5,
) -> SearchView:
    """The k best passages for a query."""
    return SearchView(hits=[HitView.of(hit) for hit in coach.retriever.search(q.strip(), k)])


@router.get("/api/documents/{document_id:path}", tags=["questions"], responses=_errors(404))
def document(document_id: str, coach: TheCoach) -> DocumentView:
    """A whole document, for showing a cited passage in its place."""
    return DocumentView(**coach.retriever.document(document_id).__dict__)
