/**
 * Keeps an interview on the page in step with other tabs and other machines. Decides when it is read again, and that what
 * was typed here stays: in the box where the same is still asked, else beside it.
 */

import { get } from "../platform/api-client.js";
import { announce, notice, within } from "../platform/dom.js";
import { storeDraftHere } from "../platform/storage.js";
import { onOtherTabs } from "../platform/tabs.js";

/** @typedef {import("../platform/api-client.js").Bodies["InterviewView"]} Interview */
/** @typedef {{interview: Interview, isSending: boolean, current: HTMLElement, showElsewhere: (now: Interview) => void}} Followed the page of an interview; `showElsewhere` shows how it stands now */

const WENT_ON = "This interview went on in another tab or on another device. It is shown as it stands now.";

/** @param {string} id @returns {Promise<Interview>} */
export function readInterview(id) {
  return get("/api/interviews/{interview_id}", { path: { interview_id: id } });
}

/** What stands in the box for an answer; "" where there is none. @param {Element} place */
export function typedIn(place) {
  const box = within(place, "#answer");
  return box instanceof HTMLTextAreaElement ? box.value : "";
}

/** Follow what goes on elsewhere; returns what ends it. @param {Followed} page */
export function keepInStep(page) {
  const { id } = page.interview;
  const left = new AbortController();
  const unheard = onOtherTabs((told) => { if (told.interview === id) follow(page); });
  // What went on elsewhere, such as on a phone, no tab tells.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) follow(page); }, { signal: left.signal });
  return () => { left.abort(); unheard(); };
}

/** @param {Followed} page */
async function follow(page) {
  if (isBusy(page)) return;
  let now;
  try {
    now = await readInterview(page.interview.id);
  } catch {
    // Whoever sends something from here is told what is wrong.
    return;
  }
  const { ask, id } = page.interview;
  if (isBusy(page) || ask === null || JSON.stringify(now) === JSON.stringify(page.interview)) return;
  const typed = typedIn(page.current);
  const hadFocus = document.activeElement?.id === "answer";
  if (typed.trim() !== "") storeDraftHere(id, ask, typed);
  page.showElsewhere(now);
  page.current.prepend(notice(WENT_ON, { kind: "notice went-on" }));
  announce(WENT_ON);
  if (hadFocus) within(page.current, "#answer")?.focus({ preventScroll: true });
}

/** Whether an answer is on its way, or one that failed waits for what its writer decides. @param {Followed} page */
function isBusy({ isSending, interview, current }) {
  return isSending || interview.ended || within(current, ".commands") === null;
}
