"""A turn -> server-sent events.

Decides their order. A turn is stored before its first event, so a broken connection loses nothing: the page reads the
interview again.
"""

from collections.abc import Iterator

from fastapi.sse import ServerSentEvent

from app.api.interviews.course_schemas import ExchangeView
from app.api.interviews.schemas import AskView, TurnView
from app.api.streams.server_sent_events import event, tokens
from app.coach.answers.given_commands import Said
from app.coach.interviews import TurnResult


def turn_events(taken: TurnResult) -> Iterator[ServerSentEvent]:
    """sources, token ..., grade, question, done."""
    view = TurnView.of(taken.interview, taken.turn)
    yield event("sources", {"citations": [item.model_dump() for item in view.citations]})
    yield from tokens(view.reply)
    yield event("grade", view.grade.model_dump())
    ask = taken.interview.ask
    yield event("question", None if ask is None else AskView.of_interview(taken.interview, ask).model_dump())
    yield event("done", {"turn": taken.turn.ask.number, "ended": ask is None, "repeat": taken.is_repeat})


def said_events(told: Said) -> Iterator[ServerSentEvent]:
    """said, token ..., question, done: a command in plain words, which takes no turn."""
    view = ExchangeView.of(told.exchange)
    yield event("said", view.model_dump(mode="json"))
    yield from tokens(view.told)
    ask = told.interview.ask
    yield event("question", None if ask is None else AskView.of_interview(told.interview, ask).model_dump())
    yield event("done", {"turn": told.exchange.number, "ended": ask is None, "repeat": told.is_repeat, "taken": False})
