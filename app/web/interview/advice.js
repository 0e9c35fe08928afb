/**
 * What to do better, in one sentence. Decides what is worth most to say: what was said wrongly before what was said by
 * half, that before what is missing, and in each the point that cost most.
 */

import { markOf, oneLine } from "./verdicts.js";
import { h } from "../platform/dom.js";
import { counted, formatPoints } from "../text/format.js";
import { unbroken } from "../text/formula.js";

/** @typedef {import("../parts/citation.js").Citation} Citation */
/** @typedef {import("../platform/api-client.js").Bodies["GradeView"]} Grade */
/** @typedef {import("./verdicts.js").Verdict} Verdict */

/** How the sentence begins, by the state of the point that it is about, in the order in which they are looked for. The point follows in quotation marks: one of a story is in the first person ("I say what ..."), which is the candidate and not the coach. */
const OPENINGS = /** @type {const} */ ([["contradicted", "You seem to contradict this point: "], ["partly met", "Say the whole of this point: "], ["not met", "Still missing: "]]);

/** The sentence; how it was told where no point may be told yet, null where nothing can be said at all. @param {Grade} grade @param {Map<number, Citation>} known */
export function advice(grade, known) {
  const mistake = grade.mistakes.find((one) => !one.held_back);
  if (mistake !== undefined) return sentence("Put this right: ", [`“${oneLine(mistake.quote).replace(/[.,;]+$/, "")}”. `, mistake.why]);
  const open = grade.verdicts.filter((verdict) => !verdict.held_back && !verdict.is_bonus && verdict.points < verdict.weight);
  for (const [state, opening] of OPENINGS) {
    const worst = dearest(open.filter((verdict) => verdict.state === state));
    if (worst) return sentence(opening, ["“", unbroken(worst.point), "”", markOf(worst, known)]);
  }
  if (isWhole(grade)) return sentence("", [grade.so_far ? "All key points are made; the round goes on with what an interviewer would still ask." : wholeOf(grade)]);
  const isHeldBack = grade.verdicts.length > 0 && grade.verdicts.every((verdict) => verdict.held_back);
  const [remark] = grade.remarks;
  return isHeldBack && remark !== undefined ? sentence("How you told it: ", [remark]) : null;
}

/** Whether every key point is made. @param {Grade} grade */
export function isWhole({ verdicts }) {
  const wanted = verdicts.filter((verdict) => !verdict.is_bonus);
  return wanted.length > 0 && wanted.every((verdict) => verdict.state === "met");
}

/** That it is, with what keeps its points from being all of them. @param {Grade} grade */
export function wholeOf({ paid }) {
  return paid ? `Every key point is made; hints cost ${counted(Number(formatPoints(paid)), "point")}.` : "Every key point is made.";
}

/** The point that cost most. @param {Verdict[]} verdicts @returns {Verdict | undefined} */
function dearest(verdicts) {
  return [...verdicts].sort((one, other) => other.weight - other.points - (one.weight - one.points))[0];
}

/** @param {string} opening @param {import("../platform/dom.js").Children} words */
function sentence(opening, words) {
  return h("p", { class: "advice" }, opening ? h("strong", {}, opening) : null, words);
}
