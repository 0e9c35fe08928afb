"""Asking the corpus on the page."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from ingest.language.content_words import content_stems


def ask(page: Page, question: str) -> None:
    """Ask and wait for the end of the answer."""
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".asked").first.get_by_role("heading", name=question)).to_be_visible()


def test_every_sentence_of_an_answer_opens_its_passage(page: Page, picture: Callable[..., None]) -> None:
    page.goto("/#/ask")
    ask(page, "How do I choose between ROC-AUC and PR-AUC?")
    sentences = page.locator(".answer-text .sentence")
    expect(sentences.first).to_be_visible()
    expect(page.locator(".answer-text .ungrounded")).to_have_count(0)
    assert all(sentences.nth(at).locator(".cite").count() >= 1 for at in range(sentences.count()))
    words = sentences.first.inner_text().rpartition("\u00a0[")[0]
    assert words
    picture(page, "ask-1280")
    sentences.first.locator(".cite").first.click()
    expect(page.locator("mark.passage:visible").first).to_be_visible()
    # What was written for the question says in its own words what a sentence of the passage says, which stands out.
    said = " ".join("".join(page.locator("mark.supports:not([hidden])").all_text_contents()).split())
    assert len(content_stems(words) & content_stems(said)) >= 3
    expect(page.locator("mark.supports:visible").first).to_be_in_viewport()
    whole = " ".join("".join(page.locator("mark.passage:not([hidden])").all_text_contents()).split())
    assert len(said) < len(whole) / 2


def test_what_the_corpus_does_not_hold_is_refused_without_a_citation(page: Page, picture: Callable[..., None]) -> None:
    page.goto("/#/ask")
    ask(page, "What is the best recipe for sourdough bread?")
    expect(page.locator(".refused")).to_contain_text("The notes have nothing on this.")
    expect(page.locator(".asked .cite")).to_have_count(0)
    # Of what is far from everything nothing is asked next.
    expect(page.locator(".nearest, .next-questions")).to_have_count(0)
    picture(page, "refused-1280")


def test_the_lead_makes_room_once_something_is_asked(page: Page) -> None:
    lead = page.get_by_text("every sentence names its passage")
    page.goto("/#/ask")
    expect(lead).to_be_visible()
    ask(page, "What is the best recipe for sourdough bread?")
    expect(lead).to_have_count(0)
    page.locator("#tab-settings").click()
    expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    page.locator("#tab-ask").click()
    expect(page.locator(".asked")).to_have_count(1)
    expect(lead).to_have_count(0)


def test_a_refusal_names_what_is_nearest_once(page: Page) -> None:
    page.goto("/#/ask")
    ask(page, "how does varnholt-ibsen normalization work")
    told = page.locator(".refused")
    expect(told).to_contain_text("No note answers this as it is asked. Ask in other words, or read what is nearest:")
    names = told.locator(".nearest a").all_text_contents()
    assert names
    assert all(told.inner_text().count(name.rpartition(" › ")[2]) == 1 for name in names)
    expect(page.locator(".next-questions button").first).to_be_visible()


def test_a_sentence_without_a_passage_is_marked(page: Page) -> None:
    done = (
        '{"answer": "A. B.", "sentences": [{"text": "It is <b>so</b>.", "cites": [1], "grounded": true},'
        ' {"text": "It may be.", "cites": [], "grounded": false},'
        ' {"text": "See `x * y * z` in **bold**, [here](https://evil.example), <https://evil.example>.", "cites": [1],'
        ' "grounded": true}], "citations": [{"n": 1, "document": "rag/chunking",'
        ' "title": "T", "headings": [], "start": 0, "end": 9, "text": "x"}], "refused": "", "answered_by": "llm",'
        ' "fallback": "", "passages_found": 1, "passages_used": 1, "notes": [], "usage": []}'
    )
    body = f'event: token\r\ndata: {{"text": "It "}}\r\n\r\n: ping\r\n\r\nevent: done\r\ndata: {done}\r\n\r\n'
    page.route("**/api/ask/stream", lambda route: route.fulfill(body=body, content_type="text/event-stream"))
    page.goto("/#/ask")
    ask(page, "Is it so?")
    expect(page.locator(".sentence.ungrounded")).to_contain_text("It may be. no passage")
    expect(page.locator(".sentence").first).to_contain_text("It is <b>so</b>. [1]")
    # Code and emphasis are shown as such; a link that a model was talked into leads nowhere.
    marked = page.locator(".sentence").nth(2)
    expect(marked.locator("code")).to_have_text("x * y * z", use_inner_text=True)
    assert marked.inner_text().startswith("See x * y * z in bold, here, https://evil.example.")
    assert marked.locator("a:not(.cite)").count() == 0


def test_no_line_ends_within_a_formula_of_an_answer(page: Page) -> None:
    text = "It takes 2 * L * h_kv * d_head * b bytes per token, which is `2 * L * h_kv * d_head * b` once more."
    sentence = {"text": text, "cites": [], "grounded": False, "prepared": False}
    nothing = {name: [] for name in ("citations", "notes", "usage", "nearest", "next_questions")}
    found = {"refused": "", "answered_by": "offline", "fallback": "", "passages_found": 0, "passages_used": 0}
    body = f"event: done\r\ndata: {json.dumps({'answer': text, 'sentences': [sentence], **nothing, **found})}\r\n\r\n"
    page.route("**/api/ask/stream", lambda route: route.fulfill(body=body, content_type="text/event-stream"))
    page.goto("/#/ask")
    ask(page, "How large is it?")
    formulas = page.locator(".answer-text .unbroken")
    expect(formulas).to_have_count(2)
    assert text.replace("`", "") in page.locator(".answer-text").inner_text().replace("\n", " ")
    for width in range(330, 430, 4):
        page.set_viewport_size({"width": width, "height": 900})
        assert set(formulas.evaluate_all("all => all.map((one) => one.getClientRects().length)")) == {1}


@pytest.mark.parametrize(("came", "stays"), [("It is a cache. It", True), ("When the", False)])
def test_of_an_answer_that_broke_off_whole_sentences_stay_and_a_word_or_two_do_not(
    page: Page, watch: Any, came: str, stays: bool
) -> None:
    watch.expected.append("Failed to load resource")
    body = f"event: token\r\ndata: {json.dumps({'text': came})}\r\n\r\n"
    broken = [body, ""]

    def answer(route: Route) -> None:
        told = broken.pop(0) if broken else ""
        if told:
            route.fulfill(body=told, content_type="text/event-stream")
        else:
            route.abort("connectionreset")

    page.route("**/api/ask/stream", answer)
    page.goto("/#/ask")
    ask(page, "What is a KV cache?")
    expect(page.get_by_role("button", name="Ask it again")).to_be_visible()
    expect(page.locator(".streamed")).to_have_text([came] if stays else [])


def test_a_question_comes_back_when_the_connection_breaks(page: Page, watch: object) -> None:
    watch.expected.append("Failed to load resource")  # type: ignore[attr-defined]
    page.route("**/api/ask/stream", lambda route: route.abort("connectionreset"), times=1)
    page.goto("/#/ask")
    ask(page, "What is a KV cache?")
    expect(page.get_by_role("alert")).to_contain_text("The connection was lost.")
    expect(page.get_by_label("Your question")).to_have_value("What is a KV cache?")
    page.get_by_role("button", name="Ask it again").click()
    expect(page.locator(".answer-text .cite").first).to_be_visible()
