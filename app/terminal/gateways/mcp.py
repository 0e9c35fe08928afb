"""`coach mcp`: the coach for programs that speak MCP, over stdin and stdout or over HTTP."""

from typing import Annotated

import typer
import uvicorn

from app.api.connection_timeouts import PatientProtocol
from app.api.loading import LoadingCoach
from app.gateways.mcp.http import PATH, http_application
from app.gateways.mcp.server import make_server
from app.main import assemble
from app.terminal.accounts.sign_in_required import check_accounts
from app.terminal.options import IndexFolder, settings_of
from app.terminal.preconditions import check_address

PORT = 8001


def mcp(
    http: Annotated[bool, typer.Option("--http", help="Serve streamable HTTP instead of stdin and stdout.")] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default 127.0.0.1.")] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = PORT,
    index: IndexFolder = None,
) -> None:
    """Offer the coach to programs that speak MCP. Example: `coach mcp`, or `coach mcp --http --port 8001`."""
    settings = settings_of(index, **({} if host is None else {"host": host}))
    listening = check_address(settings.host, port) if http else ""
    loading = LoadingCoach(lambda report: assemble(settings, report))
    if http:
        check_accounts(settings)
    loading.start()
    try:
        if http:
            typer.echo(f"Interview coach: http://{settings.host}:{port}{PATH}  (stop with Ctrl-C)", err=True)
            application = http_application(loading, settings, settings.host)
            # What a proxy says is for app/api/accounts/proxies.py.
            uvicorn.run(
                application,
                host=listening,
                port=port,
                log_level="warning",
                http=PatientProtocol,
                proxy_headers=False,
            )
        else:
            make_server(loading, settings).run("stdio")
    finally:
        loading.close()
