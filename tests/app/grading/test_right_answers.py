"""Right answers that were told they were wrong, and what must still be called wrong: answers that people wrote."""

import pytest

from app.demo import HALF, STRONG
from app.grading.offline import OfflineGrader
from app.interview.grade import CREDIT, Grade, VerdictState
from app.settings import PROJECT
from ingest.bank import load_bank

BANK = {question.id: question for question in load_bank(PROJECT / "corpus" / "questions")}
RAG = (
    "RAG means you look up relevant documents first and paste them into the prompt so the LLM answers from them rather "
    "than from memory. It helps with three things: hallucinations, knowledge that is out of date after the training "
    "cutoff, and private company data the model never saw."
)
L2 = (
    "L2 (ridge) adds the sum of squares and shrinks all weights smoothly toward zero but never exactly. L1 (lasso) "
    "adds "
    "absolute values; its gradient is constant in size however small the weight is, so small weights get pushed all "
    "the way to exactly 0."
)
DRIFT = (
    "Concept drift: P(y|x) itself changes, same looking transaction is now fraud because fraudsters changed tactics. "
    "Data drift I can see without labels, comparing feature histograms with PSI or KS tests. Concept drift needs "
    "labels."
)
ENCODERS = (
    "A bi-encoder embeds query and passage separately, so passage vectors can be computed offline. A cross encoder "
    "reads "
    "query and passage together through attention, so it's more accurate, but you have to run it for every pair at "
    "query "
    "time and can't precompute anything."
)


def test_the_opposite_of_a_points_word_in_another_sentence_is_said_of_something_else(grader: OfflineGrader) -> None:
    said = (
        "A model with high variance overfits. I compare training and validation error: if both are high and close "
        "together it is bias."
    )
    assert state(grader.grade(BANK["bias-variance-explain"], said), "diagnose-high-bias") is VerdictState.MET


def test_a_formula_is_no_statement_that_is_near_to_it_by_its_words(grader: OfflineGrader) -> None:
    code = "```python\nprecision = tp / (tp + fp)\nf1 = 2 * precision * recall / (precision + recall)\n```"
    assert grader.grade(BANK["code-precision-recall-f1-counts"], code).mistakes == ()


def test_no_strong_answer_makes_a_mistake(grader: OfflineGrader) -> None:
    """5 of 228 were told to be careful with a sentence that they say of a wrong statement."""
    assert [one.id for one in BANK.values() if grader.grade(one, one.strong_answer).mistakes] == []


def state(grade: Grade, point_id: str) -> VerdictState:
    return next(verdict.state for verdict in grade.verdicts if verdict.point_id == point_id)


@pytest.mark.parametrize(
    ("question", "answer", "point"),
    [
        ("rag-explain-problems-and-build", RAG, "three-problems"),
        ("regularization-l1-versus-l2", L2, "l2-proportional"),
        ("mlops-data-drift-or-concept-drift", DRIFT, "detectability"),
        ("fraud-accuracy-is-useless", "Calling all legitimate is right 99.9 % of the time and catches no fraud at all.",
         "do-nothing-model"),
    ],
)  # fmt: skip
def test_a_right_answer_with_a_negation_in_it_is_credited(
    grader: OfflineGrader, question: str, answer: str, point: str
) -> None:
    grade = grader.grade(BANK[question], answer)
    assert CREDIT[state(grade, point)] > 0
    assert VerdictState.CONTRADICTED not in {verdict.state for verdict in grade.verdicts}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("regularization-l1-versus-l2", "Regularization stops overfitting. L1 gives sparse weights and L2 doesn't."),
        ("regularization-l1-versus-l2", "Lasso sets unimportant weights to zero, it selects features, and L2 doesn't."),
        (
            "regularization-l1-versus-l2",
            "People say that L2 regularization performs feature selection by setting weights to zero. That is wrong.",
        ),
        ("rag-bi-encoder-versus-cross-encoder", ENCODERS),
        ("mlops-data-drift-or-concept-drift", DRIFT),
    ],
)
def test_nobody_is_told_a_mistake_that_they_denied(grader: OfflineGrader, question: str, answer: str) -> None:
    assert grader.grade(BANK[question], answer).mistakes == ()


def test_a_mistake_in_ones_own_words_is_told_and_contradicts_its_point(grader: OfflineGrader) -> None:
    answer = (
        "The top-p setting of 0.9 means that we keep the best 90 % of the vocabulary and throw away the junk words."
    )
    grade = grader.grade(BANK["llm-temperature-and-top-p"], answer)
    assert [mistake.statement for mistake in grade.mistakes] == ["Top-p 0.9 keeps the best 90 % of the vocabulary."]
    assert state(grade, "top-p-smallest-set") is VerdictState.CONTRADICTED


def test_a_mistake_about_something_else_contradicts_no_point(grader: OfflineGrader) -> None:
    answer = (
        "When we retrain the user tower we deploy it the same day and the item vectors get refreshed at the weekend."
    )
    grade = grader.grade(BANK["sd-two-tower-retrieval-layer"], answer)
    assert len(grade.mistakes) == 1
    assert state(grade, "stock-online") is VerdictState.NOT_MET


def test_nothing_none_and_zero_are_one_word(grader: OfflineGrader) -> None:
    """The demo's second answer: it was not met, and the follow-up asked for just what had been said."""
    grade = grader.grade(BANK["fraud-accuracy-is-useless"], HALF)
    assert CREDIT[state(grade, "do-nothing-model")] > 0
    assert VerdictState.CONTRADICTED not in {verdict.state for verdict in grade.verdicts}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("To reach 90 % over 20 steps, each step needs about 99.5 %.", VerdictState.MET),
        ("To reach 0.9 over twenty steps, each step needs about 0.995.", VerdictState.MET),
        ("To reach 80 % over 30 steps, each step needs about 97 %.", VerdictState.NOT_MET),
        ("To reach 90 % over 20 steps, each step needs about 97 %.", VerdictState.PARTLY_MET),
    ],
)
def test_a_point_is_given_for_its_own_numbers_however_they_are_written(
    grader: OfflineGrader, said: str, expected: VerdictState
) -> None:
    grade = grader.grade(BANK["agents-compounding-errors"], f"Errors compound over the steps of an agent. {said}")
    found = next(verdict for verdict in grade.verdicts if verdict.point_id == "needed-per-step")
    assert found.state is expected
    assert ("your numbers" in found.reason) is (expected is not VerdictState.MET)


def test_a_point_without_its_number_is_as_it_was(grader: OfflineGrader) -> None:
    answer = "I compact the history by a summary, keeping goal, constraints, decisions and unfinished work."
    assert state(grader.grade(BANK["agents-long-run-memory"], answer), "compaction-keeps") is VerdictState.MET


def test_the_window_with_the_points_own_term_speaks_for_it(grader: OfflineGrader) -> None:
    """The demo's first answer: the sentence on high variance spoke for high bias, which was then "contradicted"."""
    grade = grader.grade(BANK["bias-variance-explain"], STRONG)
    bias = next(verdict for verdict in grade.verdicts if verdict.point_id == "diagnose-high-bias")
    assert bias.state is VerdictState.MET
    assert bias.evidence is not None
    assert "if both are high and close together it is bias" in " ".join(bias.evidence.quote.split())
    assert "overfits" not in bias.evidence.quote
