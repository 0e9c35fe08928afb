/**
 * A plan from a job description and a CV: both are pasted or read from a file. Decides that what was read of a file
 * stands in the box before a plan is made of it, and that every line shown is followed by the line it comes from;
 * nothing of either is kept.
 */

import { problemOf } from "../library/upload-place.js";
import { passageLink } from "../parts/citation.js";
import { messageOf, post, punctuated, sentenceOf, upload } from "../platform/api-client.js";
import { h, notice } from "../platform/dom.js";
import { formatCount } from "../text/format.js";
import { stageName, titled } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["Plan"]} Plan */

const MAX_CHARS = 100_000;
const KINDS = ".pdf,.docx,.md,.markdown,.txt,.html,.htm";

/** @param {Element} root */
export function showPlan(root) {
  document.title = "Plan · Interview coach";
  const result = h("div", { "aria-live": "polite" });
  const job = textBox("plan-job", "Job description");
  const cv = textBox("plan-cv", "Your CV");
  const send = h("button", { type: "submit", class: "primary" }, "Plan");
  const form = h("form", { class: "plan-form" }, job.parts, cv.parts, h("p", { class: "actions" }, send));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    result.replaceChildren(h("p", { class: "waiting" }, "Looking for every line in the notes …"));
    try {
      const plan = await post("/api/candidate/plan", { body: { job: job.box.value, cv: cv.box.value, job_is_plain: job.isPlain(), cv_is_plain: cv.isPlain() } });
      result.replaceChildren(...planParts(plan));
    } catch (error) {
      result.replaceChildren(notice(sentenceOf(error)));
    }
    send.disabled = false;
  });
  root.replaceChildren(h("section", { class: "memory" }, h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Plan for a job"),
    h("p", {}, "What the job asks for, what to read, which questions to expect, what your CV lets an interviewer probe, and which projects to bring. Neither text is kept.")),
  form, result));
}

/** A box of text that a file may fill. @param {string} id @param {string} label */
function textBox(id, label) {
  const box = h("textarea", { id, rows: "8", maxlength: MAX_CHARS, required: true });
  const told = h("div", { class: "hint", role: "status" }, "Paste it above, or choose a PDF, DOCX, Markdown, text or HTML file.");
  const file = h("input", { type: "file", id: `${id}-file`, accept: KINDS, "aria-label": `${label} from a file` });
  /** Whether no marks show the headings of what stands in the box. */
  let isPlain = false;
  box.addEventListener("input", () => { isPlain &&= box.value !== ""; });
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) return;
    told.textContent = "Reading the file …";
    try {
      const read = await readFile(chosen);
      if (file.files?.[0] !== chosen) return;
      box.value = read.text;
      isPlain = read.is_plain;
      told.textContent = `${formatCount(read.text.length)} characters were read. You can change them before you plan.`;
    } catch (error) {
      // The same file can be chosen again once it is mended.
      file.value = "";
      told.replaceChildren(notice(punctuated(messageOf(error))));
    }
  });
  return { box, isPlain: () => isPlain, parts: [h("label", { for: id, class: "label" }, label), box, h("p", { class: "hint" }, file), told] };
}

/** @param {File} chosen @returns {Promise<Bodies["PlanTextView"]>} */
function readFile(chosen) {
  const problem = problemOf(chosen);
  if (problem !== "") return Promise.reject(new Error(`${chosen.name} ${problem}`));
  const form = new FormData();
  form.append("file", chosen, chosen.name);
  return upload("/api/candidate/plan/file", {}, form);
}

/** @param {Plan} plan */
function planParts({ topics, requirements, unknown, probes, projects }) {
  return [
    section("What the job asks for and the notes teach", requirements.map((one) => [cited(one.line), h("p", { class: "faint" }, [...new Set([titled(one.topic), ...one.rounds.map(stageName)])].join(" · ")),
      one.shown_by ? h("p", {}, "Your CV: ", cited(one.shown_by)) : h("p", {}, "No line of your CV shows this."), reading(one.read), questions(one.questions)])),
    topics.length ? aiming(topics) : null,
    section("What the job asks for and the notes do not teach", unknown.map((line) => [cited(line)])),
    section("What your CV lets an interviewer probe", probes.map((one) => [cited(one.line), one.why.map((why) => h("p", {}, why)), questions(one.questions)])),
    section("Projects to bring", projects.map((one) => [cited(one.line), h("ul", {}, one.shows.map((shows) => h("li", {}, "shows ", quoted(shows.requirement), shows.line.line === one.line.line ? "" : [" with ", quoted(shows.line)])))])),
  ].filter((part) => part !== null);
}

/** @param {string} title @param {import("../platform/dom.js").Child[][]} items */
function section(title, items) {
  return items.length ? h("section", {}, h("h2", {}, title), h("ol", { class: "planned" }, items.map((parts) => h("li", {}, parts)))) : null;
}

/** The signs of a heading or a list before the words of a line. */
const SIGNS = /^[\s#>*•·–+-]+/u;

/** The two boxes, as a source is named. @type {Record<string, string>} */
const FILES = { job: "Job", cv: "CV" };

/** A line, without the signs before it, with where it stands. @param {Bodies["Cited"]} line @param {(words: string) => string} [shown] */
function cited({ file, line, text }, shown = (words) => words) {
  return h("span", { class: "cited" }, shown(text.replace(SIGNS, "")), " ", h("span", { class: "faint" }, `[${FILES[file] ?? file}, line ${line}]`));
}

/** The same within a sentence. @param {Bodies["Cited"]} line */
function quoted(line) {
  return cited(line, (words) => `“${words}”`);
}

/** @param {Bodies["Reading"][]} passages */
function reading(passages) {
  return passages.map((one) => h("p", {}, "Read ", passageLink(one)));
}

/** @param {Bodies["Expected"][]} expected */
function questions(expected) {
  if (expected.length === 0) return null;
  return h("details", {}, h("summary", {}, "Questions to expect"), h("ul", {}, expected.map((one) => h("li", {}, one.text, " ", h("span", { class: "faint" }, stageName(one.stage))))));
}

/** @param {Bodies["Topic"][]} topics */
function aiming(topics) {
  const place = h("p", {});
  const names = topics.map(titled).join(", ");
  const aim = async () => {
    try {
      await post("/api/candidate/goals", { body: { topics } });
      place.replaceChildren(`From now on your interviews ask about ${names} first.`);
    } catch (error) {
      place.replaceChildren(notice(sentenceOf(error)));
    }
  };
  place.append(h("button", { type: "button", title: "Starts no interview now: the next ones that you start ask about these topics first.", onclick: aim }, `Ask about ${names} first from now on`));
  return place;
}
