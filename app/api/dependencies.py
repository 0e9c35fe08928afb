"""What routes are given and what they declare: the coach once it is loaded, and the errors that they may answer."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request

from app.api.loading import LoadingCoach
from app.api.schemas import ErrorBody
from app.coach.accounts.entrance import UNKNOWN, Caller
from app.coach.coach import Coach
from ingest.errors import NotSignedIn


# These and the health routes are `async`: FastAPI runs plain functions in the pool of 40 threads that answers use, and
# 41 requests of four seconds made /healthz wait 3.75 s.
async def loading_of(request: Request) -> LoadingCoach:
    """The loading coach of the application."""
    loading: LoadingCoach = request.app.state.loading
    return loading


Loading = Annotated[LoadingCoach, Depends(loading_of)]


async def caller_of(request: Request) -> Caller:
    """Who sent a request, as accounts/admission.py has found out; a request that went past it is refused."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise NotSignedIn(UNKNOWN)
    return caller


TheCaller = Annotated[Caller, Depends(caller_of)]


async def owner_of(caller: TheCaller) -> str:
    """Whose rows a request may read and write."""
    return caller.user.owner


Owner = Annotated[str, Depends(owner_of)]


async def coach_of(loading: Loading, owner: Owner) -> Coach:
    """The coach for the rows of whoever sent the request alone; 503 while it loads."""
    return loading.get().of(owner)


TheCoach = Annotated[Coach, Depends(coach_of)]


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error bodies of a route of the API: these, and those that every route has that needs the coach."""
    return {status: {"model": ErrorBody} for status in (400, 401, 403, *statuses, 429, 503)}


# What every route answers that takes a body: it came too slowly, it is too long, it is not valid.
BODY = (408, 413, 422)


def stream_errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The same for a route that streams events: its errors are JSON all the same."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{ErrorBody.__name__}"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in errors(*statuses)
        if isinstance(status, int)
    }
