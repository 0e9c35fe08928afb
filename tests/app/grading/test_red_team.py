"""The red team: answers made to fool the grader, and harmless changes that must not move it, each with its bound.

A sample of the bank by default (every eighteenth question); each sixth one with `pytest -m slow`, all with SOAK=yes.
"""

import os
import random
from collections.abc import Iterator

import pytest
from banks import bank_questions
from labelled import labelled_questions
from red_team_answers import disclaimed, sister_strong
from sampled import one_in, slow

from app.grading.offline import OfflineGrader
from app.interview.grade import HIRING_SCALE, Grade, VerdictState
from eval.attacks.red_team import HARMLESS, ZERO_ATTACKS, negated, other_strong, terse, without_points
from eval.attacks.word_salads import SALADS, Attack, joined_by_and, joined_by_of_the, keyword_salad
from ingest.bank.questions import Question
from ingest.language.sentences import sentences

BANK = labelled_questions()
SAMPLE = BANK[::18]
# An answer takes the reader a tenth of a second: the long runs take each sixth question, and SOAK=yes all of them.
LONG = BANK if os.environ.get("SOAK") else BANK[1::6]
# The most that one answer may earn, and the most that all of them may earn on average.
BOUNDS = {
    **dict.fromkeys(SALADS, (0.0, 0.0)),
    # Too few of the words' neighbours are left where the key points are short.
    "keywords joined among filler": (1.0, 0.05),
    "shuffled key points among filler": (1.0, 0.07),
    # Of 38 such answers over the bank the gate lets one pass, about a project, and the reader believes all of it.
    "shuffled threes of the key points' words": (1.0, 0.03),
    "gibberish": (0.0, 0.0),
    # Three answers of the sample, and two of 38 over the bank, earn a point or two that they have the wrong way round.
    "fluent but wrong": (0.25, 0.03),
    # Where a sentence has no auxiliary that "it is not true that" reaches to its end. Over the whole bank eleven
    # answers earn more, one of them all; in the sample the most is 0.21.
    "negated strong answer": (0.3, 0.06),
}
# Over the whole bank so many answers may earn more than that, one in fifty where nothing is said.
OVER = {"negated strong answer": 11}
# The strong answers of today share no wording with the points, so the reader and the passages that are marked have to
# see that they are denied: for each seventh question on average 0.002 and 0 of the points.
DENIED = {negated: 0.02, disclaimed: 0.02}
# A follow-up asks for one point; of ten words not much can be said about their order. The most on average.
SALAD_ON_A_POINT = 0.25
# MiniLM finds some of a sister question's points where two questions share a subject: five of eight of the kernel
# trick's in an answer on embeddings, say; four with the form before that of December 2026.
OTHER_STRONG = (0.63, 0.1)
# The same of the next question of its topic: of such an answer the reader believes too much (docs/limits.md); 0.30 with
# the weights before, 0.346 since it is taught questions that are not the bank's, 0.369 since pictures and notes, 0.416
# with the form that is fitted on parts of answers.
SISTER_STRONG = (1.0, 0.43)
# With the weights before the present ones 0.75: of notes the reader finds less now.
TERSE_LEAST = 0.6
# Of the answers with one, two or three points left out, so many fall by just the weights of these; in the others a
# point is implied by its neighbours.
# Of the falls that are exact, and of the points beside the removed ones that stay met; before the reader 0.85 and 1.
EXACT_FALLS, STAYS = 0.33, 0.75
# What takes the reader longest of a sample: it has language in it.
LONG_READ = {"fluent but wrong", "negated strong answer"}
# What a harmless change of all strong answers leaves on average at least; typing errors leave 0.986.
HARMLESS_LEAST = 0.98
# Typing errors and padding may cost, but not more than a step of the hiring scale.
STEPS = 1


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


@pytest.mark.parametrize("name", [slow(name) if name in LONG_READ else name for name in ZERO_ATTACKS])
def test_an_attack_earns_no_more_than_its_bound(grader: OfflineGrader, name: str) -> None:
    hold_bounds(list(attacked(grader, name, SAMPLE)), *BOUNDS[name])


@pytest.mark.slow
@pytest.mark.parametrize("attack", DENIED)
def test_strong_answers_of_today_that_are_denied_earn_little(grader: OfflineGrader, attack: Attack) -> None:
    asked = bank_questions()[3::40]
    found = [score(grader.grade(question, attack(question, random.Random(11)))) for question in asked]
    assert sum(found) / len(found) <= DENIED[attack]


@pytest.mark.parametrize("attack", one_in(3, [keyword_salad, joined_by_and, joined_by_of_the]))
def test_keywords_thrown_at_a_follow_up_earn_little(grader: OfflineGrader, attack: Attack) -> None:
    narrowed = [
        question.model_copy(update={"text": point.follow_up or question.text, "key_points": (point,)})
        for question in SAMPLE
        for point in question.key_points
    ]
    found = [score(grader.grade(question, attack(question, random.Random(11)))) for question in narrowed]
    assert sum(found) / len(found) <= SALAD_ON_A_POINT


@pytest.mark.slow
def test_keywords_thrown_after_half_an_answer_add_nothing(grader: OfflineGrader) -> None:
    """All of the answer may be closed for it; what is not is what the half earns alone, nearly."""
    more = 0.0
    for question in SAMPLE:
        pieces = sentences(question.strong_answer)
        half = question.strong_answer[: pieces[len(pieces) // 2 - 1][1]]
        salad = joined_by_and(question, random.Random(11))
        more += score(grader.grade(question, f"{half} {salad}.")) - score(grader.grade(question, half))
    assert more <= 0.0


@pytest.mark.parametrize("answer", ["", "fine", "Good question!", "?"])
def test_nothing_said_earns_nothing(grader: OfflineGrader, answer: str) -> None:
    for question in SAMPLE:
        assert score(grader.grade(question, answer)) == 0.0


def test_the_question_echoed_earns_nothing(grader: OfflineGrader) -> None:
    for question in SAMPLE:
        assert score(grader.grade(question, question.text)) == 0.0
        assert score(grader.grade(question, f"Good question. {question.text}")) == 0.0


@pytest.mark.slow
def test_the_strong_answer_of_another_question_earns_little(grader: OfflineGrader) -> None:
    found = [(one.id, score(grader.grade(one, other_strong(one, BANK)))) for one in SAMPLE]
    hold_bounds(found, *OTHER_STRONG)


@pytest.mark.slow
def test_the_strong_answer_of_a_question_of_the_same_topic_earns_little(grader: OfflineGrader) -> None:
    found = [(one.id, score(grader.grade(one, sister_strong(one, BANK)))) for one in SAMPLE]
    hold_bounds(found, *SISTER_STRONG)


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_each_strong_answer_is_full_marks(grader: OfflineGrader, step: int) -> None:
    for question in SAMPLE[::step]:
        assert score(grader.grade(question, question.strong_answer)) == 1.0, question.id


@pytest.mark.slow
def test_each_wrong_statement_alone_earns_nothing_and_nearly_all_are_recognised(grader: OfflineGrader) -> None:
    told, earned = [], []
    for question in SAMPLE:
        for wrong in question.wrong_statements:
            grade = grader.grade(question, wrong.text)
            # Worse than before the reader's present weights: one of these earns another point's weight, and "I would
            # retrain the model on each bootstrap sample", which the reader believes by 0.39 to 0.43, one point's.
            earned.append(score(grade))
            told.append(wrong.text in [mistake.statement for mistake in grade.mistakes])
            assert all(mistake.evidence.quote in wrong.text for mistake in grade.mistakes)
    # Of 71 of the bank the reader's present weights recognise 66.
    assert sum(told) >= 0.85 * len(told)
    assert max(earned) <= 0.125
    assert sum(each > 0 for each in earned) <= 0.08 * len(earned)


@pytest.mark.slow
@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_change_moves_the_score_by_one_step_at_most(grader: OfflineGrader, name: str) -> None:
    for question in SAMPLE:
        changed = score(grader.grade(question, HARMLESS[name](question, random.Random(11))))
        assert step(changed) - step(1.0) <= STEPS, (question.id, changed)


@pytest.mark.slow
def test_terse_but_right_is_mostly_right(grader: OfflineGrader) -> None:
    found = [score(grader.grade(question, terse(question, random.Random(11)))) for question in SAMPLE]
    assert sum(found) / len(found) >= TERSE_LEAST


def hold_removals(grader: OfflineGrader, questions: list[Question]) -> None:
    """Every point left out alone, and three times two and three of them, drawn with a fixed seed."""
    exact: list[bool] = []
    stays: list[bool] = []
    for question in questions:
        points = range(len(question.key_points))
        rng = random.Random(11)
        removals = [[number] for number in points] + [rng.sample(points, count) for count in (2, 3) for _ in range(3)]
        for removed in removals:
            grade = grader.grade(question, without_points(question, removed))
            stays += [
                one.state is VerdictState.MET for number, one in enumerate(grade.verdicts) if number not in removed
            ]
            lost = sum(question.key_points[number].weight for number in removed)
            exact.append(grade.earned == sum(point.weight for point in question.key_points) - lost)
    assert sum(exact) >= EXACT_FALLS * len(exact)
    assert sum(stays) >= STAYS * len(stays)


@pytest.mark.slow
def test_a_removed_point_costs_just_its_weight_and_the_others_stay(grader: OfflineGrader) -> None:
    hold_removals(grader, SAMPLE)


@pytest.mark.slow
def test_every_credited_verdict_quotes_the_answer(grader: OfflineGrader) -> None:
    for question in SAMPLE:
        answer = HARMLESS["with typing errors"](question, random.Random(5))
        for verdict in grader.grade(question, answer).verdicts:
            if verdict.points:
                assert verdict.evidence is not None
                assert answer[verdict.evidence.start : verdict.evidence.end] == verdict.evidence.quote


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", ZERO_ATTACKS)
def test_over_the_whole_bank_an_attack_earns_no_more(grader: OfflineGrader, name: str) -> None:
    most, mean = BOUNDS[name]
    found = list(attacked(grader, name, LONG))
    assert sum(value for _, value in found) / len(found) <= max(mean, 0.01)
    assert sum(value > most for _, value in found) <= max(OVER.get(name, 0), 1 + len(LONG) // 50)


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_over_the_whole_bank_strong_is_full_and_wrong_is_nothing(grader: OfflineGrader) -> None:
    wrong = []
    for question in LONG:
        assert score(grader.grade(question, question.strong_answer)) == 1.0, question.id
        wrong += [score(grader.grade(question, one.text)) for one in question.wrong_statements]
    assert sum(wrong) / len(wrong) <= 0.02


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", HARMLESS)
def test_over_the_whole_bank_a_harmless_change_moves_few_scores(grader: OfflineGrader, name: str) -> None:
    found = [score(grader.grade(one, HARMLESS[name](one, random.Random(11)))) for one in LONG]
    assert all(step(value) - step(1.0) <= STEPS for value in found)
    assert sum(found) / len(found) >= HARMLESS_LEAST


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_over_the_whole_bank_terse_is_right_and_another_answer_is_not(grader: OfflineGrader) -> None:
    told = [score(grader.grade(one, terse(one, random.Random(11)))) for one in LONG]
    assert sum(told) / len(told) >= TERSE_LEAST
    other = [score(grader.grade(one, other_strong(one, BANK))) for one in LONG]
    assert sum(other) / len(other) <= OTHER_STRONG[1]
    # Two of 38 with the present weights, one before.
    assert sum(value > OTHER_STRONG[0] for value in other) <= 2 + len(LONG) // 50


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_over_the_whole_bank_a_removed_point_costs_just_its_weight(grader: OfflineGrader) -> None:
    hold_removals(grader, LONG)
