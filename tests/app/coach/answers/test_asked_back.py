"""A message that may be an answer or a request: the candidate is asked which, and nothing is lost or graded before."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from interviews_by_rule import open_interviews, say

from app.coach.answers.asked_back import is_meant_as_request
from app.coach.answers.given_commands import Said
from app.coach.conversations import Conversations
from app.coach.interviews import Given, Interviews
from app.coach.rounds.planning import Terms
from app.interview.course import Mode
from app.interview.requests.commands import Command
from ingest.bank.taxonomy import Stage

UNCLEAR = "Something with waiting lines, is there more to it?"
NAMED = "Can you help me, they asked us, so we put a queue before the workers."


@pytest.fixture
def interviews(tmp_path: Path, fake_embedder: Any) -> Interviews:
    def doubt(message: str, *_: Any) -> Command | None:
        return Command.HINT if message in (UNCLEAR, NAMED) else None

    return replace(open_interviews(tmp_path, fake_embedder), doubt=doubt)


def test_a_message_in_doubt_is_asked_back_about_and_takes_no_turn(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    told = say(interviews, interview, UNCLEAR)
    assert isinstance(told, Said)
    assert told.exchange.told.startswith("Is that your answer, or did you want a hint?")
    assert interviews.get(interview.id).turns == ()
    assert not interviews.is_answer(interviews.get(interview.id), "hint")


def test_what_a_message_earns_settles_what_its_words_leave_in_doubt(interviews: Interviews) -> None:
    """An answer that quoted a request for help was taken for one, and its words were lost."""
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    assert say(interviews, interview, NAMED).turn.grade.earned == 2
    hasty = replace(interviews, recognise=lambda *_: Command.HINT)
    told = say(hasty, interview, NAMED)
    assert (told.exchange.rung, told.exchange.in_doubt) == (0, Command.HINT)
    assert say(interviews, interview, "yes").turn.grade.earned == 2
    another = interviews.start(Stage.SCREENING, (), 1, 1)
    assert say(hasty, another, UNCLEAR).exchange.rung == 1


@pytest.mark.parametrize("words", ["both", "Maybe.", "O1", "```python\n```"])
def test_a_word_or_none_is_graded(interviews: Interviews, words: str) -> None:
    interviews = replace(interviews, doubt=lambda *_: Command.TALK)
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    assert say(interviews, interview, words).turn.answer == words


def test_what_earns_is_no_skip_however_sure_it_is_heard_as_one(interviews: Interviews) -> None:
    """The answer was lost."""
    hasty = replace(interviews, recognise=lambda *_: Command.SKIP)
    interview = hasty.start(Stage.SCREENING, (), 2, 1)
    words = "I would leave the queue out, and go on without it."
    assert say(hasty, interview, words).exchange.in_doubt is Command.SKIP
    assert say(hasty, interview, "yes").turn.grade.earned == 2


def test_who_was_asked_whether_to_end_is_asked_back_too(interviews: Interviews) -> None:
    """What was said instead of yes or no was graded as the answer."""
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "stop")
    assert say(interviews, interview, UNCLEAR).exchange.in_doubt is Command.HINT
    assert interviews.get(interview.id).turns == ()


def test_nobody_contests_a_grade_before_there_is_one(interviews: Interviews) -> None:
    """Who talked about the topic, and had answered nothing yet, was asked whether they contest a grade."""
    contesting = replace(interviews, doubt=lambda *_: Command.APPEAL)
    interview = contesting.start(Stage.SCREENING, (), 2, 1)
    assert say(contesting, interview, UNCLEAR).turn.answer == UNCLEAR
    assert say(contesting, interview, UNCLEAR).exchange.in_doubt is Command.APPEAL


def test_in_an_exam_it_shows_nothing_of_what_a_message_earns(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1, Terms(Mode.EXAM))
    assert say(interviews, interview, NAMED).exchange.in_doubt is Command.HINT


@pytest.mark.parametrize("words", ["yes", "Yes, it is.", "that's my answer", "Grade it please", UNCLEAR])
def test_who_says_that_it_is_the_answer_has_it_graded(interviews: Interviews, words: str) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    say(interviews, interview, UNCLEAR)
    assert interviews.is_answer(interviews.get(interview.id), words)
    taken = say(interviews, interview, words)
    assert (taken.turn.answer, len(taken.interview.turns)) == (UNCLEAR, 1)


@pytest.mark.parametrize("words", ["no", "No, it isn't.", "that was a request", "not my answer"])
def test_who_says_that_it_is_a_request_gets_what_it_asked_for(interviews: Interviews, words: str) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    say(interviews, interview, UNCLEAR)
    told = say(interviews, interview, words)
    assert (told.exchange.command, told.exchange.rung) == (Command.HINT, 1)
    assert interviews.get(interview.id).turns == ()


def test_a_question_in_doubt_is_answered_by_its_own_words(interviews: Interviews) -> None:
    asking = "How many users are there, I wonder"
    interviews = replace(interviews, recognise=lambda *_: None, doubt=lambda *_: Command.CLARIFY)
    interview = interviews.start(Stage.SYSTEM_DESIGN, (), 1, 1)
    say(interviews, interview, asking)
    told = say(interviews, interview, "no")
    assert [one.asked for one in told.exchange.facts] == [asking]


def test_another_message_is_one_of_its_own_and_none_is_asked_back_about_twice_in_a_row(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, UNCLEAR)
    taken = say(interviews, interview, "There is a cache in it.")
    assert taken.turn.answer == "There is a cache in it."
    # "yes" to the next question confirms nothing.
    assert say(interviews, interview, "yes").turn.answer == "yes"
    interviews = replace(interviews, doubt=lambda *_: Command.TALK)
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    assert isinstance(say(interviews, interview, "A thing, or so."), Said)
    assert say(interviews, interview, "Another, or so.").turn.answer == "Another, or so."


def test_a_request_that_is_repeated_gets_what_it_got(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    for _ in range(2):
        told = interviews.say(interview.id, Given(UNCLEAR, "first"))
        assert isinstance(told, Said)
    taken = [interviews.say(interview.id, Given("yes", "second"), 1) for _ in range(2)]
    assert [one.turn.answer for one in taken if not isinstance(one, Said)] == [UNCLEAR, UNCLEAR]
    assert len(interviews.get(interview.id).turns) == 1


def test_a_conversation_that_is_sent_again_copies_nothing(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    conversations = Conversations(interviews)
    asked = conversations.say(interview.id, 1, UNCLEAR, "first")
    assert isinstance(asked, Said)
    once, again = (conversations.say(interview.id, 1, "yes", asked.exchange.told) for _ in range(2))
    assert (once.interview.id, again.interview.id) == (interview.id, interview.id)


def test_no_as_the_first_word_of_an_answer_is_no_request() -> None:
    assert is_meant_as_request("no")
    assert not is_meant_as_request("No, it overfits.")
    assert not is_meant_as_request("thanks")
