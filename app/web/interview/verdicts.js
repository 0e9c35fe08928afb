/** Verdicts in groups: each key point with its sign, the candidate's words for it and what it brought. Decides their words and signs. */

import { appeal } from "./appeal.js";
import { quotedEvidence } from "../answer/candidate-answer.js";
import { citationMark } from "../parts/citation.js";
import { h } from "../platform/dom.js";
import { formatPoints } from "../text/format.js";
import { unbroken } from "../text/formula.js";

/** @typedef {import("./appeal.js").Appealing} Appealing */
/** @typedef {import("../parts/citation.js").Citation} Citation */
/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["VerdictView"]} Verdict */
/** @typedef {(pointId: string | null, scroll: boolean) => void} ShowEvidence shows a point's evidence in the candidate's answer; null puts it out */
/** @typedef {{answer: string, known: Map<number, Citation>, showEvidence: ShowEvidence, appealing: Appealing | null}} Context what the verdicts of a card share */

/** Each state of a verdict: its sign, its name and its class. @type {Record<string, [string, string, string]>} */
export const STATES = {
  met: ["✓", "Met", "met"],
  "partly met": ["", "Half there", "half"],
  // A circle would look like those that are pressed to choose words for an appeal.
  "not met": ["–", "Missing", "missing"],
  contradicted: ["✕", "This seems to say otherwise", "wrong"],
};

/** @param {string} title empty where what it stands in says it @param {Verdict[]} verdicts @param {Context} context */
export function verdictGroup(title, verdicts, context) {
  if (verdicts.length === 0) return null;
  return h("div", { class: "verdicts" }, title === "" ? null : h("h3", { class: "small-title" }, title), h("ul", {}, verdicts.map((verdict) => verdictItem(verdict, context))));
}

/** The mark of the passage that teaches a point, or nothing. @param {Verdict} verdict @param {Map<number, Citation>} known */
export function markOf(verdict, known) {
  const citation = verdict.citation === null ? undefined : known.get(verdict.citation);
  return citation ? ["\u00a0", citationMark(citation, verdict.point)] : null;
}

/** @param {Verdict} verdict @param {Context} context */
function verdictItem(verdict, { answer, known, showEvidence, appealing }) {
  const [sign, name, kind] = STATES[verdict.state];
  const lit = () => showEvidence(verdict.point_id, false);
  const unlit = () => showEvidence(null, false);
  return h("li", { class: `verdict ${kind}`, "data-point": verdict.point_id, onmouseenter: lit, onmouseleave: unlit },
    h("span", { class: sign ? "sign" : "sign round", "aria-hidden": "true" }, sign),
    h("div", { class: "verdict-text" },
      h("p", {}, h("span", { class: "unseen" }, `${name}: `), unbroken(verdict.point), verdict.is_bonus ? " (bonus)" : null, markOf(verdict, known)),
      verdict.evidence ? h("p", { class: "said-line" }, h("span", { class: "said-by" }, "You said"),
        h("button", { type: "button", class: "quote", title: "Show it in your answer", onfocus: lit, onblur: unlit,
          onclick: () => showEvidence(verdict.point_id, true) }, quotedEvidence(answer, verdict.evidence))) : null,
      verdict.unsure && appealing ? h("p", { class: "unsure" }, "Not sure: contest it if you did say it.") : null,
      appeal(verdict, appealing),
    ),
    h("span", { class: "points", "aria-label": `${formatPoints(verdict.points)} of ${verdict.weight} points` },
      `${formatPoints(verdict.points)}/${verdict.weight}`),
  );
}

/** @param {string} title @param {Bodies["MistakeView"][]} made */
export function mistakeGroup(title, made) {
  if (made.length === 0) return null;
  const items = made.map((mistake) =>
    h("li", { class: "verdict wrong" }, h("span", { class: "sign", "aria-hidden": "true" }, "!"),
      h("div", { class: "verdict-text" },
        h("p", { class: "said-line" }, h("span", { class: "said-by" }, "You said"), h("span", {}, h("q", {}, oneLine(mistake.quote)))),
        h("p", {}, mistake.held_back ? "The reason why this is wrong comes after the next question." : mistake.why))));
  return h("div", { class: "verdicts" }, h("h3", { class: "small-title" }, title), h("ul", {}, items));
}

/** @param {string} text */
export function oneLine(text) {
  return text.replace(/\s+/g, " ").trim();
}
