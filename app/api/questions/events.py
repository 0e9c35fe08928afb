"""An answer from the passages -> server-sent events.

Decides their order, and that a generation stops when nobody reads it any more.
"""

from collections.abc import AsyncIterator, Iterator

import anyio.to_thread
from fastapi.sse import ServerSentEvent

from app.answering.cited_answer import Answer, AnswerStream, Piece, Restart
from app.api.events import event, tokens
from app.api.questions.schemas import AnswerView, SentenceView
from app.api.schemas import CitationView


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


async def while_heard(stream: AnswerStream) -> AsyncIterator[ServerSentEvent]:
    """The events of an answer, made in threads; when the client goes away, the generation is stopped at once.

    A plain generator would notice that only at its next token, which may take half a minute.
    """
    events = answer_events(stream)
    try:
        while True:
            following = await anyio.to_thread.run_sync(next, events, None, abandon_on_cancel=True)
            if following is None:
                return
            yield following
    finally:
        stream.cancel()
