"""The red team: answers made to fool the grader, and harmless changes that must not move it, each with its bound.

A sample of the bank by default (every ninth question); the whole bank with `pytest -m slow`.
"""

import random
from collections.abc import Iterator

import pytest

from app.grading.offline import OfflineGrader
from app.interview.grade import HIRING_SCALE, Grade, VerdictState
from app.settings import PROJECT
from eval.red_team import HARMLESS, ZERO_ATTACKS, other_strong, terse, without_points
from ingest.bank import Question, load_bank
from ingest.embed import Embedder

BANK = load_bank(PROJECT / "corpus" / "questions")
SAMPLE = BANK[::9]
# The most that one answer may earn, and the most that all of them may earn on average.
BOUNDS = {
    "keyword salad": (0.0, 0.0),
    "shuffled key points": (0.0, 0.0),
    "gibberish": (0.0, 0.0),
    "fluent but wrong": (0.0, 0.0),
    "negated strong answer": (0.75, 0.22),
}
# MiniLM finds some of a sister question's points where two questions share a subject.
OTHER_STRONG = (0.45, 0.06)
TERSE_LEAST = 0.85
# Typing errors and padding may cost, but not more than a step of the hiring scale.
STEPS = 1


@pytest.fixture(scope="module")
def grader(embedder: Embedder) -> OfflineGrader:
    return OfflineGrader(embedder)


def score(grade: Grade) -> float:
    assert grade.score is not None
    return grade.score


def step(value: float) -> int:
    return next(number for number, word in enumerate(HIRING_SCALE) if value >= word.from_score)


def attacked(grader: OfflineGrader, name: str, questions: list[Question]) -> Iterator[tuple[str, float]]:
    for question in questions:
        answer = ZERO_ATTACKS[name](question, random.Random(11))
        yield question.id, score(grader.grade(question, answer))


def hold_bounds(found: list[tuple[str, float]], most: float, mean: float) -> None:
    over = [one for one in found if one[1] > most]
    assert not over
    assert sum(value for _, value in found) / len(found) <= mean


@pytest.mark.parametrize("name", ZERO_ATTACKS)
def test_an_attack_earns_no_more_than_its_bound(grader: OfflineGrader, name: str) -> None:
    hold_bounds(list(attacked(grader, name, SAMPLE)), *BOUNDS[name])


@pytest.mark.parametrize("answer", ["", "fine", "Good question!", "?"])
def test_nothing_said_earns_nothing(grader: OfflineGrader, answer: str) -> None:
    for question in SAMPLE:
        assert score(grader.grade(question, answer)) == 0.0


def test_the_question_echoed_earns_nothing(grader: OfflineGrader) -> None:
    for question in SAMPLE:
        assert score(grader.grade(question, question.text)) == 0.0
        assert score(grader.grade(question, f"Good question. {question.text}")) == 0.0


def test_the_strong_answer_of_another_question_earns_little(grader: OfflineGrader) -> None:
    found = [(one.id, score(grader.grade(one, other_strong(one, BANK)))) for one in SAMPLE]
    hold_bounds(found, *OTHER_STRONG)


def test_each_strong_answer_is_full_marks(grader: OfflineGrader) -> None:
    for question in SAMPLE:
        assert score(grader.grade(question, question.strong_answer)) == 1.0, question.id


def test_each_wrong_statement_alone_earns_nothing_and_is_recognised(grader: OfflineGrader) -> None:
    for question in SAMPLE:
        for wrong in question.wrong_statements:
            grade = grader.grade(question, wrong.text)
            assert score(grade) == 0.0, wrong.text
            assert wrong.text in [mistake.statement for mistake in grade.mistakes]
            assert all(mistake.evidence.quote in wrong.text for mistake in grade.mistakes)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_change_moves_the_score_by_one_step_at_most(grader: OfflineGrader, name: str) -> None:
    for question in SAMPLE:
        changed = score(grader.grade(question, HARMLESS[name](question, random.Random(11))))
        assert step(changed) - step(1.0) <= STEPS, (question.id, changed)


def test_terse_but_right_is_right(grader: OfflineGrader) -> None:
    for question in SAMPLE:
        assert score(grader.grade(question, terse(question, random.Random(11)))) >= TERSE_LEAST, question.id


def test_without_a_point_the_others_stay_and_the_point_mostly_goes(grader: OfflineGrader) -> None:
    """A point is at times implied by its neighbours: at most 1 in 8 is still met, and none of the others is lost."""
    still_met = removed = 0
    for question in SAMPLE:
        for number in (0, len(question.key_points) - 1):
            verdicts = grader.grade(question, without_points(question, [number])).verdicts
            removed += 1
            still_met += verdicts[number].state is VerdictState.MET
            assert all(v.state is VerdictState.MET for n, v in enumerate(verdicts) if n != number), question.id
    assert still_met <= removed / 8


def test_every_credited_verdict_quotes_the_answer(grader: OfflineGrader) -> None:
    for question in SAMPLE:
        answer = HARMLESS["with typing errors"](question, random.Random(5))
        for verdict in grader.grade(question, answer).verdicts:
            if verdict.points:
                assert verdict.evidence is not None
                assert answer[verdict.evidence.start : verdict.evidence.end] == verdict.evidence.quote


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", ZERO_ATTACKS)
def test_over_the_whole_bank_an_attack_earns_no_more(grader: OfflineGrader, name: str) -> None:
    most, mean = BOUNDS[name]
    found = list(attacked(grader, name, BANK))
    assert sum(value for _, value in found) / len(found) <= max(mean, 0.01)
    assert sum(value > most for _, value in found) <= len(BANK) // 50


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_over_the_whole_bank_strong_is_full_and_wrong_is_nothing(grader: OfflineGrader) -> None:
    for question in BANK:
        assert score(grader.grade(question, question.strong_answer)) == 1.0, question.id
        for wrong in question.wrong_statements:
            assert score(grader.grade(question, wrong.text)) == 0.0, wrong.text
