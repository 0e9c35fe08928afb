"""Swapped terms: places between two words, sides of a pair, pairs that a question draws up."""

import pytest

from app.grading.features.swaps import contrasts, drawn_pairs, frames, sides
from ingest.language.tokens import tokens

POINTS = (
    (
        "High bias means that the model is too simple and underfits the training data.",
        "A model that is too simple underfits: it has high bias.",
    ),
    (
        "High variance means that the model follows the noise and overfits the training data.",
        "With high variance the model overfits, because it follows noise.",
    ),
)
ASKED = ("What is the difference between bias and variance?",)


def is_swapped(point: int, said: str) -> bool:
    known = contrasts([[tokens(text) for text in texts] for texts in POINTS], [], [tokens(text) for text in ASKED])
    return known.is_swapped(point, known.swaps(tokens(said)))


@pytest.mark.parametrize(
    "said",
    [
        "High variance underfits, high bias overfits.",
        "A model with high variance is too simple and underfits, while one with high bias follows noise and overfits.",
    ],
)
def test_a_swap_is_seen_within_a_window(said: str) -> None:
    assert is_swapped(0, said)


@pytest.mark.parametrize(
    "said",
    [
        "High bias underfits, high variance overfits.",
        "High variance overfits and high bias underfits.",
        "Unlike high variance, high bias means the model is too simple and underfits.",
        "A model that follows noise has high variance and overfits; a simple one has high bias, so it underfits.",
        "High bias does not overfit, high variance does not underfit.",
        "I like trees.",
    ],
)
def test_both_terms_in_another_order_or_by_way_of_contrast_are_no_swap(said: str) -> None:
    assert not is_swapped(0, said)
    assert not is_swapped(1, said)


def test_a_swap_speaks_only_against_points_that_have_the_terms() -> None:
    points = [[tokens(text) for text in texts] for texts in POINTS] + [[tokens("Cross-validation is repeated.")]]
    known = contrasts(points, [], [])
    swaps = known.swaps(tokens("High variance means too simple and underfits, high bias follows noise and overfits."))
    assert [known.is_swapped(point, swaps) for point in range(3)] == [True, True, False]


def test_a_place_that_the_question_has_with_both_terms_tells_nothing() -> None:
    points = [[tokens("The error is high because of bias."), tokens("The error is low because of bias.")]]
    known = contrasts(points, [], [])
    assert not known.is_swapped(0, known.swaps(tokens("The error is low because of bias.")))


def test_the_opposite_of_a_word_that_no_point_has_is_seen_in_its_place() -> None:
    known = contrasts([[tokens("The interval is much narrower than with one draw.")]], [], [])
    assert known.is_swapped(0, known.swaps(tokens("The interval is much wider than with one draw.")))


def test_frames_are_the_words_that_count_on_either_side() -> None:
    assert frames(tokens("The variance of a deep tree is high"), {"deep", "high"}) == {("varianc", "deep", "tree")}


def test_a_denied_word_stands_on_the_other_side_and_a_tie_on_none() -> None:
    assert sides(tokens("L2 never zeroes weights"), "l1", "l2") == {"zero": 1.0, "weight": 1.0}
    assert sides(tokens("L1 zeroes L2"), "l1", "l2") == {}
    assert sides(tokens("L1 zeroes weights; L2 shrinks them"), "l1", "l2") == {"zero": 1, "weight": 1, "shrink": -1}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Compare L1 versus L2.", [("l1", "l2")]),
        ("What is a bi-encoder and a cross-encoder?", [("bi", "cross")]),
        ("Explain a random forest and gradient boosting.", [("forest", "boost")]),
        ("Data drift or concept drift", [("data", "concept")]),
        ("And then?", []),
    ],
)
def test_pairs_are_drawn_from_what_is_set_side_by_side(text: str, pairs: list[tuple[str, str]]) -> None:
    assert drawn_pairs(tokens(text)) == pairs
