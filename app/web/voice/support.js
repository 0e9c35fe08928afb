/** What of speaking and listening this browser has. Decides that speech is English, as the corpus is. */

/**
 * The browser's own recognition, which TypeScript does not know.
 * @typedef {EventTarget & {lang: string, continuous: boolean, interimResults: boolean, start: () => void, stop: () => void, abort: () => void}} Recogniser
 */

/** How recognition is made, or null where the browser has none. @returns {(new () => Recogniser) | null} */
export function recogniserType() {
  const has = /** @type {{SpeechRecognition?: new () => Recogniser, webkitSpeechRecognition?: new () => Recogniser}} */ (/** @type {unknown} */ (window));
  return has.SpeechRecognition ?? has.webkitSpeechRecognition ?? null;
}

export function canRead() {
  return "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;
}

/** A page that came without encryption from another machine has no `mediaDevices`. */
export function canRecord() {
  return "MediaRecorder" in window && "mediaDevices" in navigator;
}

/** The English of whoever sits here: theirs, else that of the United States. */
export function spokenLanguage() {
  return navigator.language.startsWith("en") ? navigator.language : "en-US";
}
