"""What routes are given and what they declare: the coach once it is loaded, and the errors that they may answer."""

from typing import Annotated, Any

from fastapi import Depends, Request

from app.api.loading import LoadingCoach
from app.api.schemas import ErrorBody
from app.coach.coach import Coach


# These and the health routes are `async`: FastAPI runs plain functions in the pool of 40 threads that answers use, and
# 41 requests of four seconds made /healthz wait 3.75 s.
async def loading_of(request: Request) -> LoadingCoach:
    """The loading coach of the application."""
    loading: LoadingCoach = request.app.state.loading
    return loading


Loading = Annotated[LoadingCoach, Depends(loading_of)]


async def coach_of(loading: Loading) -> Coach:
    """The coach; 503 while it loads."""
    return loading.get()


TheCoach = Annotated[Coach, Depends(coach_of)]


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error bodies of a route of the API: these, and the two that every route has that needs the coach."""
    return {status: {"model": ErrorBody} for status in (403, *statuses, 503)}
