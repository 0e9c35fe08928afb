"""What is too old goes from the database, in SQLite and in PostgreSQL, and nothing that is not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from migrated import migrated
from sampled import slow
from sqlalchemy import delete, func, select, update

from app.accounts.audit import EVERYBODY, SERVER, Act, Entry
from app.accounts.quotas import Amount, Limits, Quota
from app.accounts.users import Role, User
from app.coach.accounts.retention import Keeping
from app.store import retention
from app.store.accounts.shares import Share
from app.store.interviews import Store
from app.store.tables import audit, conversations, interviews, metadata, shares, spending, turns
from ingest.errors import NotFound

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
ANNA, CARL = "owner-of-anna", "owner-of-carl"
DAYS = 30


@pytest.fixture(params=["sqlite", slow("postgresql")])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = migrated(tmp_path / "coach.sqlite") if request.param == "sqlite" else request.getfixturevalue("postgres")
    opened = Store(url)
    _empty(opened)
    yield opened
    _empty(opened)
    opened.close()


def _empty(store: Store) -> None:
    with store.transaction() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))


def put(store: Store, make: Any, name: str, *, started: float, answered: float = 0, ended: float = 0) -> None:
    """An interview that was started, answered and ended so many days ago; 0: not."""
    store.add(ANNA, replace(make.interview(), id=name))
    with store.transaction() as connection:
        moments = {"started_utc": ago(started), "ended_utc": ago(ended) if ended else None}
        connection.execute(update(interviews).where(interviews.c.id == name).values(moments))
        if answered:
            row = {"interview_id": name, "number": 1, "owner": ANNA, "key": "k", "body": {}}
            connection.execute(turns.insert().values(answered_utc=ago(answered), **row))


def ago(days: float) -> datetime:
    return (NOW - timedelta(days=days)).replace(tzinfo=None)


def left(store: Store) -> set[str]:
    with store.transaction() as connection:
        return set(connection.execute(select(interviews.c.id)).scalars())


def count(store: Store, table: Any) -> int:
    with store.transaction() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_an_interview_ages_from_when_it_was_last_touched(store: Store, make: Any) -> None:
    put(store, make, "ended-long-ago", started=90, answered=90, ended=31)
    put(store, make, "ended-lately", started=90, answered=90, ended=29)
    put(store, make, "begun-and-left", started=31)
    put(store, make, "begun-lately", started=29)
    put(store, make, "left-after-an-answer", started=90, answered=31)
    put(store, make, "still-answered", started=90, answered=29)
    gone = Keeping(store, DAYS).delete_old(NOW)
    assert gone["interviews"] == 3
    assert left(store) == {"ended-lately", "begun-lately", "still-answered"}
    assert count(store, turns) == 2
    with pytest.raises(NotFound):
        store.get(ANNA, "ended-long-ago")


def test_what_belongs_to_an_interview_goes_with_it(store: Store, make: Any) -> None:
    for owner, name in ((ANNA, "anna"), (CARL, "carl")):
        store.users.add(User(owner, name, Role.COACH, NOW))
    put(store, make, "old", started=90, answered=90, ended=31)
    store.conversations.claim(ANNA, "chat", "old")
    store.shares.add(Share("share", ANNA, CARL, "old", NOW))
    Keeping(store, DAYS).delete_old(NOW)
    assert [count(store, table) for table in (interviews, turns, conversations, shares)] == [0, 0, 0, 0]
    assert store.users.count() == 2


def test_records_of_acts_and_of_spending_go_and_later_ones_stay(store: Store) -> None:
    for days in (31, 29):
        at = NOW - timedelta(days=days)
        store.ledger.write(Entry(at, Act.SIGNED_IN, ANNA, ANNA))
        store.ledger.count(ANNA, at.date().isoformat(), {Quota.REQUESTS}, Limits(Amount()))
    gone = Keeping(store, DAYS).delete_old(NOW)
    assert (gone["audit"], gone["spending"]) == (1, 1)
    assert count(store, spending) == 1
    told, kept = store.ledger.entries()
    assert (told.act, told.actor, told.owner) == (Act.AGED, SERVER, EVERYBODY)
    assert told.detail == "1 audit, 1 spending"
    assert (kept.act, kept.actor) == (Act.SIGNED_IN, ANNA)


def test_more_than_one_batch_goes(store: Store, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for number in range(5):
        put(store, make, f"old-{number}", started=90)
    assert Keeping(store, DAYS).delete_old(NOW)["interviews"] == 5
    assert left(store) == set()


def test_without_a_number_of_days_nothing_is_ever_deleted(store: Store, make: Any) -> None:
    put(store, make, "old", started=9000)
    store.ledger.write(Entry(NOW - timedelta(days=9000), Act.SIGNED_IN, ANNA, ANNA))
    assert Keeping(store).delete_old(NOW) == {}
    assert (left(store), count(store, audit)) == ({"old"}, 1)
