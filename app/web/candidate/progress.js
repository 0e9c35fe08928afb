/**
 * How far one has come: the next step, skills with their uncertainty and how they moved, calibration, every interview
 * that was held. Decides the look; the figures are the coach's.
 */

import { heldList } from "../parts/interview-list.js";
import { stepButton, stepOf } from "../parts/next-step.js";
import { calibrationPlot, skillPlot } from "../parts/plots.js";
import { notLoaded } from "../parts/not-there.js";
import { get } from "../platform/api-client.js";
import { h } from "../platform/dom.js";
import { counted, percent } from "../text/format.js";
import { titled } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */

/** Interviews before the latest are folded. */
const MOST_LISTED = 20;

/** @param {Element} root */
export async function showProgress(root) {
  document.title = "Progress · Interview coach";
  const body = h("div", {}, h("p", { class: "waiting" }, "Reading what is remembered …"));
  root.replaceChildren(h("section", { class: "memory" }, h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Progress")), body));
  await fill(body);
}

/** @param {HTMLElement} body */
async function fill(body) {
  try {
    const [progress, held] = await Promise.all([get("/api/candidate/progress", {}), get("/api/candidate/interviews", {})]);
    body.replaceChildren(h("div", {}, h("p", { class: "next-step" }, stepOf(progress)),
      stepButton(progress), progress.answers + progress.reviews === 0 ? null : figures(progress), skills(progress.topics),
      calibration(progress.calibration), history(held)));
  } catch (error) {
    body.replaceChildren(notLoaded("Your interviews", error, () => fill(body)));
  }
}

/** @param {Bodies["Progress"]} progress */
function figures({ interviews, answers, reviews, seconds, missed, earned, due, cards_in_all: cards }) {
  const rows = [["Interviews with answers", interviews], ["Answers", answers], ["Reviews", reviews], ["Time spent", `${Math.round(seconds / 60)} min`],
    ["Key points missed at first", missed], ["Said right later", earned], ["Cards due", `${due} of ${cards}`]];
  return h("dl", { class: "figures" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** @param {Bodies["TopicProgress"][]} topics */
function skills(topics) {
  if (topics.length === 0) return null;
  const rows = topics.map(({ topic, share, low, high, answers, history: before }) => h("tr", {},
    h("th", { scope: "row" }, titled(topic)), h("td", {}, `${percent(share)} (${percent(low)} to ${percent(high)})`), h("td", {}, trend(before)), h("td", {}, counted(answers, "answer"))));
  return h("section", {}, h("h2", {}, "Skills"),
    h("p", { class: "faint" }, "Each dot shows which share of the points you would earn in a question of medium difficulty. The band shows how sure that is; the line begins where you began. Your weakest topic comes first."),
    skillPlot(topics),
    h("details", {}, h("summary", {}, "In figures"), h("p", { class: "faint" }, "A skill rests on answers that were graded. Empty answers and second tries are not among them."), h("div", { class: "scrolled", tabindex: "0", role: "region", "aria-label": "Skills in figures" }, h("table", { class: "skills" },
      h("thead", {}, h("tr", {}, ["Topic", "Expected", "So far", "Rests on"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, rows)))));
}

/** @param {Bodies["SkillPoint"][]} points */
function trend(points) {
  if (points.length < 2) return "";
  const [first, last] = [points[0].share, points[points.length - 1].share];
  return `from ${percent(first)} to ${percent(last)}`;
}

/** @param {Bodies["Calibration"]} calibration */
function calibration({ told, gap, bins }) {
  if (gap === null) return null;
  const way = gap > 0 ? "too sure" : "not sure enough";
  const rows = bins.map(({ count, sure, credit }) => h("tr", {}, h("td", {}, percent(sure)), h("td", {}, percent(credit)), h("td", {}, count)));
  return h("section", {}, h("h2", {}, "How well you know what you know"),
    h("p", {}, `In ${counted(told, "answer")} you said how sure you were. You were ${way} by ${counted(Math.round(100 * Math.abs(gap)), "percentage point")}.`),
    h("div", { class: "calibration" }, calibrationPlot(bins), h("table", { class: "skills" }, h("thead", {}, h("tr", {}, ["You said", "You earned", "Answers"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, rows))));
}

/** @param {Bodies["HistoryView"]} held */
function history({ interviews, in_all: all }) {
  const older = interviews.slice(MOST_LISTED);
  return h("section", {}, h("h2", {}, all ? `All interviews (${all})` : "Interviews"), all ? heldList(interviews.slice(0, MOST_LISTED)) : h("p", {}, "You have not held an interview yet."),
    older.length ? h("details", {}, h("summary", {}, counted(all - MOST_LISTED, "earlier interview")), heldList(older), still(interviews.length, all)) : null);
}

/** What gets the interviews that are not there yet. @param {number} there @param {number} all */
function still(there, all) {
  if (there >= all) return "";
  const place = h("div", {}, h("button", { type: "button", class: "plain", onclick: () => more() }, `Show ${counted(all - there, "still earlier interview")}`));
  const more = async () => {
    try {
      const { interviews, in_all: now } = await get("/api/candidate/interviews", { query: { skip: there } });
      place.replaceChildren(heldList(interviews), interviews.length ? still(there + interviews.length, now) : "");
    } catch (error) {
      place.replaceChildren(notLoaded("Your earlier interviews", error, more));
    }
  };
  return place;
}
