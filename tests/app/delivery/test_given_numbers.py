"""Numbers of a design that are not those it was told are named; what may be another number is passed over."""

import pytest

from app.delivery.given_numbers import Told, quantities, remarks_on_given

FACTS = (
    Told("how many posts a day?", "50 million posts a day."),
    Told(
        "How many users are there?",
        "20 million users, 5 million active a day with 12 page views each, 5 million products.",
    ),
    Told("and the peak?", "The peak is three times the average."),
    Told("How many tickets come in?", "About 15,000 on a working day, with a peak of 2 a second."),
)


@pytest.mark.parametrize(
    ("said", "words", "fact"),
    [
        ("I take a million posts a day as given.", "a million posts a day", "50 million posts a day."),
        ("With 1M posts per day that is easy.", "1M posts per day", "50 million posts a day."),
        ("We have 2 million users, mostly in Europe.", "2 million users", "20 million users, 5 million active"),
        ("- 500 million posts a day", "500 million posts a day", "50 million posts a day."),
        ("I assume 500 tickets.", "500 tickets", "About 15,000 on a working day"),
    ],
)
def test_a_number_that_is_not_the_one_that_was_told_is_named_beside_the_fact(said: str, words: str, fact: str) -> None:
    (remark,) = remarks_on_given(f"I would begin small.\n{said}\nThen I train a model.", FACTS)
    assert f"“{words}”" in remark
    assert fact in remark


@pytest.mark.parametrize(
    "said",
    [
        "We have 50 million posts a day.",
        "There are about 48M posts per day, so nearly 600 a second.",
        "With 20,000,000 users we shard by user.",
        # Another thing, another time, another part of it.
        "We have 3 million sellers and 40 moderators.",
        "There are 600 posts a second.",
        "We have 2 million new users.",
        "There are 2 million users on each shard.",
        "At peak we have 150 million posts a day.",
        "We have 500,000 posts a day after the cache.",
        "In three years we have 400 million posts a day.",
        "Half of it, we have 25 million posts a day.",
        # Steps, not what is given.
        "We show 200 products and rank them.",
        "There are 12 products on a page.",
        "50 x 20,000 = 1 million posts a day, we have those.",
        # The right one was heard.
        "There are 50 million posts a day. We have 4 million posts a day in German.",
        "We have 5 million users.",
    ],
)
def test_what_is_right_or_may_be_another_number_is_passed_over(said: str) -> None:
    assert remarks_on_given(said, FACTS) == []


def test_nothing_is_said_where_nothing_was_told_or_two_facts_count_the_same() -> None:
    said = "We have 2 million users."
    assert remarks_on_given(said, ()) == []
    twice = (*FACTS, Told("How many users are in Europe?", "9 million users are in Europe."))
    assert remarks_on_given(said, twice) == []


def test_what_is_told_of_each_is_no_number_of_all() -> None:
    of_each = (Told("How often do they open it?", "8 loads a day per person."),)
    assert remarks_on_given("We have 800 million loads a day.", of_each) == []


def test_a_number_names_what_it_counts() -> None:
    daily, plain = quantities("3 million daily visitors and 40 new pictures")
    assert (daily.value, daily.noun, daily.per) == (3e6, "visitor", "day")
    assert (plain.value, plain.noun, plain.about, plain.per) == (40, "pictur", {"new"}, "")


CASE = (
    Told(
        "",
        "Design content moderation for a platform with 50 million posts a day in text, images and video; about 0.3 %"
        " violate the rules, and there are 300 reviewers.",
    ),
    Told(
        "What is the budget?",
        "A reviewer takes 45 seconds a case, 7.5 hours a day; model calls may cost 3,000 dollars a day.",
    ),
)


@pytest.mark.parametrize(
    ("said", "words", "fact"),
    [
        ("5 million posts a day", "5 million posts a day", "the question says “50 million posts a day”"),
        ("I assume 2,000 reviewers.", "2,000 reviewers", "the question says “300 reviewers”"),
        ("I assume that each case takes 10 seconds.", "10 seconds", "what you were told is “A reviewer takes 45"),
        ("We may spend 30,000 dollars a day.", "30,000 dollars a day", "what you were told is “A reviewer takes 45"),
        ("Our budget is $30,000 a day.", "$30,000 a day", "what you were told is “A reviewer takes 45"),
    ],
)
def test_facts_of_the_question_times_and_money_are_named_too(said: str, words: str, fact: str) -> None:
    (remark,) = remarks_on_given(f"I would begin small.\n{said}\nThen I train a model.", CASE)
    assert f"“{words}”" in remark
    assert fact in remark


@pytest.mark.parametrize(
    "said",
    [
        "300 reviewers at 45 seconds a case do 600 cases each.",
        "I assume 300 reviewers, and 10 seconds to answer an appeal.",
        "We have 50 million posts a day, so nearly 600 a second.",
        "I assume the model takes 2 seconds.",
        "I assume a case takes 45 seconds.",
        "A post waits 10 seconds in the queue, and each case takes 10 seconds to load.",
        "We may spend 1,000 dollars a day on images.",
        "The GPUs cost 30,000 dollars a day.",
        "We may spend 30,000 dollars a month.",
        "We take a training set of 5 million posts.",
        "I assume 5 million images a day.",
        "There are 2,000 reviewers' labels to learn from.",
        "We can hire 500 more reviewers.",
        "With 300 people the reviewers see about 180,000 posts a day.",
    ],
)
def test_other_times_and_parts_of_the_money_are_passed_over(said: str) -> None:
    assert remarks_on_given(said, CASE) == []
