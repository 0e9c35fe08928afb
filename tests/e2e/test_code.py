"""Coding tasks on the page: an editor that a keyboard can use, a run, a report."""

from collections.abc import Callable
from typing import Any

import pytest
from page_checks import unfold
from playwright.sync_api import Locator, Page, expect

from eval.attacks.escapes import sandboxes

RIGHT = """def two_sum(numbers, target):
    where = {}
    for j, number in enumerate(numbers):
        if target - number in where:
            return where[target - number], j
        where.setdefault(number, j)
    return None
"""
needs_sandbox = pytest.mark.skipif(not sandboxes(), reason="no sandbox works on this machine")


@pytest.fixture
def task(page: Page) -> Page:
    page.goto("/#/code")
    page.get_by_role("link", name="Two numbers that add up to a target").click()
    expect(editor(page)).to_be_visible()
    return page


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your program")


def lines(page: Page) -> Locator:
    return page.locator("#code .cm-line")


def write(page: Page, text: str) -> None:
    """Put a text in place of all that stands in the editor, as one who pastes it."""
    editor(page).click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(text)


def test_tab_indents_and_escape_then_tab_leaves(task: Page) -> None:
    write(task, "")
    task.keyboard.type("def f():\nreturn 1")
    expect(lines(task)).to_have_text(["def f():", "    return 1"])
    task.keyboard.press("Tab")
    expect(lines(task).nth(1)).to_have_text("        return 1")
    task.keyboard.press("Shift+Tab")
    task.keyboard.press("Shift+Tab")
    expect(lines(task).nth(1)).to_have_text("return 1")
    expect(editor(task)).to_be_focused()
    task.keyboard.press("Escape")
    task.keyboard.press("Tab")
    expect(editor(task)).not_to_be_focused()
    expect(lines(task).nth(1)).to_have_text("return 1")


def test_a_task_says_that_the_program_alone_is_wanted_and_what_submit_does(task: Page) -> None:
    expect(task.locator(".code-statement")).to_contain_text("Explain your approach")
    expect(task.locator(".code-task")).to_contain_text("here the program alone is graded")
    expect(task.locator(".code-work")).to_contain_text("Submit also runs the hidden tests")


def test_a_long_line_of_a_program_can_be_read_whole_on_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 900})
    page.goto("/#/code/two-sum")
    expect(lines(page).first).to_contain_text("def two_sum(numbers: list[int], target: int)")
    assert page.locator(".cm-scroller").evaluate("one => one.scrollWidth <= one.clientWidth")


def test_the_minutes_of_all_tasks_stand_below_each_other(page: Page) -> None:
    page.goto("/#/code")
    expect(page.locator(".code-tasks .faint").first).to_be_visible()
    right = page.locator(".code-tasks .faint").evaluate_all(
        "all => all.map((one) => Math.round(one.getBoundingClientRect().right))"
    )
    assert len(right) > 40
    # The list stands in two columns.
    assert len(set(right)) <= 2


def test_python_is_coloured(task: Page) -> None:
    write(task, 'def f():\n    return "word"  # why\n')
    colour = "node => getComputedStyle(node).color"
    plain = editor(task).evaluate(colour)
    seen = {lines(task).get_by_text(word, exact=True).evaluate(colour) for word in ("def", '"word"', "# why")}
    assert len(seen | {plain}) == 4


def test_lines_are_numbered_and_the_program_is_kept(task: Page) -> None:
    write(task, "a = 1\nb = 2\nc = 3")
    # The first of them is CodeMirror's own, unseen, for the width.
    expect(task.locator("#code .cm-lineNumbers .cm-gutterElement:visible")).to_have_text(["1", "2", "3"])
    task.reload()
    expect(lines(task)).to_have_text(["a = 1", "b = 2", "c = 3"])


def test_a_line_and_its_number_stand_side_by_side_at_every_width(page: Page) -> None:
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto("/#/code/two-sum")
        page.reload()
        editor(page).scroll_into_view_if_needed()
        write(page, "a = 1\nb = 2\nc = 3")
        top = "all => all.map((one) => Math.round(one.getBoundingClientRect().top))"
        numbers = page.locator("#code .cm-lineNumbers .cm-gutterElement:visible")
        expect(numbers).to_have_count(3)
        for number, line in zip(numbers.evaluate_all(top), lines(page).evaluate_all(top), strict=True):
            assert abs(number - line) <= 1, width


@needs_sandbox
def test_a_program_is_run_and_submitted(task: Page, picture: Callable[..., None]) -> None:
    write(task, "def two_sum(numbers, target):\n    return None\n")
    task.keyboard.press("Control+Enter")
    # A run may have to wait for a processor.
    expect(task.get_by_role("heading", name="1 of 2 tests passed")).to_be_visible(timeout=60_000)
    expect(task.locator(".code-test.failed")).to_contain_text("Failed: “finds the pair”")
    expect(task.locator(".code-test.failed")).to_contain_text("Expected (0, 1), got None")
    expect(task.locator(".code-test.passed")).to_contain_text("Passed: “returns None where there is no pair”")
    write(task, RIGHT)
    task.keyboard.press("Control+Shift+Enter")
    expect(task.get_by_role("heading", name="8 of 8 tests passed")).to_be_visible(timeout=60_000)
    expect(task.locator(".code-points li")).to_have_count(3)
    expect(task.get_by_role("region", name="How the time grows")).to_contain_text("The time grows like")
    picture(task, "code-1280")


@needs_sandbox
def test_a_coding_question_of_an_interview_has_an_editor_whose_program_goes_with_the_answer(
    page: Page, interview: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    view = interview(page, "code-two-sum-hash-map", "screening", "coding", 2)
    page.goto(f"/#/interview/{view['id']}")
    expect(editor(page)).to_be_visible()
    send = page.get_by_role("button", name="Send answer")
    # The signature alone is no program.
    expect(send).to_be_disabled()
    write(page, RIGHT)
    page.get_by_role("button", name="Run the tests").click()
    expect(page.get_by_role("heading", name="2 of 2 tests passed")).to_be_visible(timeout=60_000)
    page.get_by_label("Your answer").fill("One pass with a dictionary of the places seen so far.")
    picture(page, "code-in-interview-1280")
    page.reload()
    expect(lines(page).first).to_have_text("def two_sum(numbers, target):")
    expect(lines(page).nth(1)).to_have_text("    where = {}")
    send.click()
    expect(page.locator(".turn .grade")).to_be_visible(timeout=120_000)
    expect(page.locator(".turn .said-code")).to_contain_text("where.setdefault(number, j)")
    unfold(page.locator(".turn .grade"))
    linear = page.locator(".verdict.met").filter(has_text="The whole takes O(n) time")
    expect(linear.locator("q.code")).to_contain_text("def two_sum(numbers, target):")
    expect(page.get_by_text("The code was run, and counts for what it shows")).to_be_visible()
