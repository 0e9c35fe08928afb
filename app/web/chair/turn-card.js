/**
 * A turn from the interviewer's chair: the question, its key points to mark, the answer and a remark. Decides that a mark
 * is kept when it is made, and that news do not touch a remark that is being written.
 */

import { seated } from "./seat.js";
import { candidateAnswer } from "../answer/candidate-answer.js";
import { bothSay } from "../parts/compared.js";
import { post, sentenceOf } from "../platform/api-client.js";
import { announce, h, notice, within } from "../platform/dom.js";
import { counted, formatPoints } from "../text/format.js";
import { unbroken } from "../text/formula.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["ChairTurnView"]} Turn */
/** @typedef {Bodies["ChairView"]} Chair */

const MOST_REMARK_CHARS = 2000;
/** What the candidate did to be told something. @type {Partial<Record<Bodies["Command"], string>>} */
const ASKED_FOR = { hint: "Took a hint", clarify: "Asked the interviewer", rephrase: "Had the question rephrased", repeat: "Had the question repeated" };

export class TurnCard {
  /** @param {number} number @param {(next: Chair) => void} onnoted */
  constructor(number, onnoted) {
    this.number = number;
    this.onnoted = onnoted;
    this.shown = "";
    this.element = h("article", { class: "chair-turn", "data-turn": number, "aria-label": `Turn ${number}` });
    this.trouble = h("div", {});
    this.sent = h("p", { class: "faint", hidden: true }, "Sent to the candidate. You can still change it.");
    /** @type {Promise<void>} what is being kept, one after another */
    this.keeping = Promise.resolve();
    this.waiting = 0;
    /** @type {string | undefined} the remark that was kept last */
    this.kept = undefined;
  }

  /** Show the turn as it stands, unless something of it is being written here. @param {Turn} turn @param {Chair} view */
  update(turn, view) {
    const told = view.exchanges.filter((one) => one.turn === this.number);
    const text = JSON.stringify([turn, told.length]);
    if (this.shown === text || this.waiting > 0 || this.isWriting()) return;
    const isHere = this.shown === JSON.stringify([{ ...turn, ...this.noted(turn) }, told.length]) && this.isNoted(turn);
    this.shown = text;
    this.turn = turn;
    this.sent.hidden = !turn.settled || turn.remark === "";
    // What was kept stands here already: a button that is being pressed must not be made anew.
    if (isHere) return;
    const focused = this.element.contains(document.activeElement) ? document.activeElement?.id : undefined;
    this.element.replaceChildren(...this.parts(turn, told));
    if (focused) within(this.element, `#${CSS.escape(focused)}`)?.focus({ preventScroll: true });
  }

  /** What was noted of the turn when it was shown last. @param {Turn} turn */
  noted(turn) {
    const before = this.turn ?? turn;
    return { remark: before.remark, points: turn.points.map((point, at) => ({ ...point, heard: before.points[at]?.heard ?? point.heard })) };
  }

  /** Whether the boxes stand as a turn says. @param {Turn} turn */
  isNoted(turn) {
    const boxes = Array.from(this.element.querySelectorAll("input"));
    return boxes.every((box, at) => box.checked === turn.points[at]?.heard) && this.element.querySelector("textarea")?.value === turn.remark;
  }

  isWriting() {
    const box = this.element.querySelector("textarea");
    return box !== null && box.value !== (this.turn?.remark ?? "") && box.value !== this.kept;
  }

  /** @param {Turn} turn @param {Bodies["ExchangeView"][]} exchanges @returns {Node[]} */
  parts(turn, exchanges) {
    const { asked } = turn;
    // That it is a second try stands in its label.
    const told = exchanges.filter((one) => one.command !== "retry");
    const isAsked = turn.answer === null;
    const label = `${isAsked ? "Asked now" : `Turn ${asked.turn}`} · ${asked.by_chair ? "your question" : asked.retry_of ? `second try at question ${asked.position}, the first grade is kept` : asked.kind === "follow-up" ? "follow-up" : `question ${asked.position} of ${asked.of}`}`;
    return [
      h("div", { class: "question" }, h("p", { class: "label" }, label, h("span", { class: "faint" }, ` · about ${counted(asked.minutes, "minute")}`)), h("h2", {}, unbroken(asked.text))),
      told.length === 0 ? "" : h("ul", { class: "faint chair-told", "aria-label": "What the candidate asked for" }, told.map((one) => h("li", {}, `${ASKED_FOR[one.command] ?? "Told"}: ${one.told}`))),
      turn.answer === null ? h("p", { class: "faint" }, "The candidate has not answered yet.") : candidateAnswer(turn.answer, [], "The candidate’s answer"),
      this.points(turn), this.foot(turn), this.trouble,
    ].map((part) => (typeof part === "string" ? document.createTextNode(part) : part));
  }

  /** @param {Turn} turn */
  points({ points, settled }) {
    if (points.length === 0) return h("p", { class: "faint" }, "There are no key points to mark here.");
    return h("fieldset", { class: "chair-points" }, h("legend", { class: "small-title" }, settled ? "What you heard, beside the coach" : "Key points: mark what you hear"),
      points.map((point) => {
        const id = `heard-${this.number}-${point.id}`;
        const box = h("input", { type: "checkbox", id, value: point.id, checked: point.heard, disabled: settled, onchange: () => this.keep(false) });
        return h("div", { class: `chair-point ${point.outcome === "differ" ? "differs" : ""}` }, h("label", { for: id }, box,
          h("span", {}, unbroken(point.text), h("span", { class: "faint" }, ` ${point.is_bonus ? "bonus" : counted(point.weight, "point").replace(" ", "\u00a0")}`))),
        point.outcome ? bothSay(point) : hints(point.hints, id));
      }));
  }

  /** @param {Turn} turn */
  foot(turn) {
    const id = `remark-${this.number}`;
    const box = h("textarea", { id, rows: 2, maxlength: MOST_REMARK_CHARS, onchange: () => this.keep(false) });
    box.value = turn.remark;
    const score = turn.possible ? `The coach gives ${formatPoints(turn.earned ?? 0)} of ${counted(turn.possible, "point")}.` : turn.not_graded ? `Not graded by the coach: ${turn.not_graded}.` : "";
    return h("div", { class: "chair-foot" }, turn.settled && score ? h("p", { class: "chair-score" }, score) : null,
      h("label", { class: "label", for: id }, "Remark to the candidate"), box,
      this.sent,
      turn.settled || turn.answer === null ? null : h("p", { class: "row" }, h("button", { type: "button", class: "primary", onclick: () => this.keep(true) }, "Hand in and compare"),
        h("span", { class: "faint" }, "Then both of you see where you and the coach differ; the marks stay.")));
  }

  /** Keep what is marked and written now. @param {boolean} isAll whether it is handed in */
  keep(isAll) {
    const heard = Array.from(this.element.querySelectorAll("input:checked"), (box) => box.getAttribute("value") ?? "");
    const remark = this.element.querySelector("textarea")?.value ?? "";
    const body = { heard, remark, handed_in: isAll };
    this.waiting += 1;
    this.keeping = this.keeping.then(() => this.send(body));
    return this.keeping;
  }

  /** @param {Bodies["NoteRequest"]} body */
  async send(body) {
    try {
      const next = await post("/api/chair/turns/{number}", { path: { number: this.number }, body }, seated());
      this.trouble.replaceChildren();
      this.kept = body.remark ?? "";
      this.waiting -= 1;
      if (body.handed_in) announce("Handed in. The coach’s verdicts stand beside your marks.");
      this.onnoted(next);
    } catch (error) {
      this.waiting -= 1;
      this.trouble.replaceChildren(notice(sentenceOf(error)));
    }
  }
}

/** What would help the candidate to a point, folded. @param {string[]} words @param {string} id */
function hints(words, id) {
  if (words.length === 0) return null;
  return h("details", { class: "chair-hints" }, h("summary", { id: `${id}-hints` }, "Hints"), h("ul", {}, words.map((one) => h("li", {}, one))));
}
