/**
 * The scorecard: points, the hiring word, every question and skill, and what to study next. Decides that missed points
 * are grouped by the passage that teaches them, and what a further interview is about.
 */

import { oneLine } from "./verdicts.js";
import { passageAddress, passageLink } from "../parts/citation.js";
import { usageLine } from "../parts/usage.js";
import { bothSay, countsOfBoth } from "../parts/compared.js";
import { post, sentenceOf } from "../platform/api-client.js";
import { h, notice, setStyle } from "../platform/dom.js";
import { asBonus, counted, formatPoints } from "../text/format.js";
import { unbroken } from "../text/formula.js";
import { stageName, titled } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["InterviewView"] & {scorecard: Bodies["Scorecard"]}} EndedInterview */
/** @typedef {Bodies["OptionsView"]} Options */
/** @typedef {Bodies["ToReview"]} MissedPoint */

/** So many passages are to be read for a round; others are folded. Source: app/interview/results/report.py. */
const MOST_READ = 3;
const SCALE = ["strong no", "no", "borderline", "yes", "strong yes"];
/** Which skills are told: those whose figure is not that of one question, or of all. */
export const SKILLS_COUNT = "The points of all questions that ask for it, for each skill of two or more of them.";

/** The scorecard of an interview. @param {EndedInterview} interview @param {Options} options */
export function scorecard(interview, options) {
  const { scorecard: card, turns } = interview;
  return h("section", { class: "scorecard", "aria-labelledby": "scorecard-title" },
    h("p", { class: "label" }, "Scorecard"),
    card.hiring === null ? noVerdict(card) : total(card, card.hiring),
    card.hints ? h("p", {}, hintsTaken(card.hints, card.hints_cost ?? 0)) : null,
    card.rounds.length ? rounds(card.rounds) : null,
    questions(card),
    skills(card.skills),
    secondChair(turns),
    toPutRight(turns),
    studyNext(card, turns),
    startAgain(interview, options),
    usageLine(card.usage, "LLM use in this interview"));
}

/** Why there is no verdict. Source: app/coach/candidates/report_words.py. @param {Bodies["Scorecard"]} card */
export function whyNoVerdict({ answered }) {
  return answered ? "Nothing could be graded, so there is no verdict." : "Nothing was answered, so there is no verdict.";
}

/** @param {Bodies["Scorecard"]} card */
function noVerdict(card) {
  return h("div", { class: "scorecard-head" }, h("h2", { id: "scorecard-title", tabindex: "-1" }, "No verdict"),
    h("p", {}, whyNoVerdict(card)), h("p", { class: "faint" }, `${answeredOf(card)}.`));
}

/** Whether what the word rests on says already how many questions were answered. @param {Bodies["Scorecard"]} card */
export function isToldByItsWord({ rests_on: on, skipped, not_graded: notGraded }) {
  return on !== "" && skipped === 0 && notGraded === 0;
}

/** How a question without an answer counts, where there is one. Source: app/coach/candidates/report_words.py. @param {Bodies["Scorecard"]} card */
export function whatCounts({ skipped, not_answered: left }) {
  return skipped || left.some((one) => !one.is_follow_up) ? "A skipped question counts as 0 points; a question that was not asked or not answered is left out." : "";
}

/** How many questions were answered, and what became of the others. @param {Bodies["Scorecard"]} card */
function answeredOf({ answered, planned, skipped, not_graded: notGraded }) {
  return [`${answered} of ${counted(planned, "question")} answered`, ...(skipped ? [`${skipped} skipped`] : []), ...(notGraded ? [`${notGraded} not graded`] : [])].join(", ");
}

/** What the word says of the answers, and of how many where not of all. @param {Bodies["Scorecard"]} card @param {Bodies["HiringWord"]} hiring */
function anchorOf({ rests_on: on }, { anchor }) {
  const said = on ? `${on}: ${anchor}` : anchor;
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

/** What follow-ups brought out, beside what the verdict counts; empty where nothing. @param {Bodies["Scorecard"]} card */
export function withFollowUps({ earned, earned_with_follow_ups: more, possible }) {
  return more > earned ? `With follow-ups: ${formatPoints(more)} of ${counted(possible, "point")}. The verdict counts what you said before a follow-up asked for it.` : "";
}

/** @param {Bodies["Scorecard"]} card @param {Bodies["HiringWord"]} hiring */
function total(card, hiring) {
  const more = withFollowUps(card);
  return h("div", { class: "scorecard-head" },
    h("h2", { id: "scorecard-title", class: "score", tabindex: "-1" },
      h("span", { class: "earned" }, formatPoints(card.earned)), h("span", { class: "possible" }, ` of ${card.possible} points${asBonus(card.bonus)}`)),
    h("p", { class: "label scale-title" }, "Would you be hired on this?"),
    h("ol", { class: "scale", "aria-label": "Hiring scale" }, SCALE.map((word) =>
      h("li", { "aria-current": word === hiring.word ? "true" : null, "data-word": word }, word))),
    h("p", { class: "anchor" }, anchorOf(card, hiring)),
    h("p", {}, card.firm),
    h("p", { class: "faint" }, [isToldByItsWord(card) ? "" : `${answeredOf(card)}.`, more, whatCounts(card)].filter((one) => one !== "").join(" ")));
}

/** How many hints were taken and what they cost. Source: app/coach/candidates/report_words.py. @param {number} count @param {number} cost */
export function hintsTaken(count, cost) {
  return `Hints: ${count} taken, at the cost of ${cost ? `${formatPoints(cost)} ${cost === 1 ? "point" : "points"}` : "no point"}.`;
}

/** The rounds of a loop, each with its word. @param {Bodies["RoundScore"][]} items */
function rounds(items) {
  return h("section", { class: "tally" }, h("h3", {}, "Round by round"), h("ol", {}, items.map((item) =>
    h("li", {}, h("p", {}, stageName(item.stage), h("span", { class: "faint" }, item.hiring === null ? " No verdict." : ` Hire? ${item.hiring.word}: ${item.hiring.anchor}.`)),
      item.hiring === null ? null : pointsBar(item.earned, item.possible)))));
}

/** Each question with its points, and below it what was left open of it. @param {Bodies["Scorecard"]} card */
function questions({ questions: items, not_answered: left, answered }) {
  const rows = [...items.map((item) => ({ position: item.position, row: questionRow(item, answered > 0) })), ...left.map((item) => ({ position: item.position, row: openRow(item) }))];
  return rows.length === 0 ? null : h("section", { class: "tally" }, h("h3", {}, "Question by question"), h("ol", {},
    rows.sort((one, other) => one.position - other.position).map(({ row }) => row)));
}

/** @param {Bodies["QuestionScore"]} item @param {boolean} isCounted whether anything was answered, so that a skipped question counts */
function questionRow(item, isCounted) {
  return h("li", {}, h("p", {}, unbroken(item.text), item.skipped ? h("span", { class: "faint" }, " Skipped.") : null),
    item.not_graded ? h("p", { class: "faint" }, `Not graded: ${item.not_graded}`)
      : isCounted ? pointsBar(item.earned, item.possible, { more: item.earned_with_follow_ups, bonus: item.bonus }) : null);
}

/** What was asked or planned and not answered. @param {Bodies["NotAnswered"]} item */
function openRow(item) {
  return h("li", { class: "left-open" }, h("p", {}, unbroken(leftOpen(item))), h("p", { class: "faint" }, item.is_asked ? "Not answered" : "Not asked"));
}

/** The words of it. @param {Bodies["NotAnswered"]} item */
export function leftOpen({ text, position, is_follow_up: isFollowUp }) {
  return isFollowUp ? `Follow-up to question ${position}: ${text}` : text;
}

/** @param {Bodies["SkillScore"][]} items */
function skills(items) {
  const telling = items.filter((item) => item.tells_more);
  return telling.length === 0 ? null : h("section", { class: "tally" }, h("h3", {}, "Skill by skill"), h("p", { class: "faint" }, SKILLS_COUNT), h("ul", {}, telling.map((item) =>
    h("li", {}, h("p", {}, titled(item.skill), h("span", { class: "faint" }, ` ${counted(item.questions, "question")}`)), pointsBar(item.earned, item.possible, { more: item.earned_with_follow_ups })))));
}

/** A bar of points; the points that follow-ups added are shown beside them in a lighter shade. @param {number} earned @param {number} possible @param {{more?: number, bonus?: number}} [beside] with follow-ups; of these points a bonus */
function pointsBar(earned, possible, { more = earned, bonus = 0 } = {}) {
  const gained = more > earned ? ` (${formatPoints(more)} with follow-ups)` : "";
  const fill = setStyle(h("span", { class: "fill" }), "--share", possible ? earned / possible : 0);
  const added = setStyle(h("span", { class: "fill more" }), "--share", possible ? (more - earned) / possible : 0);
  return h("div", { class: "share" }, h("span", { class: "track", "aria-hidden": "true" }, fill, added),
    h("span", { class: "points" }, `${formatPoints(earned)} of ${possible}${asBonus(bonus)}${gained}`));
}

/** Where the interviewer beside the coach differs from it; nothing where nobody handed in marks. @param {Bodies["TurnView"][]} turns */
function secondChair(turns) {
  const points = turns.flatMap(({ compared }) => compared?.points ?? []);
  if (!turns.some(({ compared }) => compared)) return null;
  const [agree, differ] = ["agree", "differ"].map((outcome) => points.filter((one) => one.outcome === outcome));
  return h("section", { class: "by-two" }, h("h3", {}, "Interviewer and coach"), h("p", {}, countsOfBoth(agree.length, differ.length)),
    differ.length ? h("ul", {}, differ.map((point) => h("li", { class: "differs" }, unbroken(point.point), bothSay(point)))) : null);
}

/** What was said wrongly, and why it is wrong: the points that were missed do not tell it. @param {Bodies["TurnView"][]} turns */
function toPutRight(turns) {
  const told = turns.flatMap(({ grade }) => grade.mistakes).filter((one) => !one.held_back);
  const mistakes = [...new Map(told.map((one) => [`${one.quote}\n${one.why}`, one])).values()];
  if (mistakes.length === 0) return null;
  return h("section", { class: "put-right" }, h("h3", {}, "What to put right"), h("ul", {}, mistakes.map((one) =>
    h("li", { class: "wrong" }, h("p", {}, h("q", {}, oneLine(one.quote))), h("p", {}, one.why)))));
}

/** @param {Bodies["Scorecard"]} card @param {Bodies["TurnView"][]} turns */
function studyNext(card, turns) {
  if (card.review.length === 0) return card.hiring === null ? null : h("section", { class: "review" }, h("h3", {}, "What to study next"), h("p", { class: "lead" }, nothingMissed(card)));
  const rows = missedByPassage(card.review).map(({ citation, missed, points }) => h("li", {},
    h("p", {}, citation === null ? "No passage of the notes teaches this:" : passageLink(citation, "review-link", missed.map(({ point }) => point)),
      " ", h("span", { class: "points" }, `${formatPoints(points)} ${points === 1 ? "point" : "points"}`)),
    h("ul", {}, missed.map((item) => h("li", {}, unbroken(item.point))))));
  const most = MOST_READ * Math.max(1, card.rounds.length);
  const missing = turns.some(({ asked }) => asked.kind === "follow-up") ? "Still missing after the follow-ups" : "What was missing";
  return h("section", { class: "review" }, h("h3", {}, "What to study next"),
    h("p", { class: "lead faint" }, `${missing}, most points first. Each link opens the passage that teaches what stands below it.`), h("ol", {}, rows.slice(0, most)),
    rows.length > most ? h("details", {}, h("summary", {}, `${rows.length - most} more`), h("ol", { start: most + 1 }, rows.slice(most))) : null);
}

/** Of what nobody answered it is not known whether anything was missed. @param {Bodies["Scorecard"]} card */
function nothingMissed({ not_answered: left }) {
  return left.length === 0 ? "Nothing was missed." : "No key point is missing in what you answered.";
}

/** The missed points, grouped by the passage that teaches them; a group may cost more than one heavier point. @param {MissedPoint[]} items */
function missedByPassage(items) {
  /** @type {Map<string, {citation: MissedPoint["citation"], missed: MissedPoint[], points: number}>} */
  const groups = new Map();
  for (const item of items) {
    const key = item.citation === null ? "" : passageAddress(item.citation);
    const group = groups.get(key) ?? { citation: item.citation, missed: [], points: 0 };
    group.missed.push(item);
    group.points += item.missing;
    groups.set(key, group);
  }
  return [...groups.values()].sort((one, other) => Number(one.citation === null) - Number(other.citation === null) || other.points - one.points);
}

/** @param {EndedInterview} interview @param {Options} options */
function startAgain(interview, options) {
  const { stage, scorecard: card } = interview;
  const topics = missedTopics(interview, options);
  const place = h("div", { class: "again" });
  // A round of one topic is called as its topic is.
  const isChoice = Object.keys(options.stages.find((item) => item.stage === stage)?.topics ?? {}).length > 1;
  const label = topics.length && isChoice ? `Another interview on ${joinedNames(topics.map(titled))}` : "Another interview like this";
  const chosen = topics.length ? topics : interview.topics;
  const start = async () => {
    try {
      const next = await post("/api/interviews", { body: { stage, topics: chosen, questions: Math.max(1, card.planned), mode: interview.mode, level: interview.level, loop: "", project: "" } });
      location.hash = `#/interview/${next.id}`;
    } catch (error) {
      place.append(notice(sentenceOf(error)));
    }
  };
  place.append(h("button", { type: "button", class: "primary", onclick: start }, label), h("a", { class: "button", href: "#/start" }, "Choose another interview"), h("a", { class: "button", href: `#/report/${interview.id}` }, "Report"));
  return place;
}

/** The topics whose passages teach what was missed, as far as this stage has questions on them. @param {EndedInterview} interview @param {Options} options @returns {Bodies["Topic"][]} */
function missedTopics(interview, options) {
  const stage = options.stages.find((item) => item.stage === interview.stage);
  const folders = new Set(interview.scorecard.review.map((item) => item.citation?.document.split("/")[0]));
  return [...folders].filter((folder) => isTopicOf(stage, folder));
}

/** Whether a stage has questions on the topic that a folder of the corpus is named after. @param {Bodies["StageView"] | undefined} stage @param {string | undefined} folder @returns {folder is Bodies["Topic"]} */
function isTopicOf(stage, folder) {
  return folder !== undefined && stage?.topics[folder] !== undefined;
}

/** @param {string[]} names */
function joinedNames(names) {
  return names.length < 2 ? names.join("") : names.length > 3 ? "the missed topics" : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
