"""The page by keyboard alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect


def test_the_rubric_and_how_sure_a_grade_is_can_be_read_by_keyboard(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(page, "rag-explain-problems-and-build", "screening", "rag", 2)
    page.goto(f"/#/interview/{view['id']}")
    page.get_by_label("Your answer").fill("It depends on the data, I would measure it first.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".graded-by summary")).to_have_text("Graded offline")
    rubric = page.get_by_text(re.compile(r"^Graded offline, without an LLM \(.*\)\. Rubric offline-"))
    expect(rubric).to_be_hidden()
    press_until(page, "Tab", "document.activeElement.parentElement.classList.contains('graded-by')")
    page.keyboard.press("Enter")
    expect(rubric).to_be_visible()


def test_the_whole_way_can_be_gone_by_keyboard_alone(page: Page) -> None:
    page.goto("/#/start")
    expect(page.get_by_role("radio").first).to_be_visible()
    press_until(page, "Tab", "document.activeElement.name === 'stage'")
    press_until(page, "Tab", "document.activeElement.value === 'rag'")
    page.keyboard.press("Space")
    press_until(page, "Tab", "document.activeElement.id === 'questions'")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2")
    press_until(page, "Tab", "document.activeElement.textContent === 'Start the interview'")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 1 of 2")).to_be_visible()
    press_until(page, "Tab", "document.activeElement.id === 'answer'")
    page.keyboard.type("I do not know that one.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".grade")).to_be_focused()
    press_until(page, "Tab", "document.activeElement.className === 'cite'")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "cite"
    press_until(page, "Tab", "document.activeElement.id === 'answer'")
    page.keyboard.type("I do not know that one either.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".scorecard")).to_be_visible()
    press_until(page, "Tab", "document.activeElement.className === 'review-link'")


def press_until(page: Page, key: str, condition: str) -> None:
    """Press a key until the condition holds."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate(condition):
            return
    pytest.fail(f"60 times {key} did not lead to {condition}")
