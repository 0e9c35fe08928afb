/**
 * What was measured: the reports and plots that `make eval` and `make eval-llm` wrote, below the explained answer.
 * Decides which question each of them answers, and what it is called.
 */

import { get, sentenceOf } from "../platform/api-client.js";
import { h, notice } from "../platform/dom.js";
import { renderMarkdown } from "../text/markdown.js";
import { titled } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["ReportView"] | Bodies["PlotView"]} ResultFile */
/** @typedef {{file: ResultFile, title: string}} TitledResult */

/** Each question with the files of eval/results that answer it, in the order to read them, each with its title. @type {[string, Record<string, string>][]} */
const QUESTIONS = [
  ["Does search find it?", {
    "retrieval.md": "The coach beside plainer searches, on public sets",
    "spans.md": "How much of the labelled text the passages hold",
    "refusal.md": "Questions that the corpus cannot answer, and how many are refused",
    "ablation-own.md": "What each part of the search brings, on our own corpus",
    "ablation-shared.md": "What each part of the search brings, on other people’s documents",
    "ablation-copies.md": "What leaving out duplicates brings",
    "chunking.md": "Passages and windows of other sizes",
    "chunking.png": "Passages and windows of other sizes, as a plot",
    "settings-held-out.md": "The weights of the search, chosen without the set they are measured on",
    "retrieval-all.md": "Every public set, every measure",
  }],
  ["Is the grade right?", {
    "gold.md": "Verdicts beside our own labels, offline",
    "verdicts.md": "Answers to questions that are not the bank’s, point by point",
    "follow-ups.md": "Short answers to follow-ups, right ones and wrong ones",
    "gold-llm.md": "Verdicts beside our own labels, with a small language model",
    "coding.md": "Key points that a run of code proves, beside labels by hand",
    "grading.md": "Grades beside those that people gave, on public sets",
    "grading-rules.md": "What each rule of the offline grader brings",
    "grading-ablations.md": "What each measure of the offline grader brings",
    "grading-trials.md": "What was tried for the offline grader",
    "grading-all.md": "Every public set of graded answers, every measure",
  }],
  ["Are citations right?", {
    "answers.md": "Questions to the corpus: facts told, and what is refused",
    "citations.md": "Answers from the corpus, offline",
    "citations-llm.md": "Answers from the corpus, with a small language model",
  }],
  ["How fast is it?", {
    "bench.md": "Time and memory, beside the targets",
    "growth.png": "A query and the index, from a thousand to a million windows",
  }],
  ["Is it safe to run code?", {
    "escapes.md": "Programs that try to get out of the sandbox, and what each came to",
  }],
  ["Figures, questions and settings", {
    "headline.md": "The ten figures of the README",
    "rag-demo.md": "One question from its words to its cited answer",
    "coverage.md": "The questions of the bank by stage and skill",
    "settings.md": "The settings and their defaults",
  }],
];

/** @param {Element} root */
export async function showResults(root) {
  const body = h("div", { class: "measured-body" }, h("p", { class: "waiting" }, "Reading the results …"));
  root.replaceChildren(h("header", {}, h("h2", { id: "measured-title" }, "What was measured"),
    h("p", { class: "faint" }, "Written by ", h("code", {}, "make eval"), " and ", h("code", {}, "make eval-llm"), ", read from ", h("code", {}, "eval/results/"), ".")), body);
  await fill(body);
}

/** @param {Element} body */
async function fill(body) {
  try {
    const { reports, plots } = await get("/api/results", {});
    body.replaceChildren(...(reports.length + plots.length ? resultsByQuestion([...reports, ...plots]) : [empty()]));
  } catch (error) {
    body.replaceChildren(notice(sentenceOf(error), { action: "Try again", onaction: () => fill(body) }));
  }
}

function empty() {
  return h("div", { class: "nothing" }, h("p", {}, "Nothing was measured here yet."),
    h("p", { class: "faint" }, "Run ", h("code", {}, "make eval"), " in the checkout; its tables and plots appear here."));
}

/** Reports and plots by the question they answer; what has no title here comes last, under its own name. @param {ResultFile[]} files */
function resultsByQuestion(files) {
  const groups = QUESTIONS.map(([question, titles]) => ({ question, results: titledResults(files, titles) }));
  const named = new Set(QUESTIONS.flatMap(([, titles]) => Object.keys(titles)));
  const others = files.filter(({ name }) => !named.has(name)).map((file) => ({ file, title: titled(stem(file.name)) }));
  const shown = [...groups, { question: "Other results", results: others }].filter(({ results }) => results.length > 0);
  return shown.map(({ question, results }, group) => h("section", { class: "reports" }, h("h3", {}, question),
    results.map(({ file, title }, place) => resultSection(file, title, group + place === 0))));
}

/** The files that have a title, in the order of the titles. @param {ResultFile[]} files @param {Record<string, string>} titles @returns {TitledResult[]} */
function titledResults(files, titles) {
  return Object.entries(titles).flatMap(([name, title]) => files.filter((file) => file.name === name).map((file) => ({ file, title })));
}

/** @param {ResultFile} file @param {string} title @param {boolean} open */
function resultSection(file, title, open) {
  const content = "text" in file ? renderMarkdown(file.text, 0, null, () => null)
    : h("a", { href: file.address }, h("img", { src: file.address, alt: `Plot: ${title}`, loading: "lazy" }));
  return h("details", { class: "report", open }, h("summary", {}, title), content);
}

/** @param {string} name of a file */
function stem(name) {
  return name.replace(/\.(md|png)$/, "");
}
