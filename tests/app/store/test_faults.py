"""What is told of a database that fails: the way out, whether to try again, and nothing that is nobody's business."""

from pathlib import Path
from typing import Any

import pytest

from app.candidate.candidate import LOCAL
from app.store.interviews import Store
from ingest.errors import NotFound, StoreFailed, StoreUnusable


def test_an_id_with_a_nul_is_not_there(make: Any, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'coach.sqlite'}")
    hold_nul(make, store)


def test_an_id_with_a_nul_is_not_there_in_postgresql_either(make: Any, postgres: str) -> None:
    hold_nul(make, Store(postgres))


def hold_nul(make: Any, store: Store) -> None:
    store.add(LOCAL, make.interview())
    for act in (
        lambda: store.get(LOCAL, "a\0b"),
        lambda: store.change(LOCAL, "a\0b", lambda interview: interview),
    ):
        with pytest.raises(NotFound):
            act()
    assert store.turn_of_key(LOCAL, "a\0b", "key") is None
    store.check()
    store.close()


def test_a_server_that_is_not_there_is_told_without_its_address() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreFailed, match="postgresql coach cannot be opened: its server does not answer") as refused:
        Store("postgresql+psycopg://me:secret@127.0.0.1:1/coach")
    for private in ("127.0.0.1", "secret", "port", "me@"):
        assert private not in str(refused.value)
    assert refused.value.retryable


def test_a_standby_that_may_only_be_read_is_not_called_retryable(make: Any, postgres: str) -> None:
    Store(postgres).close()
    store = Store(f"{postgres}?options=-c%20default_transaction_read_only%3Don")
    with pytest.raises(StoreUnusable, match="it can be read but not written") as refused:
        store.check()
    assert not refused.value.retryable
    store.close()


def test_a_database_of_a_newer_version_says_so_and_no_retry_helps(tmp_path: Path) -> None:
    path = tmp_path / "coach.sqlite"
    store = Store(f"sqlite:///{path}")
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(
        StoreUnusable, match=r"a newer version of the coach has written it \(revision 9999\)"
    ) as refused:
        Store(f"sqlite:///{path}")
    assert not refused.value.retryable
