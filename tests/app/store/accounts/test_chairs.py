"""Links to a chair, in SQLite and in PostgreSQL: one an interview, of its owner, until they are over."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.interview.chair import Note
from app.interview.interview import Interview
from app.store.accounts.chairs import Seat
from app.store.interviews import Store
from app.store.tables import chairs
from ingest.errors import NotFound

ME, OTHER = "me", "somebody-else"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'coach.sqlite'}" if request.param == "sqlite" else request.getfixturevalue("postgres")
    opened = Store(url)
    opened.candidates.forget(ME)
    yield opened
    opened.candidates.forget(ME)
    opened.close()


@pytest.fixture
def seat(make: Any, store: Store) -> Seat:
    interview = Interview.begun("chaired", (make.question(),), (), make.now)
    store.add(ME, interview)
    return Seat(ME, interview.id, make.now, make.now + timedelta(hours=2))


def test_a_link_leads_to_its_interview_until_it_is_over(make: Any, store: Store, seat: Seat) -> None:
    store.chairs.offer(seat, "a digest")
    assert store.chairs.of_digest("a digest", make.now) == store.chairs.offered(ME, seat.interview_id, make.now) == seat
    assert store.chairs.of_digest("another", make.now) is None
    late = make.now + timedelta(hours=2)
    assert store.chairs.of_digest("a digest", late) is store.chairs.offered(ME, seat.interview_id, late) is None


def test_another_link_ends_the_one_before_and_what_is_taken_back_is_gone(make: Any, store: Store, seat: Seat) -> None:
    store.chairs.offer(seat, "first")
    store.chairs.offer(seat, "second")
    assert store.chairs.of_digest("first", make.now) is None
    assert store.chairs.of_digest("second", make.now) == seat
    store.chairs.revoke(ME, seat.interview_id)
    assert store.chairs.of_digest("second", make.now) is None
    with pytest.raises(NotFound):
        store.chairs.revoke(ME, seat.interview_id)


def test_nobody_offers_or_ends_the_chair_of_somebody_else(make: Any, store: Store, seat: Seat) -> None:
    with pytest.raises(NotFound):
        store.chairs.offer(Seat(OTHER, seat.interview_id, make.now, seat.expires_utc), "theirs")
    with pytest.raises(NotFound):
        store.chairs.offer(Seat(ME, "nowhere\0", make.now, seat.expires_utc), "theirs")
    store.chairs.offer(seat, "mine")
    assert store.chairs.offered(OTHER, seat.interview_id, make.now) is None
    with pytest.raises(NotFound):
        store.chairs.revoke(OTHER, seat.interview_id)
    assert store.chairs.of_digest("mine", make.now) == seat


def test_a_link_goes_with_its_interview(store: Store, seat: Seat) -> None:
    store.chairs.offer(seat, "mine")
    assert store.candidates.forget(ME)["chairs"] == 1
    with store._engine.connect() as connection:
        assert connection.execute(select(chairs).where(chairs.c.owner == ME)).all() == []


def test_what_the_chair_noted_is_kept_with_the_interview(make: Any, store: Store, seat: Seat) -> None:
    kept = store.get(ME, seat.interview_id)
    noted = kept.course.chair.taken(make.now).noting(Note(1, ("p0",), "good", make.now))
    change = Interview(**(vars(kept) | {"course": type(kept.course)(**(vars(kept.course) | {"chair": noted}))}))
    store.change(ME, seat.interview_id, lambda _: change)
    assert store.get(ME, seat.interview_id).course.chair == noted
