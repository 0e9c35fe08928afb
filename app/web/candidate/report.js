/**
 * The report of a round: what its word rests on, the strongest and weakest points with the candidate's words, what the
 * candidate's project says of it, three passages to read, what was said when; and the same as a file. Decides the look alone.
 */

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
  const { stage, loop, topics, card, firm, strongest, weakest, beside, chair, read, transcript, minutes, started_utc: started } = report;
  return [
    h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, `Report: ${loop ? `the loop ${loop}` : stageName(stage)}`),
      h("p", { class: "faint" }, [new Date(started).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }), minutes < 1 ? "less than 1 min" : `${Math.round(minutes)} min`, ...topics.map(titled)].join(" · "))),
    files(report.id),
    basis(card, firm), byQuestion(card), told("Strongest", strongest), told("Weakest", weakest), besideWords(beside), byBoth(chair ?? null), reading(read), conversation(transcript),
  ].filter((part) => part !== null);
}

/** The same as a file. @param {string} id */
function files(id) {
  return h("p", { class: "row no-print" }, h("a", { class: "button", href: `#/interview/${id}` }, "To the interview"), h("button", { type: "button", onclick: () => print() }, "Print"),
    h("span", { class: "faint" }, "Save as"), FILES.map(([form, name]) => h("a", { class: "button", href: `/api/candidate/interviews/${id}/report/${form}` }, name)));
}

/** @param {Report["card"]} card */
function byQuestion({ questions, skills }) {
  const asked = questions.filter((one) => !one.not_graded).map(({ earned_with_follow_ups: earned, possible }, at) => ({ name: `Question ${at + 1}`, earned, possible }));
  if (asked.length === 0) return null;
  return h("section", {}, h("h2", {}, "Points"), h("p", { class: "faint" }, "Of each question with its follow-ups, and of each skill."), pointsPlot(asked),
    pointsPlot(skills.map(({ skill, earned, possible }) => ({ name: titled(skill), earned, possible }))));
}

/** @param {Report["card"]} card @param {string} firm how sure the word is */
function basis({ earned, possible, earned_with_follow_ups: more, hiring, answered, planned, rounds }, firm) {
  if (hiring === null) return h("p", {}, "Nothing was graded.");
  return h("section", {}, h("p", { class: "next-step" }, `Hire? ${titled(hiring.word)}: ${hiring.anchor}.`),
    h("p", {}, `${formatPoints(earned)} of ${counted(possible, "point")}, ${answered} of ${counted(planned, "question")} answered${more > earned ? `; ${formatPoints(more)} points with follow-ups` : ""}.`),
    firm ? h("p", { class: "faint" }, firm) : null,
    rounds.length ? h("ul", {}, rounds.map(byRound)) : null);
}

/** A round of a loop in a line. @param {Bodies["RoundScore"]} round */
function byRound({ stage, earned, possible, hiring }) {
  return h("li", {}, hiring === null ? `${stageName(stage)}: nothing was graded.` : `${stageName(stage)}: ${hiring.word}, ${formatPoints(earned)} of ${counted(possible, "point")}.`);
}

/** @param {string} title @param {Bodies["Told"][]} points */
function told(title, points) {
  if (points.length === 0) return null;
  return h("section", {}, h("h2", {}, title), h("ul", {}, points.map(({ point, state, weight, turn, quote, unsure }) => h("li", {}, point,
    h("span", { class: "faint" }, ` ${state}, worth ${counted(weight, "point").replace(" ", "\u00a0")}, answer\u00a0${turn}`), quote ? h("blockquote", {}, oneLine(quote)) : null,
    unsure ? h("p", { class: "unsure" }, "Not sure: contest it if you did say it.") : null))));
}

/** What is told of each kind, differences first. Source: app/coach/candidates/report_files.py. @type {Record<Bodies["BesideKind"], string>} */
const KINDS = { differs: "the documents say otherwise", "not named": "the documents do not say it", agrees: "the documents say the same", done: "what the history shows" };

/** What was said, and what the documents and the history of the candidate's project say of it. @param {Bodies["Beside"][]} beside */
function besideWords(beside) {
  if (beside.length === 0) return null;
  const order = Object.keys(KINDS);
  const sorted = [...beside].sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  return h("section", {}, h("h2", {}, "What was said, and what was done"), h("ul", {}, sorted.map((one) => h("li", {}, h("blockquote", {}, one.said), one.told,
    h("span", { class: "faint" }, ` ${KINDS[one.kind]}, ${one.line ? `${one.source}, line ${one.line}` : `the history of ${one.source}`}, turn ${one.turn}`)))));
}

/** What somebody beside the coach has heard. @param {Bodies["SecondChair"] | null} chair */
function byBoth(chair) {
  if (chair === null) return null;
  return h("section", {}, h("h2", {}, "Two who judge: the interviewer and the coach"), h("p", {}, chair.turns.length ? countsOfBoth(chair.agree, chair.differ) : "Somebody sat beside the coach, and handed in no marks."),
    chair.turns.map((one) => comparedList(one, { title: `Turn ${one.turn}: ${one.question}` })));
}

/** @param {Report["read"]} passages */
function reading(passages) {
  if (passages.length === 0) return null;
  return h("section", {}, h("h2", {}, "To read"), h("ol", {}, passages.map((one) => h("li", {},
    passageLink(one)))));
}

/** @param {Bodies["Line"][]} lines */
function conversation(lines) {
  return h("section", {}, h("h2", {}, "What was said"), h("dl", { class: "transcript" }, lines.flatMap(({ at_utc: at, who, text, earned, possible }) => [
    h("dt", {}, `${new Date(at).toLocaleTimeString("en-GB")} ${who}`, typeof earned === "number" ? h("span", { class: "faint" }, ` ${formatPoints(earned)} of ${possible} points`) : null),
    h("dd", {}, text)])));
}
