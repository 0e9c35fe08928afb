"""What the coach says to a graded answer."""

from dataclasses import replace
from typing import Any

import pytest

from app.interview.grade import (
    Delivery,
    Evidence,
    GateReason,
    GradedBy,
    Mistake,
    VerdictState,
    not_graded,
)  # fmt: skip
from app.interview.results.reply import format_points, reply
from ingest.bank.taxonomy import Level

MET, PARTLY, MISSED, WRONG = (
    VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET, VerdictState.CONTRADICTED,
)  # fmt: skip


def test_a_reply_quotes_what_was_met_and_cites_what_is_missing(make: Any) -> None:
    grade = make.grade(make.question(weights=(3, 2, 1, 1)), [MET, PARTLY, MISSED, WRONG])
    assert reply(grade, {"p1": 2, "p2": 1}) == (
        "4 of 7 points (borderline: about half of what matters is said).\n\n"
        "What you said that counts:\n- Point 0 of q is made. You said: “my own words”.\n\n"
        "Half there:\n- Point 1 of q is made. [2] You said: “my own words”.\n\n"
        "This seems to say otherwise:\n- Point 3 of q is made. You said: “my own words”.\n\n"
        "What is missing:\n- Point 2 of q is made. [1]"
    )


def test_the_word_is_said_by_the_bar_of_the_level(make: Any) -> None:
    grade = make.grade(make.question(weights=(3, 2, 1, 1)), [MET, MET, MISSED, MISSED])
    assert reply(grade, {}).startswith("5 of 7 points (yes: ")
    assert reply(grade, {}, level=Level.STAFF).startswith("5 of 7 points (borderline: leads a project")


def test_what_earned_points_does_not_stand_under_what_a_good_answer_says(make: Any) -> None:
    half = reply(make.grade(make.question(weights=(3, 2)), [PARTLY, MISSED]), {})
    assert "Half there:\n- Point 0" in half
    assert "What is missing:\n- Point 1" in half
    wrong = reply(make.grade(make.question(weights=(3, 2)), [WRONG, MISSED]), {})
    assert "This seems to say otherwise:\n- Point 0" in wrong
    assert "What is missing:\n- Point 1" in wrong


def test_the_point_that_is_probed_next_is_not_given_away(make: Any) -> None:
    grade = make.grade(make.question(), [MET, MISSED, MET, MET])
    told = reply(grade, {"p1": 1}, held_back={"p1"})
    assert "Point 1" not in told
    assert told.endswith("Let me ask you about one more point.")
    beside = reply(grade, {"p1": 1}, held_back={"p1"}, asks_about_it=False)
    assert beside.endswith("\n\nOne more point is kept for later.")


def test_a_mistake_is_named_with_why_it_is_one(make: Any) -> None:
    grade = make.grade(make.question(), [MET] * 4)
    wrong = Mistake("LoRA prunes.", "It adds matrices.", Evidence("it prunes weights", 0, 17))
    assert "Careful: you said “it prunes weights”. It adds matrices." in reply(replace(grade, mistakes=(wrong,)), {})


LORA = Mistake("LoRA prunes.", "It adds matrices.", Evidence("it prunes weights", 0, 17))


def test_why_a_mistake_is_one_waits_for_the_follow_up_that_it_may_answer(make: Any) -> None:
    grade = replace(make.grade(make.question(), [MET, MISSED, MET, MET]), mistakes=(LORA,))
    told = reply(grade, {}, held_back={"p1"})
    assert "Careful: you said “it prunes weights”. The reason why this is wrong comes after the next question." in told
    assert LORA.why not in told
    following = make.grade(make.question(weights=(2,)), [MISSED])
    explained = "In your answer before, you said “it prunes weights”. It adds matrices."
    assert explained in reply(following, {}, explained=(LORA,))
    ungraded = not_graded("no grader", Delivery(1, 0.0, ()), GradedBy("llm", "m", "1"))
    assert reply(ungraded, {}, explained=(LORA,)).endswith(f"nothing was scored.\n\n{explained}")


@pytest.mark.parametrize(
    ("quote", "shown"),
    [("It prunes.", "“It prunes.”"), ("it prunes,", "“it prunes”."), ("does\nit?", "“does it?”")],
)
def test_a_quote_ends_with_one_full_stop(make: Any, quote: str, shown: str) -> None:
    grade = make.grade(make.question(weights=(1,)), [MET])
    met = replace(grade.verdicts[0], evidence=Evidence(quote, 0, len(quote)))
    assert reply(replace(grade, verdicts=(met,)), {}).endswith(f"You said: {shown}")


def test_one_point_is_one_point_and_nothing_to_hire_by(make: Any) -> None:
    assert reply(make.grade(make.question(weights=(1,)), [PARTLY]), {}).startswith("0.5 of 1 point.\n")


def test_no_word_is_said_of_an_answer_that_is_asked_about_further(make: Any) -> None:
    """It was a strong no, and then the points that were missing were asked for."""
    grade = make.grade(make.question(), [MET, MISSED, MISSED, MISSED])
    assert reply(grade, {}).startswith("3 of 7 points (")
    assert reply(grade, {}, held_back={"p1"}).startswith("3 of 7 points.\n")


def test_a_gated_answer_is_told_why_and_what_a_good_one_says(make: Any) -> None:
    told = reply(make.gated(make.question(), GateReason.EMPTY), {})
    assert told.startswith("0 of 7 points. There is nothing to grade.\n\nWhat is missing:\n- Point 0")


@pytest.mark.parametrize("why", ["the model did not answer", "The model did not answer."])
def test_what_was_not_graded_is_said_to_be_so(why: str) -> None:
    grade = not_graded(why, Delivery(1, 0.0, ()), GradedBy("llm", "m", "1"))
    assert reply(grade, {}) == (
        "This answer was not graded. The model did not answer. Your answer is kept; nothing was scored."
    )


def test_the_follow_up_is_the_last_that_is_said(make: Any) -> None:
    grade = make.grade(make.question(), [MET, MISSED, MET, MET])
    alone = replace(grade, graded_by=replace(grade.graded_by, fallback="the endpoint is down"))
    assert reply(alone, {}, held_back={"p1"}).endswith(
        "without the language model: the endpoint is down.\n\nLet me ask you about one more point."
    )


def test_a_long_quote_is_cut_between_words(make: Any) -> None:
    grade = make.grade(make.question(weights=(1,)), [MET])
    long = replace(grade.verdicts[0], evidence=Evidence("many words " * 60, 0, 660))
    told = reply(replace(grade, verdicts=(long,)), {})
    assert told.endswith(("words …”", "many …”"))
    assert len(told) < 400


@pytest.mark.parametrize(("points", "shown"), [(3.0, "3"), (2.5, "2.5"), (0.0, "0")])
def test_points_are_written_as_people_write_them(points: float, shown: str) -> None:
    assert format_points(points) == shown
