/**
 * Ask the corpus: an answer from its passages alone, each sentence with its source, or a plain refusal. Decides that a
 * question whose answer is lost goes back into the box, and that the last one can be changed, which takes its place.
 */

import { fitHeight } from "../answer/answer-form.js";
import { h } from "../platform/dom.js";
import { questionDraft, storeQuestionDraft } from "../platform/storage.js";
import { Asked } from "./corpus-question.js";

const EXAMPLES = [
  "How do I choose between ROC-AUC and PR-AUC?",
  "Why does a KV cache take so much memory?",
  "How long should a behavioural answer be?",
];
const MAX_CHARS = 2000;
/** How many earlier questions go with one: "why?" goes on from the one before. */
const MAX_BEFORE = 6;

/** What was asked while the page is open, earliest first. @type {Asked[]} */
const askedSoFar = [];

/** What the view that is open does; what was asked before it was opened goes on with it too. @type {import("./corpus-question.js").Asking} */
const asking = { ask: () => undefined, edit: () => undefined, giveBack: () => undefined, takeBack: () => undefined };

/** @param {Element} root */
export function showAsk(root) {
  const answers = h("div", { class: "answers" }, askedSoFar.map(({ entry }) => entry).reverse());
  const box = h("textarea", { id: "question", rows: "2", maxlength: MAX_CHARS });
  const send = h("button", { type: "submit", class: "primary" }, "Ask");
  const changing = h("p", { class: "hint changing", role: "status" });
  const form = h("form", { class: "ask-form" }, h("label", { class: "label", for: "question" }, "Your question"), box, changing,
    h("div", { class: "composer-foot" }, h("p", { class: "hint" }, h("span", { class: "keys" }, "Enter asks, Shift + Enter breaks the line")), send));
  const update = () => { fitHeight(box); send.disabled = box.value.trim().length < 2; };
  const put = (/** @type {string} */ words) => { box.value = words; storeQuestionDraft(words); update(); };
  /** @type {Asked | null} the last question, while it is changed */
  let changed = null;
  const keep = () => { changed = null; changing.replaceChildren(); };
  Object.assign(asking, /** @type {import("./corpus-question.js").Asking} */ ({
    ask: (question) => { ask(question); },
    edit: (asked) => {
      changed = asked;
      put(asked.question);
      changing.replaceChildren("This takes the place of your last question. ", h("button", { type: "button", class: "plain", onclick: () => { keep(); put(""); } }, "Leave it as it is"));
      box.focus();
    },
    giveBack: (question) => { if (box.value.trim() === "") put(question); },
    takeBack: (question) => { if (box.value === question) put(""); },
  }));
  const ask = (/** @type {string} */ question) => {
    document.querySelectorAll(".examples, .change, .ask .intro p").forEach((offer) => offer.remove());
    const earlier = changed;
    keep();
    put("");
    if (earlier !== null) askedSoFar.splice(askedSoFar.indexOf(earlier), 1);
    const asked = new Asked(question, askedSoFar.slice(-MAX_BEFORE).map((one) => one.question), asking, earlier);
    askedSoFar.push(asked);
    if (earlier === null) answers.prepend(asked.entry);
    else earlier.entry.replaceWith(asked.entry);
    asked.fill();
  };
  box.addEventListener("input", () => { storeQuestionDraft(box.value); update(); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); if (!send.disabled) ask(box.value.trim()); });
  box.value = questionDraft();
  root.replaceChildren(h("section", { class: "ask" },
    h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Ask the notes"),
      // Once a conversation has begun it is known, and pushes the newest answer down.
      askedSoFar.length ? null : h("p", {}, "The answer is made of the notes alone, and every sentence names its passage. Where the notes have nothing, it says so.")),
    form, askedSoFar.length ? null : examples(ask), answers));
  document.title = "Ask the notes · Interview coach";
  update();
}

/** @param {(question: string) => void} ask */
function examples(ask) {
  const items = EXAMPLES.map((question) => h("li", {}, h("button", { type: "button", class: "plain", onclick: () => ask(question) }, question)));
  return h("div", { class: "examples" }, h("p", { class: "label" }, "For example"), h("ul", {}, items));
}
