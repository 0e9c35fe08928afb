/**
 * An interview on the page. Decides that the page shows what the coach has stored: after every turn the interview is
 * read again, so that a reload shows the same.
 */

import { ApiError, ConnectionLost, get, post, stream } from "../platform/api.js";
import { composer } from "../parts/composer.js";
import { announce, bringIntoView, h, notice, the } from "../platform/dom.js";
import { gradeSentence } from "../parts/grade.js";
import { answerKey, draft, forgetAnswer, forgetInterview, keepDraft, keepRecent, shownAt } from "../platform/memory.js";
import { said } from "../parts/said.js";
import { scorecard } from "../parts/scorecard.js";
import { foldedTurn, gradedTurn, grading, question } from "../parts/turn.js";
import { untaken } from "../parts/untaken.js";
import { clock, stageName } from "../text/words.js";

/**
 * Show an interview; returns what to call when the page goes elsewhere.
 * @param {Element} root @param {string} id @param {any} options OptionsView of the API
 */
export async function showInterview(root, id, options) {
  // Its own element: what arrives after the reader has gone to another view is not shown there.
  const place = h("div", {}, h("p", { class: "faint opening" }, "Opening the interview …"));
  root.replaceChildren(place);
  try {
    const view = await get(`/api/interviews/${encodeURIComponent(id)}`);
    const page = new InterviewPage(place, view, options);
    return () => page.leave();
  } catch (error) {
    const isGone = error instanceof ApiError && error.status === 404;
    if (isGone) forgetInterview(id);
    const again = isGone ? { action: "Start a new interview", onaction: () => (location.hash = "#/") }
      : { action: "Try again", onaction: () => showInterview(root, id, options) };
    place.replaceChildren(notice(sentenceOf(error), again));
    return () => undefined;
  }
}

class InterviewPage {
  /** @param {Element} root @param {any} view InterviewView @param {any} options */
  constructor(root, view, options) {
    this.view = view;
    this.options = options;
    this.isElsewhere = false;
    /** @type {string[]} what each turn on the page shows, to replace only those that changed */
    this.shown = [];
    this.transcript = h("ol", { class: "transcript", "aria-label": "What was said" });
    this.now = h("div", { class: "now" });
    this.head = h("header", { class: "interview-head" });
    this.root = h("section", { class: "interview", "aria-label": "Interview" }, this.head, this.transcript, this.now);
    root.replaceChildren(this.root);
    this.timer = setInterval(() => this.tick(), 1000);
    this.render();
    if (view.ended) scrollTo({ top: 0 });
    else if (view.turns.length > 0) this.now.scrollIntoView({ block: "start" });
  }

  leave() {
    clearInterval(this.timer);
  }

  /** Show the interview as it stands. */
  render() {
    const { view } = this;
    view.turns.forEach((/** @type {any} */ turn, /** @type {number} */ at) => {
      const text = JSON.stringify([turn, view.ended]);
      if (this.shown[at] === text) return;
      const element = this.turn(turn, at);
      if (at < this.shown.length) this.transcript.children[at].replaceWith(element);
      else this.transcript.append(element);
      this.shown[at] = text;
    });
    this.renderHead();
    this.renderNow();
    const position = view.ask?.position ?? 0;
    const of = view.ask?.of ?? view.scorecard?.planned ?? 0;
    keepRecent({ id: view.id, stage: view.stage, position, of, ended: view.ended });
    document.title = view.ended ? "Scorecard · Interview coach" : `Question ${position} of ${of} · Interview coach`;
  }

  /** A turn; at the end all are folded, except one that is still unread and those the reader has opened. @param {any} turn @param {number} at */
  turn(turn, at) {
    const { view } = this;
    const appealing = { id: view.id, turn: turn.asked.turn, answer: turn.answer,
      onchanged: (/** @type {string} */ point, /** @type {string} */ reason) => this.appealed(turn.asked.turn, point, reason) };
    if (!view.ended) return gradedTurn(turn, appealing);
    const isUnread = at >= this.shown.length && this.fresh === true;
    return foldedTurn(turn, appealing, isUnread || this.transcript.children[at]?.querySelector(":scope > details[open]") != null);
  }

  renderHead() {
    const { ask, stage, ended } = this.view;
    const parts = [h("h1", {}, stageName(stage))];
    if (!ended) {
      const steps = Array.from({ length: ask.of }, (_, at) => h("span", { class: at < ask.position ? "step done" : "step" }));
      parts.push(
        h("p", { class: "progress" }, h("span", { class: "steps", "aria-hidden": "true" }, steps), `${ask.position} of ${ask.of}`),
        h("p", { class: "clock", role: "timer", "aria-live": "off", title: "Time since this was asked" }),
        this.endButton());
    }
    this.head.replaceChildren(...parts);
    this.tick();
  }

  /** Ending asks once more, in place. */
  endButton() {
    const place = h("p", { class: "end" });
    const ask = () => {
      const stay = h("button", { type: "button", class: "plain", onclick: offer }, "Keep going");
      place.replaceChildren(h("button", { type: "button", class: "plain strong", onclick: () => this.end() }, "Yes, end it"), stay);
      stay.focus();
    };
    const offer = () => place.replaceChildren(h("button", { type: "button", class: "plain", onclick: ask, "aria-label": "End interview" }, "End", h("span", { class: "if-wide" }, " interview")));
    offer();
    return place;
  }

  tick() {
    const place = this.head.querySelector(".clock");
    if (place === null || this.view.ask === null) return;
    const { turn, minutes } = this.view.ask;
    const ms = Date.now() - shownAt(this.view.id, turn);
    place.textContent = clock(ms);
    place.classList.toggle("over", ms > minutes * 60_000);
  }

  renderNow() {
    const { view } = this;
    if (view.ended) {
      this.now.replaceChildren(untaken(view, this.isElsewhere) ?? "", scorecard(view, this.options));
      if (this.root.classList.contains("ended")) return;
      this.root.classList.add("ended");
      const title = h("h3", { class: "said-title" }, "Your answers and their grades");
      this.root.replaceChildren(this.head, this.now, ...(view.turns.length ? [title, this.transcript] : []));
      return;
    }
    this.now.replaceChildren(untaken(view, this.isElsewhere) ?? "", question(view.ask, "asked"), this.sheet(draft(view.id, view.ask.turn)));
  }

  /** The answer sheet. @param {string} text */
  sheet(text) {
    const { id, ask } = this.view;
    return composer({ label: "Your answer", text, most: this.options.max_answer_chars,
      onchange: (typed) => keepDraft(id, ask, typed), onsend: (answer) => this.send(answer) });
  }

  /** Send an answer; the same words to the same turn go with the same key. @param {string} answer */
  async send(answer) {
    const { id, ask } = this.view;
    keepDraft(id, ask, answer);
    const waiting = grading();
    this.now.replaceChildren(question(ask, "asked"), said(answer), waiting);
    announce("Your answer is sent.");
    try {
      await this.follow(answer, answerKey(id, ask.turn, answer));
      forgetAnswer(id);
      await this.refresh();
    } catch (error) {
      await this.failed(error, answer, waiting);
    }
  }

  /**
   * Wait for the grade. The reply that streams in is not shown: it is the card in words, made of the same verdicts.
   * @param {string} answer @param {string} key
   */
  async follow(answer, key) {
    const { id, ask } = this.view;
    const path = `/api/interviews/${encodeURIComponent(id)}/answers`;
    for await (const { event, data } of stream(path, { answer, turn: ask.turn }, { "Idempotency-Key": key })) {
      if (event === "grade") announce(gradeSentence(data));
    }
  }

  /** The turn is stored: read the interview again and go to its reply. */
  async refresh() {
    try {
      await this.read();
    } catch (error) {
      this.now.append(notice(`${sentenceOf(error)} Your answer is stored.`, { action: "Show the reply", onaction: () => this.refresh() }));
      return;
    }
    if (this.fresh) this.goToReply();
  }

  /** Read the interview again and show it. */
  async read() {
    const before = this.view.turns.length;
    this.view = await get(`/api/interviews/${encodeURIComponent(this.view.id)}`);
    this.fresh = this.view.turns.length > before;
    this.render();
  }

  /** An appeal changed a verdict: read the interview again and show the point in its new place. @param {number} number @param {string} point @param {string} reason */
  async appealed(number, point, reason) {
    this.view = await get(`/api/interviews/${encodeURIComponent(this.view.id)}`);
    this.render();
    const verdict = this.transcript.querySelector(`[data-turn="${number}"] [data-point="${CSS.escape(point)}"]`);
    verdict?.querySelector(".verdict-text").append(h("p", { class: "appeal-told", tabindex: "-1" }, reason));
    verdict?.querySelector(".appeal-told").focus({ preventScroll: true });
    if (verdict) bringIntoView(verdict, "center");
    announce(reason);
  }

  goToReply() {
    if (this.view.ended) return this.goToScorecard();
    this.transcript.querySelector(".to-next")?.remove();
    const turn = this.transcript.lastElementChild;
    turn.classList.add("fresh");
    const card = turn.querySelector(".grade");
    const next = linkDown(this.view.ask.kind === "follow-up" ? "To the follow-up ↓" : "To the next question ↓", () => {
      bringIntoView(this.now);
      this.now.querySelector("textarea, h2")?.focus({ preventScroll: true });
    });
    card.querySelector(".grade-head").append(next);
    card.setAttribute("tabindex", "-1");
    card.focus({ preventScroll: true });
    bringIntoView(startOf(turn, card));
  }

  /** @param {unknown} error @param {string} answer @param {Element} place */
  async failed(error, answer, place) {
    if (error instanceof ApiError && error.status === 409) return this.conflict(error, answer);
    const isLost = error instanceof ConnectionLost;
    const sentence = isLost ? "The connection was lost. Your answer is kept; sending it again can’t count twice." : sentenceOf(error);
    const canRepeat = isLost || (error instanceof ApiError && error.retryable);
    const trouble = notice(sentence, canRepeat ? { action: "Retry", onaction: () => this.send(answer) } : {});
    const edit = h("button", { type: "button", class: "plain", onclick: () => this.edit(answer, null) }, "Change the answer");
    trouble.append(edit);
    if (!canRepeat) return this.edit(answer, notice(sentence));
    place.replaceWith(trouble);
    trouble.querySelector("button").focus();
  }

  /** Back to the answer sheet with what was typed. @param {string} answer @param {Element | null} above */
  edit(answer, above) {
    keepDraft(this.view.id, this.view.ask, answer);
    this.now.replaceChildren(question(this.view.ask, "asked"), above ?? "", this.sheet(answer));
    the("#answer").focus();
  }

  /** Another tab, or a request that seemed lost, has answered: show the current state, and the words that were not accepted. @param {ApiError} error @param {string} answer */
  async conflict(error, answer) {
    this.isElsewhere = true;
    try {
      await this.read();
    } catch (lost) {
      return this.edit(answer, notice(`${sentenceOf(error)} ${sentenceOf(lost)} Your words are in the box.`));
    }
    const told = this.now.querySelector(".untaken");
    if (told === null && this.fresh) return this.goToReply();
    if (this.view.ended) scrollTo({ top: 0 });
    else bringIntoView(this.now);
    told?.focus({ preventScroll: true });
  }

  async end() {
    try {
      this.view = await post(`/api/interviews/${encodeURIComponent(this.view.id)}/end`);
    } catch (error) {
      this.head.append(notice(sentenceOf(error)));
      return;
    }
    this.fresh = false;
    this.render();
    announce("The interview has ended. Here is the scorecard.");
    this.goToScorecard();
  }

  goToScorecard() {
    this.now.querySelector("h2")?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
    const last = this.transcript.lastElementChild?.querySelector(":scope > details");
    if (this.fresh && last) this.now.querySelector(".scorecard-head")?.append(linkDown("To the grade of your last answer ↓", () => {
      last.querySelector("summary").focus({ preventScroll: true });
      bringIntoView(last);
    }));
  }
}

/** A link down this page; the address stays that of the interview. @param {string} text @param {() => void} go */
function linkDown(text, go) {
  return h("a", { class: "to-next", href: location.hash, onclick: (/** @type {Event} */ event) => { event.preventDefault(); go(); } }, text);
}

/** Where to begin to read a turn: as early as leaves half of the view to its grade. @param {Element} turn @param {Element} card */
function startOf(turn, card) {
  const top = card.getBoundingClientRect().top;
  const starts = [turn, turn.querySelector(".said")];
  return starts.find((start) => start !== null && top - start.getBoundingClientRect().top < innerHeight / 2) ?? card;
}

/** @param {unknown} error */
function sentenceOf(error) {
  const words = error instanceof Error ? error.message : String(error);
  const first = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
