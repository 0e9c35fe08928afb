/** The scored passages of an explained answer: a table in their order, with what became of each. */

import { bar, where } from "../parts/figures.js";
import { h } from "../platform/dom.js";
import { counted } from "../text/words.js";

const SHOWN = 8;
const KINDS = { kept: "met", copy: "half", "over the budget": "wrong", "past the limit": "past" };

/** @param {any} view ExplainView of the API */
export function ranking(view) {
  if (view.ranked.length === 0) return h("p", { class: "told-line" }, "No passage is ranked.");
  const ordered = view.ranked;
  const { word_weight: exact, wide_weight: wide, agreed } = view.scoring;
  const weight = exact.toFixed(2);
  const rest = h("tbody", { hidden: true }, ordered.slice(SHOWN).map(row));
  const more = h("button", { type: "button", class: "plain", "aria-expanded": "false", onclick: () => {
    rest.hidden = !rest.hidden;
    more.setAttribute("aria-expanded", String(!rest.hidden));
    more.textContent = rest.hidden ? moreLabel : "Show fewer";
  } });
  const moreLabel = `Show ${counted(ordered.length - SHOWN, "more passage")}`;
  more.textContent = moreLabel;
  return [
    h("p", { class: "told-line" }, `Closeness is ${1 - wide} × the cosine of a passage’s best window + ${wide} × that of its wide one. Score = (closeness + ${weight} × words) ÷ (1 + ${weight}). Vectors bear out ${Math.round(100 * agreed)} % of what words name, so words weigh ${weight} here.`),
    h("div", { class: "wide-table" }, h("table", { class: "ranking" },
      h("thead", {}, h("tr", {}, ["", "Passage", "Closeness", "Words", "Score", "What became of it"].map((name) =>
        h("th", { scope: "col" }, name === "" ? h("span", { class: "unseen" }, "Place") : name)))),
      h("tbody", {}, ordered.slice(0, SHOWN).map(row)), rest)),
    ordered.length > SHOWN ? more : "",
  ];
}

/** @param {any} item RankedView of the API */
function row(item) {
  const label = item.n === null ? item.fate : `kept as [${item.n}]`;
  const moved = item.rank === item.search_rank ? "" : ` Place ${item.search_rank} before the reranker.`;
  return h("tr", { class: KINDS[item.fate] ?? "" },
    h("td", { class: "place-n" }, item.rank),
    h("td", { class: "of-passage" }, where(item)),
    h("td", { "data-name": "Closeness" }, bar(item.closeness)),
    h("td", { "data-name": "Words" }, bar(item.words)),
    h("td", { "data-name": "Score" }, bar(item.score)),
    h("td", { class: "fate" }, h("span", { class: "fate-word" }, label), h("span", { class: "why" }, item.why + moved)));
}
