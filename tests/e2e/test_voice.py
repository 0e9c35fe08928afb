"""Speaking and listening, with a scripted stand-in for the browser's own speech: Chromium hears nothing here."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from page_checks import FAINT, NAMELESS, OVERFLOW, RAG, SHIFTED, TEXT, WATCH_SHIFTS, axe_finds
from playwright.sync_api import Page, expect
from spoken import SCRIPT, SWITCHED_ON, UNHEARING

SAID = "RAG retrieves passages and puts them into the prompt, so that the model answers from text it can read."
START_S = 1_750_000_000


@pytest.fixture
def spoken(page: Page, interview: Callable[..., dict[str, Any]]) -> Page:
    """An interview of two questions with the switch on, in a browser whose speech is scripted."""
    opened(page, interview)
    return page


def opened(page: Page, interview: Callable[..., dict[str, Any]], *further: str) -> dict[str, Any]:
    for script in (SCRIPT, SWITCHED_ON, *further):
        page.add_init_script(script)
    view = interview(page, RAG, "screening", "rag", 2)
    page.goto(f"/#/interview/{view['id']}")
    expect(page.get_by_label("Your answer")).to_be_visible()
    return view


def speak(page: Page) -> None:
    """Press the microphone; returns once the browser listens."""
    page.get_by_role("button", name="Speak your answer").click()
    expect(page.locator(".heard")).to_have_text("Listening …")


def at(page: Page, seconds: float) -> None:
    """Let the page's clock show so many seconds after the start."""
    page.clock.set_fixed_time(START_S + seconds)


def final(page: Page, words: str) -> None:
    page.evaluate("words => speech.final(words)", words)


def interim(page: Page, words: str) -> None:
    page.evaluate("words => speech.interim(words)", words)


def until(page: Page, condition: str) -> None:
    """Wait until it holds; `wait_for_function` would be stopped by the policy of the page."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {condition}")


def log(page: Page) -> list[str]:
    told: list[str] = page.evaluate("speech.log")
    return told


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
    expect(switch).to_have_accessible_description(re.compile("may send what you say to the maker of the browser"))
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


def test_what_is_recognised_stands_apart_until_it_is_final_and_then_where_the_cursor_is(spoken: Page) -> None:
    box = spoken.get_by_label("Your answer")
    box.fill("First. Last.")
    box.evaluate("one => one.setSelectionRange(6, 6)")
    speak(spoken)
    assert log(spoken)[-2:] == ["start en-US true true", "record 32000"]
    expect(spoken.get_by_role("button", name="Speak your answer")).to_have_attribute("aria-pressed", "true")
    interim(spoken, "it retrieves")
    expect(spoken.locator(".heard")).to_have_text("it retrieves")
    expect(box).to_have_value("First. Last.")
    final(spoken, " it retrieves passages")
    spoken.evaluate("speech.again()")
    expect(box).to_have_value("First. it retrieves passages Last.")
    expect(spoken.locator(".heard")).to_have_text("Listening …")
    # What was dictated can be changed while it goes on.
    box.fill("First. It retrieves passages")
    final(spoken, "and cites them")
    expect(box).to_have_value("First. It retrieves passages\nand cites them")
    spoken.get_by_role("button", name="Speak your answer").click()
    expect(spoken.get_by_role("button", name="Speak your answer")).to_have_attribute("aria-pressed", "false")
    until(spoken, "speech.tracks === 0")
    draft = spoken.evaluate("Object.entries(localStorage).find(([name]) => name.startsWith('coach.draft'))[1]")
    assert "and cites them" in draft


def test_a_spoken_answer_is_told_with_its_pace_and_replayed_and_nothing_of_it_is_sent(
    spoken: Page, picture: Callable[..., None]
) -> None:
    bodies: list[str] = []
    spoken.on("request", lambda request: bodies.append(request.post_data or ""))
    at(spoken, 0)
    speak(spoken)
    at(spoken, 2)
    interim(spoken, "um RAG")
    at(spoken, 10)
    interim(spoken, f"um {SAID}")
    final(spoken, f"um {SAID}")
    at(spoken, 16)
    interim(spoken, "you know documents")
    at(spoken, 20)
    interim(spoken, "you know documents are split and stored.")
    picture(spoken, "voice-listening-1280")
    # What is not final when the answer is sent is taken as it stands.
    spoken.get_by_label("Your answer").press("Control+Enter")
    expect(spoken.locator(".grade")).to_be_visible()
    expect(spoken.locator(".turn .said-text")).to_have_text(f"um {SAID} you know documents are split and stored.")
    spoken.locator("summary", has_text="How you told it").click()
    expect(spoken.locator(".remarks .spoken")).to_have_text(
        "Spoken: 27 words in 0:18 (90 a minute), 2 fillers (um, you know), longest pause 6 s."
    )
    recording = spoken.get_by_label("What you said")
    expect(recording).to_be_visible()
    assert (recording.get_attribute("src") or "").startswith("blob:")
    until(spoken, "document.querySelector('.replay audio').duration > 0.09")
    expect(spoken.get_by_text("It is in the memory of this page alone")).to_be_visible()
    assert spoken.evaluate("speech.tracks") == 0
    picture(spoken, "voice-graded-1280")
    sent = [body for body in bodies if body]
    assert [body for body in sent if "fillers" in body or "blob:" in body or "fromMs" in body] == []
    assert len(sent) == 1
    # It goes with a reload, and with another interview.
    spoken.reload()
    expect(spoken.locator(".grade")).to_be_visible()
    expect(spoken.locator(".replay, .spoken")).to_have_count(0)


def test_a_typed_answer_has_no_pace_and_one_that_was_emptied_begins_anew(spoken: Page) -> None:
    box = spoken.get_by_label("Your answer")
    speak(spoken)
    final(spoken, "this was nothing")
    spoken.get_by_role("button", name="Speak your answer").click()
    until(spoken, "speech.tracks === 0")
    box.fill("")
    box.fill(TEXT)
    spoken.get_by_role("button", name="Send answer").click()
    expect(spoken.locator(".grade")).to_be_visible()
    expect(spoken.locator(".replay, .spoken")).to_have_count(0)


def test_what_is_given_up_takes_nothing_of_what_is_being_said(spoken: Page) -> None:
    speak(spoken)
    interim(spoken, "well let me")
    spoken.get_by_role("button", name="Skip").click()
    expect(spoken.locator(".grade")).to_be_visible()
    expect(spoken.locator(".turn .said-text")).to_have_text("No answer")
    expect(spoken.locator(".replay, .spoken")).to_have_count(0)
    until(spoken, "speech.tracks === 0")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("not-allowed", "The browser may not use the microphone"),
        ("audio-capture", "No microphone was found"),
        ("network", "needs a network"),
        ("no-speech", "Nothing was heard"),
        ("something-new", "stopped (something-new)"),
    ],
)
def test_a_failure_is_told_in_words_and_what_was_recognised_stays(spoken: Page, code: str, told: str) -> None:
    speak(spoken)
    final(spoken, "it retrieves passages")
    spoken.evaluate("code => speech.fail(code)", code)
    expect(spoken.locator(".heard.problem")).to_contain_text(told)
    expect(spoken.locator("#announcer")).to_contain_text(told)
    expect(spoken.get_by_role("button", name="Speak your answer")).to_have_attribute("aria-pressed", "false")
    expect(spoken.get_by_label("Your answer")).to_have_value("it retrieves passages")
    until(spoken, "speech.tracks === 0")
    speak(spoken)
    expect(spoken.locator(".heard.problem")).to_have_count(0)


def test_a_silence_does_not_end_it_unless_nothing_was_heard_since_the_one_before(spoken: Page) -> None:
    speak(spoken)
    final(spoken, "first")
    spoken.evaluate("speech.silence()")
    until(spoken, "speech.active !== null")
    final(spoken, "second")
    expect(spoken.get_by_label("Your answer")).to_have_value("first\nsecond")
    assert [line for line in log(spoken) if line.startswith("record")] == ["record 32000"]
    spoken.evaluate("speech.silence()")
    until(spoken, "speech.active !== null")
    spoken.evaluate("speech.silence()")
    expect(spoken.locator(".heard.problem")).to_contain_text("Nothing was heard")
    until(spoken, "speech.active === null && speech.tracks === 0")


def test_without_a_recording_it_is_dictated_all_the_same(spoken: Page) -> None:
    spoken.evaluate("speech.deny = true")
    spoken.get_by_role("button", name="Speak your answer").click()
    expect(spoken.locator(".heard")).to_contain_text("without a recording")
    final(spoken, SAID)
    spoken.get_by_role("button", name="Send answer").click()
    expect(spoken.locator(".grade")).to_be_visible()
    expect(spoken.locator(".spoken")).to_have_count(1)
    expect(spoken.locator(".replay")).to_have_count(0)


def test_two_recordings_of_one_answer_are_two_parts(spoken: Page) -> None:
    for words in (SAID, "Documents are split and stored."):
        speak(spoken)
        final(spoken, words)
        spoken.get_by_role("button", name="Speak your answer").click()
        until(spoken, "speech.tracks === 0")
    spoken.get_by_role("button", name="Send answer").click()
    expect(spoken.get_by_label("What you said, part 1 of 2")).to_be_visible()
    expect(spoken.get_by_label("What you said, part 2 of 2")).to_be_visible()


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


def test_leaving_gives_the_microphone_back_and_keeps_what_was_recognised(spoken: Page) -> None:
    address = spoken.url
    speak(spoken)
    final(spoken, "it retrieves")
    interim(spoken, "passages")
    spoken.goto("/#/ask")
    expect(spoken.get_by_label("Your question")).to_be_visible()
    until(spoken, "speech.active === null && speech.tracks === 0")
    spoken.goto(address)
    expect(spoken.get_by_label("Your answer")).to_have_value("it retrieves\npassages")


def test_a_command_that_was_spoken_is_no_answer(spoken: Page) -> None:
    speak(spoken)
    final(spoken, "give me a hint")
    spoken.get_by_role("button", name="Send answer").click()
    expect(spoken.locator(".now .exchange")).to_be_visible()
    speak(spoken)
    final(spoken, SAID)
    spoken.get_by_role("button", name="Send answer").click()
    expect(spoken.locator(".grade")).to_be_visible()
    expect(spoken.locator(".remarks .spoken")).to_contain_text("Spoken: 19 words")


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
    for _ in range(3):
        interim(page, SAID * 3)
        final(page, SAID * 2)
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
