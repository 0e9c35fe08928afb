"""Whether the server is up, and whether it can grade: what whoever runs it asks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from app.api.dependencies import Loading
from app.api.readiness import Readiness
from app.api.schemas import Model

router = APIRouter(tags=["health"])


class ReadyView(Model):
    """Whether answers can be graded and stored, and what is going on."""

    ready: bool
    doing: str
    notice: str = Field(
        default="",
        description="a sentence about a language model that is set and failed when it was last asked; empty else",
    )


async def readiness_of(request: Request) -> Readiness:
    """The readiness of the application."""
    found: Readiness = request.app.state.readiness
    return found


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is up."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"model": ReadyView}})
async def readyz(
    loading: Loading, readiness: Annotated[Readiness, Depends(readiness_of)], response: Response
) -> ReadyView:
    """Whether answers can be graded and stored; 503 and what hinders it until then."""
    fault = await readiness.fault()
    response.status_code = 503 if fault else 200
    return ReadyView(ready=not fault, doing=fault or loading.doing, notice=loading.notice)
