/**
 * The first view: the interview to go on with, what to do next, the cards. Decides that an interview that was left long
 * ago is not offered again, that cards that are due are told once, as the next step, and that what can be done stands
 * there before anything is read of the past.
 */

import { notLoaded } from "../parts/not-there.js";
import { get } from "../platform/api-client.js";
import { h } from "../platform/dom.js";
import { onOtherTabs } from "../platform/tabs.js";
import { heldList, nameOf } from "../parts/interview-list.js";
import { stepButton, stepOf } from "../parts/next-step.js";
import { counted, noneDue } from "../text/format.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["HeldView"]} Held */

/** An interview that was begun before this long is not gone on with. */
const STALE_MS = 14 * 86_400_000;
const MOST_LISTED = 5;

/** @param {Element} root @returns {Promise<() => void>} what to call when it is left */
export async function showToday(root) {
  document.title = "Interview coach";
  const place = h("div", { class: "today-body", "aria-busy": "true" }, h("p", { class: "waiting" }, "Looking for what is due …"));
  root.replaceChildren(h("section", { class: "today" }, intro(), place, doors()));
  await fill(place);
  return onOtherTabs(({ interview }) => { if (interview) fill(place); });
}

/** @param {HTMLElement} place */
async function fill(place) {
  try {
    const [progress, { interviews, in_all: all }] = await Promise.all([get("/api/candidate/progress", {}), get("/api/candidate/interviews", {})]);
    const open = interviews.find((one) => !one.ended && Date.now() - Date.parse(one.started_utc) < STALE_MS);
    const others = interviews.filter((one) => one !== open);
    place.replaceChildren(h("div", { class: "today-cards" }, open ? goOn(open) : null, next(progress), cards(progress)), recent(others, all));
  } catch (error) {
    place.replaceChildren(notLoaded("Your interviews", error, () => fill(place)));
  }
  place.removeAttribute("aria-busy");
}

function intro() {
  return h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Practise the interview before it counts."),
    h("p", {}, "Answer in your own words. Each answer is marked point by point, quoting what you said, and every point you missed comes with the passage that teaches it."),
    h("p", { class: "today-start" }, h("a", { class: "button primary large", href: "#/start" }, "Start an interview")));
}

/** @param {Held} held */
function goOn(held) {
  const { id, answered, planned, started_utc: started } = held;
  return h("section", { class: "today-card go-on", "aria-label": "Interview under way" }, h("h2", {}, "Unfinished interview"),
    h("p", {}, nameOf(held), h("span", { class: "faint" }, `, ${answered} of ${counted(planned, "question")} answered, begun ${ago(Date.parse(started))}`)),
    h("p", {}, h("a", { class: "button", href: `#/interview/${id}` }, "Go on")));
}

/** The next step; what only starts an interview has its button above. @param {Bodies["Progress"]} progress */
function next(progress) {
  const isAbove = !progress.due && !progress.next_topic;
  return h("section", { class: "today-card" }, h("h2", {}, "What to do next"), h("p", {}, stepOf(progress)), isAbove ? null : stepButton(progress));
}

/** The cards, where the next step is not to review them. @param {Bodies["Progress"]} progress */
function cards(progress) {
  const { due, cards_in_all: all } = progress;
  if (due) return null;
  return h("section", { class: "today-card" }, h("h2", {}, "Cards"), h("p", {}, all ? noneDue(progress) : "Key points that you miss come back here as short questions."),
    all ? h("p", {}, h("a", { href: "#/review" }, "To the cards")) : null);
}

/** @param {Held[]} interviews @param {number} all with the one that goes on */
function recent(interviews, all) {
  if (interviews.length === 0) return "";
  const shown = interviews.slice(0, MOST_LISTED);
  return h("section", { class: "recent", "aria-labelledby": "recent-title" }, h("h2", { id: "recent-title" }, "Recent interviews"), heldList(shown),
    interviews.length > shown.length ? h("p", {}, h("a", { href: "#/progress" }, `All ${counted(all, "interview")}`)) : null);
}

function doors() {
  return h("nav", { class: "doors", "aria-label": "More to do" },
    h("a", { href: "#/code" }, "Coding tasks"), h("a", { href: "#/plan" }, "Plan for a job"), h("a", { href: "#/review" }, "Review cards"),
    h("a", { href: "#/ask" }, "Ask a question"));
}

/** @param {number} at milliseconds UTC */
function ago(at) {
  const minutes = Math.round((Date.now() - at) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${counted(minutes, "minute")} ago`;
  const hours = Math.round(minutes / 60);
  return hours < 24 ? `${counted(hours, "hour")} ago` : `${counted(Math.round(hours / 24), "day")} ago`;
}
