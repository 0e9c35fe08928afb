"""The routes of the second chair: its link, for the owner of an interview, and what its holder sees and writes.

Decides that the routes of the holder name no interview: the token of the link leads to the one that it was made for.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request

from app.api.accounts.admission import CHAIR_HEADER
from app.api.chair.schemas import ChairView, LinkView, NewLinkView, NoteRequest, OfferRequest, QuestionRequest
from app.api.dependencies import BODY, Loading, Owner, TheCoach, errors
from app.api.interviews.schemas import InterviewView
from app.coach.accounts.entrance import UNKNOWN, Caller
from app.coach.chair import Chairs
from app.store.accounts.chairs import Seat
from ingest.errors import NotSignedIn

router = APIRouter(tags=["chair"])


@dataclass(frozen=True)
class Sitting:
    """Who sits in which chair; `caller` is None for a guest."""

    chairs: Chairs
    seat: Seat
    caller: Caller | None


def sitting(
    request: Request,
    loading: Loading,
    chair_token: Annotated[str, Header(alias=CHAIR_HEADER, max_length=200)] = "",
) -> Sitting:
    """The chair that a request is for; the link is looked up each time."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None and not request.app.state.settings.chair_guests:
        raise NotSignedIn(UNKNOWN)
    chairs = loading.get().chairs
    return Sitting(chairs, chairs.seat(chair_token, caller), caller)


Seated = Annotated[Sitting, Depends(sitting)]


@router.post("/api/interviews/{interview_id}/chair", status_code=201, responses=errors(404, *BODY))
def offer_chair(interview_id: str, body: OfferRequest, coach: TheCoach, owner: Owner) -> NewLinkView:
    """A link to the interviewer's chair of an interview; one that was made before is good no more."""
    seat, token = coach.chairs.offer(owner, interview_id, body.hours)
    return NewLinkView(token=token, expires_utc=seat.expires_utc)


@router.get("/api/interviews/{interview_id}/chair", responses=errors(404))
def get_chair(interview_id: str, coach: TheCoach, owner: Owner) -> LinkView:
    """Until when the link holds, whether the chair is taken, and whether anything has changed."""
    interview = coach.interviews.get(interview_id)
    return LinkView.of(coach.chairs.offered(owner, interview_id), interview)


@router.delete("/api/interviews/{interview_id}/chair", status_code=204, responses=errors(404))
def revoke_chair(interview_id: str, coach: TheCoach, owner: Owner) -> None:
    """End the link at once; what was noted stays."""
    coach.chairs.revoke(owner, interview_id)


@router.post("/api/interviews/{interview_id}/chair/question", responses=errors(404, 409))
def take_question(interview_id: str, coach: TheCoach, owner: Owner) -> InterviewView:
    """Answer the question of the chair that waits now; what is asked comes after it."""
    return InterviewView.of(coach.chairs.take_question(owner, interview_id))


@router.get("/api/chair", responses=errors(404, 422))
def look(sat: Seated) -> ChairView:
    """The interview from its second chair: what is asked, its key points and hints, the answers, what was noted."""
    return ChairView.of(sat.chairs.look(sat.seat, sat.caller), sat.seat)


@router.post("/api/chair/turns/{number}", responses=errors(404, 409, *BODY))
def note(number: int, body: NoteRequest, sat: Seated) -> ChairView:
    """Note what was heard in a turn."""
    return ChairView.of(sat.chairs.mark(sat.seat, number, body.marks), sat.seat)


@router.post("/api/chair/questions", status_code=201, responses=errors(404, 409, *BODY))
def ask(body: QuestionRequest, sat: Seated) -> ChairView:
    """Ask the candidate a question: it comes when what is asked now is answered, or when they take it."""
    return ChairView.of(sat.chairs.ask(sat.seat, body.text, body.point_id), sat.seat)
