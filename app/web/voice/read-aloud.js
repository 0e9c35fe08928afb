/** Reads a text aloud. Decides that a voice of this machine is taken before one that the browser's maker speaks. */

import { spokenLanguage } from "./support.js";

export class Reading {
  /** @param {(isReading: boolean) => void} onchange */
  constructor(onchange) {
    this.onchange = onchange;
    /** @type {SpeechSynthesisUtterance | null} kept, since a browser may forget one that nothing holds */
    this.utterance = null;
  }

  get isOn() {
    return this.utterance !== null;
  }

  /** @param {string} text */
  start(text) {
    this.stop();
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = spokenLanguage();
    utterance.voice = localVoice();
    const over = () => { if (this.utterance === utterance) this.stop(); };
    utterance.addEventListener("end", over);
    utterance.addEventListener("error", over);
    this.utterance = utterance;
    speechSynthesis.speak(utterance);
    this.onchange(true);
  }

  stop() {
    if (this.utterance === null) return;
    this.utterance = null;
    speechSynthesis.cancel();
    this.onchange(false);
  }
}

/** An English voice of this machine; null leaves the choice to the browser. */
function localVoice() {
  const english = speechSynthesis.getVoices().filter((voice) => voice.localService && voice.lang.startsWith("en"));
  return english.find((voice) => voice.lang === spokenLanguage()) ?? english[0] ?? null;
}
