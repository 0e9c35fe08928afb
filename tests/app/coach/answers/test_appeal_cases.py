"""Contested verdicts as gold cases: one row an appeal, one id a row, read back when a person has reviewed them."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.coach.answers.appeal_cases import gold_cases
from app.coach.coach import Coach
from app.interview.appeal import Appeal
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from eval.fitting.points import gold_answers
from eval.grading.gold import evaluate_gold, render_gold
from eval.grading.gold_cases import GoldError, Half, half_of, question_of, read_gold, read_gold_files

MET, PARTLY, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET


def contested(make: Any, *heard: tuple[str, str, VerdictState]) -> Interview:
    """An interview whose first turn was contested: point, sentence, what came of it."""
    question = make.question()
    interview = make.answer(make.interview(question), make.grade(question, [MISSED] * 4))
    (turn,) = interview.turns
    verdicts = {verdict.point_id: verdict for verdict in turn.grade.verdicts}
    appeals = tuple(
        Appeal(point, sentence, verdicts[point], replace(verdicts[point], state=state), make.now)
        for point, sentence, state in heard
    )
    return replace(interview, turns=(replace(turn, appeals=appeals),))


def test_the_same_appeal_twice_is_one_row_with_its_last_outcome(make: Any) -> None:
    rows = gold_cases(contested(make, ("p1", "I said  so.", MISSED), ("p1", "I said so.", PARTLY)))
    assert [(row["id"], row["before"], row["labels"]) for row in rows] == [
        ("an-interview-1-p1", "not met", {"p1": "partly met"})
    ]


def test_another_sentence_or_point_is_a_row_of_its_own_with_an_id_of_its_own(make: Any) -> None:
    heard = (("p1", "I said so.", MISSED), ("p2", "I said so.", MET), ("p1", "And here.", MET))
    rows = gold_cases(contested(make, *heard))
    assert [row["id"] for row in rows] == ["an-interview-1-p1", "an-interview-1-p2", "an-interview-1-p1-2"]
    assert [row["sentence"] for row in rows] == ["I said so.", "I said so.", "And here."]
    assert {row["answer"] for row in rows} == {"my own words"}


SAID = "I would compare several answers and take the one that most of them agree on."


@pytest.fixture(scope="module")
def appealed(coach: Coach) -> Interview:
    """An interview about a question of the test half; a verdict of its answer and one of its follow-up's contested."""
    question = next(one for one in coach.bank.questions if half_of(one.id) is Half.TEST and one.key_points[0].follow_up)
    interview = coach.interviews.start_with([question])
    first = coach.interviews.answer(interview.id, f"{SAID} It depends on the data that we have.")
    assert first.interview.ask is not None
    probed = first.interview.ask.point_id
    coach.interviews.answer(interview.id, f"{SAID} I would ask the team about it.")
    for number in (1, 2):
        coach.appeals.appeal(interview.id, number, probed, SAID)
    return coach.interviews.get(interview.id)


def written(folder: Path, rows: list[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "gold_answers_appeals.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_what_is_exported_waits_for_a_person_and_is_no_gold_case_until_then(
    coach: Coach, appealed: Interview, tmp_path: Path
) -> None:
    rows = gold_cases(appealed)
    assert [row["reviewed"] for row in rows] == [False, False]
    assert all(row["point"] for row in rows)
    with pytest.raises(GoldError, match="2 that no person has reviewed"):
        read_gold(written(tmp_path, rows), coach.bank.questions)


def test_what_a_person_has_reviewed_is_read_back_and_its_contested_point_alone_is_compared(
    coach: Coach, appealed: Interview, tmp_path: Path
) -> None:
    rows = [
        row | {"reviewed": True, "labels": dict.fromkeys(row["labels"], "partly met")} for row in gold_cases(appealed)
    ]
    waiting = rows[0] | {"id": "waits", "reviewed": False}
    strange = rows[0] | {"id": "theirs", "question_id": "of-their-own-documents"}
    folder = written(tmp_path, [*rows, waiting, strange])
    first, second = read_gold(folder, coach.bank.questions)
    assert (first.level, first.probes, len(first.labels)) == ("appeal", "", 1)
    assert second.probes == next(iter(second.labels))
    asked = question_of(second, coach.bank.question(second.question_id))
    assert (asked.text, [point.id for point in asked.key_points]) == (appealed.turns[1].ask.text, [second.probes])
    report = evaluate_gold(folder, coach.bank.questions, coach.interviews.grader)
    assert (report.answers, report.points, report.failed) == (2, 2, {})
    assert report.left_out == {"that no person has reviewed": 1, "to a question that the bank does not have": 1}
    # The labels of one point make no score of an answer.
    assert next(one.value for one in report.figures if one.name == "pearson r of the scores") is None
    assert "left out: that no person has reviewed" in render_gold(report)


def test_a_follow_ups_case_is_graded_as_it_was_in_the_interview(
    coach: Coach, appealed: Interview, tmp_path: Path
) -> None:
    rows = [row | {"reviewed": True} for row in gold_cases(appealed)]
    second = read_gold(written(tmp_path, rows), coach.bank.questions)[1]
    grade = coach.interviews.grader.grade(
        question_of(second, coach.bank.question(second.question_id)), second.answer, is_follow_up=True
    )
    grade = grade.without_missed_bonus()
    assert grade.verdicts == appealed.turns[1].grade.verdicts


def test_an_appeal_about_no_point_of_the_bank_is_left_out_and_one_without_a_label_is_refused(
    coach: Coach, appealed: Interview, tmp_path: Path
) -> None:
    row, other = (one | {"reviewed": True} for one in gold_cases(appealed))
    gold = read_gold_files(written(tmp_path, [row, other | {"labels": {"gone": "met"}}]), coach.bank.questions)
    assert ([case.id for case in gold.cases], list(gold.left_out)) == (
        [row["id"]], ["about a point that the bank does not have"],
    )  # fmt: skip
    with pytest.raises(GoldError, match="labels"):
        read_gold(written(tmp_path, [row | {"labels": {}}]), coach.bank.questions)


def test_reviewed_appeals_are_for_measuring_and_never_for_fitting(
    coach: Coach, appealed: Interview, tmp_path: Path
) -> None:
    train = next(one for one in coach.bank.questions if half_of(one.id) is Half.TRAIN)
    row = gold_cases(appealed)[0] | {
        "reviewed": True,
        "question_id": train.id,
        "labels": {train.key_points[0].id: "met"},
    }
    cases = read_gold(written(tmp_path, [row]), coach.bank.questions)
    assert list(gold_answers(cases, coach.bank.questions)) == []
    report = evaluate_gold(tmp_path, coach.bank.questions, coach.interviews.grader)
    assert (report.answers, report.left_out) == (0, {"to a question that fits may look at": 1})
