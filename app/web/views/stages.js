/** An explained answer as a flow: one stage after the other, each with what it did, its numbers and its time. */

import { finished } from "./ask.js";
import { bar, milliseconds, opens, parts, score, thousands, where } from "../parts/figures.js";
import { h } from "../platform/dom.js";
import { ranking } from "./ranking.js";
import { counted } from "../text/words.js";

/** The stages on the page, each with the steps of the trace that belong to it. */
const STAGES = [
  ["The question as it is read", ["mend"], query],
  ["Its words, by how rare they are", ["words"], words],
  ["The windows nearest to it", ["embed", "windows"], windows],
  ["Passages scored and put in order", ["closeness", "fuse", "rerank"], ranking],
  ["What is dropped, and why", ["choose"], dropped],
  ["Does the corpus answer at all?", [], rule],
  ["What fits into the model’s context", [], budget],
  ["The prompt, word for word", ["prompt"], prompt],
  ["The reply, its citations checked", ["reply"], reply],
];

/** @param {any} view ExplainView of the API */
export function flow(view) {
  const took = STAGES.map(([, steps]) => msOf(view, /** @type {string[]} */ (steps)));
  return h("div", {}, times(view, took), h("ol", { class: "flow" }, STAGES.map(([title, steps, content], at) =>
    h("li", { class: "phase" },
      h("header", { class: "phase-head" }, h("span", { class: "phase-n", "aria-hidden": "true" }, at + 1), h("h2", {}, title),
        steps.length ? h("span", { class: "ms" }, milliseconds(took[at])) : null),
      /** @type {any} */ (content)(view)))));
}

/** @param {any} view @param {string[]} names */
function msOf(view, names) {
  return view.steps.filter((/** @type {any} */ step) => names.includes(step.name)).reduce((/** @type {number} */ sum, /** @type {any} */ step) => sum + step.ms, 0);
}

/** The total time, and how it was spent. @param {any} view @param {number[]} took */
function times(view, took) {
  const reply = took[took.length - 1];
  const search = took.slice(0, -2).reduce((sum, ms) => sum + ms, 0);
  const pieces = [["search", "The search", search], ["prompt", "Writing the prompt", took[took.length - 2]], ["reply", "The reply", reply]];
  return h("div", { class: "times" },
    h("p", { class: "total-ms" }, h("span", { class: "earned" }, milliseconds(view.total_ms)), h("span", { class: "faint" }, " from the question to the checked reply")),
    parts(pieces.map(([kind, name, size]) => ({ kind: String(kind), name: String(name), size: Number(size) }))),
    h("ul", { class: "key" }, pieces.map(([kind, name, ms]) =>
      h("li", {}, h("span", { class: `dot ${kind}`, "aria-hidden": "true" }), `${name} ${milliseconds(Number(ms))}`))));
}

/** @param {...any} content */
function told(...content) {
  return h("p", { class: "told-line" }, content);
}

/** @param {any} view */
function query(view) {
  const isMended = view.meant !== view.query;
  return [
    h("p", { class: "asked-words" }, isMended ? mended(view) : view.query),
    told(isMended ? "Slips are mended with the words of the corpus; a word that the corpus or the model knows is left alone." : "Nothing to mend: each word is known to the corpus or the model, or too short to be guessed."),
    pieces(`${counted(view.tokens.length, "token")} of cl100k, which budgets count`, view.tokens),
    pieces(`${counted(view.pieces.length, "word piece")} of the embedding model, which reads them`, view.pieces),
  ];
}

/** The words of the query; corrected ones are marked. @param {any} view */
function mended(view) {
  const before = new Set(view.query.toLowerCase().split(/\s+/));
  return view.meant.split(/(\s+)/).map((/** @type {string} */ word) =>
    word.trim() === "" || before.has(word.toLowerCase()) ? word : h("ins", {}, word));
}

/** @param {string} name @param {string[]} items */
function pieces(name, items) {
  return h("div", { class: "pieces" }, h("p", { class: "label" }, name),
    h("ul", {}, items.map((item) => h("li", {}, item.trim() || "␣"))));
}

/** @param {any} view */
function words(view) {
  const most = Math.max(...view.words.map((/** @type {any} */ word) => word.rarity), 1);
  const rows = view.words.map((/** @type {any} */ word) =>
    h("li", {}, h("span", { class: "stem" }, word.stem), bar(word.rarity, word.rarity / most),
      h("span", { class: "faint" }, word.in_corpus ? "" : "in no passage, so it is missed")));
  return [told("BM25 over stems, of a passage, its headings and the phrasings of its section (how people ask for it). A passage’s word score is BM25 over the most it could be: about 0.45 where it holds each word once, 1 for the very words of a phrasing."),
    h("ul", { class: "rows words" }, rows)];
}

/** @param {any} view */
function windows(view) {
  if (view.windows.length === 0) return told("The index holds no window.");
  const rows = view.windows.map((/** @type {any} */ item) => h("li", {}, bar(item.cosine), h("div", {}, where(item), opens(item.is_wide ? "Its text, wide" : "Its text", item.text.trim()))));
  return [
    told(`Each passage is embedded in narrow windows of a few lines and one wide window. Of ${thousands(view.windows_indexed)} windows these have the highest cosine with the question. ${scored(view)}, ${view.candidates_with_words} of them with a word in common.`),
    h("ol", { class: "rows windows" }, rows.slice(0, 4)),
    rows.length > 4 ? h("details", { class: "more" }, h("summary", {}, `${rows.length - 4} more windows`), h("ol", { class: "rows windows", start: 5 }, rows.slice(4))) : null,
  ].filter(Boolean);
}

/** @param {any} view */
function scored(view) {
  return view.candidates === view.passages_indexed ? `Every passage is scored, ${thousands(view.passages_indexed)} in all`
    : `With the passages that hold its words they name ${counted(view.candidates, "candidate")}`;
}

/** @param {any} view */
function dropped(view) {
  const of = (/** @type {string} */ kind) => view.ranked.filter((/** @type {any} */ item) => item.fate === kind);
  const [kept, copies, past, over] = ["kept", "copy", "past the limit", "over the budget"].map(of);
  const { limit } = view.scoring;
  const rows = [
    ...copies.map((/** @type {any} */ item) => h("li", { class: "half" }, where(item), h("span", {}, item.why))),
    ...over.map((/** @type {any} */ item) => h("li", { class: "wrong" }, where(item), h("span", {}, item.why))),
  ];
  return [
    told(`${counted(kept.length + over.length, "passage")} of at most ${limit} ${kept.length + over.length === 1 ? "stays" : "stay"}, ${past.length} of the best ${view.ranked.length} are past that limit. `,
      copies.length ? `${counted(copies.length, "copy").replace("copys", "copies")} of better passages ${copies.length === 1 ? "is" : "are"} left out.` : "No copies: none says only what a better one says."),
    rows.length ? h("ul", { class: "rows fates" }, rows) : null,
  ].filter(Boolean);
}

/** @param {any} view */
function rule(view) {
  const { rule } = view;
  if (rule === null) return told("No: the index holds no passage.");
  const most = 1 + rule.word_weight;
  const weight = rule.word_weight === 1 ? "" : `${rule.word_weight} × `;
  const gauge = h("div", { class: "gauge", "aria-hidden": "true" },
    parts([{ size: Math.max(rule.closeness, 0), kind: "close", name: "closeness" }, { size: rule.word_weight * rule.words, kind: "worded", name: "words" },
      { size: Math.max(most - rule.evidence, 0), kind: "rest", name: "" }]), h("span", { class: "least" }));
  gauge.style.setProperty("--least", String(rule.least / most));
  return [
    h("p", { class: `ruled ${rule.answers ? "met" : "wrong"}` }, rule.answers ? "Yes" : "No"),
    gauge,
    told(`The best passage: closeness ${score(rule.closeness)} + ${weight}word score ${score(rule.words)} = `, h("strong", {}, score(rule.evidence)), `; ${score(rule.least)} is needed, and of closeness alone ${score(rule.least_closeness)}, or all words of a phrasing. `,
      rule.answers ? "" : "The reply says so and cites nothing; no model is asked."),
  ];
}

/** @param {any} view */
function budget(view) {
  const { prompt } = view;
  if (prompt === null) return told(view.rule?.answers ? "Not a single passage fits into the model’s context." : "No passage is sent anywhere.");
  const kept = view.ranked.filter((/** @type {any} */ item) => item.fate === "kept").sort((/** @type {any} */ a, /** @type {any} */ b) => a.n - b.n);
  const inPassages = kept.reduce((/** @type {number} */ sum, /** @type {any} */ item) => sum + item.tokens, 0);
  const other = Math.max(prompt.tokens - inPassages, 0);
  const free = Math.max(prompt.context_tokens - prompt.tokens - prompt.reply_tokens, 0);
  const sizes = [{ size: inPassages, kind: "close", name: "Passages" }, { size: other, kind: "worded", name: "Instructions, question, tags" },
    { size: prompt.reply_tokens, kind: "kept-free", name: "Kept for the reply" }, { size: free, kind: "rest", name: "Free" }];
  return [
    parts(sizes),
    h("ul", { class: "key" }, sizes.map(({ size, kind, name }) => h("li", {}, h("span", { class: `dot ${kind}`, "aria-hidden": "true" }), `${name} ${thousands(size)}`))),
    told(`Of a context of ${thousands(prompt.context_tokens)} tokens. Tokens are counted by cl100k; the budget takes them ${prompt.margin} times, since other models cut text smaller.`),
    h("ol", { class: "rows kept" }, kept.map((/** @type {any} */ item) => h("li", {}, h("span", { class: "cite-n" }, `[${item.n}]`),
      h("div", {}, where(item), opens(item.is_wide ? "Its text, wide" : "Its text", item.text.trim())), h("span", { class: "figure" }, `${item.tokens} tokens`)))),
  ];
}

/** @param {any} view */
function prompt(view) {
  const { prompt } = view;
  if (prompt === null) return told("None: no model is asked.");
  const sent = prompt.is_sent ? "This is what the model gets" : "No model is set, so nothing is sent; this is what one would get";
  return [
    told(`${sent}: `, h("strong", {}, `${thousands(prompt.tokens)} tokens`), `, version ${prompt.version}. Passages and question stand in blocks with a random tag, drawn anew each time, so that no text in them can end its block.`),
    prompt.messages.map((/** @type {any} */ message) => opens(`${message.role} message, ${thousands(message.text.length)} characters`, message.text)),
  ];
}

/** @param {any} view */
function reply(view) {
  const checks = view.checks.flat();
  const verbatim = checks.filter((/** @type {any} */ check) => check.is_verbatim).length;
  const ungrounded = view.answer.sentences.filter((/** @type {any} */ sentence) => !sentence.grounded).length;
  const sum = verbatim === checks.length ? "each stands word for word in the passage it cites" : `${verbatim} word for word, ${checks.length - verbatim} in other words that the passage supports`;
  const kept = view.ranked.filter((/** @type {any} */ item) => item.fate === "kept").length;
  const isRenumbered = view.answer.answered_by === "offline" && checks.length > 0 && view.answer.citations.length < kept;
  return [
    h("div", { class: "told-reply" }, finished(view.answer)),
    isRenumbered ? told(`${view.answer.citations.length} of the ${kept} passages have sentences that answer; they are numbered anew.`) : null,
    checks.length ? h("p", { class: "checked" }, h("span", { class: "sign", "aria-hidden": "true" }, "✓"), ` ${counted(checks.length, "citation")} checked: ${sum}.`) : null,
    ungrounded ? h("p", { class: "checked" }, `${counted(ungrounded, "sentence")} without a passage, marked as such.`) : null,
  ].filter(Boolean);
}
