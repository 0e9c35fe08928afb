"""The routes of a sign-in by a provider: which there is, to it, and back from it.

Decides what of it a browser keeps: a cookie that comes along on the way back from the provider, and so is no proof of
anything but of which browser it is. Why it did not work is told by the page, to which the browser is sent at the end.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.api.accounts.admission import OPENID_RETURN
from app.api.accounts.proxies import address_of
from app.api.accounts.routes import Entered, keep_session
from app.api.accounts.schemas import OpenIdRequest, OpenIdView, WaysView
from app.api.dependencies import BODY, errors
from app.coach.accounts.federation import WITHIN
from ingest.errors import CoachError

router = APIRouter(tags=["accounts"])
# Lax: the provider's page sends the browser back.
FLOW_COOKIE = "__Host-coach-openid"
FAILED = "/#/sign-in/"


@router.get("/api/account/ways", responses=errors(404))
def ways(coach: Entered) -> WaysView:
    """How one signs in here."""
    return WaysView(provider=coach.federation.name)


@router.post("/api/account/openid", responses=errors(404, 502, *BODY))
def go_to_provider(body: OpenIdRequest, request: Request, response: Response, coach: Entered) -> OpenIdView:
    """Begin a sign-in at the provider."""
    begun = coach.federation.begin(_return_of(request), body.invitation, address_of(request.scope))
    age = int(WITHIN.total_seconds())
    response.set_cookie(FLOW_COOKIE, begun.browser, max_age=age, path="/", secure=True, httponly=True, samesite="lax")
    return OpenIdView(address=begun.address)


@router.get(OPENID_RETURN, include_in_schema=False)
def come_back(request: Request, coach: Entered) -> Response:
    """Take what the provider has sent the browser back with, and show the page, signed in or told why not."""
    browser = request.cookies.get(FLOW_COOKIE, "")
    try:
        _, token = coach.federation.finish(dict(request.query_params), browser, _return_of(request))
    except CoachError as error:
        response: Response = RedirectResponse(FAILED + error.code, 303)
    else:
        response = RedirectResponse("/", 303)
        keep_session(request, response, coach, token)
    response.delete_cookie(FLOW_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response


def _return_of(request: Request) -> str:
    """Where the provider sends the browser back to: the same at both ends, as it is known there."""
    public: str = request.app.state.settings.public_url
    return (public or str(request.base_url)).rstrip("/") + OPENID_RETURN
