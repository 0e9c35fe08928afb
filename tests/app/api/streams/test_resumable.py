"""Answers that are held: made once, read from any place, stopped when nobody comes, let go of in time."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from fastapi.sse import ServerSentEvent

from app.api.streams.event_ids import missed, numbered, place_after
from app.api.streams.resumable import HeldAnswer, HeldAnswers, Made
from app.api.streams.server_sent_events import event, while_heard
from ingest.errors import BadRequest, Conflict

KEY = ("anna", "key", "What is dropout?")
SOON_S = 5.0


class Writing:
    """An answer of words that are written when the test says so; counts how often one is begun."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.begun = 0
        self.go_on = threading.Event()
        self.stopped = threading.Event()

    def __call__(self) -> Made:
        self.begun += 1
        made = iter([event("token", {"text": word}) for word in self.words])

        def following() -> Any:
            for n, one in enumerate(made):
                if n:
                    self.go_on.wait(SOON_S)
                yield one

        return while_heard(following(), self.stopped.set), self.stopped.set


def told(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def within_time() -> None:
        async with asyncio.timeout(2 * SOON_S):
            await scenario()

    asyncio.run(within_time())


def words(events: list[ServerSentEvent]) -> list[str]:
    return [one.data["text"] for one in events]


async def rest(events: AsyncIterator[ServerSentEvent]) -> list[ServerSentEvent]:
    return [one async for one in events]


def test_who_comes_back_gets_what_they_missed_and_nothing_is_made_twice() -> None:
    async def scenario() -> None:
        held, writing = HeldAnswers(), Writing("one", "two", "three")
        reading = (await held.of(KEY, writing)).after("")
        first = await anext(reading)
        await reading.aclose()  # type: ignore[attr-defined]
        writing.go_on.set()
        again = await held.of(KEY, writing)
        assert words(await rest(again.after(first.id or ""))) == ["two", "three"]
        assert words(await rest(again.after(""))) == ["one", "two", "three"]
        assert words(await rest(again.after("another-2"))) == ["one", "two", "three"]
        assert writing.begun == 1

    told(scenario)


def test_two_readers_at_once_get_the_same_events() -> None:
    async def scenario() -> None:
        held, writing = HeldAnswers(), Writing("one", "two")
        both = await asyncio.gather(held.of(KEY, writing), held.of(KEY, writing))
        writing.go_on.set()
        first, second = await asyncio.gather(*(rest(one.after("")) for one in both))
        assert first == second
        assert writing.begun == 1

    told(scenario)


@pytest.mark.parametrize("other", [("bert", *KEY[1:]), ("anna", "another", KEY[2])])
def test_another_owner_or_key_is_another_answer(other: tuple[str, ...]) -> None:
    async def scenario() -> None:
        held, writing = HeldAnswers(), Writing("one")
        first, second = await held.of(KEY, writing), await held.of(other, writing)
        assert first is not second
        [mine] = await rest(first.after(""))
        assert words(await rest(second.after(mine.id or ""))) == ["one"]

    told(scenario)


def test_a_key_that_came_with_another_question_is_refused() -> None:
    async def scenario() -> None:
        held, writing = HeldAnswers(), Writing("one")
        await held.of(KEY, writing)
        assert held.holds("anna", "key")
        assert not held.holds("bert", "key")
        with pytest.raises(Conflict, match="another question"):
            await held.of((*KEY[:2], "What is BM25?"), writing)
        assert writing.begun == 1

    told(scenario)


def test_an_answer_is_made_no_more_when_nobody_comes_back_and_begins_anew_for_who_comes_late() -> None:
    async def scenario() -> None:
        held, writing = HeldAnswers(alone_s=0.05), Writing("one", "two")
        reading = (await held.of(KEY, writing)).after("")
        first = await anext(reading)
        await reading.aclose()  # type: ignore[attr-defined]
        await asyncio.to_thread(writing.stopped.wait, SOON_S)
        assert writing.stopped.is_set()
        writing.go_on.set()
        assert words(await rest((await held.of(KEY, writing)).after(first.id or ""))) == ["one", "two"]
        assert writing.begun == 2

    told(scenario)


def test_an_answer_is_stopped_by_its_owner_alone() -> None:
    async def scenario() -> None:
        held, writing = HeldAnswers(), Writing("one", "two")
        await anext((await held.of(KEY, writing)).after(""))
        assert not held.stop("bert", "key")
        assert not writing.stopped.is_set()
        assert held.stop("anna", "key")
        await asyncio.to_thread(writing.stopped.wait, SOON_S)
        assert writing.stopped.is_set()
        assert not held.stop("anna", "key")
        writing.go_on.set()

    told(scenario)


def test_what_fails_is_told_to_who_reads_and_tried_again_for_who_comes_back() -> None:
    def broken() -> Made:
        async def events() -> AsyncIterator[ServerSentEvent]:
            yield event("token", {"text": "one"})
            raise ConnectionError

        return events(), lambda: None

    def refusing() -> Made:
        raise BadRequest("ask something")

    async def scenario() -> None:
        held = HeldAnswers()
        reading = (await held.of(KEY, broken)).after("")
        await anext(reading)
        with pytest.raises(ConnectionError):
            await anext(reading)
        for _ in range(2):
            with pytest.raises(BadRequest):
                await held.of(KEY, refusing)
        assert words(await rest((await held.of(KEY, Writing("one"))).after(""))) == ["one"]

    told(scenario)


def test_no_more_are_held_than_may_be_and_none_for_too_long() -> None:
    async def held_after(held: HeldAnswers, *keys: str) -> HeldAnswer:
        for key in keys:
            await rest((await held.of(("anna", key, KEY[2]), Writing(key))).after(""))
        return await held.of(("anna", keys[0], KEY[2]), Writing("anew"))

    async def scenario() -> None:
        kept = await held_after(HeldAnswers(most=2), "a", "b")
        assert words(await rest(kept.after(""))) == ["a"]
        crowded = await held_after(HeldAnswers(most=2), "a", "b", "c")
        assert words(await rest(crowded.after(""))) == ["anew"]
        late = await held_after(HeldAnswers(kept_s=-1.0), "a")
        assert words(await rest(late.after(""))) == ["anew"]

    told(scenario)


def test_an_id_of_another_stream_leaves_nothing_out() -> None:
    events = [event("token", {"text": word}) for word in ("one", "two", "three")]
    ids = [one.id for one in numbered("abc", events)]
    assert ids == ["abc-1", "abc-2", "abc-3"]
    assert words(missed("abc", events, "abc-2")) == ["three"]
    assert words(missed("abc", events, f"abc-{10**30}")) == []
    for last_id in ("", "abc", "abd-2", "abc-x", "abc-²", "abc--1"):
        assert place_after("abc", last_id) == 0
