"""Key points turned round in a plain sentence, by somebody who had not seen the grader's rules."""

import json

import pytest
from banks import bank_questions
from checkout import PROJECT
from labelled import labelled_questions

from app.grading.offline import OfflineGrader
from app.interview.grade import CREDIT, Grade, VerdictState
from ingest.language.text import Text

BANK = {question.id: question for question in labelled_questions()}
QUESTIONS = {question.id: question for question in bank_questions()}


@pytest.mark.slow
def test_what_an_outsider_turned_round_is_found_mostly_rightly(
    grader: OfflineGrader,
) -> None:
    found: list[tuple[str, bool]] = []
    for line in (PROJECT / "eval" / "cases" / "outside.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        question = BANK[row["question_id"]]
        right = {point.id: "met" for point in question.key_points}
        for kind, labels in (
            ("right", right),
            ("half", row["half_labels"]),
            ("turned_round", row["turned_round_labels"]),
        ):
            verdicts = grader.grade(question, row[kind]).verdicts
            found += [(labels[one.point_id], one.state is VerdictState.CONTRADICTED) for one in verdicts]
    assert len(found) == 474
    told = [label for label, is_contradicted in found if is_contradicted]
    # With the reader 49 of 62; before it 27 of 28. A right answer is held to have made every point, which not all do.
    assert told.count("contradicted") >= 45
    assert told.count("contradicted") >= 0.75 * len(told)


def state(grade: Grade, point_id: str) -> VerdictState:
    return next(verdict.state for verdict in grade.verdicts if verdict.point_id == point_id)


@pytest.mark.parametrize(
    ("asked", "point", "said"),
    [
        (
            "kmeans-objective-and-complexity",
            "within-cluster-squares",
            "K-means maximizes the squared distance between every point and its own centroid.",
        ),
        (
            "dl-activation-functions-compare",
            "dying-relu",
            "ReLU units cannot die, a unit with negative inputs still gets a gradient and recovers on its own.",
        ),
        (
            "project-label-quality",
            "ceiling",
            "Noise in the test labels doesn't limit the score we can measure, with enough data it averages out.",
        ),
        (
            "llm-moe-total-versus-active",
            "capacity-dropped",
            "Experts have no capacity limit and tokens are never dropped. Each expert specializes in a subject.",
        ),
        (
            "kl-direction-covering-or-seeking",
            "forward-infinite-if-uncovered",
            "Forward KL averages over the model and stays finite even where the data have mass and the model has none.",
        ),
        (
            "bias-variance-explain",
            "diagnose-high-variance",
            "High bias shows as very good training performance with a much worse validation score. High variance shows "
            "as poor performance on training and validation alike.",
        ),
        (
            "mlops-littles-law-incident",
            "littles-law",
            "Little's law says that requests in flight equal the arrival rate divided by the time in the system.",
        ),
        (
            "rag-cosine-versus-dot-product",
            "cosine-ignores-length",
            "Cosine similarity depends on the length of the vectors and not on their direction.",
        ),
    ],
)
def test_a_point_turned_round_is_contradicted(grader: OfflineGrader, asked: str, point: str, said: str) -> None:
    assert state(grader.grade(BANK[asked], said), point) is VerdictState.CONTRADICTED


def test_a_plain_number_in_the_place_of_the_points_own_proves_nothing(grader: OfflineGrader) -> None:
    said = "You should grow the parameters much faster than the tokens, with about 2 tokens per parameter."
    grade = grader.grade(BANK["llm-chinchilla-budget"], f"Chinchilla found this. {said}")
    assert CREDIT[state(grade, "twenty-tokens")] == 0


COLD_START = "Collaborative filtering doesn't work for new users and items as there are no interactions yet."


SOUNDS_TURNED_ROUND = {
    "Collaborative filtering fails": COLD_START,
    "B is init": "One of the factors begins as all zeros, so at step 0 you have the model you started from.",
    "LoRA freezes": "LoRA adds low-rank matrices to the frozen weights and only trains these.",
}


def of_the_point(grader: OfflineGrader, text: str) -> VerdictState:
    question = next(one for one in BANK.values() if any(point.text.startswith(text) for point in one.key_points))
    point = next(point for point in question.key_points if point.text.startswith(text))
    return state(grader.grade(question, SOUNDS_TURNED_ROUND[text]), point.id)


TEXTS = [
    "Collaborative filtering fails",
    "B is init",
    "LoRA freezes",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_only_sounds_turned_round_is_not(grader: OfflineGrader, text: str) -> None:
    assert of_the_point(grader, text) is not VerdictState.CONTRADICTED


@pytest.mark.parametrize("text", TEXTS)
def test_what_only_sounds_turned_round_is_given_credit(grader: OfflineGrader, text: str) -> None:
    assert CREDIT[of_the_point(grader, text)] > 0


DENIED_BEFORE_A_CLAUSE = (
    (
        "code-beam-search-decoder",
        "It is not true that I add logarithms; a few hundred factors below one would underflow.",
    ),
    ("code-beam-search-decoder", "It is not true that for a chat I search; there I'd sample."),
)


@pytest.mark.parametrize(("asked", "said"), DENIED_BEFORE_A_CLAUSE)
def test_a_clause_of_the_strong_answer_in_a_denied_sentence_is_not_the_strong_answer(
    grader: OfflineGrader, asked: str, said: str
) -> None:
    assert not any(CREDIT[verdict.state] for verdict in grader.grade(QUESTIONS[asked], said).verdicts)


def test_no_other_sentence_of_a_story_stands_for_a_kind_of_evidence(grader: OfflineGrader) -> None:
    question = QUESTIONS["stopped-your-own-project"]
    first = Text(question.strong_answer)
    verdicts = grader.grade(question, first.part(first.sentences[0])).verdicts
    assert {verdict.state for verdict in verdicts} == {VerdictState.NOT_MET}


def test_what_the_reader_believes_is_not_turned_by_a_wrong_statement_near_to_it(grader: OfflineGrader) -> None:
    said = "Little's law: 200 per second times a quarter second is 50 requests in flight."
    question = QUESTIONS["mlops-littles-law-incident"]
    assert state(grader.grade(question, said), "littles-law") is VerdictState.MET
