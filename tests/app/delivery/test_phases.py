"""Which phases of a design are begun is seen in whole designs, and what is not begun in their openings."""

import pytest
from banks import bank_questions

from app.delivery.phases import open_phases
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage

OPENING = (
    "Let me sum up what I take as given: 50 million a day is about 580 posts a second, I plan for three times"
    " that at peak. People can check only 0.2 % of it, and everything else must be decided by machine."
)


@pytest.fixture(scope="module")
def designs() -> list[Question]:
    return [one for one in bank_questions() if one.stage is Stage.SYSTEM_DESIGN]


def still_open(designs: list[Question], phase: str) -> int:
    return sum(phase in open_phases(one.text, one.strong_answer) for one in designs)


def test_a_whole_design_is_not_asked_for_its_parts_or_its_data(designs: list[Question]) -> None:
    """By words for parts alone 38 of the 51 strong designs were asked which parts they have, and 8 for their data."""
    assert still_open(designs, "high level") == 0
    assert still_open(designs, "data and model") <= 1


def test_an_opening_of_requirements_and_sums_has_begun_nothing_else() -> None:
    assert open_phases("Design content moderation.", OPENING)[0] == "high level"
    assert {"data and model", "serving and scale", "failure"} <= set(open_phases("Design it.", OPENING))
