/** The answer sheet: a text box that keeps its draft, and the ways to send, skip or give up. */

import { h, setStyle } from "../platform/dom.js";
import { countCharacters } from "../text/offsets.js";
import { counted } from "../text/words.js";

/** Words a minute of a spoken answer, as the coach counts. Source: app/grading/delivery.py. */
const WORDS_PER_MINUTE = 150;
const GIVES_UP = "I don't know.";

/**
 * The form for an answer.
 * @param {{label: string, text: string, most: number, onchange: (text: string) => void, onsend: (text: string) => void}} options
 * `most`: characters that are taken
 */
export function composer({ label, text, most, onchange, onsend }) {
  const box = h("textarea", { id: "answer", rows: "6", spellcheck: "true", "aria-describedby": "answer-hint answer-length",
    placeholder: "Answer as you would say it." });
  const length = h("span", { id: "answer-length", class: "length" });
  const send = h("button", { type: "submit", class: "primary" }, "Send answer");
  const without = h("span", { class: "without" },
    h("button", { type: "button", class: "plain", onclick: () => onsend(GIVES_UP) }, "I don’t know"),
    h("button", { type: "button", class: "plain", onclick: () => onsend("") }, "Skip"));
  const form = h("form", { class: "composer" },
    h("label", { for: "answer", class: "label" }, label), box,
    h("div", { class: "composer-foot" },
      h("p", { class: "hint" }, h("span", { id: "answer-hint", class: "keys" }, `${shortcut()} sends`), length),
      h("div", { class: "actions" }, without, send)));
  const update = () => {
    fit(box);
    const isTooLong = tell(length, box.value, most);
    const isEmpty = box.value.trim() === "";
    send.disabled = isEmpty || isTooLong;
    // Skip and give up are offered only while the box is empty, so that a wrong click cannot lose what was typed.
    without.hidden = !isEmpty;
    box.setAttribute("aria-invalid", String(isTooLong));
  };
  box.addEventListener("input", () => { onchange(box.value); update(); });
  box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!send.disabled) onsend(box.value);
  });
  box.value = text;
  requestAnimationFrame(update);
  update();
  return form;
}

/** Let a text box be as high as its text. @param {HTMLTextAreaElement} box */
export function fit(box) {
  setStyle(box, "height", "auto");
  if (box.scrollHeight > 0) setStyle(box, "height", `${box.scrollHeight + 2}px`);
}

/** Say how long the text is; returns whether it is too long. @param {Element} where @param {string} text @param {number} most */
function tell(where, text, most) {
  const characters = countCharacters(text);
  const words = text.trim() === "" ? 0 : text.trim().split(/\s+/).length;
  const isTooLong = characters > most;
  where.classList.toggle("too-long", isTooLong);
  const over = `${characters.toLocaleString("en")} characters; at most ${most.toLocaleString("en")} are taken`;
  const spoken = `${counted(words, "word")}, ${aloud(words / WORDS_PER_MINUTE)} aloud`;
  where.textContent = isTooLong ? over : words ? spoken : "";
  return isTooLong;
}

/** @param {number} minutes */
function aloud(minutes) {
  return minutes < 1 ? `${Math.max(1, Math.round(minutes * 60))} s` : `${minutes.toFixed(1)} min`;
}

function shortcut() {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘ Enter" : "Ctrl + Enter";
}
