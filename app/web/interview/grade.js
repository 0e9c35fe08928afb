/**
 * A graded answer as a card: the points and what to do better at once, everything else folded under them. Decides what
 * is told at once and the order of the rest.
 */

import { advice, isWhole, wholeOf } from "./advice.js";
import { passageList } from "../parts/citation.js";
import { usageLine } from "../parts/usage.js";
import { mistakeGroup, STATES, verdictGroup } from "./verdicts.js";
import { h, setStyle } from "../platform/dom.js";
import { asBonus, counted, formatPoints } from "../text/format.js";

/** @typedef {import("./appeal.js").Appealing} Appealing */
/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {import("../platform/dom.js").Child} Child */
/** @typedef {Bodies["GradeView"]} Grade */
/** @typedef {import("./verdicts.js").ShowEvidence} ShowEvidence */
/** @typedef {import("./verdicts.js").Verdict} Verdict */

/** How the reason begins of a verdict that a language model took credit from, as app/interview/grade.py writes it. */
const LOWERED = "Lowered by the language model";
/** What the reason holds of a verdict on which it was asked twice, as there. */
const AGAIN = "Asked once more, the language model";

/** Why nothing is told of an answer in an exam, as app/api/interviews/grade_schemas.py writes it. */
const WITHHELD = "it is told at the end of the exam";

/** What is told of an answer in which nothing speaks to the question, as app/interview/results/reply.py says it. */
const ANSWERS_NOTHING = "Nothing in it answers the question yet.";

/** Gates (GateReason of the API) after which there was no answer, as they are called: they have no word of the hiring scale. @type {Record<string, string>} */
const UNANSWERED = { empty: "skipped", "no answer": "not known" };

/** The card of a turn's grade. @param {Bodies["TurnView"]} turn @param {ShowEvidence} showEvidence @param {Appealing} appealing @param {{first?: Grade | null, spoken?: string}} [more] the grade of the first try, where this is a second; how it was spoken, where it was */
export function gradeCard({ answer, asked, grade, explained, citations, usage, also, gained, lost, beside }, showEvidence, appealing, { first = null, spoken = "" } = {}) {
  const label = `Grade of answer ${asked.turn}`;
  if (grade.score === null) return notGraded(grade, label, explained, usage, spoken);
  const known = new Map(citations.map((citation) => [citation.n, citation]));
  // What was not graded point by point has no verdict to contest.
  const context = { answer, known, showEvidence, appealing: grade.gate ? null : appealing };
  const [met, allHalf, wrong, missing] = ["met", "partly met", "contradicted", "not met"].map((state) => ofState(grade, state));
  // A bonus that is half made has earned something, and there is nothing to mend.
  const [halfBonus, half] = [true, false].map((isBonus) => allHalf.filter((verdict) => verdict.is_bonus === isBonus));
  // What a fold is called stands above the only group in it already.
  const isAllMissing = half.length + wrong.length + grade.mistakes.length + explained.length === 0;
  return h("section", { class: "grade", "aria-label": label },
    gradeHead(grade), first === null || gained.length || lost.length ? null : unchanged(grade, first), advice(grade, known), heldBack(grade), fromProject(beside),
    h("div", { class: "folds" },
      fold("met", "What counts", met.length + halfBonus.length + also.length,
        verdictGroup("", [...met, ...halfBonus], context), verdictGroup("You have also said by now", also, context)),
      fold("open", "What to mend", mending(half.length + wrong.length + missing.length, grade.mistakes.length + explained.length),
        verdictGroup("Half there", half, context), verdictGroup("This seems to say otherwise", wrong, context),
        verdictGroup(isAllMissing ? "" : "What is missing", missing, context),
        mistakeGroup("Careful", grade.mistakes), mistakeGroup("In your answer before", explained)),
      fold("compared", "Compared with your first try", gained.length + lost.length, compared(gained, lost)),
      remarksFold(grade, spoken),
      fold("passages", citations.length === 1 ? "Passage" : "Passages", citations.length, passageList(citations, citations.length === 1 ? "The passage that teaches it" : "The passages that teach it", (n) => grade.verdicts.filter(({ citation }) => citation === n).map(({ point }) => point))),
      gradedBy(grade, usage)),
    exceptions(grade));
}

/** The grade in a sentence, for people who hear it. @param {Grade} grade */
export function gradeSentence(grade) {
  if (grade.score === null) return grade.not_graded === WITHHELD ? "Your answer is kept. The grade comes at the end of the exam." : `Not graded. ${grade.not_graded}`;
  if (isNoted(grade)) return `${grade.answers_nothing ? ANSWERS_NOTHING : "Noted."} The points are counted when the question is closed.`;
  const points = grade.verdicts.filter((verdict) => !verdict.is_bonus);
  const missing = points.filter((verdict) => verdict.state !== "met").length;
  const word = wordOf(grade);
  const score = `${formatPoints(grade.earned)} of ${counted(grade.possible, "point")}${unfinished(grade)}${word === null ? "" : isUnanswered(grade) ? `, ${word}` : `; hire: ${word}`}.`;
  return `${score} ${missing ? `${missing} of ${counted(points.length, "key point")} are not fully made.` : wholeOf(grade)}`;
}

/** What an answer came to, in a word or two. @param {Grade} grade */
export function gradeOutcome(grade) {
  if (grade.score === null) return grade.not_graded === WITHHELD ? "kept" : "not graded";
  return UNANSWERED[grade.gate_reason ?? ""] ?? `${formatPoints(grade.earned)} of ${counted(grade.possible, "point")}${grade.so_far ? unfinished(grade) : ""}`;
}

/** Whether there was no answer: it was skipped, or not known. @param {Grade} grade */
export function isUnanswered({ gate_reason: reason }) {
  return reason !== null && reason in UNANSWERED;
}

/** The word of the hiring scale; where there was no answer, that it was skipped or not known. @param {Grade} grade */
function wordOf(grade) {
  if (isUnanswered(grade)) return UNANSWERED[grade.gate_reason ?? ""];
  return isOnePoint(grade) || isAllHeldBack(grade) ? null : grade.hiring;
}

/** @param {Grade} grade @param {string} state */
function ofState(grade, state) {
  return grade.verdicts.filter((verdict) => verdict.state === state && !verdict.held_back);
}

/** Whether only one point was asked about, which is too little for a hiring recommendation. @param {Grade} grade */
function isOnePoint(grade) {
  return grade.verdicts.length === 1;
}

/** That more is to come, as of a design in several messages; there are no more points than all of them. @param {Grade} grade */
function unfinished(grade) {
  return grade.earned < grade.possible && (grade.so_far || isAllHeldBack(grade)) ? " so far" : "";
}

/** Whether nothing is told yet, as while a design goes on. @param {Grade} grade */
function isAllHeldBack({ verdicts }) {
  return verdicts.length > 0 && verdicts.every((verdict) => verdict.held_back);
}

/** Whether there is nothing to count yet: a nought of many would judge what is not said yet. @param {Grade} grade */
function isNoted(grade) {
  return grade.earned === 0 && grade.gate === null && isAllHeldBack(grade);
}

/** @param {Grade} grade */
function gradeHead(grade) {
  const word = wordOf(grade);
  const isNothing = isNoted(grade) && grade.answers_nothing;
  const score = isNoted(grade) ? h("span", { class: "earned" }, isNothing ? "No points yet" : "Noted")
    : [h("span", { class: "earned" }, formatPoints(grade.earned)), h("span", { class: "possible" }, ` of ${counted(grade.possible, "point")}${unfinished(grade)}${asBonus(bonusOf(grade))}`)];
  return h("header", { class: "grade-head" },
    h("p", { class: "score" }, score),
    word === null ? null : h("p", { class: "hiring" }, isUnanswered(grade) ? null : "Hire? ",
      h("span", { class: "verdict-word", "data-word": word, title: isUnanswered(grade) ? null : anchorOf(grade) }, word)),
    grade.paid ? h("p", { class: "faint" }, `hints cost ${formatPoints(grade.paid)}`) : null,
    weightBar(grade.verdicts.filter((verdict) => !verdict.is_bonus), bonusOf(grade)),
    grade.gate === null ? null : h("p", { class: "anchor" }, grade.gate),
    isNothing ? h("p", { class: "anchor" }, ANSWERS_NOTHING) : null,
  );
}

/** What a segment of the bar stands for, by its class, in the order in which they are counted. */
const SEGMENTS = { met: "made", half: "half made", wrong: "said otherwise", missing: "missing", open: "still open (hatched)" };

/** One segment a key point, as wide as its weight; behind them what a bonus makes up for, so that the bar is as full as the score. @param {Verdict[]} verdicts without a bonus, which is in no "of so many points" @param {number} bonus */
function weightBar(verdicts, bonus) {
  const kinds = verdicts.map((verdict) => (verdict.held_back ? "open" : STATES[verdict.state][2]));
  const segments = verdicts.map((verdict, at) => setStyle(h("span", { class: `segment ${kinds[at]}` }), "--weight", verdict.weight));
  const counts = Object.entries(SEGMENTS).map(([kind, name]) => [kinds.filter((one) => one === kind).length, name]).filter(([count]) => count);
  const told = `${counted(verdicts.length, "key point")}: ${counts.map((one) => one.join(" ")).join(", ")}${bonus ? `; ${counted(bonus, "point")} as a bonus` : ""}`;
  return h("div", { class: "bar", role: "img", "aria-label": told, title: told }, segments,
    bonus ? setStyle(h("span", { class: "segment met bonus" }), "--weight", bonus) : null);
}

/** How many of the points are a bonus; none where the full mark is made without it. @param {Grade} grade */
function bonusOf({ earned, verdicts }) {
  const wanted = verdicts.filter((verdict) => !verdict.is_bonus).reduce((sum, verdict) => sum + verdict.points, 0);
  return Math.max(0, Math.round(100 * (earned - wanted)) / 100);
}

/** How many points and how many mistakes there are to mend; the points are those that the bar shows. @param {number} points @param {number} mistakes */
function mending(points, mistakes) {
  return mistakes === 0 ? points : `${points ? `${points} and ` : ""}${counted(mistakes, "mistake")}`;
}

/** What is shown on demand; null where there is nothing of it. @param {string} name by which it is found again @param {string} title @param {number | string} count @param {...Child} parts */
function fold(name, title, count, ...parts) {
  if (count === 0) return null;
  return h("details", { class: "fold", "data-fold": name },
    h("summary", {}, title, " ", h("span", { class: "fold-count" }, count)), h("div", { class: "fold-body" }, parts));
}

/** @param {Grade} grade */
function heldBack(grade) {
  const held = grade.verdicts.filter((verdict) => verdict.held_back && !verdict.is_bonus);
  const open = held[0];
  if (open === undefined) return null;
  const hatched = h("span", { class: "segment open swatch", "aria-hidden": "true" });
  // Not "still open": beside a list of what is missing it sounded as if that were all.
  const isAll = held.length === grade.verdicts.filter((verdict) => !verdict.is_bonus).length;
  if (held.length > 1) return h("p", { class: "held-back" }, hatched, `${counted(held.length, isAll ? "key point" : "more key point")} are kept for later. You will see them when the question is closed.${earnedBy(held)}`);
  const soFar = open.points > 0 ? ` It has ${formatPoints(open.points)} of ${counted(open.weight, "point")} so far.` : "";
  return h("p", { class: "held-back" }, hatched,
    `${grade.asked_next ? "The follow-up asks about one more key point." : `One ${isAll ? "" : "more "}key point is kept for later. You will see it when the question is closed.`}${soFar}`);
}

/** What points that are not told yet have brought: it is in the sum above them. @param {Verdict[]} held */
function earnedBy(held) {
  const earned = held.reduce((sum, verdict) => sum + verdict.points, 0);
  return earned > 0 ? ` They have earned you ${counted(Number(formatPoints(earned)), "point")} so far.` : "";
}

/** That a second try earned what the first did; of tries that cost other hints nothing is said. @param {Grade} grade @param {Grade} first */
function unchanged({ earned, possible }, first) {
  return earned === first.earned ? h("p", { class: "faint" }, `No difference: ${formatPoints(earned)} of ${counted(possible, "point")} both times.`) : null;
}

/** How a second try differs from the first. @param {string[]} gained @param {string[]} lost */
function compared(gained, lost) {
  return h("ul", {}, gained.map((point) => h("li", {}, `Now said: ${point}`)), lost.map((point) => h("li", {}, `No longer said: ${point}`)));
}

/** What of the candidate's project is told with a reply; the rest is for the report. */
const TOLD_AT_ONCE = ["differs", "not named"];

/** What the documents and the history of the candidate's project say to the answer. @param {Bodies["BesideView"][]} beside */
function fromProject(beside) {
  const told = beside.filter((one) => TOLD_AT_ONCE.includes(one.kind)).map((one) => one.told);
  if (told.length === 0) return null;
  return h("ul", { class: "from-project", "aria-label": "From your project" }, told.map((words) => h("li", {}, words)));
}

/** A remark on how long it takes to say with the time that it took, where that is known. @param {string} remark @param {string} spoken */
function measured(remark, spoken) {
  const took = / in ([\d:]+)/.exec(spoken)?.[1];
  return took ? remark.replace(/^This takes .+? to say/, `This took ${took} to say`) : remark;
}

/** How it was told, and how it was spoken. @param {Grade} grade @param {string} spoken */
function remarksFold({ remarks }, spoken) {
  return fold("remarks", "How you told it", remarks.length + (spoken === "" ? 0 : 1),
    h("div", { class: "remarks" }, h("ul", {}, remarks.map((text) => h("li", {}, measured(text, spoken))),
      spoken === "" ? null : h("li", { class: "spoken" }, spoken))));
}

/** What the word of the hiring scale stands for; of a whole answer that hints lowered, no gaps. @param {Grade} grade */
function anchorOf(grade) {
  return grade.paid && isWhole(grade) ? wholeOf(grade) : sentence(grade.anchor);
}

/** Who graded, with the versions of everything that made the grade, and what it took. @param {Grade} grade @param {Bodies["UsageView"][]} usage */
function gradedBy(grade, usage) {
  const { graded_by: by, anchor, gate } = grade;
  const isOffline = by.method === "offline";
  const how = isOffline ? `Without an LLM (${by.model}).` : `Model: ${by.model}.`;
  const prompt = by.prompt_version ? ` Prompt ${by.prompt_version}.` : "";
  return h("details", { class: "fold graded-by", "data-fold": "graded-by" }, h("summary", {}, isOffline ? "Graded offline" : "Graded by a model"),
    h("div", { class: "fold-body grade-foot" }, gate === null && anchor !== null ? h("p", {}, anchorOf(grade)) : null,
      h("p", {}, how, ` Rubric ${by.rubric_version}.${prompt}`), usageLine(usage)));
}

/** What is said at once of how it was graded, since it is not as usual. @param {Grade} grade */
function exceptions({ graded_by: by, verdicts }) {
  const lowered = verdicts.filter((verdict) => verdict.reason.startsWith(LOWERED)).length;
  const again = verdicts.filter((verdict) => verdict.reason.includes(AGAIN)).length;
  return [by.fallback ? h("p", { class: "fallback" }, `No LLM grade this time: ${by.fallback}`) : null,
    lowered ? h("p", { class: "fallback" }, `The language model gave less for ${counted(lowered, "point")} than the offline grader.`) : null,
    again ? h("p", { class: "fallback" }, `The language model was asked once more about ${counted(again, "point")}: the offline grader was sure of the opposite.`) : null];
}

/** @param {Grade} grade @param {string} label @param {Bodies["MistakeView"][]} explained @param {Bodies["UsageView"][]} usage @param {string} spoken */
function notGraded(grade, label, explained, usage, spoken) {
  const isWithheld = grade.not_graded === WITHHELD;
  return h("section", { class: "grade", "aria-label": label },
    h("header", { class: "grade-head" }, h("p", { class: "score" }, h("span", { class: "earned" }, isWithheld ? "Answer kept" : "Not graded"))),
    h("p", { class: "anchor" }, isWithheld ? "The grade comes at the end of the exam." : `${sentence(grade.not_graded)} Your answer is kept; nothing was scored.`),
    h("div", { class: "folds" },
      fold("open", "What to mend", mending(0, explained.length), mistakeGroup("In your answer before", explained)),
      remarksFold(grade, spoken),
      grade.graded_by.model ? gradedBy(grade, usage) : null),
    exceptions(grade));
}

/** @param {string | null} text */
function sentence(text) {
  const words = (text ?? "").trim();
  return words === "" ? "" : words.charAt(0).toUpperCase() + words.slice(1) + (/[.!?]$/.test(words) ? "" : ".");
}
