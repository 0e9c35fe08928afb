/**
 * An answer on its way to its grade, and a command on its way. Decides what the page shows while an answer is sent, when it
 * is stored, and when it could not be: what was typed is never lost, and what was stored counts once; and that a command
 * that is pressed twice is meant once, while another one waits for it.
 */

import { candidateAnswer } from "../answer/candidate-answer.js";
import { gradeSentence } from "./grade.js";
import { typedIn } from "./synchronization.js";
import { turnOf } from "./interview-moves.js";
import { questionHeading, waitingForGrade } from "./turn.js";
import { ApiError, ConnectionLost, post, sentenceOf, stream } from "../platform/api-client.js";
import { onceBack } from "../platform/connection.js";
import { announce, bringIntoView, element, h, notice, within } from "../platform/dom.js";
import { forgetAnswer, idempotencyKey, shelveDraft, storeDraft } from "../platform/storage.js";
import { tellTabs } from "../platform/tabs.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/**
 * @typedef {object} Answered the page of an interview
 * @property {Bodies["InterviewView"]} interview
 * @property {NonNullable<Bodies["InterviewView"]["ask"]>} ask
 * @property {HTMLElement} current
 * @property {import("./interview.js").Voice | null} voice
 * @property {boolean} isSending whether an answer is on its way
 * @property {number | null} sure how sure the candidate said to be of what they sent last
 * @property {boolean} isElsewhere whether the interview went on without this page
 * @property {boolean} hasNewTurn
 * @property {(text: string) => Node} answerForm
 * @property {() => Promise<void>} readAgain
 * @property {() => void} goToReply
 * @property {() => void} goToTold
 */

/** Send an answer; the same words to the same turn go with the same key. @param {Answered} page @param {string} answer @param {number | null} sure */
export async function sendAnswer(page, answer, sure = null) {
  const { ask, interview } = page;
  storeDraft(interview.id, ask, answer);
  const waiting = waitingForGrade();
  page.current.replaceChildren(questionHeading(ask, "asked"), candidateAnswer(answer), waiting);
  announce("Your answer is sent.");
  page.isSending = true;
  page.sure = sure;
  try {
    await waitForGrade(page, answer, sure, idempotencyKey(interview.id, ask.turn, answer));
    forgetAnswer(interview.id);
    tellTabs({ interview: interview.id });
    await showReply(page);
  } catch (error) {
    await showFailure(page, error, answer, sure, waiting);
  } finally {
    page.isSending = false;
  }
}

/**
 * Wait for the grade. The reply that streams in is not shown: it is the card in words, made of the same verdicts.
 * @param {Answered} page @param {string} answer @param {number | null} sure @param {string} key
 */
async function waitForGrade(page, answer, sure, key) {
  const request = { path: { interview_id: page.interview.id }, body: { answer, turn: page.ask.turn, confidence: sure } };
  for await (const event of stream("/api/interviews/{interview_id}/answers", request, { key, lastId: "" })) {
    if (event.event === "grade") announce(gradeSentence(event.data));
    if (event.event === "said") announce(event.data.told);
  }
}

/** The turn is stored: read the interview again and go to its reply. @param {Answered} page */
async function showReply(page) {
  await page.voice?.recorded;
  try {
    await page.readAgain();
  } catch (error) {
    page.current.append(notice(`${sentenceOf(error)} Your answer is stored.`, { action: "Show the reply", onaction: () => showReply(page) }));
    return;
  }
  if (page.hasNewTurn) return page.goToReply();
  page.voice?.forget(page.ask.turn);
  page.goToTold();
}

/** @param {Answered} page @param {unknown} error @param {string} answer @param {number | null} sure @param {Element} waiting */
async function showFailure(page, error, answer, sure, waiting) {
  if (error instanceof ApiError && error.status === 409) return showConflict(page, error, answer);
  const isLost = error instanceof ConnectionLost;
  const sentence = isLost ? "The connection was lost. Your answer is kept; sending it again can’t count twice." : sentenceOf(error);
  const canRepeat = isLost || (error instanceof ApiError && error.retryable);
  if (!canRepeat) return edit(page, answer, notice(sentence));
  const again = () => { if (failure.isConnected) sendAnswer(page, answer, sure); };
  // The same key goes with it: what was stored before the connection broke comes back as it was.
  const withdraw = isLost ? onceBack(again) : () => undefined;
  const failure = notice(sentence, { action: "Retry", onaction: () => { withdraw(); again(); } });
  failure.append(h("button", { type: "button", class: "plain", onclick: () => { withdraw(); edit(page, answer, null); } }, "Change the answer"));
  waiting.replaceWith(failure);
  within(failure, "button")?.focus();
}

/** Back to the answer form with what was typed. @param {Answered} page @param {string} answer @param {Element | null} above */
function edit(page, answer, above) {
  storeDraft(page.interview.id, page.ask, answer);
  page.current.replaceChildren(questionHeading(page.ask, "asked"), above ?? "", page.answerForm(answer));
  element("#answer").focus();
}

/** Another tab, or a request that seemed lost, has answered: show the current state, and the words that were not accepted. @param {Answered} page @param {ApiError} error @param {string} answer */
async function showConflict(page, error, answer) {
  page.isElsewhere = true;
  try {
    await page.readAgain();
  } catch (lost) {
    return edit(page, answer, notice(`${sentenceOf(error)} ${sentenceOf(lost)} Your words are in the box.`));
  }
  const rejected = within(page.current, ".untaken");
  if (rejected === null && page.hasNewTurn) return page.goToReply();
  if (page.interview.ended) scrollTo({ top: 0 });
  else bringIntoView(page.current);
  rejected?.focus({ preventScroll: true });
}

/**
 * @typedef {object} Commanded the page of an interview
 * @property {Bodies["InterviewView"]} interview
 * @property {NonNullable<Bodies["InterviewView"]["ask"]>} ask
 * @property {HTMLElement} root
 * @property {Element} transcript
 * @property {HTMLElement} current
 * @property {boolean} hasNewTurn
 * @property {() => void} render
 * @property {() => void} goToTold
 */

/** Commands, one after the other. What was typed stays, or waits where another question is taken up. */
export class GivenCommands {
  /** @param {Commanded} page */
  constructor(page) {
    this.page = page;
    /** The command that was given last, while it is under way, and what it waits for. */
    this.wanted = "";
    this.told = Promise.resolve(true);
  }

  /** Whether it was taken. @param {Bodies["Command"]} command @param {string} [said] @param {number | null} [about] the turn that it is about */
  give(command, said = "", about = null) {
    const wanted = [command, said, about].join(" ");
    // Two at a time would be refused.
    if (wanted === this.wanted) return Promise.resolve(false);
    this.wanted = wanted;
    this.told = this.told.then(() => this.send(command, said, about)).finally(() => { if (this.wanted === wanted) this.wanted = ""; });
    return this.told;
  }

  /** @param {Bodies["Command"]} command @param {string} said @param {number | null} about */
  async send(command, said, about) {
    const { page } = this;
    const { id, ask } = page.interview;
    if (command === "retry") shelveDraft(id, page.ask, typedIn(page.current));
    try {
      const told = await post("/api/interviews/{interview_id}/commands", { path: { interview_id: id }, body: { command, turn: ask?.turn, about, point_id: "", said } });
      page.interview = told.interview;
      tellTabs({ interview: id });
      announce(told.exchange.told);
    } catch (error) {
      within(page.root, ".command-refused")?.remove();
      const refused = notice(sentenceOf(error), { kind: "problem command-refused" });
      (turnOf(page.transcript, about) ?? page.current).append(refused);
      return false;
    }
    page.hasNewTurn = false;
    page.render();
    page.goToTold();
    return true;
  }
}
