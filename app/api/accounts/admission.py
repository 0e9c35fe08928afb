"""Whose request it is, found out before anything else of it is read: the one place, for the API and for other faces.

Decides what proves it, and in which order: the word of a trusted proxy, a key, the cookie of a session; that a request
with none is refused unless its path is one of the few that need none; that what a browser sends by itself counts only
from the coach's own pages; and what is held against the quotas. On a machine of one user everybody is that user, and
nobody on another machine is answered.
"""

import re
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import partial

import anyio
import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.accounts.credentials import Proof
from app.accounts.quotas import OF_MODEL, Quota
from app.api.accounts.audited import audited
from app.api.accounts.proxies import is_elsewhere, is_handed_on, is_in, peer_of
from app.api.callers import OTHER_SITE, is_foreign
from app.api.error_bodies import response_to
from app.api.loading import LoadingCoach
from app.api.places.kinds import Kind, is_upload, kind_of
from app.coach.accounts.entrance import AT_THE_MACHINE, UNKNOWN, Caller
from app.coach.coach import Coach
from app.llm.request import METER
from app.settings import Settings
from ingest.errors import CoachError, NotAllowed, NotSignedIn

# Of this name a browser takes only a cookie of this very host, sent by TLS, for all paths.
COOKIE = "__Host-coach"
OPENID_RETURN = "/openid/return"
# The page and its files, which hold nothing of anybody, and what watches the server.
# /metrics has its own rule for who may read it: COACH_METRICS.
OPEN = frozenset({"/", "/inside", "/healthz", "/readyz", "/openapi.json", "/metrics"})
OPEN_BELOW = ("/static/",)
# What ends a session, a key, a share or a link, and what tells of them, is held against no quota: whoever has stolen
# one may have used all up.
UNCOUNTED = re.compile(
    r"(?:GET|DELETE) /api/account/.*|POST /api/account/(?:password|logout)|DELETE /api/interviews/[^/]+/chair"
)
# Whose body alone tells whether it is a new answer; app/gateways/counted.py counts that.
COUNTED_WITHIN = frozenset({"/v1/chat/completions"})
# What the holder of a link to an interviewer's chair asks for, and where its token stands.
CHAIR = re.compile(r"/api/chair(?:/.*)?")
CHAIR_HEADER = "Chair-Token"
# How somebody who is not signed in gets in.
ENTRANCES = frozenset(
    {
        "/api/account/login",
        "/api/account/invitation",
        "/api/account/invitation/look",
        "/api/account/ways",
        "/api/account/openid",
        # Where a provider sends the browser back to, which is a request from another site.
        OPENID_RETURN,
    }
)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Whoever looks up who is signed in waits for a thread of these, and not for one that an answer has.
THREADS = 8
ONE_USER = (
    "this coach has one user, who sits at its machine, and this request comes from another one; "
    "set COACH_ACCOUNTS=on and add an account with `coach user add`"
)
UNSAID = (
    "a request that changes something and comes with a cookie has to say by Origin which page sent it; "
    "programs send a key as `Authorization: Bearer`"
)
TWICE = "the header that names the user came more than once"
BEARER = "bearer "
# Whether a request of the coach's owner came before: with its path, and the threads in which that is looked up.
IsRepeated = Callable[[Coach, Scope, str, anyio.CapacityLimiter], Awaitable[bool]]
CALLER: ContextVar[Caller | None] = ContextVar("caller", default=None)


def owner_in_context() -> str:
    """Whose rows the request of this context may read and write.

    Raises:
        NotSignedIn: it went past `Admission`.
    """
    caller = CALLER.get()
    if caller is None:
        raise NotSignedIn(UNKNOWN)
    return caller.user.owner


async def _is_new(*_: object) -> bool:
    return False


class Admission:
    """Passes on requests with their caller in `state.caller` and in `CALLER`; refuses those that have none."""

    def __init__(
        self, app: ASGIApp, settings: Settings, loading: LoadingCoach, is_repeated: IsRepeated = _is_new
    ) -> None:
        """`loading` has the accounts once it is loaded; what `is_repeated` is counted no second time."""
        self._app = app
        self._settings = settings
        self._loading = loading
        self._is_repeated = is_repeated
        self._threads = anyio.CapacityLimiter(THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find out whose it is, and pass it on."""
        if scope["type"] != "http" or is_open(scope):
            await self._app(scope, receive, send)
            return
        try:
            caller = self._at_the_machine(scope) if self._settings.is_single_user else await self._admitted(scope)
        except NotSignedIn as error:
            await self._as_guest(error, scope, receive, send)
            return
        except CoachError as error:
            await response_to(error)(scope, receive, send)
            return
        # In the same scope, in which who counts requests finds the route.
        scope["state"] = {**scope.get("state", {}), "caller": caller}
        kept = CALLER.set(caller)
        try:
            if caller.proof is Proof.MACHINE:
                await self._app(scope, receive, send)
            else:
                await self._watched(caller, scope, receive, send)
        finally:
            CALLER.reset(kept)

    def _at_the_machine(self, scope: Scope) -> Caller:
        """The one user of a machine.

        Raises:
            NotAllowed: the request comes from another machine, which a Host header does not show.
        """
        if is_elsewhere(peer_of(scope)) or is_handed_on(scope):
            raise NotAllowed(ONE_USER)
        return AT_THE_MACHINE

    async def _admitted(self, scope: Scope) -> Caller:
        """The caller, whose request is counted.

        Raises:
            CoachError: who it is is not known, may not come in, has used up a quota, or the coach is not loaded.
        """
        coach, headers = self._loading.get(), Headers(scope=scope)
        caller = await anyio.to_thread.run_sync(self._known, coach, headers, scope, limiter=self._threads)
        if caller.proof is not Proof.KEY:
            self._check_page(scope, headers)
        owner, path = caller.user.owner, path_of(scope)
        quotas = wanted(scope["method"], path)
        if quotas and not await self._is_repeated(coach.of(owner), scope, path, self._threads):
            asked = partial(coach.spending.ask, owner, quotas)
            await anyio.to_thread.run_sync(asked, limiter=self._threads)
        return caller

    def _known(self, coach: Coach, headers: Headers, scope: Scope) -> Caller:
        name = self._named_by_proxy(headers, scope)
        if name:
            return coach.entrance.of_proxy(name)
        told = headers.get("authorization", "")
        if told:
            # Whoever sends one is known by it or not at all.
            if not told.lower().startswith(BEARER):
                raise NotSignedIn(UNKNOWN)
            return coach.entrance.of_key(told[len(BEARER) :].strip())
        token = session_of(headers)
        if not token:
            raise NotSignedIn(UNKNOWN)
        return coach.entrance.of_session(token)

    def _named_by_proxy(self, headers: Headers, scope: Scope) -> str:
        """The name in a trusted proxy's header; empty where there is none, and where somebody else sent it."""
        header = self._settings.trusted_user_header
        if not header or not is_in(peer_of(scope), self._settings.proxy_networks):
            return ""
        named = headers.getlist(header)
        if len(named) > 1:
            raise NotSignedIn(TWICE)
        return named[0] if named else ""

    async def _as_guest(self, refused: NotSignedIn, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what the holder of a link to a chair asks for from there, where the operator lets guests in.

        Such a request has no caller: whatever needs one refuses it. It counts for who has made the link.
        """
        if not self._settings.chair_guests or CHAIR.fullmatch(path_of(scope)) is None:
            await response_to(refused)(scope, receive, send)
            return
        coach, token = self._loading.get(), Headers(scope=scope).get(CHAIR_HEADER, "")
        try:
            await anyio.to_thread.run_sync(_counted_guest, coach, token, limiter=self._threads)
        except CoachError as error:
            await response_to(error)(scope, receive, send)
            return
        await self._app(scope, receive, _unstored(send))

    def _check_page(self, scope: Scope, headers: Headers) -> None:
        """See that what a browser sends by itself was sent by the coach's own page.

        Raises:
            NotAllowed: it was not, or a change does not say so.
        """
        if is_foreign(headers, self._settings.allowed_names):
            raise NotAllowed(OTHER_SITE)
        is_said = "origin" in headers or "sec-fetch-site" in headers
        if scope["method"] not in SAFE and not is_said:
            raise NotAllowed(UNSAID)

    async def _watched(self, caller: Caller, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on; what it was is written down, what it took is counted, and nothing of it is kept on the way."""
        coach, owner, status = self._loading.get(), caller.user.owner, 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        kept = METER.set(partial(coach.spending.spent, owner))
        try:
            await self._app(scope, receive, _unstored(watched))
        finally:
            METER.reset(kept)
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._ended, coach, caller, scope, status, limiter=self._threads)

    def _ended(self, coach: Coach, caller: Caller, scope: Scope, status: int) -> None:
        owner, did = caller.user.owner, audited(scope["method"], path_of(scope))
        if did is not None and 200 <= status < 300:
            coach.of(owner).accounts.did(owner, *did)
        if scope["method"] not in SAFE:
            coach.accounts.delete_rest(owner)


def _unstored(send: Send) -> Send:
    """`send`, by which nothing is kept on the way."""

    async def unstored(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return unstored


def _counted_guest(coach: Coach, token: str) -> None:
    """See that a guest holds a link, and count the request for who has made it.

    Raises:
        NotFound: they hold none that is good.
        TooMany: who has made it has used up their requests.
    """
    coach.spending.ask(coach.chairs.seat(token, None).owner, {Quota.REQUESTS})


def is_open(scope: Scope) -> bool:
    """Whether a request needs no caller: for the page and its files, for the state of the server, to get in."""
    path = path_of(scope)
    return path in OPEN or path in ENTRANCES or path.startswith(OPEN_BELOW)


def path_of(scope: Scope) -> str:
    """The path as the routes see it: without the part at which a server is told to hang the application."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path[len(root) :] if root and path.startswith(root + "/") else path


def session_of(headers: Headers) -> str:
    """The token of a session in the cookies; empty where there is none."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def wanted(method: str, path: str) -> frozenset[Quota]:
    """What a request takes of the quotas before it begins."""
    if UNCOUNTED.fullmatch(f"{method} {path}"):
        return frozenset()
    if path in COUNTED_WITHIN:
        return frozenset({Quota.REQUESTS})
    quotas, kind = {Quota.REQUESTS}, kind_of(method, path)
    if kind in (Kind.SLOW, Kind.START):
        quotas |= OF_MODEL
    if kind in (Kind.SLOW, Kind.VOICE) or (kind is Kind.RUN and method == "POST"):
        quotas.add(Quota.ANSWERS)
    if is_upload(method, path):
        quotas.add(Quota.UPLOADS)
    return frozenset(quotas)
