"""What a passage states: which sentences stand alone, and which take others along."""

import pytest

from app.answering.statements import LONGEST, statements, supporting


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
    assert (first.places, second.places) == ((0,), (0, 1))


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


def test_nothing_points_back_over_code():
    code = "```python\nx = 1\n```"
    assert told(f"Trees split the rows by a feature.\n\n{code}\n\nIt is the best one on tabular data.") == [
        "Trees split the rows by a feature."
    ]
    assert told(f"A block has these parts:\n\n{code}\n\n- a feed-forward network for each position.") == []


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


def test_a_sentence_whose_object_is_before_it_takes_that_along_and_one_whose_subject_is_it_does_not():
    text = "Fine-tuning trains every weight of a model. LoRA makes it cheap by a small correction."
    assert statements(text)[1].sentences == tuple(one + "." for one in text.removesuffix(".").split(". "))
    text = "Log loss is the loss of a coin. In the weights it is convex, so there is one minimum."
    assert told(text)[1] == "In the weights it is convex, so there is one minimum."


def test_a_bold_word_begins_a_sentence():
    text = (
        "Averages hide the first place of all. **MRR** averages the reciprocal rank. **nDCG** rewards the right order."
    )
    assert [len(one.sentences) for one in statements(text)] == [1, 1, 1]
    assert told(text)[1] == "**MRR** averages the reciprocal rank."


PARTS = "A block has these parts:\n\n- {}\n- {}"


def test_part_of_a_sentence_that_is_an_item_comes_with_its_lead_in():
    text = PARTS.format("a feed-forward network, applied to each position.", "self-attention over all the positions.")
    lead, first, second = text.replace("- ", "").replace("\n\n", "\n").split("\n")
    assert [one.sentences for one in statements(text)] == [(lead, first), (lead, second)]
    assert [one.places for one in statements(text)] == [(0, 1), (0, 2)]


def test_an_item_that_goes_on_from_the_one_before_comes_with_it_too_and_with_no_more_than_may_be():
    text = PARTS.format("self-attention over all the positions;", "a feed-forward network for each position.")
    (only,) = statements(text)
    assert len(only.sentences) == LONGEST
    assert only.sentences[1] == "self-attention over all the positions;"
    assert told(PARTS.format("a norm;\n- self-attention over the positions;", "a network for each position.")) == []


def test_part_of_a_sentence_without_its_lead_in_is_left_out_and_a_whole_item_is_not():
    assert told("- a feed-forward network, applied to each position.") == []
    assert told("- k-means draws straight borders between its centres.") != []
    assert told("- A network is applied to each position alone.") != []


def test_the_first_below_a_heading_leads_it_and_no_other():
    text = (
        "## Dropout\n\nDropout sets random units to zero. A unit cannot rely on others.\n\nMore units cost more time."
    )
    assert [one.leads for one in statements(text)] == [True, False, False]
    assert [one.leads for one in statements("Dropout sets random units to zero.", ("Dropout",))] == [False]


PASSAGE = """## Why it is large

A cache keeps keys and values of all earlier
tokens. Its size grows with every token of the prompt and with every sequence of the batch.

- Sharing the heads makes it smaller."""


@pytest.mark.parametrize(
    ("cited_for", "sentence"),
    [
        (
            "A cache keeps keys and values of all earlier tokens.",
            "A cache keeps keys and values of all earlier\ntokens.",
        ),
        ("Shared heads make the cache smaller", "Sharing the heads makes it smaller."),
    ],
)
def test_the_sentence_of_a_passage_that_it_is_cited_for_is_found(cited_for, sentence):
    (place,) = supporting([cited_for], PASSAGE)
    assert PASSAGE[slice(*place)] == sentence


def test_what_a_sentence_points_back_to_helps_to_find_it_and_is_left_out():
    (place,) = supporting(["The size of a cache of keys and values grows with the prompt and the batch"], PASSAGE)
    assert PASSAGE[slice(*place)].startswith("Its size grows")


def test_what_no_sentence_says_and_a_passage_without_sentences_have_none():
    assert supporting(["Trees split rows by one feature at a time"], PASSAGE) == []
    assert supporting(["It costs bytes"], "```python\nbytes = 2\n```") == []
    assert supporting([], PASSAGE) == []


def test_each_of_several_has_its_sentence_once_and_in_their_order():
    told = [
        "Sharing heads makes it smaller",
        "The heads are shared, which makes it smaller",
        "A cache keeps keys and values",
    ]
    places = supporting(told, PASSAGE)
    assert len(places) == 2
    assert places == sorted(places)
