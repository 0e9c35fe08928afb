"""The one tree of errors that a user can meet: each with its HTTP status and whether a retry can help.

Adapters translate what their libraries raise into these; the message is one sentence that names the
input and the way out.
"""

from typing import Any


class CoachError(Exception):
    """Something a user can be told. `status` is its HTTP status, `retryable` whether to try again."""

    status = 500
    code = "error"
    retryable = False


class NotFound(CoachError):
    """There is no such interview, document or question."""

    status = 404
    code = "not_found"


class Conflict(CoachError):
    """The request does not fit the state of the interview, such as an answer to a turn that is past."""

    status = 409
    code = "conflict"


class BadRequest(CoachError):
    """The payload is well formed but asks for what cannot be done."""

    status = 422
    code = "unprocessable"


class NotReady(CoachError):
    """The model or the index is still loading."""

    status = 503
    code = "not_ready"
    retryable = True


class IndexUnusable(CoachError):
    """There is no index, or it does not fit; the message says how to build it."""

    status = 503
    code = "index_unusable"


class StoreFailed(CoachError):
    """The database cannot be read or written."""

    status = 503
    code = "store_failed"
    retryable = True


class StoreUnusable(StoreFailed):
    """The database cannot be used until somebody changes something; the message says what."""

    code = "store_unusable"
    retryable = False


class LLMFailed(CoachError):
    """The language model gave nothing that can be used; the message is the reason, told beside the offline result.

    `usage` are the requests that were made (app/interview/usage.py), `fault` what is known of the last one.
    """

    status = 502
    code = "llm_failed"
    retryable = True

    def __init__(self, why: str, usage: tuple[Any, ...] = (), fault: Any = None) -> None:
        super().__init__(why)
        self.usage = usage
        self.fault = fault


class LLMUnusable(CoachError):
    """The settings of a model's endpoint cannot work, such as a wrong key or model; the message says what to set."""

    status = 503
    code = "llm_unusable"


class VoiceFailed(CoachError):
    """The endpoint that writes down and speaks gave nothing that can be used; the message is the reason."""

    status = 502
    code = "voice_failed"

    def __init__(self, why: str, *, retryable: bool = False) -> None:
        super().__init__(why)
        self.retryable = retryable


class NotSignedIn(CoachError):
    """Nobody is signed in, or what was sent proves nothing; the message does not say which."""

    status = 401
    code = "not_signed_in"


class NotAllowed(CoachError):
    """Whoever is signed in may not do this."""

    status = 403
    code = "not_allowed"


class ProviderFailed(CoachError):
    """The provider that signs people in cannot be asked."""

    status = 502
    code = "provider_failed"
    retryable = True


class TooMany(CoachError):
    """A quota of the day is used up, or a password was tried too often; it may come again after `retry_after_s`."""

    status = 429
    code = "too_many"

    def __init__(self, why: str, retry_after_s: int) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s
