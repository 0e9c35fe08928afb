/**
 * One question to the corpus with its answer as it comes. Decides that it can be stopped, that what was written until
 * then stays, also when the connection breaks, and that it goes on from there by itself once a coach that was away is
 * back: the question is not asked a second time, and its text does not start again.
 */

import { withCitationMarks } from "../parts/citation.js";
import { citedAnswer } from "../parts/cited-answer.js";
import { copyButton } from "../parts/copied.js";
import { ConnectionLost, messageOf, remove, Stopped, stream } from "../platform/api-client.js";
import { onceBack } from "../platform/connection.js";
import { announce, h, notice } from "../platform/dom.js";
import { newKey } from "../platform/storage.js";

/** @typedef {import("../parts/citation.js").Citation} Citation */
/** @typedef {{ask: (question: string) => void, edit: (asked: Asked) => void, giveBack: (question: string) => void, takeBack: (question: string) => void}} Asking what the view does: ask a next question, change this one, put it into the box again, and take it out */

/** The end of a sentence in what has come, with the marks of its passages. */
const SENTENCE_END = /[.!?](?:\s*\[\d+\])*(?:\s|$)/;

/** What stands there before a word has come. */
function looking() {
  return h("p", { class: "waiting" }, "Looking in the passages …");
}

export class Asked {
  /** @param {string} question @param {string[]} before what was asked before it @param {Asking} asking @param {Asked | null} earlier the question whose place it takes */
  constructor(question, before, asking, earlier) {
    this.question = question;
    this.before = before;
    this.asking = asking;
    this.place = { key: "", lastId: "" };
    /** What has come of the answer. */
    this.text = "";
    this.citations = /** @type {Citation[]} */ ([]);
    this.streamed = h("p", { class: "streamed" });
    this.body = h("div", { class: "answer-body" });
    this.actions = h("div", { class: "asked-actions no-print" });
    this.entry = h("article", { class: "asked" }, h("h2", {}, question), this.actions, this.body, earlier ? earlierWords(earlier) : "");
  }

  /** Ask, and show what comes. */
  async fill() {
    this.place = { key: newKey(), lastId: "" };
    this.text = "";
    this.body.replaceChildren(looking());
    await this.goOn();
  }

  /** Take up the answer where it stands. */
  async goOn() {
    const stopping = new AbortController();
    this.actions.replaceChildren(h("button", { type: "button", class: "pill", onclick: () => this.stop(stopping) }, "Stop"));
    try {
      await this.read(stopping.signal);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Read no more of it, and have no more of it made. @param {AbortController} stopping */
  stop(stopping) {
    stopping.abort();
    remove("/api/ask/streams/{request_key}", { path: { request_key: this.place.key } }).catch(() => undefined);
  }

  /** @param {AbortSignal} signal */
  async read(signal) {
    for await (const event of stream("/api/ask/stream", { body: { question: this.question, before: this.before } }, this.place, signal)) {
      if (event.event === "sources") this.citations = event.data.citations;
      // The first event of an answer that begins anew, and the one by which a model's is withdrawn.
      if (event.event === "sources" || event.event === "restart") this.text = "";
      if (event.event === "token") {
        this.text += event.data.text;
        this.streamed.replaceChildren(...withCitationMarks(this.text, this.citations));
        this.body.replaceChildren(this.streamed);
      }
      if (event.event === "done") {
        const answer = event.data;
        this.offer(answer.refused ? [] : copyButton(this.question, answer));
        this.body.replaceChildren(...citedAnswer(answer, this.asking.ask), this.howItCame(answer.refused !== ""));
        announce(answer.refused || answer.answer);
      }
    }
  }

  /** What can be done with it once it is not being answered. @param {(Element)[]} further */
  offer(further) {
    const edit = h("button", { type: "button", class: "pill change", onclick: () => this.asking.edit(this) }, "Change the question");
    this.actions.replaceChildren(...further, edit);
  }

  /** @param {unknown} error */
  failed(error) {
    const isLost = error instanceof ConnectionLost;
    let withdraw = () => {};
    const again = () => {
      withdraw();
      this.asking.takeBack(this.question);
      if (!isLost) return this.fill();
      this.body.replaceChildren(this.text ? this.streamed : looking());
      return this.goOn();
    };
    this.offer([]);
    const isStopped = error instanceof Stopped;
    if (!isStopped) this.asking.giveBack(this.question);
    const words = isStopped ? `Stopped.${this.isSentence ? " What stands here was not checked against its passages." : ""}` : isLost ? "The connection was lost." : messageOf(error);
    this.told(notice(words, { kind: isStopped ? "notice" : "problem", action: "Ask it again", onaction: again }));
    // The bar says that it goes on by itself: a button beside that would ask who is to do it.
    if (isLost) withdraw = onceBack(again, () => this.told(h("p", { class: "waiting" }, "Waiting for the coach …")));
  }

  /** Whether what has come says something; a word or two of an answer do not. */
  get isSentence() {
    return SENTENCE_END.test(this.text);
  }

  /** Below what has come of the answer. @param {Element} below */
  told(below) {
    this.body.replaceChildren(...(this.isSentence ? [this.streamed] : []), below);
  }

  /** A link to what was done, stage by stage. @param {boolean} isRefused whether there is no answer */
  howItCame(isRefused) {
    const address = new URLSearchParams([["q", this.question], ...this.before.map((earlier) => ["before", earlier])]);
    return h("p", { class: "grade-foot how" }, h("a", { class: "roomy", href: `/inside?${address}` }, isRefused ? "How this came about" : "How this answer came about"));
  }
}

/** What was asked before it was changed, folded. @param {Asked} earlier */
function earlierWords({ question, body }) {
  return h("details", { class: "asked-for" }, h("summary", {}, `Asked before: ${question}`), body);
}
