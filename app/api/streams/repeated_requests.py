"""Requests that are sent again after their connection broke: what was counted for once is counted no more.

Decides which requests can be known again, by their Idempotency-Key: an answer in an interview that is stored or is
being graded, a question whose answer is held. Whatever makes something anew is counted.
"""

import re

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.types import Scope

from app.api.streams.headers import LONGEST_KEY
from app.api.streams.resumable import HeldAnswers
from app.coach.coach import Coach
from ingest.errors import NotFound

ASKED = "/api/ask/stream"
_ANSWERED = re.compile(r"/api/interviews/([^/]+)/answers")


class Repeated:
    """Knows a request again."""

    def __init__(self, held: HeldAnswers) -> None:
        """`held`: the answers of this process that can be taken up."""
        self._held = held

    async def __call__(self, coach: Coach, scope: Scope, path: str, threads: anyio.CapacityLimiter) -> bool:
        """Whether a request of the coach's owner came before; `path` as the routes see it, looked up in `threads`."""
        key = Headers(scope=scope).get("idempotency-key", "")
        if scope["method"] != "POST" or not 0 < len(key) <= LONGEST_KEY:
            return False
        if path == ASKED:
            return self._held.holds(coach.interviews.owner, key)
        answered = _ANSWERED.fullmatch(path)
        if answered is None:
            return False
        return await anyio.to_thread.run_sync(is_taken, coach, answered[1], key, limiter=threads)


def is_taken(coach: Coach, identifier: str, key: str) -> bool:
    """Whether a message with this key is stored in an interview of the coach's owner, or is being graded for it."""
    # Asked before the store, in which it is once it is graded.
    is_graded_now = coach.interviews.flights.has((identifier, key))
    try:
        interview = coach.interviews.get(identifier)
    except NotFound:
        return False
    return is_graded_now or interview.turn_of_key(key) is not None or interview.course.of_key(key) is not None
