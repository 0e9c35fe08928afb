/**
 * How far one has come: the next step, skills with their uncertainty and how they moved, calibration, every interview
 * that was held, and what one can do with all of it. Decides the look; the figures are the coach's.
 */

import { get, messageOf, post, remove } from "../platform/api-client.js";
import { announce, h, notice, setStyle } from "../platform/dom.js";
import { counted, formatPoints } from "../text/format.js";
import { stageName, titled } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */

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
    const [progress, { interviews }] = await Promise.all([get("/api/candidate/progress", {}), get("/api/candidate/interviews", {})]);
    body.replaceChildren(h("div", {}, h("p", { class: "next-step" }, progress.next_step), figures(progress), skills(progress.topics),
      calibration(progress.calibration), history(interviews), ownership(body)));
  } catch (error) {
    body.replaceChildren(notice(messageOf(error), { action: "Try again", onaction: () => fill(body) }));
  }
}

/** @param {Bodies["Progress"]} progress */
function figures({ interviews, answers, reviews, seconds, missed, earned, due, cards_in_all: cards }) {
  const rows = [["Interviews", interviews], ["Answers", answers], ["Reviews", reviews], ["Time spent", `${Math.round(seconds / 60)} min`],
    ["Points missed", missed], ["Of these said since", earned], ["Cards due", `${due} of ${cards}`]];
  return h("dl", { class: "figures" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** @param {Bodies["TopicProgress"][]} topics */
function skills(topics) {
  if (topics.length === 0) return null;
  const rows = topics.map(({ topic, share, low, high, answers, history: before }) => h("tr", {},
    h("th", { scope: "row" }, titled(topic)), h("td", {}, range(share, low, high)),
    h("td", {}, `${percent(share)} (${percent(low)} to ${percent(high)})`), h("td", {}, trend(before)), h("td", {}, counted(answers, "answer"))));
  return h("section", {}, h("h2", {}, "Skills"),
    h("p", { class: "faint" }, "The share of the points that is expected in a question of medium difficulty, and where it lies in nine of ten cases; the weakest first."),
    h("div", { class: "scrolled", tabindex: "0", role: "region", "aria-label": "Skills" }, h("table", { class: "skills" },
      h("thead", {}, h("tr", {}, ["Topic", "", "Expected", "So far", "From"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, rows))));
}

/** @param {number} share @param {number} low @param {number} high */
function range(share, low, high) {
  const band = setStyle(setStyle(h("span", { class: "band" }), "--low", low), "--high", high);
  return h("span", { class: "range", "aria-hidden": "true" }, band, setStyle(h("span", { class: "mark" }), "--share", share));
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
  const way = gap > 0 ? "surer than right" : "less sure than right";
  const rows = bins.map(({ count, sure, credit }) => h("tr", {}, h("td", {}, percent(sure)), h("td", {}, percent(credit)), h("td", {}, count)));
  return h("section", {}, h("h2", {}, "How well you know what you know"),
    h("p", {}, `Over ${counted(told, "answer")} you were ${Math.abs(Math.round(100 * gap))} points ${way}.`),
    h("table", { class: "skills" }, h("thead", {}, h("tr", {}, ["You said", "You earned", "Answers"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, rows)));
}

/** @param {Bodies["HeldView"][]} interviews */
function history(interviews) {
  const rows = interviews.map((held) => h("li", {}, h("a", { href: held.ended ? `#/report/${held.id}` : `#/interview/${held.id}` },
    `${stageName(held.stage)}, ${new Date(held.started_utc).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}`), " ",
  h("span", { class: "faint" }, outcome(held))));
  return h("section", {}, h("h2", {}, "Interviews"), rows.length ? h("ol", { class: "held" }, rows) : h("p", {}, "None was held yet."));
}

/** @param {Bodies["HeldView"]} held */
function outcome({ ended, earned, possible, hiring }) {
  if (!ended) return "goes on";
  return possible ? `${formatPoints(earned)} of ${counted(possible, "point")}${hiring ? `, ${hiring}` : ""}` : "no score";
}

/** What can be done with all of it: plan, export, import, forget. @param {HTMLElement} body */
function ownership(body) {
  const place = h("div", {});
  const file = h("input", { type: "file", id: "import-file", accept: ".json,application/json" });
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) return;
    try {
      const { cards, events } = await post("/api/candidate/import", { body: { document: await chosen.text() } });
      place.replaceChildren(notice(`${counted(cards, "card")} and ${counted(events, "event")} added.`, { kind: "notice" }));
    } catch (error) {
      place.replaceChildren(notice(messageOf(error)));
    }
  });
  const forget = async () => {
    try {
      await remove("/api/candidate");
      announce("Everything is deleted.");
      await fill(body);
    } catch (error) {
      place.replaceChildren(notice(messageOf(error)));
    }
  };
  const ask = () => {
    const keep = h("button", { type: "button", onclick: () => place.replaceChildren() }, "Keep it");
    place.replaceChildren(h("p", {}, "All interviews, cards and skills will be gone for good. ",
      h("button", { type: "button", class: "plain", onclick: forget }, "Yes, delete all of it"), " ", keep));
    keep.focus();
  };
  return h("section", {}, h("h2", {}, "Yours"), h("p", {}, h("a", { class: "button", href: "#/plan" }, "Plan for a job"), " ",
    h("a", { class: "button", href: "/api/candidate/export" }, "Export all"), " ",
    h("button", { type: "button", class: "plain", onclick: ask }, "Delete everything")),
  h("p", {}, h("label", { for: "import-file" }, "Import an export: "), file), place);
}

/** @param {number} share */
function percent(share) {
  return `${Math.round(100 * share)} %`;
}
