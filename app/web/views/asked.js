/**
 * One question to the corpus with its answer as it comes. Decides that it can be stopped, that what was written until
 * then stays, also when the connection breaks, and that a question goes on by itself once a coach that was away is back.
 */

import { withCitationMarks } from "../parts/citation.js";
import { citedAnswer } from "../parts/cited-answer.js";
import { copyButton } from "../parts/copied.js";
import { ConnectionLost, messageOf, Stopped, stream } from "../platform/api-client.js";
import { onceBack } from "../platform/connection.js";
import { announce, h, notice } from "../platform/dom.js";

/** @typedef {import("../parts/citation.js").Citation} Citation */
/** @typedef {{ask: (question: string) => void, edit: (asked: Asked) => void, giveBack: (question: string) => void, takeBack: (question: string) => void}} Asking what the view does: ask a next question, change this one, put it into the box again, and take it out */

export class Asked {
  /** @param {string} question @param {string[]} before what was asked before it @param {Asking} asking @param {Asked | null} earlier the question whose place it takes */
  constructor(question, before, asking, earlier) {
    this.question = question;
    this.before = before;
    this.asking = asking;
    this.body = h("div", { class: "answer-body" });
    this.actions = h("div", { class: "asked-actions no-print" });
    this.entry = h("article", { class: "asked" }, h("h2", {}, question), this.actions, this.body, earlier ? earlierWords(earlier) : "");
  }

  /** Ask, and show what comes. */
  async fill() {
    const stopping = new AbortController();
    const streamed = h("p", { class: "streamed" });
    this.actions.replaceChildren(h("button", { type: "button", class: "pill", onclick: () => stopping.abort() }, "Stop"));
    this.body.replaceChildren(h("p", { class: "waiting" }, "Looking in the passages …"));
    try {
      await this.read(streamed, stopping.signal);
    } catch (error) {
      this.failed(error, streamed);
    }
  }

  /** @param {HTMLElement} streamed @param {AbortSignal} signal */
  async read(streamed, signal) {
    let text = "";
    let citations = /** @type {Citation[]} */ ([]);
    for await (const event of stream("/api/ask/stream", { body: { question: this.question, before: this.before } }, {}, signal)) {
      if (event.event === "sources") citations = event.data.citations;
      if (event.event === "restart") text = "";
      if (event.event === "token") {
        text += event.data.text;
        streamed.replaceChildren(...withCitationMarks(text, citations));
        this.body.replaceChildren(streamed);
      }
      if (event.event === "done") {
        const answer = event.data;
        this.offer(answer.refused ? [] : copyButton(this.question, answer));
        this.body.replaceChildren(...citedAnswer(answer, this.asking.ask), this.howItCame());
        announce(answer.refused || answer.answer);
      }
    }
  }

  /** What can be done with it once it is not being answered. @param {(Element)[]} further */
  offer(further) {
    const edit = h("button", { type: "button", class: "pill change", onclick: () => this.asking.edit(this) }, "Change the question");
    this.actions.replaceChildren(...further, edit);
  }

  /** @param {unknown} error @param {HTMLElement} streamed what was written until then */
  failed(error, streamed) {
    const again = () => { withdraw(); this.asking.takeBack(this.question); this.fill(); };
    const isLost = error instanceof ConnectionLost;
    const withdraw = isLost ? onceBack(again) : () => undefined;
    this.offer([]);
    if (error instanceof Stopped) {
      this.body.replaceChildren(streamed, notice("Stopped. What stands here was not checked against its passages.", { kind: "notice", action: "Ask it again", onaction: again }));
      return;
    }
    this.asking.giveBack(this.question);
    this.body.replaceChildren(streamed, notice(isLost ? "The connection was lost." : messageOf(error), { action: "Retry", onaction: again }));
  }

  /** A link to the answer explained. */
  howItCame() {
    const address = new URLSearchParams([["q", this.question], ...this.before.map((earlier) => ["before", earlier])]);
    return h("p", { class: "grade-foot" }, h("a", { class: "roomy", href: `/inside?${address}` }, "How this answer came about"));
  }
}

/** What was asked before it was changed, folded. @param {Asked} earlier */
function earlierWords({ question, body }) {
  return h("details", { class: "asked-for" }, h("summary", {}, `Asked before: ${question}`), body);
}
