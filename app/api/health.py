"""Whether the server is up, and whether it can grade: what whoever runs it asks."""

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.dependencies import Loading
from app.api.schemas import Model

router = APIRouter(tags=["health"])


class ReadyView(Model):
    """Whether answers can be graded, and what is going on."""

    ready: bool
    doing: str
    notice: str = Field(
        default="",
        description="a sentence about a language model that is set and failed when it was last asked; empty else",
    )


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is up."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"model": ReadyView}})
async def readyz(loading: Loading, response: Response) -> ReadyView:
    """Whether answers can be graded; 503 and what is going on until then."""
    response.status_code = 200 if loading.is_ready else 503
    return ReadyView(ready=loading.is_ready, doing=loading.doing, notice=loading.notice)
