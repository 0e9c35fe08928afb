"""Questions that stand in an ingested document with their answers."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.bank.document_questions import MOST_POINTS, draw_key_points, questions_in, questions_of
from ingest.bank.taxonomy import Stage
from ingest.documents.document import Document, LoadError, parse
from ingest.documents.load import load
from ingest.passages.split import split
from ingest.passages.token_counts import count_tokens

PROJECT = Path(__file__).resolve().parents[3]
GUIDE = Path(os.environ.get("COACH_TEST_GUIDE", PROJECT.parent / "shared" / "guide"))


def test_every_question_with_an_answer_is_found_once(document: Callable[..., Document], guide_text: str) -> None:
    questions = questions_in(document(guide_text, markdown=False))
    assert [(question.text[:20], question.stage) for question in questions] == [
        ("Which mistakes does ", Stage.SCREENING),
        ("How long should a pi", Stage.SCREENING),
        ("Write a sort that a ", Stage.SCREENING),
        ("Tell me about a plan", Stage.BEHAVIOURAL),
    ]


def test_the_points_are_what_the_answer_says_without_its_label(
    document: Callable[..., Document], guide_text: str
) -> None:
    first, _, code, story = questions_in(document(guide_text, markdown=False))
    points = [point.text for point in first.key_points]
    assert points[0] == "It depends on what the mistake costs, so say that first and put a number on it."
    assert points[1:] == [f"Counting Mistakes needs measure number {n}, with its unit and reason" for n in range(4)]
    assert first.strong_answer.startswith("It depends")
    assert first.key_points[0].section == "sample#counting-mistakes"
    assert [point.text for point in code.key_points] == ["Take the smallest one out", "Stop when none is left"]
    assert story.star is not None
    assert story.star.result == "Result: what came of it and what you learned"


def test_a_question_without_an_answer_is_none(document: Callable[..., Document]) -> None:
    text = '# A\n\nQuestion: "Who answers this one?"\n\n# B\n\nText of another section.\n'
    assert questions_in(document(text)) == []


def test_markdown_emphasis_is_no_part_of_the_question(document: Callable[..., Document]) -> None:
    (question,) = questions_in(
        document("# A\n\n**Question:** Why do trees overfit?\n\nBecause they can split for ever.\n")
    )
    assert question.text == "Why do trees overfit?"


@pytest.mark.parametrize("markdown", [True, False])
def test_an_faq_of_questions_and_answers_in_one_paragraph_gives_its_questions(
    document: Callable[..., Document], markdown: bool
) -> None:
    text = (
        "Team FAQ\n\nQ: What is our service level objective?\nA: It is 99.5 percent of all requests.\n\n"
        "**Q:** Who ships the release on a Friday?\n**A:** The captain of the week ships it.\n"
        "Q: Where is the runbook kept?\nAnswer: It lies in the wiki,\nnext to the alerts.\n"
    )
    questions = questions_in(document(text, markdown=markdown))
    assert [question.text for question in questions] == [
        "What is our service level objective?",
        "Who ships the release on a Friday?",
        "Where is the runbook kept?",
    ]
    assert [question.strong_answer for question in questions] == [
        "It is 99.5 percent of all requests.",
        "The captain of the week ships it.",
        "It lies in the wiki,\nnext to the alerts.",
    ]
    assert questions[0].key_points[0].text == "It is 99.5 percent of all requests."


NEXT = "Rollbacks are kept for thirty days in the registry."
BELOW = "We redeploy the image of the release before."


@pytest.mark.parametrize("markdown", [True, False])
@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (f'Question: "How do we roll back?"\n{BELOW}', "How do we roll back?", BELOW),
        (f"**Question:** “How do we roll back?”  \n{BELOW}", "How do we roll back?", BELOW),
        (f"**Question: How do we roll back?**\n{BELOW}", "How do we roll back?", BELOW),
        (f"Q: How do we roll back?\n{BELOW}", "How do we roll back?", BELOW),
        (f'Question: "Tell us how we roll back."\n{BELOW}', "Tell us how we roll back.", BELOW),
        (f'Question: "Who rolls back?\nAnd how is it done?"\n{BELOW}', "Who rolls back?\nAnd how is it done?", BELOW),
        (
            f'Question: "A release broke. How do\nwe roll back?"\n{BELOW}',
            "A release broke. How do\nwe roll back?",
            BELOW,
        ),
        (f"Q: A release broke. How do\nwe roll back?\n{BELOW}", "A release broke. How do\nwe roll back?", BELOW),
        (f"Q: Who rolls back?\nAnd how?\n{BELOW}", "Who rolls back?\nAnd how?", BELOW),
        (f"Q: How do we roll back?\nSay it briefly.\nA: {BELOW}", "How do we roll back?\nSay it briefly.", BELOW),
        (f"Q: How do we roll back?\nSay it briefly.\n\nA: {BELOW}", "How do we roll back?\nSay it briefly.", BELOW),
        (
            f'Question: "How do we roll back?\nSay it briefly."\n\n{BELOW}',
            "How do we roll back?\nSay it briefly.",
            BELOW,
        ),
    ],
)
def test_a_question_ends_with_its_line_where_the_answer_stands_on_the_next(
    document: Callable[..., Document], text: str, question: str, answer: str, markdown: bool
) -> None:
    (found,) = questions_in(document(f"Team FAQ\n\n{text}", markdown=markdown))
    assert (found.text, found.strong_answer) == (question, answer)
    (found,) = questions_in(document(f"Team FAQ\n\n{text}\n\n{NEXT}", markdown=markdown))
    assert [point.text for point in found.key_points] == [answer, NEXT]


def test_questions_and_answers_on_lines_without_a_blank_one_between_are_each_found(
    document: Callable[..., Document],
) -> None:
    text = f'Question: "How do we roll back?"\n{BELOW}\nQuestion: "How long are they kept?"\n{NEXT}\n'
    questions = questions_in(document(text))
    assert [(one.text, one.strong_answer) for one in questions] == [
        ("How do we roll back?", BELOW),
        ("How long are they kept?", NEXT),
    ]


def test_words_too_short_to_be_graded_are_told_with_their_label() -> None:
    assert draw_key_points(["ReLU:", "• Fast", "• Simple to compute"]) == ["ReLU: Fast", "Simple to compute"]
    assert draw_key_points(["• Cats", "• They are animals"]) == ["They are animals"]


def test_an_example_is_no_point() -> None:
    assert draw_key_points(["A point is made here.", "Example: I once did it."]) == ["A point is made here."]


def test_more_than_a_dozen_items_are_gathered_under_their_labels() -> None:
    blocks = [
        block for group in "ABC" for block in (f"Group {group}:", *(f"• thing {group}{n} to do" for n in range(6)))
    ]
    points = draw_key_points(blocks)
    assert len(points) == 3
    assert points[0].startswith("Group A: thing A0 to do; thing A1 to do")


def test_two_questions_of_one_wording_get_different_ids(document: Callable[..., Document]) -> None:
    text = '# A\n\nQuestion: "What is overfitting?"\n\nIt is learning the noise.\n\n'
    pair = text + text.replace("# A", "# B").replace("noise", "training set by heart")
    questions = questions_of([document(pair), document(text)])
    assert len({question.id for question in questions}) == len(questions) == 3


@pytest.mark.parametrize(
    "text", ["Was heißt - genau -- Überanpassung?", "???????????", "汉字是什么意思呢，请解释", "Q" * 2500, "Why?"]
)
def test_no_wording_of_a_question_stops_a_build(document: Callable[..., Document], text: str) -> None:
    questions_in(document(f'# A\n\nQuestion: "{text}"\n\nAn answer of some length.\n', identifier="ü--x/y z"))


lines = st.sampled_from(
    ['Question: "Why is that so, then?"', "Q: What?", "Strong answer: Yes.", "Answer:", "• x", "- Cats", "Label:",
     "1. word " * 90, "Situation: s", "Task: t", "Heading Words Here", "Long. " * 200, "# c", "x = 1", "Example: none",
     "## Two"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(lines, max_size=40), st.booleans(), st.sampled_from(["\n\n", "\n"]))
def test_every_question_that_is_found_is_a_valid_one(chosen: list[str], markdown: bool, between: str) -> None:
    try:
        made = parse(between.join(chosen), "made", "made", markdown=markdown)
    except LoadError:
        assert not chosen
        return
    questions = questions_of([made])
    assert len({question.id for question in questions}) == len(questions)
    for question in questions:
        assert len(question.key_points) >= 1
        assert all(8 <= len(point.text) <= 600 for point in question.key_points)


def test_the_shared_guide_gives_its_questions_and_each_text_once() -> None:
    if not GUIDE.exists():
        pytest.skip(f"the shared guide is not in {GUIDE}; set COACH_TEST_GUIDE to its folder")
    (document,), refusals = load([GUIDE])
    assert refusals == []
    found = questions_in(document)
    # Its list of frequent questions is recognised too: headings that ask, with what stands below them.
    questions = [question for question in found if f'Question: "{question.text}' in document.text]
    assert len(questions) == document.text.count('Question: "') / 2 == 9
    assert len({question.text for question in found}) == len(found)
    assert all(2 <= len(question.key_points) <= MOST_POINTS for question in questions)
    assert [question.stage for question in questions].count(Stage.SYSTEM_DESIGN) == 1
    assert sum(question.star is not None for question in questions) == 1
    passages = split(document, count_tokens)
    for question in questions:
        holding = [passage for passage in passages if question.text in passage.text]
        assert len(holding) == 1
        answer = " ".join(question.strong_answer.split())
        assert answer[-40:] in " ".join(holding[0].text.split())


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "paragraph",
    [
        'Q: "Why is it so?"{}x',
        "Q: Why is it so?{}x",
        "Q: Why{}x",
        "Q{}x",
        "Q1{}x",
        'Q: Why"{}x',
        "Why?\nQ{}x",
        "Q: Why?\nStage: rag{}x",
        "1. Why is it so?{}x",
        "```\n#{}\n```",
    ],
)
@pytest.mark.parametrize("run", [" ", " *", "\t", '"', "\n"])
def test_a_long_run_of_blanks_takes_no_longer_than_it_is(
    document: Callable[..., Document], paragraph: str, run: str
) -> None:
    long = document(f"{paragraph.format(run * 20_000)}\n\nBecause it is so.\n", markdown=False)
    start = time.process_time()
    questions_in(long)
    # What took the square of the run took from half a second to nine.
    assert time.process_time() - start < 0.3
