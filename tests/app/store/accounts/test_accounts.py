"""Accounts in the database, in SQLite and in PostgreSQL: proofs, links that are good once, counts, and a whole end."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from migrated import migrated
from sampled import slow
from sqlalchemy import String, Text, event, func, insert, select
from sqlalchemy.types import JSON

from app.accounts.audit import Act, Entry
from app.accounts.credentials import MOST_KEYS, Key, Session, digest
from app.accounts.quotas import Amount, Limits, Quota
from app.accounts.users import Role, User
from app.store.accounts.ledger import UsedUp
from app.store.accounts.shares import Share
from app.store.accounts.users import owned_tables
from app.store.interviews import Store
from app.store.tables import metadata
from ingest.errors import BadRequest, Conflict, NotFound

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
ANNA = User("owner-of-anna", "anna", Role.CANDIDATE, NOW)
BERT = User("owner-of-bert", "bert", Role.COACH, NOW)
DAY = "2026-11-29"


@pytest.fixture(params=["sqlite", slow("postgresql")])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = migrated(tmp_path / "coach.sqlite") if request.param == "sqlite" else request.getfixturevalue("postgres")
    opened = Store(url)
    for user in (ANNA, BERT):
        opened.users.delete(user.owner)
        opened.users.add(user)
    yield opened
    for user in (ANNA, BERT):
        opened.users.delete(user.owner)
    opened.close()


def test_a_name_is_taken_once(store: Store) -> None:
    with pytest.raises(Conflict, match="there is a user anna already"):
        store.users.add(User("another", "anna", Role.OPERATOR, NOW))
    assert store.users.named("anna") == ANNA
    assert store.users.of_owner("another") is None
    with pytest.raises(NotFound, match="there is no user 'carl'"):
        store.users.named("carl")
    assert store.users.with_password("an\0na") is None


def test_a_proof_is_read_with_its_user(store: Store) -> None:
    store.proofs.begin(Session("s", ANNA.owner, NOW, NOW))
    store.proofs.add_key(Key("k", ANNA.owner, "editor", NOW, NOW + timedelta(days=1)), "kd")
    assert store.proofs.session("s") == (Session("s", ANNA.owner, NOW, NOW), ANNA)
    found = store.proofs.key("kd")
    assert found is not None
    assert (found[0].id, found[1]) == ("k", ANNA)
    store.proofs.used("k", NOW)
    assert store.proofs.keys(ANNA.owner)[0].used_utc == NOW
    assert store.proofs.session("other") is None
    assert store.proofs.key("other") is None
    with pytest.raises(NotFound):
        store.proofs.revoke(BERT.owner, "k")
    store.proofs.revoke(ANNA.owner, "k")
    assert store.proofs.key("kd") is None


def test_a_disabled_user_has_no_session_and_no_link(store: Store) -> None:
    store.proofs.begin(Session("s", ANNA.owner, NOW, NOW))
    store.proofs.invite(ANNA.owner, "i", NOW + timedelta(hours=1))
    store.users.set_disabled(ANNA.owner, NOW)
    assert store.proofs.session("s") is None
    assert store.proofs.invited("i", NOW) is None
    assert store.users.named("anna").disabled_utc == NOW
    store.users.set_disabled(ANNA.owner, None)
    assert store.users.named("anna") == ANNA
    assert store.proofs.session("s") is None


def test_a_password_that_was_set_ends_every_session_and_link(store: Store) -> None:
    for one in ("s1", "s2"):
        store.proofs.begin(Session(one, ANNA.owner, NOW, NOW))
    store.proofs.begin(Session("s3", BERT.owner, NOW, NOW))
    store.proofs.invite(ANNA.owner, "i", NOW + timedelta(hours=1))
    store.users.set_password(ANNA.owner, "hash")
    assert [store.proofs.session(one) is None for one in ("s1", "s2", "s3")] == [True, True, False]
    assert store.proofs.invited("i", NOW) is None


def test_of_many_who_use_a_link_at_once_one_is_let_in(store: Store) -> None:
    store.proofs.invite(ANNA.owner, "i", NOW + timedelta(hours=1))
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda n: store.proofs.accept("i", ANNA.owner, f"hash {n}", NOW), range(6)))
    assert taken.count(True) == 1
    found = store.users.with_password("anna")
    assert found is not None
    assert found[1] == f"hash {taken.index(True)}"


def test_a_link_is_good_until_it_ends_until_the_next_one_and_for_its_user(store: Store) -> None:
    store.proofs.invite(ANNA.owner, "i", NOW + timedelta(hours=1))
    assert store.proofs.invited("i", NOW) == ANNA
    assert store.proofs.invited("i", NOW + timedelta(hours=1)) is None
    assert not store.proofs.accept("i", ANNA.owner, "hash", NOW + timedelta(hours=1))
    assert not store.proofs.accept("i", BERT.owner, "hash", NOW)
    store.proofs.invite(ANNA.owner, "j", NOW + timedelta(hours=1))
    assert store.proofs.invited("i", NOW) is None
    assert store.proofs.invited("j", NOW) == ANNA


def test_so_many_keys_and_no_more(store: Store) -> None:
    for number in range(MOST_KEYS):
        store.proofs.add_key(Key(f"k{number}", ANNA.owner, "n", NOW, NOW + timedelta(days=1)), f"d{number}")
    with pytest.raises(BadRequest, match="20 keys are kept already"):
        store.proofs.add_key(Key("one-more", ANNA.owner, "n", NOW, NOW + timedelta(days=1)), "d")
    assert len(store.proofs.keys(ANNA.owner)) == MOST_KEYS


def test_of_many_requests_at_once_just_so_many_have_room(store: Store) -> None:
    limits = Limits(Amount(answers=3))

    def ask(_: int) -> bool:
        try:
            store.ledger.count(ANNA.owner, DAY, {Quota.ANSWERS}, limits)
        except UsedUp:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, range(10))).count(True) == 3
    assert store.ledger.used(ANNA.owner, DAY) == Amount(answers=3)
    assert store.ledger.used(ANNA.owner, "2026-11-30") == Amount()


def test_what_all_use_together_is_bounded_too(store: Store) -> None:
    limits = Limits(Amount(), Amount(tokens=100, cost_usd=2.0))
    store.ledger.spend(ANNA.owner, DAY, 60, 0.5)
    store.ledger.spend(BERT.owner, DAY, 30, 0.5)
    store.ledger.count(ANNA.owner, DAY, {Quota.REQUESTS, Quota.TOKENS, Quota.COST}, limits)
    store.ledger.spend(BERT.owner, DAY, 10, 0.5)
    with pytest.raises(UsedUp) as full:
        store.ledger.count(ANNA.owner, DAY, {Quota.REQUESTS, Quota.TOKENS}, limits)
    assert (full.value.quota, full.value.is_everybodys) == (Quota.TOKENS, True)
    store.ledger.count(ANNA.owner, DAY, {Quota.REQUESTS}, limits)
    total = store.ledger.used_by_all(DAY)
    assert (total.tokens, total.cost_usd, total.requests) == (100, 1.5, 2)


@contextmanager
def another_writer(store: Store) -> Iterator[None]:
    """Another process, which writes right after the first read of a transaction here."""
    other, seen = Store(store._engine.url.render_as_string(hide_password=False)), []

    def after(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith("SELECT") and not seen:
            seen.append(statement)
            other.ledger.write(Entry(NOW, Act.SIGNED_IN, "anybody", BERT.owner))

    event.listen(store._engine, "after_cursor_execute", after)
    yield
    event.remove(store._engine, "after_cursor_execute", after)
    other.close()


def test_what_a_model_took_is_counted_though_others_write(store: Store) -> None:
    with another_writer(store):
        store.ledger.spend(ANNA.owner, DAY, 60, 0.5)
    assert store.ledger.used(ANNA.owner, DAY) == Amount(tokens=60, cost_usd=0.5)
    store.ledger.spend("nobody", DAY, 60, 0.5)
    assert store.ledger.used("nobody", DAY) == Amount()


def test_an_interview_is_shared_though_others_write(make: Any, store: Store) -> None:
    interview = make.interview()
    store.add(ANNA.owner, interview)
    with another_writer(store):
        store.shares.add(Share("share", ANNA.owner, BERT.owner, interview.id, NOW))
    assert [one.id for one in store.shares.of_coach(BERT.owner)] == ["share"]


def test_an_interview_is_shared_by_its_owner_with_one_coach(make: Any, store: Store) -> None:
    interview = make.interview()
    store.add(ANNA.owner, interview)
    with pytest.raises(NotFound, match="there is no interview"):
        store.shares.add(Share("x", BERT.owner, BERT.owner, interview.id, NOW))
    share = Share("share", ANNA.owner, BERT.owner, interview.id, NOW)
    store.shares.add(share)
    with pytest.raises(Conflict, match="may read this interview already"):
        store.shares.add(Share("again", ANNA.owner, BERT.owner, interview.id, NOW))
    assert [(one.id, one.name) for one in store.shares.of_candidate(ANNA.owner)] == [("share", "bert")]
    assert [(one.id, one.name) for one in store.shares.of_coach(BERT.owner)] == [("share", "anna")]
    for owner in (BERT.owner, "nobody"):
        with pytest.raises(NotFound, match="nothing is shared"):
            store.shares.remove(owner, "share")
    with pytest.raises(NotFound):
        store.shares.one_of_coach(ANNA.owner, "share")
    store.candidates.forget(ANNA.owner)
    assert store.shares.of_coach(BERT.owner) == []


def filled(column: Any, number: int) -> Any:
    """A value that a column takes."""
    if isinstance(column.type, String | Text):
        return f"{number} {column.name}"[: column.type.length or 40]
    if isinstance(column.type, JSON):
        return {}
    return NOW.replace(tzinfo=None) if column.type.python_type is datetime else column.type.python_type(number)


def fill(store: Store, owner: str, number: int) -> None:
    """A row of an owner in every table but that of users."""
    parents = {"users.owner": owner}
    further = {"shares": {"coach": BERT.owner}, "audit": {"actor": owner}}
    with store._engine.begin() as connection:
        for table in metadata.sorted_tables:
            if "owner" not in table.columns or table.name == "users":
                continue
            row: dict[str, Any] = {}
            for column in table.columns:
                target = next((key.target_fullname for key in column.foreign_keys), None)
                if target is not None:
                    row[column.name] = parents[target]
                elif not (column.primary_key and column.type.python_type is int and len(table.primary_key) == 1):
                    row[column.name] = filled(column, number)
            connection.execute(insert(table).values(row | {"owner": owner} | further.get(table.name, {})))
            parents |= {f"{table.name}.{key.name}": row.get(key.name) for key in table.primary_key}


def test_a_user_who_is_deleted_leaves_no_row_in_any_table_and_others_keep_theirs(make: Any, store: Store) -> None:
    """Rows are made from the tables themselves: a table that is new tomorrow is held to it."""
    for number, user in enumerate((ANNA, BERT)):
        fill(store, user.owner, number)
    store.ledger.write(Entry(NOW, Act.DISABLED, ANNA.owner, BERT.owner))
    gone = store.users.delete(ANNA.owner)
    assert set(gone) == {table.name for table in owned_tables()}
    assert all(count >= 1 for count in gone.values())
    with store._engine.connect() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String | Text):
                    of_anna = select(func.count()).select_from(table).where(column.like(f"%{ANNA.owner}%"))
                    assert connection.execute(of_anna).scalar() == 0, f"{table.name}.{column.name}"
            if "owner" in table.columns:
                of_bert = select(func.count()).select_from(table).where(table.c.owner == BERT.owner)
                assert connection.execute(of_bert).scalar() >= 1, table.name
    # Of a coach who is deleted no share stays either.
    store.users.delete(BERT.owner)
    assert store.shares.of_coach(BERT.owner) == []


def test_the_tables_hold_digests_and_no_token(tmp_path: Path) -> None:
    path = tmp_path / "coach.sqlite"
    with closing(Store(f"sqlite:///{path}")) as store:
        store.users.add(ANNA)
        store.proofs.begin(Session(digest("the token of a session"), ANNA.owner, NOW, NOW))
        store.proofs.invite(ANNA.owner, digest("the token of a link"), NOW + timedelta(hours=1))
    with closing(sqlite3.connect(path)) as plain:
        told = "\n".join(plain.iterdump())
    assert "the token" not in told
    assert digest("the token of a link") in told
