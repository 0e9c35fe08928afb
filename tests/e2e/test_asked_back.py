"""A message that may be an answer or a request: two buttons say which, and what is graded stands as it was typed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from page_checks import FAINT, NAMELESS, PATIENCE
from playwright.sync_api import Page, expect

# The classifier that ships gives half to "answer"; when it has been taught again, other words may be the unclear ones.
UNCLEAR = "the trees thing, if that is what you mean"
GRADED_MS = 60_000 * PATIENCE
EITHER = ".commands.either"


@pytest.fixture
def asked_back(page: Page, interview: Callable[..., dict[str, Any]]) -> Page:
    """A page on which it is asked whether a message is an answer."""
    identifier = interview(page, "bias-variance-explain", "screening", "ml-fundamentals", 2)["id"]
    page.goto(f"/#/interview/{identifier}")
    page.get_by_label("Your answer").fill(UNCLEAR)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(EITHER)).to_be_visible(timeout=GRADED_MS)
    return page


def test_it_is_my_answer_grades_the_words_and_shows_them_from_then_on(
    asked_back: Page, picture: Callable[..., None]
) -> None:
    page = asked_back
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    expect(page.locator(".exchange .label")).to_have_text([re.compile("^You said"), "The interviewer"])
    picture(page, "asked-back")
    page.get_by_role("button", name="Yes, it is my answer").click()
    # While it is graded, and after.
    expect(page.locator(".said-text").last).to_have_text(UNCLEAR)
    expect(page.locator(".turn .said-text")).to_have_text(UNCLEAR, timeout=GRADED_MS)
    expect(page.locator(EITHER)).to_have_count(0)


def test_yes_in_words_shows_what_was_graded_without_a_reload(asked_back: Page) -> None:
    page = asked_back
    page.get_by_label("Your answer").fill("yes")
    # What is typed cannot be lost by a click.
    expect(page.locator(EITHER)).to_be_hidden()
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".turn .said-text")).to_have_text(UNCLEAR, timeout=GRADED_MS)


def test_it_was_a_question_gets_what_it_asked_for_and_takes_no_turn(asked_back: Page) -> None:
    page = asked_back
    page.get_by_role("button", name="No, it is not").click()
    expect(page.locator(".exchange")).to_have_count(2, timeout=GRADED_MS)
    expect(page.locator(EITHER)).to_have_count(0)
    expect(page.locator(".exchange").first).to_contain_text(UNCLEAR)
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_label("Your answer")).to_be_visible()
