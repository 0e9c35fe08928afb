/**
 * The report of a round: what its word rests on, the strongest and weakest points with the candidate's words, what the
 * candidate's project says of it, the passages to read, what was said when; and the same as a file. Decides the look alone.
 */

import { hintsTaken, isToldByItsWord, leftOpen, SKILLS_COUNT, whatCounts, whyNoVerdict, withFollowUps } from "../interview/scorecard.js";
import { oneLine } from "../interview/verdicts.js";
import { passageLink } from "../parts/citation.js";
import { comparedList, countsOfBoth } from "../parts/compared.js";
import { pointsPlot } from "../parts/plots.js";
import { notThere } from "../parts/not-there.js";
import { get } from "../platform/api-client.js";
import { h } from "../platform/dom.js";
import { counted, formatPoints } from "../text/format.js";
import { stageName, titled } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["Report"]} Report */

const FILES = [["markdown", "Markdown"], ["html", "HTML"], ["json", "JSON"]];

/** @param {Element} root @param {string} id of an interview */
export async function showReport(root, id) {
  document.title = "Report · Interview coach";
  const body = h("div", {}, h("p", { class: "waiting" }, "Reading the report …"));
  root.replaceChildren(h("section", { class: "memory" }, body));
  try {
    const report = await get("/api/candidate/interviews/{interview_id}/report", { path: { interview_id: id } });
    body.replaceChildren(...reportParts(report));
  } catch (error) {
    root.replaceChildren(notThere("Report", error, { missing: `There is no report of an interview “${id}”.`, action: "All your interviews", address: "#/progress",
      again: () => showReport(root, id) }));
  }
}

/** @param {Report} report */
function reportParts(report) {
  const { stage, loop, topics, card, strongest, weakest, contested, places = {}, beside, chair, read, rounds = [], transcript, minutes, started_utc: started } = report;
  return [
    h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, `Report: ${loop ? `the loop ${loop}` : stageName(stage)}`),
      h("p", { class: "faint" }, [new Date(started).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }), minutes < 1 ? "less than 1 min" : `${Math.round(minutes)} min`, ...topics.map(titled)].join(" · "))),
    files(report.id),
    basis(card), byQuestion(card), ...notAnswered(card), told("Strongest", "earned", strongest, places), told("Weakest", "cost", weakest, places), ...rounds.map((one) => ofRound(one, places)), appeals(contested, places),
    besideWords(beside, places), byBoth(chair ?? null, places), reading(read), conversation(transcript, places),
  ].filter((part) => part !== null);
}

/** The same as a file. @param {string} id */
function files(id) {
  return h("p", { class: "row no-print" }, h("a", { class: "button", href: `#/interview/${id}` }, "To the interview"), h("button", { type: "button", onclick: () => print() }, "Print"),
    h("span", { class: "row" }, h("span", { class: "faint" }, "Save as"), FILES.map(([form, name]) => h("a", { class: "button", href: `/api/candidate/interviews/${id}/report/${form}` }, name))));
}

/** @param {Report["card"]} card */
function byQuestion({ questions, skills, answered }) {
  const asked = questions.filter((one) => !one.not_graded).map(({ position, earned_with_follow_ups: earned, possible }) => ({ name: `Question ${position}`, earned, possible }));
  const telling = skills.filter((one) => one.tells_more).map(({ skill, earned_with_follow_ups: earned, possible }) => ({ name: titled(skill), earned, possible }));
  if (asked.length === 0 || answered === 0) return null;
  return h("section", {}, h("h2", {}, "Points"), h("p", { class: "faint" }, "Of each question, with its follow-ups."), pointsPlot(asked),
    telling.length ? [h("p", { class: "faint" }, `${SKILLS_COUNT} With follow-ups.`), pointsPlot(telling)] : null);
}

/** @param {Report["card"]} card */
function notAnswered({ not_answered: left }) {
  const lists = [{ title: "Not answered", items: left.filter((one) => one.is_asked) }, { title: "Not asked", items: left.filter((one) => !one.is_asked) }];
  return lists.filter(({ items }) => items.length).map(({ title, items }) => h("section", {}, h("h2", {}, title), h("ul", {}, items.map((one) => h("li", {}, leftOpen(one))))));
}

/** @param {Report["card"]} card */
function basis(card) {
  const { earned, possible, bonus, hiring, firm, rests_on: on, answered, planned, rounds, clarifying, hints = 0, hints_cost: cost = 0 } = card;
  const count = `${answered} of ${counted(planned, "question")} answered`, asked = [clarifying ? h("p", {}, askedBack(clarifying)) : null, hints ? h("p", {}, hintsTaken(hints, cost)) : null];
  if (hiring === null) return h("section", {}, h("p", { class: "next-step" }, whyNoVerdict(card)), h("p", {}, `${count}.`), ...asked);
  const more = withFollowUps(card);
  return h("section", {}, h("p", { class: "next-step" }, `Hire? ${titled(hiring.word)}${on ? `, ${on}` : ""}: ${hiring.anchor}.`),
    h("p", {}, `${formatPoints(earned)} of ${counted(possible, "point")}${bonus ? ` (${formatPoints(bonus)} as a bonus)` : ""}${isToldByItsWord(card) ? "" : `, ${count}`}.`),
    more ? h("p", {}, more) : null, ...asked,
    h("p", { class: "faint" }, firm, " ", whatCounts(card)),
    rounds.length ? h("ul", {}, rounds.map(byRound)) : null);
}

/** How many questions back a design was begun with, and what they brought. Source: app/coach/candidates/report_words.py. @param {Bodies["Clarifying"]} told */
function askedBack({ asked, answered, perhaps }) {
  return asked ? `Clarifying questions: ${asked} asked, ${answered} answered by a fact of the case${perhaps ? `, ${perhaps} perhaps` : ""}.` : "Clarifying questions: none asked.";
}

/** A round of a loop in a line. @param {Bodies["RoundScore"]} round */
function byRound({ stage, earned, possible, hiring }) {
  return h("li", {}, hiring === null ? `${stageName(stage)}: no verdict.` : `${stageName(stage)}: ${hiring.word}, ${formatPoints(earned)} of ${counted(possible, "point")} (${hiring.anchor}).`);
}

/** A round of a loop: what was strong and weak in it, and what to read for it. @param {Bodies["RoundReport"]} round @param {Places} places */
function ofRound({ score, strongest, weakest, read }, places) {
  const parts = [told("Strongest", "earned", strongest, places, "h3"), told("Weakest", "cost", weakest, places, "h3"), reading(read, "h3")].filter((part) => part !== null);
  return parts.length ? h("section", {}, h("h2", {}, `Round: ${stageName(score.stage)}`), ...parts) : null;
}

/** What each turn is called, by its number. @typedef {Record<string, string>} Places */

/** What a turn is called, its numbers kept beside their words. @param {Places} places @param {number} turn */
function placed(places, turn) {
  return (places[turn] ?? "").replace(/ (?=\d)/g, "\u00a0");
}

/** Of more points a report holds three. Source: app/interview/results/report.py. */
const MOST_TOLD = 3;

/** @param {string} title @param {string} did what these did most @param {Bodies["Told"][]} points @param {Places} places @param {"h2" | "h3"} [level] of its heading */
function told(title, did, points, places, level = "h2") {
  if (points.length === 0) return null;
  return h("section", {}, h(level, {}, points.length === MOST_TOLD ? `${title}: the three that ${did} most` : title), h("ul", {}, points.map(({ point, state, weight, turn, quote, unsure, is_bonus: isBonus }) => h("li", {}, point, isBonus ? " (bonus)" : null,
    h("span", { class: "faint" }, ` ${state}, worth ${counted(weight, "point").replace(" ", "\u00a0")}, ${placed(places, turn)}`), quote ? h("blockquote", {}, oneLine(quote)) : null,
    unsure ? h("p", { class: "unsure" }, "Not sure: contest it if you did say it.") : null))));
}

/** What was contested, with which words, and what came of it. @param {Bodies["Contested"][]} items @param {Places} places */
function appeals(items, places) {
  if (items.length === 0) return null;
  return h("section", {}, h("h2", {}, "What you contested"), h("ul", {}, items.map(({ turn, point, sentence, before, after, reason }) => h("li", {}, point,
    h("span", { class: "faint" }, ` ${before === after ? `stays ${after}` : `was ${before}, is ${after}`}, ${placed(places, turn)}`), h("blockquote", {}, sentence), reason))));
}

/** What is told of each kind, differences first. Source: app/coach/candidates/report_words.py. @type {Record<Bodies["BesideKind"], string>} */
const KINDS = { differs: "the documents say otherwise", "not named": "the documents do not say it", agrees: "the documents say the same", done: "what the history shows" };

/** What was said, and what the documents and the history of the candidate's project say of it. @param {Bodies["Beside"][]} beside @param {Places} places */
function besideWords(beside, places) {
  if (beside.length === 0) return null;
  const order = Object.keys(KINDS);
  const sorted = [...beside].sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  return h("section", {}, h("h2", {}, "What was said, and what was done"), h("ul", {}, sorted.map((one) => h("li", {}, h("blockquote", {}, one.said), one.told,
    h("span", { class: "faint" }, ` ${KINDS[one.kind]}, ${one.line ? `${one.source}, line ${one.line}` : `the history of ${one.source}`}, ${placed(places, one.turn)}`)))));
}

/** What somebody beside the coach has heard; nothing where they gave no marks. @param {Bodies["SecondChair"] | null} chair @param {Places} places */
function byBoth(chair, places) {
  if (chair === null || chair.turns.length === 0) return null;
  return h("section", {}, h("h2", {}, "Two who judge: the interviewer and the coach"), h("p", {}, countsOfBoth(chair.agree, chair.differ)),
    chair.turns.map((one) => comparedList(one, { title: `${one.question} (${placed(places, one.turn)})` })));
}

/** @param {Report["read"]} passages */
function reading(passages, /** @type {"h2" | "h3"} */ level = "h2") {
  if (passages.length === 0) return null;
  return h("section", {}, h(level, {}, "To read"), h("ol", {}, passages.map((one) => h("li", {},
    passageLink(one)))));
}

/** Whoever says a line. Source: app/coach/candidates/report_words.py. @type {Record<string, string>} */
const SPEAKERS = { interviewer: "Interviewer", "second interviewer": "Second interviewer", candidate: "You" };

/** @param {Bodies["Line"][]} lines @param {Places} places */
function conversation(lines, places) {
  return h("section", {}, h("h2", {}, "What was said"), h("dl", { class: "transcript" }, lines.flatMap(({ at_utc: at, who, turn, text, earned, possible, counts, is_answered: isAnswered }) => [
    h("dt", {}, `${new Date(at).toLocaleTimeString("en-GB")} ${SPEAKERS[who] ?? who}`, who === "candidate" ? null : h("span", { class: "faint" }, `, ${placed(places, turn)}`),
      typeof earned === "number" ? h("span", { class: "faint" }, ` ${formatPoints(earned)} of ${possible} points${counts ? "" : ", not counted"}`) : null),
    h("dd", {}, text, isAnswered ? null : h("p", { class: "faint" }, "(not answered)"))])));
}
