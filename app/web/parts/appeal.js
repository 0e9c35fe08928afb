/**
 * "I said that": a candidate contests a verdict with a sentence of the answer. Decides that only words of the answer
 * are sent, and that the outcome is shown in the same place; the coach decides the verdict.
 */

import { post } from "../platform/api.js";
import { announce, h, notice } from "../platform/dom.js";

/** Longest sentence that the API takes. */
const MOST_CHARACTERS = 2000;

/**
 * @typedef {{id: string, turn: number, answer: string, onchanged: (point: string, reason: string) => Promise<void>}} Appealing
 * of an interview: the turn with its answer, and what to do when a verdict has changed
 */

/**
 * The control below a verdict; null where there is nothing to contest.
 * @param {any} verdict VerdictView @param {Appealing | null} appealing
 */
export function appeal(verdict, appealing) {
  if (appealing === null || verdict.state === "met" || verdict.held_back || appealing.answer.trim() === "") return null;
  const place = h("div", { class: "appeal" });
  const offer = () => {
    const button = h("button", { type: "button", class: "plain i-said", "aria-label": `I said that: ${verdict.point}`, onclick: open }, "I said that");
    place.replaceChildren(button);
    return button;
  };
  const open = () => {
    const form = sheet(verdict, appealing, place, () => offer().focus());
    place.replaceChildren(form);
    form.querySelector("input, textarea")?.focus();
  };
  offer();
  return place;
}

/** Where the words are picked or typed. @param {any} verdict @param {Appealing} appealing @param {Element} place @param {() => void} close */
function sheet(verdict, appealing, place, close) {
  const name = `appeal-${appealing.turn}-${verdict.point_id}`;
  const picks = sentences(appealing.answer);
  const box = h("textarea", { id: `${name}-own`, rows: 2, maxlength: MOST_CHARACTERS, placeholder: "Or type the words as they stand in your answer" });
  const send = h("button", { type: "submit", class: "primary", disabled: true }, "Look again");
  const rows = picks.map((sentence) => h("label", { class: "pick" },
    h("input", { type: "radio", name, value: sentence, onchange: () => { box.value = ""; update(); } }), h("span", {}, sentence)));
  const form = h("form", { class: "appeal-form" },
    h("fieldset", {}, h("legend", { class: "label" }, "Which words say it?"), h("div", { class: "picks" }, rows)),
    h("label", { class: "unseen", for: `${name}-own` }, "Your words"), box,
    h("p", { class: "appeal-why", hidden: true }),
    h("div", { class: "appeal-foot" }, send, h("button", { type: "button", class: "plain", onclick: close }, "Cancel")));
  const chosen = () => box.value.trim() || form.querySelector("input:checked")?.value || "";
  const update = () => {
    const stands = box.value.trim() === "" || plain(appealing.answer).includes(plain(box.value));
    const why = form.querySelector(".appeal-why");
    why.hidden = stands;
    why.textContent = stands ? "" : "These words do not stand in your answer.";
    send.disabled = !stands || chosen().length < 2;
  };
  box.addEventListener("input", () => {
    for (const radio of form.querySelectorAll("input:checked")) radio.checked = false;
    update();
  });
  form.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } });
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!send.disabled) contest(verdict, appealing, chosen(), place, send, form);
  });
  return form;
}

/** @param {any} verdict @param {Appealing} appealing @param {string} sentence @param {Element} place @param {any} send @param {Element} form */
async function contest(verdict, appealing, sentence, place, send, form) {
  send.disabled = true;
  send.textContent = "Looking …";
  form.querySelector(".notice")?.remove();
  try {
    const told = await post(`/api/interviews/${encodeURIComponent(appealing.id)}/turns/${appealing.turn}/appeals`, { point_id: verdict.point_id, sentence });
    if (told.changed) return await appealing.onchanged(verdict.point_id, told.reason);
    const reason = h("p", { class: "appeal-told", tabindex: "-1" }, told.reason);
    place.replaceChildren(reason);
    reason.focus();
    announce(told.reason);
  } catch (error) {
    send.disabled = false;
    send.textContent = "Look again";
    form.append(notice(error instanceof Error ? error.message : String(error)));
  }
}

/** The sentences of an answer as they stand in it. @param {string} answer @returns {string[]} */
function sentences(answer) {
  const pieces = typeof Intl.Segmenter === "function"
    ? Array.from(new Intl.Segmenter("en", { granularity: "sentence" }).segment(answer), ({ segment }) => segment)
    : answer.split(/(?<=[.!?])\s+/);
  const whole = pieces.flatMap((piece) => piece.split(/\n+/)).map((piece) => piece.trim());
  return [...new Set(whole)].filter((piece) => /[\p{L}\p{N}]/u.test(piece) && piece.length > 1 && piece.length <= MOST_CHARACTERS && !piece.startsWith("```"));
}

/** @param {string} text */
function plain(text) {
  return text.toLowerCase().replace(/\s+/g, " ").trim();
}
