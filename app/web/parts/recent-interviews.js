/**
 * The interviews that were held in this browser: the one to go on with, and the others with what they earned.
 * Decides that the browser keeps only their ids and where they stood; what became of them is asked of the coach, and
 * one that it no longer has is left out.
 */

import { ApiError, get } from "../platform/api-client.js";
import { h } from "../platform/dom.js";
import { forgetInterview, recentEntries } from "../platform/storage.js";
import { counted, formatPoints } from "../text/format.js";
import { stageName } from "../text/names.js";

/** @typedef {import("../platform/storage.js").RecentEntry} RecentEntry */
/** @typedef {import("../platform/api-client.js").Bodies["InterviewView"]} Interview */
/** @typedef {{entry: RecentEntry, interview: Interview | null}} Held what the browser keeps of an interview, and the interview once it is read */

/** Two places on the page: the latest interview that has not ended, at once, and the list of the others, once read. */
export function recentInterviews() {
  const [open, others] = [h("div"), h("div")];
  /** @param {Held[]} held */
  const show = (held) => {
    const underWay = held.find((item) => !(item.interview ?? item.entry).ended);
    // Drawn anew only where it is another: somebody may be on its button.
    if (open.dataset.id !== underWay?.entry.id) {
      open.dataset.id = underWay?.entry.id ?? "";
      open.replaceChildren(underWay ? resumeRow(underWay.entry, () => forget(held, underWay)) : "");
    }
    const rows = held.flatMap((item) => (item.interview === null || item === underWay ? [] : [recentRow(item.interview)]));
    others.replaceChildren(rows.length ? recentList(rows) : "");
  };
  /** @param {Held[]} held @param {Held} forgotten */
  const forget = (held, forgotten) => {
    forgetInterview(forgotten.entry.id);
    show(held.filter((item) => item !== forgotten));
  };
  const known = recentEntries().map((entry) => ({ entry, interview: null }));
  show(known);
  readAll(known).then(show);
  return { open, others };
}

/** The same as the coach has them, latest start first. @param {Held[]} held @returns {Promise<Held[]>} */
async function readAll(held) {
  const found = await Promise.all(held.map(({ entry }) => readOne(entry)));
  return found.flat().sort((a, b) => startedMs(b) - startedMs(a));
}

/** An interview, or none where the coach no longer has it. @param {RecentEntry} entry @returns {Promise<Held[]>} */
async function readOne(entry) {
  try {
    return [{ entry, interview: await get("/api/interviews/{interview_id}", { path: { interview_id: entry.id } }) }];
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) return [{ entry, interview: null }];
    forgetInterview(entry.id);
    return [];
  }
}

/** @param {Held} item @returns {number} milliseconds UTC */
function startedMs({ entry, interview }) {
  return interview === null ? entry.at : Date.parse(interview.started_utc);
}

/** @param {RecentEntry} entry @param {() => void} forget */
function resumeRow(entry, forget) {
  return h("aside", { class: "go-on", "aria-label": "Interview under way" },
    h("p", {}, h("span", { class: "go-on-stage" }, stageName(entry.stage)), h("span", { class: "faint" }, ` question ${entry.position} of ${entry.of}, ${ago(entry.at)}`)),
    h("a", { class: "button", href: `#/interview/${entry.id}` }, "Go on"),
    h("button", { type: "button", class: "close", "aria-label": "Forget this interview", onclick: forget }, "✕"));
}

/** @param {Interview} interview */
function recentRow(interview) {
  return h("li", {}, h("a", { class: "recent-row", href: `#/interview/${interview.id}` },
    h("span", { class: "recent-stage" }, stageName(interview.stage)), " ",
    h("span", { class: "faint" }, day(Date.parse(interview.started_utc))), " ",
    h("span", { class: "recent-earned" }, outcome(interview))));
}

/** @param {Element[]} rows */
function recentList(rows) {
  return h("section", { class: "recent", "aria-labelledby": "recent-title" }, h("h2", { id: "recent-title" }, "Recent interviews"), h("ol", {}, rows));
}

/** What an interview came to. @param {Interview} interview */
function outcome({ scorecard }) {
  if (scorecard === null) return "unfinished";
  return scorecard.score === null ? "no score" : `${formatPoints(scorecard.earned)} of ${counted(scorecard.possible, "point")}`;
}

/** The day and time of day, for two may have been held on one day. @param {number} at milliseconds UTC */
function day(at) {
  return new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
}

/** @param {number} at milliseconds UTC */
function ago(at) {
  const minutes = Math.round((Date.now() - at) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${counted(minutes, "minute")} ago`;
  const hours = Math.round(minutes / 60);
  return hours < 24 ? `${counted(hours, "hour")} ago` : `${counted(Math.round(hours / 24), "day")} ago`;
}
