"""The FastAPI application: routes, the page, headers, who is answered.

Decides what every response carries; what a route does is in routes.py, what an error looks like in error_bodies.py.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from app.api.error_bodies import InOneShape, add_error_bodies, error_response
from app.api.inside import router as inside_router
from app.api.loading import LoadingCoach, Report
from app.api.routes import router
from app.coach import Coach
from app.settings import Settings

# An answer has at most 20,000 characters; four bytes each and its JSON fit well.
MAX_BODY_BYTES = 500_000
WEB = Path(__file__).resolve().parent.parent / "web"
# The page runs its own script and style alone: text that got past escaping could still run nothing.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Asked for anew each time (304 where nothing changed): after an update, old and new modules must not mix.
    "Cache-Control": "no-cache",
}
# Where a request may come from, as the browser says it in Sec-Fetch-Site: the coach's own page or the address bar.
# Programs send no such header; neither do browsers to plain HTTP on another machine.
OWN_SITES = ("same-origin", "none")
OTHER_SITE = (
    "this request comes from a page of another site, which may not use the coach; "
    "open the coach's own page, or put this address into the address bar yourself"
)


def make_application(settings: Settings, load: Callable[[Report], Coach]) -> FastAPI:
    """The application; `load` makes the coach and runs in the background from the start on."""
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
    application.add_middleware(TrustedHostMiddleware, allowed_hosts=settings.host_names)
    application.state.loading = loading
    application.state.settings = settings
    application.include_router(router)
    application.include_router(inside_router)
    add_error_bodies(application)
    application.middleware("http")(_guarded)

    @application.get("/", include_in_schema=False)
    @application.get("/inside", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(WEB / "index.html")

    application.mount("/static", StaticFiles(directory=WEB), name="static")
    application.middleware_stack = InOneShape(application.build_middleware_stack(), SECURITY_HEADERS)
    return application


async def _guarded(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse what another site sends to the API; every response carries the security headers."""
    is_own = request.headers.get("Sec-Fetch-Site", "none") in OWN_SITES
    if is_own or not request.url.path.startswith("/api/"):
        response = await call_next(request)
    else:
        # A link or a picture on a foreign page is enough for a GET, and GET /api/explain asks a paid model.
        response = error_response(403, "other_site", OTHER_SITE, retryable=False)
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response
