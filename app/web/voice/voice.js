/**
 * Speaking and listening in the form of an answer: a button that dictates, one that reads the question aloud. Decides
 * that what is recognised goes where the cursor is once it is final, and stands apart until then; and that the coach's
 * voice endpoint is taken before the browser's own means where there is one and it may be used.
 */

import { get } from "../platform/api-client.js";
import { announce, h, setStyle, svg } from "../platform/dom.js";
import { canRead, canRecord, recogniserType } from "./support.js";
import { forgetTake, keepRecording, keepTakesOf, spokenOf, takeOf } from "./spoken-turns.js";
import { Dictation } from "./dictation.js";
import { Reading } from "./read-aloud.js";
import { Recording } from "./recording.js";
import { SpokenQuestion } from "./spoken-question.js";
import { WrittenDown } from "./transcription.js";

/** @typedef {import("../platform/api-client.js").Bodies["VoiceView"]} Endpoint */
/** @typedef {{turn: number, text: string}} Asked */

const IDLE = "What you say is written into the box. Add full stops: few browsers do, and an answer is read by the sentence.";
const WRITTEN_IDLE = "What you say is recorded in this browser, and turned into text when you press “Turn into text”.";
const RECORDING = "Recording … Press Stop at the end.";
const SPEAK = "Speak your answer";
const STOP = "Stop";
const OPENING = "Asking for the microphone …";
const LISTENING = "Listening …";
const UNRECORDED = "Listening, without a recording: the browser lends no microphone for one.";
const MICROPHONE = "M8 1.5a2 2 0 0 1 2 2v4a2 2 0 0 1-4 0v-4a2 2 0 0 1 2-2zM3.5 7.5a4.5 4.5 0 0 0 9 0M8 12v2.5";
const SPEAKER = "M2.5 6v4H5l3.5 3V3L5 6zM11 5.5a3.5 3.5 0 0 1 0 5M13 3.5a6.3 6.3 0 0 1 0 9";

/** Speaking and listening as this coach and this browser have it. @param {string} interview @param {boolean} records whether what is spoken is kept to be replayed */
export async function voiceOf(interview, records) {
  const endpoint = await get("/api/voice", {}).catch(() => null);
  const { is_needed, is_given } = endpoint?.consent ?? { is_needed: true, is_given: null };
  return new Voice(interview, records, !is_needed || is_given === true ? endpoint : null);
}

class Voice {
  /** @param {string} interview @param {boolean} records @param {Endpoint | null} endpoint null where it may not be used */
  constructor(interview, records, endpoint) {
    keepTakesOf(interview);
    this.records = records && canRecord();
    /** @type {Asked} */
    this.asked = { turn: 0, text: "" };
    this.box = h("textarea");
    /** @type {Recording | null} what records now */
    this.recording = null;
    /** @type {Promise<unknown>} when all that was recorded is there */
    this.recorded = Promise.resolve();
    this.speak = button(SPEAK, MICROPHONE, () => this.dictate());
    this.hear = button("Hear the question", SPEAKER, () => this.read());
    press(this.hear, false);
    this.heard = h("p", { class: "heard" });
    this.listening = LISTENING;
    const onend = (/** @type {string} */ problem) => this.ended(problem);
    /** @type {WrittenDown | null} */
    this.written = endpoint?.writes && canRecord() ? new WrittenDown(interview, endpoint.most_seconds, { onend, onstart: () => this.show(RECORDING),
      onrecorded: (recording) => this.keep(recording), ontold: (words) => this.tell(words), onwritten: (text, segments) => this.write(text, segments) }) : null;
    this.dictation = this.written ?? new Dictation({ onend, onstart: () => this.began(), oninterim: (words) => this.show(words || this.listening),
      onwords: (segment) => this.write(segment.text, [segment]) });
    this.idle = this.written === null ? IDLE : WRITTEN_IDLE;
    const onreading = (/** @type {boolean} */ isReading) => press(this.hear, isReading);
    this.spokenQuestion = endpoint?.reads ? new SpokenQuestion(interview, onreading, onend) : null;
    this.reading = this.spokenQuestion ?? new Reading(onreading);
    this.hush = () => this.settle();
    // Some browsers go on to read when a page is closed.
    addEventListener("pagehide", this.hush);
  }

  close() {
    this.settle();
    this.written?.drop();
    this.spokenQuestion?.forget();
    removeEventListener("pagehide", this.hush);
  }

  /** What stands under the box of an answer; null where this browser has nothing of it. @param {Asked} asked @param {HTMLTextAreaElement} box */
  controls(asked, box) {
    this.settle();
    // What was recorded for another question is not written into the box of this one.
    if (asked.turn !== this.asked.turn) this.written?.drop();
    this.asked = asked;
    this.box = box;
    // Who empties the box begins anew.
    box.addEventListener("input", () => { if (box.value === "") forgetTake(asked.turn); });
    for (const name of ["focus", "keydown", "pointerdown"]) box.addEventListener(name, () => this.letGrow());
    this.show(this.idle);
    const canDictate = this.written !== null || recogniserType() !== null;
    const canHear = this.spokenQuestion !== null || canRead();
    if (!canDictate && !canHear) return null;
    return h("div", { class: "voice" }, canDictate || this.spokenQuestion !== null ? this.heard : null,
      h("div", { class: "voice-row", role: "group", "aria-label": "Speak and listen" }, canDictate ? this.speak : null, canHear ? this.hear : null, this.written?.offer));
  }

  /** What was spoken in a turn, or null. @param {number} turn */
  spokenOf(turn) {
    return spokenOf(turn);
  }

  /** Stop; what is not final yet is taken as it stands. */
  settle() {
    this.dictation.settle();
    this.reading.stop();
  }

  /** What was spoken in a turn was no answer to it. @param {number} turn */
  forget(turn) {
    this.dictation.drop();
    this.reading.stop();
    forgetTake(turn);
  }

  dictate() {
    if (this.dictation.isOn) return this.dictation.stop();
    this.reading.stop();
    // What comes without a key pressed moves nothing: the box scrolls instead of growing.
    setStyle(this.box, "max-height", `${this.box.offsetHeight}px`);
    this.listening = LISTENING;
    this.show(OPENING);
    this.dictation.start();
    this.showListening(this.dictation.isOn);
  }

  /** The button says what pressing it does. @param {boolean} isOn */
  showListening(isOn) {
    this.speak.classList.toggle("on", isOn);
    this.speak.lastChild?.replaceWith(isOn ? STOP : SPEAK);
  }

  letGrow() {
    if (!this.dictation.isOn) setStyle(this.box, "max-height", "");
  }

  read() {
    if (this.reading.isOn) return this.reading.stop();
    this.dictation.settle();
    this.reading.start(this.asked.text);
  }

  /** The browser listens: at first, and after each silence that ended it. */
  async began() {
    this.show(this.listening);
    if (!this.records || this.recording !== null) return;
    const recording = new Recording();
    this.recording = recording;
    if (await recording.isMade() || this.recording !== recording) return;
    this.listening = UNRECORDED;
    this.show(this.listening);
  }

  /** @param {string} text @param {import("./pace.js").Segment[]} segments the same, with its times */
  write(text, segments) {
    takeOf(this.asked.turn).segments.push(...segments);
    insert(this.box, text);
    this.box.dispatchEvent(new Event("input"));
  }

  /** @param {string} problem */
  ended(problem) {
    this.showListening(false);
    this.show(problem || this.idle, problem !== "");
    if (problem !== "") announce(problem);
    if (this.recording === null) return;
    this.keep(this.recording.stop());
    this.recording = null;
  }

  /** @param {Promise<Blob | null>} recording of this turn, which can be replayed where that is wanted */
  keep(recording) {
    const { turn } = this.asked;
    this.recorded = Promise.all([this.recorded, this.records ? keepRecording(turn, recording) : recording]);
  }

  /** How it stands, for who sees the page and for who hears it. @param {string} words */
  tell(words) {
    this.show(words);
    announce(words);
  }

  /** @param {string} words @param {boolean} [isProblem] */
  show(words, isProblem = false) {
    this.heard.replaceChildren(h("span", {}, words));
    this.heard.classList.toggle("problem", isProblem);
  }
}

/**
 * Put words where the cursor is, apart from their neighbours. At the end they begin a line, unless a sentence ended
 * there: few browsers write full stops, and without any an answer is one sentence to whoever grades it.
 * @param {HTMLTextAreaElement} box @param {string} words
 */
function insert(box, words) {
  const { selectionStart: start, selectionEnd: end, value } = box;
  const isAtEnd = end === value.length;
  const apart = isAtEnd && !/[.!?]$/.test(value) ? "\n" : " ";
  const before = /\S$/.test(value.slice(0, start)) ? apart : "";
  const after = /^[\p{L}\p{N}]/u.test(value.slice(end)) ? " " : "";
  box.setRangeText(before + words + after, start, end, "end");
  if (isAtEnd) box.scrollTop = box.scrollHeight;
}

/** @param {string} name @param {string} drawn @param {() => void} onclick */
function button(name, drawn, onclick) {
  const icon = svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" }, svg("path", { d: drawn }));
  return h("button", { type: "button", class: "pill", onclick }, icon, name);
}

/** @param {Element} pill @param {boolean} isPressed */
function press(pill, isPressed) {
  pill.setAttribute("aria-pressed", String(isPressed));
}
