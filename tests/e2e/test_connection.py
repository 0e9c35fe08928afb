"""A network that is cut in the middle of a stream, a server that is killed there, a reader who says stop."""

import subprocess
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from cutting_proxy import CuttingProxy, cutting_proxy
from page_checks import FAINT, OVERFLOW, PATIENCE, RAG, SHIFTED, TEXT, WATCH_SHIFTS, axe_finds
from playwright.sync_api import Browser, Page, expect

QUESTION = "Why does a KV cache take so much memory?"
BACK_MS = 60_000 * PATIENCE
HELD_S = 60 * PATIENCE
SIZES = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
# Of the score of layout shifts, of which 0.1 is called good. Source: web.dev/articles/cls.
STEADY = 0.05
AWAY = "No connection to the coach."


@pytest.fixture
def proxy(server: str) -> Iterator[CuttingProxy]:
    with cutting_proxy(urlsplit(server).port or 0) as between:
        yield between


@pytest.fixture
def behind(browser: Browser, proxy: CuttingProxy) -> Iterator[Page]:
    """A page that reaches the coach through the proxy."""
    context = browser.new_context(base_url=proxy.address, permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000 * PATIENCE)
    yield context.new_page()
    proxy.release()
    context.close()


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


def begun(page: Page, proxy: CuttingProxy) -> str:
    """Ask, and wait until the answer has begun and goes on no more; its words."""
    page.goto("/#/ask")
    expect(page.get_by_label("Your question")).to_be_visible()
    proxy.hold(b"event: token")
    ask(page, QUESTION)
    assert proxy.held.wait(HELD_S)
    streamed = page.locator(".streamed")
    expect(streamed).not_to_be_empty()
    return streamed.inner_text()


def look(page: Page, picture: Callable[..., None], name: str) -> None:
    """See that nothing is wrong with a state, and keep pictures of it."""
    for width, scheme in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert page.evaluate(FAINT) == []
        assert axe_finds(page) == []
        assert page.evaluate(OVERFLOW) == 0
        picture(page, f"{name}-{scheme}-{width}")


def test_an_answer_is_stopped_and_can_be_asked_again(
    behind: Page, proxy: CuttingProxy, picture: Callable[..., None]
) -> None:
    words = begun(behind, proxy)
    with behind.expect_request("**/api/ask/streams/*") as stopped:
        behind.get_by_role("button", name="Stop").click()
    assert stopped.value.method == "DELETE"
    # A word or two are no answer.
    assert "." not in words
    expect(behind.get_by_text("Stopped.")).to_be_visible()
    expect(behind.locator(".streamed")).to_have_count(0)
    look(behind, picture, "stopped")
    proxy.release()
    behind.get_by_role("button", name="Ask it again").click()
    expect(behind.locator(".answer-text .cite").first).to_be_visible(timeout=BACK_MS)
    expect(behind.get_by_role("button", name="Stop")).to_have_count(0)


def test_a_network_that_is_cut_in_an_answer_is_said_and_the_answer_comes_by_itself(
    behind: Page, proxy: CuttingProxy, picture: Callable[..., None]
) -> None:
    begun(behind, proxy)
    behind.context.set_offline(True)
    proxy.cut()
    expect(behind.get_by_text(AWAY).last).to_be_visible(timeout=BACK_MS)
    # It goes on by itself, so nobody is asked to do anything.
    expect(behind.locator(".answer-body")).to_have_text("Waiting for the coach …")
    expect(behind.get_by_role("button", name="Ask it again")).to_have_count(0)
    expect(behind.get_by_label("Your question")).to_have_value(QUESTION)
    look(behind, picture, "offline")
    # It goes on where it broke: what stands there is asked for no more.
    before = len(proxy.replied)
    with behind.expect_request("**/api/ask/stream", timeout=BACK_MS) as resumed:
        behind.context.set_offline(False)
    assert resumed.value.headers["last-event-id"]
    expect(behind.locator(".answer-text .cite").first).to_be_visible(timeout=BACK_MS)
    # As the proxy passed it on: the browser does not always keep what was streamed.
    events = bytes(proxy.replied[before:])
    assert b"event: done" in events
    assert b"event: sources" not in events
    expect(behind.get_by_text(AWAY)).to_have_count(0)
    expect(behind.get_by_label("Your question")).to_have_value("")


def test_nothing_moves_while_an_answer_comes(behind: Page) -> None:
    behind.emulate_media(reduced_motion="reduce")
    behind.set_viewport_size({"width": 1280, "height": 720})
    behind.goto("/#/ask")
    ask(behind, "What is a KV cache?")
    expect(behind.locator(".answer-text .cite").first).to_be_visible(timeout=BACK_MS)
    behind.get_by_label("Your question").fill(QUESTION)
    behind.evaluate(WATCH_SHIFTS)
    behind.get_by_role("button", name="Ask", exact=True).click()
    expect(behind.locator(".answer-text")).to_have_count(2, timeout=BACK_MS)
    assert behind.evaluate(SHIFTED) < STEADY


def test_a_network_that_is_cut_in_a_grade_is_said_and_the_grade_comes_by_itself(
    behind: Page, proxy: CuttingProxy, interview: Callable[..., dict[str, Any]]
) -> None:
    identifier = interview(behind, RAG, "screening", "rag", 2)["id"]
    behind.goto(f"/#/interview/{identifier}")
    behind.get_by_label("Your answer").fill(TEXT)
    proxy.hold(b"event: token")
    behind.keyboard.press("Control+Enter")
    assert proxy.held.wait(HELD_S)
    behind.context.set_offline(True)
    proxy.cut()
    expect(behind.get_by_text(AWAY).last).to_be_visible(timeout=BACK_MS)
    assert behind.locator(".said-text").inner_text() == TEXT
    behind.context.set_offline(False)
    expect(behind.locator(".turn .grade")).to_have_count(1, timeout=BACK_MS)
    stored = behind.request.get(f"/api/interviews/{identifier}").json()["turns"]
    assert [turn["answer"] for turn in stored] == [TEXT]


def test_a_server_that_is_killed_in_a_grade_and_started_again_shows_the_turn_once(
    browser: Browser, killable: Callable[[], tuple[subprocess.Popen[bytes], str]]
) -> None:
    process, address = killable()
    with cutting_proxy(urlsplit(address).port or 0) as between:
        context = browser.new_context(base_url=between.address)
        context.set_default_timeout(10_000 * PATIENCE)
        page = context.new_page()
        wanted = {"stage": "screening", "topics": ["rag"], "questions": 2, "seed": 1}
        view: dict[str, Any] = page.request.post("/api/interviews", data=wanted).json()
        page.goto(f"/#/interview/{view['id']}")
        page.get_by_label("Your answer").fill(TEXT)
        between.hold(b"event: token")
        page.get_by_role("button", name="Send answer").click()
        assert between.held.wait(HELD_S)
        process.kill()
        process.wait(20)
        between.cut()
        expect(page.get_by_text(AWAY).last).to_be_visible(timeout=BACK_MS)
        assert page.locator(".said-text").inner_text() == TEXT
        between.port = urlsplit(killable()[1]).port or 0
        expect(page.locator(".turn .grade")).to_have_count(1, timeout=BACK_MS)
        stored = page.request.get(f"/api/interviews/{view['id']}").json()["turns"]
        assert [turn["answer"] for turn in stored] == [TEXT]
        context.close()


def test_the_last_question_is_changed_and_takes_the_place_of_the_first_one(behind: Page) -> None:
    behind.goto("/#/ask")
    ask(behind, "What is a KV cache?")
    expect(behind.locator(".answer-text .cite").first).to_be_visible(timeout=BACK_MS)
    behind.get_by_role("button", name="Change the question").click()
    expect(behind.get_by_label("Your question")).to_have_value("What is a KV cache?")
    with behind.expect_request("**/api/ask/stream") as sent:
        ask(behind, QUESTION)
    assert sent.value.post_data_json["before"] == []
    expect(behind.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(behind.get_by_role("button", name="Change the question")).to_have_count(1, timeout=BACK_MS)
    expect(behind.locator("article.asked > h2")).to_have_text([QUESTION])
    behind.get_by_text("Asked before: What is a KV cache?").click()
    expect(behind.locator(".asked-for .cite").first).to_be_visible()


def test_an_answer_is_copied_with_its_citations(
    behind: Page, proxy: CuttingProxy, picture: Callable[..., None]
) -> None:
    behind.goto("/#/ask")
    ask(behind, QUESTION)
    behind.get_by_role("button", name="Copy with citations").click(timeout=BACK_MS)
    expect(behind.get_by_role("button", name="Copied")).to_be_visible()
    text = behind.evaluate("navigator.clipboard.readText()")
    assert text.startswith(f"{QUESTION}\n\n")
    assert "[1]" in text
    assert f"{proxy.address}/#/document/" in text
    look(behind, picture, "asked")
