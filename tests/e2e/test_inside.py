"""The page /inside: a question explained from its words to its reply, and what was measured."""

import base64
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from page_checks import FAINT, NAMELESS
from playwright.sync_api import Page, Route, expect

KV = "Why does a KV cache take so much memory?"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
LINES = """one => {
  const words = document.createRange();
  words.selectNodeContents(one);
  return words.getClientRects().length;
}"""
REPORT = "recall by set\n\n| set | recall@5 |\n| --- | --- |\n| spans <b>x</b> | 96.2 |\n"


def explained(page: Page) -> None:
    """Wait for the flow."""
    expect(page.locator(".flow")).to_be_visible()
    expect(page.locator(".explained")).not_to_have_attribute("aria-busy", "true")


def measured(page: Page, reports: list[dict[str, Any]], plots: list[dict[str, Any]]) -> None:
    """Let the coach have measured this."""
    body = json.dumps({"reports": reports, "plots": plots})

    def answer(route: Route) -> None:
        if route.request.url.endswith(".png"):
            route.fulfill(body=PIXEL, content_type="image/png")
        else:
            route.fulfill(body=body, content_type="application/json")

    page.route("**/api/results**", answer)


def test_a_question_is_explained_from_its_words_to_its_reply(page: Page, picture: Callable[..., None]) -> None:
    page.goto("/")
    page.get_by_role("link", name="Inside").click()
    page.get_by_label("A question").fill("when does baging beat bosting")
    page.get_by_role("button", name="Explain").click()
    explained(page)
    expect(page).to_have_url("/inside?q=when+does+baging+beat+bosting")
    told = page.request.get("/api/explain?q=when+does+baging+beat+bosting").json()
    phases = page.locator(".phase")
    expect(phases).to_have_count(9)
    assert phases.nth(0).locator("ins").all_text_contents() == ["bagging", "boosting"]
    expect(phases.nth(3).locator("tbody tr:visible")).to_have_count(8)
    phases.nth(3).get_by_role("button", name="more passages").click()
    expect(phases.nth(3).locator("tbody tr:visible")).to_have_count(len(told["ranked"]))
    best = min(told["ranked"], key=lambda item: item["rank"])
    expect(phases.nth(3).locator("tbody tr").first).to_contain_text(f"{best['score']:.3f}")
    expect(phases.nth(5)).to_contain_text(f"{told['likelihood']['probability']:.3f}")
    expect(phases.nth(8).locator(".sentence").first).to_be_visible()
    expect(phases.nth(8)).to_contain_text("in other words that the passage supports")
    picture(page, "inside-1280")


def test_the_prompt_and_the_texts_open_word_for_word(page: Page) -> None:
    page.goto(f"/inside?q={KV}")
    explained(page)
    prompt = page.locator(".phase").nth(7)
    prompt.locator("summary", has_text="user message").click()
    text = prompt.locator("pre:visible").text_content() or ""
    told = page.request.get("/api/explain", params={"q": KV}).json()
    for item in told["ranked"]:
        assert (item["text"].strip() in text) == (item["fate"] == "kept")
    window = page.locator(".windows li").first
    window.get_by_text("Its text").click()
    assert window.locator("pre").text_content() == told["windows"][0]["text"].strip()


def test_a_reply_written_beforehand_says_so_and_what_the_search_made_of_its_passages(page: Page) -> None:
    page.goto(f"/inside?q={KV}")
    explained(page)
    told = page.request.get("/api/explain", params={"q": KV}).json()
    reply = page.locator(".phase").nth(8)
    expect(reply).to_contain_text("written beforehand, for questions such as")
    rows = reply.locator(".brought li")
    expect(rows).to_have_count(len(told["answer"]["citations"]))
    for item in told["ranked"]:
        if item["cited_as"] is not None:
            row = rows.filter(has_text=f"[{item['cited_as']}]").first
            fate = item["fate"] if item["n"] is None else f"kept, {item['n']}"
            expect(row).to_contain_text(f"place {item['rank']} of the search, {fate}")


def test_a_number_in_brackets_is_always_one_of_the_reply(page: Page) -> None:
    def answer(route: Route) -> None:
        told = route.fetch().json()
        dropped = next(item for item in told["ranked"] if item["n"] is None)
        route.fulfill(json={**told, "ranked": [*told["ranked"][:4], {**dropped, "cited_as": 2}]})

    page.route("**/api/explain**", answer)
    page.goto(f"/inside?q={KV}")
    explained(page)
    ranking = page.locator(".phase").nth(3)
    expect(ranking).to_contain_text("The reply can cite a passage that was dropped here: it was written beforehand")
    expect(ranking).to_contain_text("The reply cites it as [2].")
    words = " ".join([*page.locator(".fate-word").all_text_contents(), *page.locator(".rows.kept").all_text_contents()])
    assert "kept, 1st" in words
    assert re.search(r"\[\d+\]", words) is None


def test_the_sizes_of_the_prompt_add_up_to_the_context_as_the_budget_counts(page: Page) -> None:
    page.goto(f"/inside?q={KV}")
    explained(page)
    prompt = page.request.get("/api/explain", params={"q": KV}).json()["prompt"]
    budget = page.locator(".phase").nth(6)
    passages, instructions, reply, free = (
        int(re.sub(r"\D", "", item)) for item in budget.locator(".key li").all_text_contents()
    )
    assert passages + instructions + reply + free == prompt["context_tokens"]
    # Each prompt has marks of its own around what is not trusted, which are not always as many tokens.
    assert passages + instructions == pytest.approx(prompt["tokens"] * prompt["margin"], rel=0.1)
    listed = budget.locator(".kept .figure").all_text_contents()
    assert sum(int(re.sub(r"\D", "", item)) for item in listed) == passages


def test_a_link_explains_at_once_and_back_and_forward_go_between_questions(page: Page) -> None:
    page.goto(f"/inside?q={KV}")
    explained(page)
    expect(page.get_by_label("A question")).to_have_value(KV)
    expect(page).to_have_title(f"{KV} · Inside · Interview coach")
    page.get_by_role("button", name="What is the best recipe").click()
    expect(page.locator(".refused")).to_contain_text("The notes have nothing on this.")
    expect(page.locator(".ruled")).to_have_text("No")
    expect(page.locator(".phase").nth(7)).to_contain_text("None: no model is asked.")
    expect(page.locator(".phase").nth(8).locator(".cite")).to_have_count(0)
    page.go_back()
    expect(page.locator(".ruled")).to_have_text("Yes")
    expect(page.get_by_label("A question")).to_have_value(KV)
    page.go_forward()
    expect(page.locator(".ruled")).to_have_text("No")


def test_a_passage_opens_beside_the_page_and_closes_again(page: Page) -> None:
    page.goto(f"/inside?q={KV}")
    explained(page)
    link = page.locator(".kept .where").first
    link.click()
    expect(page.locator("#panel mark.passage:visible").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(link).to_be_focused()
    page.goto("/inside" + (link.get_attribute("href") or ""))
    expect(page.locator(".page-document mark.passage:visible").first).to_be_visible()


def test_nothing_can_be_explained_before_something_is_asked(page: Page) -> None:
    page.goto("/inside")
    send = page.get_by_role("button", name="Explain")
    expect(send).to_be_disabled()
    page.get_by_label("A question").fill("kv cache")
    expect(send).to_be_enabled()
    page.get_by_label("A question").fill("  ")
    expect(send).to_be_disabled()
    page.goto(f"/inside?q={KV}")
    expect(send).to_be_enabled()


def test_on_a_phone_the_box_shows_a_whole_question_and_what_is_said_of_an_example_never_breaks(
    open_page: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = open_page(viewport={"width": 360, "height": 900})
    page.goto("/inside")
    box = page.get_by_label("A question")
    assert page.locator(".tries li .faint").nth(1).evaluate(LINES) == 1
    picture(page, "inside-tries")
    box.fill(KV)
    assert box.evaluate("one => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight")
    page.keyboard.press("Enter")
    explained(page)
    expect(page).to_have_url(re.compile(r"\?q=Why"))


def test_the_parts_of_the_time_add_up_to_the_total_as_they_are_shown(page: Page) -> None:
    def answer(route: Route) -> None:
        told = route.fetch().json()
        told["steps"] = [{"name": name, "ms": ms} for name, ms in (("embed", 34.6), ("prompt", 10.6), ("reply", 51.6))]
        route.fulfill(json={**told, "total_ms": 96.8})

    page.route("**/api/explain**", answer)
    page.goto(f"/inside?q={KV}")
    explained(page)
    expect(page.locator(".times .key")).to_contain_text("The search 35 ms")
    expect(page.locator(".total-ms .earned")).to_have_text("98 ms")


def test_what_is_wider_than_its_place_says_that_it_scrolls(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 900})
    page.goto("/inside")
    wide = page.locator(".report pre, .report .wide").first
    expect(wide).to_be_visible()
    assert wide.evaluate("one => one.scrollWidth > one.clientWidth")
    # Two covers that scroll along, two shadows that stay.
    assert wide.evaluate("one => getComputedStyle(one).backgroundAttachment") == "local, local, scroll, scroll, scroll"


def test_the_first_table_is_seen_whole(page: Page) -> None:
    page.goto("/inside")
    table = page.locator(".report pre, .report .wide").first
    expect(table).to_be_visible()
    assert table.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_the_place_of_a_passage_stands_in_one_line(page: Page) -> None:
    page.goto(f"/inside?q={KV}")
    explained(page)
    page.get_by_role("button", name="more passages").click()
    tenth = page.locator(".ranking .place-n", has_text="10")
    assert tenth.evaluate(LINES) == 1
    assert page.locator(".wide-table").evaluate("one => one.scrollWidth <= one.clientWidth")


def test_markup_in_a_question_is_text(page: Page) -> None:
    hostile = '<img src=x onerror=alert(1)> "kv cache" {{7*7}} ' + "w" * 300
    page.goto("/inside")
    page.get_by_label("A question").fill(hostile)
    page.keyboard.press("Enter")
    explained(page)
    assert page.locator("main img:not([src^='/api/results/']), main script").count() == 0
    expect(page.locator(".asked-words")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_report_shows_its_tables_and_plots_by_the_question_they_answer(page: Page) -> None:
    reports = [{"name": name, "text": REPORT} for name in ("bench.md", "new-one.md", "retrieval.md")]
    plots = [{"name": name, "address": f"/api/results/{name}"} for name in ("chunking.png", "growth.png")]
    measured(page, reports, plots)
    page.goto("/inside")
    groups = page.locator(".reports")
    expect(groups.get_by_role("heading")).to_have_text(["Does search find it?", "How fast is it?", "Other results"])
    first = groups.nth(0).locator(".report")
    expect(first.nth(0).get_by_role("cell", name="96.2")).to_be_visible()
    expect(first.nth(0)).to_contain_text("spans <b>x</b>")
    first.nth(1).locator("summary").click()
    expect(first.nth(1).get_by_role("img", name="Plot: Passages and windows of other sizes")).to_be_visible()
    expect(groups.nth(1).locator("summary")).to_have_count(2)
    expect(groups.nth(1).get_by_role("cell", name="96.2")).to_be_hidden()
    expect(groups.nth(2).locator("summary")).to_have_text("New one")


def test_every_result_of_the_checkout_has_its_question_and_a_title_of_its_own(page: Page) -> None:
    page.goto("/inside")
    expect(page.locator(".report").first).to_be_visible()
    told = page.request.get("/api/results").json()
    titles = page.locator(".report > summary").all_text_contents()
    assert len(titles) == len(set(titles)) == len(told["reports"]) + len(told["plots"])
    questions = page.locator(".reports > h3").all_text_contents()
    assert questions[:4] == ["Does search find it?", "Is the grade right?", "Are citations right?", "How fast is it?"]
    assert "Other results" not in questions


def test_before_anything_was_measured_the_page_says_how(page: Page) -> None:
    measured(page, [], [])
    page.goto("/inside")
    expect(page.locator(".nothing")).to_contain_text("make eval")


def test_trouble_is_told_and_can_be_tried_again(page: Page, watch: Any) -> None:
    watch.expected.append("Failed to load resource")
    page.route("**/api/explain**", lambda route: route.abort("connectionreset"), times=1)
    page.goto(f"/inside?q={KV}")
    expect(page.get_by_role("alert")).to_contain_text("The connection was lost.")
    page.get_by_role("button", name="Try again").click()
    explained(page)


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_read_it(
    open_page: Callable[..., Page], picture: Callable[..., None], width: int, scheme: str
) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"/inside?q={KV}")
    explained(page)
    expect(page.locator(".measured-body .waiting")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    expect(page.get_by_role("heading", level=1)).to_have_text("Inside an answer")
    picture(page, f"inside-{scheme}-{width}")
