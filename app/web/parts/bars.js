/** Bars: a score behind its bar, parts of a whole side by side. Decides their widths. */

import { h, setStyle } from "../platform/dom.js";
import { formatScore } from "../text/format.js";

/** A score behind its bar. @param {number} score @param {number} [share] of the bar that is filled, 0..1 */
export function scoreBar(score, share = score) {
  const fill = setStyle(h("span", { class: "fill" }), "--share", Math.min(Math.max(share, 0), 1));
  return h("span", { class: "scored" }, h("span", { class: "track", "aria-hidden": "true" }, fill), h("span", { class: "figure" }, formatScore(score)));
}

/** Parts of a whole side by side, each as wide as its size. @param {{size: number, kind: string, name: string}[]} parts */
export function stackedBar(parts) {
  const shown = parts.filter(({ size }) => size > 0);
  return h("div", { class: "parts", "aria-hidden": "true" }, shown.map(({ size, kind, name }) =>
    setStyle(h("span", { class: `part ${kind}`, title: name }), "--size", size)));
}
