"""`coach review`, `progress`, `report`, `export`, `import`, `forget` and `plan`, as a person types them."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.candidate.candidate import LOCAL, Memory, answered
from app.candidate.progress import SkillPoint, TopicProgress, calibration, progress
from app.interview.course import Course, Mode
from app.interview.grade import VerdictState
from app.settings import Settings
from app.store.interviews import Store
from app.terminal.candidate.records import named, over_time, print_progress

MET, MISSED = VerdictState.MET, VerdictState.NOT_MET


@pytest.fixture
def missed(make: Any, settings: Settings) -> Iterator[str]:
    """The id of an ended interview of last month in which two points were missed."""
    with closing(Store(settings.store_url)) as store:
        store.candidates.forget(LOCAL)
        question = make.question(follow_ups=False)
        interview = make.interview(question)
        store.add(LOCAL, interview)
        grade = make.grade(question, [MISSED, MISSED, MET, MET])
        last_month = make.now - timedelta(days=30)
        interview = make.answer(interview, grade, key="k", answered_utc=last_month)
        store.record(LOCAL, interview, answered(interview))
        yield interview.id
        store.candidates.forget(LOCAL)


@pytest.mark.usefixtures("shared_parts", "missed")
def test_due_cards_are_asked_graded_rated_and_taken_back(coach_command: Callable[..., Any]) -> None:
    assert coach_command("review", "--due").stdout == "2 of 2 cards due.\n"
    given = "My own words about it.\n.\neasy\n:undo\n.\n.\n\n:end\n"
    told = coach_command("review", given=given)
    assert told.returncode == 0
    assert told.stdout.count("The key point: Point 0 of q is made.") == 2
    assert "Rated again" in told.stdout
    assert coach_command("review", "--due").stdout == "1 of 2 cards due.\n"
    assert coach_command("review", given="My own words.\n.\ngood\n").returncode == 0
    told = coach_command("review").stdout
    assert re.fullmatch(r"0 of 2 cards due\. The first one comes (in \d+ (minute|hour)s?|on [-\d]+)\.\n", told)


@pytest.mark.usefixtures("shared_parts", "missed")
def test_what_asks_for_something_in_a_review_is_told_the_way_out_and_the_card_stays(
    coach_command: Callable[..., Any],
) -> None:
    told = coach_command("review", given="give me a hint please\n.\n:end\n")
    assert (told.returncode, "“I don't know” is an answer" in told.stdout) == (0, True)
    assert told.stdout.count("1 more") == 2
    assert coach_command("review", "--due").stdout == "2 of 2 cards due.\n"


@pytest.mark.usefixtures("missed")
def test_progress_tells_the_next_step_first(coach_command: Callable[..., Any]) -> None:
    told = coach_command("progress")
    assert told.stdout.startswith("Review the 2 cards that are due.\n")
    assert "  rag " in told.stdout
    assert "1 interview with answers, 1 answer, 0 reviews, " in told.stdout
    assert "), 1 answer\n" in told.stdout
    assert json.loads(coach_command("progress", "--json").stdout)["missed"] == 2


def test_progress_plots_skills_over_time_and_calibration(capsys: pytest.CaptureFixture[str]) -> None:
    assert over_time([0.0, 0.1, 0.5, 1.0]) == "▁▁▅█"
    assert len(over_time([0.5] * 99)) == 30
    at = datetime(2026, 11, 29, tzinfo=UTC)
    told = replace(
        progress(Memory(), [], at),
        topics=(TopicProgress("rag", 0.5, 0.3, 0.7, 2, (SkillPoint(at, 0.2), SkillPoint(at, 0.5))),),
        calibration=calibration([(0.9, 0.5), (0.9, 0.4)]),
    )
    print_progress(told)
    shown = capsys.readouterr().out
    assert "over time ▂▅\n" in shown
    assert "you said ##################.. 90 %\n" in shown
    assert "you earned #########........... 45 %, 2 answers\n" in shown


def test_a_report_is_listed_printed_and_written(coach_command: Callable[..., Any], missed: str, tmp_path: Path) -> None:
    assert missed in coach_command("report").stdout
    assert coach_command("report", missed).stdout.startswith("# Interview: screening")
    page = tmp_path / "report.html"
    assert coach_command("report", "last", "--format", "html", "--out", str(page)).returncode == 0
    assert page.read_text().startswith("<!doctype html>")
    assert "there is no interview 'nobody'" in coach_command("report", "nobody").stderr


def test_an_exam_that_goes_on_is_listed_without_its_points(
    coach_command: Callable[..., Any], make: Any, settings: Settings
) -> None:
    question = make.question()
    exam = make.interview(question, course=Course(Mode.EXAM))
    with closing(Store(settings.store_url)) as store:
        store.candidates.forget(LOCAL)
        store.add(LOCAL, exam)
        exam = make.answer(exam, make.grade(question, [MISSED, VerdictState.PARTLY_MET, MET, MET]), key="k")
        store.record(LOCAL, exam, answered(exam))
        assert exam.ask is not None
        assert "screening, goes on, points at its end\n" in coach_command("report").stdout
        assert json.loads(coach_command("progress", "--json").stdout)["missed"] == 0
        store.change(LOCAL, exam.id, lambda one: one.ended(make.now))
        assert "screening, ended, 3 of 7 points\n" in coach_command("report").stdout
        assert json.loads(coach_command("progress", "--json").stdout)["missed"] == 2
        store.candidates.forget(LOCAL)


def test_an_id_that_begins_as_an_option_does_is_named_so_that_it_is_taken(coach_command: Callable[..., Any]) -> None:
    _, *arguments = named("-abc").split()
    assert "there is no interview '-abc'" in coach_command(*arguments).stderr
    assert named("abc") == "coach report abc"


@pytest.mark.usefixtures("missed")
def test_what_is_exported_comes_back_after_it_was_forgotten(coach_command: Callable[..., Any], tmp_path: Path) -> None:
    file, deck = tmp_path / "coach.json", tmp_path / "cards.apkg"
    coach_command("export", "--out", str(file))
    coach_command("export", "--format", "anki", "--out", str(deck))
    assert deck.read_bytes()[:2] == b"PK"
    assert "## rag" in coach_command("export", "--format", "markdown").stdout
    assert "name a file" in coach_command("export", "--format", "anki").stderr
    assert "there is no format 'pdf'" in coach_command("export", "--format", "pdf").stderr
    assert "1 interviews" in coach_command("forget", "--yes").stdout
    assert coach_command("import", str(file)).stdout == "2 cards and 1 event added.\n"
    assert "cannot be read" in coach_command("import", str(tmp_path / "nowhere.json")).stderr


@pytest.mark.usefixtures("missed")
def test_nothing_is_forgotten_without_a_yes(coach_command: Callable[..., Any]) -> None:
    assert coach_command("forget", given="n\n").returncode == 1
    assert json.loads(coach_command("progress", "--json").stdout)["answers"] == 1


@pytest.mark.usefixtures("shared_parts")
def test_a_plan_shows_file_and_line(coach_command: Callable[..., Any], tmp_path: Path) -> None:
    job, cv = tmp_path / "job.md", tmp_path / "cv.txt"
    job.write_text("# Job\n\n- Build retrieval with BM25 and embeddings\n")
    cv.write_text("Built a retrieval system with BM25 and embeddings.\n")
    told = coach_command("plan", "--job", str(job), "--cv", str(cv)).stdout
    assert "[job.md:3] - Build retrieval with BM25 and embeddings" in told
    assert "[cv.txt:1] Built a retrieval system" in told
    folder = coach_command("plan", "--job", str(tmp_path), "--cv", str(cv)).stderr
    assert folder == f"coach: {tmp_path} is a folder; name a file in it\n"
    assert "does not exist" in coach_command("plan", "--job", str(tmp_path / "no.md"), "--cv", str(cv)).stderr
