"""A store whose file need not outlive a power cut: a commit that waited for the disk took 9 ms on a busy machine."""

from typing import Any

from sqlalchemy import event

from app.store.interviews import Store


def hurried(store: Store) -> Store:
    """The same store; connections that are opened from now on leave it to the system when something is on the disk."""
    event.listen(store._engine, "connect", _hurry)
    store._engine.dispose()
    return store


def _hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
