/**
 * The interviews that were held in this browser: the one to go on with, and the others with what they earned.
 * Decides that the browser keeps only their ids and where they stood; what became of them is asked of the coach, and
 * one that it no longer has is left out.
 */

import { ApiError, get } from "../platform/api.js";
import { h } from "../platform/dom.js";
import { forgetInterview, recent } from "../platform/memory.js";
import { counted, formatPoints, stageName } from "../text/words.js";

/** @typedef {{kept: any, view: any}} Held an entry of memory.js, and the coach's InterviewView once it is read */

/** Two places on the page: the latest interview that has not ended, at once, and the list of the others, once read. */
export function recentInterviews() {
  const [open, others] = [h("div", {}), h("div", {})];
  /** @param {Held[]} held */
  const show = (held) => {
    const underWay = held.find((item) => !(item.view ?? item.kept).ended);
    // Drawn anew only where it is another: somebody may be on its button.
    if (open.dataset.id !== underWay?.kept.id) {
      open.dataset.id = underWay?.kept.id ?? "";
      open.replaceChildren(underWay ? goOn(underWay.kept, () => forget(held, underWay)) : "");
    }
    const rows = held.filter((item) => item.view !== null && item !== underWay);
    others.replaceChildren(rows.length ? list(rows) : "");
  };
  const forget = (/** @type {Held[]} */ held, /** @type {Held} */ item) => {
    forgetInterview(item.kept.id);
    show(held.filter((other) => other !== item));
  };
  const known = recent().map((kept) => ({ kept, view: null }));
  show(known);
  read(known).then(show);
  return { open, others };
}

/** The same as the coach has them, latest start first. @param {Held[]} held @returns {Promise<Held[]>} */
async function read(held) {
  const found = await Promise.all(held.map(async ({ kept }) => {
    try {
      return [{ kept, view: await get(`/api/interviews/${encodeURIComponent(kept.id)}`) }];
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) return [{ kept, view: null }];
      forgetInterview(kept.id);
      return [];
    }
  }));
  return found.flat().sort((one, other) => begun(other) - begun(one));
}

/** @param {Held} item milliseconds UTC */
function begun({ kept, view }) {
  return view === null ? kept.at : Date.parse(view.started_utc);
}

/** @param {any} kept @param {() => void} forget */
function goOn(kept, forget) {
  return h("aside", { class: "go-on", "aria-label": "Interview under way" },
    h("p", {}, h("span", { class: "go-on-stage" }, stageName(kept.stage)), h("span", { class: "faint" }, ` question ${kept.position} of ${kept.of}, ${ago(kept.at)}`)),
    h("a", { class: "button", href: `#/interview/${kept.id}` }, "Go on"),
    h("button", { type: "button", class: "close", "aria-label": "Forget this interview", onclick: forget }, "✕"));
}

/** @param {Held[]} held */
function list(held) {
  const rows = held.map((item) => h("li", {}, h("a", { class: "recent-row", href: `#/interview/${item.view.id}` },
    h("span", { class: "recent-stage" }, stageName(item.view.stage)), " ",
    h("span", { class: "faint" }, day(begun(item))), " ",
    h("span", { class: "recent-earned" }, earned(item.view)))));
  return h("section", { class: "recent", "aria-labelledby": "recent-title" }, h("h2", { id: "recent-title" }, "Recent interviews"), h("ol", {}, rows));
}

/** What an interview came to. @param {any} view */
function earned({ ended, scorecard }) {
  if (!ended) return "unfinished";
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
