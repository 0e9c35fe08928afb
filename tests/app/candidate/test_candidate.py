"""What a turn, a review and an appeal change of what is remembered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.candidate.candidate import Change, Memory, answered, appealed, asked, reviewed, undone
from app.candidate.cards import Rating
from app.interview.appeal import Appeal
from app.interview.course import Course, Mode
from app.interview.grade import GateReason, VerdictState
from app.interview.interview import Interview
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import Conflict

MET, PARTLY, MISSED, AGAINST = (
    VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET, VerdictState.CONTRADICTED
)  # fmt: skip


def after(memory: Memory, change: Change) -> Memory:
    return Memory(change.candidate, {**memory.cards, **{card.id: card for card in change.cards}})


@pytest.fixture
def told(make: Any) -> Interview:
    """An interview whose first answer met one point, half met one, missed one and contradicted one."""
    interview = make.interview(make.question("one"), make.question("two"))
    return make.answer(interview, make.grade(interview.plan[0], [MET, PARTLY, MISSED, AGAINST]))


def test_a_turn_makes_evidence_cards_of_what_was_missed_and_an_event(told: Interview, make: Any) -> None:
    change = answered(told)(Memory())
    (evidence,) = change.candidate.answers
    assert (evidence.topic, evidence.credit, evidence.points) == (Topic.RAG, 4 / 7, 4)
    assert [card.id for card in change.cards] == ["one/p1", "one/p2", "one/p3"]
    card = change.cards[0]
    assert (card.prompt, card.point, card.section) == (
        "What about point 1?",
        "Point 1 of one is made.",
        "rag/note#point-1",
    )
    assert not card.is_due(make.now)
    assert card.is_due(make.now + timedelta(minutes=10))
    (event,) = change.events
    assert (event.kind, event.turn, event.missed, event.earned) == ("answer", 1, ("one/p1", "one/p2", "one/p3"), ())
    assert event.skill == change.candidate.skills(make.now)[Topic.RAG].mean


def test_a_design_in_several_messages_tells_of_a_candidate_at_its_last_alone(make: Any) -> None:
    """Its opening made a card of every point, and brought the skill down by an answer worth nothing."""
    design = make.question("one", stage=Stage.SYSTEM_DESIGN)
    missing = {"missing": ("failure",)}
    opened = make.answer(make.interview(design), make.grade(design, [MISSED] * 4), **missing)
    change = answered(opened)(Memory())
    assert (change.candidate.answers, change.cards) == ((), ())
    told = make.answer(opened, make.grade(design, [MET, MET, MISSED, PARTLY]), missing=())
    change = answered(told)(Memory())
    assert [one.credit for one in change.candidate.answers] == [5.5 / 7]
    assert [card.id for card in change.cards] == ["one/p2", "one/p3"]


def test_a_design_that_ends_with_not_to_know_keeps_what_was_said_before(make: Any) -> None:
    design = make.question("one", stage=Stage.SYSTEM_DESIGN)
    opened = make.answer(make.interview(design), make.grade(design, [MET] * 3 + [MISSED]), missing=("failure",))
    ended = make.answer(opened, make.gated(design, GateReason.NO_ANSWER))
    change = answered(ended)(Memory())
    assert [one.credit for one in change.candidate.answers] == [6 / 7]
    assert [card.id for card in change.cards] == ["one/p3"]


@pytest.mark.parametrize(
    ("reason", "is_evidence"),
    [(GateReason.EMPTY, False), (GateReason.NO_ANSWER, True), (GateReason.NOT_LANGUAGE, False)],
)
def test_a_skip_is_no_evidence_and_not_to_know_is(make: Any, reason: GateReason, is_evidence: bool) -> None:
    interview = make.interview()
    told = make.answer(interview, make.gated(interview.plan[0], reason))
    assert bool(answered(told)(Memory()).candidate.answers) is is_evidence


def test_the_answer_to_a_follow_up_earns_the_card_of_its_point(told: Interview, make: Any) -> None:
    memory = after(Memory(), answered(told)(Memory()))
    point_id = told.ask.point_id
    probed = make.answer(
        told, make.grade(told.graded_against(told.ask), [MET]), answered_utc=make.now + timedelta(days=1)
    )
    change = answered(probed)(memory)
    assert [(card.point_id, card.reviews, card.lapses) for card in change.cards] == [(point_id, 2, 1)]
    assert change.events[0].earned == (f"one/{point_id}",)
    assert [one.is_follow_up for one in change.candidate.answers] == [False, True]


def test_questions_are_seen_when_they_are_asked(told: Interview, make: Any) -> None:
    memory = after(Memory(), asked(make.interview(make.question("one"), make.question("two")))(Memory()))
    assert list(memory.candidate.seen) == ["one"]
    memory = after(memory, answered(told)(memory))
    assert {name: seen.times for name, seen in memory.candidate.seen.items()} == {"one": 1}
    probed = make.answer(told, make.grade(told.graded_against(told.ask), [MET]))
    memory = after(memory, answered(probed)(memory))
    assert list(memory.candidate.seen) == ["one", "two"]


def test_a_point_that_was_said_without_being_asked_for_earns_its_card(told: Interview, make: Any) -> None:
    memory = after(Memory(), answered(told)(Memory()))
    point_id = told.ask.point_id
    verdicts = told.turns[0].grade.verdicts
    other = next(one for one in verdicts if one.is_missed and one.point_id != point_id)
    also = (replace(other, state=MET), replace(verdicts[1], state=MISSED))
    probed = make.answer(told, make.grade(told.graded_against(told.ask), [MISSED]), also=also)
    change = answered(probed)(memory)
    assert change.events[0].earned == (f"one/{other.point_id}",)
    assert change.events[0].missed == (f"one/{point_id}",)


def test_to_answer_once_more_after_the_points_were_shown_tells_nothing(told: Interview) -> None:
    turn = replace(told.turns[0], ask=replace(told.turns[0].ask, retry_of=1))
    change = answered(replace(told, turns=(turn,)))(Memory())
    assert (change.candidate.answers, change.cards, change.events[0].credit) == ((), (), None)


@pytest.fixture
def exam(make: Any) -> list[Interview]:
    """An exam of two questions after each of its answers, the last of which ended it."""
    one, two = make.question("one"), make.question("two")
    first = make.answer(
        make.interview(one, two, course=Course(Mode.EXAM)), make.grade(one, [MET, PARTLY, MISSED, AGAINST])
    )
    probed = make.answer(first, make.grade(first.graded_against(first.ask), [MET]))
    assert probed.ask.question_id == "two"
    last = make.answer(probed, make.grade(two, [MET] * 4))
    assert last.ask is None
    return [first, probed, last]


def test_of_an_exam_only_what_was_asked_is_kept_before_its_end_and_then_what_practice_keeps(
    exam: list[Interview],
) -> None:
    held = Memory()
    for so_far in exam[:-1]:
        change = answered(so_far)(held)
        assert (change.candidate.answers, change.cards, change.events) == ((), (), ())
        held = after(held, change)
    assert list(held.candidate.seen) == ["two"]
    practised, events = Memory(), ()
    for so_far in exam:
        change = answered(replace(so_far, course=Course()))(practised)
        practised, events = after(practised, change), (*events, *change.events)
    change = answered(exam[-1])(held)
    assert after(held, change) == practised
    assert change.events == events


def test_an_exam_that_an_earlier_version_began_is_not_kept_twice(exam: list[Interview]) -> None:
    first, _, last = exam
    held = after(Memory(), answered(replace(first, course=Course()))(Memory()))
    change = answered(last)(held)
    assert [event.turn for event in change.events] == [2, 3]
    assert [one.turn for one in change.candidate.answers] == [1, 2, 3]


def test_an_appeal_that_is_granted_corrects_the_evidence_and_the_card(told: Interview, make: Any) -> None:
    memory = after(Memory(), answered(told)(Memory()))
    turn = told.turns[0]
    before = turn.grade.verdicts[2]
    contested = replace(turn, appeals=(Appeal("p2", "my own words", before, replace(before, state=MET), make.now),))
    change = appealed(told.id, contested, make.now)(memory)
    assert change.candidate.answers[0].credit == pytest.approx(5 / 7)
    assert [card.id for card in change.cards] == ["one/p2"]


def test_a_review_of_a_card_that_is_gone_is_refused(make: Any) -> None:
    with pytest.raises(Conflict, match="was deleted"):
        reviewed("one/p1", Rating.GOOD, make.now)(Memory())


def test_a_review_can_be_taken_back_unless_the_card_has_changed_since(told: Interview, make: Any) -> None:
    memory = after(Memory(), answered(told)(Memory()))
    change = reviewed("one/p1", Rating.GOOD, make.now + timedelta(days=1), sure=0.8)(memory)
    (review,) = change.events
    assert (review.sure, review.rating) == (0.8, Rating.GOOD)
    now = after(memory, change)
    assert undone(review, now) == memory.cards["one/p1"]
    later = after(now, reviewed("one/p1", Rating.AGAIN, make.now + timedelta(days=2))(now))
    with pytest.raises(Conflict, match="has changed since"):
        undone(review, later)


def test_reviews_that_go_well_come_further_and_further_apart(told: Interview, make: Any) -> None:
    card, waits = answered(told)(Memory()).cards[0], []
    for _ in range(4):
        now = card.due_utc
        assert card.recall(now + timedelta(days=30)) < card.recall(now)
        card = card.after(Rating.GOOD, now)
        waits.append((card.due_utc - now).days)
    assert waits == sorted(waits)
    assert waits[-1] > 7
    assert (card.after(Rating.AGAIN, card.due_utc).due_utc - card.due_utc) == timedelta(minutes=10)
