/**
 * The page /inside: a query, its answer stage by stage, and what was measured. Decides that the address names
 * the query (/inside?q=...), so that an explained answer can be linked to.
 */

import { ConnectionLost, get } from "../platform/api.js";
import { announce, bringIntoView, h, notice } from "../platform/dom.js";
import { measured } from "./measured.js";
import { flow } from "./stages.js";

const MOST_CHARACTERS = 2000;
/** A plain one, a misspelt one, one that the corpus does not answer. */
const EXAMPLES = ["Why does a KV cache take so much memory?", "when does baging beat bosting", "What is the best recipe for sourdough bread?"];

let runs = 0;

/** @param {Element} root */
export async function showInside(root) {
  const place = h("div", { class: "explained" });
  const box = h("input", { id: "query", type: "search", maxlength: MOST_CHARACTERS, autocomplete: "off", placeholder: EXAMPLES[0] });
  const form = h("form", { class: "query-form", role: "search" }, h("label", { class: "label", for: "query" }, "A question"),
    h("div", { class: "query-line" }, box, h("button", { type: "submit", class: "primary" }, "Explain")), examples());
  const report = h("section", { class: "measured", id: "measured", "aria-labelledby": "measured-title" });
  form.addEventListener("submit", (/** @type {Event} */ event) => { event.preventDefault(); go(box.value.trim(), box, place); });
  form.addEventListener("click", (/** @type {Event} */ event) => {
    const example = event.target instanceof Element ? event.target.closest("[data-query]") : null;
    if (example !== null) go(example.getAttribute("data-query") ?? "", box, place);
  });
  addEventListener("popstate", () => follow(box, place));
  root.replaceChildren(intro(), h("section", { class: "column", "aria-label": "An answer explained" }, form, place), report);
  measured(report);
  await follow(box, place);
}

function intro() {
  return h("header", { class: "intro column" }, h("h1", { tabindex: "-1" }, "Inside an answer"),
    h("p", {}, "Every stage between a question and its reply, with the numbers it was decided by: what was found, what was dropped and why, the prompt, the checked citations. Below it, ",
      h("a", { href: "#measured" }, "what was measured"), "."));
}

function examples() {
  const buttons = EXAMPLES.map((query) => h("button", { type: "button", class: "plain", "data-query": query }, query));
  return h("div", { class: "tries" }, h("span", { class: "faint" }, "Try"), buttons);
}

/** Explain a query and put it into the address. @param {string} query @param {any} box @param {Element} place */
async function go(query, box, place) {
  if (query === "") return box.focus();
  box.value = query;
  if (query !== asked()) history.pushState(null, "", `/inside?${new URLSearchParams({ q: query })}`);
  await explain(query, place);
  bringIntoView(place);
}

/** What the address asks. */
function asked() {
  return (new URLSearchParams(location.search).get("q") ?? "").trim();
}

/** Show what the address names, unless it is shown. @param {any} box @param {any} place */
async function follow(box, place) {
  const query = asked();
  if (query === place.dataset.query) return;
  box.value = query;
  if (query !== "") await explain(query, place);
  else {
    runs += 1;
    delete place.dataset.query;
    place.replaceChildren();
    document.title = "Inside · Interview coach";
  }
}

/** @param {string} query @param {any} place */
async function explain(query, place) {
  const run = (runs += 1);
  place.dataset.query = query;
  document.title = `${query} · Inside · Interview coach`;
  place.setAttribute("aria-busy", "true");
  if (place.firstElementChild === null) place.replaceChildren(h("p", { class: "waiting" }, "Answering, and taking notes …"));
  const show = (/** @type {any[]} */ ...content) => {
    if (run !== runs) return;
    place.removeAttribute("aria-busy");
    place.replaceChildren(...content);
  };
  try {
    const view = await get(`/api/explain?${new URLSearchParams({ q: query })}`);
    show(flow(view));
    if (run === runs) announce(`Explained in ${view.steps.length} steps. ${view.answer.refused || view.answer.answer}`);
  } catch (error) {
    const sentence = error instanceof ConnectionLost ? "The connection was lost." : error instanceof Error ? error.message : String(error);
    show(notice(sentence, { action: "Try again", onaction: () => explain(query, place) }));
  }
}
