/** A graded answer as a card: the score, each key point with its verdict, the passages, who graded. */

import { appeal } from "./appeal.js";
import { list, mark } from "./citation.js";
import { h, setStyle } from "../platform/dom.js";
import { unbroken } from "../text/formula.js";
import { quoted } from "./said.js";
import { usageLine } from "./usage.js";
import { counted, formatPoints, percent } from "../text/words.js";

/** @typedef {import("./citation.js").Citation} Citation */

/** Each state: its sign, its name and its class. */
const STATES = {
  met: ["✓", "Met", "met"],
  "partly met": ["", "Half there", "half"],
  "not met": ["", "Missing", "missing"],
  contradicted: ["✕", "This seems to say otherwise", "wrong"],
};

/** Gates (GateReason of the API) after which there was no answer: they have no word of the hiring scale. */
const SKIPS = ["empty", "no answer"];

/**
 * The card of a grade.
 * @param {any} turn TurnView of the API @param {(point: string | null, scroll: boolean) => void} point
 * shows a verdict's evidence in the candidate's answer @param {import("./appeal.js").Appealing | null} [appealing]
 */
export function gradeCard({ answer, grade, explained, citations, usage }, point, appealing = null) {
  if (grade.score === null) return notGraded(grade, explained, usage);
  const known = new Map(citations.map((/** @type {Citation} */ citation) => [citation.n, citation]));
  // What was not graded point by point has no verdict to contest.
  const contest = (/** @type {any} */ verdict) => appeal(verdict, grade.gate ? null : appealing);
  const groups = [
    ["What you said that counts", ofState(grade, "met")],
    ["Half there", ofState(grade, "partly met")],
    ["This seems to say otherwise", ofState(grade, "contradicted")],
    [grade.earned > 0 ? "What is missing" : "What a good answer says", ofState(grade, "not met")],
  ];
  return h("section", { class: "grade", "aria-label": "Grade" },
    head(grade),
    groups.map(([title, verdicts]) => group(title, verdicts, answer, known, point, contest)),
    mistakes("Careful", grade.mistakes),
    mistakes("In your answer before", explained),
    heldBack(grade),
    remarks(grade.remarks),
    list(citations, "The passages that teach it"),
    foot(grade, usage),
  );
}

/** The grade in a sentence, for people who hear it. @param {any} grade */
export function gradeSentence(grade) {
  if (grade.score === null) return `Not graded. ${grade.not_graded}`;
  const missing = grade.verdicts.filter((/** @type {any} */ verdict) => verdict.points < verdict.weight).length;
  const word = wordOf(grade);
  const points = `${formatPoints(grade.earned)} of ${counted(grade.possible, "point")}${word ? `, ${word}` : ""}.`;
  return `${points} ${missing ? `${missing} of ${grade.verdicts.length} points are not fully made.` : "Every point is made."}`;
}

/** What an answer came to, in a word or two. @param {any} grade */
export function outcome(grade) {
  if (grade.score === null) return "not graded";
  return SKIPS.includes(grade.gate_reason) ? "skipped" : `${formatPoints(grade.earned)} of ${counted(grade.possible, "point")}`;
}

/** The word of the hiring scale; where there was no answer, that it was skipped. @param {any} grade */
function wordOf(grade) {
  if (SKIPS.includes(grade.gate_reason)) return "skipped";
  return isOnePoint(grade) ? null : grade.hiring;
}

/** @param {any} grade @param {string} state */
function ofState(grade, state) {
  return grade.verdicts.filter((/** @type {any} */ verdict) => verdict.state === state && !verdict.held_back);
}

/** Whether only one point was asked about, which is too little for a hiring recommendation. @param {any} grade */
function isOnePoint(grade) {
  return grade.verdicts.length === 1;
}

/** @param {any} grade */
function head(grade) {
  const word = wordOf(grade);
  return h("header", { class: "grade-head" },
    h("p", { class: "score" },
      h("span", { class: "earned" }, formatPoints(grade.earned)), h("span", { class: "possible" }, ` of ${counted(grade.possible, "point")}`)),
    word === null ? null : h("p", { class: "verdict-word", "data-word": word }, word),
    bar(grade.verdicts),
    isOnePoint(grade) && grade.gate === null ? null : h("p", { class: "anchor" }, grade.gate ?? sentence(grade.anchor)),
  );
}

/** One segment a key point, as wide as its weight. @param {any[]} verdicts */
function bar(verdicts) {
  const segments = verdicts.map((verdict) =>
    setStyle(h("span", { class: `segment ${verdict.held_back ? "open" : STATES[verdict.state][2]}` }), "--weight", verdict.weight));
  return h("div", { class: "bar", "aria-hidden": "true" }, segments);
}

/** @param {string} title @param {any[]} verdicts @param {string} answer @param {Map<number, Citation>} known @param {any} point @param {(verdict: any) => any} contest */
function group(title, verdicts, answer, known, point, contest) {
  if (verdicts.length === 0) return null;
  const items = verdicts.map((verdict) => verdictItem(verdict, answer, known.get(verdict.citation), point, contest(verdict)));
  return h("div", { class: "verdicts" }, h("h4", {}, title), h("ul", {}, items));
}

/** @param {any} verdict @param {string} answer @param {Citation | undefined} citation @param {(point: string | null, scroll: boolean) => void} point @param {any} contest */
function verdictItem(verdict, answer, citation, point, contest) {
  const [sign, name, kind] = STATES[verdict.state];
  const lit = () => point(verdict.point_id, false);
  const unlit = () => point(null, false);
  return h("li", { class: `verdict ${kind}`, "data-point": verdict.point_id, onmouseenter: lit, onmouseleave: unlit },
    h("span", { class: sign ? "sign" : "sign round", "aria-hidden": "true" }, sign),
    h("div", { class: "verdict-text" },
      h("p", {}, h("span", { class: "unseen" }, `${name}: `), unbroken(verdict.point), citation ? ["\u00a0", mark(citation)] : null),
      verdict.evidence ? quote(verdict, answer, point, lit, unlit) : null,
      contest,
    ),
    h("span", { class: "points", "aria-label": `${formatPoints(verdict.points)} of ${verdict.weight} points` },
      `${formatPoints(verdict.points)}/${verdict.weight}`),
  );
}

/** The candidate's own words. @param {any} verdict @param {string} answer @param {any} point @param {() => void} lit @param {() => void} unlit */
function quote(verdict, answer, point, lit, unlit) {
  return h("p", { class: "said-line" }, h("span", { class: "said-by" }, "You said"),
    h("button", { type: "button", class: "quote", title: "Show it in your answer", onfocus: lit, onblur: unlit,
      onclick: () => point(verdict.point_id, true) }, quoted(answer, verdict.evidence)));
}

/** @param {string} title @param {any[]} mistakes */
function mistakes(title, mistakes) {
  if (mistakes.length === 0) return null;
  const items = mistakes.map((mistake) =>
    h("li", { class: "verdict wrong" }, h("span", { class: "sign", "aria-hidden": "true" }, "!"),
      h("div", { class: "verdict-text" },
        h("p", { class: "said-line" }, h("span", { class: "said-by" }, "You said"), h("span", {}, h("q", {}, mistake.quote.replace(/\s+/g, " ").trim()))),
        h("p", {}, mistake.held_back ? "The reason why this is wrong comes after the next question." : mistake.why))));
  return h("div", { class: "verdicts" }, h("h4", {}, title), h("ul", {}, items));
}

/** @param {any} grade */
function heldBack(grade) {
  const open = grade.verdicts.find((/** @type {any} */ verdict) => verdict.held_back);
  if (open === undefined) return null;
  const soFar = open.points > 0 ? `, with ${formatPoints(open.points)} of ${open.weight} so far` : "";
  return h("p", { class: "held-back" }, h("span", { class: "sign", "aria-hidden": "true" }, "…"), `One point is still open${soFar}. It is asked about next.`);
}

/** @param {string[]} remarks */
function remarks(remarks) {
  if (remarks.length === 0) return null;
  return h("div", { class: "remarks" }, h("h4", {}, "How you told it"), h("ul", {}, remarks.map((remark) => h("li", {}, remark))));
}

/** @param {any} grade @param {any[]} usage */
function foot(grade, usage) {
  const by = grade.graded_by;
  const how = by.method === "offline" ? `Graded offline, without an LLM (${by.model}).` : `Graded by ${by.model}.`;
  const sure = grade.confidence === null ? "" : ` Confidence ${percent(grade.confidence)}.`;
  return h("footer", { class: "grade-foot" },
    h("details", { class: "graded-by" }, h("summary", {}, how + sure), h("p", {}, versions(by))),
    by.fallback ? h("p", { class: "fallback" }, `No LLM grade this time: ${by.fallback}`) : null,
    usageLine(usage));
}

/** The versions of everything that made a grade, for reproducing it. @param {any} by */
function versions(by) {
  const prompt = by.prompt_version ? ` Prompt ${by.prompt_version}.` : "";
  const sure = by.method === "llm" ? " The confidence tells how far the model and the offline grader agree." : "";
  return `Rubric ${by.rubric_version}.${prompt}${sure}`;
}

/** @param {any} grade @param {any[]} explained @param {any[]} usage */
function notGraded(grade, explained, usage) {
  return h("section", { class: "grade", "aria-label": "Grade" },
    h("header", { class: "grade-head" }, h("p", { class: "score" }, h("span", { class: "earned" }, "Not graded"))),
    h("p", { class: "anchor" }, sentence(grade.not_graded), " Your answer is kept; nothing was scored."),
    mistakes("In your answer before", explained),
    remarks(grade.remarks), foot(grade, usage));
}

/** @param {string | null} text */
function sentence(text) {
  const words = (text ?? "").trim();
  return words === "" ? "" : words.charAt(0).toUpperCase() + words.slice(1) + (/[.!?]$/.test(words) ? "" : ".");
}
