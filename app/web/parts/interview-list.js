/** Interviews that were held, a row each. Decides that one that has ended opens its scorecard, and any other goes on. */

import { h } from "../platform/dom.js";
import { counted, formatPoints } from "../text/format.js";
import { stageName, titled } from "../text/names.js";

/** With more topics than these an interview is on all that its round asks about. */
const MOST_TOPICS = 3;

/** @typedef {import("../platform/api-client.js").Bodies["HeldView"]} Held */

/** An interview by its round and what it is on: Technical screening on RAG. @param {Held} held */
export function nameOf({ stage, topics }) {
  return `${stageName(stage)}${topics.length > 0 && topics.length <= MOST_TOPICS ? ` on ${topics.map(titled).join(", ")}` : ""}`;
}

/** @param {Held[]} interviews */
export function heldList(interviews) {
  return h("ol", { class: "held" }, interviews.map((held) => h("li", {}, h("a", { class: "recent-row", href: `#/interview/${held.id}` },
    h("span", { class: "recent-stage" }, nameOf(held)), " ",
    h("span", { class: "faint" }, new Date(held.started_utc).toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" })), " ",
    h("span", { class: "recent-earned" }, outcome(held))))));
}

/** What an interview came to. @param {Held} held */
function outcome({ ended, earned, possible, answered, planned }) {
  if (!ended) return `unfinished, ${answered} of ${planned} answered`;
  return possible ? `${formatPoints(earned)} of ${counted(possible, "point")}` : "no score";
}
