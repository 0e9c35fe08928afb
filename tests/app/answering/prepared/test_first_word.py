"""A "Yes" or "No" is told to the question that it was written for and to no other."""

import json
import re
from pathlib import Path

import pytest

from app.answering.prepared.first_word import told_to
from ingest.bank.answers import PreparedAnswer, PreparedSentence

TREES = PreparedAnswer(
    document="notes/forests",
    asked=("trees overfit", "do too many trees overfit", "Can a random forest overfit?"),
    sentences=(
        PreparedSentence(text="No, too many trees do not overfit.", section="notes/forests#size"),
        PreparedSentence(text="They bring the mean nearer to its limit.", section="notes/forests#size"),
    ),
)


@pytest.mark.parametrize(
    "asked", ["do too many trees overfit", "Do too many trees overfit?", "do too many tree overfit"]
)
def test_who_asks_as_the_answer_was_written_is_told_its_word(asked):
    assert told_to(asked, TREES) == TREES


@pytest.mark.parametrize(
    "asked",
    [
        # Turned round, of less, of something else, no such question, and a wording that it was not written for.
        "do too few trees overfit",
        "do too many trees not overfit",
        "do trees overfit",
        "can boosting overfit with too many trees?",
        "why do too many trees not overfit",
        "trees overfit",
        "Can a random forest overfit?",
    ],
)
def test_any_other_question_is_told_the_answer_without_it(asked):
    assert [one.text for one in told_to(asked, TREES).sentences] == [
        "Too many trees do not overfit.",
        "They bring the mean nearer to its limit.",
    ]


def test_a_word_that_is_a_sentence_is_left_out_whole_and_one_that_begins_a_name_stays():
    bare = TREES.model_copy(
        update={"sentences": (TREES.sentences[0].model_copy(update={"text": "No. "}), *TREES.sentences[1:])}
    )
    assert [one.text for one in told_to("trees?", bare).sentences] == ["They bring the mean nearer to its limit."]
    named = TREES.model_copy(
        update={"sentences": (TREES.sentences[0].model_copy(update={"text": "No tree overfits alone."}),)}
    )
    assert told_to("trees?", named) == named


def test_an_answer_of_nothing_but_its_word_is_told():
    only = TREES.model_copy(update={"sentences": (TREES.sentences[0].model_copy(update={"text": "No."}),)})
    assert told_to("trees?", only) == only


CASES = Path(__file__).resolve().parents[4] / "eval" / "cases" / "ask"
WORD = re.compile(r"(yes|no)[,.:;]", re.IGNORECASE)


def word_told(coach, query):
    """The "yes" or "no" that an answer begins with; '' where it begins without."""
    word = WORD.match(coach.questions.ask(query).text)
    return word.group(1).lower() if word else ""


def cases(name):
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["yes_no_opened", "yes_no_kept"])
def test_no_question_of_another_hand_is_told_the_wrong_word(coach, name):
    wrong = [one["query"] for one in cases(name) if word_told(coach, one["query"]) not in ("", one["says"])]
    assert wrong == []


@pytest.mark.slow
def test_a_question_turned_round_is_told_no_word_and_half_of_the_paraphrases_keep_theirs(coach):
    told = [(one["kind"], one["query"]) for one in cases("yes_no_turned") if word_told(coach, one["query"])]
    assert [query for kind, query in told if kind == "turned"] == []
    assert len(told) >= 15
