"""What a passage states: which sentences stand alone, which take others along, and which define a term."""

import pytest

from app.retrieval.statements import asked_term, defines, statements


def told(text, headings=()):
    return [statement.text for statement in statements(text, headings)]


def test_what_only_asks_or_is_wrong_is_no_statement():
    text = "LoRA adds two small matrices to a layer.\n\n## Wrong answers you will hear\n\n- LoRA prunes the weights."
    assert told(text) == ["LoRA adds two small matrices to a layer."]
    assert told("LoRA prunes the weights of a layer.", ("Wrong answers you will hear",)) == []


def test_code_tables_and_questions_are_none():
    text = "```python\nx = 1. And two more words here.\n```\n\nWhat is a tree in a forest? A tree is a chain of splits."
    assert told(text) == ["A tree is a chain of splits."]
    assert told("| a row of five words. | b |\n| - | - |") == []


@pytest.mark.parametrize(
    "start",
    [
        "It is the default", "They are", "That makes it", "This is", "These are", "So it is", "Then it is", "And it is",
        "Its depth makes it", "In that case it is", "Without it nothing is", "Both are", "The latter is",
        "Each of them is", "Hence it is", "With this it is",
    ],
)  # fmt: skip
def test_a_sentence_that_points_back_takes_the_one_before_it_along(start):
    text = f"Boosting fits trees to errors one by one. {start} the best on tabular data."
    first, second = statements(text)
    assert second.sentences == (first.text, f"{start} the best on tabular data.")
    assert (first.at, second.at) == (0, 1)


@pytest.mark.parametrize(
    "start", ["Item stores are", "Both bagging and boosting are", "Thisbe is", "Each tree is", "With depth it is"]
)
def test_a_sentence_that_stands_alone_takes_none_along(start):
    text = f"Boosting fits trees to errors one by one. {start} good on tabular data."
    assert told(text)[1] == f"{start} good on tabular data."


def test_what_it_points_to_may_point_back_itself_but_not_without_end():
    text = "A forest averages its many trees. It is a bag of them. So its variance is lower. Then more depth is fine."
    assert [len(one.sentences) for one in statements(text)] == [1, 2, 3]


@pytest.mark.parametrize(
    "before",
    ["", "```python\nx = 1\n```\n\n", "| a | b |\n| - | - |\n\n"],
    ids=["nothing", "code", "a table"],
)
def test_a_sentence_that_points_back_to_nothing_is_left_out(before):
    text = f"{before}It is the best one on tabular data. Trees need no scaling of features."
    assert "It is the best one on tabular data." not in " ".join(told(text))
    assert told(text)[-1] == "Trees need no scaling of features."


def test_below_a_heading_it_points_to_the_heading():
    text = "## Dropout\n\nIt sets random units to zero in training. A unit cannot rely on others."
    first, second = statements(text)
    assert first.sentences == ("Dropout", "It sets random units to zero in training.")
    assert (first.heading, second.sentences) == ("Dropout", ("A unit cannot rely on others.",))


def test_an_item_may_point_to_the_one_before_it():
    text = "- The canteen is free for all of us.\n- It closes at two in the afternoon."
    assert statements(text)[1].sentences == ("The canteen is free for all of us.", "It closes at two in the afternoon.")


def test_the_answer_of_an_faq_takes_its_question_along():
    text = "Q: Who ships on Friday?\nA: Petra.\nQ: And on Monday?\nA: Nobody does, it is a holiday."
    assert told(text) == [
        "Q: Who ships on Friday? A: Petra.",
        "Q: And on Monday? A: Nobody does, it is a holiday.",
    ]


@pytest.mark.parametrize("blank", ["\n", "\n\n"], ids=["glued", "apart"])
def test_a_heading_of_plain_text_is_no_part_of_its_first_sentence(blank):
    text = f"On-call rotation{blank}The on-call engineer carries the pager for a week. Hand over on Monday at ten."
    first, second = statements(text)
    assert first.text == "The on-call engineer carries the pager for a week."
    assert first.heading == second.heading == "On-call rotation"


def test_wrapped_prose_has_no_heading():
    text = "The on-call engineer of the Payments team\nMunich carries the pager for a week and\nhands it over."
    assert told(text) == [" ".join(text.split())]


@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("what is precision", "precision"),
        ("What's the SLO?", "slo"),
        ("What are embeddings?", "embeddings"),
        ("what does recall mean?", "recall"),
        ("Define a random forest.", "random forest"),
        ("how do I choose a metric", ""),
        ("precision vs recall", ""),
    ],
)
def test_the_term_that_is_asked_for(query, term):
    assert asked_term(query) == term


@pytest.mark.parametrize(
    ("sentence", "term", "is_definition"),
    [
        ("Precision, `TP / (TP + FP)`, is the share of flagged cases that are fraud.", "precision", True),
        ("LoRA (low-rank adaptation) is a way to train few weights.", "lora", True),
        ("An embedding is a vector.", "embeddings", True),
        ("**Recall** means the share that was found.", "recall", True),
        ("Average precision is the sum over thresholds.", "precision", False),
        ("Precision at k is a share of the first k.", "precision", False),
        ("Precision moves with the base rate.", "precision", False),
        ("A sentence is here.", "", False),
    ],
)
def test_what_defines_a_term(sentence, term, is_definition):
    assert defines(sentence, term) == is_definition
