/**
 * What is still open in a design, and what would make a story stronger, as the coach sees it after the last message.
 * Decides that nothing is told in an exam or before the first message, and that a story whose points are all made is
 * not said to lack anything.
 */

import { h } from "../platform/dom.js";

/** @typedef {import("../platform/api-client.js").Bodies["InterviewView"]} Interview */

/** The phases of a design in their order. Source: app/interview/flows/system_design.py. */
const PHASES = ["requirements", "estimate", "high level", "data and model", "serving and scale", "evaluation", "failure"];

/** @param {Interview} interview */
export function stillOpen({ ask, turns, mode, stage }) {
  if (ask === null || mode === "exam" || ask.retry_of || ask.by_chair) return "";
  const last = turns.findLast((turn) => turn.asked.question_id === ask.question_id);
  if (last === undefined) return "";
  const missing = last.missing ?? [];
  if ((ask.stage ?? stage) === "system-design") return phases(missing);
  return missing.length ? h("p", { class: "still-open" }, `What would make your story stronger: ${missing.join(", ")}.`) : "";
}

/** @param {string[]} missing */
function phases(missing) {
  return h("ol", { class: "phases", "aria-label": "The parts of your design" }, PHASES.map((phase) => {
    const isOpen = missing.includes(phase);
    return h("li", { class: isOpen ? "phase-open" : "phase-begun" }, h("span", { "aria-hidden": "true" }, isOpen ? "○ " : "✓ "), phase,
      h("span", { class: "unseen" }, isOpen ? ", still open" : ", begun"));
  }));
}
