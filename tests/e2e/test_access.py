"""Everyone can use the page: names, contrast in both colour schemes, calm, announcements."""

from collections.abc import Callable
from typing import Any

import pytest
from page_checks import FAINT, NAMELESS, RAG, TEXT, unfold
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast_and_every_control_a_name(
    open_page: Callable[..., Page], interview: Callable[..., dict[str, Any]], scheme: str, picture: Callable[..., None]
) -> None:
    page = open_page(color_scheme=scheme)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/#/start")
    page.get_by_role("checkbox", name="RAG").check()
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag')['id']}")
    page.get_by_label("Your answer").fill(TEXT)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".grade")).to_be_visible()
    unfold(page.locator(".grade"))
    page.locator(".grade .cite").first.click()
    expect(page.locator("mark.passage:visible").first).to_be_visible()
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    picture(page, f"{scheme}-1280")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End it").click()
    expect(page.locator(".scale")).to_be_visible()
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    picture(page, f"scorecard-{scheme}-1280")


def test_a_grade_is_announced_and_less_motion_is_respected(
    open_page: Callable[..., Page], interview: Callable[..., dict[str, Any]]
) -> None:
    page = open_page(reduced_motion="reduce")
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag')['id']}")
    page.get_by_label("Your answer").fill(TEXT)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("points are not fully made")
    assert page.evaluate("document.getAnimations().length") == 0


def test_the_headings_of_an_interview_tell_its_structure(page: Page, interview: Callable[..., dict[str, Any]]) -> None:
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag')['id']}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Technical screening")
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    expect(page).to_have_title("Question 1 of 1 · Interview coach")
