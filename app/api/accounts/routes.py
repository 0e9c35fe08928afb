"""The routes of accounts: in and out, who is signed in, keys, shares, what was used.

Decides what the cookie of a session is like. Users are added, changed and deleted in the terminal alone.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.accounts.credentials import Proof
from app.accounts.users import Act as Allowed
from app.api.accounts.admission import COOKIE, session_of
from app.api.accounts.proxies import address_of
from app.api.accounts.schemas import (
    AcceptRequest,
    InvitedView,
    KeyRequest,
    KeysView,
    KeyView,
    LinkRequest,
    LoginRequest,
    MeView,
    NewKeyView,
    PasswordRequest,
    ShareRequest,
    SharesView,
    ShareView,
    TotalsView,
    UsedView,
)
from app.api.dependencies import BODY, Loading, Owner, TheCaller, TheCoach, errors
from app.coach.accounts.entrance import SESSION_S, Caller
from app.coach.coach import Coach
from app.interview.results.report import Report
from ingest.errors import NotAllowed, NotFound

router = APIRouter(tags=["accounts"])
NO_ACCOUNTS = "this coach has one user, who needs no account"
NOT_BY_KEY = "a key cannot do this; sign in"


async def entered(request: Request, loading: Loading) -> Coach:
    """The coach of whoever is not signed in yet; there is nothing to sign in to where there is one user."""
    if request.app.state.settings.is_single_user:
        raise NotFound(NO_ACCOUNTS)
    return loading.get()


async def with_account(caller: TheCaller) -> Caller:
    """A caller who has an account."""
    if caller.proof is Proof.MACHINE:
        raise NotFound(NO_ACCOUNTS)
    return caller


async def in_person(caller: Annotated[Caller, Depends(with_account)]) -> Caller:
    """A caller who is there: a key that was stolen must make no further keys and no other password."""
    if caller.proof is Proof.KEY:
        raise NotAllowed(NOT_BY_KEY)
    return caller


Entered = Annotated[Coach, Depends(entered)]
WithAccount = Annotated[Caller, Depends(with_account)]
InPerson = Annotated[Caller, Depends(in_person)]


@router.post("/api/account/login", responses=errors(404, *BODY))
def login(body: LoginRequest, request: Request, response: Response, coach: Entered) -> MeView:
    """Begin a session; whatever is wrong is told in the same words."""
    user, token = coach.entrance.sign_in(body.name, body.password, address_of(request.scope))
    return _begun(request, response, coach, Caller(user, Proof.SESSION), token)


@router.post("/api/account/logout", status_code=204, responses=errors(404))
def logout(response: Response, coach: TheCoach, caller: WithAccount) -> None:
    """End the session; what the browser has kept of it goes too."""
    coach.entrance.sign_out(caller)
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
    response.headers["Clear-Site-Data"] = '"storage"'


@router.get("/api/account/me", responses=errors())
def me(caller: TheCaller) -> MeView:
    """Who is signed in."""
    return MeView.of(caller)


@router.get("/api/account/usage", responses=errors(404))
def usage(coach: TheCoach, caller: WithAccount) -> UsedView:
    """What was used today of each quota."""
    return UsedView.of(coach.spending.used(caller.user.owner), coach.spending.limits.user)


@router.post("/api/account/password", responses=errors(404, *BODY))
def change_password(
    body: PasswordRequest, request: Request, response: Response, coach: TheCoach, caller: InPerson
) -> MeView:
    """Set another password; every other session ends."""
    token = coach.entrance.change_password(caller, body.old, body.new, address_of(request.scope))
    return _begun(request, response, coach, Caller(caller.user, Proof.SESSION), token)


@router.post("/api/account/invitation/look", responses=errors(404, *BODY))
def look_at_invitation(body: LinkRequest, request: Request, coach: Entered) -> InvitedView:
    """Whom a link was made for, while it is good."""
    return InvitedView(name=coach.entrance.invited(body.token, address_of(request.scope)).name)


@router.post("/api/account/invitation", responses=errors(404, *BODY))
def accept_invitation(body: AcceptRequest, request: Request, response: Response, coach: Entered) -> MeView:
    """Set a password by a link, which is used up, and begin a session."""
    user, token = coach.entrance.accept(body.token, body.password, address_of(request.scope))
    return _begun(request, response, coach, Caller(user, Proof.SESSION), token)


@router.get("/api/account/keys", responses=errors(404))
def list_keys(coach: TheCoach, caller: WithAccount) -> KeysView:
    """The keys of one's programs, without what they are."""
    return KeysView(keys=[KeyView.of(key) for key in coach.accounts.keys(caller.user.owner)])


@router.post("/api/account/keys", status_code=201, responses=errors(404, *BODY))
def make_key(body: KeyRequest, coach: TheCoach, caller: InPerson) -> NewKeyView:
    """A key for a program; it is told this once."""
    key, secret = coach.accounts.make_key(caller.user.owner, body.name, body.days)
    return NewKeyView(key=KeyView.of(key), secret=secret)


@router.delete("/api/account/keys/{key_id}", status_code=204, responses=errors(404))
def revoke_key(key_id: str, coach: TheCoach, caller: InPerson) -> None:
    """End a key."""
    coach.accounts.revoke_key(caller.user.owner, key_id)


@router.get("/api/account/shares", responses=errors(404))
def list_shares(coach: TheCoach, owner: Owner, _: WithAccount) -> SharesView:
    """What one lets coaches read."""
    return SharesView(shares=[ShareView.of(share) for share in coach.sharing.shared_by(owner)])


@router.post("/api/account/shares", status_code=201, responses=errors(404, 409, *BODY))
def share(body: ShareRequest, coach: TheCoach, owner: Owner, _: WithAccount) -> ShareView:
    """Let a coach read the report of an interview."""
    return ShareView.of(coach.sharing.share(owner, body.interview_id, body.coach))


@router.delete("/api/account/shares/{share_id}", status_code=204, responses=errors(404))
def unshare(share_id: str, coach: TheCoach, owner: Owner, _: WithAccount) -> None:
    """Let them read it no more."""
    coach.sharing.unshare(owner, share_id)


@router.get("/api/shared", responses=errors(404))
def list_shared(coach: TheCoach, caller: WithAccount) -> SharesView:
    """What candidates let a coach read."""
    return SharesView(shares=[ShareView.of(share) for share in coach.sharing.shared_with(caller.user)])


@router.get("/api/shared/{share_id}", responses=errors(404, 409))
def shared_report(share_id: str, coach: TheCoach, caller: WithAccount) -> Report:
    """The report of an interview that a candidate lets a coach read."""
    return coach.sharing.report(caller.user, share_id)


@router.get("/api/operator/usage", responses=errors(404))
def totals(coach: TheCoach, caller: WithAccount) -> TotalsView:
    """How much of the day's quotas was used, by whom; for operators."""
    if not caller.user.may(Allowed.SEE_TOTALS):
        raise NotAllowed("only an operator sees what others have used")
    users = {user.name: used for user, used in coach.accounts.all()}
    return TotalsView.of_all(coach.spending.used_by_all(), coach.spending.limits, users)


def _begun(request: Request, response: Response, coach: Coach, caller: Caller, token: str) -> MeView:
    """The session of a token, and whose it is."""
    keep_session(request, response, coach, token)
    return MeView.of(caller)


def keep_session(request: Request, response: Response, coach: Coach, token: str) -> None:
    """The session of a token goes into the cookie; whichever one the browser had before ends."""
    if before := session_of(request.headers):
        coach.entrance.end(before)
    response.set_cookie(COOKIE, token, max_age=SESSION_S, path="/", secure=True, httponly=True, samesite="strict")
