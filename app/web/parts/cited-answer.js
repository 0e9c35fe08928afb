/** An answer from the corpus with its passages. Decides that a sentence without a passage is marked as such. */

import { citationMark, passageLink, passageList } from "./citation.js";
import { usageLine } from "./usage.js";
import { h } from "../platform/dom.js";
import { renderSentence } from "../text/markdown-inline.js";

/** @typedef {import("../platform/api-client.js").Bodies["AnswerView"]} Answer from the corpus, not a candidate's */
/** @typedef {import("./citation.js").Citation} Citation */

/**
 * A whole answer, or why there is none. @param {Answer} answer
 * @param {(question: string) => void} [ask] asks a next question; without it none is offered
 * @returns {Element[]}
 */
export function citedAnswer(answer, ask) {
  const fallback = answer.fallback ? h("p", { class: "fallback" }, `No LLM answer this time: ${answer.fallback}`) : null;
  const usage = usageLine(answer.usage);
  const notes = answer.notes.map((note) => h("p", { class: "grade-foot" }, note));
  // What is far from everything has no next question.
  const isFar = answer.refused !== "" && (answer.nearest ?? []).length === 0;
  const next = ask && !isFar ? nextQuestions(answer.next_questions ?? [], ask) : null;
  if (answer.refused) return present([h("div", { class: "refused" }, h("p", { class: "label" }, isFar ? "Not in the notes" : "Not answered"), h("p", {}, whyNot(answer)), nearestPassages(answer)), next, fallback, usage]);
  const known = new Map(answer.citations.map((citation) => [citation.n, citation]));
  return present([
    h("p", { class: "answer-text" }, answer.sentences.map((sentence) => citedSentence(sentence, known))),
    passageList(answer.citations, "Passages", (n) => saidBy(answer, n)),
    h("p", { class: "grade-foot" }, writtenBy(answer)),
    next, usage, ...notes, fallback]);
}

/** The sentences of an answer that cite a passage. @param {Answer} answer @param {number} n @returns {string[]} */
function saidBy({ sentences }, n) {
  return sentences.filter(({ cites }) => cites.includes(n)).map(({ text }) => text);
}

/** What a refusal names and advises beside saying that there is nothing, as app/answering/offline_tutor.py writes it. */
const BESIDE = / (Nearest here: |Ask in other words).*$/s;

/** Why there is no answer. What is nearest follows as links, and adding a document is for who runs the coach. @param {Answer} answer */
function whyNot({ refused, nearest = [] }) {
  if (!BESIDE.test(refused)) return refused;
  return `${refused.replace(BESIDE, "")} Ask in other words${nearest.length ? ", or read what is nearest:" : "."}`;
}

/** Where nothing answers: what is nearest, each a link. @param {Answer} answer */
function nearestPassages({ nearest = [] }) {
  if (nearest.length === 0) return null;
  return h("ul", { class: "nearest" }, nearest.map((place) => h("li", {}, passageLink(place))));
}

/** @param {string[]} questions @param {(question: string) => void} ask */
function nextQuestions(questions, ask) {
  if (questions.length === 0) return null;
  const items = questions.map((question) => h("li", {}, h("button", { type: "button", class: "plain", onclick: () => ask(question) }, question)));
  return h("div", { class: "examples next-questions" }, h("p", { class: "label" }, "Ask next"), h("ul", {}, items));
}

/** @param {Answer["sentences"][number]} sentence @param {Map<number, Citation>} known */
function citedSentence({ text, cites, grounded }, known) {
  const rendered = renderSentence(text);
  const marks = cites.flatMap((n) => known.get(n) ?? []).map((citation) => citationMark(citation, text));
  // The space does not break, so that no line begins with the mark of the sentence before.
  if (grounded && marks.length) return h("span", { class: "sentence" }, rendered, "\u00a0", marks, " ");
  return h("span", { class: "sentence ungrounded" }, rendered, "\u00a0", h("span", { class: "ungrounded-tag" }, "no passage"), " ");
}

/** @param {Answer} answer */
function writtenBy({ answered_by: method, sentences, usage }) {
  if (method !== "offline") return `Written by ${usage.at(-1)?.model ?? "a language model"}; every citation was checked.`;
  if (sentences.every(({ prepared }) => prepared)) return "Written beforehand for such questions, each sentence from the passage it cites, without an LLM.";
  const beside = sentences.some(({ prepared }) => prepared) ? ", and sentences written beforehand from them" : "";
  return `Sentences of the passages, word for word${beside}, without an LLM.`;
}

/** @param {(Element | null)[]} elements */
function present(elements) {
  return elements.filter((item) => item !== null);
}
