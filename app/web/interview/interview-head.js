/** The head of an interview: its stage, how far it is, the time since the question was asked. Decides that ending it asks once more. */

import { h, within } from "../platform/dom.js";
import { shownAt } from "../platform/storage.js";
import { formatClock } from "../text/format.js";
import { stageName } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies["InterviewView"]} Interview */

/** What goes on for longer was left and taken up again: its time tells nothing. */
const LONGEST_ROUND_MS = 3 * 3_600_000;

/** What stands in the head. @param {Interview} interview @param {() => void} onend @returns {Element[]} */
export function headParts({ ask, stage, mode, level, loop, paused }, onend) {
  const how = [mode === "exam" ? "exam" : "", level ?? "", loop ? "loop" : "", paused ? "paused" : ""].filter((word) => word !== "");
  const title = h("h1", {}, stageName(stage), how.length ? h("span", { class: "faint" }, ` · ${how.join(" · ")}`) : "");
  if (ask === null) return [title];
  const steps = Array.from({ length: ask.of }, (_, at) => h("span", { class: at < ask.position ? "step done" : "step" }));
  return [
    title,
    h("p", { class: "progress" }, h("span", { class: "steps", "aria-hidden": "true" }, steps), `${ask.position} of ${ask.of}`),
    h("p", { class: "clock", role: "timer", "aria-live": "off", title: "Time since this was asked, and since the round began" }),
    endButton(onend),
  ];
}

/** The button; a click on it asks once more, in its place. @param {() => void} onend */
function endButton(onend) {
  const place = h("p", { class: "end" });
  const confirm = () => {
    const stay = h("button", { type: "button", class: "plain", onclick: offer }, "Keep going");
    place.replaceChildren(h("button", { type: "button", class: "plain strong", onclick: onend }, "Yes, end it"), stay);
    stay.focus();
  };
  const offer = () => place.replaceChildren(h("button", { type: "button", class: "plain", onclick: confirm, "aria-label": "End interview" }, "End", h("span", { class: "if-wide" }, " interview")));
  offer();
  return place;
}

/** Show the time since the current question was first shown and since the round began, and whether it is over. @param {Element} head @param {Interview} interview */
export function updateClock(head, { id, ask, clock: exam, paused, started_utc: started }) {
  const clock = within(head, ".clock");
  if (clock === null || ask === null || paused) return;
  if (exam && exam.asked_utc) {
    const left = exam.seconds * 1000 - (Date.now() - Date.parse(exam.asked_utc));
    const round = exam.round_ends_utc ? Date.parse(exam.round_ends_utc) - Date.now() : null;
    showClock(clock, `${left < 0 ? "over by " : ""}${formatClock(Math.abs(left))}`, round === null ? null : Math.max(0, round), left < 0, left < 0 && round === null ? "" : " left");
    clock.title = "Time left for this question, and for the round";
    return;
  }
  const ms = Date.now() - shownAt(id, ask.turn);
  const round = Date.now() - Date.parse(started);
  showClock(clock, formatClock(ms), round < LONGEST_ROUND_MS ? round : null, ms > ask.minutes * 60_000);
}

/** @param {Element} clock @param {string} question @param {number | null} roundMs @param {boolean} isOver @param {string} [left] what follows a time that runs down */
function showClock(clock, question, roundMs, isOver, left = "") {
  clock.replaceChildren(h("span", { class: "if-wide" }, "question "), question, roundMs === null ? "" : h("span", { class: "if-wide" }, ` · round ${formatClock(roundMs)}`), left);
  clock.classList.toggle("over", isOver);
}
