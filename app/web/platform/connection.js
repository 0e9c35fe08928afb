/**
 * Whether the coach can be reached. Decides that after a lost connection it is asked again and again until it is ready,
 * that a bar says so meanwhile, and that what was being sent goes on by itself then. A connection that broke once, to a
 * coach that answers, is for the reader: what goes on by itself is only what waited.
 */

import { h } from "./dom.js";

const [FIRST_MS, MOST_MS] = [1000, 8000];
const BACK_MS = 4000;
const AWAY = "No connection to the coach. What you write is kept in this browser, and what was being sent goes on by itself once the coach is back.";
const BACK = "The coach is back.";

/** @type {Map<() => void, () => void>} what goes on once the coach is back, and who is told that it waits for that */
const waiting = new Map();
/** Empty while all is well: what is said in it is heard too. */
const bar = h("p", { class: "connection no-print", "aria-live": "polite" });
let isLooking = false;
let isAway = false;

/** Watch for the network to go and to come back. */
export function watchConnection() {
  document.body.append(bar);
  addEventListener("offline", () => { look(); });
}

/**
 * After a connection was lost: go on once the coach is back, if it is away. Returns what withdraws it.
 * @param {() => void} goOn @param {() => void} [onaway] called when it is known to be away: then it does go on by itself
 */
export function onceBack(goOn, onaway = () => undefined) {
  waiting.set(goOn, onaway);
  if (isAway) onaway();
  look();
  return () => { waiting.delete(goOn); };
}

/** Ask whether the coach is there; while it is not, ask again. */
async function look() {
  if (isLooking) return;
  isLooking = true;
  for (let pause = FIRST_MS; !(await isThere()); pause = Math.min(2 * pause, MOST_MS)) {
    if (!isAway) leave();
    await rest(pause);
  }
  const wasAway = isAway;
  isLooking = isAway = false;
  const all = [...waiting.keys()];
  waiting.clear();
  if (!wasAway) return;
  show(BACK);
  setTimeout(() => { if (bar.textContent === BACK) bar.textContent = ""; }, BACK_MS);
  for (const goOn of all) goOn();
}

/** Say that the coach is away, once, also to what waits for it. */
function leave() {
  isAway = true;
  show(AWAY);
  for (const onaway of waiting.values()) onaway();
}

/** @param {string} words */
function show(words) {
  bar.textContent = words;
  bar.classList.toggle("away", words === AWAY);
}

async function isThere() {
  try {
    return (await fetch("/readyz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** So long, or until the network is there again. @param {number} ms */
function rest(ms) {
  return new Promise((resolve) => {
    const go = () => { clearTimeout(timer); removeEventListener("online", go); resolve(undefined); };
    const timer = setTimeout(go, ms);
    addEventListener("online", go);
  });
}
