"""The gate: what is decided before any model, and what must pass it."""

import itertools
import random
from typing import Any

import pytest
from checkout import PROJECT
from hypothesis import example, given
from hypothesis import strategies as st
from labelled import labelled_questions
from sampled import row_in

from app.grading.drawn_points import drawn_question
from app.grading.gate.gate import folded, gate, is_echo
from app.interview.grade import Gate, GateReason
from app.interview.quotes import normalise
from eval.attacks.red_team import gibberish
from eval.attacks.word_salads import FILLER, SALADS, keyword_salad
from ingest.bank.questions import Question, load_questions
from ingest.bank.taxonomy import Stage
from ingest.language.text import Text


def gate_of(question: Question, answer: str) -> Gate | None:
    return gate(question, Text(answer))


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return list(load_questions(PROJECT / "corpus" / "questions" / "ml-fundamentals.yaml"))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", GateReason.EMPTY),
        (" \n\t ?!...", GateReason.EMPTY),
        ("I don't know", GateReason.NO_ANSWER),
        ("Sorry, no idea.", GateReason.NO_ANSWER),
        ("I\u2019m not sure, I have never worked with that.", GateReason.NO_ANSWER),
        ("idk", GateReason.NO_ANSWER),
        ("No clue at all.", GateReason.NO_ANSWER),
        ("Not sure.", GateReason.NO_ANSWER),
        ("because i dont know", GateReason.NO_ANSWER),
        ("Don't know", GateReason.NO_ANSWER),
        ("Pass.", GateReason.NO_ANSWER),
        ("I'll pass", GateReason.NO_ANSWER),
        ("pass, sorry", GateReason.NO_ANSWER),
        ("Sorry, can we skip this one?", GateReason.NO_ANSWER),
        ("next question please", GateReason.NO_ANSWER),
        ("N/A", GateReason.NO_ANSWER),
        ("fine", GateReason.TOO_SHORT),
        ("It depends.", GateReason.TOO_SHORT),
        ("lkjh qwrt zxcv", GateReason.NOT_LANGUAGE),
    ],
)
def test_an_answer_that_needs_no_model_is_named(questions: list[Question], answer: str, reason: GateReason) -> None:
    found = gate_of(questions[0], answer)
    assert found is not None
    assert found.reason is reason
    assert found.explanation.endswith(".")


def test_nobody_is_told_to_find_out_what_they_did_themselves(questions: list[Question]) -> None:
    told = {}
    for stage in Stage:
        found = gate_of(questions[0].model_copy(update={"stage": stage}), "I don't know")
        assert found is not None
        told[stage] = found.explanation
    finds_out = {stage for stage, words in told.items() if "find out" in words}
    assert finds_out == {Stage.SCREENING, Stage.DEEP_DIVE, Stage.SYSTEM_DESIGN}
    assert "what you remember" in told[Stage.BEHAVIOURAL]


@pytest.mark.parametrize("stage", [Stage.BEHAVIOURAL, Stage.PROJECT_REVIEW])
def test_a_story_that_was_never_there_is_no_answer(make: Any, stage: Stage) -> None:
    question = make.question(stage=stage).model_copy(update={"text": "Tell me about a project that you are proud of."})
    for answer in ("I have never done a project.", "I've never had a project like that.", "None, I have not done any."):
        found = gate_of(question, answer)
        assert found is not None, answer
        assert found.reason is GateReason.NO_ANSWER
    told = gate_of(question, "I have never done a project alone, we built the search together.")
    assert told is None
    one_point = question.model_copy(update={"key_points": question.key_points[:1]})
    assert gate_of(one_point, "I have never done a project like that.") is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    row_in(
        5,
        [
            *(
                (text, GateReason.NO_ANSWER)
                for text in ("pass", "I'll pass", "skip", "next question please", "N/A", "idk")
            ),
            ("Sorry, can we skip this one?", GateReason.NO_ANSWER),
            ("Not sure, sorry, next", GateReason.NO_ANSWER),
            ("I have no idea what the model does", GateReason.NO_ANSWER),
            ("I am not sure, I would have to look that up.", GateReason.NO_ANSWER),
            ("I haven't worked with that, sorry", GateReason.NO_ANSWER),
            ("I'd need to google it.", GateReason.NO_ANSWER),
            ("I have never used it", GateReason.NO_ANSWER),
            ("It depends.", GateReason.TOO_SHORT),
            ("fine", GateReason.TOO_SHORT),
        ],
    ),
)
def test_whatever_the_points_of_a_question_say(answer: str, reason: GateReason) -> None:
    """The points of 57 of them hold "next", those of 40 "pass", those of 35 "depend"."""
    for question in labelled_questions():
        found = gate_of(question, answer)
        assert found is not None, question.id
        assert found.reason is reason, question.id


@pytest.mark.parametrize(
    "answer",
    [
        "Skip connections.",
        "Residual (skip) connections.",
        "A forward pass and a backward pass.",
        "Use a bypass.",
        "Next-token prediction.",
        "High-pass filter",
        "The next time I did it in the new way, and it worked.",
        "The terminal.",
        "Sorry, gradient clipping.",
        "Because you don't know the labels.",
        "The model has no idea of the order.",
        "There is no answer in the context.",
        "Not sure, I'd check the training and validation error first.",
        "I'd check that the validation error is close to the training error.",
        "I'd check that two annotators agree on the same items.",
        "I would check this with training and validation error curves.",
        "I would look it up in the cache.",
    ],
)
def test_a_word_of_giving_up_within_an_answer_gives_nothing_up(questions: list[Question], answer: str) -> None:
    found = gate_of(questions[0], answer)
    assert found is None or found.reason is not GateReason.NO_ANSWER


@pytest.mark.slow
def test_nothing_that_the_bank_calls_right_is_closed_for_the_one_point_it_answers() -> None:
    for question in labelled_questions():
        for point in question.key_points:
            asked = {"text": point.follow_up or question.text, "key_points": (point,)}
            narrowed = question.model_copy(update=asked)
            for answer in (point.text, *point.other_wordings, question.strong_answer):
                assert gate_of(narrowed, answer) is None, answer


def test_the_question_echoed_is_no_answer(questions: list[Question]) -> None:
    for question in questions:
        for text in (question.text, question.text.upper(), f"The question is: {question.text}"):
            found = gate_of(question, text)
            assert found is not None, text
            assert found.reason is GateReason.REPEATS_QUESTION


def test_the_key_points_pasted_back_are_no_answer(questions: list[Question]) -> None:
    for question in questions:
        for glue in (" ", "\n", "\n- "):
            found = gate_of(question, glue.join(point.text for point in question.key_points))
            assert found is not None, question.id
            assert found.reason is GateReason.PASTES_KEY_POINTS


@pytest.mark.slow
def test_points_pasted_with_sentences_between_that_say_nothing_are_pasted_still() -> None:
    bank = labelled_questions()
    passed = []
    for question in bank:
        pieces = zip(question.key_points, itertools.cycle(FILLER), strict=False)
        found = gate_of(question, " ".join(f"{point.text} {filler}" for point, filler in pieces))
        if found is None or found.reason is not GateReason.PASTES_KEY_POINTS:
            passed.append(question.id)
    assert len(passed) <= 0.05 * len(bank), passed


LISTS = {
    "confusion-matrix-arithmetic": "TP 800, FP 4,200, FN 200, TN 994,800. Precision 16 %, recall 80 %, F1 0.27.",
    "dl-output-layer-and-loss": "Regression: linear + MSE. Binary: sigmoid + BCE. Many classes: softmax.",
    "bias-variance-explain": "Bias = underfit, variance = overfit.",
}


@pytest.mark.parametrize("identifier", LISTS)
def test_a_list_of_few_words_that_belong_together_is_graded(identifier: str) -> None:
    bank = {question.id: question for question in labelled_questions()}
    assert gate_of(bank[identifier], LISTS[identifier]) is None


@pytest.mark.slow
def test_words_without_order_are_no_language(questions: list[Question]) -> None:
    for question in questions:
        # Among filler some pass (tests/app/grading/test_red_team.py).
        for name in (name for name in SALADS if "filler" not in name):
            found = gate_of(question, SALADS[name](question, random.Random(3)))
            assert found is not None, (question.id, name)
            assert found.reason is GateReason.NOT_LANGUAGE
        found = gate_of(question, gibberish(question, random.Random(3)))
        assert found is not None
        assert found.reason is GateReason.NOT_LANGUAGE


def test_a_list_of_words_is_no_code_because_it_begins_with_return(questions: list[Question]) -> None:
    found = gate_of(questions[0], f"return, {keyword_salad(questions[0], random.Random(3))}")
    assert found is not None
    assert found.reason is GateReason.NOT_LANGUAGE


# Two answers that people wrote; both were "no language", since their word order is as odd as that of shuffled words.
LEARNERS = (
    "accuracy is bad metric because model who say always no fraud have 99.9 percent. better use precision, it tell how "
    "many flagged is real fraud, and recall, how many fraud we find. also pr curve. threshold depend on cost of miss "
    "and "
    "cost of check by investigator",
    "accurracy is misleading becuase if you predict everythin as not fraud you alredy get 99.9 percent. id use "
    "precison "
    "(how many of flaged are realy fraud) and recal (how many of the frauds we cought), also pr curve, threshold "
    "depends "
    "on cost of fals alarms vs missed fraud.",
)


@pytest.mark.parametrize("answer", LEARNERS)
def test_odd_english_is_language(answer: str) -> None:
    bank = {question.id: question for question in labelled_questions()}
    assert gate_of(bank["fraud-accuracy-is-useless"], answer) is None


def test_strong_answers_and_terse_ones_pass(questions: list[Question]) -> None:
    for question in questions:
        assert gate_of(question, question.strong_answer) is None
        assert gate_of(question, " ".join(point.other_wordings[-1] for point in question.key_points)) is None


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("What happens to the sound if you pluck harder?", "The sound is louder.", "Loud."),
        ("What do layers say about corn syrup?", "Corn syrup is denser than water.", "More dense."),
        (
            "When a cat ran past them, Max ran after the cat, pulling Lee to the ground. What was Max's response?",
            "Max's response was to run after the cat.",
            "Max ran after the cat, pulling Lee to the ground.",
        ),
        ("Order A, B and C.", "B, C, A", "Event B: 0.6^3 * 0.4^3 = 0.013824 C = 0.6^4 * 0.4^2 A = 0.6^3 * 0.4^3 * 20"),
    ],
)
def test_short_right_answers_of_the_data_sets_pass(question: str, reference: str, answer: str) -> None:
    assert gate_of(drawn_question(question, reference), answer) is None


def test_code_is_no_word_list(questions: list[Question]) -> None:
    code = "def mean(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total / len(xs)\n"
    assert gate_of(questions[0], code) is None


def test_an_echo_is_the_questions_own_run_of_words() -> None:
    question = "How do you choose the number of clusters in k-means?"
    assert is_echo("choose the number of clusters in k-means", question)
    assert not is_echo("I choose the number with the silhouette score of the clusters", question)


@given(st.text(st.characters(max_codepoint=0x2030), max_size=60))
@example("\x1c It\u2019s `A`\t\r\n and\x0bB \x85")
@example("\u00a0\ufb01ts \u201cI\u201d \u2014 \u0130\u00ad")
def test_a_text_is_folded_as_a_quote_is(text: str) -> None:
    assert folded(text) == normalise(text)[0]


def test_a_sentence_that_recognition_brings_several_times_reads_as_it_does_once() -> None:
    rag = load_questions(PROJECT / "corpus" / "questions" / "rag.yaml")
    question = next(one for one in rag if one.text.startswith("Explain RAG. What problems"))
    said = "RAG retrieves passages and puts them into the prompt, so that the model answers from text it can read."
    for between in (" ", "\n"):
        assert gate_of(question, between.join([said] * 6)) is None
