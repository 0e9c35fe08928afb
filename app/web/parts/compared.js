/**
 * What somebody beside the coach has heard in an answer, and what the coach has found, point by point. Decides the words
 * of both, and that what they differ in stands first.
 */

import { h } from "../platform/dom.js";
import { unbroken } from "../text/formula.js";

/** @typedef {{point_id: string, point: string, heard: boolean, state: string, outcome: string}} Point by both */

/** What the coach says of a point, in the words for what the interviewer has heard. @type {Record<string, string>} */
const STATES = { met: "said", "partly met": "half said", "not met": "not said", contradicted: "said otherwise", "": "not graded" };
const ORDER = ["differ", "between", "agree", "not graded"];

/** @param {{points: Point[], remark: string}} both @param {{level?: "h3" | "h4", title?: string}} [options] */
export function comparedList({ points, remark }, { level = "h3", title = "Interviewer and coach" } = {}) {
  const ordered = [...points].sort((one, other) => ORDER.indexOf(one.outcome) - ORDER.indexOf(other.outcome));
  return h("section", { class: "by-two" }, h(level, { class: "small-title" }, title),
    h("ul", {}, ordered.map((point) => h("li", { class: point.outcome === "differ" ? "differs" : "" }, unbroken(point.point), bothSay(point)))),
    remark ? [h("p", { class: "label" }, "The interviewer says:"), h("blockquote", { class: "remark" }, remark)] : null);
}

/** @param {Pick<Point, "heard" | "state" | "outcome">} point */
export function bothSay({ heard, state, outcome }) {
  return h("span", { class: "both-say" }, `Interviewer: ${heard ? "said" : "not said"} · Coach: ${STATES[state] ?? state}`,
    outcome === "differ" ? [" · ", h("strong", {}, "they differ")] : null);
}

/** On how many points two agree and differ. @param {number} agree @param {number} differ */
export function countsOfBoth(agree, differ) {
  return `Interviewer and coach agree on ${agree} and differ on ${differ} key points. What the interviewer marks moves no points.`;
}
