/** One turn on the page: the question, the candidate's words with their evidence, and the grade. */

import { bringIntoView, h } from "../platform/dom.js";
import { unbroken } from "../text/formula.js";
import { gradeCard, outcome } from "./grade.js";
import { toIndices } from "../text/offsets.js";
import { said } from "./said.js";
import { counted } from "../text/words.js";

/** The question of an ask. @param {any} ask @param {string} [id] of its heading */
export function question(ask, id) {
  const isFollowUp = ask.kind === "follow-up";
  const label = labelOf(ask);
  return h("div", { class: `question ${isFollowUp ? "follow-up" : ""}` },
    h("p", { class: "label" }, label, isFollowUp ? null : h("span", { class: "faint" }, ` · about ${counted(ask.minutes, "minute")}`)),
    h("h2", { id: id ?? null, tabindex: "-1" }, unbroken(ask.text)));
}

/** @param {any} ask */
function labelOf(ask) {
  return ask.kind === "follow-up" ? `Follow-up to question ${ask.position}` : `Question ${ask.position} of ${ask.of}`;
}

/**
 * A turn that is graded.
 * @param {any} turn TurnView of the API @param {import("./appeal.js").Appealing | null} [appealing]
 * @returns {HTMLElement}
 */
export function gradedTurn(turn, appealing = null) {
  return h("li", { class: "turn", "data-turn": turn.asked.turn }, question(turn.asked), answerAndGrade(turn, appealing));
}

/**
 * The same once the interview has ended: its question and what it came to, the rest opens.
 * @param {any} turn TurnView of the API @param {import("./appeal.js").Appealing} appealing @param {boolean} open
 * @returns {HTMLElement}
 */
export function foldedTurn(turn, appealing, open) {
  return h("li", { class: "turn folded", "data-turn": turn.asked.turn }, h("details", { open },
    h("summary", {}, h("span", { class: "label" }, labelOf(turn.asked)), h("span", { class: "folded-text" }, unbroken(turn.asked.text)),
      h("span", { class: "points" }, outcome(turn.grade))),
    answerAndGrade(turn, appealing)));
}

/** @param {any} turn @param {import("./appeal.js").Appealing | null} appealing */
function answerAndGrade(turn, appealing) {
  const answer = said(turn.answer, evidence(turn));
  const point = (/** @type {string | null} */ id, /** @type {boolean} */ scroll) => light(answer, id, scroll);
  return [answer, gradeCard(turn, point, appealing)];
}

/** What is shown under an answer until its grade arrives. */
export function grading() {
  return h("p", { class: "waiting grading", "aria-busy": "true" }, "Grading …");
}

/** Where the answer holds evidence of a verdict. @param {any} turn @returns {import("./said.js").Stretch[]} */
function evidence(turn) {
  const found = turn.grade.verdicts.filter((/** @type {any} */ verdict) => verdict.evidence !== null && !verdict.held_back);
  const offsets = found.flatMap((/** @type {any} */ verdict) => [verdict.evidence.start, verdict.evidence.end]);
  const indices = toIndices(turn.answer, offsets);
  const kinds = { met: "met", "partly met": "half", contradicted: "wrong" };
  const stretches = found.map((/** @type {any} */ verdict, /** @type {number} */ at) => ({
    start: indices[2 * at], end: indices[2 * at + 1], point: verdict.point_id, kind: kinds[verdict.state] ?? "half" }));
  for (const mistake of turn.grade.mistakes) {
    const start = turn.answer.indexOf(mistake.quote);
    if (start >= 0) stretches.push({ start, end: start + mistake.quote.length, point: "", kind: "wrong" });
  }
  return stretches;
}

/** Light up the evidence of a point; null puts it out. @param {Element} answer @param {string | null} id @param {boolean} scroll */
function light(answer, id, scroll) {
  const marks = Array.from(answer.querySelectorAll("mark.evidence"));
  for (const mark of marks) mark.classList.toggle("lit", id !== null && points(mark).includes(id));
  const first = marks.find((mark) => mark.classList.contains("lit"));
  if (scroll && first) bringIntoView(first, "center");
}

/** @param {Element} mark */
function points(mark) {
  return (mark.getAttribute("data-points") ?? "").split(" ");
}
