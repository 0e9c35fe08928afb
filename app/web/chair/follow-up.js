/** A question of the interviewer to the candidate, in writing. Decides that one waits at a time, and where it is said what becomes of it. */

import { seated } from "./seat.js";
import { post, sentenceOf } from "../platform/api-client.js";
import { announce, h, notice } from "../platform/dom.js";

/** @typedef {import("../platform/api-client.js").Bodies["ChairView"]} Chair */

const MOST_CHARS = 600;
const NO_POINT = "None of the key points";

export class FollowUp {
  /** @param {(next: Chair) => void} onasked */
  constructor(onasked) {
    this.onasked = onasked;
    this.about = h("p", { class: "faint", id: "chair-about" });
    this.text = h("textarea", { id: "chair-question", rows: 2, maxlength: MOST_CHARS, required: true, "aria-describedby": "chair-about" });
    this.point = h("select", { id: "chair-point" });
    this.button = h("button", { type: "submit" }, "Ask the candidate");
    this.told = h("div", {});
    const form = h("form", { class: "chair-ask" }, h("label", { class: "label", for: "chair-question" }, "Ask a follow-up question"), this.about, this.text,
      h("label", { class: "label", for: "chair-point" }, "The key point that it tests (optional: with one the coach grades the answer; it never changes the score)"),
      h("div", { class: "row" }, this.point, this.button), this.told);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.ask(); });
    this.place = h("div", {}, form);
    this.question = "";
    /** @type {string | undefined} the question that waits, as it is told */
    this.waits = undefined;
  }

  /** @param {Chair} view */
  update({ follow_up: followUp, waiting }) {
    this.place.hidden = followUp === null;
    this.button.disabled = waiting !== "";
    if (this.waits !== waiting) this.told.replaceChildren(...(waiting === "" ? [] : [notice(`Waits: “${waiting}” It comes when the candidate has answered what is asked now, or takes it at once.`, { kind: "notice" })]));
    this.waits = waiting;
    if (followUp === null || this.question === followUp.question) return;
    this.question = followUp.question;
    this.about.textContent = `It follows up on “${followUp.question}”`;
    this.point.replaceChildren(h("option", { value: "" }, NO_POINT), ...followUp.points.map((one) => h("option", { value: one.id }, one.text)));
  }

  async ask() {
    try {
      const next = await post("/api/chair/questions", { body: { text: this.text.value.trim(), point_id: this.point.value } }, seated());
      this.text.value = "";
      this.point.value = "";
      announce("Your question waits for the candidate.");
      this.onasked(next);
    } catch (error) {
      this.told.replaceChildren(notice(sentenceOf(error)));
    }
  }
}
