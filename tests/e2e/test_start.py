"""The first view: what an interview will be, and the interviews that were held before."""

import json
import re
from collections.abc import Callable
from math import floor
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ingest.bank.questions import Question

PHONE = {"width": 390, "height": 844}
RAG = "rag-explain-problems-and-build"
TEXT = "RAG retrieves passages and puts them into the prompt, so that the model answers from text it can read."


def about_minutes(minutes: float) -> int:
    """Minutes as one tells them ahead: whole ones, from 15 on in steps of five."""
    return floor(minutes + 0.5) if minutes < 15 else 5 * floor(minutes / 5 + 0.5)


@pytest.fixture
def held(page: Page, interview: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """An interview that this browser has shown: `held(page, ended=True)` is answered once and at its end."""

    def hold(page: Page, *, ended: bool) -> dict[str, Any]:
        view = interview(page, RAG, "screening", "rag", 2)
        path = f"/api/interviews/{view['id']}"
        if ended:
            page.request.post(f"{path}/answers", data={"answer": TEXT, "turn": 1}).text()
            page.request.post(f"{path}/end")
        page.goto(f"/#/interview/{view['id']}")
        page.reload()
        expect(page.locator(".scorecard" if ended else "#answer")).to_be_visible()
        return page.request.get(path).json()

    return hold


def test_interviews_that_were_held_are_listed_and_open(
    page: Page, held: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    done = held(page, ended=True)
    left = held(page, ended=False)
    latest = held(page, ended=False)
    page.goto("/")
    expect(page.get_by_role("link", name="Go on")).to_have_attribute("href", f"#/interview/{latest['id']}")
    rows = page.locator(".recent-row")
    expect(rows).to_have_count(2)
    card = done["scorecard"]
    assert card["earned"] > 0
    points = f"{card['earned']:g} of {card['possible']} points"
    expect(rows.nth(0)).to_have_text(re.compile(r"^Technical screening \d+ \w+ 20\d\d, \d\d:\d\d unfinished$"))
    expect(rows.nth(1)).to_have_text(re.compile(rf"^Technical screening \d+ \w+ 20\d\d, \d\d:\d\d {points}$"))
    picture(page, "recent-1280")
    rows.nth(1).click()
    expect(page.locator(".scorecard .score .earned")).to_have_text(f"{card['earned']:g}")
    page.goto("/")
    rows.nth(0).click()
    expect(page).to_have_url(re.compile(left["id"]))
    expect(page.get_by_label("Your answer")).to_be_visible()


def test_looking_at_an_old_interview_does_not_make_it_the_latest(
    page: Page, held: Callable[..., dict[str, Any]]
) -> None:
    first, second = held(page, ended=True), held(page, ended=True)
    page.goto(f"/#/interview/{first['id']}")
    page.reload()
    expect(page.locator(".scorecard")).to_be_visible()
    page.goto("/")
    rows = page.locator(".recent-row")
    expect(rows.nth(0)).to_have_attribute("href", f"#/interview/{second['id']}")
    expect(rows.nth(1)).to_have_attribute("href", f"#/interview/{first['id']}")


def test_an_interview_that_the_coach_no_longer_has_is_left_out_quietly(
    page: Page, held: Callable[..., dict[str, Any]], watch: Any
) -> None:
    watch.expected.append("404")
    done = held(page, ended=True)
    gone = {"id": "gone", "stage": "deep-dive", "position": 1, "of": 4, "ended": False, "at": 1_790_000_000_000}
    page.evaluate(
        "(gone) => localStorage.setItem('coach.recent', "
        "JSON.stringify([...gone, ...JSON.parse(localStorage.getItem('coach.recent'))]))",
        [gone, gone | {"id": "gone-too", "ended": True}],
    )
    page.goto("/")
    expect(page.locator(".recent-row")).to_have_count(1)
    expect(page.locator(".go-on")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
    kept = json.loads(page.evaluate("localStorage.getItem('coach.recent')"))
    assert [item["id"] for item in kept] == [done["id"]]


def test_before_the_first_interview_none_is_listed(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("button", name="Start the interview")).to_be_visible()
    expect(page.locator(".recent, .go-on")).to_have_count(0)


def test_the_time_that_is_told_is_that_of_the_chosen_questions(page: Page, bank: dict[str, Question]) -> None:
    page.goto("/")
    page.get_by_role("radio", name="Technical screening").check()
    page.get_by_role("checkbox", name="RAG").check()
    minutes = [item.minutes for item in bank.values() if (item.stage, item.topic) == ("screening", "rag")]
    told = page.locator(".start-line")
    for number in (4, 3):
        about = about_minutes(number * sum(minutes) / len(minutes))
        expect(told).to_contain_text(f"{number} questions of {len(minutes)}, about {about} minutes")
        page.get_by_role("button", name="One fewer").click()
    design = [item.minutes for item in bank.values() if item.stage == "system-design"]
    row = page.locator(".stage-row", has_text="System design")
    expect(row).to_contain_text(f"{about_minutes(sum(design) / len(design))} min a question")
    shown = page.locator("main").inner_text()
    assert "hour" not in shown
    assert "code that runs" not in shown


def test_on_a_phone_the_interview_can_be_started_without_scrolling(
    open_page: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = open_page(PHONE, has_touch=True, is_mobile=True)
    page.goto("/")
    start = page.get_by_role("button", name="Start the interview")
    expect(start).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
    # What lies below it comes out from there when it gets the focus.
    chip = page.locator(".chip").last
    chip.evaluate(
        "one => scrollBy({ top: one.getBoundingClientRect().bottom - innerHeight + 10, behavior: 'instant' })"
    )
    chip.get_by_role("checkbox").focus()
    box, bar = chip.bounding_box(), page.locator(".setup-start").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["y"] + box["height"] <= bar["y"]
    picture(page, "start-390")
    start.tap()
    expect(page.get_by_label("Your answer")).to_be_visible()
