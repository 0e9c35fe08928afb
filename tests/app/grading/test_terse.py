"""Short right answers: a word, a formula, a list of notes. No rule that looks for what is no answer zeroes them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from sampled import one_in

from app.grading.drawn_points import drawn_question
from app.grading.gate.gate import gate
from app.grading.gate.word_salad import own_words
from app.grading.offline import OfflineGrader
from app.interview.grade import GateReason, VerdictState
from app.reading.outcome import OPPOSITE, OUTCOMES, SAYS, STATES, Excerpt, Found, PointState
from ingest.embedding.embedder import Embedder, as_far_as_read
from ingest.language.foreign import is_foreign
from ingest.language.text import Text

QUICKSORT = (
    "What is the worst-case running time of quicksort?",
    "In the worst case the pivot is always the smallest element, so the running time grows quadratically, as n^2.",
)
LISTS = (
    "Why use arrays instead of linked lists?",
    "Any element of an array can be accessed directly in constant time, and no memory is spent on pointers.",
)
BACKPROPAGATION = (
    "How does backpropagation train a network?",
    "It computes the derivative of the error with respect to every weight by the chain rule, layer by layer.",
)
RECURSION = ("What uses a stack of calls?", "Recursion does, since each call waits for the one that it has made.")
POINTER = ("What does each node of a list hold?", "An element and a pointer to the next node.")
CODE = "for(i=0;i<n;i++){for(j=0;j<n;j++){c[i][j]=0;for(k=0;k<n;k++){c[i][j]+=a[i][k]*b[k][j];}}}" * 14


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (QUICKSORT, "n^2"),
        (QUICKSORT, "n*n"),
        (QUICKSORT, "the worst-case running time of quicksort is quadratic"),
        (QUICKSORT, "What is the worst-case running time of quicksort? n^2"),
        (LISTS, "faster lookup, better cache locality"),
        (LISTS, "Con: O(n) space per run, overhead per call"),
        (LISTS, "Random indexing, cache friendliness, lower overhead"),
        (BACKPROPAGATION, "dE/dw = dE/do * do/dnet * dnet/dw"),
        (BACKPROPAGATION, "Adam, RMSprop, Adagrad, SGD"),
        (BACKPROPAGATION, "forward pass, compute error, backward pass, compute gradients, update weights"),
        (RECURSION, "I'm not sure, recursion"),
        (RECURSION, "recursion i guess, idk"),
    ],
)
def test_it_is_graded(grader: OfflineGrader, asked: tuple[str, str], answer: str) -> None:
    question = drawn_question(*asked)
    assert gate(question, Text(answer)) is None
    assert not is_foreign(own_words(question).stems, answer)
    estimate = grader.grade_reference(asked[0], [asked[1]], answer).estimate
    assert estimate is not None
    assert estimate > 0


def test_how_short_an_answer_to_a_reference_may_be_is_for_the_fit(grader: OfflineGrader) -> None:
    right, beside = (grader.grade_reference(QUICKSORT[0], [QUICKSORT[1]], text) for text in ("quadratically", "ReLU"))
    assert right.gate is None
    assert beside.gate is not None
    assert beside.gate.reason is GateReason.TOO_SHORT
    assert (right.estimate or 0) > 1.5 * (beside.estimate or 0) > 0


@pytest.mark.parametrize(
    ("asked", "answer", "reason"),
    [
        (QUICKSORT, "What is the worst-case running time of quicksort?", GateReason.REPEATS_QUESTION),
        (QUICKSORT, "You ask: what is the worst-case running time of quicksort?", GateReason.REPEATS_QUESTION),
        (RECURSION, "I don't know this call", GateReason.NO_ANSWER),
        (RECURSION, "I'm not sure if it is recursion", GateReason.NO_ANSWER),
        (POINTER, "pass", GateReason.NO_ANSWER),
        (LISTS, "sdfg jklh wrtz pqrs", GateReason.NOT_LANGUAGE),
    ],
)
def test_what_is_no_answer_is_still_named(asked: tuple[str, str], answer: str, reason: GateReason) -> None:
    found = gate(drawn_question(*asked), Text(answer))
    assert found is not None
    assert found.reason is reason


def test_an_answer_may_name_one_of_the_two_that_the_question_names() -> None:
    asked = "Is insertion at the head of a linked list O(1) or O(n)?"
    assert gate(drawn_question(asked, "It is O(1)."), Text("insertion at the head of a linked list is O(1)")) is None


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            "It has 50 weights, ten for each of the five neurons.",
            "It has 15 weights, ten for each of the five neurons.",
        ),
        ("In supervised learning the data are labelled.", "In supervised learning the data are not labelled."),
    ],
)
def test_what_speaks_against_the_reference_is_worth_half_at_most(grader: OfflineGrader, right: str, wrong: str) -> None:
    # Said again word for word it is 1 by rule; with a word before it, by the fit.
    same, against = (grader.grade_reference("", [right], text).estimate for text in (f"Well. {right}", wrong))
    assert same is not None
    assert against is not None
    assert against <= same / 2 + 0.05


class Sure:
    """A reader that finds one thing everywhere."""

    name = "sure"

    def __init__(self, state: PointState) -> None:
        self._states = np.where(np.array(STATES) == state, -0.01, -8).astype(np.float32)
        self._outcome = SAYS if state is PointState.MET else OPPOSITE

    def read(self, excerpts: Sequence[Excerpt]) -> list[Found]:
        every = np.eye(len(OUTCOMES), dtype=np.float32)[self._outcome]
        return [Found(self._states, np.tile(every, (len(one.sentences), 1))) for one in excerpts]


def test_what_the_reader_alone_finds_contradicted_keeps_its_estimate(remembering: Any) -> None:
    answer = "Every item is reached directly, at no extra memory for links."
    grades = [
        OfflineGrader(remembering, reader=Sure(state)).grade_reference(LISTS[0], [LISTS[1]], answer)
        for state in (PointState.MET, PointState.CONTRADICTED)
    ]
    states = [{verdict.state for verdict in grade.verdicts} for grade in grades]
    assert states == [{VerdictState.MET}, {VerdictState.CONTRADICTED}]
    assert grades[0].estimate == grades[1].estimate


def test_the_reference_itself_is_all_of_it(grader: OfflineGrader) -> None:
    assert grader.grade_reference("Which element is last?", ["a[n-1]"], "a[n-1].").estimate == 1.0


@pytest.mark.parametrize("text", one_in(5, [CODE, "|a|b|c|d|" * 150, "q " * 5000, "\u01fa" * 900, "학" * 600]))
def test_any_text_is_read_as_far_as_the_model_reads(grader: OfflineGrader, embedder: Embedder, text: str) -> None:
    cut = as_far_as_read(text, embedder)
    assert text.startswith(cut)
    assert embedder.passage_pieces(cut) <= embedder.max_pieces
    if cut != text:
        assert embedder.passage_pieces(cut) > embedder.max_pieces - 20
    assert np.isfinite(embedder.encode([cut])).all()
    for question, reference, answer in (("Why?", LISTS[1], text), (text, LISTS[1], "No pointers."), ("", text, "No.")):
        grader.grade_reference(question, [reference], answer)
