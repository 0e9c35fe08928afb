/**
 * Coding tasks: the list, and one task with its editor and the report of the last run. Decides that a program is kept in
 * this browser while it is written, and that where code is not run the page says so and why.
 */

import { notThere } from "../parts/not-there.js";
import { announce, bringIntoView, h, notice, within } from "../platform/dom.js";
import { codeReport, headline } from "../answer/code-report.js";
import { get, post, sentenceOf } from "../platform/api-client.js";
import { storedProgram, storeProgram } from "../platform/storage.js";
import { titled } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */

/** The order in which tasks stand. */
const DIFFICULTIES = /** @type {const} */ (["easy", "medium", "hard"]);

/** Show the list. @param {Element} root */
export async function showTasks(root) {
  document.title = "Coding tasks · Interview coach";
  try {
    const found = await get("/api/tasks", {});
    root.replaceChildren(h("header", { class: "intro column" }, h("h1", { tabindex: "-1" }, "Write it and run it"),
      h("p", {}, "Tasks as interviews ask them. Your program runs here, against tests that you see and others that you do not.")),
      found.runs_code && !found.sandbox.includes("no other walls") ? "" : notice(found.sandbox, { kind: found.runs_code ? "notice" : "problem" }),
      ...DIFFICULTIES.map((difficulty) => ofDifficulty(difficulty, found.tasks)));
  } catch (error) {
    root.replaceChildren(h("section", { class: "column" }, h("h1", { tabindex: "-1" }, "Write it and run it"), notice(sentenceOf(error), { action: "Try again", onaction: () => showTasks(root) })));
  }
}

/** @param {Bodies["TaskSummaryView"]["difficulty"]} difficulty @param {Bodies["TaskSummaryView"][]} tasks */
function ofDifficulty(difficulty, tasks) {
  const found = tasks.filter((task) => task.difficulty === difficulty).sort((one, other) => one.minutes - other.minutes);
  if (found.length === 0) return "";
  return h("section", { class: "column" }, h("h2", { class: "code-difficulty" }, titled(difficulty)), h("ul", { class: "code-tasks" }, found.map(taskRow)));
}

/** @param {Bodies["TaskSummaryView"]} task */
function taskRow(task) {
  return h("li", {}, h("a", { href: `#/code/${task.id}` }, task.title), h("span", { class: "faint" }, `${task.minutes}\u00a0min`));
}

/** Show one task. @param {Element} root @param {string} id */
export async function showTask(root, id) {
  try {
    const task = await get("/api/tasks/{task_id}", { path: { task_id: id } });
    const { codeEditor } = await import("../answer/code-editor.js");
    document.title = `${task.title} · Interview coach`;
    root.replaceChildren(taskPart(task), workPart(task, codeEditor));
  } catch (error) {
    root.replaceChildren(notThere("Coding task", error, { missing: `There is no coding task “${id}”.`, action: "All tasks", address: "#/code", again: () => showTask(root, id) }));
  }
}

/** @param {Bodies["TaskView"]} task */
function taskPart(task) {
  const packages = task.packages.length > 0 ? ` ${task.packages.join(", ")} can be imported.` : "";
  return h("section", { class: "code-task column" }, h("p", {}, h("a", { href: "#/code" }, "All tasks")),
    h("h1", { tabindex: "-1" }, task.title), h("pre", { class: "code-statement" }, task.statement.trim()),
    task.question ? h("p", { class: "faint" }, "In an interview you explain it too; here the program alone is graded.") : "", h("p", {}, task.rules),
    h("p", { class: "faint" }, `At most ${task.seconds} s and ${task.memory_mb} MB a test.${packages}`),
    h("details", {}, h("summary", {}, "The tests that you see"), h("pre", { class: "code-shown" }, task.visible_tests)));
}

/** @param {Bodies["TaskView"]} task @param {typeof import("../answer/code-editor.js").codeEditor} codeEditor */
function workPart(task, codeEditor) {
  const report = h("div", { class: "code-outcome" });
  let program = storedProgram(task.id) || `${task.signature.trim()}\n`;
  const go = (/** @type {boolean} */ submit) => run(task, program, submit, buttons, report);
  const buttons = h("div", { class: "actions" },
    h("button", { type: "button", disabled: !task.runs_code, onclick: () => go(false) }, "Run the tests"),
    h("button", { type: "button", class: "primary", disabled: !task.runs_code, onclick: () => go(true) }, "Submit"));
  const editor = codeEditor({ label: "Your program", text: program, onrun: () => go(false), onsubmit: () => go(true),
    onchange: (text) => { program = text; storeProgram(task.id, text); } });
  const isWalled = task.runs_code && !task.sandbox.includes("no other walls");
  return h("section", { class: "code-work column", "aria-label": "Editor and report" }, editor, buttons, h("p", { class: "hint" }, "Submit also runs the hidden tests and shows which key points the program proves."),
    isWalled ? "" : notice(task.sandbox, { kind: task.runs_code ? "notice" : "problem" }), report);
}

/**
 * @param {Bodies["TaskView"]} task @param {string} program @param {boolean} submit
 * @param {HTMLElement} buttons @param {HTMLElement} place
 */
async function run(task, program, submit, buttons, place) {
  if (!task.runs_code || program.trim() === "" || place.getAttribute("aria-busy") === "true") return;
  const all = buttons.querySelectorAll("button");
  all.forEach((button) => { button.disabled = true; });
  place.setAttribute("aria-busy", "true");
  place.replaceChildren(h("p", { class: "waiting" }, submit ? "Running all tests …" : "Running …"));
  try {
    const report = await post("/api/tasks/{task_id}/runs", { path: { task_id: task.id }, body: { code: program, submit } });
    place.replaceChildren(codeReport(report));
    announce(headline(report));
    within(place, "h2")?.focus({ preventScroll: true });
    bringIntoView(place, "nearest");
  } catch (error) {
    place.replaceChildren(notice(sentenceOf(error)));
  }
  place.removeAttribute("aria-busy");
  all.forEach((button) => { button.disabled = false; });
}
