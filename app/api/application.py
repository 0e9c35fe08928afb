"""The FastAPI application: routes, the page, headers, whose requests are answered and how many at a time.

Decides the headers of every response; what a route does is in the folder of its capability, what an error looks like in
error_bodies.py.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.error_bodies import InOneShape, add_error_bodies, error_response
from app.api.health import router as health_router
from app.api.inside.results import Results
from app.api.inside.routes import router as inside_router
from app.api.interviews.routes import router as interviews_router
from app.api.loading import LoadingCoach, Report
from app.api.questions.routes import router as questions_router
from app.coach.coach import Coach
from app.settings import Settings

# An answer has at most 100,000 characters (MOST_ANSWER_CHARS), of at most four bytes each.
MAX_BODY_BYTES = 500_000
# API requests that are processed at the same time. They share a pool of 40 threads with the files of the page: 41
# requests of four seconds took all of them, and everything else waited.
MOST_AT_WORK = 32
WEB = Path(__file__).resolve().parent.parent / "web"
# The page runs only its own scripts and styles: even markup that got past escaping could not run.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Browsers check each file each time (304 if unchanged): after an update, old and new modules must not mix.
    "Cache-Control": "no-cache",
}
# Where a request may come from, as the browser's Sec-Fetch-Site header says: the coach's own page or the address bar.
# Programs do not send this header, and neither do browsers over plain HTTP to another machine.
OWN_SITES = ("same-origin", "none")
OTHER_SITE = (
    "this request comes from a page of another site, which may not use the coach; "
    "open the coach's own page, or put this address into the address bar yourself"
)


def make_application(settings: Settings, load: Callable[[Report], Coach], results: Results) -> FastAPI:
    """The application; `load` makes the coach, in the background, once the server starts; /inside shows `results`."""
    loading = LoadingCoach(load)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        loading.start()
        yield
        loading.close()

    application = FastAPI(
        title="Interview coach",
        version=version("interview-coach"),
        description="Mock interviews for AI engineers: graded point by point, cited, with or without an LLM.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        max_body_size=MAX_BODY_BYTES,
    )
    application.add_middleware(ApiLimit, most=MOST_AT_WORK)
    application.add_middleware(TrustedHostMiddleware, allowed_hosts=settings.host_names)
    application.state.loading = loading
    application.state.settings = settings
    application.state.results = results
    for router in (health_router, interviews_router, questions_router, inside_router):
        application.include_router(router)
    add_error_bodies(application)
    application.middleware("http")(_guarded)

    @application.get("/", include_in_schema=False)
    @application.get("/inside", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(WEB / "index.html")

    application.mount("/static", StaticFiles(directory=WEB), name="static")
    application.middleware_stack = InOneShape(application.build_middleware_stack(), SECURITY_HEADERS)
    return application


class ApiLimit:
    """At most `most` API requests are processed at a time; further ones wait until one has ended."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        """Take the application."""
        self._app = app
        self._places = asyncio.Semaphore(most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on requests that are not for the API at once."""
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        async with self._places:
            await self._app(scope, receive, send)


async def _guarded(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse API requests from another site, and add the security headers to every response."""
    is_own = request.headers.get("Sec-Fetch-Site", "none") in OWN_SITES
    if is_own or not request.url.path.startswith("/api/"):
        response = await call_next(request)
    else:
        # A link or an image on another site is enough to send a GET, and GET /api/explain may ask a paid model.
        response = error_response(403, "other_site", OTHER_SITE, retryable=False)
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response
