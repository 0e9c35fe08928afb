/**
 * Review of missed points: the cards that are due, one after the other, each answered in a sentence or rated by oneself.
 * Decides that what is graded is the large question, that the point is shown only after the review, and that a rating of
 * one's own replaces the one of the grade.
 */

import { fitHeight } from "../answer/answer-form.js";
import { notLoaded } from "../parts/not-there.js";
import { get, post, sentenceOf } from "../platform/api-client.js";
import { announce, h, notice, within } from "../platform/dom.js";
import { counted, noneDue, untilDue } from "../text/format.js";
import { titled } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["CardView"]} Card */
/** @typedef {Bodies["Rating"]} Rating */

/** @type {[Rating, string][]} */
const RATINGS = [["again", "Not known"], ["hard", "Hard"], ["good", "Good"], ["easy", "Easy"]];
const SURE = [0, 25, 50, 75, 100];

/** @param {Element} root */
export async function showReview(root) {
  document.title = "Review · Interview coach";
  const body = h("div", {}, h("p", { class: "waiting" }, "Looking for what is due …"));
  root.replaceChildren(h("section", { class: "memory" }, h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Review"),
    h("p", {}, "Key points that you missed come back as short questions, shortly before you would forget them.")), body));
  await fill(body);
}

/** @param {HTMLElement} body */
async function fill(body) {
  try {
    showNext(body, await get("/api/candidate/cards", {}));
  } catch (error) {
    body.replaceChildren(notLoaded("Your cards", error, () => fill(body)));
  }
}

/** @param {HTMLElement} body @param {Bodies["DueView"]} found */
function showNext(body, found) {
  const { due, cards_in_all: all, cards: [card] } = found;
  if (card === undefined) {
    body.replaceChildren(h("div", {}, h("p", {}, all ? `${noneDue(found)} Come back then, or start an interview now.` : "Key points that you miss become cards once you have held an interview."),
      h("p", {}, h("a", { class: "button primary", href: "#/start" }, "Start an interview")), files(all)));
    return;
  }
  body.replaceChildren(h("div", {}, h("p", { class: "faint" }, `${due} of ${counted(all, "card")} due.`), cardForm(body, card), files(all)));
  within(body, "textarea")?.focus({ preventScroll: true });
}

/** @param {HTMLElement} body @param {Card} card */
function cardForm(body, card) {
  const began = performance.now();
  const box = h("textarea", { id: "card-answer", rows: "3", "aria-describedby": "card-from", maxlength: 20_000 });
  const sure = h("select", { id: "card-sure" }, h("option", { value: "" }, "not said"), SURE.map((share) => h("option", { value: share }, `${share} %`)));
  const send = h("button", { type: "submit", class: "primary", disabled: true }, "Check");
  const form = h("form", { class: "composer" }, h("label", { for: "card-answer", class: "card-question" }, card.prompt), box,
    h("div", { class: "composer-foot" },
      h("p", { class: "hint" }, h("label", { for: "card-sure" }, "How sure are you? "), sure), h("div", { class: "actions" }, send)));
  const review = (/** @type {Partial<Bodies["ReviewRequest"]>} */ told) => sendReview(body, card, {
    answer: box.value, sure: sure.value === "" ? null : Number(sure.value) / 100, seconds: Math.round((performance.now() - began) / 1000), ...told });
  box.addEventListener("input", () => { fitHeight(box); send.disabled = box.value.trim() === ""; });
  form.addEventListener("submit", (event) => { event.preventDefault(); send.disabled = true; review({}); });
  return h("article", { class: "card" }, from(card), form, ownRating("Or rate yourself without an answer:", (rating) => review({ answer: "", rating })));
}

/** Where a card is from: its topic, and the question of which it asks one point. @param {Card} card */
function from({ topic, question, prompt }) {
  return h("p", { id: "card-from", class: "faint" }, topic ? titled(topic) : "Own documents", question === prompt ? "" : ` · From: “${question}”`);
}

/** A rating as its button is called. @param {Rating} rating */
function nameOf(rating) {
  return (RATINGS.find(([name]) => name === rating)?.[1] ?? rating).toLowerCase();
}

/** Four buttons. @param {string} label @param {(rating: Rating) => void} choose */
function ownRating(label, choose) {
  return h("fieldset", { class: "ratings" }, h("legend", {}, label),
    RATINGS.map(([rating, name]) => h("button", { type: "button", class: "pill", onclick: () => choose(rating) }, name)));
}

/** @param {HTMLElement} body @param {Card} card @param {Partial<Bodies["ReviewRequest"]>} told */
async function sendReview(body, card, told) {
  const request = { answer: "", seconds: 0, ...told, question_id: card.question_id, point_id: card.point_id };
  try {
    showReviewed(body, card, request, await post("/api/candidate/reviews", { body: request }));
  } catch (error) {
    body.prepend(notice(sentenceOf(error)));
    const send = within(body, "button[type=submit]");
    if (send instanceof HTMLButtonElement) send.disabled = request.answer.trim() === "";
  }
}

/** @param {HTMLElement} body @param {Card} card @param {Bodies["ReviewRequest"]} request @param {Bodies["ReviewedView"]} reviewed */
function showReviewed(body, card, request, { card: after, rating, point, section, grade }) {
  const verdict = grade?.verdicts[0];
  const next = h("button", { type: "button", class: "primary", onclick: () => fill(body) }, "Next");
  const undo = async () => {
    try {
      await post("/api/candidate/reviews/undo", {});
      await fill(body);
    } catch (error) {
      body.prepend(notice(sentenceOf(error)));
    }
  };
  const rateAnew = async (/** @type {Rating} */ own) => {
    await post("/api/candidate/reviews/undo", {});
    await sendReview(body, card, { ...request, rating: own });
  };
  body.replaceChildren(h("article", { class: "card" }, from(card), h("p", { class: "card-question" }, card.prompt),
    request.answer ? h("blockquote", {}, request.answer) : null,
    verdict ? h("p", {}, h("strong", {}, `${titled(verdict.state)}: `), verdict.reason) : null,
    h("p", {}, h("strong", {}, "The key point: "), point, section && card.topic ? [" ", taughtBy(section)] : null),
    h("p", { class: "faint" }, `Rated “${nameOf(rating)}”. It comes again ${untilDue(after.due_utc)}.`),
    ownRating("Rate it yourself instead:", rateAnew),
    h("p", { class: "actions" }, next, " ", h("button", { type: "button", class: "plain", onclick: undo }, "Undo"))));
  announce(verdict ? `${titled(verdict.state)}.` : `Rated ${nameOf(rating)}.`);
  next.focus({ preventScroll: true });
}

/** Where a point is taught: a note of the corpus by its address, which is a section's. @param {string} section */
function taughtBy(section) {
  return h("a", { href: `#/document/${section.split("#")[0]}` }, "The note that teaches it");
}

/** @param {number} all how many cards there are */
function files(all) {
  if (all === 0) return null;
  return h("p", { class: "faint" }, "All cards: ", h("a", { href: "/api/candidate/cards/anki" }, "a deck for Anki"), ", ",
    h("a", { href: "/api/candidate/cards/markdown" }, "Markdown"), ".");
}
