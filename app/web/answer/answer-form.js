/**
 * The form for an answer: a text box that keeps its draft, and where the question has a coding task an editor. Decides
 * how long an answer may be, and when it is offered to skip or give up.
 */

import { parted, programOf, withProgram } from "./program.js";
import { h, setStyle } from "../platform/dom.js";
import { counted, formatCount } from "../text/format.js";
import { countCharacters } from "../text/offsets.js";

/** @typedef {Awaited<ReturnType<typeof import("../voice/voice.js").voiceOf>>} Voice */

/** Words a minute of a spoken answer, as the coach counts. Source: app/delivery/remarks.py. */
const WORDS_PER_MINUTE = 150;
const GIVES_UP = "I don't know.";
/** What may be said of how sure one is, in per cent. */
const SURE = [0, 25, 50, 75, 100];

/**
 * The form for an answer.
 * @param {{label: string, ask: import("../voice/voice.js").Asked & {retry_of?: number}, text: string, maxChars: number, voice: Voice | null, coded?: {question: string, key: string}, onchange: (text: string) => void, onsend: (text: string, sure?: number | null) => void}} options
 * `maxChars`: characters that are taken; `coded`: the question whose program may go with it, and under what that is kept; `voice`: null where nobody speaks; `sure` is how sure the candidate says to be, 0 to 1, null where they do not say
 */
export function answerForm({ label, ask, text, maxChars, voice, coded, onchange, onsend }) {
  const box = h("textarea", { id: "answer", rows: "4", spellcheck: "true", "aria-describedby": "answer-hint answer-length",
    placeholder: "Answer as you would say it." });
  const program = h("div", {});
  /** @type {import("./program.js").Program | null} */
  let written = null;
  const whole = () => withProgram(box.value, written?.text() ?? "");
  const length = h("span", { id: "answer-length", class: "length" });
  const send = h("button", { type: "submit", class: "primary" }, "Send answer");
  const giveUp = (/** @type {string} */ words) => {
    voice?.forget(ask.turn);
    onsend(words);
  };
  const without = h("span", { class: "without" },
    h("button", { type: "button", class: "pill", onclick: () => giveUp(GIVES_UP) }, "I don’t know"),
    // A second try is left by its own button.
    ask.retry_of ? null : h("button", { type: "button", class: "pill", onclick: () => giveUp("") }, "Skip"));
  const sure = h("select", { id: "answer-sure" }, h("option", { value: "" }, "not said"), SURE.map((share) => h("option", { value: share }, `${share} %`)));
  const form = h("form", { class: "composer" },
    h("label", { for: "answer", class: "label" }, label), box, voice?.controls(ask, box), program,
    h("div", { class: "composer-foot" },
      h("p", { class: "hint" }, h("span", { id: "answer-hint", class: "keys" }, `${shortcut()} sends`), length),
      h("p", { class: "hint" }, h("label", { for: "answer-sure" }, "How sure are you? "), sure),
      h("div", { class: "actions" }, without, send)));
  const update = () => {
    fitHeight(box);
    const isTooLong = showLength(length, box.value, countCharacters(whole()), maxChars);
    const isEmpty = whole().trim() === "";
    send.disabled = isEmpty || isTooLong;
    // Skip and give up are offered only while the box is empty, so that a wrong click cannot lose what was typed.
    without.hidden = !isEmpty;
    box.setAttribute("aria-invalid", String(isTooLong));
  };
  box.addEventListener("input", () => { onchange(box.value); update(); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    voice?.settle();
    if (!send.disabled) onsend(whole(), sure.value === "" ? null : Number(sure.value) / 100);
  });
  box.value = text;
  if (coded !== undefined) {
    const parts = parted(text);
    programOf(coded.question, { key: coded.key, text: parts.program, onchange: update }).then((found) => {
      if (found === null) return;
      written = found;
      program.replaceChildren(found.element);
      if (parts.program !== "" && box.value === text) box.value = parts.words;
      update();
    });
  }
  requestAnimationFrame(update);
  update();
  return form;
}

/** Let a text box be as high as its text. @param {HTMLTextAreaElement} box */
export function fitHeight(box) {
  setStyle(box, "height", "auto");
  if (box.scrollHeight > 0) setStyle(box, "height", `${box.scrollHeight + 2}px`);
}

/** Say how long the words are; returns whether the answer is too long, its program included. @param {Element} place @param {string} text @param {number} characters @param {number} maxChars */
function showLength(place, text, characters, maxChars) {
  const words = text.trim() === "" ? 0 : text.trim().split(/\s+/).length;
  const isTooLong = characters > maxChars;
  place.classList.toggle("too-long", isTooLong);
  const over = `${formatCount(characters)} characters; at most ${formatCount(maxChars)} are taken`;
  const spoken = `${counted(words, "word")}, ${speakingTime(words / WORDS_PER_MINUTE)} aloud`;
  place.textContent = isTooLong ? over : words ? spoken : "";
  return isTooLong;
}

/** @param {number} minutes */
function speakingTime(minutes) {
  return minutes < 1 ? `${Math.max(1, Math.round(minutes * 60))} s` : `${minutes.toFixed(1)} min`;
}

function shortcut() {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘ Enter" : "Ctrl + Enter";
}
