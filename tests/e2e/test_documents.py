"""Documents on the page: rendered without loss, without running anything, the passage exact."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
# Renders texts[i] and returns where text or highlight differ from the source; offsets are Python's.
RENDER = """async (cases) => {
  const { renderMarkdown } = await import("/static/text/markdown.js");
  const { toIndices } = await import("/static/text/offsets.js");
  return cases.filter(([text, start, end]) => {
    const [from, to] = toIndices(text, [start, end]);
    // A sentence of the passage, its middle third, stands out.
    const said = { start: from + Math.floor((to - from) / 3), end: from + Math.floor((to - from) * 2 / 3) };
    const body = renderMarkdown(text, 0, { start: from, end: to, said: [said] }, () => null);
    const marked = (kind) => Array.from(body.querySelectorAll(kind), (mark) => mark.textContent).join("");
    const isLive = body.querySelector("script, img, iframe, style") !== null;
    return body.textContent !== text || marked("mark.passage") !== text.slice(from, to) || isLive
      || marked("mark.supports") !== text.slice(said.start, said.end);
  });
}"""
PIECES = [
    "# T", "## T #", "- ", "* a", "1. ", "  ", "    code", "\n", "\n\n", "```", "```py\n", "~~~\n", "> ", "| a | b |",
    "|---|---|", "\n|-|\n",
    "**", "*", "_", "__", "`", "``", "[x](y)", "![i](http://e/x.png)", "<img src=x onerror=alert(1)>", "<http://a.b>",
    "\\", "\\*", "~~", "wörd", "🙂", "e\u0301", " ", "\t", "\r\n", "---\n", "***", "a|b", "]", "(", ")",
]  # fmt: skip
HOSTILE = (
    """---
title: Hostile
---
# Hostile <script>alert(1)</script>

<img src=x onerror="alert(2)"> and <iframe srcdoc="<script>alert(3)</script>"></iframe>

[click](javascript:alert(4)) [data](data:text/html,<script>alert(5)</script>)
![pixel](http://evil.example/p.png) [fine](https://example.org/a_(b))

| a | b |
|---|---|
| <svg onload=alert(6)> | `x|y` |

"""
    + "".join(f"{'  ' * depth}- nested {depth}\n" for depth in range(40))
    + "w" * 5000
    + "\n\n🙂 The **passage** itself 🙂 ends.\n"
)


def test_every_document_of_the_corpus_is_rendered_without_loss(page: Page) -> None:
    rng = random.Random(0)
    cases = []
    for path in sorted(CORPUS.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        start = rng.randrange(len(text))
        cases.append([text, start, rng.randrange(start, len(text))])
    page.goto("/")
    assert page.evaluate(RENDER, cases) == []


def test_no_soup_of_markdown_loses_a_character_or_shifts_the_highlight(page: Page) -> None:
    rng = random.Random(1)
    cases = []
    for _ in range(3000):
        text = "".join(rng.choice(PIECES) for _ in range(rng.randrange(1, 30)))
        start = rng.randrange(len(text) + 1)
        cases.append([text, start, rng.randrange(start, len(text) + 1)])
    page.goto("/")
    assert page.evaluate(RENDER, cases) == []


@pytest.mark.parametrize("source", ["hostile.md", "hostile.txt"])
def test_a_hostile_document_is_text_and_its_passage_is_found_behind_emoji(page: Page, source: str) -> None:
    start, end = HOSTILE.index("The **passage**"), HOSTILE.index(" ends.")
    found = {"id": "hostile", "title": "Hostile", "source": source, "text": HOSTILE}
    page.route("**/api/documents/hostile", lambda route: route.fulfill(json=found))
    page.goto(f"/#/document/hostile?start={start}&end={end}")
    expect(page.locator("mark.passage").first).to_be_visible()
    assert "".join(page.locator("mark.passage").all_text_contents()) == "The **passage** itself 🙂"
    expect(page.locator("mark.passage:visible").first).to_be_in_viewport()
    assert page.locator("main").locator("img, script, iframe, svg, style").count() == 0
    links = [link.get_attribute("href") for link in page.locator("main a:not(.way-back a)").all()]
    assert links == (["https://example.org/a_(b)"] if source.endswith(".md") else [])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_structure_is_shown_as_such(page: Page, picture: Callable[..., None]) -> None:
    page.goto("/#/document/guide")
    body = page.locator(".prose")
    expect(body.locator("table").first).to_be_visible()
    expect(body.locator("th").first).to_have_text("| Stage ")
    assert body.locator("th").first.inner_text() == "Stage"
    assert body.locator("h3").count() >= 5
    assert body.locator("pre code").count() >= 1
    assert body.locator("li").count() >= 5
    expect(page.get_by_role("heading", name="Guide to AI-engineer interviews")).to_have_count(1)
    assert "sources:" not in page.locator("main").inner_text()
    body.locator("table").first.scroll_into_view_if_needed()
    picture(page, "document-1280")


def test_a_document_leads_back_to_where_one_came_from(page: Page) -> None:
    page.goto("/#/document/guide")
    way = page.locator(".way-back")
    expect(way.get_by_role("link", name="Ask the notes")).to_be_visible()
    page.goto("/#/code")
    expect(page.locator(".code-tasks").first).to_be_visible()
    page.evaluate("location.hash = '#/document/guide'")
    way.get_by_role("button", name="Back").click()
    expect(page.locator(".code-tasks").first).to_be_visible()


def test_a_link_to_another_note_leads_there(page: Page) -> None:
    page.goto("/#/document/guide")
    page.locator(".prose a[href^='#/document/interview/']").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Guide to AI-engineer interviews")
    expect(page.locator(".prose :is(h2, h3):not(.told)").first).to_be_visible()


def test_a_document_that_is_not_there_says_so(page: Page, watch: Any) -> None:
    watch.expected.append("404")
    page.goto("/#/document/no/such")
    expect(page.get_by_role("alert")).to_contain_text("no/such")
