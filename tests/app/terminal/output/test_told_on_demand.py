"""What the terminal keeps back: in practice the points that are missing, in an exam everything until its end."""

from typing import Any

import pytest

from app.coach.coach import Coach
from app.coach.rounds.planning import Terms
from app.interview.citation import Citation
from app.interview.course import Mode
from app.interview.grade import VerdictState
from app.interview.results.reply import reply
from app.terminal.output.printing import chat_loop, print_points, print_turn
from ingest.bank.taxonomy import Stage

TEACHES = "## Rest\n\nWhat teaches it.\n"
PASSAGE = Citation(1, "ml/overfitting", "Overfitting", ("Rest",), 0, len(TEACHES), TEACHES)


def missed_in(make: Any) -> Any:
    question = make.question(follow_ups=False)
    grade = make.grade(question, [VerdictState.MET, VerdictState.NOT_MET, VerdictState.MET, VerdictState.NOT_MET])
    told, lost = (PASSAGE,), {"p1": 1}
    return make.answer(make.interview(question), grade, reply=reply(grade, lost), citations=told, point_citations=lost)


def test_what_is_missing_is_counted_and_told_on_demand(make: Any, capsys: pytest.CaptureFixture[str]) -> None:
    interview = missed_in(make)
    missing = [point.text for point in interview.plan[0].key_points if point.id in ("p1", "p3")]
    print_turn(interview, interview.turns[0], is_all_told=False)
    printed = " ".join(capsys.readouterr().out.split())
    assert "2 points left out: try again, or type :points to be told." in printed
    assert "[1] Overfitting > Rest (ml/overfitting)" in printed
    assert [text for text in [*missing, "What teaches it."] if text in printed] == []
    print_points(interview)
    printed = " ".join(capsys.readouterr().out.split())
    assert [text for text in [*missing, "What teaches it."] if text not in printed] == []


def test_an_exam_tells_no_point_before_its_end_and_each_answer_after_it(
    make: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, coach: Coach
) -> None:
    typed = iter(["Overfitting is to learn noise by heart.", ".", ":points", ":end"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    chat_loop(coach, coach.interviews.start(Stage.SCREENING, [], 2, 7, Terms(Mode.EXAM)))
    before, _, after = " ".join(capsys.readouterr().out.split()).partition("No point is told now")
    assert "points" not in before.partition("Question 1")[2]
    assert "graded offline" in after
