/**
 * An answer that the coach did not take, for its question was answered or the interview ended meanwhile, perhaps in
 * another tab. Decides that its words stay on the page, to be copied, until they are dismissed or others are typed.
 */

import { h } from "../platform/dom.js";
import { forgetAnswer, keptDraft } from "../platform/memory.js";
import { said } from "./said.js";

/**
 * The notice with the words; null where all that was typed is taken or still in the box.
 * @param {any} view InterviewView @param {boolean} isElsewhere whether it went on without this page
 */
export function untaken(view, isElsewhere) {
  const kept = keptDraft(view.id);
  if (kept === null || kept.turn === view.ask?.turn || kept.text.trim() === "") return null;
  const answered = view.turns.find((/** @type {any} */ turn) => turn.asked.turn === kept.turn);
  // Its reply was lost on the way: what was typed is stored.
  if (answered?.answer === kept.text) return null;
  const asked = kept.asked ?? answered?.asked.text;
  const dismiss = () => {
    forgetAnswer(view.id);
    place.remove();
  };
  const place = h("div", { class: "notice problem untaken", role: "alert", tabindex: "-1" },
    h("p", {}, why(answered !== undefined, isElsewhere), asked ? ` Your words were for “${asked}”` : ""),
    said(kept.text),
    h("button", { type: "button", class: "plain", onclick: dismiss }, "Dismiss"));
  return place;
}

/** @param {boolean} isAnswered @param {boolean} isElsewhere */
function why(isAnswered, isElsewhere) {
  if (isAnswered) return "Your answer was not taken, for another one to the same question was stored before it, such as from another tab. The interview is shown as it stands now.";
  const how = isElsewhere ? "The interview was ended elsewhere, such as in another tab," : "The interview was ended";
  return `${how} before your answer was sent, so it was not taken.`;
}
