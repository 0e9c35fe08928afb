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

/** @type {Set<() => void>} what goes on once the coach is back */
const waiting = new Set();
/** Empty while all is well: what is said in it is heard too. */
const bar = h("p", { class: "connection no-print", "aria-live": "polite" });
let isLooking = false;

/** Watch for the network to go and to come back. */
export function watchConnection() {
  document.body.append(bar);
  addEventListener("offline", () => { look(); });
}

/** After a connection was lost: go on once the coach is back, if it is away. Returns what withdraws it. @param {() => void} goOn */
export function onceBack(goOn) {
  waiting.add(goOn);
  look();
  return () => { waiting.delete(goOn); };
}

/** Ask whether the coach is there; while it is not, ask again. */
async function look() {
  if (isLooking) return;
  isLooking = true;
  let wasAway = false;
  for (let pause = FIRST_MS; !(await isThere()); pause = Math.min(2 * pause, MOST_MS)) {
    if (!wasAway) show(AWAY);
    wasAway = true;
    await rest(pause);
  }
  isLooking = false;
  const all = [...waiting];
  waiting.clear();
  if (!wasAway) return;
  show(BACK);
  setTimeout(() => { if (bar.textContent === BACK) bar.textContent = ""; }, BACK_MS);
  for (const goOn of all) goOn();
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
