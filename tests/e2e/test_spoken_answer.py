"""A whole spoken answer through a voice endpoint: Chromium's own recorder, a made-up microphone, a scripted endpoint.

Chromium beeps into its fake device, so that the recording is real and nothing in it is a word; what was "said" is what
the scripted endpoint answers.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from page_checks import FAINT, NAMELESS, OVERFLOW, RAG, axe_finds
from playwright.sync_api import Page, Route, expect
from scripted_voice import ScriptedVoice, VoicePlay, scripted_voice, verbose
from spoken import SWITCHED_ON

from app.voice.recording import recording_of

SAID = (
    "Um, RAG retrieves passages and puts them into the prompt, so that the model answers from text it can read. "
    "Documents are split and stored, you know, with their vectors."
)
TOLD = verbose(SAID, every_s=0.05, pause_s=3.0)
# As long as what is told to have been said.
RECORDED_MS = 5_500
ELSEWHERE = {
    "is_needed": True,
    "place": "https://api.example/v1",
    "model": "whisper-1, tts-1",
    "goes": ["what you record"],
    "stays": ["your name"],
    "is_given": None,
}


@pytest.fixture(scope="module")
def voice() -> Iterator[ScriptedVoice]:
    with scripted_voice() as server:
        yield server


@pytest.fixture(scope="module")
def server(serve: Callable[..., Any], voice: ScriptedVoice) -> Iterator[str]:
    """The address of a coach whose voice endpoint is scripted."""
    with serve(COACH_VOICE_BASE_URL=voice.url) as address:
        yield address


@pytest.fixture
def script(voice: ScriptedVoice) -> ScriptedVoice:
    """The endpoint as no test before has left it."""
    voice.asked.clear()
    voice.plays.clear()
    voice.transcript = VoicePlay(TOLD)
    return voice


def opened(page: Page, interview: Callable[..., dict[str, Any]]) -> None:
    page.add_init_script(SWITCHED_ON)
    view = interview(page, RAG, "screening", "rag", 2)
    page.goto(f"/#/interview/{view['id']}")
    expect(page.get_by_label("Your answer")).to_be_visible()


def record(page: Page, ms: int = RECORDED_MS) -> None:
    speak = page.get_by_role("button", name="Speak your answer")
    speak.click()
    expect(page.locator(".heard")).to_contain_text("Recording …")
    page.wait_for_timeout(ms)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".heard")).to_contain_text("in this browser alone until you turn it into text")


def check(page: Page) -> None:
    """See that axe finds nothing (where it is there), nothing is faint, nameless or wider than the window."""
    assert axe_finds(page) == []
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(OVERFLOW) == 0


def test_an_answer_is_recorded_written_down_on_request_graded_and_told_with_its_pace(
    page: Page, interview: Callable[..., dict[str, Any]], script: ScriptedVoice, picture: Callable[..., None]
) -> None:
    opened(page, interview)
    expect(page.locator(".heard")).to_contain_text(
        "recorded in this browser, and turned into text when you press “Turn into text”"
    )
    record(page)
    assert script.asked == []
    check(page)
    picture(page, "voice-recorded-1280")
    page.get_by_role("button", name="Turn into text").click()
    expect(page.get_by_label("Your answer")).to_have_value(SAID)
    expect(page.get_by_role("button", name="Turn into text")).to_be_hidden()
    [asked] = script.asked
    recording = recording_of(asked.file, 300)
    assert (recording.suffix, asked.file_name) == ("webm", "answer.webm")
    assert 4 < recording.seconds < 300
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".grade")).to_be_visible()
    page.locator("summary", has_text="How you told it").click()
    words = len(SAID.split())
    expect(page.locator(".remarks .spoken")).to_have_text(
        f"Spoken: {words} words in 0:04, 2 fillers (um, you know), longest pause 3 s."
    )
    expect(page.get_by_label("What you said")).to_be_visible()
    picture(page, "voice-written-graded-1280")
    assert len(script.asked) == 1


def test_what_fails_is_told_and_can_be_sent_again_or_thrown_away(
    page: Page, watch: Any, interview: Callable[..., dict[str, Any]], script: ScriptedVoice
) -> None:
    watch.expected.append("502")
    opened(page, interview)
    record(page, 1000)
    script.plays.append(VoicePlay({"error": {"message": "slow down"}}, 429))
    page.get_by_role("button", name="Turn into text").click()
    expect(page.locator(".heard.problem")).to_contain_text("rate-limited")
    page.get_by_role("button", name="Turn into text").click()
    expect(page.get_by_label("Your answer")).to_have_value(SAID)
    record(page, 500)
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_role("button", name="Turn into text")).to_be_hidden()
    assert len(script.asked) == 2


def test_the_question_is_read_by_the_endpoint_once_and_played_from_the_page(
    page: Page, interview: Callable[..., dict[str, Any]], script: ScriptedVoice
) -> None:
    opened(page, interview)
    hear = page.get_by_role("button", name="Hear the question")
    for _ in range(2):
        hear.click()
        # It plays to its end.
        expect(hear).to_have_attribute("aria-pressed", "false")
        page.wait_for_timeout(1000)
    [asked] = script.asked
    assert asked.path == "/v1/audio/speech"
    assert asked.fields["input"] == page.locator(".now h2").inner_text().replace("\u00a0", " ")
    expect(page.locator(".heard.problem")).to_have_count(0)


def test_what_cannot_be_played_is_told(
    page: Page, watch: Any, interview: Callable[..., dict[str, Any]], script: ScriptedVoice
) -> None:
    watch.expected.append("502")
    opened(page, interview)
    script.plays.append(VoicePlay(b"<html>", media_type="audio/mpeg"))
    page.get_by_role("button", name="Hear the question").click()
    expect(page.locator(".heard.problem")).to_contain_text("web page")
    expect(page.get_by_role("button", name="Hear the question")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("width", [390, 1280])
def test_an_endpoint_elsewhere_is_used_after_a_yes_in_settings(
    open_page: Callable[..., Page], script: ScriptedVoice, picture: Callable[..., None], width: int
) -> None:
    page = open_page({"width": width, "height": 844})
    state, said = dict(ELSEWHERE), []

    def decide(route: Route) -> None:
        said.append(route.request.post_data_json)
        state["is_given"] = said[-1]["is_given"]
        route.fulfill(json=state)

    view = {"writes": True, "reads": True, "most_seconds": 300, "most_bytes": 15_000_000}
    page.route("**/api/voice", lambda route: route.fulfill(json=view | {"consent": state}))
    page.route("**/api/voice/consent", decide)
    page.goto("/#/settings")
    endpoint = page.locator(".voice-endpoint")
    for words in (
        "turns what you record into text",
        "https://api.example/v1",
        "what you record",
        "You have not decided yet",
    ):
        expect(endpoint).to_contain_text(words)
    private = page.locator("section").filter(has=page.get_by_role("heading", name="Privacy", exact=True)).last
    switch = page.get_by_role("switch", name="Speak and listen")
    unsent = (
        "Only if you agree under Voice, what you record and the question that is read aloud go to the voice endpoint"
    )
    sent = "When you speak and listen, what you record and the question that is read aloud go to the voice endpoint"
    # Privacy said that nothing goes without a yes, Voice that the browser sends it until then.
    for told in (unsent, "Your browser may send what you say"):
        expect(private).to_contain_text(told)
        expect(switch).to_have_accessible_description(re.compile(told))
    column = page.get_by_role("heading", name="Voice", exact=True).bounding_box()
    first = endpoint.locator("li").first.bounding_box()
    assert column is not None
    assert first is not None
    # The sign of a line of a list stands to the left of its words, and within the column too.
    assert first["x"] > column["x"] + 15
    check(page)
    picture(page, f"settings-voice-endpoint-{width}")
    endpoint.get_by_role("button", name="Yes, it may be sent").click()
    expect(endpoint).to_contain_text("You said yes")
    expect(private).to_contain_text(f"{sent} at https://api.example/v1.")
    expect(private).not_to_contain_text("browser")
    expect(switch).to_have_accessible_description(re.compile(sent))
    endpoint.get_by_role("button", name="No more: stay offline").click()
    expect(endpoint).to_contain_text("You said no")
    expect(private).to_contain_text(unsent)
    assert [one["is_given"] for one in said] == [True, False]
    assert script.asked == []
