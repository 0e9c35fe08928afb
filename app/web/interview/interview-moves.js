/** Moving about in an interview: links down the page, where a turn is read from, what must be unfolded. Decides that what was unfolded stays so. */

import { announce, bringIntoView, h, within } from "../platform/dom.js";

/** Put a turn that has changed in the place of the old one; what was unfolded stays so. @param {Element} old @param {Element} item */
export function replaceTurn(old, item) {
  for (const { dataset } of /** @type {NodeListOf<HTMLElement>} */ (old.querySelectorAll("details[data-fold][open]"))) {
    item.querySelector(`details[data-fold="${dataset.fold}"]`)?.setAttribute("open", "");
  }
  old.replaceWith(item);
}

/** A turn on the page; null where it is not there, or none is named. @param {Element} transcript @param {number | null} number */
export function turnOf(transcript, number) {
  return within(transcript, `[data-turn="${number}"]`);
}

/** Go to what was explained of a question that is closed; it stands below the question's last turn. @param {Element} transcript @param {number} about one of its turns */
export function goToExplained(transcript, about) {
  const turns = Array.from(transcript.children).filter((turn) => Number(turn.getAttribute("data-turn")) >= about);
  const told = turns.map((turn) => within(turn, ".exchanges.after > :last-child")).find((one) => one !== null);
  if (!told) return;
  unfold(told);
  told.setAttribute("tabindex", "-1");
  told.focus({ preventScroll: true });
  bringIntoView(told, "nearest");
}

/** Open all that an element is folded in. @param {Element} folded */
function unfold(folded) {
  for (let at = folded.closest("details"); at !== null; at = at.parentElement?.closest("details") ?? null) at.open = true;
}

/** Go to what came of an appeal, at the point in its new place; told alone where the point is not on the page. @param {HTMLElement | null} verdict @param {string} reason */
export function showOutcome(verdict, reason) {
  if (verdict !== null) {
    unfold(verdict);
    within(verdict, ".appeal-told")?.focus({ preventScroll: true });
    bringIntoView(verdict, "center");
  }
  announce(reason);
}

/** A link down this page; the address stays that of the interview. @param {string} text @param {() => void} go */
function linkDown(text, go) {
  return h("a", { class: "to-next", href: location.hash, onclick: (/** @type {Event} */ event) => { event.preventDefault(); go(); } }, text);
}

/** A link from the scorecard to the turn that was answered last. @param {Element} card @param {Element} transcript */
export function linkToLast(card, transcript) {
  const last = within(transcript, ":scope > :last-child > details");
  if (last === null) return;
  within(card, ".scorecard-head")?.append(linkDown("To the grade of your last answer ↓", () => {
    within(last, "summary")?.focus({ preventScroll: true });
    bringIntoView(last);
  }));
}

/** Where to begin to read a turn: as early as leaves half of the view to its grade. @param {Element} turn @param {Element} card @returns {Element} */
function startOf(turn, card) {
  const top = card.getBoundingClientRect().top;
  const starts = [turn, turn.querySelector(".said")].filter((start) => start !== null);
  return starts.find((start) => top - start.getBoundingClientRect().top < innerHeight / 2) ?? card;
}

/** An empty element in the place of another: what was asked becomes a turn where it stands, so that nothing moves. @param {Element} old */
export function renewed(old) {
  const fresh = h("div", { class: old.className });
  old.replaceWith(fresh);
  return fresh;
}

/** Go to the grade of the last turn, with a link on to what is asked next. @param {Element} transcript @param {string} onward what the link is called @param {Element} next */
export function showGrade(transcript, onward, next) {
  within(transcript, ".to-next")?.remove();
  const turn = transcript.lastElementChild;
  const card = turn === null ? null : within(turn, ".grade");
  if (turn === null || card === null) return;
  turn.classList.add("fresh");
  within(card, ".grade-head")?.append(linkDown(onward, () => {
    bringIntoView(next);
    within(next, "textarea, h2")?.focus({ preventScroll: true });
  }));
  card.setAttribute("tabindex", "-1");
  card.focus({ preventScroll: true });
  bringIntoView(startOf(turn, card));
}
