"""The switch for speaking and listening, the question read aloud, and how the page looks meanwhile.

With a scripted stand-in for the browser's own speech: Chromium hears nothing here.
"""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from page_checks import FAINT, NAMELESS, OVERFLOW, RAG, SHIFTED, WATCH_SHIFTS, axe_finds
from playwright.sync_api import Page, expect
from spoken import SAID, SCRIPT, UNHEARING, final, interim, log, opened, speak


def test_it_is_off_until_it_is_switched_on_and_the_switch_says_where_the_voice_may_go(
    page: Page, interview: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    page.add_init_script(SCRIPT)
    scripts: list[str] = []
    page.on("request", lambda request: scripts.append(request.url))
    view = interview(page, RAG, "screening", "rag", 2)
    page.goto(f"/#/interview/{view['id']}")
    expect(page.get_by_label("Your answer")).to_be_visible()
    expect(page.locator(".voice")).to_have_count(0)
    assert not [url for url in scripts if "/voice/" in url]

    page.goto("/#/settings")
    switch = page.get_by_role("switch", name="Speak and listen")
    expect(switch).not_to_be_checked()
    expect(switch).to_have_accessible_description(re.compile("may send what you say, .*, to its maker"))
    expect(page.get_by_role("switch", name="Record what I say")).to_be_hidden()
    switch.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("switch", name="Record what I say")).to_be_checked()
    picture(page, "settings-voice")
    page.reload()
    expect(switch).to_be_checked()
    page.goto(f"/#/interview/{view['id']}")
    expect(page.get_by_role("button", name="Speak your answer")).to_be_visible()
    expect(page.get_by_role("button", name="Hear the question")).to_be_visible()
    page.goto("/#/settings")
    switch.uncheck()
    page.goto(f"/#/interview/{view['id']}")
    expect(page.get_by_label("Your answer")).to_be_visible()
    expect(page.locator(".voice")).to_have_count(0)


def test_the_question_is_read_by_a_voice_of_this_machine_until_it_is_pressed_again_or_left(spoken: Page) -> None:
    hear = spoken.get_by_role("button", name="Hear the question")
    hear.click()
    expect(hear).to_have_attribute("aria-pressed", "true")
    assert log(spoken)[-1] == "read here"
    assert spoken.evaluate("speech.reading.text") == spoken.locator(".now h2").inner_text()
    hear.click()
    expect(hear).to_have_attribute("aria-pressed", "false")
    assert spoken.evaluate("speech.reading") is None
    hear.click()
    spoken.evaluate("speech.readToTheEnd()")
    expect(hear).to_have_attribute("aria-pressed", "false")
    # Who speaks does not listen.
    hear.click()
    speak(spoken)
    assert spoken.evaluate("speech.reading") is None
    hear.click()
    assert spoken.evaluate("speech.active") is None
    spoken.goto("/#/ask")
    expect(spoken.get_by_label("Your question")).to_be_visible()
    assert spoken.evaluate("speech.reading") is None


def test_where_the_browser_recognises_nothing_there_is_no_microphone(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    opened(page, interview, UNHEARING)
    expect(page.get_by_role("button", name="Hear the question")).to_be_visible()
    expect(page.get_by_role("button", name="Speak your answer")).to_have_count(0)
    page.goto("/#/settings")
    expect(page.locator(".voice-missing")).to_have_text("This browser recognises no speech.")


def test_it_is_reached_and_pressed_by_keyboard(spoken: Page) -> None:
    spoken.get_by_label("Your answer").focus()
    spoken.keyboard.press("Tab")
    expect(spoken.get_by_role("button", name="Speak your answer")).to_be_focused()
    spoken.keyboard.press("Enter")
    expect(spoken.locator(".heard")).to_have_text("Listening …")
    spoken.keyboard.press("Tab")
    expect(spoken.get_by_role("button", name="Hear the question")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_it_is_dictated_and_axe_finds_nothing(
    open_page: Callable[..., Page],
    interview: Callable[..., dict[str, Any]],
    picture: Callable[..., None],
    width: int,
    scheme: str,
) -> None:
    page = open_page({"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce")
    opened(page, interview)
    check(page)
    speak(page)
    page.wait_for_timeout(600)
    page.evaluate(WATCH_SHIFTS)
    page.wait_for_timeout(100)
    page.evaluate("window.shifts = []")
    foot = page.locator(".composer-foot").bounding_box()
    for at in range(3):
        page.clock.set_fixed_time(time.time() + 30 * at)
        interim(page, SAID * 3)
        # Nobody says so much in no time.
        page.clock.set_fixed_time(time.time() + 30 * at + 20)
        final(page, f"{SAID} {SAID}")
    assert page.locator(".composer-foot").bounding_box() == foot
    assert page.evaluate(SHIFTED) == 0
    assert page.get_by_label("Your answer").evaluate("one => one.scrollTop + one.clientHeight >= one.scrollHeight - 2")
    picture(page, f"voice-{width}-{scheme}")
    check(page)
    page.evaluate("speech.fail('not-allowed')")
    expect(page.locator(".heard.problem")).to_be_visible()
    assert page.locator(".heard").evaluate("one => one.scrollHeight <= one.clientHeight")
    check(page)
    # Who goes on by hand sees all of it.
    page.get_by_label("Your answer").click()
    assert page.get_by_label("Your answer").evaluate("one => one.scrollHeight <= one.clientHeight + 2")
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".replay audio")).to_be_visible()
    page.locator("summary", has_text="How you told it").click()
    check(page)
    picture(page, f"voice-graded-{width}-{scheme}")
    page.goto("/#/settings")
    expect(page.get_by_role("switch", name="Record what I say")).to_be_visible()
    check(page)


def check(page: Page) -> None:
    """See that axe finds nothing (where it is there), nothing is faint, nameless or wider than the window."""
    assert axe_finds(page) == []
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(OVERFLOW) == 0
