"""That any order of messages and commands leaves a legal state."""

import hashlib
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from interviews_by_rule import open_interviews

from app.coach.commands import Wanted
from app.coach.interviews import Given
from app.coach.rounds.planning import Terms
from app.interview.course import Mode
from app.interview.requests.commands import Command
from ingest.bank.taxonomy import Level, Stage
from ingest.errors import Conflict

WORDS = (
    "There is a queue in it.",
    "It has a halfcache, I believe.",
    "",
    "hint",
    "skip",
    "let's stop here",
    "go on",
    "How many users are there?",
    "A queue, a cache, an index and a cellar below them, that is my design.",
    "can i try that again please",
    "thanks!",
    "Something with waiting lines, or what?",
    "yes",
    "no",
)


def ends_with_what(message: str, *_: Any) -> Command | None:
    return Command.CLARIFY if message.endswith("or what?") else None


class AnyOrder(RuleBasedStateMachine):
    """Messages and commands of two tabs in any order, with restarts."""

    @initialize(
        stage=st.sampled_from(Stage),
        mode=st.sampled_from(Mode),
        level=st.sampled_from([None, Level.JUNIOR, Level.STAFF]),
    )
    def begin(self, stage: Stage, mode: Mode, level: Level | None) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.open()
        self.id = self.interviews.start(stage, (), 2, 1, Terms(mode, level)).id
        self.seen = 1

    def open(self) -> None:
        self.interviews = replace(open_interviews(Path(self.folder.name), Hashed()), doubt=ends_with_what)

    @rule(words=st.sampled_from(WORDS), stale=st.booleans(), key=st.sampled_from(["", "a", "b"]))
    def message(self, words: str, stale: bool, key: str) -> None:
        number = self.seen if stale else None
        # Every refusal is a 409 and nothing else.
        with suppress(Conflict):
            self.interviews.say(self.id, Given(words, key), number)

    @rule(command=st.sampled_from(Command), number=st.sampled_from([None, 1, 3]))
    def button(self, command: Command, number: int | None) -> None:
        before = self.interviews.get(self.id)
        try:
            self.interviews.command(self.id, Wanted(command), number)
        except Conflict:
            assert self.interviews.get(self.id) == before

    @rule()
    def look(self) -> None:
        ask = self.interviews.get(self.id).ask
        self.seen = 1 if ask is None else ask.number

    @rule()
    def restart(self) -> None:
        before = self.interviews.get(self.id)
        self.interviews.store.close()
        self.open()
        assert self.interviews.get(self.id) == before

    @invariant()
    def legal(self) -> None:
        if not hasattr(self, "id"):
            return
        interview = self.interviews.get(self.id)
        numbers = [turn.ask.number for turn in interview.turns]
        assert numbers == list(range(1, len(numbers) + 1))
        assert (interview.ask is None) == (interview.ended_utc is not None)
        if interview.ask is not None:
            assert interview.ask.number == len(numbers) + 1
        for question in interview.plan:
            asked = [turn.ask for turn in interview.turns_of(question.id)]
            assert sum(not ask.is_follow_up for ask in asked) <= 1

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.interviews.store.close()
            self.folder.cleanup()


class Hashed:
    """Vectors of hashed words."""

    name = "hashed"

    def encode(self, texts: Any) -> Any:
        rows = np.zeros((len(texts), 32), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                rows[row, hashlib.md5(word.encode(), usedforsecurity=False).digest()[0] % 32] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


AnyOrder.TestCase.settings = settings(max_examples=25, stateful_step_count=14, deadline=None, derandomize=True)
TestAnyOrder = pytest.mark.slow(AnyOrder.TestCase)
