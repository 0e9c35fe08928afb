"""The routes of what is remembered: cards and their reviews, progress, history, reports, files, its end; consent."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, UploadFile

from app.api.candidate.schemas import (
    CardView,
    ConsentRequest,
    ConsentView,
    DueView,
    ForgottenView,
    GoalsRequest,
    GradersView,
    HeldView,
    HistoryView,
    ImportedView,
    ImportRequest,
    ModelView,
    PlanRequest,
    PlanTextView,
    ReviewedView,
    ReviewRequest,
)
from app.api.dependencies import BODY, TheCoach, errors
from app.api.interviews.routes import refuse_long_answer
from app.candidate.cards import card_id
from app.candidate.progress import Progress
from app.coach.candidates.exchange import as_anki, as_markdown
from app.coach.candidates.plan import Plan
from app.coach.candidates.plan_files import read_plan_file
from app.coach.candidates.report_files import MEDIA_TYPES, SUFFIXES, Format, written
from app.interview.results.report import Report
from ingest.documents.document import parse
from ingest.errors import BadRequest

router = APIRouter(tags=["candidate"], prefix="/api/candidate")
ANKI = "application/octet-stream"


@router.get("/cards", responses=errors())
def due_cards(coach: TheCoach) -> DueView:
    """The cards of missed points that are due, longest due first."""
    return DueView.of(coach.reviews.due())


@router.post("/reviews", responses=errors(404, 409, *BODY))
def review(body: ReviewRequest, request: Request, coach: TheCoach) -> ReviewedView:
    """Review a card by an answer, which is graded, or by a rating of one's own."""
    if not body.answer.strip() and body.rating is None:
        raise BadRequest("a review needs an answer or a rating of your own; send one of them")
    refuse_long_answer(body.answer, request.app.state.settings.max_answer_chars)
    identifier = card_id(body.question_id, body.point_id)
    reviewed = coach.reviews.review(identifier, body.answer, body.rating, sure=body.sure, seconds=body.seconds)
    return ReviewedView.of(reviewed)


@router.post("/reviews/undo", responses=errors(404, 409))
def undo_review(coach: TheCoach) -> CardView:
    """Take the last review back."""
    return CardView.of(coach.reviews.undo())


@router.get("/progress", responses=errors())
def progress(coach: TheCoach) -> Progress:
    """Skills over time, points missed and since earned, time spent, calibration, the next step in one sentence."""
    return coach.records.progress()


@router.get("/interviews", responses=errors(422))
def history(coach: TheCoach, skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0) -> HistoryView:
    """The interviews that were held, latest first, a hundred behind the first `skip`."""
    held = [HeldView.of(one) for one in coach.records.history(skip)]
    return HistoryView(interviews=held, in_all=coach.records.held())


@router.get("/interviews/{interview_id}/report", responses=errors(404, 409))
def report(interview_id: str, coach: TheCoach) -> Report:
    """The report of an interview that has ended."""
    return coach.records.report(interview_id)


@router.get("/interviews/{interview_id}/report/{form}", response_class=Response, responses=errors(404, 409, 422))
def report_file(interview_id: str, form: Format, coach: TheCoach) -> Response:
    """The same as a file: markdown, html or json."""
    text = written(coach.records.report(interview_id), form)
    return _file(text, MEDIA_TYPES[form], f"interview-{interview_id}.{SUFFIXES[form]}")


@router.post("/goals", status_code=204, responses=errors(*BODY))
def set_goals(body: GoalsRequest, coach: TheCoach) -> None:
    """Keep the topics that a job asks for; interviews ask them first."""
    coach.records.aim(body.topics)


@router.post("/plan", responses=errors(*BODY))
def plan(body: PlanRequest, coach: TheCoach) -> Plan:
    """What to prepare for a job with a CV, found by search; each statement cites the lines that it rests on."""
    job = parse(body.job, "job", "job", markdown=not body.job_is_plain)
    cv = parse(body.cv, "cv", "cv", markdown=not body.cv_is_plain)
    return coach.planner.plan(job, cv)


@router.post("/plan/file", responses=errors(*BODY))
def read_for_plan(file: UploadFile, _: TheCoach) -> PlanTextView:
    """The text of a job description or a CV in a file: PDF, DOCX, markdown, text or HTML; it is not kept."""
    read = read_plan_file(file.filename or "", file.file.read())
    return PlanTextView(text=read.text, is_plain=read.is_plain)


@router.get("/export", response_class=Response, responses=errors())
def export(coach: TheCoach) -> Response:
    """All that is remembered, as JSON; it can be imported."""
    return _file(coach.records.exported(), "application/json", "coach.json")


@router.get("/cards/markdown", response_class=Response, responses=errors())
def cards_as_markdown(coach: TheCoach) -> Response:
    """The cards to read."""
    cards = list(coach.records.memory().cards.values())
    return _file(as_markdown(cards), "text/markdown; charset=utf-8", "cards.md")


@router.get("/cards/anki", response_class=Response, responses=errors())
def cards_as_anki(coach: TheCoach) -> Response:
    """The cards as a deck for Anki."""
    return _file(as_anki(list(coach.records.memory().cards.values())), ANKI, "cards.apkg")


@router.post("/import", responses=errors(*BODY))
def take_in(body: ImportRequest, coach: TheCoach) -> ImportedView:
    """Add what an export holds to what is there."""
    change = coach.records.take_in(body.document)
    return ImportedView(cards=len(change.cards), events=len(change.events))


@router.get("/graders", responses=errors())
def graders(coach: TheCoach) -> GradersView:
    """The language model that is set, if any, and what its exam as a grader has earned it."""
    model = coach.model()
    return GradersView(model=None if model is None else ModelView.of(model))


@router.get("/consent", responses=errors())
def consent(coach: TheCoach) -> ConsentView:
    """Whether one's words go to a language model elsewhere: which, where, and what was said of it."""
    return ConsentView.of(coach.consent.told())


@router.post("/consent", responses=errors(409, *BODY))
def decide(body: ConsentRequest, coach: TheCoach) -> ConsentView:
    """Say whether one's words may go there; from then on they do, or the coach works offline."""
    return ConsentView.of(coach.consent.decide(body.place, is_given=body.is_given))


@router.delete("", responses=errors())
def forget(coach: TheCoach) -> ForgottenView:
    """Delete everything of the candidate: interviews, cards, skills."""
    return ForgottenView(deleted=coach.records.forget())


def _file(content: str | bytes, media_type: str, name: str) -> Response:
    """A file that the browser saves and does not show."""
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
