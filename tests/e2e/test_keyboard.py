"""The page by keyboard alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from page_checks import PATIENCE
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


DESIGN = [
    "It must keep violating posts from being seen. I take a few thousand a second and one second for each as given.",
    "An API gateway takes each post, a queue holds it, and a classifier scores it before it is shown.",
    "Posts and scores lie in a table by post id; features are computed once and kept in a store.",
]
STORY = [
    "Our search took 900 ms and people left. I had to bring it below 300 ms within a quarter.",
    "I measured where the time went, added a cache for the embeddings and moved ranking to one batch.",
    "It took 210 ms at the 95th percentile, and searches a visit rose by 12 per cent. I would measure first again.",
]


@pytest.mark.parametrize(("stage", "texts"), [("system-design", DESIGN), ("behavioural", STORY)])
def test_a_round_of_several_messages_is_held_by_keyboard_alone(
    page: Page, watch: Any, stage: str, texts: list[str]
) -> None:
    page.goto("/#/start")
    expect(page.get_by_role("radio").first).to_be_visible()
    press_until(page, "Tab", "document.activeElement.name === 'stage'")
    press_until(page, "ArrowDown", f"document.activeElement.value === '{stage}'")
    press_until(page, "Tab", "document.activeElement.id === 'questions'")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("1")
    press_until(page, "Tab", "document.activeElement.textContent === 'Start the interview'")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 1 of 1")).to_be_visible()
    press_until(page, "Tab", "document.activeElement.dataset.command === 'clarify'")
    page.keyboard.press("Enter")
    expect(page.locator("#ask-back")).to_be_focused()
    page.keyboard.type("How many users are there?")
    page.keyboard.press("Enter")
    expect(page.locator(".now .exchange")).to_contain_text("How many users are there?")
    expect(page.locator("#answer")).to_be_focused()
    for number, text in enumerate(texts, start=1):
        page.keyboard.type(text)
        page.keyboard.press("Control+Enter")
        expect(page.locator(".turn")).to_have_count(number, timeout=60_000 * PATIENCE)
        if page.locator(".scorecard").count():
            break
        expect(page.locator(".turn .grade").last).to_be_focused()
        press_until(page, "Tab", "document.activeElement.className === 'to-next'")
        page.keyboard.press("Enter")
        # The question is read first, the box is behind it.
        expect(page.locator("#asked")).to_be_focused()
        press_until(page, "Tab", "document.activeElement.id === 'answer'")
    if not page.locator(".scorecard").count():
        press_until(page, "Shift+Tab", "document.activeElement.ariaLabel === 'End interview'")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Keep going")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
    expect(page.locator("#scorecard-title")).to_be_focused()
    # The last turn of the question, where it is explained; a grade that is still unread stands open.
    press_until(page, "Tab", "document.activeElement.matches('.turn:last-child > details > summary')")
    if not page.evaluate("document.activeElement.parentElement.open"):
        page.keyboard.press("Enter")
    press_until(page, "Tab", "document.activeElement.dataset.command === 'model_answer'")
    page.keyboard.press("Enter")
    expect(page.locator(".exchanges.after .is-model_answer")).to_be_focused()


def press_until(page: Page, key: str, condition: str) -> None:
    """Press a key until the condition holds."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate(condition):
            return
    pytest.fail(f"60 times {key} did not lead to {condition}")
