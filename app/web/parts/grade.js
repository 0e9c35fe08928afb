/**
 * A graded answer as a card: the score, each key point with its verdict, the passages, who graded. Decides the order of
 * the verdicts and their words.
 */

import { appeal } from "./appeal.js";
import { quotedEvidence } from "../answer/candidate-answer.js";
import { citationMark, passageList } from "./citation.js";
import { usageLine } from "./usage.js";
import { h, setStyle } from "../platform/dom.js";
import { counted, formatPoints } from "../text/format.js";
import { unbroken } from "../text/formula.js";

/** @typedef {import("./appeal.js").Appealing} Appealing */
/** @typedef {import("./citation.js").Citation} Citation */
/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["GradeView"]} Grade */
/** @typedef {Bodies["VerdictView"]} Verdict */
/** @typedef {(pointId: string | null, scroll: boolean) => void} ShowEvidence shows a point's evidence in the candidate's answer; null puts it out */
/** @typedef {{answer: string, known: Map<number, Citation>, showEvidence: ShowEvidence, appealing: Appealing | null}} Context what the verdicts of a card share */

/** Each state of a verdict: its sign, its name and its class. @type {Record<string, [string, string, string]>} */
const STATES = {
  met: ["✓", "Met", "met"],
  "partly met": ["", "Half there", "half"],
  "not met": ["", "Missing", "missing"],
  contradicted: ["✕", "This seems to say otherwise", "wrong"],
};

/** How the reason begins of a verdict that a language model took credit from, as app/interview/grade.py writes it. */
const LOWERED = "Lowered by the language model";

/** Gates (GateReason of the API) after which there was no answer: they have no word of the hiring scale. */
const SKIPS = ["empty", "no answer"];

/** The card of a turn's grade. @param {Bodies["TurnView"]} turn @param {ShowEvidence} showEvidence @param {Appealing} appealing */
export function gradeCard({ answer, grade, explained, citations, usage, also, gained, lost }, showEvidence, appealing) {
  if (grade.score === null) return notGraded(grade, explained, usage);
  const known = new Map(citations.map((citation) => [citation.n, citation]));
  // What was not graded point by point has no verdict to contest.
  const context = { answer, known, showEvidence, appealing: grade.gate ? null : appealing };
  return h("section", { class: "grade", "aria-label": "Grade" },
    gradeHead(grade),
    verdictGroup("What you said that counts", ofState(grade, "met"), context),
    verdictGroup("Half there", ofState(grade, "partly met"), context),
    verdictGroup("This seems to say otherwise", ofState(grade, "contradicted"), context),
    verdictGroup(grade.earned > 0 ? "What is missing" : "What a good answer says", ofState(grade, "not met"), context),
    verdictGroup("You have also said by now", also, context),
    compared(gained, lost),
    mistakes("Careful", grade.mistakes),
    mistakes("In your answer before", explained),
    heldBack(grade),
    remarks(grade.remarks),
    passageList(citations, "The passages that teach it"),
    gradeFoot(grade, usage),
  );
}

/** The grade in a sentence, for people who hear it. @param {Grade} grade */
export function gradeSentence(grade) {
  if (grade.score === null) return `Not graded. ${grade.not_graded}`;
  const missing = grade.verdicts.filter((verdict) => verdict.points < verdict.weight).length;
  const word = wordOf(grade);
  const points = `${formatPoints(grade.earned)} of ${counted(grade.possible, "point")}${word ? `, ${word}` : ""}.`;
  return `${points} ${missing ? `${missing} of ${grade.verdicts.length} points are not fully made.` : "Every point is made."}`;
}

/** What an answer came to, in a word or two. @param {Grade} grade */
export function gradeOutcome(grade) {
  if (grade.score === null) return "not graded";
  return isSkipped(grade) ? "skipped" : `${formatPoints(grade.earned)} of ${counted(grade.possible, "point")}`;
}

/** @param {Grade} grade */
function isSkipped({ gate_reason: reason }) {
  return reason !== null && SKIPS.includes(reason);
}

/** The word of the hiring scale; where there was no answer, that it was skipped. @param {Grade} grade */
function wordOf(grade) {
  if (isSkipped(grade)) return "skipped";
  return isOnePoint(grade) ? null : grade.hiring;
}

/** @param {Grade} grade @param {string} state */
function ofState(grade, state) {
  return grade.verdicts.filter((verdict) => verdict.state === state && !verdict.held_back);
}

/** Whether only one point was asked about, which is too little for a hiring recommendation. @param {Grade} grade */
function isOnePoint(grade) {
  return grade.verdicts.length === 1;
}

/** @param {Grade} grade */
function gradeHead(grade) {
  const word = wordOf(grade);
  return h("header", { class: "grade-head" },
    h("p", { class: "score" },
      h("span", { class: "earned" }, formatPoints(grade.earned)), h("span", { class: "possible" }, ` of ${counted(grade.possible, "point")}`)),
    word === null ? null : h("p", { class: "verdict-word", "data-word": word }, word),
    weightBar(grade.verdicts),
    isOnePoint(grade) && grade.gate === null ? null : h("p", { class: "anchor" }, grade.gate ?? sentence(grade.anchor)),
  );
}

/** One segment a key point, as wide as its weight. @param {Verdict[]} verdicts */
function weightBar(verdicts) {
  const segments = verdicts.map((verdict) =>
    setStyle(h("span", { class: `segment ${verdict.held_back ? "open" : STATES[verdict.state][2]}` }), "--weight", verdict.weight));
  return h("div", { class: "bar", "aria-hidden": "true" }, segments);
}

/** @param {string} title @param {Verdict[]} verdicts @param {Context} context */
function verdictGroup(title, verdicts, context) {
  if (verdicts.length === 0) return null;
  return h("div", { class: "verdicts" }, h("h4", {}, title), h("ul", {}, verdicts.map((verdict) => verdictItem(verdict, context))));
}

/** @param {Verdict} verdict @param {Context} context */
function verdictItem(verdict, { answer, known, showEvidence, appealing }) {
  const citation = verdict.citation === null ? undefined : known.get(verdict.citation);
  const [sign, name, kind] = STATES[verdict.state];
  const lit = () => showEvidence(verdict.point_id, false);
  const unlit = () => showEvidence(null, false);
  return h("li", { class: `verdict ${kind}`, "data-point": verdict.point_id, onmouseenter: lit, onmouseleave: unlit },
    h("span", { class: sign ? "sign" : "sign round", "aria-hidden": "true" }, sign),
    h("div", { class: "verdict-text" },
      h("p", {}, h("span", { class: "unseen" }, `${name}: `), unbroken(verdict.point), verdict.is_bonus ? " (bonus)" : null, citation ? ["\u00a0", citationMark(citation)] : null),
      verdict.evidence ? h("p", { class: "said-line" }, h("span", { class: "said-by" }, "You said"),
        h("button", { type: "button", class: "quote", title: "Show it in your answer", onfocus: lit, onblur: unlit,
          onclick: () => showEvidence(verdict.point_id, true) }, quotedEvidence(answer, verdict.evidence))) : null,
      verdict.unsure && appealing ? h("p", { class: "unsure" }, "Not sure: contest it if you did say it.") : null,
      appeal(verdict, appealing),
    ),
    h("span", { class: "points", "aria-label": `${formatPoints(verdict.points)} of ${verdict.weight} points` },
      `${formatPoints(verdict.points)}/${verdict.weight}`),
  );
}

/** @param {string} title @param {Bodies["MistakeView"][]} made */
function mistakes(title, made) {
  if (made.length === 0) return null;
  const items = made.map((mistake) =>
    h("li", { class: "verdict wrong" }, h("span", { class: "sign", "aria-hidden": "true" }, "!"),
      h("div", { class: "verdict-text" },
        h("p", { class: "said-line" }, h("span", { class: "said-by" }, "You said"), h("span", {}, h("q", {}, mistake.quote.replace(/\s+/g, " ").trim()))),
        h("p", {}, mistake.held_back ? "The reason why this is wrong comes after the next question." : mistake.why))));
  return h("div", { class: "verdicts" }, h("h4", {}, title), h("ul", {}, items));
}

/** @param {Grade} grade */
function heldBack(grade) {
  const held = grade.verdicts.filter((verdict) => verdict.held_back);
  const open = held[0];
  if (open === undefined) return null;
  if (held.length > 1) return h("p", { class: "held-back" }, h("span", { class: "sign", "aria-hidden": "true" }, "…"), `${held.length} points are still open, and told when the question is closed.`);
  const soFar = open.points > 0 ? `, with ${formatPoints(open.points)} of ${open.weight} so far` : "";
  return h("p", { class: "held-back" }, h("span", { class: "sign", "aria-hidden": "true" }, "…"), `One point is still open${soFar}. It is asked about next.`);
}

/** How a second try differs from the first. @param {string[]} gained @param {string[]} lost */
function compared(gained, lost) {
  if (gained.length + lost.length === 0) return null;
  return h("div", { class: "compared" }, h("h4", {}, "Compared with your first answer"), h("ul", {},
    gained.map((point) => h("li", {}, `Now said: ${point}`)), lost.map((point) => h("li", {}, `No longer said: ${point}`))));
}

/** How it was told. @param {string[]} sentences */
function remarks(sentences) {
  if (sentences.length === 0) return null;
  return h("div", { class: "remarks" }, h("h4", {}, "How you told it"), h("ul", {}, sentences.map((text) => h("li", {}, text))));
}

/** @param {Grade} grade @param {Bodies["UsageView"][]} usage */
function gradeFoot(grade, usage) {
  const by = grade.graded_by;
  const how = by.method === "offline" ? `Graded offline, without an LLM (${by.model}).` : `Graded by ${by.model}.`;
  const lowered = grade.verdicts.filter((verdict) => verdict.reason.startsWith(LOWERED)).length;
  return h("footer", { class: "grade-foot" },
    h("details", { class: "graded-by" }, h("summary", {}, how), h("p", {}, versions(by))),
    by.fallback ? h("p", { class: "fallback" }, `No LLM grade this time: ${by.fallback}`) : null,
    lowered ? h("p", { class: "fallback" }, `The language model gave less for ${counted(lowered, "point")} than the offline grader.`) : null,
    usageLine(usage));
}

/** The versions of everything that made a grade, for reproducing it. @param {Grade["graded_by"]} by */
function versions(by) {
  const prompt = by.prompt_version ? ` Prompt ${by.prompt_version}.` : "";
  return `Rubric ${by.rubric_version}.${prompt}`;
}

/** @param {Grade} grade @param {Bodies["MistakeView"][]} explained @param {Bodies["UsageView"][]} usage */
function notGraded(grade, explained, usage) {
  return h("section", { class: "grade", "aria-label": "Grade" },
    h("header", { class: "grade-head" }, h("p", { class: "score" }, h("span", { class: "earned" }, "Not graded"))),
    h("p", { class: "anchor" }, sentence(grade.not_graded), " Your answer is kept; nothing was scored."),
    mistakes("In your answer before", explained),
    remarks(grade.remarks), gradeFoot(grade, usage));
}

/** @param {string | null} text */
function sentence(text) {
  const words = (text ?? "").trim();
  return words === "" ? "" : words.charAt(0).toUpperCase() + words.slice(1) + (/[.!?]$/.test(words) ? "" : ".");
}
