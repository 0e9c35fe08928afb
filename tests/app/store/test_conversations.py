"""Which interview a conversation belongs to: one a key, whoever comes first, and gone with its interview."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.store.interviews import Store
from ingest.errors import Conflict, NotFound

MET = VerdictState.MET


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = Store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def answered(make: Any) -> Interview:
    question = make.question()
    begun = make.interview(question, make.question("other"))
    return make.answer(begun, make.grade(question, [MET] * 4))


def test_a_key_keeps_its_first_interview(store: Store, make: Any) -> None:
    first, second = make.interview(), replace(make.interview(), id="another-interview")
    for interview in (first, second):
        store.add("local", interview)
    assert store.conversations.find("local", "key") is None
    assert store.conversations.claim("local", "key", first.id) == first.id
    assert store.conversations.claim("local", "key", second.id) == first.id
    assert store.conversations.find("local", "key") == first.id


def test_owners_do_not_see_each_others_conversations(store: Store, make: Any) -> None:
    store.add("local", make.interview())
    store.conversations.claim("ann", "key", "an-interview")
    assert store.conversations.find("ben", "key") is None


def test_an_interview_with_turns_is_stored_whole_under_its_key(store: Store, answered: Interview) -> None:
    store.add_kept("local", answered, "key")
    assert store.get("local", answered.id) == answered
    assert store.conversations.find("local", "key") == answered.id


def test_of_two_copies_under_one_key_the_second_leaves_nothing(store: Store, answered: Interview) -> None:
    store.add_kept("local", answered, "key")
    with pytest.raises(Conflict, match="another request has begun this conversation"):
        store.add_kept("local", replace(answered, id="another-interview"), "key")
    with pytest.raises(NotFound):
        store.get("local", "another-interview")


def test_many_at_once_keep_one(store: Store, make: Any) -> None:
    names = [f"interview-{n}" for n in range(8)]
    for name in names:
        store.add("local", replace(make.interview(), id=name))
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda name: store.conversations.claim("local", "key", name), names))
    assert len(kept) == 1
