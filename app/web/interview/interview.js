/**
 * An interview on the page. Decides that the page shows what the coach has stored: after every turn the interview is
 * read again, so that a reload shows the same.
 */

import { goToExplained, linkToLast, renewed, replaceTurn, showGrade, showOutcome, turnOf } from "./interview-moves.js";
import { keepInStep, readInterview, typedIn } from "./synchronization.js";
import { headParts, updateClock } from "./interview-head.js";
import { answerForm } from "../answer/answer-form.js";
import { afterwards, commandRow, eitherRow, exchangeList, exchangesOf } from "./commands.js";
import { isUnanswered } from "./grade.js";
import { rejectedAnswer } from "../answer/rejected-answer.js";
import { GivenCommands, sendAnswer } from "./sending.js";
import { scorecard } from "./scorecard.js";
import { SecondChair } from "./second-chair.js";
import { stillOpen } from "../parts/still-open.js";
import { foldedTurn, gradedTurn, gradedWith, questionHeading } from "./turn.js";
import { notThere } from "../parts/not-there.js";
import { ApiError, post, sentenceOf } from "../platform/api-client.js";
import { announce, bringIntoView, h, notice, within } from "../platform/dom.js";
import { answerDraft, forgetInterview, shelveDraft, storeDraft, storedVoice } from "../platform/storage.js";
import { tellTabs } from "../platform/tabs.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["InterviewView"]} Interview */
/** @typedef {Bodies["OptionsView"]} Options */
/** @typedef {Awaited<ReturnType<typeof import("../voice/voice.js").voiceOf>>} Voice */

/**
 * Show an interview; returns what to call when the page goes elsewhere.
 * @param {Element} root @param {string} id @param {Options} options
 * @returns {Promise<() => void>}
 */
export async function showInterview(root, id, options) {
  // Its own element: what arrives after the reader has gone to another view is not shown there.
  const place = h("div", {}, h("p", { class: "faint opening" }, "Opening the interview …"));
  root.replaceChildren(place);
  try {
    const page = new InterviewPage(place, await readInterview(id), options, await openVoice(id));
    return () => page.leave();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) forgetInterview(id);
    place.replaceChildren(notThere("Interview", error, { missing: `There is no interview “${id}”.`, action: "Start a new interview", address: "#/start",
      again: () => { showInterview(root, id, options); } }));
    return () => undefined;
  }
}

/** Speaking and listening, where it is switched on in this browser; its code is fetched only then. @param {string} id */
async function openVoice(id) {
  const { isOn, records } = storedVoice();
  if (!isOn) return null;
  const { voiceOf } = await import("../voice/voice.js");
  return voiceOf(id, records);
}

class InterviewPage {
  /** @param {Element} root @param {Interview} interview @param {Options} options @param {Voice | null} voice */
  constructor(root, interview, options, voice) {
    this.interview = interview;
    this.options = options;
    this.voice = voice;
    /** Whether the interview went on without this page, such as in another tab. */
    this.isElsewhere = false;
    /** Whether the latest turn was added since the interview was opened. */
    this.hasNewTurn = false;
    this.commands = new GivenCommands(this);
    /** @type {string[]} what each turn on the page shows, to replace only those that changed */
    this.shown = [];
    this.transcript = h("ol", { class: "transcript", "aria-label": "What was said" });
    this.current = h("div", { class: "now" });
    this.head = h("header", { class: "interview-head" });
    this.beside = new SecondChair(this);
    this.root = h("section", { class: "interview", "aria-label": "Interview" }, this.head, this.beside.place, this.transcript, this.current);
    root.replaceChildren(this.root);
    this.timer = setInterval(() => updateClock(this.head, this.interview), 1000);
    /** Whether an answer is on its way. */
    this.isSending = false;
    /** How sure the candidate said to be of what they sent last. @type {number | null} */
    this.sure = null;
    this.stopFollowing = keepInStep(this);
    this.render();
    if (interview.ended) scrollTo({ top: 0 });
    else if (interview.turns.length > 0) this.current.scrollIntoView({ block: "start" });
  }

  leave() {
    clearInterval(this.timer);
    this.stopFollowing();
    this.beside.leave();
    this.voice?.close();
  }

  /** What is asked now. @throws {Error} when the interview has ended */
  get ask() {
    if (this.interview.ask === null) throw new Error("the interview has ended");
    return this.interview.ask;
  }

  /** Show the interview as it stands. */
  render() {
    this.renderTurns();
    this.renderHead();
    this.renderCurrent();
    const { interview } = this;
    const position = interview.ask?.position ?? 0;
    const of = interview.ask?.of ?? interview.scorecard?.planned ?? 0;
    document.title = interview.ended ? "Scorecard · Interview coach" : `Question ${position} of ${of} · Interview coach`;
  }

  renderTurns() {
    const { interview } = this;
    interview.turns.forEach((turn, at) => {
      const text = JSON.stringify([turn, interview.ended, exchangesOf(interview, turn.asked.turn), afterwards(interview, turn), this.canEdit(at)]);
      if (this.shown[at] === text) return;
      const item = this.turnItem(turn, at);
      if (at < this.shown.length) replaceTurn(this.transcript.children[at], item);
      else {
        this.transcript.append(item);
        this.current = renewed(this.current);
      }
      this.shown[at] = text;
    });
  }

  /** Somebody beside the coach has done something: show it, and leave alone what is being typed or graded. */
  async refresh() {
    const isBusy = () => within(this.current, ".grading") !== null;
    if (isBusy()) return;
    const before = JSON.stringify(this.interview.ask);
    const interview = await readInterview(this.interview.id);
    if (isBusy()) return;
    this.interview = interview;
    if (interview.ask !== null && JSON.stringify(interview.ask) === before) return this.renderTurns();
    this.hasNewTurn = false;
    this.render();
  }

  /** The question of whoever sits beside the coach is asked now; what was typed comes back with what it was typed for. @param {Interview} interview */
  showTaken(interview) {
    shelveDraft(interview.id, this.ask, typedIn(this.current));
    storeDraft(interview.id, this.ask, "");
    this.interview = interview;
    this.hasNewTurn = false;
    this.render();
    within(this.current, "textarea")?.focus({ preventScroll: true });
  }

  /** A turn; at the end all are folded, except one that is still unread and those the reader has opened. @param {Bodies["TurnView"]} turn @param {number} at */
  turnItem(turn, at) {
    const { interview } = this;
    /** @type {import("./appeal.js").Appealing} */
    const appealing = { id: interview.id, turn: turn.asked.turn, answers: gradedWith(interview, turn), outcomes: turn.appeals ?? [],
      onchanged: (point, reason) => this.showAppealed(turn.asked.turn, point, reason) };
    const onedit = this.canEdit(at) ? () => this.editLast(turn) : null;
    const first = interview.turns.find((one) => one.asked.turn === turn.asked.retry_of)?.grade ?? null;
    const around = { appealing, first, exchanges: exchangesOf(interview, turn.asked.turn), after: afterwards(interview, turn), spoken: this.voice?.spokenOf(turn.asked.turn) ?? null, onedit,
      oncommand: (/** @type {Bodies["Command"]} */ command, /** @type {number} */ about) => { this.commands.give(command, "", about); } };
    if (!interview.ended) return gradedTurn(turn, around);
    const isUnread = at >= this.shown.length && this.hasNewTurn;
    const isOpen = at < this.shown.length && within(this.transcript.children[at], ":scope > details[open]") !== null;
    return foldedTurn(turn, around, isUnread || isOpen);
  }

  /** Whether a turn can be answered once more from its own words: the last one that has some, in practice, while no other one is. @param {number} at */
  canEdit(at) {
    const { ask, mode, paused, turns } = this.interview;
    return at === turns.length - 1 && ask !== null && !ask.retry_of && !paused && mode !== "exam" && !isUnanswered(turns[at].grade);
  }

  /** Take up the last answer again with its words in the box; the graded one stays, and so does what was typed meanwhile. @param {Bodies["TurnView"]} turn */
  async editLast(turn) {
    const { interview } = this;
    if (!(await this.commands.give("retry", "", turn.asked.turn))) return;
    storeDraft(interview.id, this.ask, turn.answer);
    this.renderCurrent();
    bringIntoView(this.current);
    within(this.current, "#answer")?.focus({ preventScroll: true });
  }

  renderHead() {
    this.head.replaceChildren(...headParts(this.interview, () => this.end()));
    updateClock(this.head, this.interview);
  }

  /** What is to be answered, or the scorecard at the end. */
  renderCurrent() {
    this.voice?.settle();
    const { id, ask, turns, scorecard: card } = this.interview;
    const rejected = rejectedAnswer(this.interview, this.isElsewhere) ?? "";
    if (ask !== null) {
      this.current.replaceChildren(rejected, questionHeading(ask, "asked"), this.beside.waiting, stillOpen(this.interview), exchangeList(exchangesOf(this.interview, ask.turn)),
        eitherRow(this.interview, (words) => { sendAnswer(this, words, this.sure); }), this.interview.paused ? "" : this.answerForm(answerDraft(id, ask)),
        commandRow(this.interview, (command, said) => this.commands.give(command, said)));
      return;
    }
    this.current.replaceChildren(rejected, card === null ? "" : scorecard({ ...this.interview, scorecard: card }, this.options));
    if (this.root.classList.contains("ended")) return;
    this.root.classList.add("ended");
    this.beside.end();
    const title = h("h3", { class: "said-title" }, "Your answers and their grades");
    this.root.replaceChildren(this.head, this.beside.place, this.current, ...(turns.length ? [title, this.transcript] : []));
  }

  /** @param {string} text */
  answerForm(text) {
    const { ask, interview } = this;
    const coded = ask.kind === "question" ? { question: ask.question_id, key: `${interview.id}.${ask.question_id}` } : undefined;
    return answerForm({ label: "Your answer", ask, text, coded, maxChars: this.options.max_answer_chars, voice: this.voice,
      onchange: (typed) => storeDraft(interview.id, ask, typed), onsend: (answer, sure) => sendAnswer(this, answer, sure) });
  }

  /** @param {Interview} now how it stands after it went on elsewhere */
  showElsewhere(now) {
    this.isElsewhere = true;
    this.hasNewTurn = false;
    this.interview = now;
    this.render();
  }

  /** What was told to a command stands above the answer form; of a question that is closed below its last answer, where it is read. */
  goToTold() {
    const about = this.interview.exchanges.at(-1)?.about;
    if (about) return goToExplained(this.transcript, about);
    const told = within(this.current, ".exchange:last-child");
    if (told !== null) bringIntoView(told, "center");
    within(this.current, "textarea")?.focus({ preventScroll: true });
  }

  /** Read the interview again and show it. */
  async readAgain() {
    const before = this.interview.turns.length;
    this.interview = await readInterview(this.interview.id);
    this.hasNewTurn = this.interview.turns.length > before;
    this.render();
  }

  /** An appeal changed a verdict: read the interview again and show the point in its new place. @param {number} turn @param {string} point @param {string} reason */
  async showAppealed(turn, point, reason) {
    this.interview = await readInterview(this.interview.id);
    tellTabs({ interview: this.interview.id });
    this.render();
    showOutcome(within(turnOf(this.transcript, turn) ?? this.transcript, `[data-point="${CSS.escape(point)}"]`), reason);
  }

  goToReply() {
    if (this.interview.ask === null) return this.goToScorecard();
    showGrade(this.transcript, this.interview.ask.kind === "follow-up" ? "To the follow-up ↓" : "To the next question ↓", this.current);
  }

  async end() {
    try {
      this.interview = await post("/api/interviews/{interview_id}/end", { path: { interview_id: this.interview.id } });
    } catch (error) {
      this.head.append(notice(sentenceOf(error)));
      return;
    }
    tellTabs({ interview: this.interview.id });
    this.hasNewTurn = false;
    this.render();
    announce("The interview has ended. Here is the scorecard.");
    this.goToScorecard();
  }

  goToScorecard() {
    within(this.current, "h2")?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
    if (this.hasNewTurn) linkToLast(this.current, this.transcript);
  }
}
