"""A turn or an answer -> server-sent events.

Decides the order of the events. What they tell is stored already, so a connection that breaks loses
nothing: the page reads the interview again.
"""

import re
from collections.abc import Iterator
from typing import Any

from fastapi.sse import ServerSentEvent

from app.api.schemas import AnswerView, AskView, TurnView
from app.coach import Told
from app.interview.answer import Answer


def turn_events(told: Told) -> Iterator[ServerSentEvent]:
    """sources, token ..., grade, question, done."""
    view = TurnView.of(told.interview, told.turn)
    yield _event("sources", {"citations": [item.model_dump() for item in view.citations]})
    yield from _tokens(view.reply)
    yield _event("grade", view.grade.model_dump())
    ask = told.interview.ask
    yield _event("question", None if ask is None else AskView.of_interview(told.interview, ask).model_dump())
    yield _event("done", {"turn": told.turn.ask.number, "ended": ask is None, "repeat": told.is_repeat})


def answer_events(answer: Answer) -> Iterator[ServerSentEvent]:
    """sources, token ..., done with the whole checked answer."""
    view = AnswerView.of(answer)
    yield _event("sources", {"citations": [item.model_dump() for item in view.citations]})
    yield from _tokens(view.answer or view.refused)
    yield _event("done", view.model_dump())


def _tokens(text: str) -> Iterator[ServerSentEvent]:
    for piece in re.findall(r"\s*\S+\s*", text):
        yield _event("token", {"text": piece})


def _event(name: str, data: Any) -> ServerSentEvent:
    return ServerSentEvent(event=name, data=data)
