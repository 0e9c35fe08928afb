"""Interviews of another file are taken over whole, once, and the file stays as it was."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.candidate.candidate import LOCAL, Change
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.store.interviews import Store
from app.store.takeover import TakenOver, take_over
from ingest.errors import StoreFailed


@pytest.fixture
def answered(make: Any) -> Interview:
    """An interview of one answered question."""
    begun = make.interview()
    return make.answer(begun, make.grade(begun.plan[0], [VerdictState.PARTLY_MET] * 4))


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def keep(place: str, interview: Interview) -> None:
    with closing(Store(place)) as store:
        store.add(LOCAL, replace(interview, turns=()))
        if interview.turns:
            store.record(LOCAL, interview)


def test_interviews_come_with_their_turns_beside_those_that_are_there(
    tmp_path: Path, store_url: str, make: Any, answered: Interview
) -> None:
    old = tmp_path / "old.sqlite"
    keep(url(old), answered)
    keep(store_url, replace(make.interview(), id="mine"))
    before = old.read_bytes()
    assert take_over(old, store_url) == TakenOver(1, ())
    assert take_over(old, store_url) == TakenOver(0, ())
    assert old.read_bytes() == before
    with closing(Store(store_url)) as store:
        assert store.get(LOCAL, answered.id).turns == answered.turns
        assert store.get(LOCAL, "mine").turns == ()


def test_what_is_not_copied_is_named(tmp_path: Path, store_url: str, make: Any, answered: Interview) -> None:
    old = tmp_path / "old.sqlite"
    keep(url(old), answered)
    keep(store_url, make.interview())
    with closing(Store(url(old))) as store:
        store.candidates.learn(LOCAL, lambda memory: Change(memory.candidate))
    assert set(take_over(old, store_url).left) == {"candidates", "interviews", "turns"}


def test_what_is_no_database_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "old.sqlite").write_text("not a database, but long enough to be looked at as one " * 50)
    with pytest.raises(StoreFailed, match=r"old\.sqlite cannot be taken over: file is not a database"):
        take_over(tmp_path / "old.sqlite", url(tmp_path / "new.sqlite"))
