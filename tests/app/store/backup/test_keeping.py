"""Everything stored comes back from a backup as it was, in SQLite and in PostgreSQL and from one to the other."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import alembic.command
import pytest
from sampled import one_in
from sqlalchemy import JSON, MetaData, Text, cast, event, inspect, select

from app.accounts.audit import Act, Entry
from app.accounts.credentials import Key, Session
from app.accounts.users import Role, User
from app.candidate.candidate import answered, asked
from app.interview.appeal import Appeal
from app.interview.grade import VerdictState
from app.store.accounts.shares import Share
from app.store.backup import rows
from app.store.backup.archive import opened
from app.store.backup.keeping import Backups
from app.store.database import alone, open_engine
from app.store.interviews import Store
from app.store.projects import DocumentKind, Project, ProjectDocument
from app.store.tables import metadata
from ingest.errors import BadRequest, CoachError, Conflict, StoreFailed

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
ANNA = User("owner-of-anna", "anna", Role.CANDIDATE, NOW)
BERT = User("owner-of-bert", "bert", Role.COACH, NOW)
WORDS = "x\0y\n🙂 my own words"

NewDatabase = Callable[[str], str]


@pytest.fixture
def new(request: pytest.FixtureRequest, tmp_path: Path) -> NewDatabase:
    """The URL of a new database of a kind."""
    numbers = count()

    def make(kind: str) -> str:
        if kind == "postgresql":
            return str(request.getfixturevalue("new_postgres")())
        return f"sqlite:///{tmp_path / f'coach-{next(numbers)}.sqlite'}"

    return make


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


KINDS = ("sqlite", "postgresql")
BY_DEFAULT = one_in(len(KINDS), KINDS)


@pytest.mark.parametrize("back", BY_DEFAULT)
@pytest.mark.parametrize("kind", BY_DEFAULT)
def test_what_was_saved_comes_back_in_either_database(
    make: Any, new: NewDatabase, tmp_path: Path, kind: str, back: str
) -> None:
    before, after = new(kind), new(back)
    fill(before, make)
    (tmp_path / "old" / "exams").mkdir(parents=True)
    (tmp_path / "old" / "exams" / f"{'a' * 24}.json").write_text("earned")
    (tmp_path / "old" / "gaps.jsonl").write_text("a gap\n")
    made = backups(before, tmp_path / "old").save(tmp_path / "monday.zip")
    assert (tmp_path / "monday.zip").stat().st_mode & 0o777 == 0o600
    restored = backups(after, tmp_path / "new").restore(tmp_path / "monday.zip")
    assert restored.manifest == made
    held = everything(before)
    assert everything(after) == held
    assert all(held.values()), "a table that is new tomorrow is filled here too"
    assert {name: len(found) for name, found in held.items()} == restored.counts
    assert (tmp_path / "new" / "exams" / f"{'a' * 24}.json").read_text() == "earned"
    assert (tmp_path / "new" / "gaps.jsonl").read_text() == "a gap\n"
    goes_on(after, make)


def goes_on(url: str, make: Any) -> None:
    """The restored coach takes the next answer, and what counts its rows goes on from them."""
    with closing(Store(url)) as store:
        interview = store.of_owner(ANNA.owner)[0]
        assert interview.turns[0].answer == WORDS
        grade = make.grade(interview.graded_against(interview.ask), [VerdictState.MET])
        interview = make.answer(interview, grade, key="k2")
        store.record(ANNA.owner, interview, answered(interview))
        store.ledger.write(Entry(NOW, Act.SIGNED_OUT, "anybody", ANNA.owner))
        assert len(store.get(ANNA.owner, interview.id).turns) == 2
        assert store.proofs.session("s") is None, "who was signed in signs in again"
        assert store.proofs.key("kd") is not None


@pytest.mark.slow
def test_a_backup_is_of_one_moment_though_others_write(make: Any, new: NewDatabase, tmp_path: Path) -> None:
    for kind in KINDS:
        url = new(kind)
        fill(url, make)
        with closing(Store(url)) as other:
            writes = writing_once(other, make)
            made = backups(url, tmp_path / kind)
            event.listen(rows.Connection, "after_execute", writes)
            try:
                made.save(tmp_path / f"{kind}.zip")
            finally:
                event.remove(rows.Connection, "after_execute", writes)
            assert len(other.of_owner("another")) == 1, "it was written while the backup was made"
        back = new("sqlite")
        backups(back, tmp_path / f"{kind}-back").restore(tmp_path / f"{kind}.zip")
        with closing(Store(back)) as store:
            assert store.of_owner("another") == []
            assert len(store.of_owner(ANNA.owner)) == 1


def writing_once(store: Store, make: Any) -> Callable[..., None]:
    """Adds an interview of another owner right after the first row was read of a table that comes early."""
    written: list[bool] = []

    def after(_connection: Any, clause: Any, *_: Any) -> None:
        if not written and str(clause).startswith("SELECT candidates."):
            written.append(True)
            store.add("another", replace(make.interview(), id="in-between"))

    return after


@pytest.mark.slow
@pytest.mark.parametrize("kind", BY_DEFAULT)
def test_it_is_restored_into_an_empty_place_only(make: Any, new: NewDatabase, tmp_path: Path, kind: str) -> None:
    source = new(kind)
    fill(source, make)
    saved = tmp_path / "saved.zip"
    backups(source, tmp_path / "home").save(saved)
    with pytest.raises(Conflict, match="restored into an empty one"):
        backups(source, tmp_path / "home").restore(saved)
    # A coach that has been opened and holds nothing is an empty place.
    target = new(kind)
    with closing(Store(target)) as store:
        store.check()
    backups(target, tmp_path / "home").restore(saved)
    assert everything(target) == everything(source)


def test_a_file_of_the_home_that_is_there_is_not_written_over(make: Any, new: NewDatabase, tmp_path: Path) -> None:
    source, target = new("sqlite"), new("sqlite")
    fill(source, make)
    home = tmp_path / "home"
    home.mkdir()
    (home / "gaps.jsonl").write_text("mine")
    backups(source, home).save(tmp_path / "saved.zip")
    with pytest.raises(Conflict, match=r"gaps.jsonl is there already"):
        backups(target, home).restore(tmp_path / "saved.zip")
    assert (home / "gaps.jsonl").read_text() == "mine"


@pytest.mark.parametrize("kind", BY_DEFAULT)
def test_a_restore_that_fails_leaves_nothing(
    make: Any, new: NewDatabase, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target, home = new("sqlite"), new(kind), tmp_path / "new"
    fill(source, make)
    (tmp_path / "old" / "exams").mkdir(parents=True)
    (tmp_path / "old" / "exams" / "a.json").write_text("earned")
    (tmp_path / "old" / "gaps.jsonl").write_text("a gap\n")
    backups(source, tmp_path / "old").save(tmp_path / "saved.zip")
    home.mkdir()
    # The folder that comes last cannot be made.
    (home / "exams").write_text("a file")
    with pytest.raises(CoachError):
        backups(target, home).restore(tmp_path / "saved.zip")
    assert sorted(path.name for path in home.iterdir()) == ["exams"]
    (home / "exams").unlink()
    backups(target, home).restore(tmp_path / "saved.zip")
    assert everything(target) == everything(source)


@pytest.mark.parametrize("kind", BY_DEFAULT)
def test_rows_of_an_older_revision_are_brought_up_to_date(
    make: Any, new: NewDatabase, tmp_path: Path, kind: str
) -> None:
    """Saved by the coach of today before its tables are migrated, as before an upgrade, and by the one of then."""
    url, target = new(kind), new(kind)
    engine = open_engine(url)
    with alone(engine) as (connection, config):
        alembic.command.upgrade(config, "0004")
        old = MetaData()
        old.reflect(connection)
        row = {"id": "i", "owner": ANNA.owner, "stage": "screening", "topics": ["rag"], "plan": [], "ask": None}
        connection.execute(old.tables["interviews"].insert().values(row | {"started_utc": NOW.replace(tzinfo=None)}))
    backups(url, tmp_path / "home").save(tmp_path / "saved.zip")
    with engine.connect() as connection:
        assert rows.revision_of(connection) == "0004", "a backup changes nothing"
    engine.dispose()
    backups(target, tmp_path / "home").restore(tmp_path / "saved.zip")
    with closing(Store(target)) as store:
        assert [one.id for one in store.of_owner(ANNA.owner)] == ["i"]
        assert set(inspect(store._engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_a_backup_of_a_newer_revision_is_refused_and_nothing_is_written(
    make: Any, new: NewDatabase, tmp_path: Path
) -> None:
    url, target = new("sqlite"), tmp_path / "target.sqlite"
    fill(url, make)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as plain, plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
    backups(url, tmp_path / "home").save(tmp_path / "saved.zip")
    with pytest.raises(BadRequest, match=r"a newer version of the coach has written this backup \(revision 9999\)"):
        backups(f"sqlite:///{target}", tmp_path / "home").restore(tmp_path / "saved.zip")
    with closing(sqlite3.connect(target)) as plain:
        assert plain.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_where_nothing_is_stored_nothing_is_saved_and_nothing_made(tmp_path: Path, new: NewDatabase) -> None:
    nowhere = tmp_path / "nowhere.sqlite"
    for url, why in (
        (f"sqlite:///{nowhere}", "nothing is stored in .*nowhere.sqlite"),
        ("sqlite://", "a database in memory"),
    ):
        with pytest.raises(Conflict, match=why):
            backups(url, tmp_path / "home").save(tmp_path / "saved.zip")
    with pytest.raises(StoreFailed, match="the database URL cannot be read"):
        backups("nonsense", tmp_path / "home").save(tmp_path / "saved.zip")
    sqlite3.connect(tmp_path / "empty.sqlite").close()
    with pytest.raises(Conflict, match="nothing is stored in this database"):
        backups(f"sqlite:///{tmp_path / 'empty.sqlite'}", tmp_path / "home").save(tmp_path / "saved.zip")
    assert not nowhere.exists()
    assert not list(tmp_path.glob("*.zip"))
    assert not list(tmp_path.glob(".*part"))


def test_a_backup_is_never_written_over(make: Any, new: NewDatabase, tmp_path: Path) -> None:
    url, saved = new("sqlite"), tmp_path / "saved.zip"
    fill(url, make)
    saved.write_text("the last one")
    with pytest.raises(CoachError, match="never overwritten"):
        backups(url, tmp_path / "home").save(saved)
    assert saved.read_text() == "the last one"


@pytest.mark.slow
def test_a_user_who_was_deleted_is_gone_from_what_is_saved_afterwards_and_after_so_many_days_from_all(
    make: Any, new: NewDatabase, tmp_path: Path
) -> None:
    url, folder = new("sqlite"), tmp_path / "backups"
    folder.mkdir()
    fill(url, make)
    backups(url, tmp_path / "home", NOW - timedelta(days=31)).save(folder / "first.zip")
    with closing(Store(url)) as store:
        store.users.delete(ANNA.owner)
    daily = backups(url, tmp_path / "home")
    daily.save(folder / "second.zip")
    (folder / "notes.txt").write_text("not ours")
    shutil.make_archive(str(folder / "other"), "zip", tmp_path / "home")
    assert daily.prune(folder, 30) == [folder / "first.zip"]
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "other.zip", "second.zip"]
    with opened(folder / "second.zip") as kept:
        held = b"".join(kept.content(name) for name in kept.names)
    assert ANNA.owner.encode() not in held
    assert b"my own words" not in held


def test_what_a_killed_backup_left_goes_with_those_of_its_age(tmp_path: Path, new: NewDatabase) -> None:
    left = tmp_path / ".monday.zip.abc.coach-part"
    left.write_bytes(b"half")
    later = datetime.now(UTC) + timedelta(days=3)
    assert backups(new("sqlite"), tmp_path / "home", later).prune(tmp_path, 4) == []
    assert backups(new("sqlite"), tmp_path / "home", later).prune(tmp_path, 2) == [left]
