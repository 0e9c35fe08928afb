"""The gate: what is decided before any model, and what must pass it."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.grading.gate import LEAST_ORDER, folded, gate, is_disordered, is_echo, is_foreign
from app.grading.order import order_score
from app.grading.reference import drawn_question
from app.interview.grade import GateReason
from app.interview.quotes import normalise
from app.settings import PROJECT
from eval.gold_cases import Half, read_gold
from eval.red_team import SMALL_WORDS, gibberish, keyword_salad, shuffled_points
from ingest.bank import Question, load_bank, load_questions


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
        ("fine", GateReason.TOO_SHORT),
        ("It depends.", GateReason.TOO_SHORT),
        ("lkjh qwrt zxcv", GateReason.NOT_LANGUAGE),
    ],
)
def test_an_answer_that_needs_no_model_is_named(questions: list[Question], answer: str, reason: GateReason) -> None:
    found = gate(questions[0], answer)
    assert found is not None
    assert found.reason is reason
    assert found.explanation.endswith(".")


def test_the_question_echoed_is_no_answer(questions: list[Question]) -> None:
    for question in questions:
        for text in (question.text, question.text.upper(), f"The question is: {question.text}"):
            found = gate(question, text)
            assert found is not None, text
            assert found.reason is GateReason.REPEATS_QUESTION


def test_the_key_points_pasted_back_are_no_answer(questions: list[Question]) -> None:
    for question in questions:
        for glue in (" ", "\n", "\n- "):
            found = gate(question, glue.join(point.text for point in question.key_points))
            assert found is not None, question.id
            assert found.reason is GateReason.PASTES_KEY_POINTS


def test_words_without_order_are_no_language(questions: list[Question]) -> None:
    for question in questions:
        for attack in (gibberish, keyword_salad, shuffled_points):
            found = gate(question, attack(question, random.Random(3)))
            assert found is not None, attack.__name__
            assert found.reason is GateReason.NOT_LANGUAGE


def test_a_list_of_words_is_no_code_because_it_begins_with_return(questions: list[Question]) -> None:
    found = gate(questions[0], f"return, {keyword_salad(questions[0], random.Random(3))}")
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
    bank = {question.id: question for question in load_bank(PROJECT / "corpus" / "questions")}
    assert gate(bank["fraud-accuracy-is-useless"], answer) is None


def test_gold_answers_without_articles_are_language() -> None:
    """The comment at ORDER_OWN_SHARE: their order alone would close the gate to one in eight."""
    bank = load_bank(PROJECT / "corpus" / "questions")
    questions = {question.id: question for question in bank}
    low = 0
    for case in read_gold(PROJECT / "eval" / "cases", bank):
        if case.half is Half.TRAIN:
            answer = SMALL_WORDS.sub("", case.answer)
            order = order_score(answer)
            low += order is not None and order < LEAST_ORDER
            assert not is_disordered(questions[case.question_id], answer), case.id
    assert low == 21


def test_strong_answers_and_terse_ones_pass(questions: list[Question]) -> None:
    for question in questions:
        assert gate(question, question.strong_answer) is None
        assert gate(question, " ".join(point.other_wordings[-1] for point in question.key_points)) is None


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
    assert gate(drawn_question(question, reference), answer) is None


def test_code_is_no_word_list(questions: list[Question]) -> None:
    code = "def mean(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total / len(xs)\n"
    assert gate(questions[0], code) is None


def test_another_language_is_seen_and_english_is_not_taken_for_one() -> None:
    assert is_foreign(
        "Das ist eine gute Frage und ich w\u00fcrde sie mit einem Modell l\u00f6sen, das man nicht kennt."
    )
    assert not is_foreign("I would start with a simple model and add features only if the error asks for it.")


def test_an_echo_is_the_questions_own_run_of_words() -> None:
    question = "How do you choose the number of clusters in k-means?"
    assert is_echo("choose the number of clusters in k-means", question)
    assert not is_echo("I choose the number with the silhouette score of the clusters", question)


@given(st.text(st.characters(max_codepoint=0x2030), max_size=60))
@example("\x1c It\u2019s `A`\t\r\n and\x0bB \x85")
@example("\u00a0\ufb01ts \u201cI\u201d \u2014 \u0130\u00ad")
def test_a_text_is_folded_as_a_quote_is(text: str) -> None:
    assert folded(text) == normalise(text)[0]
