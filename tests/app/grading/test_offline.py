"""The offline grader: verdicts, evidence, mistakes, references."""

import time

import numpy as np
import pytest
from checkout import PROJECT
from sampled import one_in

from app.grading.drawn_points import UNASKED, drawn_question
from app.grading.offline import OfflineGrader
from app.grading.verdicts import REASONS
from app.interview.grade import CREDIT, GateReason, VerdictState
from app.interview.turn import narrowed
from ingest.bank.questions import Question, load_questions
from ingest.embedding.embedder import Embedder
from ingest.language.text import Text


@pytest.fixture(scope="module")
def grader(embedder: Embedder) -> OfflineGrader:
    return OfflineGrader(embedder)


def states(grader: OfflineGrader, question: Question, answer: str) -> dict[str, VerdictState]:
    return {verdict.point_id: verdict.state for verdict in grader.grade(question, answer).verdicts}


def test_the_strong_answer_is_full_marks_with_its_own_words_as_evidence(
    grader: OfflineGrader, question: Question
) -> None:
    grade = grader.grade(question, question.strong_answer)
    assert grade.score == 1.0
    for verdict in grade.verdicts:
        evidence = verdict.evidence
        assert evidence is not None
        assert question.strong_answer[evidence.start : evidence.end] == evidence.quote
    assert grade.graded_by.method == "offline"
    assert grade.graded_by.rubric_version


def test_terms_that_are_swapped_do_not_meet_a_point(grader: OfflineGrader, question: Question) -> None:
    found = states(grader, question, "High variance means the model is too simple and underfits the training data.")
    assert CREDIT[found["bias"]] == 0
    assert CREDIT[found["variance"]] == 0


def test_terms_swapped_within_a_sentence_are_contradicted_whatever_stands_beside(
    grader: OfflineGrader, question: Question
) -> None:
    found = states(grader, question, "High variance underfits, high bias overfits.")
    assert CREDIT[found["bias"]] == CREDIT[found["variance"]] == 0
    strong = question.strong_answer.replace("bias", "X").replace("Bias", "Y").replace("variance", "bias")
    found = states(grader, question, strong.replace("X", "variance").replace("Y", "Variance"))
    assert found["bias"] is found["variance"] is VerdictState.CONTRADICTED


def test_both_terms_in_another_order_are_right(grader: OfflineGrader, question: Question) -> None:
    answer = (
        "With high variance, unlike high bias, a model follows the noise of its sample and overfits; with high bias it "
        "is too simple and underfits the training data."
    )
    found = states(grader, question, answer)
    assert found["bias"] is found["variance"] is VerdictState.MET


def test_a_denied_point_is_contradicted(grader: OfflineGrader, question: Question) -> None:
    found = states(grader, question, "High bias does not mean that the model is too simple or underfits training data.")
    assert found["bias"] is VerdictState.CONTRADICTED


def test_a_typical_wrong_statement_is_told_with_why(grader: OfflineGrader, question: Question) -> None:
    answer = "I think that a model with high variance underfits its training data."
    grade = grader.grade(question, answer)
    # It says "high variance", and the reader holds that for half of it.
    assert CREDIT[states(grader, question, answer)["variance"]] <= 0.5
    assert [mistake.why for mistake in grade.mistakes] == ["High variance overfits."]
    assert grade.mistakes[0].evidence.quote in answer


def test_only_the_point_that_is_said_is_met(grader: OfflineGrader, question: Question) -> None:
    found = states(grader, question, "If training error is low and validation error is high, the model overfits.")
    assert found["gap"] is VerdictState.MET
    assert CREDIT[found["bias"]] == 0


def test_the_same_answer_gets_the_same_grade(grader: OfflineGrader, question: Question) -> None:
    answer = "A simple model underfits; a large gap to validation error tells of variance."
    assert grader.grade(question, answer) == grader.grade(question, answer)


def test_the_expected_score_is_the_weighted_belief(grader: OfflineGrader, question: Question) -> None:
    grade = grader.grade(question, "A model that is too simple will underfit what it was trained on.")
    wanted = sum(one.weight * one.probability for one in grade.verdicts) / 7
    assert grade.expected_score == pytest.approx(wanted)


def test_another_language_is_not_graded(grader: OfflineGrader, question: Question) -> None:
    grade = grader.grade(question, "Das Modell ist zu einfach und kann die Daten nicht gut beschreiben, das ist es.")
    assert grade.score is None
    assert "English" in grade.not_graded


def test_a_gated_answer_earns_nothing_and_says_why(grader: OfflineGrader, question: Question) -> None:
    grade = grader.grade(question, "no idea")
    assert grade.gate is not None
    assert grade.gate.reason is GateReason.NO_ANSWER
    assert grade.score == 0.0


class Counting:
    """The embedder of a grader, and how often it was called."""

    def __init__(self, inner: Embedder) -> None:
        self.calls = 0
        self.inner = inner
        self.name, self.max_pieces = inner.name, inner.max_pieces

    def encode(self, texts: list[str]) -> np.ndarray:
        self.calls += 1
        return self.inner.encode(texts)


def test_only_the_answer_is_embedded_once_the_question_is_known(grader: OfflineGrader, question: Question) -> None:
    counting = Counting(grader._embedder)
    one = OfflineGrader(counting)  # type: ignore[arg-type]
    one.grade(question, "The model is too simple and underfits.")
    before = counting.calls
    one.grade(question, "A large gap to validation error tells of variance.")
    assert counting.calls == before + 1


def test_an_answer_is_embedded_once_for_all_that_it_is_graded_against(
    grader: OfflineGrader, question: Question
) -> None:
    counting = Counting(grader._embedder)
    one = OfflineGrader(counting)  # type: ignore[arg-type]
    beside = question.model_copy(update={"key_points": question.key_points[1:]})
    one.prepared(question), one.prepared(beside)
    before, answer = counting.calls, Text("The model is too simple and underfits; a large gap tells of variance.")
    grades = [one.grade(question, answer), one.grade(beside, answer)]
    assert counting.calls == before + 1
    assert grades == [grader.grade(question, answer.raw), grader.grade(beside, answer.raw)]


def test_the_best_of_several_references_counts(grader: OfflineGrader) -> None:
    asked = "Why did the bulb go out?"
    references = ["There is a gap in the circuit", "The battery is empty"]
    both = grader.grade_reference(asked, references, "The battery is empty.").expected_score
    first = grader.grade_reference(asked, references[:1], "The battery is empty.").expected_score
    assert both is not None
    assert first is not None
    assert both > 0.6 > first


def test_a_reference_with_no_question_and_no_length_is_drawn() -> None:
    drawn = drawn_question("", "4 volts")
    assert drawn.text == UNASKED
    assert [point.text for point in drawn.key_points] == ["4 volts"]
    with pytest.raises(ValueError, match="no word"):
        drawn_question("Why?", "...")


def test_the_best_of_a_points_wordings_is_that_of_no_other(grader: OfflineGrader, question: Question) -> None:
    prepared = grader.prepared(question)
    values = np.random.default_rng(7).normal(size=(5, len(prepared.wordings))).astype(np.float32)
    best = prepared.best(values)
    assert best.shape == (5, len(question.key_points))
    for number, point in enumerate(question.key_points):
        own = [row for row, wording in enumerate(prepared.wordings) if wording.point == number]
        assert [prepared.wordings[row].text for row in own] == [point.text, *point.other_wordings]
        assert best[:, number].tolist() == values[:, own].max(1).tolist()


@pytest.mark.no_cover
@pytest.mark.parametrize("run", one_in(5, ["\n" * 19_000, " !" * 9_000, ";" * 18_000, "!" * 18_000, "x" * 19_000]))
def test_a_long_run_of_signs_is_graded_as_fast_as_words(grader: OfflineGrader, question: Question, run: str) -> None:
    """Each took 3 to 5 s: a pattern was tried at every sign of the run."""
    said = question.key_points[0].text
    grader.grade(question, said)
    start = time.process_time()
    grader.grade(question, f"{said}{run} and so on")
    assert time.process_time() - start < 1.5


@pytest.mark.parametrize(
    ("identifier", "answer"),
    [
        ("llm-reward-hacking-signs", "First I would raise the KL penalty, because it keeps the policy near the model."),
        ("llm-reward-hacking-signs", "I would raise the KL penalty."),
        ("llm-reward-hacking-signs", "I'd use a stronger KL penalty."),
        ("llm-reward-hacking-signs", "It would be a mistake to remove the KL penalty."),
        ("llm-reward-hacking-signs", "I would certainly keep the KL penalty."),
        ("llm-reward-hacking-signs", "Instead of removing the KL penalty I would raise it."),
        ("code-precision-recall-f1-counts", "The function then returns precision, recall and f1."),
        ("code-precision-recall-f1-counts", "I compute precision, recall and F1 and return all three."),
        (
            "code-precision-recall-f1-counts",
            "I count.\n```python\ndef prf(y, p):\n    return precision, recall, f1\n```\nF1 is the harmonic mean.",
        ),
        ("code-precision-recall-f1-counts", "I count the true positives. Then return precision, recall, f1"),
    ],
)
def test_a_wrong_statement_is_not_held_against_who_says_the_opposite_or_writes_code(
    grader: OfflineGrader, bank: list[Question], identifier: str, answer: str
) -> None:
    question = next(one for one in bank if one.id == identifier)
    assert grader.grade(question, answer).mistakes == ()


@pytest.mark.parametrize(
    "said",
    [
        "I would remove the KL penalty, it keeps the policy from the best reward.",
        "I would drop the KL penalty.",
        "I would drop the KL penalty, it keeps the policy from the best reward.",
    ],
)
def test_a_wrong_statement_in_other_words_is_still_told(grader: OfflineGrader, bank: list[Question], said: str) -> None:
    question = next(one for one in bank if one.id == "llm-reward-hacking-signs")
    assert [mistake.evidence.quote for mistake in grader.grade(question, said).mistakes] == [said]


def test_an_answer_in_code_is_language_enough_to_be_graded(grader: OfflineGrader, bank: list[Question]) -> None:
    question = next(one for one in bank if one.id == "code-precision-recall-f1-counts")
    code = (
        "precision = tp / (tp + fp)\nrecall = tp / (tp + fn)\nf1 = 2 * precision * recall / (precision + recall)\n"
        "return precision, recall, f1"
    )
    assert grader.grade(question, code).gate is None


AUTOCOMPLETE_DESIGN = (
    "I would begin with the traffic, because it decides the shape of the whole thing. A hundred and twenty "
    "million searches a day with about eight calls each is a billion calls, so roughly eleven thousand per second "
    "and perhaps three times that in the evening. At that rate nothing may touch a disk, so each server keeps a "
    "trie in memory where every node already stores its ten best completions, and a nightly job builds it from "
    "the logs of the last months. A phrase only enters when several hundred different people have typed it, "
    "otherwise somebody's address would show up in another person's box. For the order I would not simply count. "
    "I train a model that says how likely the search after the pick leads to a click that the user stays with, "
    "and a small second step moves things up that fit the language, the country and what was typed a minute ago. "
    "Spelling mistakes are handled by a table of known corrections, with an edit distance of one for the rest. "
    "News break during the day, so a stream counts the last hour with decay and its winners are merged into the "
    "list. Before anything is shown it passes a block list and a classifier, since it looks as if the company "
    "itself said it. One and two letters are answered from the cache of the browser or the edge, which takes most "
    "of the load away. Finally I would run experiments on whether people find what they want, since the top line "
    "is picked simply because it is on top."
)


def test_a_system_design_of_250_words_in_words_of_its_own_is_graded_point_by_point(
    grader: OfflineGrader,
) -> None:
    """One like it was stopped as "does not read as sentences", for 0 of 16 points."""
    bank = load_questions(PROJECT / "corpus" / "questions" / "system-design.yaml")
    question = next(one for one in bank if one.id == "sd-query-autocomplete")
    assert 250 <= len(AUTOCOMPLETE_DESIGN.split()) <= 270
    grade = grader.grade(question, AUTOCOMPLETE_DESIGN)
    assert grade.gate is None
    assert sum(CREDIT[verdict.state] for verdict in grade.verdicts) >= len(grade.verdicts) / 2


def test_a_short_answer_about_something_else_is_not_told_that_it_speaks_of_the_point(grader: OfflineGrader) -> None:
    chunks = next(one for one in load_questions(PROJECT / "corpus/questions/rag.yaml") if "chunk-size" in one.id)
    beside = "It retrieves passages and gives them to the model with the question."
    told = [
        grader.grade(narrowed(chunks, point.id, point.follow_up or chunks.text), Text(beside), is_follow_up=True)
        for point in chunks.key_points
        if point.id in ("encoder-limit-truncates", "large-fills-prompt")
    ]
    assert [one.verdicts[0].reason for one in told] == [REASONS[VerdictState.NOT_MET]] * 2
