"""How the grades of turns add up."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coach.candidates.report_files import as_html, as_markdown
from app.interview.appeal import Appeal
from app.interview.citation import Citation
from app.interview.course import Course, Round
from app.interview.grade import Delivery, Gate, GateReason, GradedBy, VerdictState, not_graded
from app.interview.levels import word_at
from app.interview.requests.retry import taken_up
from app.interview.results.report import report
from app.interview.results.scorecard import scorecard
from app.interview.turn import Ask, TurnKind
from app.interview.usage import Usage, spent
from app.terminal.output.scorecard import print_scorecard
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Level, Skill, Stage

MET, PARTLY, MISSED, WRONG = (
    VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET, VerdictState.CONTRADICTED,
)  # fmt: skip
UNGRADED = not_graded("no grader", Delivery(1, 0.0, ()), GradedBy("llm", "m", "1"))


@given(st.data(), st.integers(1, 5))
def test_a_scorecard_is_the_sum_of_its_questions(make: Any, data: st.DataObject, count: int) -> None:
    weights = st.lists(st.integers(1, 3), min_size=1, max_size=6)
    plan = [make.question(f"q{n}", weights=data.draw(weights)) for n in range(count)]

    def decide(question: Question) -> Any:
        if data.draw(st.integers(0, 4)) == 0:
            return UNGRADED
        length = len(question.key_points)
        return make.grade(
            question, data.draw(st.lists(st.sampled_from(VerdictState), min_size=length, max_size=length))
        )

    card = scorecard(make.play(make.interview(*plan), decide))
    graded = [item for item in card.questions if not item.not_graded]
    assert card.answered == card.planned == count
    assert card.not_graded == count - len(graded)
    assert card.earned == sum(item.earned for item in graded)
    assert card.possible == sum(item.possible for item in graded)
    assert all(0 <= item.earned <= item.earned_with_follow_ups <= item.possible for item in graded)
    assert card.earned <= card.earned_with_follow_ups <= card.possible
    assert (card.score is None) == (not graded)
    assert [item.weight for item in card.review] == sorted((item.weight for item in card.review), reverse=True)
    if card.score is not None:
        assert card.score == card.earned / card.possible
        assert card.hiring is not None
        assert card.score >= card.hiring.from_score
        assert ("nothing" in card.hiring.anchor) == (card.earned == 0)


def test_what_a_follow_up_brings_out_stands_beside_the_first_answer(make: Any) -> None:
    question = make.question(weights=(3, 2, 1, 1))
    interview = make.answer(make.interview(question), make.grade(question, [PARTLY, MET, MET, MISSED]))
    probe = make.question(weights=(3,))
    interview = make.answer(interview, make.grade(probe, [MET]))
    (item,) = scorecard(interview).questions
    assert (item.earned, item.earned_with_follow_ups, item.possible) == (4.5, 6.0, 7)
    assert [missed.point for missed in scorecard(interview).review] == ["Point 3 of q is made."]


def test_a_worse_answer_to_a_follow_up_takes_nothing_away(make: Any) -> None:
    question = make.question(weights=(3, 2, 1, 1))
    interview = make.answer(make.interview(question), make.grade(question, [PARTLY, MET, MET, MET]))
    interview = make.answer(interview, make.grade(make.question(weights=(3,)), [WRONG]))
    (item,) = scorecard(interview).questions
    assert item.earned == item.earned_with_follow_ups == 5.5


def test_questions_without_an_answer_are_counted_and_not_scored(make: Any) -> None:
    first, second = make.question("one"), make.question("two")
    interview = make.answer(make.interview(first, second), make.grade(first, [MET] * 4))
    card = scorecard(interview.ended(make.now))
    assert (card.answered, card.skipped, card.planned, card.score) == (1, 0, 2, 1.0)
    empty = scorecard(make.interview(first))
    assert (empty.answered, empty.score, empty.hiring, empty.review) == (0, None, None, ())


@pytest.mark.parametrize(
    ("reason", "is_skip"),
    [(GateReason.EMPTY, True), (GateReason.NO_ANSWER, True), (GateReason.TOO_SHORT, False), (None, False)],
)
def test_a_question_that_was_skipped_is_not_called_answered(
    make: Any, reason: GateReason | None, is_skip: bool
) -> None:
    first, second = make.question("one", follow_ups=False), make.question("two", follow_ups=False)
    gated = replace(make.grade(second, [MISSED] * 4), gate=None if reason is None else Gate(reason, "It is."))
    interview = make.answer(make.interview(first, second), make.grade(first, [MET] * 4))
    card = scorecard(make.answer(interview, gated))
    assert (card.answered, card.skipped, card.planned) == ((1, 1, 2) if is_skip else (2, 0, 2))
    assert [item.skipped for item in card.questions] == [False, is_skip]
    assert card.score == 0.5


def test_a_question_with_one_answer_of_substance_is_answered(make: Any) -> None:
    question = make.question(weights=(3, 2, 1, 1))
    interview = make.answer(make.interview(question), make.grade(question, [PARTLY, MET, MET, MISSED]))
    gave_up = replace(make.grade(make.question(weights=(3,)), [MISSED]), gate=Gate(GateReason.NO_ANSWER, "It is."))
    card = scorecard(make.answer(interview, gave_up))
    assert (card.answered, card.skipped) == (1, 0)


def test_the_wording_of_a_question_that_was_not_answered_is_counted(make: Any) -> None:
    used = Usage("interviewer", "m", "1", input_tokens=50, output_tokens=7, ms=1.0)
    first, second = make.question("one", follow_ups=False), make.question("two")
    grade = replace(make.grade(first, [MISSED] * 4), usage=(replace(used, role="grader"),))
    interview = make.interview(first, second)
    interview = make.answer(replace(interview, ask=replace(interview.ask, usage=(used,))), grade)
    interview = replace(interview, ask=replace(interview.ask, usage=(used,)))
    assert [usage.role for usage in scorecard(interview).usage] == ["interviewer", "grader", "interviewer"]
    ended = interview.ended(make.now)
    assert scorecard(ended).usage == scorecard(interview).usage
    assert (spent(scorecard(ended).usage).input_tokens, ended.unanswered) == (150, interview.ask)
    assert scorecard(make.answer(interview, make.grade(second, [MET] * 4))).usage == scorecard(ended).usage


def test_a_question_counts_for_each_of_its_skills(make: Any) -> None:
    question = make.question(weights=(1, 1), skills=(Skill.MATHEMATICS, Skill.FUNDAMENTALS))
    card = scorecard(make.answer(make.interview(question), make.grade(question, [MET, MISSED])))
    assert [(item.skill, item.earned, item.possible) for item in card.skills] == [
        ("fundamentals", 1, 2), ("mathematics", 1, 2),
    ]  # fmt: skip


def test_a_missed_point_comes_with_the_passage_that_teaches_it(make: Any) -> None:
    question = make.question(weights=(3, 1))
    citation = Citation(2, "rag/note", "Note", (), 0, 4, "Text")
    graded = make.grade(question, [MET, MISSED])
    interview = make.answer(make.interview(question), graded, citations=(citation,), point_citations={"p1": 2})
    (review,) = scorecard(interview).review
    assert (review.point, review.citation) == ("Point 1 of q is made.", citation)


def test_each_round_of_a_loop_has_its_basis_and_its_word_at_the_level(make: Any) -> None:
    """Of five rounds there was one word, and no round had any."""
    one, two = make.question("one", weights=(3, 2, 1, 1)), make.question("two", weights=(3,))
    rounds = (Round(Stage.SCREENING, ("one",)), Round(Stage.BEHAVIOURAL, ("two",)))
    begun = make.interview(one, two)
    interview = replace(begun, course=Course(level=Level.STAFF, loop="ours", rounds=rounds))
    interview = make.answer(interview, make.grade(one, [MET, MET, MISSED, MISSED]))
    held, open_ = scorecard(interview).rounds
    assert (held.stage, held.earned, held.possible) == ("screening", 5, 7)
    assert held.hiring == word_at(5 / 7, Level.STAFF)
    assert (open_.possible, open_.hiring) == (0, None)


def test_a_report_names_three_passages_to_read_for_a_round_and_tells_each_round_of_a_loop(
    make: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """It listed all of them, 16 for a loop, and of a round only its points and its word."""
    one = make.question("one", weights=(1, 2, 2, 3, 2), follow_ups=False)
    two = make.question("two", weights=(3,), follow_ups=False)
    taught = tuple(Citation(n, f"note-{n}.md", f"Note {n}", (), 0, 9, "A passage") for n in range(1, 6))
    cited = {"citations": taught, "point_citations": {f"p{n}": n + 1 for n in range(5)}}
    interview = make.answer(make.interview(one, two), make.grade(one, [MISSED] * 4 + [MET]), **cited)
    assert [passage.n for passage in report(interview).read] == [4, 2, 3]
    rounds = (Round(Stage.SCREENING, ("one",)), Round(Stage.BEHAVIOURAL, ("two",)))
    loop = make.answer(
        replace(interview, course=Course(loop="ours", rounds=rounds)), make.grade(two, [MISSED]), citations=taught[4:],
        point_citations={"p0": 5},
    )  # fmt: skip
    told = report(loop)
    assert told.read == ()
    assert [[passage.n for passage in held.read] for held in told.rounds] == [[4, 2, 3], [5]]
    assert [len(held.weakest) for held in told.rounds] == [3, 1]
    assert [point.point for held in told.rounds for point in held.strongest] == ["Point 4 of one is made."]
    text = as_markdown(told)
    assert "- Behavioural: strong no, 0 of 3 points (nothing that was said earns points)." in text
    assert "## Round: Behavioural\n\n### Weakest\n\nPoint 0 of two is made." in text
    assert "<h2>Round: Behavioural</h2><h3>Weakest</h3>" in as_html(told)
    print_scorecard(loop)
    shown = capsys.readouterr().out
    assert shown.count("To review") == 2
    assert "Note 1" not in shown


def test_what_was_said_in_a_second_try_is_not_told_as_strongest(make: Any) -> None:
    """It counts in no score."""
    question = make.question(weights=(3, 2))
    interview = make.answer(make.interview(question), make.grade(question, [MISSED, MET]))
    first = interview.turns[0]
    again = replace(
        first,
        ask=replace(first.ask, number=2, retry_of=1),
        grade=make.grade(question, [MET, MET]),
    )
    told = report(replace(interview, turns=(first, again)))
    assert [one.turn for one in told.strongest] == [1]
    assert [one.point for one in told.weakest] == ["Point 0 of q is made."]
    # A strong no was told as sure by 0 %, since the second try had earned everything.
    assert told.sure == report(replace(interview, turns=(first,))).sure


def test_how_sure_a_word_is_goes_by_the_scale_of_its_level(make: Any) -> None:
    """The word was said by the level's scale, and how sure it is by another one."""
    question = make.question(weights=(3, 2, 1, 1))
    interview = make.answer(make.interview(question), make.grade(question, [MET, MET, MISSED, MISSED]))
    staff = replace(interview, course=Course(level=Level.STAFF))
    assert (scorecard(interview).hiring.word, scorecard(staff).hiring.word) == ("yes", "borderline")
    assert report(interview).sure != report(staff).sure


@pytest.mark.parametrize(
    ("believed", "told", "unsure"),
    [
        ((0.99, 0.99, 0.01, 0.01), "“Yes” is firm: the coach is sure of nearly every key point.", [False, False]),
        ((0.99, 0.99, 0.4, 0.4), "“Yes” is likely, but “strong yes” is possible", [True, True]),
        (
            (0.55, 0.55, 0.1, 0.4),
            "“Yes” is a close call: the coach is not sure of a key point, and anything from “no” to “yes” is",
            [False, True],
        ),
        # No point was marked as not sure, and "not sure of several key points" was told.
        (
            (0.55, 0.55, 0.1, 0.3),
            "“Yes” is a close call: the coach may have counted too much, and anything from “no” to “yes” is possible.",
            [False, False],
        ),
        (
            (0.99, 0.99, 0.3, 0.3),
            "“Yes” is likely, but “strong yes” is possible: the coach may have overlooked something.",
            [False, False],
        ),
        (
            (0.6, 0.6, 0.4, 0.4),
            "“Yes” is a close call: the coach is not sure of 2 key points, and “borderline” is as likely.",
            [True, True],
        ),
    ],
)
def test_how_sure_a_word_and_a_point_are_is_told_by_what_it_means(
    make: Any, believed: tuple[float, ...], told: str, unsure: list[bool]
) -> None:
    question = make.question(weights=(3, 2, 1, 1))
    held = report(make.answer(make.interview(question), make.grade(question, [MET, MET, MISSED, MISSED], believed)))
    assert held.firm.startswith(told)
    assert [one.unsure for one in held.weakest] == unsure
    # The scorecard of the same interview told the word without any doubt.
    assert held.card.firm == held.firm


def test_where_nothing_was_graded_no_word_is_firm(make: Any) -> None:
    assert report(make.interview()).firm == ""


def test_how_sure_a_word_is_goes_by_all_messages_of_a_design_and_by_no_point_that_was_asked_for(make: Any) -> None:
    """Each of the bank's strong designs in three messages was a close call: only the first message was looked at."""
    question = make.question(weights=(3, 2), stage=Stage.SYSTEM_DESIGN)
    interview = make.answer(make.interview(question), make.grade(question, [MISSED, MISSED]))
    ask = Ask(2, TurnKind.FOLLOW_UP, question.id, "What can fail?", about="failure")
    later = replace(interview.turns[0], ask=ask, grade=make.grade(question, [MET, MISSED]))
    probe = Ask(3, TurnKind.FOLLOW_UP, question.id, "What about point 1?", "p1")
    last = replace(later, ask=probe, grade=make.grade(interview.graded_against(probe), [MET]))
    told = report(replace(interview, turns=(interview.turns[0], later, last)))
    alone = report(make.answer(make.interview(question), make.grade(question, [MET, MISSED])))
    assert (told.card.hiring, told.sure) == (alone.card.hiring, alone.sure)


def skipped(make: Any, question: Question) -> Any:
    states = [MISSED] * len(question.key_points)
    return replace(make.grade(question, states), gate=Gate(GateReason.NO_ANSWER, "It is."))


def test_where_nothing_was_answered_there_is_no_word_and_nothing_is_weakest(make: Any) -> None:
    """It was a firm "strong no", with three points that were not met in an answer which nobody had given."""
    question = make.question(follow_ups=False)
    told = report(make.answer(make.interview(question), skipped(make, question)))
    assert (told.card.earned, told.card.possible, told.card.skipped) == (0, 7, 1)
    assert (told.card.hiring, told.firm, told.sure, told.weakest) == (None, "", None, ())


def test_a_word_that_rests_on_a_part_of_the_plan_says_so_and_names_what_is_left(make: Any) -> None:
    one, two, three = (make.question(name, weights=(3, 1)) for name in ("one", "two", "three"))
    interview = make.answer(make.interview(one, two, three), make.grade(one, [MET, PARTLY]))
    assert scorecard(interview).not_answered == (), "what is asked next is not told while it goes on"
    card = scorecard(interview.ended(make.now))
    assert (card.rests_on, card.hiring.word) == ("on 1 of 3 questions", "strong yes")
    assert [(left.position, left.is_follow_up, left.is_asked, left.text) for left in card.not_answered] == [
        (1, True, True, "What about point 1?"), (2, False, False, "The question two?"),
        (3, False, False, "The question three?"),
    ]  # fmt: skip
    sure = make.answer(make.interview(one, two), make.grade(one, [MET, MET], [0.99, 0.99]))
    assert scorecard(sure).firm.startswith("“Strong yes” is firm for what was answered")
    whole = scorecard(make.answer(make.interview(one), make.grade(one, [MET, MISSED])))
    assert whole.rests_on == ""


def test_a_question_that_was_put_and_left_is_told_from_one_that_was_not_put(make: Any) -> None:
    one, two, three = (make.question(name, weights=(3, 1), follow_ups=False) for name in ("one", "two", "three"))
    interview = make.answer(make.interview(one, two, three), make.grade(one, [MET, PARTLY]))
    assert [left.is_asked for left in scorecard(interview.ended(make.now)).not_answered] == [True, False]


def test_what_is_weakest_is_what_cost_most_and_to_be_read_are_the_passages_that_teach_most_of_it(make: Any) -> None:
    """Half of a heavy point stood before a lighter one that was missed whole."""
    question = make.question(weights=(3, 2, 1, 1), follow_ups=False)
    grade = make.grade(question, [PARTLY, MISSED, MISSED, MISSED])
    cited = tuple(Citation(n, "rag/rag-evaluation", "RAG evaluation", (), n, n + 1, "quote") for n in range(1, 5))
    numbers = {f"p{n - 1}": n for n in range(1, 5)}
    told = report(make.answer(make.interview(question), grade, citations=cited, point_citations=numbers))
    assert [one.weight for one in told.weakest] == [2, 3, 1]
    assert [one.n for one in told.read] == [2, 1, 3]


def test_strongest_and_weakest_tell_each_point_once_as_it_stands_at_the_end(make: Any) -> None:
    """A point of a design stood twice under Strongest, and one that was half said later under Weakest as not met."""
    question = make.question(weights=(3, 2, 2, 1), stage=Stage.SYSTEM_DESIGN)
    interview = make.answer(make.interview(question), make.grade(question, [MET, MISSED, MISSED, MISSED]))
    ask = Ask(2, TurnKind.FOLLOW_UP, question.id, "What can fail?", about="failure")
    later = replace(interview.turns[0], ask=ask, grade=make.grade(question, [MET, PARTLY, MISSED, MISSED]))
    also = (make.grade(question, [MISSED, MISSED, MET, MISSED]).verdicts[2],)
    probe = Ask(3, TurnKind.FOLLOW_UP, question.id, "What about point 3?", "p3")
    last = replace(later, ask=probe, grade=make.grade(interview.graded_against(probe), [MISSED]), also=also)
    told = report(replace(interview, turns=(interview.turns[0], later, last)))
    assert [one.point for one in told.strongest] == ["Point 0 of q is made.", "Point 2 of q is made."]
    assert [one.turn for one in told.strongest] == [2, 3]
    assert [(one.point, one.state) for one in told.weakest] == [
        ("Point 3 of q is made.", "not met"),
        ("Point 1 of q is made.", "partly met"),
    ]


def test_a_follow_up_that_waits_for_a_second_try_is_left_open_and_the_try_is_not(make: Any) -> None:
    question = make.question(weights=(3, 1))
    interview = make.answer(make.interview(question), make.grade(question, [MET, PARTLY]))
    ended = taken_up(interview, 1, make.now).ended(make.now)
    assert [left.text for left in scorecard(ended).not_answered] == ["What about point 1?"]


def test_points_that_only_follow_ups_brought_out_are_not_denied(make: Any) -> None:
    """It said that nothing earns points, beside two points with follow-ups."""
    question = make.question(weights=(3, 2), stage=Stage.DEEP_DIVE)
    first = make.answer(make.interview(question), make.grade(question, [MISSED, MISSED]))
    assert scorecard(first).hiring.anchor == "nothing that was said earns points"
    card = scorecard(make.answer(first, make.grade(first.graded_against(first.ask), [MET])))
    assert (card.earned, card.earned_with_follow_ups) == (0, 3)
    assert card.hiring.anchor == "nothing that was said before a follow-up asked for it earns points"


def test_a_skill_tells_more_where_it_rests_on_some_of_the_questions(make: Any) -> None:
    maths, basics, building = Skill.MATHEMATICS, Skill.FUNDAMENTALS, Skill.IMPLEMENTATION
    plan = [
        make.question("one", weights=(3, 1), skills=(maths, basics)),
        make.question("two", weights=(3, 1), skills=(maths, basics), follow_ups=False),
        make.question("three", weights=(3, 1), skills=(maths, building), follow_ups=False),
    ]
    interview = make.answer(make.interview(*plan), make.grade(plan[0], [MET, PARTLY]))
    interview = make.answer(interview, make.grade(interview.graded_against(interview.ask), [MET]))
    for question in plan[1:]:
        interview = make.answer(interview, make.grade(question, [MISSED, MISSED]))
    told = {one.skill: one for one in scorecard(interview).skills}
    assert {name: (one.questions, one.tells_more) for name, one in told.items()} == {
        "mathematics": (3, False), "fundamentals": (2, True), "implementation": (1, False),
    }  # fmt: skip
    basis = told["fundamentals"]
    assert (basis.earned, basis.earned_with_follow_ups, basis.possible) == (3.5, 4, 8)


def test_what_was_earned_and_what_is_missing_make_up_the_whole_without_the_bonus(make: Any) -> None:
    """6 of 13 points stood beside 8 that were missing."""
    question = make.question(weights=(3, 2, 2, 1), follow_ups=False)
    points = (*question.key_points[:3], question.key_points[3].model_copy(update={"bonus": True}))
    question = question.model_copy(update={"key_points": points})
    grade = make.grade(question, [MET, PARTLY, MISSED, MET])
    verdicts = (*grade.verdicts[:3], replace(grade.verdicts[3], is_bonus=True))
    card = scorecard(make.answer(make.interview(question), replace(grade, verdicts=verdicts)))
    assert (card.earned, card.bonus, card.questions[0].bonus, card.possible) == (5, 1, 1, 7)
    assert card.earned - card.bonus + sum(one.missing for one in card.review) == card.possible
    assert [one.is_bonus for one in report(make.answer(make.interview(question), grade)).strongest] == [False, False]


def test_a_report_names_the_try_the_follow_up_and_what_was_not_answered(make: Any) -> None:
    question = make.question(weights=(3, 2))
    interview = make.answer(make.interview(question), make.grade(question, [PARTLY, MISSED]))
    interview = make.answer(taken_up(interview, 1, make.now), make.grade(question, [MET, MISSED]))
    told = report(interview.ended(make.now))
    assert told.places == {
        1: "question 1, first try", 2: "question 1, second try", 3: "question 1, follow-up",
    }  # fmt: skip
    assert [(one.turn, one.counts) for one in told.transcript if one.who == "candidate"] == [(1, True), (2, False)]
    assert [one.is_answered for one in told.transcript] == [True, True, True, True, False]


def test_a_report_tells_what_was_contested_with_which_words_and_what_came_of_it(make: Any) -> None:
    question = make.question(weights=(3,), follow_ups=False)
    grade = make.grade(question, [MISSED])
    after = replace(grade.verdicts[0], reason="Looked at again, it stays.")
    appeal = Appeal("p0", "my own words", grade.verdicts[0], after, make.now)
    (told,) = report(make.answer(make.interview(question), grade, appeals=(appeal,))).contested
    assert (told.turn, told.point, told.sentence) == (1, "Point 0 of q is made.", "my own words")
    assert (told.before, told.after, told.reason) == ("not met", "not met", "Looked at again, it stays.")
