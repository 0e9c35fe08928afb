/**
 * An answer that the coach did not take, for its question was answered or the interview ended meanwhile, perhaps in
 * another tab. Decides that its words stay on the page, to be copied, until they are dismissed or others are typed.
 */

import { candidateAnswer } from "./candidate-answer.js";
import { h } from "../platform/dom.js";
import { forgetAnswer, storedDraft } from "../platform/storage.js";

/**
 * The notice with the words; null where all that was typed is taken or still in the box.
 * @param {import("../platform/api-client.js").Bodies["InterviewView"]} interview @param {boolean} isElsewhere whether it went on without this page
 */
export function rejectedAnswer(interview, isElsewhere) {
  const draft = storedDraft(interview.id);
  if (draft === null || draft.turn === interview.ask?.turn || draft.text.trim() === "") return null;
  const answered = interview.turns.find((turn) => turn.asked.turn === draft.turn);
  // Its reply was lost on the way, or another tab sent it with more behind it: what was typed is stored.
  if (answered?.answer.includes(draft.text.trim())) return null;
  const asked = draft.asked ?? answered?.asked.text;
  const dismiss = () => {
    forgetAnswer(interview.id);
    place.remove();
  };
  const place = h("div", { class: "notice problem untaken", role: "alert", tabindex: "-1" },
    h("p", {}, whyRejected(answered !== undefined, isElsewhere), asked ? ` Your words were for “${asked}”` : ""),
    candidateAnswer(draft.text),
    h("button", { type: "button", class: "plain", onclick: dismiss }, "Dismiss"));
  return place;
}

/** @param {boolean} isAnswered @param {boolean} isElsewhere */
function whyRejected(isAnswered, isElsewhere) {
  if (isAnswered) return "Your answer was not taken, for another one to the same question was stored before it, such as from another tab. The interview is shown as it stands now.";
  const how = isElsewhere ? "The interview was ended elsewhere, such as in another tab," : "The interview was ended";
  return `${how} before your answer was sent, so it was not taken.`;
}
