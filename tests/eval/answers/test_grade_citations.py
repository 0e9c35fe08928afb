"""Citations of grades: lost points name the passage that teaches them, won points quote."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from labelled import labelled_questions
from untouchable import Untouchable

from app.answering.cited_answer import Answer
from app.coach.coach import Coach
from app.interview.citation import Citation
from app.interview.grade import Delivery, Evidence, GradedBy, Mistake, VerdictState, not_graded
from app.interview.turn import Ask, Turn, TurnKind
from app.interview.usage import Usage
from eval.answers.citations import Shelf, evaluate
from eval.answers.grade_citations import Both, evaluate_grades, judge_turn, on_labelled
from eval.figures.folders import CASES
from eval.grading.gold_cases import Level, read_gold
from eval.retrieval.spans import Query
from ingest.documents.document import Document
from ingest.errors import LLMFailed
from ingest.index.passages import PassageReader, write_passages
from ingest.passages.split import Passage

MET, PARTLY, NOT_MET, AGAINST = VerdictState
ANSWER = "in my own words, it depends"
OWN = Evidence("my own words", 3, 15)
BODY = "".join(f"## Point {n}\n\nWhat teaches point {n}.\n\n" for n in range(4))


def _passage(n: int) -> tuple[int, int, str]:
    text = f"What teaches point {n}."
    return BODY.index(text), BODY.index(text) + len(text), text


@pytest.fixture
def shelf(document: Callable[..., Document], tmp_path: Path) -> Shelf:
    note = document(BODY, identifier="rag/note")
    passages = [Passage(note.id, "T", (), start, end, 9, text) for start, end, text in map(_passage, range(4))]
    write_passages(tmp_path / "passages.sqlite", [note], passages, [])
    return Shelf(PassageReader(tmp_path / "passages.sqlite"), [note])


@pytest.fixture
def question(make: Any) -> Any:
    return make.question()


@pytest.fixture
def turn(make: Any, question: Any) -> Turn:
    """Point 0 met, 1 partly met, 2 contradicted, 3 not met; each lost one names its own passage."""
    grade = make.grade(question, (MET, PARTLY, AGAINST, NOT_MET))
    verdicts = tuple(replace(one, evidence=one.evidence and OWN) for one in grade.verdicts)
    citations = tuple(Citation(n, "rag/note", "T", (), *_passage(n)) for n in (1, 2, 3))
    asked = Ask(1, TurnKind.QUESTION, question.id, question.text)
    named = {"p1": 1, "p2": 2, "p3": 3}
    return Turn(asked, ANSWER, replace(grade, verdicts=verdicts), "A reply.", citations, named, make.now)


def _with_verdict(turn: Turn, number: int, **fields: Any) -> Turn:
    verdicts = list(turn.grade.verdicts)
    verdicts[number] = replace(verdicts[number], **fields)
    return replace(turn, grade=replace(turn.grade, verdicts=tuple(verdicts)))


def test_all_is_well_where_each_lost_point_names_its_passage(turn: Turn, question: Any, shelf: Shelf) -> None:
    found = judge_turn(question, turn, shelf)
    assert (found.points, found.lost, found.taught, found.naming, found.in_section) == (4, 3, 3, 3, 3)
    assert (found.invalid_ids, found.passages, found.passages_verbatim) == (0, 3, 3)
    assert (found.credited, found.credited_unquoted, found.quotes, found.quotes_verbatim) == (2, 0, 3, 3)


def test_a_lost_point_that_names_no_passage_is_counted(turn: Turn, question: Any, shelf: Shelf) -> None:
    found = judge_turn(question, replace(turn, point_citations={"p1": 1, "p2": 2}), shelf)
    assert (found.taught, found.naming, found.in_section) == (3, 2, 2)


def test_a_point_that_no_section_teaches_need_not_name_one(turn: Turn, question: Any, shelf: Shelf) -> None:
    points = tuple(point.model_copy(update={"section": ""}) for point in question.key_points[3:])
    untaught = question.model_copy(update={"key_points": (*question.key_points[:3], *points)})
    found = judge_turn(untaught, replace(turn, point_citations={"p1": 1, "p2": 2}), shelf)
    assert (found.lost, found.taught, found.naming) == (3, 2, 2)


def test_the_section_is_the_banks_and_not_what_the_grade_claims(turn: Turn, question: Any, shelf: Shelf) -> None:
    swapped = replace(turn, point_citations={"p1": 2, "p2": 2, "p3": 3})
    swapped = _with_verdict(swapped, 1, section="rag/note#point-2")
    found = judge_turn(question, swapped, shelf)
    assert (found.naming, found.in_section, found.invalid_ids) == (3, 2, 0)


def test_numbers_and_passages_that_are_not_there_are_invalid(turn: Turn, question: Any, shelf: Shelf) -> None:
    unknown = judge_turn(question, replace(turn, point_citations={"p1": 1, "p2": 2, "p3": 9}), shelf)
    assert (unknown.invalid_ids, unknown.naming, unknown.in_section) == (1, 3, 2)
    first, *others = turn.citations
    longer = replace(first, end=first.end + 1, text=first.text + "\n")
    assert judge_turn(question, replace(turn, citations=(longer, *others)), shelf).invalid_ids == 1


def test_a_passage_of_other_words_than_its_document_is_counted(turn: Turn, question: Any, shelf: Shelf) -> None:
    first, *others = turn.citations
    changed = replace(first, text=first.text.upper())
    found = judge_turn(question, replace(turn, citations=(changed, *others)), shelf)
    assert (found.invalid_ids, found.passages, found.passages_verbatim) == (0, 3, 2)


def test_a_quote_that_is_not_at_its_place_in_the_answer_is_counted(turn: Turn, question: Any, shelf: Shelf) -> None:
    shifted = _with_verdict(turn, 1, evidence=Evidence("my own words", 4, 16))
    assert judge_turn(question, shifted, shelf).quotes_verbatim == 2
    wrong = Mistake("It never depends.", "It does.", Evidence("it never depends", 17, 27))
    with_mistake = replace(turn, grade=replace(turn.grade, mistakes=(wrong,)))
    found = judge_turn(question, with_mistake, shelf)
    assert (found.quotes, found.quotes_verbatim) == (4, 3)


@pytest.mark.parametrize("evidence", [None, Evidence("", 0, 0)], ids=["none", "empty"])
def test_credit_without_a_quote_is_counted(turn: Turn, question: Any, shelf: Shelf, evidence: Evidence | None) -> None:
    found = judge_turn(question, _with_verdict(turn, 0, evidence=evidence), shelf)
    assert (found.credited, found.credited_unquoted) == (2, 1)


@pytest.mark.slow
def test_the_coach_itself_keeps_every_guarantee_on_gold_answers(coach: Coach, own_shelf: Shelf) -> None:
    cases = read_gold(CASES, labelled_questions())[:6]
    told: list[tuple[int, int]] = []
    report = evaluate_grades(
        cases, on_labelled(coach.interviews, CASES), own_shelf, told=lambda done, total: told.append((done, total))
    )
    found = report.every
    assert found.answers == 6 == len(told)
    assert found.points == sum(len(case.labels) for case in cases)
    assert 0 < found.lost == found.taught == found.naming == found.in_section
    assert 0 < found.passages == found.passages_verbatim
    assert 0 < found.credited <= found.quotes == found.quotes_verbatim
    assert (found.invalid_ids, found.credited_unquoted) == (0, 0)
    assert (report.graded_by, report.own, report.failed) == ("offline", None, {})
    assert "model" not in report.render()


class Scripted:
    """An LLM grader of four answers: its own grade, a fallback, a failure, and one that it could not grade."""

    def __init__(self, offline: Any) -> None:
        self._offline = offline
        self._number = 0

    def grade(self, question: Any, answer: str, **how: Any) -> Any:
        grade = self._offline.grade(question, answer, **how)
        self._number += 1
        usage = (Usage("grader", "small-model", "", 10, 5, 1.0),)
        by = GradedBy("llm", "small-model", "1")
        if self._number == 1:
            return replace(grade, graded_by=by, usage=usage)
        if self._number == 2:
            return replace(grade, graded_by=replace(grade.graded_by, fallback="it was cut off"), usage=usage)
        if self._number == 3:
            raise LLMFailed("the line is dead")
        if self._number == 4:
            return not_graded("no way", Delivery(0, 0.0, ()), by)
        return grade


@pytest.mark.slow
def test_fallbacks_and_failures_are_told_and_nothing_is_kept(coach: Coach, own_shelf: Shelf) -> None:
    untouchable: Any = Untouchable()
    wary = replace(
        on_labelled(coach.interviews, CASES),
        grader=Scripted(coach.interviews.grader),
        store=untouchable,
        interviewer=untouchable,
    )
    cases = read_gold(CASES, labelled_questions())[:5]
    report = evaluate_grades(cases, wary, own_shelf, "llm")
    assert report.graded_by == "llm, small-model"
    assert report.fell_back == {"it was cut off": 1}
    assert report.failed == {"LLMFailed: the line is dead": 1, "not graded: no way": 1}
    assert report.own is not None
    assert (report.every.answers, report.own.answers) == (3, 1)
    assert report.own.points == len(cases[0].labels)
    lines = {tuple(line.rsplit(maxsplit=1)) for line in report.render().splitlines() if line}
    assert {("fell back to the offline grader", "1"), ("  it was cut off", "1"), ("failed", "2")} <= lines
    assert ("stopped at the gate, no model asked", "1") in lines


def test_both_are_one_json_document_reasons_and_all(coach: Coach, own_shelf: Shelf) -> None:
    def fail(_: str) -> Answer:
        raise LLMFailed("the line is dead")

    answers = evaluate([Query(id="q", text="?")], fail, own_shelf)
    wary = replace(on_labelled(coach.interviews, CASES), grader=Scripted(coach.interviews.grader))
    both = Both(answers, evaluate_grades(read_gold(CASES, labelled_questions())[:3], wary, own_shelf, "llm"))
    document = json.loads(both.as_json())
    assert set(document) == {"answers", "grades"}
    assert document["answers"]["failed"] == document["grades"]["failed"] == {"LLMFailed: the line is dead": 1}
    assert document["grades"]["fell_back"] == {"it was cut off": 1}
    assert document["grades"]["every"]["answers"] == 2
    assert both.render().index("citations of answers") < both.render().index("citations of grades")


def test_the_answer_to_a_follow_up_is_graded_on_the_point_that_it_was_asked_about(
    coach: Coach, own_shelf: Shelf
) -> None:
    whole = read_gold(CASES, labelled_questions())[0]
    point, state = next(iter(whole.labels.items()))
    probe = {"level": Level.APPEAL, "asked": "And that one?", "probes": point, "labels": {point: state}}
    assert (
        evaluate_grades([whole.model_copy(update=probe)], on_labelled(coach.interviews, CASES), own_shelf).every.points
        == 1
    )
