/**
 * The candidate's words on the page: prose, and code between ``` lines in a block of its own. Decides that every
 * character stands in the DOM as text, the ``` lines unseen and a break in wrapped prose as a space, so that evidence is
 * marked by where it stands.
 */

import { h } from "../platform/dom.js";
import { unbroken } from "../text/formula.js";
import { joinedLines } from "../text/prose.js";
import { toIndices } from "../text/offsets.js";

/** A ``` line, what follows it, and the ``` line that closes it or the end. */
const FENCED = /^([^\S\n]*```[^\n`]*\n)([\s\S]*?)(?:^[^\S\n]*```[^\S\n]*(?:\n|(?![\s\S]))|(?![\s\S]))/gm;

/** @typedef {{start: number, end: number, point: string, kind: string}} Stretch of the answer, which is evidence on a key point; UTF-16 indices */
/** @typedef {{start: number, from: number, to: number, end: number}} Code a stretch [start, end) of the answer; its lines of code are [from, to) */

/** An answer with its evidence marked. @param {string} text @param {Stretch[]} [stretches] @param {string} [label] whose it is */
export function candidateAnswer(text, stretches = [], label = "Your answer") {
  const isEmpty = text.trim() === "";
  return h("div", { class: `said ${isEmpty ? "empty" : ""}` }, h("p", { class: "label" }, label),
    h("div", { class: "said-text" }, isEmpty ? "No answer" : markedContent(joinedLines(text), stretches)));
}

/** What a verdict quotes of an answer; lines of code stay lines. @param {string} answer @param {{quote: string, start: number, end: number}} evidence code-point offsets */
export function quotedEvidence(answer, { quote, start, end }) {
  const [from, to] = toIndices(answer, [start, end]);
  const inside = codeBlocks(answer).some((code) => code.from <= from && to <= code.to);
  if (inside) return h("q", { class: "code" }, unindented(answer, from, to));
  const words = quote.replace(/^[^\S\n]*```[^\n`]*$/gm, "").replace(/\s+/g, " ").trim();
  return h("q", {}, unbroken(words));
}

/** @param {string} text @param {Stretch[]} stretches */
function markedContent(text, stretches) {
  /** @type {import("../platform/dom.js").Child[]} */
  const parts = [];
  let shown = 0;
  for (const { start, from, to, end } of codeBlocks(text)) {
    parts.push(...markedText(text, shown, start, stretches), h("code", { class: "said-code" },
      h("span", { hidden: true }, text.slice(start, from)), markedText(text, from, to, stretches), h("span", { hidden: true }, text.slice(to, end))));
    shown = end;
  }
  return [...parts, ...markedText(text, shown, text.length, stretches)];
}

/** The blocks of code, each with the empty lines around it, since a block has its own margin. @param {string} text @returns {Code[]} */
function codeBlocks(text) {
  let before = 0;
  return Array.from(text.matchAll(FENCED), (found) => {
    const from = found.index + found[1].length;
    const close = found.index + found[0].length;
    const start = Math.max(before, text.slice(0, found.index).trimEnd().length);
    before = close + (/^(?:[^\S\n]*\n)*/.exec(text.slice(close))?.[0].length ?? 0);
    return { start, from, to: from + found[2].length, end: before };
  });
}

/** text[from:to) cut where evidence begins and ends. @param {string} text @param {number} from @param {number} to @param {Stretch[]} stretches */
function markedText(text, from, to, stretches) {
  const inside = stretches.flatMap(({ start, end }) => [start, end]).filter((cut) => from < cut && cut < to);
  const cuts = [...new Set([from, ...inside, to])].sort((a, b) => a - b);
  const parts = [];
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const words = unbroken(text.slice(cuts[at], cuts[at + 1]));
    const covering = stretches.filter(({ start, end }) => start <= cuts[at] && cuts[at + 1] <= end);
    parts.push(covering.length === 0 ? words : evidenceMark(words, covering));
  }
  return parts;
}

/** @param {(string | Element)[]} words @param {Stretch[]} covering */
function evidenceMark(words, covering) {
  const kind = ["wrong", "met", "half"].find((name) => covering.some((stretch) => stretch.kind === name));
  return h("mark", { class: `evidence ${kind}`, "data-points": covering.map(({ point }) => point).join(" ") }, words);
}

/** Lines of code without the indentation that all of them share. @param {string} text @param {number} from @param {number} to */
function unindented(text, from, to) {
  const before = text.slice(text.lastIndexOf("\n", from - 1) + 1, from);
  const lines = ((before.trim() === "" ? before : "") + text.slice(from, to).trimEnd()).split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  return lines.map((line) => line.slice(Math.min(...indents))).join("\n");
}
