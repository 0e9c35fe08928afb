"""What stands with a turn: help that was asked for, what is offered afterwards, the sum of its points."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from page_checks import RAG, TEXT
from playwright.sync_api import Page, expect


@pytest.fixture
def shown(page: Page, interview: Callable[..., dict[str, Any]]) -> Callable[[Callable[[dict[str, Any]], None]], None]:
    """Shows an interview of two questions whose first is answered, as a test has changed what the API says of it."""

    def show(change: Callable[[dict[str, Any]], None]) -> None:
        address = f"/api/interviews/{interview(page, RAG, 'screening', 'rag', 2)['id']}"
        page.request.post(f"{address}/answers", data={"answer": TEXT, "turn": 1}).text()
        view = page.request.get(address).json()
        change(view)
        page.route(f"**{address}", lambda route: route.fulfill(json=view))
        page.goto(f"/#/interview/{view['id']}")
        expect(page.locator(".turn .grade")).to_be_visible()

    return show


def test_help_that_was_asked_for_stands_open_in_its_one_fold(page: Page, shown: Callable[..., None]) -> None:
    """A long answer to a question back was folded once more inside the fold, the short ones beside it were not."""

    def helped(view: dict[str, Any]) -> None:
        asked = {"turn": 1, "command": "clarify", "said": "What is the budget?", "at_utc": view["started_utc"]}
        more = {"rung": 0, "facts": [], "about": None, "in_doubt": None}
        view["exchanges"] = [asked | more | {"told": told} for told in ("A long fact. " * 40, "A short one.")]

    shown(helped)
    fold = page.locator(".asked-for")
    fold.locator("summary").click()
    expect(fold.get_by_text("A long fact.")).to_be_visible()
    expect(fold.locator("details")).to_have_count(0)


@pytest.mark.parametrize(
    ("commands", "title"),
    [
        (["clarify", "repeat", "rephrase"], "What was said before it"),
        (["clarify", "hint", "clarify"], "You asked for help once"),
        (["hint", "explain", "model_answer"], "You asked for help 3 times"),
    ],
)
def test_a_question_back_and_the_question_once_more_are_no_help(
    page: Page, shown: Callable[..., None], commands: list[str], title: str
) -> None:
    """Six clarifying questions, which are what a design wants, were counted as help."""

    def asked(view: dict[str, Any]) -> None:
        one = {"turn": 1, "said": "Why?", "at_utc": view["started_utc"], "told": "It is given.", "in_doubt": None}
        more = {"rung": 0, "facts": [], "about": None}
        view["exchanges"] = [one | more | {"command": command} for command in commands]

    shown(asked)
    expect(page.locator(".asked-for summary")).to_have_text(title)


@pytest.mark.parametrize("left", ["bonus", "asked for"])
def test_what_i_missed_is_not_offered_where_every_key_point_is_made(
    page: Page, shown: Callable[..., None], left: str
) -> None:
    def made(view: dict[str, Any]) -> None:
        turn = view["turns"][0]
        view["ask"] |= {"question_id": "another", "kind": "question", "turn": 3}
        for verdict in turn["grade"]["verdicts"]:
            verdict |= {"state": "met", "points": verdict["weight"], "held_back": False, "unsure": False}
        one = next(verdict for verdict in turn["grade"]["verdicts"] if verdict["citation"] is not None)
        if left == "asked for":
            turn["also"] = [dict(one)]
        one |= {"state": "partly met", "is_bonus": left == "bonus"}

    shown(made)
    expect(page.locator(".turn [data-command=model_answer]")).to_be_visible()
    expect(page.locator(".turn [data-command=explain]")).to_have_count(0)


def test_points_that_are_not_told_yet_say_what_they_have_brought(page: Page, shown: Callable[..., None]) -> None:
    """The listed points came to 13.25 and the heading to 14.25: one of those that were kept for later was half made."""

    def half(view: dict[str, Any]) -> None:
        for number, verdict in enumerate(view["turns"][0]["grade"]["verdicts"]):
            points = verdict["weight"] / 2 if number == 1 else 0
            state = "partly met" if points else "not met"
            verdict |= {"state": state, "points": points, "held_back": 0 < number < 3, "is_bonus": False}
        view["turns"][0]["grade"]["earned"] = view["turns"][0]["grade"]["verdicts"][1]["points"]

    shown(half)
    told = page.locator(".turn .held-back")
    expect(told).to_have_text(
        re.compile(r"2 more key points are kept for later\..* earned you [\d.]+ points? so far\.$")
    )
    score = page.locator(".turn .score .earned").inner_text()
    expect(told).to_contain_text(f"They have earned you {score} point{'' if score == '1' else 's'} so far.")


def test_a_whole_answer_that_hints_lowered_is_not_said_to_have_gaps(page: Page, shown: Callable[..., None]) -> None:
    """'Every key point is made' stood above 1.5 of 2 points, and 'some gaps are left' in the same card."""

    def paid(view: dict[str, Any]) -> None:
        grade = view["turns"][0]["grade"]
        for verdict in grade["verdicts"]:
            verdict |= {"state": "met", "points": verdict["weight"], "held_back": False, "is_bonus": False}
        grade["verdicts"][0]["points"] -= 0.5
        grade |= {"paid": 0.5, "mistakes": [], "so_far": False, "hiring": "yes"}
        grade |= {"anchor": "most is said; some gaps are left"}

    shown(paid)
    whole = "Every key point is made; hints cost 0.5 points."
    expect(page.locator(".turn .advice")).to_have_text(whole)
    expect(page.locator(".turn .verdict-word")).to_have_attribute("title", whole)
    page.locator(".turn .graded-by summary").click()
    expect(page.locator(".turn .graded-by")).to_contain_text(whole)
    expect(page.locator(".turn .grade")).not_to_contain_text("gaps")
    said = """async (grade) => (await import('/static/interview/grade.js')).gradeSentence(grade)"""
    grade = {
        "score": 0.75, "earned": 1.5, "possible": 2, "paid": 0.5, "hiring": "yes", "gate": None, "gate_reason": None,
        "so_far": False, "verdicts": [{"state": "met", "points": 1.5, "weight": 2, "is_bonus": False}],
    }  # fmt: skip
    assert page.evaluate(said, grade).endswith(whole)


@pytest.mark.parametrize(
    ("state", "opening"),
    [
        ("contradicted", "You seem to contradict this point: "),
        ("partly met", "Say the whole of this point: "),
        ("not met", "Still missing: "),
    ],
)
def test_a_point_in_the_first_person_is_quoted_and_no_command(
    page: Page, shown: Callable[..., None], state: str, opening: str
) -> None:
    """'Put this right: I give the result against the baseline' read as if the coach spoke of itself."""
    point = "I give the result against the baseline as a number."

    def story(view: dict[str, Any]) -> None:
        grade = view["turns"][0]["grade"]
        grade |= {"mistakes": []}
        for verdict in grade["verdicts"]:
            verdict |= {"state": "met", "points": verdict["weight"], "held_back": False}
        grade["verdicts"][0] |= {"state": state, "points": 0, "point": point, "citation": None, "is_bonus": False}

    shown(story)
    expect(page.locator(".turn .advice")).to_have_text(f"{opening}“{point}”")


def test_a_design_in_an_exam_offers_to_ask_the_interviewer_and_any_other_stage_does_not(page: Page) -> None:
    for stage, offered in (
        ("system-design", ["Ask the interviewer", "Rephrase the question"]),
        ("screening", ["Rephrase the question"]),
    ):
        wanted = {"stage": stage, "questions": 1, "seed": 1, "mode": "exam"}
        page.goto(f"/#/interview/{page.request.post('/api/interviews', data=wanted).json()['id']}")
        expect(page.locator(".commands button")).to_have_text(offered)
        if len(offered) == 2:
            page.get_by_role("button", name="Ask the interviewer").click()
            page.get_by_label("What do you want to know before you answer?").fill("How many users are there?")
            page.get_by_role("button", name="Send the question").click()
            expect(page.locator(".exchange.is-clarify")).to_contain_text("How many users are there?")
