"""A database with something in every table that a backup holds, and all that stands in one."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sampled import one_in
from sqlalchemy import JSON, Text, cast, select

from app.accounts.audit import Act, Entry
from app.accounts.credentials import Key, Session
from app.accounts.users import Role, User
from app.candidate.candidate import answered, asked
from app.interview.appeal import Appeal
from app.interview.grade import VerdictState
from app.store.accounts.shares import Share
from app.store.backup import rows
from app.store.backup.keeping import Backups
from app.store.database import open_engine
from app.store.interviews import Store
from app.store.projects import DocumentKind, Project, ProjectDocument
from app.store.tables import metadata

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
ANNA = User("owner-of-anna", "anna", Role.CANDIDATE, NOW)
BERT = User("owner-of-bert", "bert", Role.COACH, NOW)
WORDS = "x\0y\n🙂 my own words"

NewDatabase = Callable[[str], str]
KINDS = ("sqlite", "postgresql")
BY_DEFAULT = one_in(len(KINDS), KINDS)


def backups(url: str, home: Path, at: datetime = NOW) -> Backups:
    home.mkdir(exist_ok=True)
    return Backups(url, home, "0.1.0", lambda: at)


def fill(url: str, make: Any) -> None:
    """Something in every table that a backup holds."""
    with closing(Store(url)) as store:
        for user in (ANNA, BERT):
            store.users.add(user, "a hash")
        interview = make.interview(make.question("one"), make.question("two"))
        store.add(ANNA.owner, interview, asked(interview))
        grade = make.grade(make.question("one"), [VerdictState.MET, VerdictState.PARTLY_MET] * 2)
        interview = make.answer(interview, grade, key="k1", answer=WORDS)
        store.record(ANNA.owner, interview, answered(interview))
        verdict = grade.verdicts[1]
        store.add_appeal(ANNA.owner, interview.id, 1, Appeal("p1", "my own words", verdict, verdict, NOW))
        store.conversations.claim(ANNA.owner, "a digest", interview.id)
        store.shares.add(Share("share", ANNA.owner, BERT.owner, interview.id, NOW))
        store.projects.add(Project("p", ANNA.owner, "Prøject", NOW))
        store.projects.put_documents(ANNA.owner, "p", [ProjectDocument("a.md", DocumentKind.MARKDOWN, "# A 🙂\n")])
        store.proofs.add_key(Key("k", ANNA.owner, "editor", NOW, NOW + timedelta(days=1)), "kd")
        store.proofs.begin(Session("s", ANNA.owner, NOW, NOW))
        store.identities.link("an id's digest", ANNA.owner, NOW)
        store.consents.put(ANNA.owner, "https://models.example", NOW, is_given=True)
        store.ledger.write(Entry(NOW, Act.SIGNED_IN, "anybody", ANNA.owner))
        store.ledger.spend(ANNA.owner, "2026-11-29", 60, 0.1)
        store.check()


def everything(url: str) -> dict[str, list[Any]]:
    """All rows that a backup holds, JSON as it stands there."""
    engine, found = open_engine(url), {}
    with engine.connect() as connection:
        for name, table in metadata.tables.items():
            if name not in rows.LEFT_OUT:
                columns = [cast(one, Text) if isinstance(one.type, JSON) else one for one in table.columns]
                read = connection.execute(select(*columns).order_by(*table.primary_key.columns))
                found[name] = [tuple(row) for row in read]
    engine.dispose()
    return found
