/**
 * Ask the corpus: an answer from its passages alone, each sentence with its source, or a plain refusal. Decides that a
 * question whose answer is lost goes back into the box.
 */

import { fitHeight } from "../answer/answer-form.js";
import { withCitationMarks } from "../parts/citation.js";
import { citedAnswer } from "../parts/cited-answer.js";
import { ConnectionLost, messageOf, stream } from "../platform/api-client.js";
import { announce, h, notice } from "../platform/dom.js";
import { questionDraft, storeQuestionDraft } from "../platform/storage.js";

/** @typedef {import("../parts/citation.js").Citation} Citation */

const EXAMPLES = [
  "How do I choose between ROC-AUC and PR-AUC?",
  "Why does a KV cache take so much memory?",
  "How long should a behavioural answer be?",
];
const MAX_CHARS = 2000;

/** What was asked while the page is open, latest first. @type {Element[]} */
const askedSoFar = [];
/** Its words, earliest first: a question such as "why?" goes on from the one before. @type {string[]} */
const conversation = [];
const MAX_BEFORE = 6;

/** @param {Element} root */
export function showAsk(root) {
  const answers = h("div", { class: "answers" }, askedSoFar);
  const box = h("textarea", { id: "question", rows: "2", maxlength: MAX_CHARS, placeholder: EXAMPLES[0] });
  const send = h("button", { type: "submit", class: "primary" }, "Ask");
  const form = h("form", { class: "ask-form" }, h("label", { class: "label", for: "question" }, "Your question"), box,
    h("div", { class: "composer-foot" }, h("p", { class: "hint" }, h("span", { class: "keys" }, "Enter asks, Shift + Enter breaks the line")), send));
  const update = () => { fitHeight(box); send.disabled = box.value.trim().length < 2; };
  const ask = (/** @type {string} */ question) => {
    storeQuestionDraft("");
    box.value = "";
    update();
    askOnce(question, answers, ask, () => { box.value = question; storeQuestionDraft(question); update(); });
  };
  box.addEventListener("input", () => { storeQuestionDraft(box.value); update(); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); if (!send.disabled) ask(box.value.trim()); });
  box.value = questionDraft();
  root.replaceChildren(h("section", { class: "ask" },
    h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Ask the corpus"),
      h("p", {}, "The answer is made of the notes alone, and every sentence names its passage. Where the notes have nothing, it says so.")),
    form, askedSoFar.length ? null : examples(ask), answers));
  document.title = "Ask the corpus · Interview coach";
  update();
}

/** @param {(question: string) => void} ask */
function examples(ask) {
  const items = EXAMPLES.map((question) => h("li", {}, h("button", { type: "button", class: "plain", onclick: () => ask(question) }, question)));
  return h("div", { class: "examples" }, h("p", { class: "label" }, "For example"), h("ul", {}, items));
}

/**
 * @param {string} question @param {Element} answers @param {(question: string) => void} ask asks the next one
 * @param {() => void} giveBack puts the question into the box again
 */
async function askOnce(question, answers, ask, giveBack) {
  document.querySelectorAll(".examples").forEach((offer) => offer.remove());
  const before = conversation.slice(-MAX_BEFORE);
  conversation.push(question);
  const body = h("div", { class: "answer-body" }, h("p", { class: "waiting" }, "Looking in the passages …"));
  const entry = h("article", { class: "asked" }, h("h2", {}, question), body);
  askedSoFar.unshift(entry);
  answers.prepend(entry);
  await fill(question, before, body, ask, giveBack);
}

/** A link to the answer explained. @param {string} question @param {string[]} before */
function howItCame(question, before) {
  const address = new URLSearchParams([["q", question], ...before.map((earlier) => ["before", earlier])]);
  return h("p", { class: "grade-foot" }, h("a", { class: "roomy", href: `/inside?${address}` }, "How this answer came about"));
}

/**
 * @param {string} question @param {string[]} before @param {Element} body @param {(question: string) => void} ask
 * @param {() => void} giveBack
 */
async function fill(question, before, body, ask, giveBack) {
  let text = "";
  let citations = /** @type {Citation[]} */ ([]);
  try {
    for await (const event of stream("/api/ask/stream", { body: { question, before } })) {
      if (event.event === "sources") citations = event.data.citations;
      if (event.event === "restart") text = "";
      if (event.event === "token") {
        text += event.data.text;
        body.replaceChildren(h("p", { class: "streamed" }, withCitationMarks(text, citations)));
      }
      if (event.event === "done") {
        body.replaceChildren(...citedAnswer(event.data, ask), howItCame(question, before));
        announce(event.data.refused || event.data.answer);
      }
    }
  } catch (error) {
    giveBack();
    const sentence = error instanceof ConnectionLost ? "The connection was lost." : messageOf(error);
    body.replaceChildren(notice(sentence, { action: "Retry", onaction: () => fill(question, before, body, ask, giveBack) }));
  }
}
