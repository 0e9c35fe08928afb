"""The page by keyboard alone."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from page_checks import FOCUS_SEEN, PATIENCE
from playwright.sync_api import Page, expect


def test_the_rubric_and_how_sure_a_grade_is_can_be_read_by_keyboard(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(page, "rag-explain-problems-and-build", "screening", "rag", 2)
    page.goto(f"/#/interview/{view['id']}")
    page.get_by_label("Your answer").fill("It depends on the data, I would measure it first.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".graded-by summary")).to_have_text("Graded offline")
    rubric = page.get_by_text(re.compile(r"^Without an LLM \(.*\)\. Rubric offline-"))
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


GRADED_MS = 60_000 * PATIENCE
ANSWER = "I would look at the weather and then at the price of bread. Both of them are high this year."
COMMAND = "document.activeElement.dataset.command === '{}'"


def begin_from_today(page: Page) -> None:
    """From the first view into the first question, with the round and number that are proposed."""
    page.goto("/")
    expect(page.locator(".today-card").first).to_be_visible()
    press_until(page, "Tab", "document.activeElement.textContent === 'Start an interview'")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio").first).to_be_visible()
    press_until(page, "Tab", "document.activeElement.value === 'rag'")
    page.keyboard.press("Space")
    press_until(page, "Tab", "document.activeElement.textContent === 'Start the interview'")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 1 of 4")).to_be_visible()


def answer(page: Page, graded: int) -> None:
    """Type an answer and send it; so many grades stand on the page then."""
    press_until(page, "Tab", "document.activeElement.id === 'answer'")
    page.keyboard.type(ANSWER)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".turn .grade")).to_have_count(graded, timeout=GRADED_MS)
    expect(page.locator(".turn .grade").last).to_be_focused()


def appeal(page: Page) -> None:
    """Contest the first verdict of the last grade with a sentence of the answer."""
    press_until(page, "Tab", "document.activeElement.parentElement.dataset.fold === 'open'")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "document.activeElement.textContent === 'I said that'")
    page.keyboard.press("Enter")
    expect(page.locator(".appeal-form")).to_be_visible()
    page.keyboard.press("Space")
    press_until(page, "Tab", "document.activeElement.textContent === 'Look again'")
    page.keyboard.press("Enter")
    expect(page.locator(".appeal-told")).to_be_focused()


def test_an_interview_with_a_hint_an_appeal_and_a_second_try_is_held_by_keyboard_alone_to_its_report(
    page: Page,
) -> None:
    begin_from_today(page)
    press_until(page, "Tab", COMMAND.format("hint"))
    page.keyboard.press("Enter")
    expect(page.locator(".now .exchange.is-hint")).to_have_count(1)
    expect(page.locator("#answer")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    answer(page, 1)
    appeal(page)
    press_until(page, "Tab", COMMAND.format("retry"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 1, second try").first).to_be_visible()
    answer(page, 2)
    press_until(page, "Shift+Tab", "document.activeElement.ariaLabel === 'End interview'")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep going")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#scorecard-title")).to_be_focused()
    press_until(page, "Tab", "document.activeElement.textContent === 'Report'")
    page.keyboard.press("Enter")
    expect(page.locator(".memory .transcript")).to_contain_text(ANSWER)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    press_until(page, "Tab", "document.activeElement.textContent === 'Markdown'")


# The places of what the keyboard comes to from the answer on, as it comes there.
PLACES = """() => Array.from(document.querySelector(".now").querySelectorAll("a[href], button, select, textarea"))
  .filter((one) => one.checkVisibility() && !one.disabled).map((one) => one.getBoundingClientRect())
  .map(({ top, bottom, left }) => ({ top, bottom, left }))"""


@pytest.mark.parametrize("width", [390, 1280])
def test_the_keyboard_goes_through_an_answer_in_the_order_in_which_one_reads(
    page: Page, interview: Callable[..., dict[str, Any]], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/#/interview/{interview(page, 'rag-explain-problems-and-build', 'screening', 'rag', 2)['id']}")
    page.get_by_label("Your answer").fill(ANSWER)
    places = page.evaluate(PLACES)
    assert len(places) > 5
    for one, after in pairwise(places):
        is_below, is_beside = after["top"] >= one["bottom"], after["left"] >= one["left"]
        assert is_below or (is_beside and after["bottom"] > one["top"]), (one, after)


def press_until(page: Page, key: str, condition: str) -> None:
    """Press a key until the condition holds; where the focus is can be seen at each step."""
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement !== document.body"):
            assert page.evaluate(FOCUS_SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
        if page.evaluate(condition):
            return
    pytest.fail(f"80 times {key} did not lead to {condition}")
