/**
 * "I said that": a candidate contests a verdict with a sentence of the answer. Decides that only words of the answer
 * are sent, and that the outcome is shown in the same place; the coach decides the verdict.
 */

import { post, sentenceOf } from "../platform/api-client.js";
import { announce, h, notice, within } from "../platform/dom.js";

/** Longest sentence that the API takes. */
const MAX_CHARS = 2000;

/** @typedef {import("../platform/api-client.js").Bodies["VerdictView"]} Verdict */
/**
 * @typedef {{id: string, turn: number, answer: string, onchanged: (point: string, reason: string) => Promise<void>}} Appealing
 * of an interview: the turn with its answer, and what to do when a verdict has changed
 */

/**
 * The control below a verdict; null where there is nothing to contest.
 * @param {Verdict} verdict @param {Appealing | null} appealing
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
    const form = appealForm(verdict, appealing, place, () => offer().focus());
    place.replaceChildren(form);
    within(form, "input, textarea")?.focus();
  };
  offer();
  return place;
}

/** Where the words are picked or typed. @param {Verdict} verdict @param {Appealing} appealing @param {Element} place @param {() => void} close */
function appealForm(verdict, appealing, place, close) {
  const name = `appeal-${appealing.turn}-${verdict.point_id}`;
  const box = h("textarea", { id: `${name}-own`, rows: 2, maxlength: MAX_CHARS, placeholder: "Or type the words as they stand in your answer" });
  const send = h("button", { type: "submit", class: "primary", disabled: true }, "Look again");
  const picks = sentences(appealing.answer).map((sentence) =>
    h("input", { type: "radio", name, value: sentence, onchange: () => { box.value = ""; update(); } }));
  const rows = picks.map((radio) => h("label", { class: "pick" }, radio, h("span", {}, radio.value)));
  const why = h("p", { class: "appeal-why", hidden: true });
  const form = h("form", { class: "appeal-form" },
    h("fieldset", {}, h("legend", { class: "label" }, "Which words say it?"), h("div", { class: "picks" }, rows)),
    h("label", { class: "unseen", for: `${name}-own` }, "Your words"), box,
    why,
    h("div", { class: "appeal-foot" }, send, h("button", { type: "button", class: "plain", onclick: close }, "Cancel")));
  const chosen = () => box.value.trim() || picks.find((radio) => radio.checked)?.value || "";
  const update = () => {
    const stands = box.value.trim() === "" || normalized(appealing.answer).includes(normalized(box.value));
    why.hidden = stands;
    why.textContent = stands ? "" : "These words do not stand in your answer.";
    send.disabled = !stands || chosen().length < 2;
  };
  box.addEventListener("input", () => {
    for (const radio of picks) radio.checked = false;
    update();
  });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!send.disabled) contest(verdict, appealing, chosen(), place, send, form);
  });
  return form;
}

/** @param {Verdict} verdict @param {Appealing} appealing @param {string} sentence @param {Element} place @param {HTMLButtonElement} send @param {Element} form */
async function contest(verdict, appealing, sentence, place, send, form) {
  send.disabled = true;
  send.textContent = "Looking …";
  form.querySelector(".notice")?.remove();
  try {
    const outcome = await post("/api/interviews/{interview_id}/turns/{number}/appeals", {
      path: { interview_id: appealing.id, number: appealing.turn }, body: { point_id: verdict.point_id, sentence } });
    if (outcome.changed) return await appealing.onchanged(verdict.point_id, outcome.reason);
    const reason = h("p", { class: "appeal-told", tabindex: "-1" }, outcome.reason);
    place.replaceChildren(reason);
    reason.focus();
    announce(outcome.reason);
  } catch (error) {
    send.disabled = false;
    send.textContent = "Look again";
    form.append(notice(sentenceOf(error)));
  }
}

/** The sentences of an answer as they stand in it. @param {string} answer @returns {string[]} */
function sentences(answer) {
  const pieces = typeof Intl.Segmenter === "function"
    ? Array.from(new Intl.Segmenter("en", { granularity: "sentence" }).segment(answer), ({ segment }) => segment)
    : answer.split(/(?<=[.!?])\s+/);
  const whole = pieces.flatMap((piece) => piece.split(/\n+/)).map((piece) => piece.trim());
  return [...new Set(whole)].filter((piece) => /[\p{L}\p{N}]/u.test(piece) && piece.length > 1 && piece.length <= MAX_CHARS && !piece.startsWith("```"));
}

/** @param {string} text */
function normalized(text) {
  return text.toLowerCase().replace(/\s+/g, " ").trim();
}
