/** An answer from the corpus with its passages. Decides that a sentence without a passage is marked as such. */

import { citationMark, passageList } from "./citation.js";
import { usageLine } from "./usage.js";
import { h } from "../platform/dom.js";
import { renderSentence } from "../text/markdown-inline.js";

/** @typedef {import("../platform/api-client.js").Bodies["AnswerView"]} Answer from the corpus, not a candidate's */
/** @typedef {import("./citation.js").Citation} Citation */

/** A whole answer, or why there is none. @param {Answer} answer @returns {Element[]} */
export function citedAnswer(answer) {
  const fallback = answer.fallback ? h("p", { class: "fallback" }, `No LLM answer this time: ${answer.fallback}`) : null;
  const usage = usageLine(answer.usage);
  const notes = answer.notes.map((note) => h("p", { class: "grade-foot" }, note));
  if (answer.refused) return present([h("div", { class: "refused" }, h("p", { class: "label" }, "Not in the corpus"), h("p", {}, answer.refused)), fallback, usage]);
  const known = new Map(answer.citations.map((citation) => [citation.n, citation]));
  return present([
    h("p", { class: "answer-text" }, answer.sentences.map((sentence) => citedSentence(sentence, known))),
    passageList(answer.citations, "Passages"),
    h("p", { class: "grade-foot" }, writtenBy(answer)),
    usage, ...notes, fallback]);
}

/** @param {Answer["sentences"][number]} sentence @param {Map<number, Citation>} known */
function citedSentence({ text, cites, grounded }, known) {
  const rendered = renderSentence(text);
  const marks = cites.flatMap((n) => known.get(n) ?? []).map(citationMark);
  // The space does not break, so that no line begins with the mark of the sentence before.
  if (grounded && marks.length) return h("span", { class: "sentence" }, rendered, "\u00a0", marks, " ");
  return h("span", { class: "sentence ungrounded" }, rendered, "\u00a0", h("span", { class: "ungrounded-tag" }, "no passage"), " ");
}

/** @param {Answer} answer */
function writtenBy({ answered_by: method, usage }) {
  return method === "offline" ? "Sentences of the passages, word for word, without an LLM." : `Written by ${usage.at(-1)?.model ?? "a language model"}; every citation was checked.`;
}

/** @param {(Element | null)[]} elements */
function present(elements) {
  return elements.filter((item) => item !== null);
}
