/**
 * How an answer was spoken: pace, fillers, the longest pause. Decides what counts as a filler and as a pause. Pure: it
 * knows no browser and no clock.
 */

import { counted, formatClock } from "../text/format.js";

/** @typedef {{text: string, fromMs: number, toMs: number, run: number}} Segment what was recognised at one go; between two runs of the microphone nobody pauses */
/** @typedef {{words: number, ms: number, fillers: string[], pauseMs: number}} Pace `fillers`: each as often as it was said */

/** Below this a rate tells nothing. */
const RATED_MS = 10_000;
/** A shorter time is none. */
const SHORTEST_MS = 1000;
/** Words a minute of a very fast speaker, and so many more, since the browser may tell of the first late. */
const [FASTEST, MOST_AT_ONCE] = [400, 5];
/** A shorter silence is breath. */
const SHORTEST_PAUSE_MS = 2000;
/** Sounds, and two phrases where they are not part of a sentence ("as you know", "what I mean"). In capitals they are something else: an HMM, an ER diagram. */
const FILLERS = /\b(?:u+h+m*|u+m+|e+r+m*|h+m+)\b|(?<!\b(?:as|because|did|do|how|if|once|since|that|what|when|where|whether|who|why) )\byou know\b|(?<!\b(?:that|what|which) )\bi mean\b/gi;

/** @param {Segment[]} segments in the order in which they were spoken @returns {Pace} */
export function paceOf(segments) {
  const spoken = segments.map(({ text }) => text).join(" ").replace(/\s+/g, " ");
  let [ms, pauseMs] = [0, 0];
  segments.forEach(({ fromMs, toMs, run }, at) => {
    const before = segments[at - 1];
    const sinceMs = before?.run === run ? before.toMs : fromMs;
    ms += Math.max(0, toMs - sinceMs);
    pauseMs = Math.max(pauseMs, fromMs - sinceMs);
  });
  return { words: spoken.match(/\S+/g)?.length ?? 0, ms, fillers: fillersOf(spoken), pauseMs };
}

/** @param {string} spoken */
function fillersOf(spoken) {
  const found = Array.from(spoken.matchAll(FILLERS), ([words]) => words);
  return found.filter((words) => words !== words.toUpperCase()).map((words) => words.toLowerCase());
}

/** The same in a sentence; "" where nobody speaks so fast, since then the times are not those of the words. @param {Pace} pace */
export function paceSentence({ words, ms, fillers, pauseMs }) {
  if (ms < SHORTEST_MS || words > MOST_AT_ONCE + (ms / 60_000) * FASTEST) return "";
  const rate = ms < RATED_MS ? "" : ` (${Math.round(words / (ms / 60_000))} a minute)`;
  const parts = [`${counted(words, "word")} in ${formatClock(ms)}${rate}`];
  if (fillers.length > 0) parts.push(`${counted(fillers.length, "filler")} (${[...new Set(fillers)].join(", ")})`);
  if (pauseMs >= SHORTEST_PAUSE_MS) parts.push(`longest pause ${Math.round(pauseMs / 1000)} s`);
  return `Spoken: ${parts.join(", ")}.`;
}
