/**
 * The page /inside: a query, its answer stage by stage, and what was measured. Decides that the address names
 * the query (/inside?q=...), so that an explained answer can be linked to.
 */

import { fitHeight } from "../answer/answer-form.js";
import { explanation } from "./explanation.js";
import { showResults } from "./results.js";
import { ConnectionLost, get, messageOf } from "../platform/api-client.js";
import { announce, bringIntoView, h, notice, within } from "../platform/dom.js";

const MAX_CHARS = 2000;
/** Each with what is odd about it, which keeps its typing errors from looking like the page's own. @type {[string, string][]} */
const EXAMPLES = [["Why does a KV cache take so much memory?", ""], ["when does baging beat bosting", "(with typing errors)"], ["What is the best recipe for sourdough bread?", "(not in the notes)"]];

let runs = 0;

/** @param {Element} root */
export async function showInside(root) {
  const place = h("div", { class: "explained" });
  const box = h("textarea", { id: "query", rows: "2", maxlength: MAX_CHARS, autocomplete: "off", placeholder: "What do you want to ask?" });
  const send = h("button", { type: "submit", class: "primary" }, "Explain");
  const form = h("form", { class: "query-form", role: "search" }, h("label", { class: "label", for: "query" }, "A question"),
    h("div", { class: "query-line" }, box, send), examples());
  const report = h("section", { class: "measured", id: "measured", "aria-labelledby": "measured-title" });
  box.addEventListener("input", () => { fitHeight(box); send.disabled = box.value.trim() === ""; });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); go(box.value.trim(), box, place); });
  form.addEventListener("click", (event) => {
    const example = event.target instanceof Element ? event.target.closest("[data-query]") : null;
    if (example !== null) go(example.getAttribute("data-query") ?? "", box, place);
  });
  addEventListener("popstate", () => follow(box, place));
  root.replaceChildren(intro(), h("section", { class: "column", "aria-label": "An answer explained" }, form, place), report);
  showResults(report);
  await follow(box, place);
}

function intro() {
  return h("header", { class: "intro column" }, h("h1", { tabindex: "-1" }, "Inside an answer"),
    h("p", {}, "Every stage between a question and its reply, with the numbers it was decided by: what was found, what was dropped and why, the prompt, the checked citations. Below it, ",
      h("a", { href: "#measured" }, "what was measured"), "."));
}

function examples() {
  const tries = EXAMPLES.map(([query, note]) => h("li", {}, h("button", { type: "button", class: "plain", "data-query": query }, query), h("span", { class: "faint" }, note)));
  return h("div", { class: "tries" }, h("span", { class: "faint" }, "Try"), h("ul", {}, tries));
}

/** Explain a query and put it into the address. @param {string} query @param {HTMLTextAreaElement} box @param {HTMLElement} place */
async function go(query, box, place) {
  if (query === "") return box.focus();
  put(query, box);
  if (query !== queryOfAddress()) history.pushState(null, "", `/inside?${new URLSearchParams({ q: query })}`);
  await explain(query, place);
  bringIntoView(place);
}

/** @param {string} query @param {HTMLTextAreaElement} box */
function put(query, box) {
  box.value = query;
  box.dispatchEvent(new Event("input"));
}

/** What the address asks. */
function queryOfAddress() {
  return (new URLSearchParams(location.search).get("q") ?? "").trim();
}

/** The questions of the conversation before it, which the address names too. */
function beforeOfAddress() {
  return new URLSearchParams(location.search).getAll("before");
}

/** Show what the address names, unless it is shown. @param {HTMLTextAreaElement} box @param {HTMLElement} place */
async function follow(box, place) {
  const query = queryOfAddress();
  put(query, box);
  if (query === place.dataset.query) return;
  if (query !== "") await explain(query, place);
  else {
    runs += 1;
    delete place.dataset.query;
    place.replaceChildren();
    document.title = "Inside · Interview coach";
  }
}

/** @param {string} query @param {HTMLElement} place */
async function explain(query, place) {
  const run = (runs += 1);
  place.dataset.query = query;
  document.title = `${query} · Inside · Interview coach`;
  place.setAttribute("aria-busy", "true");
  if (within(place, ":scope > .waiting") === null) place.prepend(h("p", { class: "waiting" }, "Answering, and taking notes …"));
  const show = (/** @type {Element} */ content) => {
    if (run !== runs) return;
    place.removeAttribute("aria-busy");
    place.replaceChildren(content);
  };
  try {
    const explained = await get("/api/explain", { query: { q: query, before: beforeOfAddress() } });
    show(explanation(explained));
    if (run === runs) announce(`Explained in ${explained.steps.length} steps. ${explained.answer.refused || explained.answer.answer}`);
  } catch (error) {
    const sentence = error instanceof ConnectionLost ? "The connection was lost." : messageOf(error);
    show(notice(sentence, { action: "Try again", onaction: () => explain(query, place) }));
  }
}
