"""Coding tasks on the page: an editor that a keyboard can use, a run, a report."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from eval.attacks.escapes import sandboxes

RIGHT = """def two_sum(numbers, target):
    where = {}
    for j, number in enumerate(numbers):
        if target - number in where:
            return where[target - number], j
        where.setdefault(number, j)
    return None
"""


@pytest.fixture
def task(page: Page) -> Page:
    page.goto("/#/code")
    page.get_by_role("link", name="Two numbers that add up to a target").click()
    expect(page.get_by_label("Your program", exact=True)).to_be_visible()
    return page


def test_tab_indents_and_escape_then_tab_leaves(task: Page) -> None:
    box = task.locator("#code")
    box.fill("def f():")
    box.press("End")
    box.press("Enter")
    task.keyboard.type("return 1")
    expect(box).to_have_value("def f():\n    return 1")
    box.press("Tab")
    expect(box).to_have_value("def f():\n    return 1    ")
    box.press("Shift+Tab")
    expect(box).to_have_value("def f():\nreturn 1    ")
    expect(box).to_be_focused()
    box.press("Escape")
    box.press("Tab")
    expect(box).not_to_be_focused()


def test_lines_are_numbered_and_the_program_is_kept(task: Page) -> None:
    task.locator("#code").fill("a = 1\nb = 2\nc = 3")
    expect(task.locator(".code-numbers")).to_have_text("1\n2\n3")
    task.reload()
    expect(task.locator("#code")).to_have_value("a = 1\nb = 2\nc = 3")


@pytest.mark.skipif(not sandboxes(), reason="no sandbox works on this machine")
def test_a_program_is_run_and_submitted(task: Page, picture: Callable[..., None]) -> None:
    box = task.locator("#code")
    box.fill("def two_sum(numbers, target):\n    return None\n")
    box.press("Control+Enter")
    # A run may have to wait for a processor.
    expect(task.get_by_role("heading", name="1 of 2 tests passed")).to_be_visible(timeout=60_000)
    expect(task.locator(".code-test.failed")).to_contain_text("expected (0, 1), got None")
    box.fill(RIGHT)
    task.get_by_role("button", name="Submit").click()
    expect(task.get_by_role("heading", name="8 of 8 tests passed")).to_be_visible(timeout=60_000)
    expect(task.locator(".code-points li")).to_have_count(3)
    expect(task.get_by_role("region", name="How the time grows")).to_contain_text("The time grows like")
    picture(task, "code-1280")
