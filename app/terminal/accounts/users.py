"""`coach user`: accounts in the terminal, by whoever has a shell on the machine.

Decides what is printed and asked. A password is never an argument, which other users of the machine can see, and a link
or a key is printed once, on stdout, alone.
"""

import sys
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from app.accounts.credentials import INVITATION_HOURS, KEY_DAYS, MOST_INVITATION_HOURS, MOST_KEY_DAYS
from app.accounts.users import Role, name_of
from app.coach.accounts.accounts import Accounts
from app.coach.accounts.passwords import Passwords
from app.coach.own_work.projects import Projects
from app.opening import now
from app.projects.search import ProjectIndexes
from app.settings import Settings
from app.store.interviews import Store
from app.terminal.lazy import group
from app.terminal.options import AsJson, print_json, settings_of
from app.terminal.output.console import out
from app.terminal.output.counts import counted
from app.untrusted.terminal_text import harmless
from ingest.embedding.embedder import Embedder
from ingest.errors import CoachError

PLACE = "app.terminal.accounts.users"
user = group(
    {
        "add": f"{PLACE}:add",
        "invite": f"{PLACE}:invite",
        "list": f"{PLACE}:list_users",
        "role": f"{PLACE}:role",
        "disable": f"{PLACE}:disable",
        "enable": f"{PLACE}:enable",
        "delete": f"{PLACE}:delete",
        "key": f"{PLACE}:key",
        "audit": f"{PLACE}:audit",
    },
    "Accounts of a coach that several people share.",
)
Name = Annotated[str, typer.Argument(help="The user's name, such as anna or anna@example.org.")]
ARole = Annotated[Role, typer.Option("--role", help="What they are here.")]


def add(
    name: Name,
    role: ARole = Role.CANDIDATE,
    from_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")] = False,
) -> None:
    """Add a user with a password that is asked for. Example: `coach user add anna --role operator`."""
    accounts, _ = _opened()
    name_of(name)
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    made = accounts.add(name, role, password)
    _say(f"{made.name} is added as {made.role.value}.")


def invite(
    name: Name,
    role: ARole = Role.CANDIDATE,
    hours: Annotated[
        int, typer.Option(min=1, max=MOST_INVITATION_HOURS, help="How long the link holds.")
    ] = INVITATION_HOURS,
) -> None:
    """Print a link, good once, by which a user sets a password. Example: `coach user invite anna`.

    Who is no user yet becomes one with that role; of who is one it sets a forgotten password, and the role stays.
    """
    accounts, settings = _opened()
    made, token = accounts.invite(name, role, hours)
    _say(f"For {made.name}, {made.role.value}, good once within {hours} hours:")
    typer.echo(f"{address_of(settings)}/#/invitation/{token}")


def list_users(as_json: AsJson = False) -> None:
    """List the users with what they have used today. Example: `coach user list`."""
    accounts, _ = _opened()
    found = accounts.all()
    if as_json:
        users = [
            {
                "name": one.name,
                "role": one.role.value,
                "disabled": not one.is_enabled,
                "keys": [_told(key) for key in accounts.keys(one.owner)],
                "used_today": used.__dict__,
            }
            for one, used in found
        ]
        print_json({"users": users})
        return
    for one, used in found:
        state = "" if one.is_enabled else ", disabled"
        parts = (used.requests, "request"), (used.answers, "answer"), (used.uploads, "upload"), (used.tokens, "token")
        amount = ", ".join(counted(count, thing) for count, thing in parts)
        out.print(Text(f"{one.name}  {one.role.value}{state}  today: {amount}"))


def role(name: Name, new: Annotated[Role, typer.Argument(help="What they are from now on.")]) -> None:
    """Give a user another role. Example: `coach user role anna coach`."""
    accounts, _ = _opened()
    _say(f"{accounts.set_role(name, new).name} is {new.value} now.")


def disable(name: Name) -> None:
    """Let a user in no more; their sessions end, what is theirs stays. Example: `coach user disable anna`."""
    accounts, _ = _opened()
    _say(f"{accounts.disable(name).name} is disabled.")


def enable(name: Name) -> None:
    """Let a user in again. Example: `coach user enable anna`."""
    accounts, _ = _opened()
    _say(f"{accounts.enable(name).name} is enabled.")


def delete(name: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete a user with everything of theirs. Example: `coach user delete anna`.

    Interviews, answers, cards, projects and their indexes, keys, records: all of it, at once.
    """
    accounts, _ = _opened()
    if not yes:
        told = f"Delete {name_of(name)} with all interviews, cards, projects and keys? This cannot be undone."
        typer.confirm(harmless(told), abort=True, err=True)
    gone = accounts.delete(name)
    counts = ", ".join(f"{count} {table}" for table, count in gone.items() if count)
    _say(f"Deleted: {counts}.")


def key(
    name: Name,
    label: Annotated[str, typer.Option("--for", help="The program that it is for.")] = "terminal",
    days: Annotated[int, typer.Option(min=1, max=MOST_KEY_DAYS, help="How long it holds.")] = KEY_DAYS,
    revoke: Annotated[str, typer.Option(help="The id of a key to end instead; `coach user list --json` has it.")] = "",
) -> None:
    """Print a key for a program of a user, once. Example: `coach user key anna --for editor`."""
    accounts, _ = _opened()
    owner = accounts.store.users.named(name_of(name)).owner
    if revoke:
        accounts.revoke_key(owner, revoke)
        _say(f"{revoke} is revoked.")
        return
    made, secret = accounts.make_key(owner, label, days)
    _say(f"Key {made.id} of {name_of(name)}, until {made.expires_utc:%Y-%m-%d}; it is shown this once:")
    typer.echo(secret)


def audit(
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many, the latest first.")] = 50,
    before: Annotated[int | None, typer.Option(min=1, help="Those before the entry of this number.")] = None,
) -> None:
    """Show who did what to which account. Example: `coach user audit --most 100`.

    Of the entries that are left out, the command that shows them is printed on stderr.
    """
    accounts, _ = _opened()
    names = {one.owner: one.name for one, _ in accounts.all()}
    entries = accounts.store.ledger.entries(most, before)
    for entry in entries:
        actor, whom = names.get(entry.actor, entry.actor), names.get(entry.owner, entry.owner)
        out.print(Text(f"{_at(entry.at_utc)}  {actor}: {entry.act.value}  {whom} {entry.detail}".rstrip()))
    if len(entries) == most:
        _say(f"Older ones: coach user audit --most {most} --before {entries[-1].number}")


def address_of(settings: Settings) -> str:
    """Where people open the coach."""
    return settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"


def _opened() -> tuple[Accounts, Settings]:
    """Accounts without model and index."""
    settings = settings_of(None)
    store = Store(settings.store_url)
    projects = Projects(store.projects, ProjectIndexes(settings.projects_folder, _no_embedder), now)
    return Accounts(store, Passwords(), now, sweep=projects.sweep), settings


def _no_embedder() -> Embedder:
    raise CoachError("nothing is searched here")


def _told(one: Any) -> dict[str, str | None]:
    used = None if one.used_utc is None else one.used_utc.isoformat()
    return {"id": one.id, "name": one.name, "expires_utc": one.expires_utc.isoformat(), "used_utc": used}


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _say(text: str) -> None:
    typer.echo(harmless(text), err=True)
