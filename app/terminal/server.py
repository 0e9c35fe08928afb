"""`coach serve` and `coach doctor`: the page and the API, and whether everything works."""

from typing import Annotated

import typer
import uvicorn

from app.api.patience import PatientProtocol
from app.main import create_app
from app.settings import LOOPBACK
from app.terminal.accounts.door import check_accounts
from app.terminal.doctor import run
from app.terminal.options import AsJson, print_json, read_settings, settings_of
from app.terminal.output.printing import Status, print_check
from app.terminal.preconditions import check_address


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on. Default 8000.")] = None,
) -> None:
    """Serve the page and the API. Example: `coach serve --port 8080`."""
    given = {name: value for name, value in {"host": host, "port": port}.items() if value is not None}
    settings = settings_of(None, **given)
    check_accounts(settings)
    listening = check_address(settings.host, settings.port)
    typer.echo(f"Interview coach: http://{settings.host}:{settings.port}  (stop with Ctrl-C)", err=True)
    if settings.takes_addresses:
        names = ", ".join(name for name in settings.host_names if name not in (*LOOPBACK, settings.host))
        typer.echo(f"It answers to any IP address and to {names}; name others in COACH_ALLOWED_HOSTS.", err=True)
    with Status() as status:
        application = create_app(settings, lambda doing: _watch(status, doing))
        # What a proxy says is for app/api/accounts/proxies.py.
        uvicorn.run(
            application,
            host=listening,
            port=settings.port,
            log_level="warning",
            http=PatientProtocol,
            proxy_headers=False,
        )


def _watch(status: Status, doing: str) -> None:
    """Show the steps of loading while it lasts, and no spinner beside a coach that is ready or has failed."""
    if doing:
        status.say(doing)
    else:
        status.stop()


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
