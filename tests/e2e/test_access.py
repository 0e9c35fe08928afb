"""Everyone can use the page: names, contrast in both colour schemes, calm, announcements."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

RAG = "rag-explain-problems-and-build"
TEXT = (
    "RAG retrieves passages and puts them into the prompt, so that the model answers from text it can read. "
    "It helps with hallucination. "
    "RAG eliminates hallucinations, because the model can only repeat what is in the documents."
)
# Texts whose contrast is below what WCAG 2.2 AA asks for (4.5, large text 3). Source: WCAG 2.2, 1.4.3.
FAINT = """() => {
  const light = (c) => { const s = c / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; };
  const rgb = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return { c: n.slice(0, 3), a: n[3] ?? 1 }; };
  const luminance = (c) => 0.2126 * light(c[0]) + 0.7152 * light(c[1]) + 0.0722 * light(c[2]);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const background = rgb(getComputedStyle(at).backgroundColor);
      if (background.a === 1) return background.c;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = new Set();
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || !node.checkVisibility() || node.closest(":disabled, .unseen, noscript")) continue;
    const style = getComputedStyle(node);
    const [one, two] = [luminance(rgb(style.color).c), luminance(behind(node))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < least) faint.add(`${node.className || node.tagName}: ${ratio.toFixed(2)} ${text.slice(0, 30)}`);
  }
  return [...faint];
}"""
NAMELESS = """() => Array.from(document.querySelectorAll("a, button, input, textarea"))
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.textContent.trim() || one.ariaLabel || one.labels?.length)).map((one) => one.outerHTML)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast_and_every_control_a_name(
    open_page: Callable[..., Page], interview: Callable[..., dict[str, Any]], scheme: str, picture: Callable[..., None]
) -> None:
    page = open_page(color_scheme=scheme)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")
    page.get_by_role("checkbox", name="RAG").check()
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag')['id']}")
    page.get_by_label("Your answer").fill(TEXT)
    page.keyboard.press("Control+Enter")
    page.locator(".grade .cite").first.click()
    expect(page.locator("mark.passage:visible").first).to_be_visible()
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    picture(page, f"{scheme}-1280")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="Yes, end it").click()
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
