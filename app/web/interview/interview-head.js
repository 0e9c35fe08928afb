/** The head of an interview: its stage, how far it is, the time since the question was asked. Decides that ending it asks once more, in the place of nothing else. */

import { h, within } from "../platform/dom.js";
import { shownAt } from "../platform/storage.js";
import { counted, formatClock } from "../text/format.js";
import { stageName } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies["InterviewView"]} Interview */

/** What goes on for longer was left and taken up again: its time tells nothing. */
const LONGEST_ROUND_MS = 3 * 3_600_000;

/** What stands in the head. @param {Interview} interview @param {() => void} onend @returns {Element[]} */
export function headParts(interview, onend) {
  const { ask, stage, mode, level, loop, paused } = interview;
  const how = [mode === "exam" ? "exam" : "", level ?? "", loop ? "loop" : "", paused ? "paused" : ""].filter((word) => word !== "");
  const title = h("h1", {}, stageName(stage), how.length ? h("span", { class: "faint" }, ` · ${how.join(" · ")}`) : "");
  if (ask === null) return [title];
  const steps = Array.from({ length: ask.of }, (_, at) => h("span", { class: at < ask.position ? "step done" : "step" }));
  return [
    title,
    h("p", { class: "progress" }, h("span", { class: "steps", "aria-hidden": "true" }, steps), `${ask.position} of ${ask.of}`),
    h("p", { class: "clock", role: "timer", "aria-live": "off", title: "Time since this was asked, and since the round began" }),
    endButton(interview, onend),
  ];
}

/** The button; a click on it asks once more, in a row of its own below, so that what stands beside it stays. @param {Interview} interview @param {() => void} onend */
function endButton({ ask, turns }, onend) {
  const place = h("div", { class: "end" });
  const answered = new Set(turns.map(({ asked }) => asked.question_id)).size;
  const question = `End the interview? ${answered} of ${counted(ask?.of ?? 0, "question")} answered.`;
  const button = h("button", { type: "button", class: "plain", "aria-label": "End interview" }, "End", h("span", { class: "if-wide" }, " interview"));
  const confirm = () => {
    const stay = h("button", { type: "button", class: "plain", onclick: () => { place.replaceChildren(button); button.focus(); } }, "Keep going");
    const either = h("div", { class: "end-asked", role: "group", "aria-label": question },
      h("p", {}, question), h("span", {}, h("button", { type: "button", class: "plain strong", onclick: onend }, "End it"), stay));
    place.replaceChildren(button, either);
    stay.focus();
  };
  button.addEventListener("click", confirm);
  place.append(button);
  return place;
}

/** Show the time since the current question was first shown and since the round began, and whether it is over. @param {Element} head @param {Interview} interview */
export function updateClock(head, { id, ask, clock: exam, paused, started_utc: started }) {
  const clock = within(head, ".clock");
  if (clock === null || ask === null || paused) return;
  if (exam && exam.asked_utc) {
    const left = exam.seconds * 1000 - (Date.now() - Date.parse(exam.asked_utc));
    const round = exam.round_ends_utc ? Date.parse(exam.round_ends_utc) - Date.now() : null;
    // Questions that were chosen for a short round may end long before it must: its limit is told as one.
    clock.replaceChildren(h("span", { class: "if-wide" }, "question "), left < 0 ? `over by ${formatClock(-left)}` : `${formatClock(left)} left`,
      round === null ? "" : h("span", { class: "if-wide" }, ` · round at most ${formatClock(round)}`));
    clock.classList.toggle("over", left < 0);
    clock.title = "Time left for this question, and for the round";
    return;
  }
  const ms = Date.now() - shownAt(id, ask.turn);
  const round = Date.now() - Date.parse(started);
  clock.replaceChildren(h("span", { class: "if-wide" }, "question "), formatClock(ms),
    round < LONGEST_ROUND_MS ? h("span", { class: "if-wide" }, ` · round ${formatClock(round)}`) : "");
  clock.classList.toggle("over", ms > ask.minutes * 60_000);
}
