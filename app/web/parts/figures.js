/** Small figures of /inside: bars with their numbers, places in the corpus, texts that open. */

import { address } from "./citation.js";
import { h, setStyle } from "../platform/dom.js";
import { place } from "../text/words.js";

/** Three digits after the point, as scores are told. @param {number} score */
export function score(score) {
  return score.toFixed(3);
}

/** @param {number} ms */
export function milliseconds(ms) {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** @param {number} count */
export function thousands(count) {
  return count.toLocaleString("en");
}

/** A number behind its bar. @param {number} value @param {number} [share] of the bar that is filled, 0..1 */
export function bar(value, share = value) {
  const fill = setStyle(h("span", { class: "fill" }), "--share", Math.min(Math.max(share, 0), 1));
  return h("span", { class: "scored" }, h("span", { class: "track", "aria-hidden": "true" }, fill), h("span", { class: "figure" }, score(value)));
}

/** Parts of a whole side by side, each as wide as its size. @param {{size: number, kind: string, name: string}[]} parts */
export function parts(parts) {
  const shown = parts.filter(({ size }) => size > 0);
  return h("div", { class: "parts", "aria-hidden": "true" }, shown.map(({ size, kind, name }) =>
    setStyle(h("span", { class: `part ${kind}`, title: name }), "--size", size)));
}

/** A link to a place in the corpus. @param {{document: string, title: string, headings: string[], start: number, end: number}} item */
export function where(item) {
  return h("a", { class: "where", href: address(item) }, place(item));
}

/** A text that opens. @param {string} title @param {string} text @param {boolean} [open] */
export function opens(title, text, open = false) {
  return h("details", { class: "opens", open }, h("summary", {}, title), h("pre", { tabindex: "0" }, text));
}
