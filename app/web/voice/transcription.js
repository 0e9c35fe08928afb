/**
 * A spoken answer that the coach's voice endpoint writes down. Decides that a recording stays in this browser until
 * somebody says that it is to be written down, and that each is sent only then.
 */

import { sentenceOf, upload } from "../platform/api-client.js";
import { h } from "../platform/dom.js";
import { Recording } from "./recording.js";

/** @typedef {import("./pace.js").Segment} Segment */
/** @typedef {import("../platform/api-client.js").Bodies["TranscriptView"]} Transcript */

/**
 * What is told while it goes on. `ontold`: how it stands, `onend`: why it stopped, or "" where somebody ended it.
 * @typedef {{onstart: () => void, onrecorded: (recording: Promise<Blob | null>) => void, ontold: (words: string) => void,
 *   onwritten: (text: string, segments: Segment[]) => void, onend: (problem: string) => void}} Listener
 */

/** The coach looks at what it is; Firefox would send no type at all. */
const BYTES = "application/octet-stream";
const NO_MICROPHONE = "The browser may not use the microphone, or finds none. Allow it for this page, then press Speak again.";
const NO_SOUND = "Nothing was recorded. Press Speak to try again.";
const NO_WORDS = "No words were heard in it.";
const HELD = "Recorded, and in this browser alone until you turn it into text.";
const WRITING = "It is being turned into text …";

export class WrittenDown {
  /** @param {string} interview @param {number} mostSeconds of a recording @param {Listener} listener */
  constructor(interview, mostSeconds, listener) {
    this.interview = interview;
    this.mostSeconds = mostSeconds;
    this.listener = listener;
    /** @type {Recording | null} what records now */
    this.recording = null;
    /** @type {Blob | null} what was recorded and not written down yet */
    this.held = null;
    this.sinceMs = 0;
    /** Goes up with all that makes what is under way worthless. */
    this.run = 0;
    this.limit = 0;
    this.write = h("button", { type: "button", class: "pill strong", onclick: () => this.send() }, "Turn into text");
    this.offer = h("span", { class: "offer", hidden: true }, this.write,
      h("button", { type: "button", class: "pill", onclick: () => { this.drop(); this.listener.onend(""); } }, "Throw it away"));
  }

  get isOn() {
    return this.recording !== null;
  }

  async start() {
    this.drop();
    const recording = new Recording();
    this.recording = recording;
    const isMade = await recording.isMade();
    if (this.recording !== recording) return;
    if (!isMade) {
      this.recording = null;
      this.listener.onend(NO_MICROPHONE);
      return;
    }
    this.sinceMs = Date.now();
    // A second less than is taken: what is recorded is a little longer than the clock says.
    this.limit = setTimeout(() => this.stop(), (this.mostSeconds - 1) * 1000);
    this.listener.onstart();
  }

  /** End the recording and hold it. */
  async stop() {
    const { recording } = this;
    if (recording === null) return;
    this.recording = null;
    clearTimeout(this.limit);
    const run = (this.run += 1);
    const recorded = recording.stop();
    this.listener.onrecorded(recorded);
    this.listener.onend("");
    const blob = await recorded;
    if (run !== this.run) return;
    this.hold(blob);
    if (blob === null) this.listener.onend(NO_SOUND);
    else this.listener.ontold(HELD);
  }

  /** Stop; what was not written down is held, and what is being written comes too late. */
  settle() {
    this.run += 1;
    if (this.write.disabled) {
      this.write.disabled = false;
      this.listener.ontold(HELD);
    }
    this.stop();
  }

  /** Stop, and hold nothing. */
  drop() {
    this.settle();
    this.run += 1;
    this.hold(null);
  }

  /** @param {Blob | null} blob */
  hold(blob) {
    this.held = blob;
    this.offer.hidden = blob === null;
  }

  async send() {
    const { held, run } = this;
    if (held === null) return;
    this.write.disabled = true;
    this.listener.ontold(WRITING);
    try {
      const told = await upload("/api/voice/interviews/{interview_id}/transcripts", { path: { interview_id: this.interview } }, new Blob([held], { type: BYTES }));
      if (run !== this.run) return;
      this.hold(null);
      if (told.text !== "") this.listener.onwritten(told.text, segmentsOf(told, this.sinceMs));
      this.listener.onend(told.text === "" ? NO_WORDS : "");
    } catch (error) {
      if (run === this.run) this.listener.onend(sentenceOf(error));
    } finally {
      if (run === this.run) this.write.disabled = false;
    }
  }
}

/** The words with their times; all of it at once where none were told. @param {Transcript} told @param {number} sinceMs @returns {Segment[]} */
function segmentsOf({ text, pieces, seconds }, sinceMs) {
  const timed = pieces.length > 0 ? pieces : [{ text, start_s: 0, end_s: seconds }];
  return timed.map((one) => ({ text: one.text, fromMs: sinceMs + one.start_s * 1000, toMs: sinceMs + one.end_s * 1000, run: sinceMs }));
}
