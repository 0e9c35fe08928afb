/**
 * An explained answer as a flow: one stage after the other, each with what it did, its numbers and its time. Decides
 * which steps of the trace belong to which stage.
 */

import { fateOf, rankedPassages } from "./ranked-passages.js";
import { scoreBar, stackedBar } from "../parts/bars.js";
import { passageLink } from "../parts/citation.js";
import { citedAnswer } from "../parts/cited-answer.js";
import { h, setStyle } from "../platform/dom.js";
import { counted, formatCount, formatMs, formatScore, ordinal, sumAsShown } from "../text/format.js";

/** @typedef {import("../platform/api-client.js").Bodies["ExplainView"]} Explanation */
/** @typedef {import("../platform/dom.js").Child} Child */

/** The stages on the page: title, steps of the trace, content. @type {[string, string[], (explained: Explanation) => Child][]} */
const STAGES = [
  ["The question as it is read", ["mend"], queryStage],
  ["Its words, by how rare they are", ["words"], wordsStage],
  ["The windows nearest to it", ["embed", "windows"], windowsStage],
  ["Passages scored and put in order", ["closeness", "fuse", "rerank"], rankedPassages],
  ["What is dropped, and why", ["choose"], droppedStage],
  ["Does the corpus answer at all?", [], ruleStage],
  ["What fits into the model’s context", [], budgetStage],
  ["The prompt, word for word", ["prompt"], promptStage],
  ["The reply, its citations checked", ["reply"], replyStage],
];

const UNANSWERED = "The reply says so and cites nothing; no model is asked.";

/** @param {Explanation} explained */
export function explanation(explained) {
  const stageMs = STAGES.map(([, steps]) => msOf(explained, steps));
  return h("div", {}, timeSpent(stageMs), h("ol", { class: "flow" }, STAGES.map(([title, steps, content], at) =>
    h("li", { class: "phase" },
      h("header", { class: "phase-head" }, h("span", { class: "phase-n", "aria-hidden": "true" }, at + 1), h("h2", {}, title),
        steps.length ? h("span", { class: "ms" }, formatMs(stageMs[at])) : null),
      content(explained)))));
}

/** @param {Explanation} explained @param {string[]} names of steps */
function msOf(explained, names) {
  return explained.steps.filter((step) => names.includes(step.name)).reduce((sum, step) => sum + step.ms, 0);
}

/** The total time, and how it was spent. @param {number[]} stageMs */
function timeSpent(stageMs) {
  const search = stageMs.slice(0, -2).reduce((sum, ms) => sum + ms, 0);
  const [prompt, reply] = stageMs.slice(-2);
  const pieces = [
    { kind: "search", name: "The search", size: search },
    { kind: "prompt", name: "Writing the prompt", size: prompt },
    { kind: "reply", name: "The reply", size: reply },
  ];
  return h("div", { class: "times" },
    h("p", { class: "total-ms" }, h("span", { class: "earned" }, formatMs(sumAsShown(pieces.map(({ size }) => size)))), h("span", { class: "faint" }, " from the question to the checked reply")),
    stackedBar(pieces),
    h("ul", { class: "key" }, pieces.map(({ kind, name, size }) =>
      h("li", {}, h("span", { class: `dot ${kind}`, "aria-hidden": "true" }), `${name} ${formatMs(size)}`))));
}

/** A text that opens. @param {string} title @param {string} text */
function foldedText(title, text) {
  return h("details", { class: "opens" }, h("summary", {}, title), h("pre", { tabindex: "0" }, text));
}

/** @param {...Child} content */
function remark(...content) {
  return h("p", { class: "told-line" }, content);
}

/** @param {Explanation} explained */
function queryStage(explained) {
  const isMended = explained.meant !== explained.query;
  return [
    explained.asked === explained.query ? null : remark(`Typed: “${explained.asked}”. ${explained.is_follow_up ? "It goes on from a question before, so it is searched for with what that one is about:" : "Words that only frame it are left out:"}`),
    h("p", { class: "asked-words" }, isMended ? mendedQuery(explained) : explained.query),
    remark(isMended ? "Slips are mended with the words of the corpus; a word that the corpus or the model knows is left alone." : "Nothing to mend: each word is known to the corpus or the model, or too short to be guessed."),
    pieceList(`${counted(explained.tokens.length, "token")} of cl100k, which budgets count`, explained.tokens),
    pieceList(`${counted(explained.pieces.length, "word piece")} of the embedding model, which reads them`, explained.pieces),
  ];
}

/** The words of the query; corrected ones are marked. @param {Explanation} explained */
function mendedQuery(explained) {
  const before = new Set(explained.query.toLowerCase().split(/\s+/));
  return explained.meant.split(/(\s+)/).map((/** @type {string} */ word) =>
    word.trim() === "" || before.has(word.toLowerCase()) ? word : h("ins", {}, word));
}

/** @param {string} name @param {string[]} items */
function pieceList(name, items) {
  return h("div", { class: "pieces" }, h("p", { class: "label" }, name),
    h("ul", {}, items.map((item) => h("li", {}, item.trim() || "␣"))));
}

/** @param {Explanation} explained */
function wordsStage(explained) {
  const most = Math.max(...explained.words.map((word) => word.rarity), 1);
  const rows = explained.words.map((word) =>
    h("li", {}, h("span", { class: "stem" }, word.stem), scoreBar(word.rarity, word.rarity / most),
      h("span", { class: "faint" }, word.in_corpus ? "" : "in no passage, so it is missed")));
  return [remark("BM25 over stems, of a passage, its headings and the phrasings of its section (how people ask for it). A passage’s word score is BM25 over the most it could be: about 0.45 where it holds each word once, 1 for the very words of a phrasing."),
    h("ul", { class: "rows words" }, rows)];
}

/** @param {Explanation} explained */
function windowsStage(explained) {
  if (explained.windows.length === 0) return remark("The index holds no window.");
  const rows = explained.windows.map((item) => h("li", {}, scoreBar(item.cosine), h("div", {}, passageLink(item), foldedText(item.is_wide ? "Its text, wide" : "Its text", item.text.trim()))));
  return [
    remark(`Each passage is embedded in narrow windows of a few lines and one wide window. Of ${formatCount(explained.windows_indexed)} windows these have the highest cosine with the question. ${scoredPassages(explained)}, ${explained.candidates_with_words} of them with a word in common.`),
    h("ol", { class: "rows windows" }, rows.slice(0, 4)),
    rows.length > 4 ? h("details", { class: "more" }, h("summary", {}, `${rows.length - 4} more windows`), h("ol", { class: "rows windows", start: 5 }, rows.slice(4))) : null,
  ];
}

/** @param {Explanation} explained */
function scoredPassages(explained) {
  return explained.candidates === explained.passages_indexed ? `Every passage is scored, ${formatCount(explained.passages_indexed)} in all`
    : `With the passages that hold its words they name ${counted(explained.candidates, "candidate")}`;
}

/** @param {Explanation} explained */
function droppedStage(explained) {
  const [kept, copies, past, over] = ["kept", "copy", "past the limit", "over the budget"].map((fate) => explained.ranked.filter((item) => item.fate === fate));
  const { limit } = explained.scoring;
  const rows = [
    ...copies.map((item) => h("li", { class: "half" }, passageLink(item), h("span", {}, item.why))),
    ...over.map((item) => h("li", { class: "wrong" }, passageLink(item), h("span", {}, item.why))),
  ];
  return [
    remark(`${counted(kept.length + over.length, "passage")} of at most ${limit} ${kept.length + over.length === 1 ? "stays" : "stay"}, ${past.length} of the best ${explained.ranked.length} are past that limit. `,
      copies.length ? `${counted(copies.length, "copy").replace("copys", "copies")} of better passages ${copies.length === 1 ? "is" : "are"} left out.` : "No copies: none says only what a better one says."),
    rows.length ? h("ul", { class: "rows fates" }, rows) : null,
  ];
}

/** @param {Explanation} explained */
function ruleStage(explained) {
  const { rule } = explained;
  if (rule === null) return remark("No: the index holds no passage.");
  if (explained.likelihood !== null) return likelihoodStage(explained, explained.likelihood);
  const most = 1 + rule.word_weight;
  const weight = rule.word_weight === 1 ? "" : `${rule.word_weight} × `;
  return [
    ruled(explained),
    gauge([{ size: Math.max(rule.closeness, 0), kind: "close", name: "closeness" }, { size: rule.word_weight * rule.words, kind: "worded", name: "words" },
      { size: Math.max(most - rule.evidence, 0), kind: "rest", name: "" }], rule.least / most),
    remark(`The best passage: closeness ${formatScore(rule.closeness)} + ${weight}word score ${formatScore(rule.words)} = `, h("strong", {}, formatScore(rule.evidence)), `; ${formatScore(rule.least)} is needed, and of closeness alone ${formatScore(rule.least_closeness)}, or all words of a phrasing. `,
      beyondTheRule(explained), explained.answers ? "" : UNANSWERED),
  ];
}

/** Where answers were written beforehand, how likely one of them is. @param {Explanation} explained @param {NonNullable<Explanation["likelihood"]>} likelihood */
function likelihoodStage(explained, { probability, least }) {
  const beside = explained.answers && probability < least ? "That is not enough, but it is worded as one of them is asked, or each of its parts has an answer. " : "";
  return [
    ruled(explained),
    gauge([{ size: probability, kind: "close", name: "probability" }, { size: 1 - probability, kind: "rest", name: "" }], least),
    remark("An answer written beforehand answers the question with a probability of ", h("strong", {}, formatScore(probability)), `; ${formatScore(least)} is needed. `,
      beside, explained.answers ? "" : UNANSWERED),
  ];
}

/** @param {Explanation} explained */
function ruled({ answers }) {
  return h("p", { class: `ruled ${answers ? "met" : "wrong"}` }, answers ? "Yes" : "No");
}

/** Parts of a whole with a mark where they are enough. @param {Parameters<typeof stackedBar>[0]} parts @param {number} least 0..1 */
function gauge(parts, least) {
  return setStyle(h("div", { class: "gauge", "aria-hidden": "true" }, stackedBar(parts), h("span", { class: "least" })), "--least", least);
}

/** What decides against the rule: what else app/answering/prepared/sufficiency.py looks at. @param {Explanation} explained */
function beyondTheRule({ rule, answers }) {
  if (rule === null || rule.answers === answers) return "";
  return answers ? "That is not enough, but a section is asked for in nearly these words, a long scenario is near, or a part of it finds more. " : "That is enough, but a word of the question is in no passage. ";
}

/** @param {Explanation} explained */
function budgetStage(explained) {
  const { prompt } = explained;
  if (prompt === null) return remark(explained.answers ? "Not a single passage fits into the model’s context." : "No passage is sent anywhere.");
  const kept = explained.ranked.filter((item) => item.fate === "kept").sort((a, b) => Number(a.n) - Number(b.n));
  const budgeted = (/** @type {number} */ tokens) => Math.round(tokens * prompt.margin);
  const inPassages = kept.reduce((sum, item) => sum + budgeted(item.tokens), 0);
  const other = Math.max(budgeted(prompt.tokens) - inPassages, 0);
  const free = Math.max(prompt.context_tokens - inPassages - other - prompt.reply_tokens, 0);
  const sizes = [{ size: inPassages, kind: "close", name: "Passages" }, { size: other, kind: "worded", name: "Instructions, question, tags" },
    { size: prompt.reply_tokens, kind: "kept-free", name: "Kept for the reply" }, { size: free, kind: "rest", name: "Free" }];
  return [
    stackedBar(sizes),
    h("ul", { class: "key" }, sizes.map(({ size, kind, name }) => h("li", {}, h("span", { class: `dot ${kind}`, "aria-hidden": "true" }), `${name} ${formatCount(size)}`))),
    remark(`Of a context of ${formatCount(prompt.context_tokens)} tokens. Passages and instructions are counted as the budget counts them: ${prompt.margin} times their tokens of cl100k, since other models cut text smaller.`),
    h("ol", { class: "rows kept" }, kept.map((item) => h("li", {}, h("span", { class: "faint" }, ordinal(Number(item.n))),
      h("div", {}, passageLink(item), foldedText("Its text", item.text.trim())), h("span", { class: "figure" }, `${budgeted(item.tokens)} tokens`)))),
  ];
}

/** @param {Explanation} explained */
function promptStage(explained) {
  const { prompt } = explained;
  if (prompt === null) return remark("None: no model is asked.");
  const why = prompt.why_not_sent.charAt(0).toUpperCase() + prompt.why_not_sent.slice(1);
  const sent = prompt.is_sent ? "This is what the model gets" : `${why}, so nothing is sent; this is what one would get`;
  return [
    remark(`${sent}: `, h("strong", {}, `${formatCount(prompt.tokens)} tokens`), ` of cl100k, version ${prompt.version}. Passages and question stand in blocks with a random tag, drawn anew each time, so that no text in them can end its block.`),
    prompt.messages.map((message) => foldedText(`${message.role} message, ${formatCount(message.text.length)} characters`, message.text)),
  ];
}

/** @param {Explanation} explained */
function replyStage(explained) {
  const checks = explained.checks.flat();
  const verbatim = checks.filter((check) => check.is_verbatim).length;
  const ungrounded = explained.answer.sentences.filter((sentence) => !sentence.grounded).length;
  const sum = verbatim === checks.length ? "each stands word for word in the passage it cites" : `${verbatim} word for word, ${checks.length - verbatim} in other words that the passage supports`;
  return [
    h("div", { class: "told-reply" }, citedAnswer(explained.answer)),
    explained.answer.answered_by === "offline" && checks.length ? whereFrom(explained) : null,
    checks.length ? h("p", { class: "checked" }, h("span", { class: "sign", "aria-hidden": "true" }, "✓"), ` ${counted(checks.length, "citation")} checked: ${sum}.`) : null,
    ungrounded ? h("p", { class: "checked" }, `${counted(ungrounded, "sentence")} without a passage, marked as such.`) : null,
  ];
}

/** Where the passages of a reply without a model come from: it brings and numbers its own, whatever was kept. @param {Explanation} explained */
function whereFrom({ answer, ranked, prepared_for: asked }) {
  const kept = ranked.filter((item) => item.fate === "kept");
  const cited = kept.filter((item) => item.cited_as !== null).length;
  if (asked.length === 0 && cited === answer.citations.length) return remark(`${cited} of the ${kept.length} kept passages ${cited === 1 ? "has" : "have"} sentences that answer; they are numbered anew.`);
  const why = asked.length ? ["This reply was written beforehand, for questions such as ", ...asked.flatMap((question, at) => `${at ? " and " : ""}“${question}”`), ". It brings its own passages"]
    : ["This reply is made of whole sections of the notes. It cites the passages that its sentences stand in"];
  return [
    remark(why, `, with its own numbers, whatever the search kept: ${cited} of these ${answer.citations.length} ${cited === 1 ? "is" : "are"} among the ${kept.length} that were kept.`),
    h("ul", { class: "rows brought" }, answer.citations.map((citation) => h("li", {}, h("span", { class: "cite-n" }, `[${citation.n}]`),
      h("span", { class: "faint" }, inTheSearch(ranked.find((item) => item.cited_as === citation.n), ranked.length))))),
  ];
}

/** What the search made of a cited passage. @param {Explanation["ranked"][number] | undefined} item @param {number} most how many are ranked */
function inTheSearch(item, most) {
  if (item === undefined) return `not among the best ${most} of the search`;
  return `place ${item.rank} of the search, ${fateOf(item)}`;
}
