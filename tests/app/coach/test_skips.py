"""What is left unanswered: the last question of a round, in practice and in an exam."""

from pathlib import Path
from typing import Any

import pytest
from interviews_by_rule import open_interviews, say

from app.coach.answers.given_commands import Said
from app.coach.interviews import Interviews, TurnResult
from app.coach.rounds.planning import Terms
from app.interview.course import Course, Mode, Round
from app.interview.requests.commands import Command
from app.interview.results.scorecard import scorecard
from ingest.bank.taxonomy import Stage


@pytest.fixture
def interviews(tmp_path: Path, fake_embedder: Any) -> Interviews:
    return open_interviews(tmp_path, fake_embedder)


@pytest.mark.parametrize("words", ["can you ask me something else instead", "skip", ""])
def test_another_question_comes_in_place_of_the_last_one(interviews: Interviews, words: str) -> None:
    """The interview ended at once, with 0 points for it."""
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    taken = say(interviews, interview, words)
    assert isinstance(taken, TurnResult)
    ask = taken.interview.ask
    assert ask is not None
    assert ask.question_id != interview.plan[0].id
    assert ask.spoken.startswith("Then another one in its place. Explain the number")
    ended = say(interviews, interview, "There is a queue, a cache and an index.").interview
    card = scorecard(ended)
    assert (card.answered, card.skipped, card.planned, ended.ask) == (1, 1, 2, None)


@pytest.mark.parametrize("words", ["skip", "", "I don't know this one, next please"])
@pytest.mark.parametrize("mode", Mode)
def test_where_no_other_question_is_left_it_is_asked_whether_to_end(
    interviews: Interviews, words: str, mode: Mode
) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1, Terms(mode))
    say(interviews, interview, "There is a queue, a cache and an index.")
    told = say(interviews, interview, words)
    assert isinstance(told, Said)
    assert told.exchange.told.startswith("This is the last question")
    assert say(interviews, interview, "no").exchange.command is Command.RESUME
    assert interviews.get(interview.id).ask == told.interview.ask
    say(interviews, interview, words)
    assert say(interviews, interview, "hm, no, let me try it").exchange.command is Command.RESUME
    assert say(interviews, interview, "There is a queue and a cache.").turn.grade.earned == 4


@pytest.mark.parametrize("words", ["yes", "yes, end it", "skip", "", "stop"])
def test_who_leaves_the_last_question_for_good_has_skipped_it(interviews: Interviews, words: str) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1, Terms(Mode.EXAM))
    assert isinstance(say(interviews, interview, "skip"), Said)
    ended = say(interviews, interview, words).interview
    assert (ended.ask, scorecard(ended).skipped) == (None, 1)


def test_in_a_loop_the_other_question_belongs_to_the_last_round(interviews: Interviews) -> None:
    plan = [interviews.bank.question(one) for one in ("screening-0", "system-design-0")]
    rounds = tuple(Round(one.stage, (one.id,)) for one in plan)
    interview = interviews.start_with(plan, course=Course(rounds=rounds))
    assert say(interviews, interview, "skip").interview.plan == tuple(plan)
    after = say(interviews, interview, "skip").interview
    assert [one.id for one in after.plan] == ["screening-0", "system-design-0", "system-design-1"]
    assert after.course.rounds == (rounds[0], Round(Stage.SYSTEM_DESIGN, ("system-design-0", "system-design-1")))


def test_a_skipped_follow_up_to_the_last_question_ends_the_interview(interviews: Interviews) -> None:
    """The question was answered, and another one was not asked for."""
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    assert say(interviews, interview, "It has a halfcache, I believe.").interview.ask.is_follow_up
    assert say(interviews, interview, "skip").interview.ask is None
