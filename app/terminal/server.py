"""`coach serve` and `coach doctor`: the page and the API, and whether everything works."""

import os
import tempfile
from typing import Annotated, Any

import typer
import uvicorn

from app.api.connection_timeouts import PatientProtocol
from app.main import create_app, keep_for_good, prepare
from app.observing.logs import set_up_logging
from app.observing.metrics import SHARED_FOLDER
from app.settings import LOOPBACK, Settings
from app.terminal.accounts.sign_in_required import check_accounts
from app.terminal.doctor import run
from app.terminal.options import AsJson, print_json, read_settings, settings_of
from app.terminal.output.printing import Status, print_check
from app.terminal.preconditions import check_address
from ingest.embedding.resident import few_arenas
from ingest.errors import BadRequest

# How long a server that is told to stop waits for what it has begun; an answer that is cut off then is stored or not,
# and asked for again with its key it is the same.
GRACE_S = 30
# A worker whose cores are taken for a while is not dead.
WORKER_SILENT_S = 60


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on. Default 8000.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes that answer. Default 1.")] = None,
) -> None:
    """Serve the page and the API. Example: `coach serve --port 8080`."""
    wanted = {"host": host, "port": port, "workers": workers}
    given = {name: value for name, value in wanted.items() if value is not None}
    settings = settings_of(None, **given)
    listening = check_address(settings.host, settings.port)
    check_accounts(settings)
    typer.echo(f"Interview coach: http://{settings.host}:{settings.port}  (stop with Ctrl-C)", err=True)
    if settings.takes_addresses:
        names = ", ".join(name for name in settings.host_names if name not in (*LOOPBACK, settings.host))
        typer.echo(f"It answers to any IP address and to {names}; name others in COACH_ALLOWED_HOSTS.", err=True)
    set_up_logging()
    few_arenas()
    if settings.workers > 1:
        _serve_with_workers(settings, listening)
        return
    with Status() as status:
        application = create_app(settings, lambda doing: _watch(status, doing))
        _run(application, settings, listening)


def _run(application: Any, settings: Settings, listening: str, **further: Any) -> None:
    uvicorn.run(
        application,
        host=listening,
        port=settings.port,
        log_level="warning",
        log_config=None,
        access_log=False,
        http=PatientProtocol,
        # What a proxy says is for app/api/accounts/proxies.py.
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
        **further,
    )


def _serve_with_workers(settings: Settings, listening: str) -> None:
    """Make ready once what all processes share, and start them; they read their settings from the environment."""
    if settings.is_database_in_memory:
        raise BadRequest("each of several workers would have a database in memory of its own; set COACH_DATABASE_URL")
    with Status() as status:
        prepare(settings, status.say)
    os.environ |= {"COACH_HOST": settings.host, "COACH_PORT": str(settings.port)}
    with tempfile.TemporaryDirectory(prefix="coach-metrics-") as shared:
        os.environ[SHARED_FOLDER] = shared
        _run(
            "app.main:create_worker_app",
            settings,
            listening,
            factory=True,
            workers=settings.workers,
            timeout_worker_healthcheck=WORKER_SILENT_S,
        )


def _watch(status: Status, doing: str) -> None:
    """Show the steps of loading while it lasts, and no spinner beside a coach that is ready or has failed."""
    if doing:
        status.say(doing)
    else:
        status.stop()
        keep_for_good()


def doctor(as_json: AsJson = False) -> None:
    """Check Python, model, index, bank, store and LLM; exit code 1 where one fails. Example: `coach doctor`."""
    checks = run(read_settings())
    if as_json:
        print_json({"checks": [{"name": one.name, "ok": one.ok, "sentence": one.sentence} for one in checks]})
    else:
        for one in checks:
            print_check(one.name, one.ok, one.sentence)
    if any(one.ok is False for one in checks):
        raise typer.Exit(1)
