/**
 * Speaking and listening in the form of an answer: a button that dictates, one that reads the question aloud. Decides
 * that what is recognised goes where the cursor is once it is final, and stands apart until then.
 */

import { announce, h, setStyle, svg } from "../platform/dom.js";
import { canRead, canRecord, recogniserType } from "./support.js";
import { forgetTake, keepRecording, keepTakesOf, spokenOf, takeOf } from "./takes.js";
import { Dictation } from "./dictation.js";
import { Reading } from "./reading.js";
import { Recording } from "./recording.js";

/** @typedef {{turn: number, text: string}} Asked */

const IDLE = "What you say is written into the box. Add full stops: few browsers do, and an answer is read by the sentence.";
const OPENING = "Asking for the microphone …";
const LISTENING = "Listening …";
const UNRECORDED = "Listening, without a recording: the browser lends no microphone for one.";
const MICROPHONE = "M8 1.5a2 2 0 0 1 2 2v4a2 2 0 0 1-4 0v-4a2 2 0 0 1 2-2zM3.5 7.5a4.5 4.5 0 0 0 9 0M8 12v2.5";
const SPEAKER = "M2.5 6v4H5l3.5 3V3L5 6zM11 5.5a3.5 3.5 0 0 1 0 5M13 3.5a6.3 6.3 0 0 1 0 9";

export class Voice {
  /** @param {string} interview @param {boolean} records whether what is spoken is recorded too */
  constructor(interview, records) {
    keepTakesOf(interview);
    this.records = records && canRecord();
    /** @type {Asked} */
    this.asked = { turn: 0, text: "" };
    this.box = h("textarea");
    /** @type {Recording | null} what records now */
    this.recording = null;
    /** @type {Promise<unknown>} when all that was recorded is there */
    this.recorded = Promise.resolve();
    this.speak = toggle("Speak your answer", MICROPHONE, () => this.dictate());
    this.hear = toggle("Hear the question", SPEAKER, () => this.read());
    this.heard = h("p", { class: "heard" });
    this.listening = LISTENING;
    this.dictation = new Dictation({ onstart: () => this.began(), oninterim: (words) => this.show(words || this.listening),
      onwords: (segment) => this.write(segment), onend: (problem) => this.ended(problem) });
    this.reading = new Reading((isReading) => press(this.hear, isReading));
    this.hush = () => this.settle();
    // Some browsers go on to read when a page is closed.
    addEventListener("pagehide", this.hush);
  }

  close() {
    this.settle();
    removeEventListener("pagehide", this.hush);
  }

  /** What stands under the box of an answer; null where this browser has nothing of it. @param {Asked} asked @param {HTMLTextAreaElement} box */
  controls(asked, box) {
    this.settle();
    this.asked = asked;
    this.box = box;
    // Who empties the box begins anew.
    box.addEventListener("input", () => { if (box.value === "") forgetTake(asked.turn); });
    for (const name of ["focus", "keydown", "pointerdown"]) box.addEventListener(name, () => this.letGrow());
    this.show(IDLE);
    const canDictate = recogniserType() !== null;
    if (!canDictate && !canRead()) return null;
    return h("div", { class: "voice" }, canDictate ? this.heard : null,
      h("div", { class: "voice-row", role: "group", "aria-label": "Speak and listen" }, canDictate ? this.speak : null, canRead() ? this.hear : null));
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
    press(this.speak, this.dictation.isOn);
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

  /** @param {import("./pace.js").Segment} segment */
  write(segment) {
    takeOf(this.asked.turn).segments.push(segment);
    insert(this.box, segment.text);
    this.box.dispatchEvent(new Event("input"));
  }

  /** @param {string} problem */
  ended(problem) {
    press(this.speak, false);
    this.show(problem || IDLE, problem !== "");
    if (problem !== "") announce(problem);
    if (this.recording === null) return;
    const recorded = keepRecording(this.asked.turn, this.recording.stop());
    this.recorded = Promise.all([this.recorded, recorded]);
    this.recording = null;
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

/** A button that is pressed or not. @param {string} name @param {string} drawn @param {() => void} onclick */
function toggle(name, drawn, onclick) {
  const icon = svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" }, svg("path", { d: drawn }));
  return h("button", { type: "button", class: "pill", "aria-pressed": "false", onclick }, icon, name);
}

/** @param {Element} button @param {boolean} isPressed */
function press(button, isPressed) {
  button.setAttribute("aria-pressed", String(isPressed));
}
