"""What a request of the API waits for, how many of a kind are processed and wait at a time, and what a full line says.

Decides that slow calls, those to the database and quick ones have places of their own: a search waits neither for a
language model nor for a database that is locked.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from starlette.types import ASGIApp, Scope

from app.api.callers import GUARDED
from app.api.error_bodies import error_response
from app.cores import cores


class Kind(StrEnum):
    """What a request waits for."""

    SLOW = "a grade or an answer, perhaps of a language model"
    START = "a first question, perhaps worded by a language model"
    STORE = "the database"
    PROJECT = "the documents or the history of a project"
    RUN = "a candidate's program"
    VOICE = "a transcript or a reading of a voice endpoint"
    ENTRANCE = "the hash of a password"
    QUICK = "nothing but this process"


# Requests of a kind that are processed at the same time. Where no language model is set, answers and starts wait for
# the processor: with more at a time all of them take longer, each has its memory, and the event loop waits for its turn
# among them. As many as are graded at once, and as many that are read and stored meanwhile; some wait for a program.
MOST = {
    Kind.SLOW: max(8, 2 * cores()),
    Kind.START: 4,
    Kind.STORE: 8,
    Kind.PROJECT: 4,
    Kind.RUN: 4,
    Kind.VOICE: 16,
    Kind.ENTRANCE: 4,
    Kind.QUICK: 8,
}
# A request that waits for a language model uses no CPU, so the number of cores does not limit it. These are the
# places of each kind where a model is set.
WITH_MODEL = {Kind.SLOW: 256, Kind.START: 64}
# Where no language model is set, an answer lets the starts go first, which take a fortieth of its time, for so many
# seconds at most: of 200 who began in one moment the last had waited for the answers of the first.
GIVES_WAY = {Kind.SLOW: Kind.START}
GIVES_WAY_S = 5.0
# Each may take a thread; the rest are for the files of the page.
SPARE_THREADS = 8
# Requests of a kind that wait for a place, how long they do, and after how many seconds one that found the line full
# may come again. A room of 200 candidates that all send an answer in the same second is taken in.
WAITING = dict.fromkeys(Kind, 256) | {Kind.PROJECT: 8, Kind.RUN: 16, Kind.VOICE: 32, Kind.ENTRANCE: 32}
WAIT_S = dict.fromkeys(Kind, 20.0) | {
    Kind.SLOW: 120.0,
    Kind.START: 60.0,
    Kind.PROJECT: 120.0,
    Kind.RUN: 120.0,
    Kind.VOICE: 60.0,
}
AGAIN_S = dict.fromkeys(Kind, 2) | {Kind.SLOW: 10, Kind.START: 5, Kind.PROJECT: 20, Kind.RUN: 5, Kind.VOICE: 5}
FULL = "the coach has as many requests as it can take; send this one again in {} seconds"
_SLOW = re.compile(
    r"/api/(?:interviews/[^/]+/answers|candidate/reviews|candidate/plan|ask|ask/stream|explain)|/v1/chat/completions"
)


def most_of(*, has_model: bool) -> dict[Kind, int]:
    """How many requests of each kind are processed at the same time."""
    return MOST | (WITH_MODEL if has_model else {})


_UPLOAD = re.compile(r"/api/projects/[^/]+/(?:documents|history)|/api/candidate/(?:import|plan/file)")
_RECORDING = re.compile(r"/api/voice/interviews/[^/]+/transcripts")


def is_upload(method: str, path: str) -> bool:
    """Whether a request brings files."""
    return method == "POST" and _UPLOAD.fullmatch(path) is not None


def is_recording(method: str, path: str) -> bool:
    """Whether a request brings what was spoken."""
    return method == "POST" and _RECORDING.fullmatch(path) is not None


# The first whose pattern is a whole path.
_PLACES = (
    (_SLOW, Kind.SLOW),
    (re.compile(r"/api/candidate/plan/file"), Kind.PROJECT),
    (re.compile(r"/api/candidate.*"), Kind.STORE),
    (re.compile(r"/api/tasks(?:/[^/]+/runs)?"), Kind.RUN),
    (re.compile(r"/api/interviews.*"), Kind.STORE),
    (re.compile(r"/api/(?:projects.*|library)"), Kind.PROJECT),
    (re.compile(r"/api/voice/interviews/.*"), Kind.VOICE),
    (re.compile(r"/api/voice.*"), Kind.STORE),
    (re.compile(r"/api/account/(?:login|password|invitation|invitation/look|openid)|/openid/return"), Kind.ENTRANCE),
    (re.compile(r"/api/(?:account|shared|operator|chair).*"), Kind.STORE),
)


def kind_of(method: str, path: str) -> Kind:
    """What a request of the API waits for."""
    if (method, path) == ("POST", "/api/interviews"):
        return Kind.START
    return next((kind for pattern, kind in _PLACES if pattern.fullmatch(path)), Kind.QUICK)


def full_reply(kind: Kind, headers: Mapping[str, str]) -> ASGIApp:
    """What is answered where as many wait as may."""
    seconds = AGAIN_S[kind]
    told = {"Retry-After": str(seconds), **headers}
    return error_response(503, "busy", FULL.format(seconds), retryable=True, headers=told)


def is_for_api(scope: Scope) -> bool:
    """Whether the limits hold for it: the page's own files take no place."""
    return scope["type"] == "http" and str(scope["path"]).startswith((*GUARDED, "/openid/"))
