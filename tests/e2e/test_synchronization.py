"""An answer that is changed and sent again, and two tabs of one interview: nothing that was typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from page_checks import FAINT, OVERFLOW, PATIENCE, RAG, TEXT, axe_finds
from playwright.sync_api import Page, expect

GRADED_MS = 60_000 * PATIENCE
LATER = "Words for the question that comes later."
SIZES = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


def send(page: Page, text: str) -> None:
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".turn .grade").last).to_be_visible(timeout=GRADED_MS)


@pytest.fixture
def asked(page: Page, interview: Callable[..., dict[str, Any]]) -> str:
    """A page that asks the first of two questions; the id of its interview."""
    identifier = str(interview(page, RAG, "screening", "rag", 2)["id"])
    page.goto(f"/#/interview/{identifier}")
    expect(page.get_by_label("Your answer")).to_be_visible()
    return identifier


def turns(page: Page, identifier: str) -> list[Any]:
    return list(page.request.get(f"/api/interviews/{identifier}").json()["turns"])


def test_an_answer_is_changed_and_sent_again_and_the_first_one_stays(
    page: Page, asked: str, picture: Callable[..., None]
) -> None:
    send(page, TEXT)
    follow_up = page.locator(".now h2").inner_text()
    page.get_by_label("Your answer").fill(LATER)
    page.get_by_role("button", name="Second try with these words").click()
    box = page.get_by_label("Your answer")
    expect(box).to_have_value(TEXT)
    expect(box).to_be_focused()
    expect(page.locator(".now .label").first).to_contain_text("second try")
    expect(page.locator(".now .exchange")).to_have_text(
        "Second try: the first grade is kept, and the difference is shown."
    )
    expect(page.get_by_role("button", name="Second try with these words")).to_have_count(0)
    page.reload()
    expect(box).to_have_value(TEXT)
    for width, scheme in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert page.evaluate(FAINT) == []
        assert axe_finds(page) == []
        assert page.evaluate(OVERFLOW) == 0
        picture(page, f"edit-{scheme}-{width}")
    better = TEXT.replace("RAG eliminates hallucinations", "RAG makes hallucinations fewer, and does not end them")
    send(page, better)
    expect(page.locator(".turn")).to_have_count(2, timeout=GRADED_MS)
    stored = turns(page, asked)
    assert [turn["answer"] for turn in stored] == [TEXT, better]
    assert stored[1]["asked"]["retry_of"] == 1
    expect(page.get_by_text("You asked for help")).to_have_count(0)
    # What was asked in between comes back, with the words that were typed for it.
    expect(page.locator(".now h2")).to_have_text(follow_up)
    expect(box).to_have_value(LATER)


def test_a_second_try_is_left_for_what_was_asked_with_what_was_typed_for_it(page: Page, asked: str) -> None:
    send(page, TEXT)
    follow_up = page.locator(".now h2").inner_text()
    box = page.get_by_label("Your answer")
    box.fill(LATER)
    page.get_by_role("button", name="Second try with these words").click()
    expect(box).to_have_value(TEXT)
    hint = page.get_by_role("button", name="Hint")
    hint.click()
    expect(hint).to_have_text("Hint 2 of 3")
    box.fill("")
    # One way out: to skip did the same.
    expect(page.get_by_role("button", name="I don’t know")).to_be_visible()
    expect(page.get_by_role("button", name="Skip")).to_have_count(0)
    page.get_by_role("button", name="Leave the second try").click()
    expect(page.locator(".now h2")).to_have_text(follow_up)
    expect(page.locator(".now .exchange").last).to_contain_text("your first answer stands")
    expect(box).to_have_value(LATER)
    expect(page.get_by_role("button", name="Leave the second try")).to_have_count(0)
    assert [turn["answer"] for turn in turns(page, asked)] == [TEXT]


def test_a_second_try_that_earns_the_same_is_told_so_and_is_named_by_its_question(page: Page, asked: str) -> None:
    again = page.get_by_role("button", name="try at the question before")
    expect(page.get_by_role("button", name="Send answer")).to_be_visible()
    expect(again).to_have_count(0)
    send(page, TEXT)
    expect(again).to_have_text("Second try at the question before")
    page.get_by_role("button", name="Second try with these words").click()
    send(page, TEXT)
    expect(page.locator(".turn")).to_have_count(2, timeout=GRADED_MS)
    earned, possible = (turns(page, asked)[1]["grade"][name] for name in ("earned", "possible"))
    told = f"No difference: {earned:g} of {possible} points both times."
    expect(page.locator(".turn").last).to_contain_text(told)
    expect(page.locator(".turn").first).not_to_contain_text("No difference")
    expect(again).to_have_text("Another try at the question before")


def test_what_was_not_known_is_called_so_and_its_words_are_not_tried_again(page: Page, asked: str) -> None:
    page.get_by_role("button", name="I don’t know").click()
    expect(page.locator(".turn .verdict-word")).to_have_text("not known", timeout=GRADED_MS)
    expect(page.get_by_role("button", name="Second try at the question before")).to_be_visible()
    expect(page.get_by_role("button", name="with these words")).to_have_count(0)


def test_a_turn_made_in_one_tab_appears_in_the_other_with_what_was_typed_there(
    page: Page, asked: str, watch: Any, picture: Callable[..., None]
) -> None:
    other = page.context.new_page()
    watch.over(other)
    other.goto(f"/#/interview/{asked}")
    other.get_by_label("Your answer").fill("Half an answer of the other tab.")
    question = other.locator(".now h2").inner_text()
    send(page, TEXT)
    expect(other.locator(".turn .said-text").first).to_contain_text("RAG retrieves passages", timeout=GRADED_MS)
    expect(other.locator(".went-on")).to_contain_text("went on in another tab")
    told = other.locator(".untaken")
    expect(told).to_contain_text(f"Your words were for “{question}”")
    assert told.locator(".said-text").text_content() == "Half an answer of the other tab."
    # Words of one tab for the next question do not take those of the other one away.
    page.get_by_label("Your answer").fill("Words for what is asked now.")
    other.reload()
    assert other.locator(".untaken .said-text").text_content() == "Half an answer of the other tab."
    for width, scheme in SIZES:
        other.set_viewport_size({"width": width, "height": 900})
        other.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert axe_finds(other) == []
        assert other.evaluate(OVERFLOW) == 0
        picture(other, f"two-tabs-{scheme}-{width}")
    other.get_by_role("button", name="Put it into the box below").click()
    expect(told).to_have_count(0)
    expect(other.get_by_label("Your answer")).to_be_focused()
    assert other.get_by_label("Your answer").input_value().endswith("Half an answer of the other tab.")
    expect(page.get_by_label("Your answer")).to_have_value("Words for what is asked now.")


def test_a_hint_and_the_end_appear_in_the_other_tab_too(page: Page, asked: str, watch: Any) -> None:
    other = page.context.new_page()
    watch.over(other)
    other.goto(f"/#/interview/{asked}")
    other.get_by_label("Your answer").fill("Still typing.")
    page.get_by_role("button", name="Hint 1 of 3").click()
    expect(other.locator(".now .exchange.is-hint")).to_be_visible(timeout=GRADED_MS)
    expect(other.get_by_label("Your answer")).to_have_value("Still typing.")
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End it").click()
    expect(other.locator(".scorecard")).to_be_visible(timeout=GRADED_MS)
    assert other.locator(".untaken .said-text").text_content() == "Still typing."
