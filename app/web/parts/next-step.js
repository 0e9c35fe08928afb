/** What to do next, and the way there. Decides that the button does what the sentence advises. */

import { h } from "../platform/dom.js";
import { counted } from "../text/format.js";
import { spelled } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies["Progress"]} Progress */

/** The sentence. @param {Progress} progress */
export function stepOf({ next_step: step }) {
  return step.replaceAll(" %", "\u00a0%");
}

/** The button. @param {Progress} progress */
export function stepButton({ due, next_topic: topic, topics }) {
  const [href, words] = due ? ["#/review", `Review ${counted(due, "card")}`]
    : topic ? [`#/start/${topic}`, `Practise ${spelled(topic)}`]
      : ["#/start", topics.length ? "Choose a round" : "Take a first interview"];
  return h("p", {}, h("a", { class: "button primary", href }, words));
}
