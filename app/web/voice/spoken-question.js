/**
 * A question that the coach's voice endpoint reads aloud. Decides that it is asked for when somebody presses the button,
 * once for a question, and played from the memory of the page.
 */

import { media, sentenceOf } from "../platform/api-client.js";

const UNPLAYABLE = "This browser cannot play what the voice endpoint sent.";

export class SpokenQuestion {
  /** @param {string} interview @param {(isReading: boolean) => void} onchange @param {(problem: string) => void} onproblem */
  constructor(interview, onchange, onproblem) {
    this.interview = interview;
    this.onchange = onchange;
    this.onproblem = onproblem;
    /** @type {HTMLAudioElement | null} what is played, or will be once it is there */
    this.audio = null;
    this.kept = { text: "", address: "" };
  }

  get isOn() {
    return this.audio !== null;
  }

  /** @param {string} text the question that is asked, which the coach knows */
  async start(text) {
    this.stop();
    const audio = new Audio();
    this.audio = audio;
    this.onchange(true);
    const over = () => { if (this.audio === audio) this.stop(); };
    audio.addEventListener("ended", over);
    try {
      audio.src = await this.addressOf(text);
      if (this.audio === audio) await audio.play();
    } catch (error) {
      if (this.audio !== audio) return;
      this.stop();
      // What the player says of it is for programmers.
      this.onproblem(error instanceof DOMException ? UNPLAYABLE : sentenceOf(error));
    }
  }

  stop() {
    if (this.audio === null) return;
    this.audio.pause();
    this.audio = null;
    this.onchange(false);
  }

  /** Where the question lies in the memory of the page. @param {string} text */
  async addressOf(text) {
    if (this.kept.text === text) return this.kept.address;
    const recorded = await media("/api/voice/interviews/{interview_id}/question", { path: { interview_id: this.interview } });
    this.forget();
    this.kept = { text, address: URL.createObjectURL(recorded) };
    return this.kept.address;
  }

  forget() {
    if (this.kept.address !== "") URL.revokeObjectURL(this.kept.address);
    this.kept = { text: "", address: "" };
  }
}
