/** Interviews that were held, a row each. Decides that one that has ended opens its scorecard, and any other goes on. */

import { h } from "../platform/dom.js";
import { counted, formatPoints } from "../text/format.js";
import { stageName } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies["HeldView"]} Held */

/** @param {Held[]} interviews */
export function heldList(interviews) {
  return h("ol", { class: "held" }, interviews.map((held) => h("li", {}, h("a", { class: "recent-row", href: `#/interview/${held.id}` },
    h("span", { class: "recent-stage" }, stageName(held.stage)), " ",
    h("span", { class: "faint" }, new Date(held.started_utc).toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" })), " ",
    h("span", { class: "recent-earned" }, outcome(held))))));
}

/** What an interview came to. @param {Held} held */
function outcome({ ended, earned, possible }) {
  if (!ended) return "unfinished";
  return possible ? `${formatPoints(earned)} of ${counted(possible, "point")}` : "no score";
}
