"""Delivery: length, structure, STAR, clarifying, complexity."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from checkout import PROJECT
from hypothesis import given
from hypothesis import strategies as st
from labelled import labelled_questions

from app.delivery.remarks import delivery, is_code
from app.grading.offline import OfflineGrader
from app.interview.grade import Delivery
from ingest.bank.questions import CodingTask, KeyPoint, Question, Star
from ingest.bank.taxonomy import Stage
from ingest.embedding.embedder import Embedder
from ingest.language.text import Text

BANK = labelled_questions()

STORY = (
    "At my last company our search was slow. My task was to halve the latency. I measured every step and then I "
    "rewrote the cache. As a result the median fell by 60 %."
)

CODING = CodingTask(
    signature="def f(x):", visible_tests=("assert f(1)",), hidden_tests=("assert f(2)",),
    limits="x is small enough", complexity="O(n) in time", solution="def f(x):\n    return x",
)  # fmt: skip


def delivery_of(question: Question, answer: str, **how: Any) -> Delivery:
    return delivery(question, Text(answer), **how)


@pytest.fixture(scope="module")
def ask() -> Callable[..., Question]:
    def make(stage: Stage = Stage.SCREENING, **fields: object) -> Question:
        return Question(
            id="q", text="The question is this?", stage=stage, minutes=2,
            key_points=(KeyPoint(id="p", text="A point that is made."),), strong_answer="All of it. " * 120, **fields,
        )  # fmt: skip

    return make


def test_minutes_are_words_at_150_a_minute(ask: Callable[..., Question]) -> None:
    told = delivery_of(ask(), "word " * 300)
    assert (told.words, told.minutes) == (300, 2.0)
    assert (told.star_missing, told.clarified, told.complexity_named) == (None, None, None)


def test_of_a_complete_answer_nothing_more_is_asked(ask: Callable[..., Question]) -> None:
    story, coding = ask(Stage.BEHAVIOURAL), ask(coding=CODING)
    for question in (ask(), story, coding, ask(Stage.SYSTEM_DESIGN)):
        assert delivery_of(question, "It is so.").remarks
        assert delivery_of(question, "It is so.", is_complete=True).remarks == ()
    # What is too long, or one sentence without end, is so all the same.
    assert "lead with the heart" in " ".join(delivery_of(ask(), "Short words. " * 300, is_complete=True).remarks)


def test_a_follow_up_has_the_time_of_a_follow_up_though_the_whole_question_is_graded(
    ask: Callable[..., Question],
) -> None:
    question = ask(Stage.BEHAVIOURAL).model_copy(update={"minutes": 3})
    words = "I tell it in the first week now. " * 10
    assert any("you have about 3 minutes" in one for one in delivery_of(question, words).remarks)
    assert not any("you have about" in one for one in delivery_of(question, words, is_follow_up=True).remarks)
    assert any("short" in one or "1 minute" in one for one in delivery_of(question, "No.", is_follow_up=True).remarks)


def test_too_long_too_short_and_unstructured_are_remarked(ask: Callable[..., Question]) -> None:
    assert "lead with the heart" in " ".join(delivery_of(ask(), "Short words. " * 300).remarks)
    assert "room for reasons" in " ".join(delivery_of(ask(), "It is so.").remarks)
    assert "signposts" in " ".join(delivery_of(ask(), "Short words. " * 100).remarks)


ROOM = "there is room for reasons and an example."


@pytest.mark.parametrize(
    ("words", "minutes", "remarks"),
    [
        (0, 4, ()),
        (3, 4, (f"This is short: {ROOM}",)),
        (30, 4, (f"This takes 10 seconds to say, and you have about 4 minutes: {ROOM}",)),
        (148, 4, (f"This takes 1 minute to say, and you have about 4 minutes: {ROOM}",)),
        (150, 4, ()),
        (200, 1, ("This takes 1.3 minutes to say, where about 1 minute would do: lead with the heart of it.",)),
        (900, 4, ("This takes 6 minutes to say, where about 4 minutes would do: lead with the heart of it.",)),
    ],
)
def test_a_time_is_told_as_people_say_it(
    ask: Callable[..., Question], words: int, minutes: int, remarks: tuple[str, ...]
) -> None:
    question = ask().model_copy(update={"minutes": minutes})
    # Signposts and short sentences, so that length alone is remarked.
    told = delivery_of(question, " ".join(["First"] * min(words, 1) + ["so."] * (words - 1)))
    assert told.words == words
    assert told.remarks == remarks


def test_half_of_what_the_strong_answer_says_is_not_short(ask: Callable[..., Question]) -> None:
    question = ask().model_copy(update={"minutes": 45})
    assert delivery_of(question, "First so. " * 90).remarks == ()
    assert ROOM in " ".join(delivery_of(question, "First so. " * 89).remarks)


def test_an_answer_with_most_of_the_points_is_not_told_that_it_is_short(ask: Callable[..., Question]) -> None:
    """A sum worked out in full, 14 of 16 points, was told that there is room for reasons and an example."""
    question = ask(Stage.BEHAVIOURAL)
    assert ROOM in " ".join(delivery_of(question, "It is so.", share=0.5).remarks)
    told = " ".join(delivery_of(question, "It is so.", share=14 / 16).remarks)
    assert ROOM not in told
    assert "still needs its" in told


def test_the_grader_counts_the_points_before_it_says_that_an_answer_is_short(fake_embedder: Embedder) -> None:
    told = ("Replication keeps a second copy on another machine.", "Rate limits refuse callers that ask too often.")
    points = [KeyPoint(id=str(n), text=one, weight=n) for n, one in enumerate(told, 1)]
    question = Question(
        id="q", text="How does a service stay up?", stage=Stage.SCREENING, minutes=4, key_points=tuple(points),
        strong_answer=" ".join(told) + " And so on." * 60,
    )  # fmt: skip
    one, two = (OfflineGrader(fake_embedder).grade(question, words) for words in told)
    assert (one.score, two.score) == (1 / 3, 2 / 3)
    assert ROOM in " ".join(one.delivery.remarks)
    assert ROOM not in " ".join(two.delivery.remarks)


def test_code_is_not_timed_as_if_it_were_said(ask: Callable[..., Question]) -> None:
    question = ask(coding=CODING).model_copy(update={"minutes": 20})
    assert delivery_of(question, "It is O(n). " + "x = f(x). " * 20).remarks == (f"This is short: {ROOM}",)


def test_no_strong_answer_of_the_bank_is_told_to_say_more_and_seven_stories_to_tell_their_task() -> None:
    told = {one.id: " ".join(delivery_of(one, one.strong_answer).remarks) for one in BANK}
    assert [name for name, remarks in told.items() if ROOM in remarks or "would do" in remarks] == []
    assert sum("STAR" in remarks for remarks in told.values()) == 7


def test_a_story_is_told_what_it_lacks(ask: Callable[..., Question]) -> None:
    question = ask(Stage.BEHAVIOURAL)
    told = "At my last company our search was slow. My task was to halve the latency. I measured every step. " * 4
    assert delivery_of(question, told).remarks == ("The story (STAR) still needs its result.",)
    alone = "I measured every step and then I rewrote it. Then I told the others. " * 6
    assert delivery_of(question, alone).remarks == ("The story (STAR) still needs its situation, task and result.",)


PROGRAM = next(one.coding.solution for one in BANK if one.coding is not None)
SQL = "SELECT user_id, COUNT(*) AS n\nFROM clicks\nWHERE day > '2024-01-01'\nGROUP BY user_id\nORDER BY n DESC"
JAVA = "public static int twice(int x) {\n  int y = 2 * x;\n  return y;\n}"
CODE_REMARK = "The code itself is not graded: say in words why it is right and what it costs."


@pytest.mark.parametrize(
    "answer",
    [
        *(one.coding.solution for one in BANK if one.coding is not None),
        "Here it is:\n```python\nsorted(items)\n[0]\nmin(items)\n```",
        SQL,
        JAVA,
    ],
)
def test_code_alone_is_told_that_it_is_not_graded(ask: Callable[..., Question], answer: str) -> None:
    for question in (ask(coding=CODING), ask()):
        told = delivery_of(question, answer)
        assert told.remarks[-1] == CODE_REMARK
        assert "complexity" not in " ".join(told.remarks)


@pytest.mark.parametrize(
    "answer",
    [
        f"{PROGRAM}\n" + "It keeps the points of each centre and moves the centre to their mean.\n" * 40,
        "p = tp / (tp + fp)\nr = tp / (tp + fn)\nf1 = 2 * p * r / (p + r)",
        "I sort first:\n- then I scan\n- then I stop\nreturn to the start if it fails",
        "For each row:\nadd it up.\nIf it is empty:\nskip it.",
        "x = 1",
        "",
    ],
)
def test_words_formulas_and_lists_are_not_taken_for_code(ask: Callable[..., Question], answer: str) -> None:
    assert CODE_REMARK not in delivery_of(ask(coding=CODING), answer).remarks


def test_no_answer_of_a_person_or_of_the_bank_is_taken_for_code() -> None:
    files = [PROJECT / "eval" / "cases" / f"gold_answers_{name}.jsonl" for name in "ab"]
    said = [json.loads(line)["answer"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(said) > 200
    assert [text for text in (*said, *(one.strong_answer for one in BANK)) if is_code(text)] == []


@pytest.mark.slow
def test_sound_code_without_a_word_is_graded_and_gets_the_remark(embedder: Embedder) -> None:
    question = next(one for one in BANK if one.coding is not None)
    grade = OfflineGrader(embedder).grade(question, question.coding.solution)
    # Who has made every point is asked for nothing more.
    assert CODE_REMARK in grade.delivery.remarks or not any(one.is_missed for one in grade.verdicts)


@given(st.integers(1, 3000), st.integers(1, 60))
def test_no_length_is_told_as_nothing(ask: Callable[..., Question], words: int, minutes: int) -> None:
    told = " ".join(delivery_of(ask().model_copy(update={"minutes": minutes}), "so. " * words).remarks)
    assert "0.0" not in told
    assert " 0 " not in told
    assert " 1 minutes" not in told
    assert "60 seconds" not in told


@pytest.mark.parametrize("answer", ["I don't know", "", "The question is this?", "Das ist ein Modell und das ist es."])
def test_how_it_was_told_is_not_remarked_where_nothing_was_said(
    ask: Callable[..., Question], fake_embedder: Any, answer: str
) -> None:
    grade = OfflineGrader(fake_embedder).grade(ask(Stage.SYSTEM_DESIGN), answer)
    assert grade.gate is not None or not grade.is_graded
    assert grade.delivery.remarks == ()


def test_a_follow_up_misses_no_story_no_question_and_no_complexity(ask: Callable[..., Question]) -> None:
    told = "I would take the smaller one, because it answers in half the time and nobody saw a difference in quality."
    for question in (ask(Stage.BEHAVIOURAL), ask(Stage.SYSTEM_DESIGN), ask(coding=CODING)):
        narrowed = question.model_copy(update={"minutes": 1})
        assert delivery_of(question, told).remarks[1:]
        assert delivery_of(narrowed, f"{told} {told}", is_follow_up=True).remarks == ()


def test_star_elements_are_found_and_missing_ones_named(ask: Callable[..., Question]) -> None:
    question = ask(Stage.BEHAVIOURAL, star=Star(situation="S" * 9, task="T" * 9, action="A" * 9, result="R" * 9))
    assert delivery_of(question, STORY).star_missing == ()
    assert delivery_of(question, "I measured every step and then I rewrote it.").star_missing == (
        "situation", "task", "result",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "named"),
    [("It runs in O(n log n).", True), ("That is linear time in the rows.", True), ("It is quick.", False)],
)
def test_complexity_is_asked_of_coding_alone(ask: Callable[..., Question], answer: str, named: bool) -> None:
    assert delivery_of(ask(coding=CODING), answer).complexity_named is named
