"""An answer from the passages -> server-sent events.

Decides their order, and that a generation stops when nobody reads it any more.
"""

from collections.abc import AsyncIterator, Iterator

from fastapi.sse import ServerSentEvent

from app.answering.cited_answer import Answer, AnswerStream, Piece, Restart
from app.api.questions.schemas import AnswerView, SentenceView
from app.api.schemas import CitationView
from app.api.streams.server_sent_events import event, tokens, while_heard


def answer_events(stream: AnswerStream) -> Iterator[ServerSentEvent]:
    """sources, token ..., sentence (checked) ..., done with the whole checked answer.

    `restart` withdraws the tokens so far: the model failed in the middle, and the answer starts again.
    """
    yield event("sources", {"citations": [CitationView.of(item).model_dump() for item in stream.citations]})
    for item in stream:
        if isinstance(item, Piece):
            yield event("token", {"text": item.text})
        elif isinstance(item, Restart):
            yield event("restart", {"why": item.why})
        elif isinstance(item, Answer):
            view = AnswerView.of(item)
            if view.fallback:
                yield from tokens(view.answer or view.refused)
            yield event("done", view.model_dump())
        else:
            yield event("sentence", SentenceView.of(item).model_dump())


def heard_events(stream: AnswerStream) -> AsyncIterator[ServerSentEvent]:
    """The events of an answer as long as somebody reads them."""
    return while_heard(answer_events(stream), stream.cancel)
