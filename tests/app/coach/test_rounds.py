"""Commands between answers: what they tell, what they cost, and that any order of them leaves a legal state.

The grader is a rule of its own here, so that a turn takes no time; store, flows, commands and recognition are real.
"""

import hashlib
import re
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.asking.bank_interviewer import BankInterviewer
from app.asking.facts import Facts
from app.coach.answers.appeals import Appeals
from app.coach.answers.appeals_in_words import AppealsInWords
from app.coach.answers.given_commands import Said
from app.coach.commands import Commands, Wanted
from app.coach.interviews import Given, Interviews, TurnResult
from app.coach.planning import Terms
from app.coach.question_bank import QuestionBank
from app.delivery.remarks import delivery
from app.interview.course import Mode
from app.interview.grade import CREDIT, Evidence, Gate, GateReason, Grade, GradedBy, Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.requests.commands import Command
from app.interview.requests.time_left import asks_for_time
from app.store.interviews import Store
from ingest.bank.questions import Clarification, KeyPoint, Question, ThreadStep
from ingest.bank.taxonomy import Level, Stage, Topic
from ingest.errors import Conflict
from ingest.language.text import Text

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
SAID = "I would take a queue, since it holds what comes in faster than it is worked off, and "


class ByRule:
    """A grader that meets a point whose id stands in the answer, half meets one of whose id a half does."""

    def grade(self, question: Question, answer: Text, *, is_follow_up: bool = False) -> Grade:
        words = set(answer.words)
        empty = None if words else Gate(GateReason.EMPTY, "There is no answer to grade.")
        verdicts = tuple(self._verdict(point, answer.raw, words) for point in question.key_points)
        return Grade(
            verdicts, (), delivery(question, answer, is_follow_up=is_follow_up), GradedBy("offline", "rule", "1"), empty
        )

    def _verdict(self, point: KeyPoint, raw: str, words: set[str]) -> Verdict:
        name = point.id.replace("-", "")
        state = (
            VerdictState.MET
            if name in words
            else VerdictState.PARTLY_MET
            if f"half{name}" in words
            else VerdictState.NOT_MET
        )
        at = raw.find(name)
        evidence = None if state is VerdictState.NOT_MET else Evidence(raw[at : at + len(name)], at, at + len(name))
        asked = (point.section, point.follow_up)
        return Verdict(point.id, point.text, point.weight, state, evidence, CREDIT[state], "", *asked)


class NoPassages:
    """A retriever over an empty corpus."""

    def teaches(self, *_: Any) -> None:
        return None


def points(*names: str) -> tuple[KeyPoint, ...]:
    return tuple(
        KeyPoint(
            id=name,
            text=f"The {name} is named with a reason.",
            weight=2,
            follow_up=f"What about the {name}?",
            other_wordings=(f"It has a {name}, so to say.",),
        )
        for name in names
    )


def bank() -> tuple[Question, ...]:
    made = []
    for stage in Stage:
        for n in range(2):
            name = f"{stage.value}-{n}"
            thread = (ThreadStep(id=f"step-{name}", text="And what is below that?", key_points=points("cellar")),)
            facts = (Clarification(question="How many users are there?", fact="About a million a day."),)
            made.append(
                Question(
                    id=name,
                    text=f"Explain the number {n} of {stage.value}, please.",
                    stage=stage,
                    key_points=points("queue", "cache", "index"),
                    strong_answer="A queue, a cache and an index, with reasons.",
                    variants=("In other words, what is it?",),
                    thread=thread if stage is Stage.DEEP_DIVE else (),
                    clarifying=facts if stage is Stage.SYSTEM_DESIGN else (),
                )
            )
    return tuple(made)


class Clock:
    """A minute later at each look."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def open_interviews(folder: Path, embedder: Any) -> Interviews:
    clock = Clock()
    retriever: Any = NoPassages()
    store = Store(f"sqlite:///{folder}/coach.sqlite")
    commands = Commands(retriever, Facts(embedder), clock)
    return Interviews(QuestionBank(bank()), ByRule(), retriever, BankInterviewer(), store, clock, commands=commands)


@pytest.fixture
def interviews(tmp_path: Path, fake_embedder: Any) -> Interviews:
    return open_interviews(tmp_path, fake_embedder)


def say(interviews: Interviews, interview: Interview, words: str) -> Any:
    return interviews.say(interview.id, Given(words))


def test_a_hint_is_told_in_three_levels_and_paid_for(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    told = [say(interviews, interview, "give me a hint please").exchange.told for _ in range(3)]
    assert told[0].startswith("Ask yourself: What about the queue?")
    assert [n for n, words in enumerate(told, 1) if f"Level {n} of 3" in words] == [1, 2, 3]
    assert "all 3 hints" in say(interviews, interview, "hint").exchange.told.lower()
    taken = say(interviews, interview, "It has a queue and a cache and an index for what is old.")
    assert (taken.turn.grade.earned, taken.turn.grade.paid) == (4.5, 1.5)
    assert "Hints cost 1.5 points" in taken.turn.reply


def test_the_facts_of_a_design_are_given_and_take_no_turn(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SYSTEM_DESIGN, (), 1, 1)
    told = say(interviews, interview, "How many users are there?")
    assert isinstance(told, Said)
    assert told.exchange.told == "About a million a day."
    assert interviews.get(interview.id).turns == ()
    taken = say(interviews, interview, SAID + "a model behind it.")
    assert taken.turn.grade.delivery.clarified is True


def test_a_design_in_several_messages_is_graded_as_one(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SYSTEM_DESIGN, (), 1, 1)
    first = say(interviews, interview, SAID + "the users are a million.")
    assert first.interview.ask.about
    second = say(interviews, interview, "Then a cache, and that is my design.")
    states = {one.point_id: one.state for one in second.turn.grade.verdicts}
    assert states == {"queue": VerdictState.MET, "cache": VerdictState.MET, "index": VerdictState.NOT_MET}
    places = {one.point_id: one.evidence for one in second.turn.grade.verdicts if one.evidence}
    assert (places["queue"].turn, places["cache"].turn) == (1, 0)
    assert SAID[places["queue"].start : places["queue"].end] == "queue"


def test_while_a_design_goes_on_nothing_is_judged_and_nothing_is_told_twice(interviews: Interviews) -> None:
    """An opening that gave requirements was told "0 of 21 points (strong no)", and each message all points again."""
    interview = interviews.start(Stage.SYSTEM_DESIGN, (), 1, 1)
    first = say(interviews, interview, "I take as given that the users are a million, and an answer in a second.")
    assert first.turn.reply == "Noted. The points are counted as the design goes on."
    assert not first.turn.grade.delivery.remarks
    second = say(interviews, interview, SAID + "it feeds the workers behind it.")
    assert second.turn.reply.startswith("2 of 6 points so far.")
    assert "strong" not in second.turn.reply
    assert second.turn.reply.count("queue") == 2
    assert [second.interview.goes_on(turn) for turn in second.interview.turns] == [True, True]
    last = say(interviews, interview, "Then a cache, and that is my design.")
    assert "The queue is named" not in last.turn.reply
    assert "The cache is named" in last.turn.reply
    assert last.turn.reply.startswith("4 of 6 points (yes")
    assert [last.interview.goes_on(turn) for turn in last.interview.turns] == [True, True, False]


def test_a_point_said_in_a_later_answer_counts_and_is_not_asked_for(interviews: Interviews) -> None:
    interview = interviews.start(Stage.DEEP_DIVE, (), 1, 1)
    first = say(interviews, interview, SAID + "nothing else comes to my mind about it.")
    assert first.interview.ask.point_id in {"cache", "index"}
    other = ({"cache", "index"} - {first.interview.ask.point_id}).pop()
    asked = first.interview.ask.point_id
    second = say(
        interviews,
        interview,
        f"There is the {asked}, and beside it there is also the {other}, and below them a cellar.",
    )
    assert [one.point_id for one in second.turn.also] == [other, "cellar"]
    assert second.interview.ask is None


def test_a_second_try_is_compared_and_counts_in_no_score(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "There is a queue in it, I would say.")
    waiting = interviews.get(interview.id).ask
    again = interviews.command(interview.id, Wanted(Command.RETRY))
    assert again.interview.ask.retry_of == 1
    with pytest.raises(Conflict, match="being tried again already"):
        interviews.command(interview.id, Wanted(Command.RETRY))
    taken = say(interviews, interview, "There is a cache in it, and an index beside it.")
    assert "now said: The cache is named" in taken.turn.reply
    assert "no longer said: The queue is named" in taken.turn.reply
    assert replace(taken.interview.ask, number=2, asked_utc=None) == replace(waiting, asked_utc=None)
    assert len(taken.interview.turns_of(taken.turn.ask.question_id)) == 1


def test_a_second_try_that_is_given_up_leaves_the_first_answer(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "There is a queue in it, I would say.")
    interviews.command(interview.id, Wanted(Command.RETRY))
    taken = say(interviews, interview, "skip")
    assert taken.turn.reply.endswith("Then your first answer stands.")
    assert "no longer said" not in taken.turn.reply


def test_while_it_rests_nothing_is_taken_until_the_candidate_is_back(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    interviews.command(interview.id, Wanted(Command.PAUSE))
    with pytest.raises(Conflict, match="go on first"):
        interviews.answer(interview.id, "There is a queue in it.")
    assert say(interviews, interview, "I'm back").exchange.command is Command.RESUME
    interviews.command(interview.id, Wanted(Command.PAUSE))
    assert say(interviews, interview, "im back").exchange.command is Command.RESUME
    assert say(interviews, interview, "There is a queue in it.").turn.grade.earned == 2


def test_who_asks_how_sure_the_grade_is_is_told_and_no_turn_is_taken(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    asked = "How sure are you about that grade?"
    assert "ask again after your answer" in say(interviews, interview, asked).exchange.told
    say(interviews, interview, "There is a queue in it.")
    told = say(interviews, interview, asked)
    assert told.exchange.told.startswith("By my own reckoning about 3 of my 3 verdicts on your last answer are right.")
    assert len(interviews.get(interview.id).turns) == 1
    exam = interviews.start(Stage.SCREENING, (), 2, 1, Terms(Mode.EXAM))
    say(interviews, exam, "There is a queue in it.")
    assert "verdicts" not in say(interviews, exam, asked).exchange.told


def test_the_end_in_words_is_asked_about_once(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    assert "Shall the interview end here?" in say(interviews, interview, "let's stop here").exchange.told
    assert say(interviews, interview, "end").interview.ask is None


def test_an_exam_has_a_clock_and_no_help(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1, Terms(Mode.EXAM, Level.MID, 5))
    with pytest.raises(Conflict, match="no help"):
        interviews.command(interview.id, Wanted(Command.HINT))
    assert "no help" in say(interviews, interview, "hint").exchange.told
    for _ in range(5):
        interviews.now()
    assert say(interviews, interview, "There is a queue in it.").interview.ask is None


@pytest.mark.parametrize("stage", [Stage.BEHAVIOURAL, Stage.SYSTEM_DESIGN])
def test_who_asks_for_the_time_is_told_the_clock(interviews: Interviews, stage: Stage) -> None:
    """It was told the question in other words, or in a design to assume what it likes."""
    exam = interviews.start(stage, (), 1, 1, Terms(Mode.EXAM, None, 30))
    told = say(interviews, exam, "how much time do I have left?").exchange.told
    assert re.fullmatch(r"For this answer \d+ minutes are left\. Of the round \d+ minutes are left\.", told)
    practice = interviews.start(stage, (), 1, 1)
    told = say(interviews, practice, "How long do I have for this?").exchange.told
    assert told == "Practice has no clock; a good answer to this takes about 5 minutes."
    assert not asks_for_time("How long do we have to keep the logs?")
    assert not asks_for_time("How long may a user wait for an answer?")


def test_a_model_answer_comes_after_the_question_is_closed(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    with pytest.raises(Conflict, match="nothing is answered"):
        interviews.command(interview.id, Wanted(Command.MODEL_ANSWER))
    say(interviews, interview, "There is a queue in it.")
    told = interviews.command(interview.id, Wanted(Command.MODEL_ANSWER, turn=1)).exchange.told
    assert told.startswith("A queue, a cache")


def test_a_model_answer_that_is_asked_for_in_words_names_its_question(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    asked = say(interviews, interview, "There is a queue in it.").interview.turns[0].ask.text
    told = say(interviews, interview, "what would a good answer be?").exchange.told
    assert told.startswith("What is asked now is told once it is answered.")
    assert f"“{asked}” a good answer is:\n\nA queue, a cache" in told


def test_who_asks_what_a_follow_up_means_is_told_what_it_goes_on_from(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    follow_up = say(interviews, interview, "It has a halfcache, I believe.").interview.ask
    assert follow_up is not None
    assert follow_up.is_follow_up
    told = say(interviews, interview, "Could you give me an example of what you mean?").exchange.told
    assert "goes on from: Explain the number" in told
    assert follow_up.text in told


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
)


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
        self.interviews = open_interviews(Path(self.folder.name), Hashed())

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


def test_without_a_seed_the_next_question_follows_what_was_answered_and_a_repeat_gets_the_same(
    interviews: Interviews,
) -> None:
    topics = {"queue": Topic.RAG, "cache": Topic.RAG, "index": Topic.MLOPS, "shard": Topic.MLOPS, "lock": Topic.CODING}
    screening = [
        Question(
            id=name,
            text=f"Explain the {name} of a system, please.",
            stage=Stage.SCREENING,
            topic=topic,
            key_points=points("first", "second", "third", "fourth"),
            strong_answer="All four of them, with reasons.",
        )
        for name, topic in topics.items()
    ]
    adaptive = replace(interviews, bank=QuestionBank(tuple(screening)))
    interview = adaptive.start(Stage.SCREENING, (), 3)
    assert interview.course.is_adaptive
    asked = interview.plan[0]
    words = SAID + "beside that there is really nothing that I would know of it."
    missed = adaptive.say(interview.id, Given(words, key="k"))
    assert isinstance(missed, TurnResult)
    following = missed.interview.ask
    assert following is not None
    assert asked.topic is not None
    # All points of the first were missed: another question of its topic comes, where one is left.
    others = {one.id for one in screening if one.topic is asked.topic} - {asked.id}
    assert following.question_id in (others or set(topics) - {asked.id})
    assert [one.id for one in missed.interview.plan][:2] == [asked.id, following.question_id]
    assert len({one.id for one in missed.interview.plan}) == 3
    again = adaptive.say(interview.id, Given(words, key="k"))
    assert isinstance(again, TurnResult)
    assert again.is_repeat
    assert adaptive.get(interview.id) == missed.interview
    while (held := adaptive.get(interview.id)).ask is not None:
        adaptive.say(interview.id, Given("First, second, third and fourth are what I would name here, each of them."))
    assert len({turn.ask.question_id for turn in held.turns}) == 3


def test_a_seed_asks_the_same_questions_whatever_is_answered(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    assert not interview.course.is_adaptive
    taken = say(interviews, interview, SAID + "nothing more than that comes to my mind.")
    assert taken.interview.plan == interview.plan


def test_an_appeal_in_words_is_looked_at_and_takes_no_turn(interviews: Interviews) -> None:
    looked_at = []

    def look(_: Question, __: str, grade: Grade, point_id: str, sentence: str) -> Verdict:
        looked_at.append((point_id, sentence))
        first = next(one for one in grade.verdicts if one.point_id == point_id)
        return replace(first, state=VerdictState.MET, reason="Looked at again, it changes.")

    contesting = replace(interviews, contest=AppealsInWords(Appeals(interviews.store, look, interviews.now)))
    interview = contesting.start(Stage.SCREENING, (), 2, 1)
    answer = "The reader keeps a cached copy of everything near. Nothing else comes to my mind here."
    taken = say(contesting, interview, answer)
    assert taken.interview.ask.question_id != interview.plan[0].id
    said = contesting.say(interview.id, Given("I did say that the cache keeps a copy of everything near", key="k"))
    assert isinstance(said, Said)
    assert said.exchange.command is Command.APPEAL
    assert said.exchange.told.endswith("Looked at again, it changes.")
    assert looked_at == [("cache", "The reader keeps a cached copy of everything near.")]
    again = contesting.say(interview.id, Given("I did say that the cache keeps a copy of everything near", key="k"))
    assert isinstance(again, Said)
    assert (again.is_repeat, len(looked_at)) == (True, 1)
    assert len(contesting.get(interview.id).turns) == 1
