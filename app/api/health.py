"""Whether the server is up, whether it can grade, and its numbers: what whoever runs it asks.

Decides who may read the numbers: by default only who asks from this machine itself and not through a proxy.
"""

import ipaddress
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from app.api.accounts.proxies import FORWARDED
from app.api.callers import host_name
from app.api.dependencies import Loading
from app.api.readiness import Readiness
from app.api.schemas import Model
from app.observing.metrics import CONTENT_TYPE, Metrics
from app.settings import LOOPBACK, Settings
from ingest.errors import NotFound

router = APIRouter(tags=["health"])
NOWHERE = "there is nothing at /metrics for you; COACH_METRICS says who may read it"


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


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """All numbers in Prometheus' text format."""
    settings: Settings = request.app.state.settings
    if settings.metrics == "off" or (settings.metrics == "local" and not _is_local(request)):
        raise NotFound(NOWHERE)
    counted: Metrics = request.app.state.metrics
    return Response(counted.told(), media_type=CONTENT_TYPE)


def _is_local(request: Request) -> bool:
    """Whether the request came from this machine itself, not handed on for somebody else.

    A proxy need not say that it is one; then it was asked for by another name than this machine has for itself.
    """
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    if host_name(request.headers.get("host", "")) not in LOOPBACK:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
