"""What a server does by itself: at its start, once a day, and again where it failed."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.api.loading import LoadingCoach
from app.api.maintenance import Daily
from ingest.errors import StoreFailed

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)


class Kept:
    """Notes when it was asked to delete; fails as often as it is told."""

    def __init__(self, failures: int = 0, error: Exception | None = None) -> None:
        self.at: list[datetime] = []
        self.failures = failures
        self.error = error or StoreFailed("the database failed")

    def delete_old(self, now: datetime) -> dict[str, int]:
        self.at.append(now)
        if len(self.at) <= self.failures:
            raise self.error
        return {}


def loading_of(kept: Kept) -> LoadingCoach:
    coach: Any = SimpleNamespace(keeping=kept, close=lambda: None)
    return LoadingCoach(lambda _: coach)


def test_it_is_done_once_the_coach_is_loaded_and_then_once_a_day() -> None:
    kept = Kept()
    loading = loading_of(kept)
    daily = Daily(loading)
    assert daily.look(NOW) is False
    loading.load()
    for hours in (0, 1, 23, 24, 25, 47, 48):
        daily.look(NOW + timedelta(hours=hours))
    assert kept.at == [NOW, NOW + timedelta(days=1), NOW + timedelta(days=2)]


def test_where_the_database_failed_it_is_tried_again_within_the_hour() -> None:
    kept = Kept(failures=1)
    loading = loading_of(kept)
    loading.load()
    daily = Daily(loading)
    for minutes in (0, 59, 60, 61):
        daily.look(NOW + timedelta(minutes=minutes))
    assert kept.at == [NOW, NOW + timedelta(hours=1)]


def test_where_something_unforeseen_failed_it_is_tried_again_within_the_hour() -> None:
    kept = Kept(failures=1, error=KeyError("unforeseen"))
    loading = loading_of(kept)
    loading.load()
    daily = Daily(loading)
    with pytest.raises(KeyError):
        daily.look(NOW)
    for minutes in (59, 60, 61):
        daily.look(NOW + timedelta(minutes=minutes))
    assert kept.at == [NOW, NOW + timedelta(hours=1)]


def test_a_server_does_it_by_itself() -> None:
    kept = Kept()
    loading = loading_of(kept)
    loading.load()
    daily = Daily(loading, lambda: NOW, look_s=0.01)
    daily.start()
    for _ in range(500):
        if kept.at:
            break
        daily._closed.wait(0.02)
    daily.close()
    assert kept.at == [NOW]
