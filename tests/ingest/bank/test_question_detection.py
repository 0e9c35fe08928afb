"""What counts as a question in a document, which stage and topic it has, and why something became none."""

from collections.abc import Callable

import pytest

from ingest.bank.document_questions import UNMARKED, not_asked_in, questions_in
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
        (f"---\nstage: deep-dive\ntopic: mlops\n---\n# A\n\nQ: Why do trees overfit?\n\n{ANSWER}\n",
         Stage.DEEP_DIVE, Topic.MLOPS),
        (f"# Coding and evaluation\n\nQ: Why do trees overfit?\n\n{ANSWER}\n", Stage.SCREENING, None),
        (f"# RAG\n\n# Other\n\nQ: Why do trees overfit?\n\n{ANSWER}\n", Stage.SCREENING, None),
    ],
)  # fmt: skip
def test_stage_and_topic_are_kept_where_the_text_says_so(text: str, stage: Stage, topic: Topic | None) -> None:
    (question,) = questions_in(parse(text, "sample", "sample.md", markdown=True))
    assert (question.stage, question.topic) == (stage, topic)
    assert [point.text for point in question.key_points] == [ANSWER]


def test_what_became_no_question_is_told_with_its_line_and_why(document: Callable[..., Document]) -> None:
    text = f"# A\n\nQ: Who answers this one?\n\n# B\n\nIs this one marked?\n\n## Why do trees overfit?\n\n{ANSWER}\n"
    found = not_asked_in(document(text))
    assert [(one.line, one.text) for one in found] == [(3, "Who answers this one?"), (7, "Is this one marked?")]
    assert found[0].why.startswith("no answer stands below it")
    assert found[1].why == UNMARKED


def test_an_answer_in_a_word_is_told_as_too_little(document: Callable[..., Document]) -> None:
    (one,) = not_asked_in(document("# A\n\nQ: Do trees ever overfit?\n\nYes.\n"))
    assert one.why.startswith("its answer has no list item or sentence")
