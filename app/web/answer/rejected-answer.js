/**
 * An answer that the coach did not take, for its question was answered or the interview ended meanwhile, perhaps in
 * another tab. Decides that its words stay on the page, to be copied or taken into the box of what is asked now, until
 * they are dismissed or others are typed.
 */

import { candidateAnswer } from "./candidate-answer.js";
import { announce, h } from "../platform/dom.js";
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
  const said = candidateAnswer(draft.text);
  const place = h("div", { class: "notice problem untaken", role: "alert", tabindex: "-1" },
    h("p", {}, whyRejected(answered !== undefined, isElsewhere), asked ? ` Your words were for “${asked}”` : ""),
    said,
    interview.ask === null || interview.paused ? null : h("button", { type: "button", class: "plain", onclick: () => { place.remove(); takeIntoBox(draft.text); } }, "Put it into the box below"),
    copyButton(draft.text, said),
    h("button", { type: "button", class: "plain", onclick: dismiss }, "Dismiss"));
  return place;
}

/** Behind what is typed there already. @param {string} text */
function takeIntoBox(text) {
  const box = document.querySelector("#answer");
  if (!(box instanceof HTMLTextAreaElement)) return;
  box.value = [box.value.trimEnd(), text].filter(Boolean).join("\n\n");
  // Its form keeps it as a draft of what is asked now, as if it were typed.
  box.dispatchEvent(new Event("input"));
  box.focus();
}

/** @param {string} text @param {Element} said where it stands */
function copyButton(text, said) {
  const button = h("button", { type: "button", class: "plain", onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
      announce("Your words are copied.");
    } catch {
      // A browser gives no clipboard to a page that came without TLS: what is selected can be copied by hand.
      getSelection()?.selectAllChildren(said.querySelector(".said-text") ?? said);
    }
  } }, "Copy it");
  return button;
}

/** @param {boolean} isAnswered @param {boolean} isElsewhere */
function whyRejected(isAnswered, isElsewhere) {
  if (isAnswered) return "Your answer was not saved: this question was answered before, perhaps in another tab. You see the interview as it is now.";
  const how = isElsewhere ? "the interview was ended before, perhaps in another tab" : "the interview was ended before";
  return `Your answer was not saved: ${how}.`;
}
