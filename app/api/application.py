"""The FastAPI application: routes, the page, and what stands before them.

Decides the headers of every response and the order of what a request goes through; whose requests are answered is in
callers.py, how many at a time in places/, what a route does in the folder of its capability, what an error looks like
in error_bodies.py.
"""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from importlib.metadata import version

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.accounts.admission import Admission
from app.api.accounts.openid import router as openid_router
from app.api.accounts.proxies import Proxies
from app.api.accounts.routes import router as accounts_router
from app.api.callers import GUARDED, OTHER_SITE, KnownHost, is_foreign
from app.api.candidate.routes import router as candidate_router
from app.api.chair.routes import router as chair_router
from app.api.error_bodies import InOneShape, add_error_bodies, error_response
from app.api.health import router as health_router
from app.api.inside.results import Results
from app.api.inside.routes import router as inside_router
from app.api.interviews.routes import router as interviews_router
from app.api.loading import LoadingCoach, Report
from app.api.maintenance import Daily
from app.api.observed import Observed
from app.api.page_files import PageFiles
from app.api.places.bodies import MAX_UPLOAD_BYTES, BodyFirst
from app.api.places.kinds import GIVES_WAY, SPARE_THREADS, most_of
from app.api.places.places import Places
from app.api.projects.routes import router as projects_router
from app.api.questions.routes import router as questions_router
from app.api.readiness import Readiness
from app.api.streams.repeated_requests import Repeated
from app.api.streams.resumable import HeldAnswers
from app.api.tasks.routes import router as tasks_router
from app.api.voice.routes import router as voice_router
from app.coach.coach import Coach
from app.folders import WEB
from app.observing.metrics import Metrics
from app.settings import Settings

# The page runs only its own scripts and styles: even markup that got past escaping could not run.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    # A recording of the candidate's voice, and a question that was read aloud: both are in the page's memory.
    "media-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Browsers check each file each time (304 if unchanged): after an update, old and new modules must not mix.
    "Cache-Control": "no-cache",
}


def make_application(
    settings: Settings,
    load: Callable[[Report], Coach],
    results: Results,
    watch: Report = lambda _: None,
    metrics: Metrics | None = None,
) -> FastAPI:
    """The application; `load` makes the coach, in the background, once the server starts; /inside shows `results`.

    `watch` is told the steps of loading; `metrics` count what happens.
    """
    loading = LoadingCoach(load, watch)
    daily = Daily(loading)
    counted = Metrics() if metrics is None else metrics
    places = most_of(has_model=settings.has_llm)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = sum(places.values()) + SPARE_THREADS
        loading.start()
        daily.start()
        yield
        daily.close()
        loading.close()

    application = FastAPI(
        title="Interview coach",
        version=version("interview-coach"),
        description="Mock interviews for AI engineers: graded point by point, cited, with or without an LLM.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        # Its spans would carry addresses with questions, its logs what a request holds.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
        # The largest of all; BodyFirst holds each request to its own.
        max_body_size=MAX_UPLOAD_BYTES,
    )
    # Each stands before the one that is added before it.
    # A request that waits for a language model uses no CPU, so it need not let another one go first.
    gives_way = {} if settings.has_llm else GIVES_WAY
    application.add_middleware(Places, told=counted.places, most=places, gives_way=gives_way)
    application.add_middleware(BodyFirst)
    held = HeldAnswers()
    application.add_middleware(Admission, settings=settings, loading=loading, is_repeated=Repeated(held))
    application.add_middleware(KnownHost, names=settings.host_names, takes_addresses=settings.takes_addresses)
    application.state.loading = loading
    application.state.readiness = Readiness(loading)
    application.state.settings = settings
    application.state.results = results
    application.state.metrics = counted
    application.state.held_answers = held
    routers = (
        health_router,
        accounts_router,
        openid_router,
        candidate_router,
        interviews_router,
        chair_router,
        questions_router,
        projects_router,
        tasks_router,
        voice_router,
        inside_router,
    )
    for router in routers:
        application.include_router(router)
    add_error_bodies(application)
    application.add_middleware(Guarded, names=settings.allowed_names)
    application.add_middleware(Proxies, networks=settings.proxy_networks)

    files = PageFiles(directory=WEB)

    @application.get("/", include_in_schema=False)
    @application.get("/inside", include_in_schema=False)
    async def page(request: Request) -> Response:
        return await files.get_response("index.html", request.scope)

    application.mount("/static", files, name="static")
    shaped = InOneShape(application.build_middleware_stack(), SECURITY_HEADERS)
    application.middleware_stack = Observed(shaped, counted)
    return application


class Guarded:
    """Refuses API requests from another site, and adds the security headers to every response."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        """`names`: the host names that were set, as in Settings.allowed_names."""
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 403."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["path"].startswith(GUARDED) and is_foreign(Headers(scope=scope), self._names):
            # A link or an image on another site is enough to send a GET, and GET /api/explain may ask a paid model.
            refused = error_response(403, "other_site", OTHER_SITE, retryable=False)
            await refused(scope, receive, with_headers)
        else:
            await self._app(scope, receive, with_headers)
