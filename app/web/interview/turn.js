/** One turn on the page: the question, the candidate's words with their evidence, and the grade. Decides which words are evidence of what. */

import { candidateAnswer } from "../answer/candidate-answer.js";
import { diagramView } from "../answer/diagram.js";
import { afterwardsRow, countHelp, exchangeList } from "./commands.js";
import { gradeCard, gradeOutcome } from "./grade.js";
import { comparedList } from "../parts/compared.js";
import { bringIntoView, h } from "../platform/dom.js";
import { counted } from "../text/format.js";
import { unbroken } from "../text/formula.js";
import { toIndices } from "../text/offsets.js";

/** @typedef {import("../platform/api-client.js").Bodies["AskView"]} Ask */
/** @typedef {import("../platform/api-client.js").Bodies["TurnView"]} Turn */
/** @typedef {import("./appeal.js").Appealing} Appealing */

/** @typedef {import("./commands.js").Exchange} Exchange */
/** @typedef {import("../voice/spoken-turns.js").Spoken} Spoken */
/** @typedef {import("./commands.js").Afterwards} Afterwards */
/** @typedef {import("./commands.js").Command} Command */
/** @typedef {{exchanges: Exchange[], after: Afterwards, appealing: Appealing, first: import("./grade.js").Grade | null, spoken: Spoken | null, onedit: (() => void) | null, oncommand: (command: Command, about: number) => void}} Around a turn: what was asked for before it was answered and after it, what is done with an appeal, the grade of the first try, what was spoken, what takes the answer up again, what gives a command */

/** An answer with more than this is shortened. */
const [LONG_CHARS, LONG_LINES] = [600, 8];
const [SHOW_ALL, SHOW_LESS] = ["Show all of it", "Show less"];

/** Verdict states and the kind of their evidence. @type {Record<string, string>} */
const EVIDENCE_KINDS = { met: "met", "partly met": "half", contradicted: "wrong" };

/** The question of an ask. @param {Ask} ask @param {string} [id] of its heading */
export function questionHeading(ask, id) {
  const isFollowUp = ask.kind === "follow-up";
  return h("div", { class: `question ${isFollowUp ? "follow-up" : ""}` },
    h("p", { class: "label" }, labelOf(ask), isFollowUp ? null : h("span", { class: "faint" }, ` · about ${counted(ask.minutes, "minute")}`)),
    h("h2", { id, tabindex: "-1" }, unbroken(ask.text)),
    // While it is asked the editor begins with it.
    ask.code && id === undefined ? h("pre", { class: "code-shown", tabindex: "0", "aria-label": "The code that the question is about" }, h("code", {}, ask.code)) : null);
}

/** @param {Ask} ask */
function labelOf(ask) {
  if (ask.by_chair) return "The interviewer beside the coach asks";
  if (ask.retry_of) return `Question ${ask.position}, second try`;
  return ask.kind === "follow-up" ? `Follow-up to question ${ask.position}` : `Question ${ask.position} of ${ask.of}`;
}

/** A turn that is graded. @param {Turn} turn @param {Around} around */
export function gradedTurn(turn, around) {
  return h("li", { class: "turn", "data-turn": turn.asked.turn }, questionHeading(turn.asked), answerAndGrade(turn, around));
}

/** The same once the interview has ended: its question and what it came to, the rest opens. @param {Turn} turn @param {Around} around @param {boolean} open */
export function foldedTurn(turn, around, open) {
  return h("li", { class: "turn folded", "data-turn": turn.asked.turn }, h("details", { open },
    h("summary", {}, h("span", { class: "label" }, labelOf(turn.asked)), h("span", { class: "folded-text" }, unbroken(turn.asked.text)),
      h("span", { class: "points" }, gradeOutcome(turn.grade))),
    answerAndGrade(turn, around)));
}

/** @param {Turn} turn @param {Around} around */
function answerAndGrade(turn, { exchanges, after, appealing, first, spoken, onedit, oncommand }) {
  const answer = shortened(candidateAnswer(turn.answer, evidenceStretches(turn)), turn.answer);
  if (onedit) answer.append(h("p", { class: "said-more no-print" }, h("button", { type: "button", class: "plain", title: "The first grade is kept.", onclick: onedit }, turn.asked.retry_of ? "Another try with these words" : "Second try with these words")));
  return [askedFor(exchanges), answer, spoken?.replay, turn.diagram ? diagramView(turn.diagram) : "",
    gradeCard(turn, (pointId, scroll) => highlightEvidence(answer, pointId, scroll), appealing, { first, spoken: spoken?.told }),
    turn.compared ? comparedList(turn.compared) : "", afterwardsRow(after, oncommand)];
}

/** What was asked for before the answer, folded. @param {Exchange[]} exchanges */
function askedFor(exchanges) {
  // That it is a second try stands above it.
  const said = exchanges.filter(({ command }) => command !== "retry");
  if (said.length === 0) return "";
  const helped = countHelp(said);
  const times = ["", "once", "twice"][helped] ?? `${helped} times`;
  return h("details", { class: "asked-for" }, h("summary", {}, helped === 0 ? "What was said before it" : `You asked for help ${times}`), exchangeList(said, false, true));
}

/** The answers that a turn was graded by: all messages of a design until then, or else its own alone. Source: graded_with of app/coach/answers/cumulative_grading.py. @param {{turns: Turn[]}} interview @param {Turn} turn @returns {string[]} */
export function gradedWith({ turns }, turn) {
  if (!isOfWhole(turn)) return [turn.answer];
  const { question_id: question, turn: number } = turn.asked;
  return turns.filter(({ asked }) => asked.question_id === question && asked.turn <= number && !asked.retry_of && !asked.by_chair).map(({ answer }) => answer);
}

/** Whether a turn is a message of a design, and not the answer to a follow-up on one point of it. @param {Turn} turn */
function isOfWhole({ asked }) {
  return asked.stage === "system-design" && (asked.kind === "question" || asked.about !== "") && !asked.retry_of && !asked.by_chair;
}

/** A long answer shows its beginning, until the rest is asked for. @param {HTMLElement} answer @param {string} text */
function shortened(answer, text) {
  if (text.length <= LONG_CHARS && text.split("\n").length <= LONG_LINES) return answer;
  answer.classList.add("short");
  const more = h("button", { type: "button", class: "plain more", "aria-expanded": "false", onclick: () => {
    const isShort = answer.classList.toggle("short");
    more.setAttribute("aria-expanded", String(!isShort));
    more.textContent = isShort ? SHOW_ALL : SHOW_LESS;
  } }, SHOW_ALL);
  answer.append(more);
  return answer;
}

/** What is shown under an answer until its grade arrives. */
export function waitingForGrade() {
  return h("p", { class: "waiting grading", "aria-busy": "true" }, "Grading …");
}

/** Where the answer holds evidence of a verdict. @param {Turn} turn @returns {import("../answer/candidate-answer.js").Stretch[]} */
function evidenceStretches({ answer, grade }) {
  const found = grade.verdicts.flatMap(({ evidence, held_back: isHeldBack, point_id: point, state }) =>
    (evidence === null || evidence.turn !== 0 || isHeldBack ? [] : [{ evidence, point, kind: EVIDENCE_KINDS[state] ?? "half" }]));
  const indices = toIndices(answer, found.flatMap(({ evidence }) => [evidence.start, evidence.end]));
  const stretches = found.map(({ point, kind }, at) => ({ start: indices[2 * at], end: indices[2 * at + 1], point, kind }));
  for (const mistake of grade.mistakes) {
    const start = answer.indexOf(mistake.quote);
    if (start >= 0) stretches.push({ start, end: start + mistake.quote.length, point: "", kind: "wrong" });
  }
  return stretches;
}

/** Light up the evidence of a point; null puts it out. @param {Element} answer @param {string | null} pointId @param {boolean} scroll */
function highlightEvidence(answer, pointId, scroll) {
  const marks = Array.from(answer.querySelectorAll("mark.evidence"));
  for (const mark of marks) mark.classList.toggle("lit", pointId !== null && pointsOf(mark).includes(pointId));
  const first = marks.find((mark) => mark.classList.contains("lit"));
  if (!scroll || !first) return;
  if (answer.classList.contains("short")) answer.querySelector("button.more")?.dispatchEvent(new MouseEvent("click"));
  bringIntoView(first, "center");
}

/** @param {Element} mark */
function pointsOf(mark) {
  return (mark.getAttribute("data-points") ?? "").split(" ");
}
