"""The hiring word beside that of two judges: the file, what is counted, and cases held with the real grader."""

from pathlib import Path

import pytest

from app.coach.coach import Coach
from eval.figures.folders import CASES
from eval.grading.verdict_cases import CasesError
from eval.interviews.hiring import HiringReport, Judged, hold_cases, read_hiring


def judged(word: str | None, judges: tuple[str, str], kind: str = "story") -> Judged:
    return Judged("one", kind, judges, 0.5, 0.5, word, word, 0)


def test_a_word_counts_where_it_is_within_a_step_of_both_judges() -> None:
    report = HiringReport(
        [
            judged("borderline", ("yes", "no")),
            judged("yes", ("strong yes", "borderline")),
            judged("yes", ("borderline", "no")),
            judged(None, ("strong no", "strong no")),
            judged("strong yes", ("strong yes", "strong yes"), "design"),
        ]
    )
    assert report.within("story", of_all=False) == (2, 4)
    assert report.within("design", of_all=True) == (1, 1)
    assert report.judges_agree("story") == 2


def test_the_shipped_cases_are_ten_stories_and_five_designs_a_file_to_questions_that_the_bank_has(coach: Coach) -> None:
    known = {question.id for question in coach.interviews.bank.questions}
    for name in ("opened", "kept"):
        cases = read_hiring(CASES / "hiring" / f"{name}.jsonl")
        assert [sum(one.kind == kind for one in cases) for kind in ("story", "design")] == [10, 5]
        assert {one.question_id for one in cases} <= known


def test_a_line_that_is_no_case_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": "a", "kind": "sonnet"}\n', encoding="utf-8")
    with pytest.raises(CasesError, match=r"mine\.jsonl:1"):
        read_hiring(path)


@pytest.mark.slow
def test_a_strong_story_and_none_at_all_get_the_words_of_the_judges(coach: Coach) -> None:
    wanted = {"story-05", "story-16"}
    cases = [one for one in read_hiring(CASES / "hiring" / "opened.jsonl") if one.id in wanted]
    found = {one.id: one for one in hold_cases(coach.interviews, cases).cases}
    assert found["story-05"].word in {"strong yes", "yes"}
    assert found["story-16"].word == "strong no"
