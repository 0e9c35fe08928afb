"""What is said into the page: recognised, put into the answer, recorded, told with its pace; what fails on the way."""

from collections.abc import Callable

import pytest
from page_checks import TEXT
from playwright.sync_api import Page, expect
from spoken import SAID, final, interim, log, speak, until

START_S = 1_750_000_000


def at(page: Page, seconds: float) -> None:
    """Let the page's clock show so many seconds after the start."""
    page.clock.set_fixed_time(START_S + seconds)


def test_what_is_recognised_stands_apart_until_it_is_final_and_then_where_the_cursor_is(spoken: Page) -> None:
    box = spoken.get_by_label("Your answer")
    box.fill("First. Last.")
    box.evaluate("one => one.setSelectionRange(6, 6)")
    speak(spoken)
    assert log(spoken)[-2:] == ["start en-US true true", "record 32000"]
    expect(spoken.get_by_role("button", name="Stop")).to_be_visible()
    expect(spoken.get_by_role("button", name="Speak your answer")).to_have_count(0)
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
    spoken.get_by_role("button", name="Stop").click()
    expect(spoken.get_by_role("button", name="Speak your answer")).to_be_visible()
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
    # The estimate of the coach gives way to what was measured.
    expect(spoken.locator(".remarks li").first).to_contain_text("This took 0:18 to say")
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
    spoken.get_by_role("button", name="Stop").click()
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
    expect(spoken.get_by_role("button", name="Speak your answer")).to_be_visible()
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
    at(spoken, 0)
    spoken.get_by_role("button", name="Speak your answer").click()
    expect(spoken.locator(".heard")).to_contain_text("without a recording")
    at(spoken, 8)
    final(spoken, SAID)
    spoken.get_by_role("button", name="Send answer").click()
    expect(spoken.locator(".grade")).to_be_visible()
    expect(spoken.locator(".spoken")).to_have_count(1)
    expect(spoken.locator(".replay")).to_have_count(0)


def test_two_recordings_of_one_answer_are_two_parts(spoken: Page) -> None:
    for words in (SAID, "Documents are split and stored."):
        speak(spoken)
        final(spoken, words)
        spoken.get_by_role("button", name="Stop").click()
        until(spoken, "speech.tracks === 0")
    spoken.get_by_role("button", name="Send answer").click()
    expect(spoken.get_by_label("What you said, part 1 of 2")).to_be_visible()
    expect(spoken.get_by_label("What you said, part 2 of 2")).to_be_visible()


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
    at(spoken, 0)
    speak(spoken)
    at(spoken, 8)
    final(spoken, SAID)
    spoken.get_by_role("button", name="Send answer").click()
    expect(spoken.locator(".grade")).to_be_visible()
    expect(spoken.locator(".remarks .spoken")).to_contain_text("Spoken: 19 words")
