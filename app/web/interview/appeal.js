/**
 * "I said that": a candidate contests a verdict with a sentence of the answer. Decides that only words of the answer
 * are sent, that the outcome stays in the same place, and that words that were looked at are not offered again; the
 * coach decides the verdict.
 */

import { post, sentenceOf } from "../platform/api-client.js";
import { announce, h, notice, within } from "../platform/dom.js";

/** Longest sentence that the API takes. */
const MAX_CHARS = 2000;

/** @typedef {import("../platform/api-client.js").Bodies["VerdictView"]} Verdict */
/** @typedef {import("../platform/api-client.js").Bodies["LookedAtView"]} LookedAt */
/**
 * @typedef {{id: string, turn: number, answers: string[], outcomes: LookedAt[], onchanged: (point: string, reason: string) => Promise<void>}} Appealing
 * of an interview: the turn with the answers that it was graded by, what came of its appeals, and what to do when a verdict has changed
 */

/**
 * What came of an appeal and the control below a verdict; null where there is nothing to tell or to contest.
 * @param {Verdict} verdict @param {Appealing | null} appealing
 */
export function appeal(verdict, appealing) {
  if (appealing === null || verdict.held_back || appealing.answers.join("").trim() === "") return null;
  if (verdict.state === "met" && outcomesOf(verdict, appealing).length === 0) return null;
  const place = h("div", { class: "appeal" });
  const offer = () => {
    const reason = outcomesOf(verdict, appealing).at(-1)?.reason;
    const name = reason === undefined ? "I said that" : "Contest it with other words";
    const button = h("button", { type: "button", class: "plain i-said", "aria-label": `${name}: ${verdict.point}`, onclick: open }, name);
    const told = reason === undefined ? "" : h("p", { class: "appeal-told", tabindex: "-1" }, reason);
    place.replaceChildren(told, verdict.state === "met" ? "" : button);
    return button;
  };
  const open = () => {
    const form = appealForm(verdict, appealing, place, offer);
    place.replaceChildren(form);
    within(form, "input, textarea")?.focus();
  };
  offer();
  return place;
}

/** What came of the appeals on a point. @param {Verdict} verdict @param {Appealing} appealing */
function outcomesOf({ point_id: id }, { outcomes }) {
  return outcomes.filter((one) => one.point_id === id);
}

/** Where the words are picked or typed. @param {Verdict} verdict @param {Appealing} appealing @param {Element} place @param {() => HTMLElement} offer puts back what stood there, with its button */
function appealForm(verdict, appealing, place, offer) {
  const close = () => offer().focus();
  const lookedAt = outcomesOf(verdict, appealing).map((one) => normalized(one.sentence));
  const name = `appeal-${appealing.turn}-${verdict.point_id}`;
  const box = h("textarea", { id: `${name}-own`, rows: 2, maxlength: MAX_CHARS, placeholder: "Or type the words as they stand in your answer" });
  const send = h("button", { type: "submit", class: "primary", disabled: true }, "Look again");
  const picks = [...new Set(appealing.answers.flatMap(sentences))].filter((sentence) => !lookedAt.includes(normalized(sentence))).map((sentence) =>
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
    const typed = normalized(box.value);
    why.textContent = lookedAt.includes(typed) ? "These words were looked at already."
      : appealing.answers.some((answer) => normalized(answer).includes(typed)) ? "" : "These words do not stand in your answer.";
    why.hidden = why.textContent === "";
    send.disabled = !why.hidden || chosen().length < 2;
  };
  box.addEventListener("input", () => {
    for (const radio of picks) radio.checked = false;
    update();
  });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!send.disabled) contest(verdict, appealing, chosen(), { place, send, form, offer });
  });
  return form;
}

/** @param {Verdict} verdict @param {Appealing} appealing @param {string} sentence @param {{place: Element, send: HTMLButtonElement, form: Element, offer: () => HTMLElement}} shown */
async function contest(verdict, appealing, sentence, { place, send, form, offer }) {
  send.disabled = true;
  send.textContent = "Looking …";
  form.querySelector(".notice")?.remove();
  try {
    const outcome = await post("/api/interviews/{interview_id}/turns/{number}/appeals", {
      path: { interview_id: appealing.id, number: appealing.turn }, body: { point_id: verdict.point_id, sentence } });
    if (outcome.changed) return await appealing.onchanged(verdict.point_id, outcome.reason);
    appealing.outcomes.push({ point_id: verdict.point_id, sentence, changed: false, reason: outcome.reason });
    offer();
    within(place, ".appeal-told")?.focus();
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
