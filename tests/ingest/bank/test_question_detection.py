"""What counts as a question in a document, which stage and topic it has, and why something became none."""

from collections.abc import Callable

import pytest

from ingest.bank.document_questions import UNASKED, UNMARKED, not_asked_in, questions_in
from ingest.bank.taxonomy import Stage, Topic
from ingest.documents.document import Document, parse

ANSWER = "Because a tree can split until each leaf holds one row."


@pytest.mark.parametrize(
    "asked",
    [
        "Question: Why do trees overfit?\n\n",
        "Q: Why do trees overfit?\n\n",
        "**Why do trees overfit?**\n\n",
        "**Why do trees overfit?**\n",
        "__Why do trees overfit?__\n\n",
        "## Why do trees overfit?\n\n",
        "Why do trees overfit?\n---------------------\n\n",
        "Why do trees overfit?\n\n",
        "Why do trees overfit?\n",
        "1. Why do trees overfit?\n\n",
        "1. Why do trees overfit?\n   ",
    ],
)
def test_a_question_is_recognised_however_it_is_marked(document: Callable[..., Document], asked: str) -> None:
    (question,) = questions_in(document(f"# Trees\n\n{asked}{ANSWER}\n"))
    assert question.text == "Why do trees overfit?"
    assert [point.text for point in question.key_points] == [ANSWER]


def test_a_heading_that_asks_is_the_section_of_its_question(document: Callable[..., Document]) -> None:
    (question,) = questions_in(document(f"# Trees\n\n## Why do trees overfit?\n\n{ANSWER}\n"))
    assert question.key_points[0].section == "sample#why-do-trees-overfit"


@pytest.mark.parametrize(
    ("text", "stage", "topic"),
    [
        (f"# Deep dive: RAG\n\nQ: Why do trees overfit?\n\n{ANSWER}\n", Stage.DEEP_DIVE, Topic.RAG),
        (f"# Behavioral\n\n## Teams\n\nQ: Why do trees overfit?\n\n{ANSWER}\n", Stage.BEHAVIOURAL, Topic.BEHAVIOURAL),
        (f"# A\n\nQ: Why do trees overfit?\n\nStage: project review\n\nTopic: coding\n\n{ANSWER}\n",
         Stage.PROJECT_REVIEW, Topic.CODING),
        (f"# A\n\nQ: Why do trees overfit?\nStage: deep-dive\nTopic: evaluation\n{ANSWER}\n",
         Stage.DEEP_DIVE, Topic.EVALUATION),
        (f"# A\n\nQuestion: \"Why do trees overfit?\"\n**Stage:** system-design\n{ANSWER}\n",
         Stage.SYSTEM_DESIGN, None),
        (f"# A\n\n**Why do trees overfit?**\nStage: deep-dive\nA: {ANSWER}\n", Stage.DEEP_DIVE, None),
        (f"# A\n\n## Why do trees overfit?\n\nTopic: rag\n{ANSWER}\n", Stage.SCREENING, Topic.RAG),
        (f"---\nstage: deep-dive\ntopic: mlops\n---\n# A\n\nQ: Why do trees overfit?\n\n{ANSWER}\n",
         Stage.DEEP_DIVE, Topic.MLOPS),
        (f"# Coding and evaluation\n\nQ: Why do trees overfit?\n\n{ANSWER}\n", Stage.SCREENING, None),
        (f"# RAG\n\n# Other\n\nQ: Why do trees overfit?\n\n{ANSWER}\n", Stage.SCREENING, None),
    ],
)  # fmt: skip
def test_stage_and_topic_are_kept_where_the_text_says_so(text: str, stage: Stage, topic: Topic | None) -> None:
    (question,) = questions_in(parse(text, "sample", "sample.md", markdown=True))
    assert question.text == "Why do trees overfit?"
    assert (question.stage, question.topic) == (stage, topic)
    assert [point.text for point in question.key_points] == [ANSWER]


def test_a_question_above_a_line_of_its_stage_ends_where_its_answer_is_labelled(
    document: Callable[..., Document],
) -> None:
    text = f"Q: Why do trees overfit?\nSay it briefly.\nStage: deep-dive\nTopic: rag\nA: {ANSWER}\n"
    (question,) = questions_in(document(text))
    assert question.text == "Why do trees overfit?\nSay it briefly."
    assert (question.stage, question.topic, question.strong_answer) == (Stage.DEEP_DIVE, Topic.RAG, ANSWER)


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("label", ["A: ", ""])
def test_a_line_of_a_stage_or_topic_inside_an_answer_is_of_the_answer(
    document: Callable[..., Document], label: str, between: str
) -> None:
    """The question became one of RAG, and its answer lost both lines."""
    lines = f"Stage: deep-dive\nTopic: rag\n{between}Both names are from a closed list."
    answer = f"Begin it with a block of metadata.{between}{lines}"
    (question,) = questions_in(document(f"Q: How do I write the metadata of a note?\n{label}{answer}\n"))
    assert (question.stage, question.topic, question.strong_answer) == (Stage.SCREENING, None, answer)
    points = [point.text for point in question.key_points]
    assert points[0] == "Begin it with a block of metadata."
    assert points[-1].endswith("Both names are from a closed list.")


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_topic_that_is_none_of_ours_is_no_part_of_a_labelled_answer(
    document: Callable[..., Document], between: str
) -> None:
    lines = ["Q: Why do trees overfit?", "Topic: training", "Stage: deep-dive", f"Answer: {ANSWER}"]
    (question,) = questions_in(document(between.join(lines)))
    assert question.text == "Why do trees overfit?"
    assert (question.stage, question.topic, question.strong_answer) == (Stage.DEEP_DIVE, None, ANSWER)
    assert [point.text for point in question.key_points] == [ANSWER]


def test_a_line_that_names_no_topic_of_ours_stays_in_an_answer_without_a_label(
    document: Callable[..., Document],
) -> None:
    answer = "Topic: a named log of events\nProducers write to it, and consumers read it."
    (question,) = questions_in(document(f"Q: What does Kafka write to?\n{answer}\n"))
    assert question.strong_answer == answer


@pytest.mark.parametrize("markdown", [True, False])
@pytest.mark.parametrize(
    "below",
    [
        "Why do forests not?\n\nThey average many trees.",
        "Why do forests not?\nThey average many trees of their own.",
        "1. Why do forests not?\n   They average many trees.",
        "1. Why do forests not?\n\nThey average many trees.",
    ],
)
def test_a_line_that_asks_is_no_key_point_of_the_question_above(
    document: Callable[..., Document], below: str, markdown: bool
) -> None:
    first, second = questions_in(document(f"FAQ\n\nQ: Why do trees overfit?\n{ANSWER}\n\n{below}\n", markdown=markdown))
    assert [point.text for point in first.key_points] == [ANSWER]
    assert second.text == "Why do forests not?"
    assert second.key_points[0].text.startswith("They average many trees")


def test_items_of_an_answer_that_ask_stay_its_points_and_are_told(document: Callable[..., Document]) -> None:
    text = "Q: What do you ask before a design?\n\n1. Who is going to use it?\n2. How many requests are there?\n"
    (question,) = questions_in(document(text))
    assert [point.text for point in question.key_points] == ["Who is going to use it?", "How many requests are there?"]
    assert [one.why for one in not_asked_in(document(text))] == [UNMARKED, UNMARKED]


def test_what_became_no_question_is_told_with_its_line_and_why(document: Callable[..., Document]) -> None:
    text = (
        f"# A\n\nQ: Who answers this one?\n\n# B\n\nis this one marked?\n\n## Why do trees overfit?\n\n{ANSWER}\n\n"
        f"**Where are the logs**\nThey lie on the disk.\n\n**How it runs**\nOn its own.\n\n"
        f"## What is a leaf\n\n{ANSWER}\n"
    )
    assert [(one.line, one.text, one.why) for one in not_asked_in(document(text))] == [
        (3, "Who answers this one?", "no answer stands below it before the next heading or question"),
        (7, "is this one marked?", UNMARKED),
        (13, "**Where are the logs**", UNASKED),
        (19, "## What is a leaf", UNASKED),
    ]


def test_an_answer_in_a_word_is_told_as_too_little(document: Callable[..., Document]) -> None:
    (one,) = not_asked_in(document("# A\n\nQ: Do trees ever overfit?\n\nYes.\n"))
    assert one.why.startswith("its answer has no list item or sentence")
