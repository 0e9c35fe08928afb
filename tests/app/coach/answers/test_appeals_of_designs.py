"""A point of a design is contested with the words of any message that it was graded with."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from interviews_by_rule import SAID, open_interviews, say

from app.candidate.candidate import LOCAL
from app.coach.answers.appeal_cases import gold_cases
from app.coach.answers.appeals import Appeals
from app.coach.answers.appeals_in_words import contested
from app.coach.interviews import Interviews
from app.grading.reconsider import Contested
from app.interview.grade import Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.quotes import find
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage
from ingest.errors import BadRequest

FIRST = SAID + "the users are a million. By the halfindex I find a row at once."
LAST = "Then a cache, and that is my design."


@pytest.fixture
def interviews(tmp_path: Path, fake_embedder: Any) -> Interviews:
    return open_interviews(tmp_path, fake_embedder)


@pytest.fixture
def design(interviews: Interviews) -> Interview:
    """A design in two messages that has ended."""
    begun = interviews.start(Stage.SYSTEM_DESIGN, (), 1, 1)
    for message in (FIRST, LAST):
        say(interviews, begun, message)
    interviews.end(begun.id)
    return interviews.get(begun.id)


def look(_: Question, contested: Contested, point_id: str, sentence: str) -> Verdict:
    """A second look that grants what stands in the answer, as a first verdict whose words stand there too."""
    first = next(one for one in contested.grade.verdicts if one.point_id == point_id)
    known = first.evidence
    assert known is None or contested.answer[known.start : known.end] == known.quote
    focus = find(sentence, contested.answer)
    if focus is None:
        raise BadRequest("the sentence does not stand in the answer")
    return replace(first, state=VerdictState.MET, evidence=focus)


def test_a_design_is_contested_with_words_of_an_earlier_message(interviews: Interviews, design: Interview) -> None:
    """The words that the coach itself quoted for half a point were refused: they stood in the message before."""
    (half,) = (one for one in design.turns[1].grade.verdicts if one.state is VerdictState.PARTLY_MET)
    assert (half.point_id, half.evidence.turn) == ("index", 1)
    appeals = Appeals(interviews.store, look, interviews.now)
    appeal = appeals.appeal(design.id, 2, "index", "By the halfindex I find a row at once.")
    after = appeal.after.evidence
    assert (after.turn, FIRST[after.start : after.end]) == (1, "By the halfindex I find a row at once")
    stored = interviews.store.get(LOCAL, design.id)
    assert stored.turns[1].standing.earned == 6
    (case,) = gold_cases(stored)
    assert find(case["sentence"], case["answer"]) is not None


def test_a_message_is_not_contested_with_words_that_came_after_it(interviews: Interviews, design: Interview) -> None:
    appeals = Appeals(interviews.store, look, interviews.now)
    with pytest.raises(BadRequest, match="does not stand in the answer"):
        appeals.appeal(design.id, 1, "cache", "Then a cache, and that is my design.")
    assert appeals.appeal(design.id, 2, "index", LAST).after.evidence.turn == 0


def test_an_appeal_in_words_finds_its_sentence_in_an_earlier_message(design: Interview) -> None:
    found = contested(design, "I did say that by the index I find a row at once")
    assert found is not None
    assert (found.turn, found.verdict.point_id) == (2, "index")
    assert found.sentence == "By the halfindex I find a row at once."
