"""The routes of coding tasks: the list, one task, a run."""

from fastapi import APIRouter

from app.api.dependencies import BODY, TheCoach, errors
from app.api.tasks.schemas import RunReportView, RunRequest, TasksView, TaskView

router = APIRouter(tags=["tasks"])


@router.get("/api/tasks", responses=errors())
def tasks(coach: TheCoach) -> TasksView:
    """The coding tasks, and whether code is run here."""
    return TasksView.of(coach.code)


@router.get("/api/tasks/{task_id}", responses=errors(404))
def task(task_id: str, coach: TheCoach) -> TaskView:
    """A coding task with its visible tests."""
    return TaskView.of_task(coach.code.get(task_id), coach.code)


@router.post("/api/tasks/{task_id}/runs", responses=errors(404, *BODY))
def run(task_id: str, body: RunRequest, coach: TheCoach) -> RunReportView:
    """Run a program in the sandbox: against the visible tests, or on submission against all of them."""
    return RunReportView.of(coach.code.run(task_id, body.code, is_submission=body.submit))
