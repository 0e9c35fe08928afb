"""Errors over the wire: all have one shape, whether the coach, FastAPI or a middleware raised them.

Decides the message for what no route handles: an unknown address, and a method, a body or a host name that is not
accepted. The coach's own errors bring their messages (ingest/errors.py).
"""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.schemas import ErrorBody, ErrorDetail
from ingest.errors import CoachError, NotSignedIn, TooMany

# What starlette answers in plain text, by status: a Host header that is not served, a body that is too long, an
# unexpected error.
PLAIN = {
    400: (
        "other_host",
        "this host name is not answered; open the coach by the address that `coach serve` prints, "
        "or add the name to COACH_ALLOWED_HOSTS",
    ),
    413: ("too_large", "the body of this request is too long; shorten what you send"),
    500: ("error", "the coach failed at this request; its log says how"),
}


def error_response(
    status: int, code: str, message: str, *, retryable: bool, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The one shape of every error; one that may pass says when to try again, in 2 seconds unless `headers` differ."""
    body = ErrorBody(error=ErrorDetail(code=code, message=message, retryable=retryable))
    further = {"Retry-After": "2"} if retryable else {}
    return JSONResponse(body.model_dump(), status_code=status, headers={**further, **(headers or {})})


def response_to(error: CoachError) -> JSONResponse:
    """What a client is answered to an error of the coach."""
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after_s)
    elif isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    return error_response(error.status, error.code, str(error), retryable=error.retryable, headers=headers)


def add_error_bodies(application: FastAPI) -> None:
    """Answer the errors that are raised below the middlewares in this shape."""
    application.add_exception_handler(CoachError, _coach_error)
    application.add_exception_handler(RequestValidationError, _invalid_request)
    application.add_exception_handler(HTTPException, _http_error)


class InOneShape:
    """The whole application with its plain-text errors replaced; those of middlewares reach no exception handler."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        """`headers` are what every response carries."""
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on except such an error, which is sent in our shape."""
        is_replaced = False

        async def shaped(message: Message) -> None:
            nonlocal is_replaced
            if message["type"] == "http.response.start" and message["status"] in PLAIN and _is_plain(message):
                is_replaced = True
                code, words = PLAIN[message["status"]]
                response = error_response(message["status"], code, words, retryable=False, headers=self._headers)
                await response(scope, receive, send)
            elif not is_replaced:
                await send(message)

        await self._app(scope, receive, shaped)


def _is_plain(message: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/plain")
        for name, value in message.get("headers", ())
    )


async def _coach_error(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, CoachError):
        raise error
    return response_to(error)


async def _invalid_request(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    problems = [
        f"the body is not JSON: {item['ctx']['error']} at character {item['loc'][-1]}"
        if item["type"] == "json_invalid"
        else f"{'.'.join(str(part) for part in item['loc'][1:]) or 'body'}: {item['msg']}"
        for item in error.errors()
    ]
    return error_response(422, "unprocessable", "; ".join(problems), retryable=False)


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    path, headers = request.url.path, {name.lower(): value for name, value in (error.headers or {}).items()}
    known = {
        404: ("not_found", f"there is nothing at {path}; /openapi.json lists what there is"),
        405: ("method_not_allowed", f"{path} takes no {request.method}, only {headers.get('allow', 'other methods')}"),
        413: PLAIN[413],
    }
    code, words = known.get(error.status_code, ("bad_request", str(error.detail)))
    return error_response(error.status_code, code, words, retryable=False, headers=headers)
