"""Pictures, as in test_pictures.py, of an appeal, a second try, the interviewer's chair, a report, and of trouble."""

from collections.abc import Callable
from typing import Any

from page_checks import VIEWS, begin, say, unfold
from playwright.sync_api import Page, expect


def test_an_appeal_a_second_try_and_the_report_of_them(page: Page, kept: Callable[..., None]) -> None:
    view = begin(page, "screening", topics=["rag"], questions=2)
    page.get_by_text("Invite an interviewer").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Send this to whoever interviews you").input_value()
    kept(page, "interview-invited")
    say(page, "I would retrieve passages and put them into the prompt. That is all I know of it.")
    unfold(page.locator(".grade"))
    page.get_by_role("button", name="I said that").first.click()
    kept(page, "interview-appeal")
    page.get_by_role("radio", name="That is all I know of it.").check()
    page.get_by_role("button", name="Look again").click()
    expect(page.locator(".appeal-told")).to_be_visible()
    kept(page, "interview-appealed")
    page.get_by_role("button", name="Second try at the question before").click()
    expect(page.locator(".now").get_by_text("Question 1, second try")).to_be_visible()
    kept(page, "interview-retry")
    say(page, "I would retrieve passages, split by headings, and put them into the prompt with their sources.")
    kept(page, "interview-retried")
    page.goto(link)
    expect(page.get_by_role("checkbox").first).to_be_visible()
    kept(page, "chair")
    page.request.post(f"/api/interviews/{view['id']}/end")
    page.goto(f"/#/report/{view['id']}")
    expect(page.locator(".plot").first).to_be_visible()
    kept(page, "report-appealed")
    page.emulate_media(media="print")
    kept(page, "report-on-paper")


def test_what_went_wrong_is_told(page: Page, watch: Any, kept: Callable[..., None]) -> None:
    watch.expected += ["500", "ERR_INTERNET_DISCONNECTED"]
    page.goto("/#/ask")
    expect(page.locator(".examples")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label("Your question").fill("What is BM25?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("No connection to the coach.")).to_be_visible()
    kept(page, "offline")
    page.context.set_offline(False)
    trouble = {"code": "store_failed", "message": "the database does not answer; try again", "retryable": True}
    page.route("**/api/candidate/**", lambda route: route.fulfill(status=500, json={"error": trouble}))
    for name in ("today", "progress"):
        page.goto(VIEWS[name][0])
        page.reload()
        expect(page.locator(".notice").first).to_be_visible()
        kept(page, f"broken-{name}")
