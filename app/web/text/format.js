/** Decides how numbers are written on the page: points, counts, times, shares, scores. */

/** Points: 3, 2.5. @param {number} points */
export function formatPoints(points) {
  return String(Math.round(points * 100) / 100);
}

/** A count and what is counted: 1 word, 2 words. @param {number} count @param {string} noun */
export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The part of points that is a bonus; empty where none is. @param {number} bonus */
export function asBonus(bonus) {
  return bonus ? `, ${formatPoints(bonus)} of them as a bonus` : "";
}

/** The endings of places in an order, by their kind in English. @type {Record<string, string>} */
const ENDINGS = { one: "st", two: "nd", few: "rd" };
const PLACES = new Intl.PluralRules("en", { type: "ordinal" });

/** A place in an order: 1st, 2nd, 3rd, 4th, 11th. @param {number} place */
export function ordinal(place) {
  return `${place}${ENDINGS[PLACES.select(place)] ?? "th"}`;
}

/** That no card is due, and when one is. @param {{cards_in_all: number, next_due_utc?: string | null}} cards */
export function noneDue({ cards_in_all: all, next_due_utc: next }) {
  const none = all === 1 ? "Your one card is not due." : `None of your ${all} cards is due.`;
  return next ? `${none} ${all === 1 ? "It" : "The next"} is due ${untilDue(next)}.` : none;
}

/** When a card comes: in 10 minutes, in 5 hours, on 3 December 2026. @param {string} utc */
export function untilDue(utc) {
  const minutes = Math.max(1, Math.round((Date.parse(utc) - Date.now()) / 60_000));
  if (minutes < 60) return `in ${counted(minutes, "minute")}`;
  const hours = Math.round(minutes / 60);
  return hours < 24 ? `in ${counted(hours, "hour")}` : `on ${new Date(utc).toLocaleDateString("en-GB", { dateStyle: "long" })}`;
}

/** A share in per cent: 37 %. @param {number} share */
export function percent(share) {
  return `${Math.round(100 * share)} %`;
}

/** With separators between thousands: 3,176. @param {number} count */
export function formatCount(count) {
  return count.toLocaleString("en");
}

/** Minutes, rounded as in an announcement: 6, 25, 115. @param {number} minutes */
export function aboutMinutes(minutes) {
  return minutes < 15 ? Math.max(1, Math.round(minutes)) : 5 * Math.round(minutes / 5);
}

/** Time passed as on a clock: 4:07 or 1:02:33. @param {number} ms */
export function formatClock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A time that was measured: 2.4 ms, 42 ms. @param {number} ms */
export function formatMs(ms) {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** The sum of times as they are shown, so that their reader comes to the same. @param {number[]} times ms */
export function sumAsShown(times) {
  return times.reduce((sum, ms) => sum + parseFloat(formatMs(ms)), 0);
}

/** Three digits after the point, as scores of the search are given. @param {number} score */
export function formatScore(score) {
  return score.toFixed(3);
}
