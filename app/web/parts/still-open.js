/**
 * What the round of a design still goes through, and what would make a story stronger, as the coach sees it after the
 * last message. Decides that nothing is told in an exam, before the first message or where nothing was told yet, and that
 * who has made every key point is not said to miss one.
 */

import { h } from "../platform/dom.js";

/** @typedef {import("../platform/api-client.js").Bodies["InterviewView"]} Interview */

/** The phases of a design in their order. Source: app/interview/flows/system_design.py. */
const PHASES = ["requirements", "estimate", "high level", "data and model", "serving and scale", "evaluation", "failure"];
/** What a story may lack, as it is asked for. Source: app/interview/flows/behavioural.py. @type {Record<string, string>} */
const LACKED = { situation: "where and when it was", task: "what your task was", action: "what you did, step by step", result: "what came of it",
  "own part": "what you did yourself", number: "a number", lesson: "what you learned" };

/** @param {Interview} interview */
export function stillOpen({ ask, turns, mode, stage }) {
  if (ask === null || mode === "exam" || ask.retry_of || ask.by_chair) return "";
  const last = turns.findLast((turn) => turn.asked.question_id === ask.question_id);
  if (last === undefined) return "";
  const missing = last.missing ?? [];
  if ((ask.stage ?? stage) === "system-design") return phases(missing);
  if (missing.length === 0 || last.grade.answers_nothing) return "";
  const lacked = missing.map((name) => LACKED[name] ?? name).join("; ");
  // What is asked for how a story is told comes after its key points, and counts among none of them.
  return h("p", { class: "still-open" }, ask.about ? `This would make your story stronger, and is no key point: ${lacked}.` : `This would also make your story stronger: ${lacked}.`);
}

/** @param {string[]} missing */
function phases(missing) {
  const id = "design-parts";
  return h("div", {}, h("p", { class: "still-open", id }, "Parts of a design that the round goes through (✓ begun, ○ still to come):"),
    h("ol", { class: "phases", "aria-labelledby": id }, PHASES.map((phase) => {
      const isOpen = missing.includes(phase);
      return h("li", { class: isOpen ? "phase-open" : "phase-begun" }, h("span", { "aria-hidden": "true" }, isOpen ? "○ " : "✓ "), phase,
        h("span", { class: "unseen" }, isOpen ? ", still to come" : ", begun"));
    })));
}
