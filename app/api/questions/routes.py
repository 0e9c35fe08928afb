"""The routes of questions to the corpus: an answer, whole or as it is written, a search, a document."""

from collections.abc import AsyncIterator
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field

from app.api.dependencies import BODY, Owner, TheCoach, errors, stream_errors
from app.api.questions.event_stream import heard_events
from app.api.questions.schemas import AnswerView, AskRequest, DocumentView, HitView, SearchView
from app.api.streams.headers import LONGEST_KEY, TheRepeat
from app.api.streams.resumable import HeldAnswers, Made
from ingest.errors import NotFound

router = APIRouter(tags=["questions"])

# What a passage can be cited for at once, each a sentence or a key point.
MOST_TOLD = 20
Told = Annotated[str, Field(max_length=1000)]


@router.post("/api/ask", responses=errors(*BODY))
def ask(body: AskRequest, coach: TheCoach) -> AnswerView:
    """An answer from the passages alone, every sentence cited; `refused` where they hold nothing."""
    return AnswerView.of(coach.questions.ask(body.question, body.before))


async def held_answers(request: Request) -> HeldAnswers:
    """The answers that can be taken up."""
    held: HeldAnswers = request.app.state.held_answers
    return held


Answers = Annotated[HeldAnswers, Depends(held_answers)]


async def begin_stream(
    body: AskRequest, coach: TheCoach, owner: Owner, answers: Answers, repeat: TheRepeat
) -> AsyncIterator[ServerSentEvent]:
    """Search before the stream begins, so that an error is still told by its HTTP status; or take up what is held."""

    def begin() -> Made:
        stream = coach.questions.stream(body.question, body.before)
        return heard_events(stream), stream.cancel

    if not repeat.key:
        events, _ = await anyio.to_thread.run_sync(begin)
        return events
    answer = await answers.of((owner, repeat.key, body.question, *body.before), begin)
    return answer.after(repeat.last_id)


@router.post("/api/ask/stream", response_class=EventSourceResponse, responses=stream_errors(409, *BODY))
async def ask_stream(
    events: Annotated[AsyncIterator[ServerSentEvent], Depends(begin_stream)],
) -> AsyncIterator[ServerSentEvent]:
    """The same as events: sources, token, sentence, done; `restart` where the model failed in the middle.

    With an Idempotency-Key the events have ids: the same request with the Last-Event-ID of the last one that came gets
    those that were missed, and nothing is asked or counted twice. Without one, the answer ends with its connection.
    """
    async for event in events:
        yield event


@router.delete("/api/ask/streams/{request_key}", status_code=204, responses=errors(404))
async def stop_answer(
    request_key: Annotated[str, Path(max_length=LONGEST_KEY)], owner: Owner, answers: Answers
) -> None:
    """Stop an answer that is made under this Idempotency-Key, and hold it no more."""
    if not answers.stop(owner, request_key):
        raise NotFound("no answer is held under this key")


@router.get("/api/search", responses=errors(422))
def search(
    coach: TheCoach,
    q: Annotated[str, Query(min_length=1, max_length=2000, pattern=r"\S", examples=["kv cache memory"])],
    k: Annotated[int, Query(ge=1, le=100)] = 5,
) -> SearchView:
    """The k best passages for a query."""
    return SearchView(hits=[HitView.of(hit) for hit in coach.questions.search(q.strip(), k)])


@router.get("/api/documents/{document_id:path}", responses=errors(404))
def document(
    document_id: str,
    coach: TheCoach,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int, Query(ge=0)] = 0,
    about: Annotated[list[Told], Query(max_length=MOST_TOLD)] = [],  # noqa: B006 - FastAPI copies it
) -> DocumentView:
    """A whole document, for showing a cited passage in its place.

    `about`: what the passage from `start` to `end` is cited for; `said` are its sentences that say it.
    """
    return DocumentView.of(coach.questions.document(document_id), start, end, about)
