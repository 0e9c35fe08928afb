"""Commands between answers: what they tell, what they cost, and that they take no turn."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from interviews_by_rule import SAID, open_interviews, points, say

from app.api.interviews.schemas import AskView
from app.coach.answers.appeals import Appeals
from app.coach.answers.appeals_in_words import AppealsInWords
from app.coach.answers.given_commands import Said
from app.coach.candidates.report_files import as_markdown
from app.coach.candidates.report_words import clarifying
from app.coach.commands import Wanted
from app.coach.interviews import Given, Interviews
from app.coach.question_bank import QuestionBank
from app.coach.rounds.planning import Terms
from app.grading.reconsider import Contested
from app.hearing.message import doubt_in
from app.interview.course import Mode
from app.interview.grade import Verdict, VerdictState
from app.interview.requests.commands import Command
from app.interview.requests.time_left import asks_for_time
from app.interview.results.report import report
from app.interview.results.scorecard import Clarifying, scorecard
from app.terminal.output.scorecard import print_scorecard
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Level, Stage
from ingest.errors import Conflict


@pytest.fixture
def interviews(tmp_path: Path, fake_embedder: Any) -> Interviews:
    return open_interviews(tmp_path, fake_embedder)


def test_a_hint_is_told_in_three_levels_and_paid_for(
    interviews: Interviews, capsys: pytest.CaptureFixture[str]
) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    told = [say(interviews, interview, "give me a hint please").exchange.told for _ in range(3)]
    assert told[0].startswith("Ask yourself: What about the queue?")
    assert [n for n, words in enumerate(told, 1) if f"Level {n} of 3" in words] == [1, 2, 3]
    assert "all 3 hints" in say(interviews, interview, "hint").exchange.told.lower()
    taken = say(interviews, interview, "It has a queue and a cache and an index for what is old.")
    assert (taken.turn.grade.earned, taken.turn.grade.paid) == (4.5, 1.5)
    assert "Hints cost 1.5 points" in taken.turn.reply
    told = "Hints: 3 taken, at the cost of 1.5 points."
    assert f"- {told}\n" in as_markdown(report(interviews.end(interview.id)))
    print_scorecard(interviews.get(interview.id))
    assert told in capsys.readouterr().out


def test_the_facts_of_a_design_are_given_and_take_no_turn(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SYSTEM_DESIGN, (), 1, 1)
    told = say(interviews, interview, "How many users are there?")
    assert isinstance(told, Said)
    assert told.exchange.told == "About a million a day."
    assert interviews.get(interview.id).turns == ()
    taken = say(interviews, interview, SAID + "a model behind it.")
    assert taken.turn.grade.delivery.clarified is True


def test_a_scorecard_counts_the_questions_back_of_a_design_and_those_that_a_fact_answered(
    interviews: Interviews,
) -> None:
    interview = interviews.start(Stage.SYSTEM_DESIGN, (), 1, 1)
    assert scorecard(interview).clarifying == Clarifying(0, 0, 0)
    say(interviews, interview, "How many users are there? Which colour has the office door?")
    say(interviews, interview, SAID + "a model behind it.")
    ended = interviews.end(interview.id)
    assert scorecard(ended).clarifying == Clarifying(2, 1, 0)
    told = "- Clarifying questions: 2 asked, 1 answered by a fact of the case.\n"
    assert told in as_markdown(report(ended))
    assert scorecard(interviews.start(Stage.SCREENING, (), 1, 1)).clarifying is None


def test_a_design_in_which_nothing_was_asked_back_says_so(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SYSTEM_DESIGN, (), 1, 1)
    assert "- Clarifying questions: none asked.\n" in as_markdown(report(interviews.end(interview.id)))
    unsure = clarifying(Clarifying(3, 1, 1))
    assert unsure == "Clarifying questions: 3 asked, 1 answered by a fact of the case, 1 perhaps."


def test_after_a_fact_nothing_more_is_given_in_a_later_message_too(interviews: Interviews) -> None:
    for before, told in ((), "Nothing is given on"), (("How many users are there?",), "Nothing more is given on"):
        interview = interviews.start(Stage.SYSTEM_DESIGN, (), 1, 1)
        for words in before:
            say(interviews, interview, words)
        said = say(interviews, interview, "Which colour has the office door?")
        assert said.exchange.told.startswith(told)


def test_a_second_try_is_compared_and_counts_in_no_score(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "There is a queue in it, I would say.")
    waiting = interviews.get(interview.id).ask
    again = interviews.command(interview.id, Wanted(Command.RETRY))
    assert again.interview.ask.retry_of == 1
    assert again.exchange.told == "Second try: the first grade is kept, and the difference is shown."
    with pytest.raises(Conflict, match="second try is open already"):
        interviews.command(interview.id, Wanted(Command.RETRY))
    taken = say(interviews, interview, "There is a cache in it, and an index beside it.")
    assert "now said: The cache is named" in taken.turn.reply
    assert "no longer said: The queue is named" in taken.turn.reply
    assert replace(taken.interview.ask, number=2, asked_utc=None) == replace(waiting, asked_utc=None)
    assert len(taken.interview.turns_of(taken.turn.ask.question_id)) == 1


@pytest.mark.parametrize(
    "words",
    [
        *("skip", "", "skip that, go back to the current question", "Let's go back to where we were.", "go on"),
        *("never mind, continue with the interview", "No second try, back to the question please", "go back"),
    ],
)
def test_a_second_try_that_is_left_goes_back_to_what_was_asked_and_takes_no_turn(
    interviews: Interviews, words: str
) -> None:
    """It was graded as an answer of no points, or paused the interview."""
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "There is a queue in it, I would say.")
    waiting = interviews.get(interview.id).ask
    interviews.command(interview.id, Wanted(Command.RETRY))
    left = say(interviews, interview, words)
    assert left.exchange.told.startswith("The second try is left, and your first answer stands.")
    assert replace(left.interview.ask, asked_utc=None) == replace(waiting, asked_utc=None)
    assert (len(left.interview.turns), left.interview.course.is_paused, left.interview.course.shelved) == (
        1,
        False,
        None,
    )
    assert say(interviews, interview, "There is a cache.").turn.ask.question_id == waiting.question_id


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("give me an easier one", "set by round and level at the start"),
        ("could I have a question that is less difficult?", "set by round and level at the start"),
        ("come back to this later", "cannot be put off"),
        ("can I do this one after the others?", "cannot be put off"),
    ],
)
def test_a_wish_that_no_command_fulfils_is_told_what_is_possible_and_costs_nothing(
    interviews: Interviews, words: str, told: str
) -> None:
    """The first was heard as a second try, the third as a skip, which ended the question with 0 points."""
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    said = say(interviews, interview, words)
    assert told in said.exchange.told
    assert (said.exchange.command, said.interview.ask.number) == (Command.TALK, 1)


@pytest.mark.parametrize("words", ["back to question 1", "go back to the first question please"])
def test_who_goes_back_to_a_question_by_its_number_tries_it_again(interviews: Interviews, words: str) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "It has a queue and a cache and an index for what is old.")
    say(interviews, interview, "It has a queue and a cache.")
    assert say(interviews, interview, words).interview.ask.retry_of == 1


def test_a_question_that_was_not_answered_yet_cannot_be_gone_back_to(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    assert "Question 2 is not answered yet" in say(interviews, interview, "back to question 2").exchange.told


def test_who_has_something_to_add_gets_a_second_try_and_no_pause(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "There is a queue in it, I would say.")
    said = say(interviews, interview, "wait I have something to add").interview
    assert (said.course.is_paused, said.ask.retry_of) == (False, 1)


def test_what_am_i_missing_is_no_hint(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "There is a queue in it, I would say.")
    assert say(interviews, interview, "What am I missing?").exchange.command is Command.EXPLAIN


def test_hints_of_a_second_try_are_not_counted_with_those_of_what_was_asked(interviews: Interviews) -> None:
    other = {"key_points": points("tree", "leaf")}
    bank = tuple(one.model_copy(update=other) if one.id == "screening-0" else one for one in interviews.bank.questions)
    interviews = replace(interviews, bank=QuestionBank(bank))
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "There is nothing in it, I would say.")
    asked = ("hint", "I want to try that again", "hint", "skip", "hint")
    told = [say(interviews, interview, words).exchange for words in asked]
    assert [one.rung for one in told] == [1, 0, 1, 0, 2]
    assert told[0].point_id == told[4].point_id != told[2].point_id


def test_hints_go_on_and_keep_their_price_after_a_second_try_that_was_answered_in_between(
    interviews: Interviews,
) -> None:
    """What was asked has another number then; its hints began again with the first, and cost nothing."""
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "")
    first = say(interviews, interview, "hint").exchange
    interviews.command(interview.id, Wanted(Command.RETRY))
    say(interviews, interview, "There is a cache in it, and an index beside it.")
    asked = AskView.of_interview(now := interviews.get(interview.id), now.ask)
    second = say(interviews, interview, "hint").exchange
    assert (asked.hints, first.rung, second.rung, second.point_id) == (1, 1, 2, first.point_id)
    taken = say(interviews, interview, "It has a queue and a cache and an index for what is old.")
    assert taken.turn.grade.paid == 1


def test_a_hint_on_another_question_costs_nothing_of_a_point_with_the_same_id(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "There is nothing in it, I would say.")
    interviews.command(interview.id, Wanted(Command.RETRY))
    say(interviews, interview, "hint")
    left = interviews.command(interview.id, Wanted(Command.SKIP)).interview
    assert AskView.of_interview(left, left.ask).hints == 0
    taken = say(interviews, interview, "It has a queue and a cache and an index for what is old.")
    assert taken.turn.grade.paid == 0


def test_a_second_try_is_left_by_a_button_and_nothing_else_is(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    with pytest.raises(Conflict, match="no second try is open"):
        interviews.command(interview.id, Wanted(Command.SKIP))
    say(interviews, interview, "There is a queue in it, I would say.")
    interviews.command(interview.id, Wanted(Command.RETRY))
    assert interviews.command(interview.id, Wanted(Command.SKIP)).interview.ask.retry_of == 0


def test_who_wants_to_end_or_try_again_in_a_second_try_is_told_how_it_is_left(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "There is a queue in it, I would say.")
    interviews.command(interview.id, Wanted(Command.RETRY))
    assert "skip it to go back" in say(interviews, interview, "let me try that again").exchange.told
    assert say(interviews, interview, "stop").exchange.told.endswith("“Skip” leaves the second try alone.")
    assert say(interviews, interview, "no").interview.ask.retry_of == 1
    assert say(interviews, interview, "skip").interview.ask.retry_of == 0


def test_who_says_in_a_second_try_that_they_do_not_know_keeps_the_first_answer(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "There is a queue in it, I would say.")
    interviews.command(interview.id, Wanted(Command.RETRY))
    taken = interviews.answer(interview.id, "")
    assert taken.turn.reply.endswith("Then your first answer stands.")
    assert "no longer said" not in taken.turn.reply


@pytest.mark.parametrize(
    "words", ["go back", "can we go back to the question before?", "Back to the previous one please"]
)
def test_who_wants_to_go_back_tries_the_question_before_again(interviews: Interviews, words: str) -> None:
    """It paused the interview, or said again what is asked."""
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    assert say(interviews, interview, words).exchange.told == "There is no answer yet to try again."
    say(interviews, interview, "There is a queue in it, I would say.")
    assert say(interviews, interview, words).interview.ask.retry_of == 1


def test_who_goes_back_after_a_pause_or_the_question_of_the_end_goes_on(interviews: Interviews) -> None:
    """It was graded, far too short, and ended the interview."""
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "There is a queue in it, I would say.")
    for before in ("stop", "pause"):
        for words in ("go back", "let's continue with the interview"):
            say(interviews, interview, before)
            told = say(interviews, interview, words)
            assert (told.exchange.command, told.interview.course.is_paused) == (Command.RESUME, False)


def test_who_answers_or_asks_for_something_is_back_from_a_pause(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "pause")
    assert interviews.get(interview.id).course.is_paused
    assert say(interviews, interview, "hint").exchange.rung == 1
    assert not interviews.get(interview.id).course.is_paused
    say(interviews, interview, "pause")
    say(interviews, interview, "thanks!")
    assert interviews.get(interview.id).course.is_paused
    taken = say(interviews, interview, "There is a queue in it.")
    assert taken.turn.grade.earned > 0
    assert not taken.interview.course.is_paused


@pytest.mark.parametrize(
    "words", ["ok I'm back", "alright I'm back, sorry, that took longer", "here again, the kid sleeps"]
)
def test_who_says_that_they_are_back_goes_on_and_rests_no_longer(interviews: Interviews, words: str) -> None:
    """Woken by a hint before, "ok I'm back" paused the interview."""
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    assert say(interviews, interview, words).exchange.command is Command.RESUME
    assert not interviews.get(interview.id).course.is_paused
    say(interviews, interview, "brb, back in five minutes")
    assert interviews.get(interview.id).course.is_paused
    say(interviews, interview, words)
    assert not interviews.get(interview.id).course.is_paused


def test_by_a_button_nothing_is_taken_until_the_candidate_is_back(interviews: Interviews) -> None:
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


@pytest.mark.parametrize("words", ["yes", "Yes please", "yes, end it", "Yes, stop.", "sure", "end"])
def test_who_says_yes_to_the_end_has_ended_it(interviews: Interviews, words: str) -> None:
    """It was graded as an answer, far too short."""
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "end the interview please")
    assert say(interviews, interview, words).interview.ask is None
    assert interviews.get(interview.id).turns == ()


@pytest.mark.parametrize(
    "words",
    [
        *("no", "No, go on.", "not yet", "no, let's continue", "let's keep going", "nope, continue", "cancel"),
        *("no, don't end it", "please don\u2019t end the interview", "no, do not end the interview", "dont end it"),
        *("I do not want to stop", "Oh no, I don't want to end", "No, let's not end it", "Yes, don't stop."),
        *("No, don't stop", "no stop", "no I did not mean to end it", "We should not finish the interview so early"),
    ],
)
def test_who_says_no_to_the_end_is_asked_the_same_question(interviews: Interviews, words: str) -> None:
    """To go on was heard as leaving the question."""
    interviews = replace(interviews, doubt=doubt_in)
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    say(interviews, interview, "end the interview please")
    assert "goes on" in say(interviews, interview, words).exchange.told
    held = interviews.get(interview.id)
    assert (held.turns, held.ask) == ((), interview.ask)
    # Only right after it was asked.
    assert say(interviews, interview, "yes").turn.answer == "yes"


def test_an_exam_has_a_clock_and_no_help(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1, Terms(Mode.EXAM, Level.MID, 5))
    with pytest.raises(Conflict, match="no help"):
        interviews.command(interview.id, Wanted(Command.HINT))
    assert "no help" in say(interviews, interview, "hint").exchange.told
    for _ in range(5):
        interviews.now()
    assert say(interviews, interview, "There is a queue in it.").interview.ask is None


@pytest.mark.parametrize(
    "words", ["what did I miss?", "how am I doing?", "I did say that", "What's my score?", "how sure are you?"]
)
@pytest.mark.parametrize("stage", [Stage.SCREENING, Stage.SYSTEM_DESIGN])
def test_who_asks_in_an_exam_how_it_goes_is_told_that_nothing_is_told_before_the_end(
    interviews: Interviews, words: str, stage: Stage
) -> None:
    """The question was said again, or the message was told to answer nothing."""
    exam = interviews.start(stage, (), 2, 1, Terms(Mode.EXAM))
    held = say(interviews, exam, "There is a queue, a cache and an index. That is all.").interview
    told = say(interviews, exam, words)
    assert re.fullmatch(
        r"In an exam [^.]*nothing is told before the end; [^.]*the question stays\.", told.exchange.told
    )
    assert (told.interview.ask, told.interview.turns) == (held.ask, held.turns)


def test_in_an_exam_it_is_not_asked_whether_a_grade_is_to_be_contested(interviews: Interviews) -> None:
    doubting = replace(interviews, recognise=lambda *_: None, doubt=lambda *_: Command.APPEAL)
    exam = doubting.start(Stage.SCREENING, (), 2, 1, Terms(Mode.EXAM))
    say(interviews, exam, "There is a queue, a cache and an index.")
    told = say(doubting, exam, "but that I said").exchange.told
    assert "contest" not in told
    assert told.endswith("nothing is told before the end.")


def test_who_asks_in_practice_how_it_goes_is_told_the_points_so_far(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    assert say(interviews, interview, "how am I doing?").exchange.told.startswith("Nothing is graded yet")
    say(interviews, interview, "It has a halfcache, I believe.")
    told = say(interviews, interview, "how am I doing?").exchange.told
    assert told == "So far 1 of 6 points, 1 of 2 questions asked. The question stands above."
    say(interviews, interview, "There is a cache in it.")
    told = say(interviews, interview, "What's my score so far?").exchange.told
    assert told.startswith("So far 1 of 6 points, 1 of 2 questions asked, and 2 with what follow-ups have brought.")


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
    given = interviews.command(interview.id, Wanted(Command.MODEL_ANSWER, turn=1)).exchange
    assert given.told.startswith("A queue, a cache")
    # It is told while turn 2 is asked, and is of turn 1; also once the interview is over.
    assert (given.number, given.about) == (2, 1)
    interviews.end(interview.id)
    assert interviews.command(interview.id, Wanted(Command.MODEL_ANSWER)).exchange.about == 1
    assert say(interviews, interviews.start(Stage.SCREENING, (), 1, 1), "hint").exchange.about is None


def test_a_model_answer_that_is_asked_for_in_words_names_its_question(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 2, 1)
    asked = say(interviews, interview, "There is a queue in it.").interview.turns[0].ask.text
    told = say(interviews, interview, "what would a good answer be?").exchange.told
    assert told.startswith("What is asked now is told once it is answered.")
    assert f"“{asked}” a good answer is:\n\nA queue, a cache" in told


class OnePassage:
    """A retriever that teaches every point by the same passage."""

    def teaches(self, *_: Any) -> Any:
        return SimpleNamespace(title="Notes", headings=(), text="What is to be known.")


@pytest.fixture
def teaching(interviews: Interviews) -> Interviews:
    """Interviews whose points have a section that teaches them."""
    taught = tuple(
        one.model_copy(
            update={"key_points": tuple(p.model_copy(update={"section": f"notes#{p.id}"}) for p in one.key_points)}
        )
        for one in interviews.bank.questions
    )
    retriever: Any = OnePassage()
    assert interviews.commands is not None
    return replace(
        interviews,
        bank=QuestionBank(taught),
        retriever=SimpleNamespace(teaches=lambda *_: None),
        commands=replace(interviews.commands, retriever=retriever),
    )


def test_who_asks_for_the_next_missed_point_is_not_told_the_same_one_again(teaching: Interviews) -> None:
    interview = teaching.start(Stage.SCREENING, (), 2, 1)
    say(teaching, interview, "It is hard to say much of it here, I believe.")
    interview = teaching.get(interview.id)
    turn = 1 if interview.ask.question_id != interview.plan[0].id else None
    assert turn == 1
    asked = ["explain what I missed", "explain another point please", "explain the third point", "explain it once more"]
    told = [say(teaching, interview, words).exchange.told.split(" is named")[0] for words in asked]
    assert told == ["The queue", "The cache", "The index", "The index"]
    assert "The cache" in say(teaching, interview, "Can you explain the point about the cache?").exchange.told
    by_button = teaching.command(interview.id, Wanted(Command.EXPLAIN, turn=1)).exchange
    assert (by_button.point_id, by_button.about) == ("queue", 1)


def test_while_a_follow_up_is_open_a_missed_point_that_is_named_by_its_place_is_explained(
    teaching: Interviews,
) -> None:
    """The question was explained."""
    interview = teaching.start(Stage.SCREENING, (), 2, 1)
    taken = say(teaching, interview, "It has a halfcache, I believe.")
    assert taken.interview.ask.point_id == "cache"
    # The reply tells of the queue and the index as missing.
    asked = ["explain the second point", "what did I miss", "explain the first point"]
    assert [say(teaching, interview, one).exchange.point_id for one in asked] == ["index", "queue", "queue"]
    told = say(teaching, interview, "can you explain that?").exchange.told
    assert told.startswith("It goes on from: ")


def test_a_second_try_tells_nothing_of_the_point_that_a_follow_up_waits_for(teaching: Interviews) -> None:
    """The point was shown as missed, and explained, and was asked for afterwards."""
    interview = teaching.start(Stage.SCREENING, (), 2, 1)
    assert say(teaching, interview, "It has a halfcache, I believe.").interview.ask.point_id == "cache"
    held = teaching.command(interview.id, Wanted(Command.RETRY)).interview
    assert held.held_back(held.turns[0]) == {"cache"}
    told = [
        say(teaching, interview, words).exchange.point_id for words in ("what did I miss?", "explain the next point")
    ]
    assert told == ["queue", "index"]
    assert say(teaching, interview, "skip").interview.ask.point_id == "cache"


def test_a_missed_point_that_is_still_asked_about_is_not_explained(teaching: Interviews) -> None:
    interview = teaching.start(Stage.DEEP_DIVE, (), 1, 1)
    assert say(teaching, interview, "explain the second point").exchange.told.startswith("Nothing is answered yet")
    assert say(teaching, interview, "It has a queue, that is all that I would say.").interview.ask.is_follow_up
    for words in ("explain the second point", "what did I miss?"):
        told = say(teaching, interview, words).exchange
        assert (told.told, told.point_id) == ("This is still being asked about; answer first.", "")


def test_who_asks_what_a_follow_up_means_is_told_what_it_goes_on_from(interviews: Interviews) -> None:
    interview = interviews.start(Stage.SCREENING, (), 1, 1)
    follow_up = say(interviews, interview, "It has a halfcache, I believe.").interview.ask
    assert follow_up is not None
    assert follow_up.is_follow_up
    told = say(interviews, interview, "Could you give me an example of what you mean?").exchange.told
    assert "goes on from: Explain the number" in told
    assert follow_up.text in told


def test_an_appeal_in_words_is_looked_at_and_takes_no_turn(interviews: Interviews) -> None:
    looked_at = []

    def look(_: Question, contested: Contested, point_id: str, sentence: str) -> Verdict:
        looked_at.append((point_id, sentence))
        first = next(one for one in contested.grade.verdicts if one.point_id == point_id)
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


def test_who_asks_to_have_an_open_follow_up_explained_is_told_what_it_asks_and_not_what_answers_it(
    interviews: Interviews,
) -> None:
    """A passage on another point of the question stood there, which held half of what was asked for."""
    interview = interviews.start(Stage.DEEP_DIVE, (), 1, 1)
    taken = say(interviews, interview, "It has a queue, that is all that I would say about it here today.")
    assert taken.interview.ask.is_follow_up
    told = interviews.command(interview.id, Wanted(Command.EXPLAIN, "what do you mean?", None, "", "k")).exchange.told
    assert told.startswith("It goes on from: ")
    assert taken.interview.ask.text in told
