"""Which phases of a design are begun is seen in whole designs, and what is not begun in their openings."""

import pytest
from banks import bank_questions

from app.delivery.phases import jumps, open_phases
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


def test_figures_in_words_begin_the_estimate(designs: list[Question]) -> None:
    """Speech has few digits: by digits alone 28 of the 51 strong designs had estimated nothing."""
    assert still_open(designs, "estimate") <= 1
    assert "estimate" not in open_phases("Design it.", "Fifty million a day is nearly six hundred a second.")
    assert "estimate" not in open_phases("Design it.", "400 requests x 3,000 tokens = 1.2 million")
    assert "estimate" not in open_phases("Design it.", "A hundred and fifty teams times two reviews are enough for it.")
    assert "estimate" in open_phases("Design it.", "A hundred things can go wrong, and a queue takes them one by one.")


@pytest.mark.parametrize(
    ("said", "is_estimate"),
    [
        ("150 teams times two reviews a week is 300 a week, so 2,000 services take about seven weeks.", True),
        ("Money is 400,000 divided by 2,000, so 200 euros a service for tokens and machines.", True),
        ("400 builds can run at once at 8 minutes, that's 3,000 an hour.", True),
        ("A run is tried 3 times at most, and then one of the 150 teams looks at it.", False),
        ("I'd begin with a pilot of 20 services of different kinds, and then go in waves: 100, 300, the rest.", False),
    ],
)
def test_who_has_said_a_rate_or_a_product_is_not_asked_for_the_arithmetic(said: str, is_estimate: bool) -> None:
    """A rate was one by the second to the month, and only after "a", "per" or "each"."""
    assert ("estimate" not in open_phases("Design it.", said)) is is_estimate


def test_a_key_point_that_was_met_begins_the_phase_it_speaks_of_and_never_the_requirements() -> None:
    said, point = "I check it by looking at some.", "Wrong removals are measured by audits, and both must be judged."
    assert {"requirements", "evaluation"} <= {*open_phases("Design it.", said)}
    now_open = open_phases("Design it.", said, met=[point])
    assert "evaluation" not in now_open
    assert "requirements" in now_open
    product = "Two hops are at least 300 times 300, so they are sampled."
    assert "estimate" not in open_phases("Design it.", said, met=[product])


@pytest.mark.parametrize(
    ("begun", "is_jump"),
    [
        ("A gateway with a queue takes the posts, and a classifier decides.", True),
        ("I would put an index behind a service, and cache what is read often.", True),
        ("Three hundred reviewers see one post in 280. A classifier takes the rest.", False),
        ("The real problem is who gets looked at. A classifier decides that.", False),
        ("It depends.", False),
    ],
)
def test_only_who_names_a_part_before_figures_and_purpose_begins_with_the_parts(begun: str, is_jump: bool) -> None:
    assert jumps("Design content moderation.", begun, has_asked=False) is is_jump


def test_strong_designs_are_hardly_told_that_they_begin_with_their_parts(designs: list[Question]) -> None:
    """15 of 51 were told so, also those that began with the volume or the problem."""
    assert sum(jumps(one.text, one.strong_answer, has_asked=False) for one in designs) <= 2
