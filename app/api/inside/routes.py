"""The routes of /inside: an answer explained, and the measured results beside it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from pydantic import StringConstraints

from app.api.dependencies import TheCoach
from app.api.inside.results import Results
from app.api.inside.schemas import ExplainView, PlotView, ReportView, ResultsView
from app.api.schemas import ErrorBody

router = APIRouter(tags=["inside"], responses={status: {"model": ErrorBody} for status in (400, 401, 403, 429, 503)})


async def results_of(request: Request) -> Results:
    """The results that main.py gave the application."""
    found: Results = request.app.state.results
    return found


TheResults = Annotated[Results, Depends(results_of)]


@router.get("/api/explain", responses={422: {"model": ErrorBody}})
def explain(
    coach: TheCoach,
    q: Annotated[str, Query(min_length=1, max_length=2000, pattern=r"\S", examples=["kv cache memroy"])],
    before: Annotated[
        list[Annotated[str, StringConstraints(max_length=2000)]] | None,
        Query(max_length=20, description="the questions of the same conversation before it, the earliest first"),
    ] = None,
) -> ExplainView:
    """Answer a question and tell every stage: scores, what was dropped, the prompt, the checked reply, times."""
    return ExplainView.of(coach.questions.explain(q.strip(), before or ()))


@router.get("/api/results")
def results(measured: TheResults) -> ResultsView:
    """The reports and plots that were measured; none before the first `make eval`."""
    return ResultsView(
        reports=[ReportView(name=name, text=text) for name, text in measured.reports().items()],
        plots=[PlotView(name=name, address=f"/api/results/{name}") for name in measured.plots()],
    )


@router.get("/api/results/{name}", response_class=FileResponse, responses={404: {"model": ErrorBody}})
def result(name: str, measured: TheResults) -> FileResponse:
    """One report or plot as it lies on disk."""
    path, media_type = measured.file(name)
    return FileResponse(path, media_type=media_type)
