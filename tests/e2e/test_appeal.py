"""A verdict that is contested on the page: with which words, what comes of it, what is told."""

import json
from collections.abc import Callable
from typing import Any

from page_checks import FAINT, NAMELESS, RAG, SLOW_MS, unfold
from playwright.sync_api import Page, Route, expect

PHONE = {"width": 390, "height": 844}
DESIGN = {"stage": "system-design", "topics": [], "questions": 1, "seed": 3}
FIRST = "I take as given that a million people use it every day. An answer is to be there within a second."
SECOND = "There is a queue before the workers. That is my design."
SHORT = "RAG retrieves passages and puts them into the prompt. It helps with hallucination. That is all I know of it."


def contested(page: Page, interview: Callable[..., dict[str, Any]], text: str = SHORT) -> dict[str, Any]:
    """A graded turn that has a point to contest."""
    view = interview(page, RAG, "screening", "rag")
    page.goto(f"/#/interview/{view['id']}")
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".grade")).to_have_count(1)
    unfold(page.locator(".grade").first)
    expect(page.locator(".grade .i-said").first).to_be_visible()
    return page.request.get(f"/api/interviews/{view['id']}").json()


def test_a_verdict_is_contested_with_the_answer_s_own_words(
    page: Page, interview: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    contested(page, interview)
    assert page.locator(".verdict.met .i-said").count() == 0
    place = page.locator(".appeal").first
    place.get_by_role("button", name="I said that").click()
    send = place.get_by_role("button", name="Look again")
    expect(send).to_be_disabled()
    own = place.get_by_label("Your words")
    own.fill("something I never wrote")
    expect(place).to_contain_text("These words do not stand in your answer.")
    expect(send).to_be_disabled()
    place.get_by_role("radio", name="It helps with hallucination.").check()
    expect(own).to_have_value("")
    expect(send).to_be_enabled()
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(FAINT) == []
    picture(page, "appeal-1280")
    page.keyboard.press("Escape")
    expect(place.get_by_role("button", name="I said that")).to_be_focused()


def test_every_piece_of_a_long_answer_can_be_contested_with(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    pieces = [
        "RAG retrieves passages and puts them into the prompt.",
        "It helps with hallucination.",
        *(f"Then in project number {number} we tried another index." for number in range(1, 13)),
    ]
    view = contested(page, interview, " ".join(pieces))
    place = page.locator(".appeal").first
    place.get_by_role("button", name="I said that").click()
    assert [radio.input_value() for radio in place.get_by_role("radio").all()] == pieces
    place.get_by_role("radio", name=pieces[-1]).check()
    with page.expect_request("**/turns/1/appeals") as sent:
        place.get_by_role("button", name="Look again").click()
    assert sent.value.post_data_json["sentence"] == pieces[-1]
    assert view["turns"][0]["answer"].endswith(pieces[-1])
    expect(page.get_by_role("status")).to_contain_text("Looked at again")


def test_an_appeal_that_changes_nothing_says_why(page: Page, interview: Callable[..., dict[str, Any]]) -> None:
    contested(page, interview)
    place = page.locator(".appeal").first
    place.get_by_role("button", name="I said that").click()
    place.get_by_role("radio", name="That is all I know of it.").check()
    place.get_by_role("button", name="Look again").click()
    told = page.locator(".appeal-told")
    expect(told).to_contain_text("Looked at again")
    expect(told).to_be_focused()


def test_what_came_of_an_appeal_stays_at_its_point_and_the_same_words_are_not_offered_again(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    contested(page, interview)
    place = page.locator(".appeal").first
    place.get_by_role("button", name="I said that").click()
    place.get_by_role("radio", name="That is all I know of it.").check()
    place.get_by_role("button", name="Look again").click()
    expect(place.locator(".appeal-told")).to_contain_text("Looked at again")
    page.reload()
    # The round is over: its answers are folded.
    page.locator(".turn.folded summary").first.click()
    unfold(page.locator(".grade").first)
    expect(place.locator(".appeal-told")).to_contain_text("Looked at again")
    expect(place.get_by_role("button", name="I said that")).to_have_count(0)
    place.get_by_role("button", name="Contest it with other words").click()
    expect(place.get_by_role("radio", name="It helps with hallucination.")).to_be_visible()
    expect(place.get_by_role("radio", name="That is all I know of it.")).to_have_count(0)
    place.get_by_label("Your words").fill("that is all I know of it.")
    expect(place).to_contain_text("These words were looked at already.")
    expect(place.get_by_role("button", name="Look again")).to_be_disabled()


def test_a_changed_verdict_is_read_again_from_the_coach(page: Page, interview: Callable[..., dict[str, Any]]) -> None:
    view = contested(page, interview)
    point = page.locator(".verdict:has(.i-said)").first.get_attribute("data-point")
    sentence = "It helps with hallucination."
    start = view["turns"][0]["answer"].index(sentence)
    verdict = next(one for one in view["turns"][0]["grade"]["verdicts"] if one["point_id"] == point)
    evidence = {"quote": sentence, "start": start, "end": start + len(sentence)}
    verdict |= {"state": "met", "points": verdict["weight"], "evidence": evidence}
    reason = "Looked at again, it changes from not met to met."
    view["turns"][0]["appeals"] = [{"point_id": point, "sentence": sentence, "changed": True, "reason": reason}]
    asked: list[Any] = []

    def appeals(route: Route) -> None:
        asked.append(route.request.post_data_json)
        told = {"verdict": verdict, "changed": True, "reason": reason}
        route.fulfill(body=json.dumps(told), content_type="application/json")

    page.route("**/turns/1/appeals", appeals)
    page.route(
        f"**/api/interviews/{view['id']}",
        lambda route: route.fulfill(body=json.dumps(view), content_type="application/json"),
    )
    place = page.locator(f'[data-point="{point}"] .appeal')
    place.get_by_role("button", name="I said that").click()
    place.get_by_role("radio", name=sentence).check()
    place.get_by_role("button", name="Look again").click()
    met = page.locator(f'.verdict.met[data-point="{point}"]')
    expect(met).to_contain_text("Looked at again, it changes from not met to met.")
    expect(met.locator("q")).to_have_text(sentence)
    assert asked == [{"point_id": point, "sentence": sentence}]
    expect(page.get_by_role("status")).to_contain_text("it changes from not met to met")


def test_a_refused_appeal_says_so_and_can_be_sent_again(
    page: Page, interview: Callable[..., dict[str, Any]], watch: Any
) -> None:
    watch.expected.append("Failed to load resource")
    contested(page, interview)
    body = {"error": {"code": "appeal_refused", "message": "the point is already met", "retryable": False}}
    page.route(
        "**/appeals", lambda route: route.fulfill(status=422, body=json.dumps(body), content_type="application/json")
    )
    place = page.locator(".appeal").first
    place.get_by_role("button", name="I said that").click()
    place.get_by_role("radio").first.check()
    place.get_by_role("button", name="Look again").click()
    expect(place.get_by_role("alert")).to_contain_text("The point is already met.")
    expect(place.get_by_role("button", name="Look again")).to_be_enabled()


def test_a_phone_shows_the_appeal(
    open_page: Callable[..., Page], interview: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    page = open_page(viewport=PHONE)
    contested(page, interview)
    page.locator(".i-said").first.click()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.locator(".appeal-form").scroll_into_view_if_needed()
    picture(page, "appeal-390")


def test_a_design_is_contested_with_the_words_of_all_its_messages(page: Page) -> None:
    view = page.request.post("/api/interviews", data=DESIGN).json()
    for turn, message in enumerate((FIRST, SECOND), start=1):
        sent = {"answer": message, "turn": turn}
        page.request.post(f"/api/interviews/{view['id']}/answers", data=sent, timeout=SLOW_MS).text()
    page.request.post(f"/api/interviews/{view['id']}/end")
    page.goto(f"/#/interview/{view['id']}")
    last = page.locator(".turn.folded").nth(1)
    last.locator("summary").first.click()
    unfold(last.locator(".grade"))
    place = last.locator(".appeal").first
    place.get_by_role("button", name="I said that").click()
    expect(place.get_by_role("radio")).to_have_count(4)
    place.get_by_label("Your words").fill("a million people use it every day")
    expect(place.get_by_role("button", name="Look again")).to_be_enabled()
    place.get_by_role("radio", name="An answer is to be there within a second.").check()
    place.get_by_role("button", name="Look again").click()
    expect(place.locator(".appeal-told")).to_contain_text("Looked at again", timeout=SLOW_MS)
    # What came later is no part of what the first message was graded by.
    first = page.locator(".turn.folded").first
    first.locator("summary").first.click()
    unfold(first.locator(".grade"))
    first.locator(".appeal").first.get_by_role("button", name="I said that").click()
    expect(first.locator(".appeal").first.get_by_role("radio")).to_have_count(2)
