"""The routes of /inside: an answer explained, and the measured results beside it.

Decides which files are results: markdown and PNG files directly in eval/results. A name that a client sends is looked
up in the folder's listing and never made into a path.
"""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse

from app.api.inside_schemas import ExplainView, PlotView, ReportView, ResultsView
from app.api.routes import TheCoach
from app.api.schemas import ErrorBody
from app.settings import PROJECT
from ingest.errors import NotFound

MEDIA_TYPES = {".md": "text/markdown; charset=utf-8", ".png": "image/png"}

router = APIRouter(tags=["inside"], responses={403: {"model": ErrorBody}})


def results_folder() -> Path:
    """Where `make eval` writes."""
    return PROJECT / "eval" / "results"


Results = Annotated[Path, Depends(results_folder)]


@router.get("/api/explain", responses={422: {"model": ErrorBody}, 503: {"model": ErrorBody}})
def explain(
    coach: TheCoach,
    q: Annotated[str, Query(min_length=1, max_length=2000, pattern=r"\S", examples=["kv cache memroy"])],
) -> ExplainView:
    """Answer a question and tell every stage: scores, what was dropped, the prompt, the checked reply, times."""
    return ExplainView.of(coach.explain(q.strip()))


@router.get("/api/results")
def results(folder: Results) -> ResultsView:
    """The reports and plots that were measured; none before the first `make eval`."""
    found = listing(folder)
    return ResultsView(
        reports=[
            ReportView(name=path.name, text=path.read_text(encoding="utf-8", errors="replace"))
            for path in found
            if path.suffix == ".md"
        ],
        plots=[
            PlotView(name=path.name, address=f"/api/results/{path.name}") for path in found if path.suffix == ".png"
        ],
    )


@router.get("/api/results/{name}", response_class=FileResponse, responses={404: {"model": ErrorBody}})
def result(name: str, folder: Results) -> FileResponse:
    """One report or plot as it lies on disk."""
    for path in listing(folder):
        if path.name == name:
            return FileResponse(path, media_type=MEDIA_TYPES[path.suffix])
    raise NotFound(f"there is no result {name!r}; GET /api/results lists them")


def listing(folder: Path) -> list[Path]:
    """The results in a folder by name: only regular files, since a link could lead out of it."""
    if not folder.is_dir():
        return []
    return sorted(
        path for path in folder.iterdir() if path.suffix in MEDIA_TYPES and path.is_file() and not path.is_symlink()
    )
