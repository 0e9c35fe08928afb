"""The routes of the OpenAI-compatible endpoint: the models, and a chat completion.

Decides which models there are: one for each round of an interview, and one that answers questions with citations.
"""

import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from app.accounts.quotas import Quota
from app.api.dependencies import TheCoach
from app.api.streams.server_sent_events import while_heard
from app.coach.coach import Coach
from app.gateways.counted import count
from app.gateways.openai_api.chat import Chat, reply
from app.gateways.openai_api.chat_questions import checked_question, pieces, told
from app.gateways.openai_api.chat_reply import Said
from app.gateways.openai_api.completions import Completions, in_pieces
from app.gateways.openai_api.history import chat_of, is_chore, last_words, words_before
from app.gateways.openai_api.links import Links
from app.gateways.openai_api.markdown import title_of
from app.gateways.openai_api.openai_errors import InOpenAIShape
from app.gateways.openai_api.schemas import ChatRequest
from app.gateways.openai_api.wishes import wishes_of
from ingest.bank.taxonomy import Stage
from ingest.errors import NotFound

ASK = "coach-ask"
# None stands for questions to the corpus.
MODELS: Mapping[str, Stage | None] = {**{f"coach-{stage.value}": stage for stage in Stage}, ASK: None}
router = APIRouter(prefix="/v1", include_in_schema=False)


def open_door(application: FastAPI) -> None:
    """Let OpenAI's clients in: the routes, and errors in the shape that they read."""
    application.include_router(router)
    stack = application.middleware_stack or application.build_middleware_stack()
    application.middleware_stack = InOpenAIShape(stack)


@router.get("/models")
async def models() -> dict[str, Any]:
    """The models."""
    return {"object": "list", "data": [_model(name) for name in MODELS]}


@router.get("/models/{name}")
async def model(name: str) -> dict[str, Any]:
    """One model."""
    _stage_of(name)
    return _model(name)


@router.post("/chat/completions")
def complete(body: ChatRequest, request: Request, coach: TheCoach) -> Response:
    """Hold an interview, or answer a question with citations; whole or as a stream."""
    stage, words = _stage_of(body.model), last_words(body.messages)
    settings = request.app.state.settings
    links = Links.to(settings.public_url, str(request.base_url))
    made = Completions(body.model, int(time.time()), links)
    if is_chore(words):
        return _sent(made, body, Said(secrets.token_urlsafe(12), _chore(stage)))
    if stage is None:
        return _answered(made, body, coach, checked_question(words))
    chat = Chat(
        tuple(body.messages), words, stage, wishes_of(words, body.metadata or {}), chat_of(body, request.headers)
    )
    return _sent(made, body, reply(coach, chat, links, settings.max_answer_chars))


def _answered(made: Completions, body: ChatRequest, coach: Coach, question: str) -> Response:
    count(coach, Quota.ANSWERS)
    identifier, before = secrets.token_urlsafe(12), words_before(body.messages)
    if not body.stream:
        return JSONResponse(made.whole(told(identifier, coach.questions.ask(question, before), made.links)))
    # The search comes before the stream, so that an error is still told by its HTTP status.
    stream = coach.questions.stream(question, before)
    events = made.events(identifier, pieces(identifier, stream, made.links), with_usage=_wants_usage(body))
    return _stream(while_heard(events, stream.cancel))


def _sent(made: Completions, body: ChatRequest, said: Said) -> Response:
    if not body.stream:
        return JSONResponse(made.whole(said))
    events = made.events(said.identifier, in_pieces(said), with_usage=_wants_usage(body))
    return _stream(while_heard(events, lambda: None))


def _stream(events: AsyncIterator[bytes]) -> Response:
    return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _wants_usage(body: ChatRequest) -> bool:
    return body.stream_options is not None and body.stream_options.include_usage


def _stage_of(name: str) -> Stage | None:
    if name not in MODELS:
        raise NotFound(f"there is no model {name!r}; choose {', '.join(MODELS)}")
    return MODELS[name]


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "interview-coach"}


def _chore(stage: Stage | None) -> str:
    """What is answered to a client that wants a title, tags or the like for a chat."""
    return json.dumps({"title": title_of(stage), "tags": [], "follow_ups": [], "queries": []})
