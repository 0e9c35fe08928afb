"""A stand-in for what a browser has of speech, put into the page: it hears what a test scripts.

`SCRIPT` replaces SpeechRecognition, speechSynthesis, MediaRecorder and the microphone before the page's own code runs.
A test then speaks by `speech` in the page: `speech.interim(words)`, `speech.final(words)`, `speech.fail(code)`,
`speech.silence()`; `speech.log` holds what the page asked of the browser.
"""

from collections.abc import Callable
from typing import Any

import pytest
from page_checks import RAG
from playwright.sync_api import Page, expect

SCRIPT = """
(() => {
  const speech = window.speech = { log: [], active: null, reading: null, tracks: 0, deny: false };
  class Recognition extends EventTarget {
    start() {
      if (speech.active) throw new DOMException("already started", "InvalidStateError");
      speech.log.push(`start ${this.lang} ${this.continuous} ${this.interimResults}`);
      speech.active = this;
      this.results = [];
      setTimeout(() => this.dispatchEvent(new Event("start")));
    }
    stop() { speech.log.push("stop"); setTimeout(() => this.over()); }
    abort() { speech.log.push("abort"); this.over(); }
    over() {
      if (speech.active !== this) return;
      speech.active = null;
      this.dispatchEvent(new Event("end"));
    }
    tell(words, isFinal) {
      const last = this.results.at(-1);
      if (last && !last.isFinal) this.results.pop();
      this.results.push(Object.assign([{ transcript: words, confidence: 0.9 }], { isFinal }));
      const told = { resultIndex: this.results.length - 1, results: this.results };
      this.dispatchEvent(Object.assign(new Event("result"), told));
    }
  }
  speech.interim = (words) => speech.active.tell(words, false);
  speech.final = (words) => speech.active.tell(words, true);
  speech.again = () => {
    const { results } = speech.active;
    speech.active.dispatchEvent(Object.assign(new Event("result"), { resultIndex: results.length - 1, results }));
  };
  speech.silence = () => speech.active.over();
  speech.fail = (error) => {
    const { active } = speech;
    active.dispatchEvent(Object.assign(new Event("error"), { error }));
    active.over();
  };
  Object.defineProperty(window, "SpeechRecognition", { value: Recognition, configurable: true, writable: true });
  Object.defineProperty(window, "webkitSpeechRecognition", { value: undefined, configurable: true, writable: true });

  class Utterance extends EventTarget {
    constructor(text) { super(); this.text = text; }
  }
  const synthesis = {
    getVoices: () => [
      { name: "far", lang: "en-US", localService: false },
      { name: "here", lang: "en-GB", localService: true },
    ],
    speak: (utterance) => { speech.reading = utterance; speech.log.push(`read ${utterance.voice?.name}`); },
    cancel: () => { speech.log.push("hush"); speech.reading = null; },
  };
  speech.readToTheEnd = () => speech.reading.dispatchEvent(new Event("end"));
  Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance, configurable: true, writable: true });
  Object.defineProperty(window, "speechSynthesis", { value: synthesis, configurable: true, writable: true });

  const track = { stop: () => { speech.tracks -= 1; } };
  const getUserMedia = async () => {
    if (speech.deny) throw new DOMException("no", "NotAllowedError");
    speech.tracks += 1;
    return { getTracks: () => [track] };
  };
  const devices = { getUserMedia };
  Object.defineProperty(navigator, "mediaDevices", { value: devices, configurable: true });
  // A tenth of a second of silence as a WAV file.
  const wav = () => {
    const [rate, samples] = [8000, 800];
    const view = new DataView(new ArrayBuffer(44 + samples));
    const text = (at, words) => [...words].forEach((one, i) => view.setUint8(at + i, one.charCodeAt(0)));
    text(0, "RIFF"); view.setUint32(4, 36 + samples, true); text(8, "WAVEfmt ");
    view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
    view.setUint32(24, rate, true); view.setUint32(28, rate, true); view.setUint16(32, 1, true);
    view.setUint16(34, 8, true);
    text(36, "data"); view.setUint32(40, samples, true);
    for (let at = 0; at < samples; at += 1) view.setUint8(44 + at, 128);
    return view.buffer;
  };
  class Recorder extends EventTarget {
    constructor(stream, options) {
      super();
      Object.assign(this, { stream, state: "inactive", mimeType: "audio/wav" });
      speech.log.push(`record ${options.audioBitsPerSecond}`);
    }
    start() { this.state = "recording"; }
    stop() {
      this.state = "inactive";
      setTimeout(() => {
        const data = new Blob([wav()], { type: "audio/wav" });
        this.dispatchEvent(Object.assign(new Event("dataavailable"), { data }));
        this.dispatchEvent(new Event("stop"));
      });
    }
  }
  Object.defineProperty(window, "MediaRecorder", { value: Recorder, configurable: true, writable: true });
})();
"""
# A browser without recognition, as Firefox is by default.
UNHEARING = 'for (const name of ["SpeechRecognition", "webkitSpeechRecognition"]) Reflect.deleteProperty(window, name);'
SWITCHED_ON = """localStorage.setItem("coach.voice", JSON.stringify({ isOn: true, records: true }));"""
# What is said in most tests.
SAID = "RAG retrieves passages and puts them into the prompt, so that the model answers from text it can read."


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
