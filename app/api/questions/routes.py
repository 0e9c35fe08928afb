"""The routes of questions to the corpus: an answer, whole or as it is written, a search, a document."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.answering.cited_answer import AnswerStream
from app.api.dependencies import BODY, TheCoach, errors, stream_errors
from app.api.questions.event_stream import heard_events
from app.api.questions.schemas import AnswerView, AskRequest, DocumentView, HitView, SearchView

router = APIRouter(tags=["questions"])


@router.post("/api/ask", responses=errors(*BODY))
def ask(body: AskRequest, coach: TheCoach) -> AnswerView:
    """An answer from the passages alone, every sentence cited; `refused` where they hold nothing."""
    return AnswerView.of(coach.questions.ask(body.question, body.before))


def begin_stream(body: AskRequest, coach: TheCoach) -> AnswerStream:
    """Search before the stream begins, so that an error is still told by its HTTP status."""
    return coach.questions.stream(body.question, body.before)


@router.post("/api/ask/stream", response_class=EventSourceResponse, responses=stream_errors(*BODY))
async def ask_stream(stream: Annotated[AnswerStream, Depends(begin_stream)]) -> AsyncIterator[ServerSentEvent]:
    """The same as events: sources, token, sentence, done; `restart` where the model failed in the middle."""
    async for event in heard_events(stream):
        yield event


@router.get("/api/search", responses=errors(422))
def search(
    coach: TheCoach,
    q: Annotated[str, Query(min_length=1, max_length=2000, pattern=r"\S", examples=["kv cache memory"])],
    k: Annotated[int, Query(ge=1, le=100)] = 5,
) -> SearchView:
    """The k best passages for a query."""
    return SearchView(hits=[HitView.of(hit) for hit in coach.questions.search(q.strip(), k)])


@router.get("/api/documents/{document_id:path}", responses=errors(404))
def document(document_id: str, coach: TheCoach) -> DocumentView:
    """A whole document, for showing a cited passage in its place."""
    return DocumentView(**coach.questions.document(document_id).__dict__)
