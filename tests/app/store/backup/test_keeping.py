"""Everything stored comes back from a backup as it was, in SQLite and in PostgreSQL and from one to the other."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import alembic.command
import pytest
from filled_database import ANNA, BY_DEFAULT, KINDS, NOW, WORDS, NewDatabase, backups, everything, fill
from sqlalchemy import MetaData, event, inspect

from app.accounts.audit import Act, Entry
from app.candidate.candidate import answered
from app.interview.grade import VerdictState
from app.store.backup import rows
from app.store.database import alone, open_engine
from app.store.interviews import Store
from app.store.tables import metadata


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
