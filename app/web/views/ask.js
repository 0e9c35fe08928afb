/** Ask the corpus: an answer from its passages alone, each sentence with its source, or a plain refusal. */

import { ApiError, ConnectionLost, stream } from "../platform/api.js";
import { list, mark, withMarks } from "../parts/citation.js";
import { fit } from "../parts/composer.js";
import { announce, h, notice } from "../platform/dom.js";
import { renderSentence } from "../text/inline.js";
import { askDraft, keepAskDraft } from "../platform/memory.js";
import { usageLine } from "../parts/usage.js";

/** @typedef {import("../parts/citation.js").Citation} Citation */

const EXAMPLES = [
  "How do I choose between ROC-AUC and PR-AUC?",
  "Why does a KV cache take so much memory?",
  "How long should a behavioural answer be?",
];
const MOST_CHARACTERS = 2000;

/** What was asked while the page is open, latest first. @type {Element[]} */
const asked = [];

/** @param {Element} root */
export function showAsk(root) {
  const answers = h("div", { class: "answers" }, asked);
  const box = h("textarea", { id: "question", rows: "2", maxlength: MOST_CHARACTERS, placeholder: EXAMPLES[0] });
  const send = h("button", { type: "submit", class: "primary" }, "Ask");
  const form = h("form", { class: "ask-form" }, h("label", { class: "label", for: "question" }, "Your question"), box,
    h("div", { class: "composer-foot" }, h("p", { class: "hint" }, h("span", { class: "keys" }, "Enter asks, Shift + Enter breaks the line")), send));
  const update = () => { fit(box); send.disabled = box.value.trim().length < 2; };
  const ask = (/** @type {string} */ question) => {
    keepAskDraft("");
    box.value = "";
    update();
    askOnce(question, answers, () => { box.value = question; keepAskDraft(question); update(); });
  };
  box.addEventListener("input", () => { keepAskDraft(box.value); update(); });
  box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", (/** @type {Event} */ event) => { event.preventDefault(); if (!send.disabled) ask(box.value.trim()); });
  box.value = askDraft();
  root.replaceChildren(h("section", { class: "ask" },
    h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Ask the corpus"),
      h("p", {}, "The answer is made of the notes alone, and every sentence names its passage. Where the notes have nothing, it says so.")),
    form, asked.length ? null : examples(ask), answers));
  document.title = "Ask the corpus · Interview coach";
  update();
}

/** @param {(question: string) => void} ask */
function examples(ask) {
  const items = EXAMPLES.map((question) => h("li", {}, h("button", { type: "button", class: "plain", onclick: () => ask(question) }, question)));
  return h("div", { class: "examples" }, h("p", { class: "label" }, "For example"), h("ul", {}, items));
}

/** @param {string} question @param {Element} answers @param {() => void} giveBack puts the question into the box again */
async function askOnce(question, answers, giveBack) {
  document.querySelector(".examples")?.remove();
  const body = h("div", { class: "answer-body" }, h("p", { class: "waiting" }, "Looking in the passages …"));
  const entry = h("article", { class: "asked" }, h("h2", {}, question), body);
  asked.unshift(entry);
  answers.prepend(entry);
  await fill(question, body, giveBack);
}

/** @param {string} question @param {Element} body @param {() => void} giveBack */
async function fill(question, body, giveBack) {
  let text = "";
  let citations = /** @type {Citation[]} */ ([]);
  try {
    for await (const { event, data } of stream("/api/ask/stream", { question })) {
      if (event === "sources") citations = data.citations;
      if (event === "restart") text = "";
      if (event === "token") body.replaceChildren(h("p", { class: "streamed" }, withMarks((text += data.text), citations)));
      if (event === "done") body.replaceChildren(...finished(data));
      if (event === "done") announce(data.refused || data.answer);
    }
  } catch (error) {
    giveBack();
    const sentence = error instanceof ConnectionLost ? "The connection was lost." : error instanceof ApiError ? error.message : String(error);
    body.replaceChildren(notice(sentence, { action: "Retry", onaction: () => fill(question, body, giveBack) }));
  }
}

/** A whole answer with its passages. @param {any} answer AnswerView of the API @returns {Element[]} */
export function finished(answer) {
  const fallback = answer.fallback ? [h("p", { class: "fallback" }, `No LLM answer this time: ${answer.fallback}`)] : [];
  const usage = answer.usage ?? [];
  const took = [usageLine(usage)].filter((line) => line !== null);
  const notes = (answer.notes ?? []).map((/** @type {string} */ note) => h("p", { class: "grade-foot" }, note));
  if (answer.refused) return [h("div", { class: "refused" }, h("p", { class: "label" }, "Not in the corpus"), h("p", {}, answer.refused)), ...fallback, ...took];
  const known = new Map(answer.citations.map((/** @type {Citation} */ citation) => [citation.n, citation]));
  const sentences = answer.sentences.map((/** @type {any} */ sentence) => {
    const text = renderSentence(sentence.text);
    const marks = sentence.cites.flatMap((/** @type {number} */ n) => (known.has(n) ? [mark(/** @type {any} */ (known.get(n)))] : []));
    // The space does not break, so that no line begins with the mark of the sentence before.
    if (sentence.grounded && marks.length) return h("span", { class: "sentence" }, text, "\u00a0", marks, " ");
    return h("span", { class: "sentence ungrounded" }, text, "\u00a0", h("span", { class: "ungrounded-tag" }, "no passage"), " ");
  });
  const by = answer.answered_by === "offline" ? "Sentences of the passages, word for word, without an LLM." : `Written by ${usage[usage.length - 1]?.model ?? "a language model"}; every citation was checked.`;
  return [h("p", { class: "answer-text" }, sentences), list(answer.citations, "Passages"), h("p", { class: "grade-foot" }, by), ...took, ...notes, ...fallback].filter(Boolean);
}
