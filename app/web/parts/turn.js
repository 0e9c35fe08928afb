/** One turn on the page: the question, the candidate's words with their evidence, and the grade. Decides which words are evidence of what. */

import { candidateAnswer } from "../answer/candidate-answer.js";
import { diagramList } from "../answer/diagram.js";
import { gradeCard, gradeOutcome } from "./grade.js";
import { bringIntoView, h } from "../platform/dom.js";
import { counted } from "../text/format.js";
import { unbroken } from "../text/formula.js";
import { toIndices } from "../text/offsets.js";

/** @typedef {import("../platform/api-client.js").Bodies["AskView"]} Ask */
/** @typedef {import("../platform/api-client.js").Bodies["TurnView"]} Turn */
/** @typedef {import("./appeal.js").Appealing} Appealing */

/** Verdict states and the kind of their evidence. @type {Record<string, string>} */
const EVIDENCE_KINDS = { met: "met", "partly met": "half", contradicted: "wrong" };

/** The question of an ask. @param {Ask} ask @param {string} [id] of its heading */
export function questionHeading(ask, id) {
  const isFollowUp = ask.kind === "follow-up";
  return h("div", { class: `question ${isFollowUp ? "follow-up" : ""}` },
    h("p", { class: "label" }, labelOf(ask), isFollowUp ? null : h("span", { class: "faint" }, ` · about ${counted(ask.minutes, "minute")}`)),
    h("h2", { id, tabindex: "-1" }, unbroken(ask.text)));
}

/** @param {Ask} ask */
function labelOf(ask) {
  if (ask.retry_of) return `Question ${ask.position}, once more`;
  return ask.kind === "follow-up" ? `Follow-up to question ${ask.position}` : `Question ${ask.position} of ${ask.of}`;
}

/** A turn that is graded. @param {Turn} turn @param {Appealing} appealing */
export function gradedTurn(turn, appealing) {
  return h("li", { class: "turn", "data-turn": turn.asked.turn }, questionHeading(turn.asked), answerAndGrade(turn, appealing));
}

/** The same once the interview has ended: its question and what it came to, the rest opens. @param {Turn} turn @param {Appealing} appealing @param {boolean} open */
export function foldedTurn(turn, appealing, open) {
  return h("li", { class: "turn folded", "data-turn": turn.asked.turn }, h("details", { open },
    h("summary", {}, h("span", { class: "label" }, labelOf(turn.asked)), h("span", { class: "folded-text" }, unbroken(turn.asked.text)),
      h("span", { class: "points" }, gradeOutcome(turn.grade))),
    answerAndGrade(turn, appealing)));
}

/** @param {Turn} turn @param {Appealing} appealing */
function answerAndGrade(turn, appealing) {
  const answer = candidateAnswer(turn.answer, evidenceStretches(turn));
  return [answer, turn.diagram ? diagramList(turn.diagram) : "", gradeCard(turn, (pointId, scroll) => highlightEvidence(answer, pointId, scroll), appealing)];
}

/** What is shown under an answer until its grade arrives. */
export function waitingForGrade() {
  return h("p", { class: "waiting grading", "aria-busy": "true" }, "Grading …");
}

/** Where the answer holds evidence of a verdict. @param {Turn} turn @returns {import("../answer/candidate-answer.js").Stretch[]} */
function evidenceStretches({ answer, grade }) {
  const found = grade.verdicts.flatMap(({ evidence, held_back: isHeldBack, point_id: point, state }) =>
    (evidence === null || evidence.turn !== 0 || isHeldBack ? [] : [{ evidence, point, kind: EVIDENCE_KINDS[state] ?? "half" }]));
  const indices = toIndices(answer, found.flatMap(({ evidence }) => [evidence.start, evidence.end]));
  const stretches = found.map(({ point, kind }, at) => ({ start: indices[2 * at], end: indices[2 * at + 1], point, kind }));
  for (const mistake of grade.mistakes) {
    const start = answer.indexOf(mistake.quote);
    if (start >= 0) stretches.push({ start, end: start + mistake.quote.length, point: "", kind: "wrong" });
  }
  return stretches;
}

/** Light up the evidence of a point; null puts it out. @param {Element} answer @param {string | null} pointId @param {boolean} scroll */
function highlightEvidence(answer, pointId, scroll) {
  const marks = Array.from(answer.querySelectorAll("mark.evidence"));
  for (const mark of marks) mark.classList.toggle("lit", pointId !== null && pointsOf(mark).includes(pointId));
  const first = marks.find((mark) => mark.classList.contains("lit"));
  if (scroll && first) bringIntoView(first, "center");
}

/** @param {Element} mark */
function pointsOf(mark) {
  return (mark.getAttribute("data-points") ?? "").split(" ");
}
