/**
 * The scored passages of an explained answer: a table in their order. Decides how many are shown at once, in which colour,
 * and that a number in brackets is always one of the reply: what was kept is counted in words (1st), since a reply without
 * a model numbers its passages itself.
 */

import { scoreBar } from "../parts/bars.js";
import { passageLink } from "../parts/citation.js";
import { h } from "../platform/dom.js";
import { counted, ordinal } from "../text/format.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */

const SHOWN = 8;
/** What became of a passage, and its class. @type {Record<string, string>} */
const KINDS = { kept: "met", copy: "half", "over the budget": "wrong", "past the limit": "past" };

/** @param {Bodies["ExplainView"]} explained @returns {import("../platform/dom.js").Child} */
export function rankedPassages(explained) {
  if (explained.ranked.length === 0) return h("p", { class: "told-line" }, "No passage is ranked.");
  const { ranked } = explained;
  const { word_weight: wordWeight, wide_weight: wideWeight, agreed } = explained.scoring;
  const weight = wordWeight.toFixed(2);
  const rest = h("tbody", { hidden: true }, ranked.slice(SHOWN).map(row));
  const more = h("button", { type: "button", class: "plain", "aria-expanded": "false", onclick: () => {
    rest.hidden = !rest.hidden;
    more.setAttribute("aria-expanded", String(!rest.hidden));
    more.textContent = rest.hidden ? moreLabel : "Show fewer";
  } });
  const moreLabel = `Show ${counted(ranked.length - SHOWN, "more passage")}`;
  more.textContent = moreLabel;
  return [
    h("p", { class: "told-line" }, `Closeness is ${1 - wideWeight} × the cosine of a passage’s best window + ${wideWeight} × that of its wide one. Score = (closeness + ${weight} × words) ÷ (1 + ${weight}). Vectors bear out ${Math.round(100 * agreed)} % of what words name, so words weigh ${weight} here.`),
    h("p", { class: "told-line" }, citedAnyway(explained)),
    h("div", { class: "wide-table" }, h("table", { class: "ranking" },
      h("thead", {}, h("tr", {}, ["", "Passage", "Closeness", "Words", "Score", "What became of it"].map((name) =>
        h("th", { scope: "col" }, name === "" ? h("span", { class: "unseen" }, "Place") : name)))),
      h("tbody", {}, ranked.slice(0, SHOWN).map(row)), rest)),
    ranked.length > SHOWN ? more : "",
  ];
}

/** Why a passage that was dropped is cited; nothing where none is. @param {Bodies["ExplainView"]} explained */
function citedAnyway({ ranked, prepared_for: asked }) {
  if (!ranked.some((item) => item.n === null && item.cited_as !== null)) return "";
  return `The reply can cite a passage that was dropped here: ${asked.length ? "it was written beforehand and brings its own passages" : "it is made of whole sections of the notes"}.`;
}

/** What became of a passage: kept, and at which place, or why not. @param {Bodies["RankedView"]} item */
export function fateOf(item) {
  return item.n === null ? item.fate : `kept, ${ordinal(item.n)}`;
}

/** @param {Bodies["RankedView"]} item */
function row(item) {
  const cited = item.cited_as === null ? null : h("span", { class: "cited-as" }, `The reply cites it as [${item.cited_as}].`);
  const moved = item.rank === item.search_rank ? "" : ` Place ${item.search_rank} before the reranker.`;
  return h("tr", { class: KINDS[item.fate] ?? "" },
    h("td", { class: "place-n" }, item.rank),
    h("td", { class: "of-passage" }, passageLink(item)),
    h("td", { "data-name": "Closeness" }, scoreBar(item.closeness)),
    h("td", { "data-name": "Words" }, scoreBar(item.words)),
    h("td", { "data-name": "Score" }, scoreBar(item.score)),
    h("td", { class: "fate" }, h("span", { class: "fate-word" }, fateOf(item)), h("span", { class: "why" }, item.why + moved), cited));
}
