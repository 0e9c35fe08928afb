"""What somebody asks is told apart from how they ask it, and a follow-up from a question of its own."""

import pytest

from app.answering.framing import unframed
from app.answering.wording import Kind, beside, parts, read, sides


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("define mrr pls", "define mrr"),
        ("eli5 contrastive training", "contrastive training"),
        ("amdahls law for dummies", "amdahls law"),
        ("q learning to a kid", "q learning"),
        ("explain it like i'm five", ""),
        ("if the interviewer asks where scaling goes what do i say", "where scaling goes"),
        ("how do i answer: training error 2 percent", "training error 2 percent"),
        ("why does my rag bot keep making stuff up", "why does my rag bot keep hallucinating"),
        ("whats dropout", "what is dropout"),
        ("is it ok to say i dont know", "is it ok to say i don't know"),
        ("trees need no scaling, right?", "trees need no scaling"),
    ],
)
def test_words_that_frame_a_question_are_not_searched(asked, searched):
    assert unframed(asked) == searched


@pytest.mark.parametrize(
    "kept",
    [
        "What is a primary key ID?",
        "Should I hash the user id before training?",
        "How would you design an IM service?",
        "What do CEO and CTO expect?",
        "Left join or right?",
        "is it better to pad left or right?",
        "is my gradient correct",
        "How can I check my backprop code is right?",
        "what if the model and the human disagree, who is right?",
        "I bombed one interview of five, is it over?",
    ],
)
def test_words_of_the_question_itself_are_searched_as_they_stand(kept):
    assert unframed(kept) == kept


BEFORE = ("what is dropout", "how do random forests work")


def test_of_a_follow_up_on_a_follow_up_the_words_that_go_on_are_no_subject():
    wording = read("why not just shuffle?", ("what is cross validation?", "and for time series?"))
    assert wording.search == "why not just shuffle for time series cross validation"


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("why?", ("why random forests dropout", "why dropout")),
        (
            "can you give an example?",
            ("can you give an example random forests dropout", "can you give an example dropout"),
        ),
        ("explain it like i'm five", ("how do random forests work", "how do random forests work dropout")),
        ("even shorter pls!", ("how do random forests work", "how do random forests work dropout")),
        ("and for small data?", ("for small data random forests dropout", "for small data dropout")),
        (
            "does that bias the gradient",
            ("does that bias the gradient random forests dropout", "does that bias the gradient dropout"),
        ),
        ("psi?", ("psi random forests dropout", "psi dropout")),
    ],
)
def test_a_follow_up_is_searched_with_what_a_question_before_was_about(asked, searched):
    wording = read(asked, BEFORE)
    assert ((wording.search, *wording.others), wording.is_follow_up) == (searched, True)


@pytest.mark.parametrize(
    ("before", "searched"),
    [
        ("How does HNSW work?", "is it slow HNSW"),
        ("what is a kv cache", "is it slow kv cache"),
        ("Explain LoRA please, and why it saves memory", "is it slow LoRA"),
        ("What is reranking in RAG and when would you add it?", "is it slow reranking in RAG"),
        ("bagging vs boosting", "is it slow bagging vs boosting"),
    ],
)
def test_what_a_question_is_about_is_left_of_it(before, searched):
    assert read("is it slow?", (before,)).search == searched


@pytest.mark.parametrize(
    "on", ["can you give an example", "show me a concrete example", "go on", "why?", "more details"]
)
def test_a_question_that_only_asks_on_is_no_subject_of_what_comes_after(on):
    assert read("is it slow?", ("what is quantization", on)).search == "is it slow quantization"


def test_without_a_conversation_nothing_is_a_follow_up():
    assert read("and why does it work?").is_follow_up is False


def test_a_question_of_words_that_only_frame_is_kept_as_it_was_typed():
    assert read("eli5").search == "eli5"


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("random forest vs xgboost", Kind.COMPARISON),
        ("how many tokens should a chunk be", Kind.NUMBER),
        ("why do trees use gini", Kind.WHY),
        ("when do i need an agent", Kind.WHEN),
        ("dropout", Kind.OTHER),
    ],
)
def test_the_kind_says_what_an_answer_begins_with(asked, kind):
    assert read(asked).kind is kind


def test_both_sides_of_a_comparison_are_told_apart():
    first, second = sides("random forest vs xgboost")
    assert "forest" in first
    assert "xgboost" in second
    assert sides("what is recall") == ()


def test_a_question_of_two_parts_is_cut_where_the_second_begins():
    assert parts("what is model collapse and do i always get it") == ("what is model collapse", "do i always get it")
    assert parts("precision and recall") == ()
    assert parts("how does RoPE work & how is it stretched") == ("how does RoPE work", "how is it stretched")


def test_what_has_more_parts_than_an_answer_has_room_for_is_one_question():
    assert parts("a? " * 20 + "what is a cluster") == ()


def test_a_later_part_stands_with_what_the_first_is_about():
    assert beside("what is a p value", "why is it bad to check it daily") == "p value: why is it bad to check it daily"
