"""Every view and state under axe-core, which knows WCAG 2.2; in both colour schemes, wide and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from page_checks import AXE, OVERFLOW, RAG, TEXT, VIEWS, axe_finds, unfold
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: npm ci")
DESIGN = """We must moderate 50 million posts a day within one second.

```mermaid
graph TD
  client[Web client] --> gw[API gateway]
  gw -->|post| rank[Classifier]
  rank --> queue[Review queue]
  queue --> gw
```
"""
SIZES = [(1280, 720, "light"), (1280, 720, "dark"), (390, 844, "light"), (390, 844, "dark")]


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[2]}-{size[0]}")
def sized(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    """A page of a size and a colour scheme."""
    width, height, scheme = request.param
    return open_page({"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")


def check(page: Page) -> None:
    """See that axe finds nothing, and that nothing is wider than the window."""
    assert axe_finds(page) == []
    assert page.evaluate(OVERFLOW) == 0


def test_axe_finds_nothing_on_any_view(sized: Page, watch: Any) -> None:
    watch.expected.append("404")
    for address, sign in VIEWS.values():
        sized.goto(address)
        sized.reload()
        expect(sized.locator(sign).first).to_be_visible()
        check(sized)


def test_axe_finds_nothing_in_an_interview_from_its_question_to_its_report(
    sized: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(sized, RAG, "screening", "rag", 2)
    sized.goto(f"/#/interview/{view['id']}")
    expect(sized.get_by_label("Your answer")).to_be_visible()
    check(sized)
    sized.get_by_role("button", name="Ask back").click()
    sized.get_by_role("button", name="Hint 1 of 3").click()
    expect(sized.locator(".now .exchange")).to_be_visible()
    sized.get_by_label("Your answer").fill(TEXT)
    sized.get_by_role("button", name="Send answer").click()
    expect(sized.locator(".grade")).to_be_visible()
    check(sized)
    unfold(sized.locator(".grade"))
    sized.get_by_role("button", name="I said that").first.click()
    check(sized)
    sized.locator(".grade .cite").first.click()
    expect(sized.locator("mark.passage:visible").first).to_be_visible()
    check(sized)
    sized.keyboard.press("Escape")
    sized.get_by_role("button", name="End interview").click()
    sized.get_by_role("button", name="Yes, end it").click()
    expect(sized.locator(".scorecard")).to_be_visible()
    check(sized)
    sized.goto(f"/#/report/{view['id']}")
    expect(sized.locator(".plot").first).to_be_visible()
    check(sized)


def test_axe_finds_nothing_in_a_system_design_with_a_diagram(sized: Page, picture: Callable[..., None]) -> None:
    wanted = {"stage": "system-design", "topics": [], "questions": 1, "seed": 3}
    view = sized.request.post("/api/interviews", data=wanted).json()
    sized.goto(f"/#/interview/{view['id']}")
    sized.get_by_label("Your answer").fill(DESIGN)
    sized.get_by_role("button", name="Send answer").click()
    expect(sized.locator(".drawn rect")).to_have_count(4)
    expect(sized.locator(".phase-begun, .phase-open")).to_have_count(7)
    missing = sized.request.get(f"/api/interviews/{view['id']}").json()["turns"][0]["missing"]
    assert sized.locator(".phase-open").count() == len(missing)
    check(sized)
    picture(sized, f"design-{sized.viewport_size['width'] if sized.viewport_size else 0}")


def test_axe_finds_nothing_in_an_answer_of_the_corpus(sized: Page) -> None:
    sized.goto("/#/ask")
    sized.get_by_label("Your question").fill("Why does a KV cache take so much memory?")
    sized.get_by_role("button", name="Ask", exact=True).click()
    expect(sized.locator(".answer-text")).to_be_visible()
    check(sized)
