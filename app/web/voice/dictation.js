/**
 * Dictation by the browser's own recognition. Decides when a silence ends it, which times what was recognised has, and
 * what a failure is called.
 */

import { recogniserType, spokenLanguage } from "./support.js";

/** @typedef {import("./pace.js").Segment} Segment */
/** @typedef {import("./support.js").Recogniser} Recogniser */
/** @typedef {Event & {resultIndex: number, results: SpeechRecognitionResultList}} Heard */

/**
 * What is told while it goes on. `onend`: why, or "" where somebody ended it.
 * @typedef {{onstart: () => void, oninterim: (words: string) => void, onwords: (segment: Segment) => void, onend: (problem: string) => void}} Listener
 */

/** What the browser calls a failure, and what it is. @type {Record<string, string>} */
const PROBLEMS = {
  "not-allowed": "The browser may not use the microphone. Allow it for this page, then press Speak again.",
  "service-not-allowed": "This browser lets no page use its recognition.",
  "audio-capture": "No microphone was found.",
  network: "The recognition of this browser needs a network, and reaches none.",
  "language-not-supported": "The recognition of this browser knows no English.",
  "no-speech": "Nothing was heard. Press Speak to go on.",
};

let runs = 0;

export class Dictation {
  /** @param {Listener} listener */
  constructor(listener) {
    this.listener = listener;
    /** @type {Recogniser | null} what listens now */
    this.recogniser = null;
    this.isStopping = false;
    this.run = 0;
    this.interim = "";
    /** How many results of this recogniser are final. */
    this.finals = 0;
    /** When it began to listen; later, when the words before those that come now ended. */
    this.sinceMs = 0;
    /** @type {number | null} when the words that come now began */
    this.fromMs = null;
    this.toMs = 0;
    this.hasHeard = false;
    this.problem = "";
  }

  get isOn() {
    return this.recogniser !== null && !this.isStopping;
  }

  start() {
    this.drop();
    this.run = runs += 1;
    this.isStopping = false;
    this.listen();
  }

  /** Let the browser finish what it has heard. */
  stop() {
    if (this.recogniser === null) return;
    this.isStopping = true;
    this.recogniser.stop();
  }

  /** Stop at once; what is not final yet is taken as it stands. */
  settle() {
    if (this.recogniser === null) return;
    this.takeInterim();
    this.end("");
  }

  /** Stop at once and take nothing more. */
  drop() {
    if (this.recogniser !== null) this.end("");
  }

  listen() {
    const Recognition = recogniserType();
    if (Recognition === null) return;
    const recogniser = new Recognition();
    this.recogniser = recogniser;
    Object.assign(recogniser, { lang: spokenLanguage(), continuous: true, interimResults: true });
    Object.assign(this, { finals: 0, fromMs: null, hasHeard: false, problem: "", sinceMs: Date.now() });
    // One that was replaced may still tell something.
    const on = (/** @type {string} */ name, /** @type {(event: Event) => void} */ then) =>
      recogniser.addEventListener(name, (event) => { if (this.recogniser === recogniser) then(event); });
    on("start", () => { this.sinceMs = Date.now(); this.listener.onstart(); });
    on("speechstart", () => { this.fromMs ??= Date.now(); });
    on("result", (event) => this.hear(/** @type {Heard} */ (event)));
    on("error", (event) => { this.problem = problemOf(/** @type {Event & {error: string}} */ (event).error); });
    on("end", () => this.ended());
    try {
      recogniser.start();
    } catch {
      this.end("The recognition of this browser did not start.");
    }
  }

  /** @param {Heard} event */
  hear({ results }) {
    const nowMs = Date.now();
    this.hasHeard = true;
    let interim = "";
    // A browser may tell a final result again: each is taken once.
    for (let at = this.finals; at < results.length; at += 1) {
      const words = results[at][0].transcript.trim();
      if (results[at].isFinal) {
        this.take(words, nowMs);
        this.finals = at + 1;
        interim = "";
      } else interim += ` ${words}`;
    }
    if (interim.trim() !== "") {
      this.fromMs ??= nowMs;
      this.toMs = nowMs;
    }
    this.tellInterim(interim.trim());
  }

  /** @param {string} words final, or as good as that @param {number} nowMs */
  take(words, nowMs) {
    // The browser waits for silence before it calls words final: where they were seen to come, they ended earlier.
    const toMs = this.interim === "" ? nowMs : this.toMs;
    const fromMs = this.fromMs ?? this.sinceMs;
    Object.assign(this, { fromMs: null, interim: "", sinceMs: toMs });
    if (words !== "") this.listener.onwords({ text: words, fromMs, toMs: Math.max(fromMs, toMs), run: this.run });
  }

  takeInterim() {
    if (this.interim !== "") this.take(this.interim, Date.now());
  }

  /** @param {string} interim */
  tellInterim(interim) {
    this.interim = interim;
    this.listener.oninterim(interim);
  }

  /** The browser ended it, as it does after a silence: then it goes on, unless nothing was heard since it began. */
  ended() {
    this.takeInterim();
    if (this.isStopping || this.problem !== "" || !this.hasHeard) {
      this.end(this.isStopping ? "" : this.problem || PROBLEMS["no-speech"]);
      return;
    }
    this.listen();
  }

  /** @param {string} problem */
  end(problem) {
    const recogniser = this.recogniser;
    this.recogniser = null;
    this.interim = "";
    recogniser?.abort();
    this.listener.onend(problem);
  }
}

/** @param {string} code */
function problemOf(code) {
  return PROBLEMS[code] ?? `The recognition of this browser stopped (${code}).`;
}
