"""A turn or an answer -> server-sent events.

Decides the order of the events. A turn is stored before its first event, so a broken connection loses nothing: the
page reads the interview again.
"""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio.to_thread
from fastapi.sse import ServerSentEvent

from app.answering.cited_answer import Answer, AnswerStream, Piece, Restart
from app.api.corpus_schemas import AnswerView, SentenceView
from app.api.interview_schemas import AskView, TurnView
from app.api.schemas import CitationView
from app.coach.coach import TurnResult


def turn_events(told: TurnResult) -> Iterator[ServerSentEvent]:
    """sources, token ..., grade, question, done."""
    view = TurnView.of(told.interview, told.turn)
    yield _event("sources", {"citations": [item.model_dump() for item in view.citations]})
    yield from _tokens(view.reply)
    yield _event("grade", view.grade.model_dump())
    ask = told.interview.ask
    yield _event("question", None if ask is None else AskView.of_interview(told.interview, ask).model_dump())
    yield _event("done", {"turn": told.turn.ask.number, "ended": ask is None, "repeat": told.is_repeat})


def telling_events(telling: AnswerStream) -> Iterator[ServerSentEvent]:
    """sources, token ..., sentence (checked) ..., done with the whole checked answer.

    `restart` withdraws the tokens so far: the model failed in the middle, and the answer starts again.
    """
    yield _event("sources", {"citations": [CitationView.of(item).model_dump() for item in telling.citations]})
    for item in telling:
        if isinstance(item, Piece):
            yield _event("token", {"text": item.text})
        elif isinstance(item, Restart):
            yield _event("restart", {"why": item.why})
        elif isinstance(item, Answer):
            view = AnswerView.of(item)
            if view.fallback:
                yield from _tokens(view.answer or view.refused)
            yield _event("done", view.model_dump())
        else:
            yield _event("sentence", SentenceView.of(item).model_dump())


async def while_heard(telling: AnswerStream) -> AsyncIterator[ServerSentEvent]:
    """The events of an answer, made in threads; when the client goes away, the generation is stopped at once.

    A plain generator would notice that only at its next token, which may take half a minute.
    """
    events = telling_events(telling)
    try:
        while True:
            event = await anyio.to_thread.run_sync(next, events, None, abandon_on_cancel=True)
            if event is None:
                return
            yield event
    finally:
        telling.cancel()


def _tokens(text: str) -> Iterator[ServerSentEvent]:
    for piece in re.findall(r"\s*\S+\s*", text):
        yield _event("token", {"text": piece})


def _event(name: str, data: Any) -> ServerSentEvent:
    return ServerSentEvent(event=name, data=data)
