/**
 * What was spoken in an interview, turn by turn. Decides that it is kept in the memory of the page, until the page is
 * closed or another interview is opened, and never sent from here.
 */

import { paceOf, paceSentence } from "./pace.js";
import { h } from "../platform/dom.js";

/** @typedef {{segments: import("./pace.js").Segment[], recordings: string[]}} Take */
/** @typedef {{told: string, replay: HTMLElement | null}} Spoken what is shown of it with its turn */

const kept = { interview: "", turns: /** @type {Map<number, Take>} */ (new Map()) };

/** Keep what is spoken in this interview; what was spoken in another one is forgotten. @param {string} interview */
export function keepTakesOf(interview) {
  if (kept.interview === interview) return;
  for (const turn of kept.turns.keys()) forgetTake(turn);
  kept.interview = interview;
}

/** @param {number} turn @returns {Take} */
export function takeOf(turn) {
  const take = kept.turns.get(turn) ?? { segments: [], recordings: [] };
  kept.turns.set(turn, take);
  return take;
}

/** @param {number} turn */
export function forgetTake(turn) {
  for (const address of kept.turns.get(turn)?.recordings ?? []) URL.revokeObjectURL(address);
  kept.turns.delete(turn);
}

/** Keep a recording of a turn once it is there, unless the turn was forgotten meanwhile. @param {number} turn @param {Promise<Blob | null>} recording */
export async function keepRecording(turn, recording) {
  const take = takeOf(turn);
  const recorded = await recording;
  if (recorded !== null && kept.turns.get(turn) === take) take.recordings.push(URL.createObjectURL(recorded));
}

/** What is shown of a turn; null where nothing of it was spoken. @param {number} turn @returns {Spoken | null} */
export function spokenOf(turn) {
  const take = kept.turns.get(turn);
  if (take === undefined || take.segments.length === 0) return null;
  return { told: paceSentence(paceOf(take.segments)), replay: take.recordings.length === 0 ? null : replay(take.recordings) };
}

/** @param {string[]} recordings */
function replay(recordings) {
  const name = (/** @type {number} */ at) => (recordings.length === 1 ? "What you said" : `What you said, part ${at + 1} of ${recordings.length}`);
  return h("div", { class: "replay" }, recordings.map((src, at) => h("audio", { controls: true, preload: "metadata", src, "aria-label": name(at) })),
    h("p", { class: "faint" }, "Your recording. It is in the memory of this page alone and gone when you close or reload it."));
}
