"""What the page asks before words go to a language model elsewhere: once, above every view, with two plain ways out."""

from collections.abc import Callable
from typing import Any

import pytest
from page_checks import FAINT, axe_finds
from playwright.sync_api import Page, Route, expect

SMALL = {"width": 360, "height": 740}
STATE = {
    "is_needed": True,
    "place": "https://api.example/v1",
    "model": "<b>big</b>",
    "goes": ["what you answer"],
    "stays": ["your files"],
    "is_given": None,
}
TITLE = "May your words leave this coach?"


def answering(page: Page, state: dict[str, Any]) -> list[dict[str, Any]]:
    """The coach asks for a consent of this state; what was said to it."""
    said: list[dict[str, Any]] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            said.append(route.request.post_data_json)
            state["is_given"] = said[-1]["is_given"]
        route.fulfill(json=state)

    page.route("**/api/candidate/consent", answer)
    return said


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_stands_above_the_page_and_fits_a_telephone(
    open_page: Callable[..., Page], scheme: str, kept: Callable[..., None]
) -> None:
    page = open_page(SMALL, color_scheme=scheme)
    answering(page, dict(STATE))
    page.goto("/#/ask")
    asked = page.get_by_role("region", name=TITLE)
    for words in ("<b>big</b>", "https://api.example/v1", "what you answer", "your files"):
        expect(asked).to_contain_text(words)
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate(FAINT) == []
    assert axe_finds(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    kept(page, "consent")


@pytest.mark.parametrize(("name", "given"), [("Yes, it may be sent", True), ("No, stay offline", False)])
def test_one_answer_by_keyboard_ends_it_and_settings_change_it(page: Page, name: str, given: bool) -> None:
    said = answering(page, dict(STATE))
    page.goto("/")
    asked = page.get_by_role("region", name=TITLE)
    expect(asked).to_be_visible()
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")
    expect(asked).to_be_hidden()
    assert said == [{"place": STATE["place"], "is_given": given}]
    page.reload()
    expect(page.locator("main h1")).to_be_visible()
    expect(asked).to_be_hidden()
    page.goto("/#/settings")
    told = "You said yes: it is sent." if given else "You said no: the coach works offline for you."
    expect(page.get_by_text(told)).to_be_visible()
    page.get_by_role("button", name="No more: stay offline" if given else "Yes, it may be sent").click()
    expect(page.get_by_text(told)).to_have_count(0)
    assert said[-1]["is_given"] is not given


def test_where_nothing_leaves_nothing_is_asked(page: Page) -> None:
    page.goto("/#/settings")
    expect(page.get_by_text("What you write stays on the machine of this coach.")).to_be_visible()
    expect(page.get_by_role("region", name=TITLE)).to_have_count(0)
    expect(page.get_by_text("They stay until you delete them.")).to_be_visible()
