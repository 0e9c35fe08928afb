/**
 * What a candidate can ask for beside answering: a row of buttons, and what was told while a question is open. Decides
 * which commands are offered now; in an exam only those that an interviewer of one would hear. What explains a question
 * that is closed is offered and told below its last answer, not among what helps with the next one.
 */

import { h } from "../platform/dom.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["InterviewView"]} Interview */
/** @typedef {Bodies["Command"]} Command */
/** @typedef {Bodies["ExchangeView"]} Exchange */
/** @typedef {Bodies["TurnView"]} Turn */

/** What each command is called beside what was told. @type {Record<Command, string>} */
const NAMES = {
  hint: "Hint",
  clarify: "You asked",
  repeat: "The question again",
  rephrase: "In other words",
  skip: "Skip",
  explain: "Explain what I missed",
  model_answer: "Model answer",
  retry: "Second try",
  pause: "Pause",
  resume: "Go on",
  appeal: "Contest",
  end: "End",
  talk: "You said",
};
/** What it is called on its button, where that says what is done. @type {Partial<Record<Command, string>>} */
const BUTTONS = { clarify: "Ask the interviewer", rephrase: "Rephrase the question", retry: "Second try at the question before", skip: "Leave the second try" };
const ANOTHER = "Explain the next point that I missed";
/** What helps with an answer; a question back, as a design wants it, and the question once more do not. @type {Command[]} */
const HELP = ["hint", "explain", "model_answer"];
/** Longest question back that the API takes. */
const MAX_CHARS = 2000;
const HINTS = 3;
/** What was told and is longer than this is folded once something else is told. */
const LONG_CHARS = 400;
/** A line as long as the lines of the corpus, and its end; after a shorter one a paragraph ends, unless a list goes on. */
const WRAPPED = /^(.{90,})\n(?![\s\-*•|>#\d])/gm;
const PARAGRAPH_END = /\n(?![\s\-*•|>#\d])/;
/** What says that a message was no answer; the message stands above it. */
const NO = "no";
const YES = "yes";
const PRICES = ["a quarter of a point’s worth", "half of it", "three quarters of it"];

/** The buttons below the box. @param {Interview} interview @param {(command: Command, said?: string) => void} oncommand */
export function commandRow(interview, oncommand) {
  const offered = interview.paused ? /** @type {Command[]} */ (["resume"]) : offeredNow(interview);
  const place = h("div", {});
  const row = h("div", { class: "commands", role: "group", "aria-label": "Ask for" }, offered.map((command) => {
    const chip = h("button", { type: "button", class: command === "resume" ? "primary" : "pill", "data-command": command, title: titleOf(interview, command),
      onclick: () => (command === "clarify" ? place.replaceChildren(askBackForm(oncommand, () => { place.replaceChildren(); chip.focus(); })) : oncommand(command)) },
    nameOf(interview, command));
    return chip;
  }));
  return h("div", {}, row, place);
}

/** What may be said to what was asked back last: on each button, and in words. @param {Exchange} last @returns {[string, string][]} */
function choicesAfter(last) {
  if (last.in_doubt) return [["Yes, it is my answer", last.said], ["No, it is not", NO]];
  return last.command === "end" || last.command === "skip" ? [["Yes, end here", YES], ["No, go on", NO]] : [];
}

/** Whether the last message is an answer, or the interview shall end, where that is asked: two buttons, and the words that each stands for. @param {Interview} interview @param {(words: string) => void} onsay */
export function eitherRow({ ask, exchanges }, onsay) {
  const last = exchanges.at(-1);
  if (last === undefined || last.turn !== ask?.turn) return "";
  const choices = choicesAfter(last);
  return choices.length === 0 ? "" : h("div", { class: "commands either", role: "group", "aria-label": last.in_doubt ? "An answer or not" : "End or not" },
    choices.map(([name, words]) => h("button", { type: "button", class: "pill", onclick: () => onsay(words) }, name)));
}

/** Where a question back is typed. @param {(command: Command, said: string) => void} oncommand @param {() => void} close */
function askBackForm(oncommand, close) {
  const box = h("input", { id: "ask-back", type: "text", maxlength: MAX_CHARS, autocomplete: "off", required: true });
  const form = h("form", { class: "ask-back" }, h("label", { for: "ask-back", class: "label" }, "What do you want to know before you answer?"),
    h("div", { class: "row" }, box, h("button", { type: "submit" }, "Send the question"), h("button", { type: "button", class: "plain", onclick: close }, "Cancel")));
  form.addEventListener("submit", (event) => { event.preventDefault(); if (box.value.trim() !== "") oncommand("clarify", box.value.trim()); });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } });
  requestAnimationFrame(() => box.focus());
  return form;
}

/** What was asked for and told while a turn was asked, about that turn. @param {Interview} interview @param {number | undefined} turn */
export function exchangesOf({ exchanges }, turn) {
  return exchanges.filter((one) => one.turn === turn && !one.about);
}

/** What can be asked for below a turn, with the turn that it is about, and what was told there. @typedef {{offered: [Command, number][], told: Exchange[]}} Afterwards */

/** The same of a turn; nothing where it did not close its question. @param {Interview} interview @param {Turn} turn @returns {Afterwards} */
export function afterwards({ ask, exchanges, mode, paused, turns }, turn) {
  const same = turns.filter((one) => one.asked.question_id === turn.asked.question_id);
  if (same.at(-1) !== turn) return { offered: [], told: [] };
  const told = exchanges.filter((one) => same.some((answered) => answered.asked.turn === one.about));
  const isOpen = ask !== null && (mode === "exam" || ask.by_chair || ask.question_id === turn.asked.question_id);
  if (isOpen || paused) return { offered: [], told };
  const made = madeIn(same);
  const done = new Set([...made, ...told.map((one) => one.point_id)]);
  const missed = same.findLast(({ grade }) => grade.verdicts.some((verdict) => !done.has(verdict.point_id) && !verdict.is_bonus && verdict.citation !== null));
  /** @type {[Command, number][]} */
  const offered = missed === undefined ? [] : [["explain", missed.asked.turn]];
  // What was told stands below: told once more it would say the same.
  if (told.every((one) => one.command !== "model_answer")) offered.push(["model_answer", turn.asked.turn]);
  return { offered, told };
}

/** The points that were made in any of these turns: who made one in a follow-up has not missed it. @param {Turn[]} turns */
function madeIn(turns) {
  const made = new Set();
  for (const { point_id: point, state } of turns.flatMap(({ grade, also }) => [...grade.verdicts, ...also])) {
    if (state === "met") made.add(point);
    else if (state === "contradicted") made.delete(point);
  }
  return made;
}

/** The same on the page. @param {Afterwards} after @param {(command: Command, about: number) => void} oncommand */
export function afterwardsRow({ offered, told }, oncommand) {
  const row = h("div", { class: "commands", role: "group", "aria-label": "Ask about this question" }, offered.map(([command, about]) =>
    h("button", { type: "button", class: "pill", "data-command": command, onclick: () => oncommand(command, about) },
    command === "explain" && told.some((one) => one.command === "explain") ? ANOTHER : NAMES[command])));
  return [offered.length ? row : "", exchangeList(told, true)];
}

/** How often one asked for help with an answer. @param {Exchange[]} exchanges */
export function countHelp(exchanges) {
  return exchanges.filter(({ command }) => HELP.includes(command)).length;
}

/** What was told, on the page. @param {Exchange[]} told @param {boolean} [isAfter] whether of a question that is closed @param {boolean} [isFolded] whether it stands in a fold, which is opened to read all of it */
export function exchangeList(told, isAfter = false, isFolded = false) {
  if (told.length === 0) return "";
  return h("ol", { class: isAfter ? "exchanges after" : "exchanges", "aria-label": isAfter ? "What was explained" : "What you asked for" }, told.map((one, at) => {
    const name = [NAMES[one.command], one.said && one.said !== NO && (one.command === "clarify" || one.command === "talk") ? h("span", { class: "faint" }, ` · ${one.said}`) : ""];
    const isOld = !isFolded && at < told.length - 1 && one.told.length > LONG_CHARS;
    return h("li", { class: `exchange is-${one.command}` }, isOld ? h("details", {}, h("summary", { class: "label" }, name), toldOf(one)) : [labelsOf(one, name), toldOf(one)]);
  }));
}

/** Whose words follow: that of a second try says so itself, and to what was said the interviewer has said something. @param {Exchange} exchange @param {import("../platform/dom.js").Children} name */
function labelsOf({ command }, name) {
  if (command === "retry") return "";
  const label = h("p", { class: "label" }, name);
  return command === "talk" ? [label, h("p", { class: "label" }, "The interviewer")] : label;
}

/** What was told; a passage of the corpus, which teaches a point, as the markdown that it is. @param {Exchange} exchange */
function toldOf({ command, told }) {
  const plain = h("div", {}, paragraphsOf(told).map((part) => h("p", {}, part)));
  if (command === "explain")
    {import("../text/markdown.js").then(({ renderMarkdown }) => plain.replaceChildren(renderMarkdown(told, 0, null, () => null, topOf(told))), () => {
      // Without a connection the words stand as they are.
    });}
  return plain;
}

/** The level at which a passage's first heading stands right under the question, whatever its depth in its document. @param {string} told */
function topOf(told) {
  return 4 - (/^(#{1,3}) /m.exec(told)?.[1].length ?? 1);
}

/** What was told, without the line ends that only kept its source narrow; where there is code, its lines stay. @param {string} told */
function paragraphsOf(told) {
  const parts = told.split("\n\n");
  return told.includes("```") ? parts : parts.flatMap((part) => part.replace(WRAPPED, "$1 ").split(PARAGRAPH_END));
}

/** @param {Interview} interview @returns {Command[]} */
function offeredNow({ mode, turns, ask }) {
  // Who designs asks for the facts of the case in an exam too; the clarifying is graded.
  if (mode === "exam") return ask?.stage === "system-design" ? ["clarify", "rephrase"] : ["rephrase"];
  if (ask?.by_chair) return ["pause"];
  return [
    ...((ask?.hints ?? 0) < HINTS ? /** @type {Command[]} */ (["hint"]) : []),
    "clarify",
    "rephrase",
    ...(turns.some(({ asked }) => !asked.by_chair) && !ask?.retry_of ? /** @type {Command[]} */ (["retry"]) : []),
    ...(ask?.retry_of ? /** @type {Command[]} */ (["skip"]) : []),
    "pause",
  ];
}

/** @param {Interview} interview @param {Command} command */
function nameOf({ ask, turns }, command) {
  if (command === "retry" && turns.findLast(({ asked }) => !asked.by_chair)?.asked.retry_of) return "Another try at the question before";
  if (command !== "hint") return BUTTONS[command] ?? NAMES[command];
  return `Hint ${(ask?.hints ?? 0) + 1} of ${HINTS}`;
}

/** @param {Interview} interview @param {Command} command */
function titleOf({ ask }, command) {
  if (command === "retry") return "Answers the question before once more, with an empty box. The first grade is kept.";
  if (command !== "hint") return null;
  return `Costs ${PRICES[Math.min(ask?.hints ?? 0, HINTS - 1)]}, if you then make the point`;
}
