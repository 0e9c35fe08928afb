/**
 * The editor beside the answer box of a question that has a coding task. Decides that what was written goes with the
 * answer between ``` lines, where it is run, that an untouched signature is no program, and that the tests that one sees
 * can be run before it is sent.
 */

import { get, post, sentenceOf } from "../platform/api-client.js";
import { announce, h, notice } from "../platform/dom.js";
import { codeReport, headline } from "./code-report.js";
import { storedProgram, storeProgram } from "../platform/storage.js";

/** @typedef {{element: HTMLElement, text: () => string}} Program `text` is empty while nothing is written */
/** @typedef {import("../platform/api-client.js").Bodies} Bodies */

const FENCED = /^```(?:python|py)?[ \t]*\n([\s\S]*?)^```[ \t]*\n?/im;

/** An answer with its program. @param {string} words @param {string} program */
export function withProgram(words, program) {
  return program === "" ? words : `${words.trimEnd()}\n\n\`\`\`python\n${program.trimEnd()}\n\`\`\`\n`.trimStart();
}

/** The words of an answer and its program, which may be empty. @param {string} answer */
export function parted(answer) {
  const found = FENCED.exec(answer);
  if (found === null) return { words: answer, program: "" };
  return { words: `${answer.slice(0, found.index)}${answer.slice(found.index + found[0].length)}`.trim(), program: found[1] };
}

/**
 * The editor for a question, or null where it has no task.
 * @param {string} question @param {{key: string, text: string, onchange: () => void}} options `key`: under what it is kept; `text`: what it begins with, if anything
 * @returns {Promise<Program | null>}
 */
export async function programOf(question, { key, text, onchange }) {
  try {
    const { tasks } = await get("/api/tasks", {});
    const found = tasks.find((task) => task.question === question);
    if (found === undefined) return null;
    const task = await get("/api/tasks/{task_id}", { path: { task_id: found.id } });
    const { codeEditor } = await import("./code-editor.js");
    const signature = task.signature.trim();
    let program = text || storedProgram(key) || `${signature}\n`;
    const outcome = h("div", { class: "code-outcome" });
    const run = () => tryOut(task, program, outcome);
    const editor = codeEditor({ label: "Your program", text: program, onrun: run, onchange: (typed) => { program = typed; storeProgram(key, typed); onchange(); } });
    const element = h("div", { class: "own-code" }, editor, h("p", { class: "hint" }, task.rules),
      task.runs_code ? h("div", {}, h("button", { type: "button", class: "pill", onclick: run }, "Run the tests")) : h("p", { class: "hint" }, task.sandbox), outcome);
    return { element, text: () => (program.trim() === signature ? "" : program) };
  } catch {
    // The answer box is enough to answer.
    return null;
  }
}

/** @param {Bodies["TaskView"]} task @param {string} program @param {HTMLElement} place */
async function tryOut(task, program, place) {
  if (!task.runs_code || program.trim() === "" || place.getAttribute("aria-busy") === "true") return;
  place.setAttribute("aria-busy", "true");
  place.replaceChildren(h("p", { class: "waiting" }, "Running …"));
  try {
    const report = await post("/api/tasks/{task_id}/runs", { path: { task_id: task.id }, body: { code: program, submit: false } });
    place.replaceChildren(codeReport(report));
    announce(headline(report));
  } catch (error) {
    place.replaceChildren(notice(sentenceOf(error)));
  }
  place.removeAttribute("aria-busy");
}
