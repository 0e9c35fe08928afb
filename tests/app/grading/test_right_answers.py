"""Right answers that were once called wrong, and what must still be called wrong."""

import json

import pytest
from banks import bank_questions
from labelled import labelled_questions

from app.grading.offline import OfflineGrader
from app.grading.verdicts import OTHER_NUMBERS_REASON, REASONS
from app.interview.flows.project_review import OPENING
from app.interview.grade import Grade, VerdictState
from eval.fitting.rule_trials import RIGHT, is_wronged
from eval.grading.verdict_cases import question_of, read_cases

NOW = bank_questions()
BANK = {question.id: question for question in labelled_questions()}
INDEPENDENT = RIGHT.parent / "independent"


def wronged(grader: OfflineGrader) -> int:
    rows = [json.loads(line) for line in RIGHT.read_text(encoding="utf-8").splitlines()]
    return sum(is_wronged(grader.grade(BANK[row["question_id"]], row["answer"]), row["credited"]) for row in rows)


@pytest.mark.slow
def test_right_answers_that_were_once_called_wrong_are_not_but_for_one(grader: OfflineGrader) -> None:
    assert wronged(grader) <= 1


@pytest.mark.slow
def test_no_more_of_the_right_answers_are_called_wrong_than_was_found_last(grader: OfflineGrader) -> None:
    """Clearly worse than before: 5 of 15, among them the demo's own answer; three are not met, two are contradicted."""
    assert wronged(grader) <= 5


@pytest.mark.parametrize("step", [48, pytest.param(1, marks=pytest.mark.slow)])
def test_no_strong_answer_makes_a_mistake(grader: OfflineGrader, step: int) -> None:
    """5 of 228 were told to be careful with a sentence that they say of a wrong statement."""
    asked = list(BANK.values())[::step]
    assert [one.id for one in asked if grader.grade(one, one.strong_answer).mistakes] == []


def state(grade: Grade, point_id: str) -> VerdictState:
    return next(verdict.state for verdict in grade.verdicts if verdict.point_id == point_id)


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
    assert len(grade.mistakes) <= 1
    assert state(grade, "stock-online") is VerdictState.NOT_MET


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
    # Whose numbers are all others is told so, or that nothing says it.
    assert not (expected is VerdictState.MET and "your numbers" in found.reason)
    assert expected is not VerdictState.PARTLY_MET or found.reason in {OTHER_NUMBERS_REASON, REASONS[found.state]}


def test_a_point_without_its_number_is_as_it_was(grader: OfflineGrader) -> None:
    answer = "I compact the history by a summary, keeping goal, constraints, decisions and unfinished work."
    assert state(grader.grade(BANK["agents-long-run-memory"], answer), "compaction-keeps") is VerdictState.MET


BOTH_ERRORS = """\
Bias is the error that stays when the model is too simple for the pattern, so it underfits. Variance is how much the
fitted model would change with another training sample; a model with high variance overfits. I compare training and
validation error: if both are high and close together it is bias, if training error is low and validation error far
above it, it is variance. Against bias I take a more flexible model, add features or weaken the regularization. Against
variance I get more data, regularize more, simplify the model or average several models. It is a trade-off because
making the model more flexible lowers bias and raises variance, so I pick the complexity with the lowest
validation error."""


def test_the_window_with_the_points_own_term_is_quoted(grader: OfflineGrader) -> None:
    """A strong answer: the sentence on high variance was quoted for high bias."""
    grade = grader.grade(next(one for one in NOW if one.id == "bias-variance-explain"), BOTH_ERRORS)
    bias = next(verdict for verdict in grade.verdicts if verdict.point.startswith("High bias shows"))
    assert bias.state is VerdictState.MET
    assert bias.evidence is not None
    assert "if both are high and close together it is bias" in " ".join(bias.evidence.quote.split())
    assert "overfits" not in bias.evidence.quote


BAKERY = (
    "I built a demand forecaster for a bakery chain with 40 shops. They baked on gut feeling and threw away 18 % of"
    " the bread. Data: two years of sales per shop, product and hour, plus weather and holidays. Baseline was same "
    "weekday last week. I used LightGBM with lag features and quantile loss because being out of bread costs more "
    "than waste. Split by time, last 8 weeks as test. WAPE went from 31 to 22 and waste to 11 % in a pilot of six "
    "shops. My part was everything but the data export."
)
CRACKS = (
    "It was my thesis: detecting cracks in wind turbine blades from drone photos. 2,300 photos, cracks marked by "
    "two inspectors. I took a U-Net since cracks are thin and location matters, a classifier on patches was the "
    "baseline. Recall at 1 false alarm per blade went from 0.62 to 0.81 on blades the model had not seen. The "
    "company uses it to sort photos so inspectors look at the worst first."
)
BLUFF = (
    "I led a very innovative AI transformation project which created huge value for all stakeholders by leveraging "
    "synergies between data and business. We used state of the art deep learning and big data and were extremely "
    "agile. The management was thrilled, and it was a great success for the whole company, and I learned that "
    "passion and teamwork are the key to everything in machine learning."
)


@pytest.mark.parametrize(("story", "least", "most"), [(BAKERY, 0.25, 1.0), (CRACKS, 0.45, 1.0), (BLUFF, 0.0, 0.3)])
def test_a_project_of_ones_own_choice_need_not_share_words_with_the_question(
    grader: OfflineGrader, story: str, least: float, most: float
) -> None:
    """A bakery and cracks in blades had nothing of the question's words, and got 0 of 22.

    With the reader's weights before the present ones the bakery earned 0.4 and more, with these 0.27.
    """
    opening = next(one for one in NOW if one.id == OPENING)
    score = grader.grade(opening, story).score
    assert score is not None
    assert least <= score <= most


def test_words_that_seem_to_deny_what_the_reader_rather_finds_said_accuse_nobody(grader: OfflineGrader) -> None:
    """ "Without it bigger heads give bigger logits" was told as contradicting what dividing by the root is for."""
    case = next(case for case in read_cases(INDEPENDENT / "last.jsonl") if case.id == "l1-02")
    grade = grader.grade(question_of(case, {one.id: one for one in NOW}), case.answer)
    assert state(grade, "why-scale") is VerdictState.NOT_MET
