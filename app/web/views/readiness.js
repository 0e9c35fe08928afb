/**
 * Waits until the coach is ready; until then it shows what the coach is doing, or why it could not start. Decides when to
 * stop asking: after a failure that the coach does not try again.
 */

import { ApiError, get, readiness } from "../platform/api-client.js";
import { element, h, notice, setStyle } from "../platform/dom.js";

const POLL_MS = 700;

/** Poll until answers can be graded, and show what is going on. @param {Element} root */
export async function untilReady(root) {
  const doing = h("p", { class: "doing", role: "status" }, "…");
  const fill = h("span", { class: "fill" });
  const track = h("div", { class: "track" }, fill);
  const view = h("section", { class: "loading" }, h("h1", {}, "Getting ready"), doing, track,
    h("p", { class: "faint" }, "The model and the index are loaded once; the first time, the index is built, which takes a minute."));
  for (let polls = 0; ; polls += 1) {
    const state = await readiness().catch(() => null);
    if (state?.ready) return showStandingNotice(state.notice);
    if (!view.isConnected) root.replaceChildren(view);
    const sentence = state?.doing ?? "The coach does not answer. Is it still running?";
    if (doing.textContent !== sentence) doing.textContent = sentence.charAt(0).toUpperCase() + sentence.slice(1);
    showShare(track, fill, sentence);
    if (state !== null && polls % 4 === 2) await stopOnFailure(root);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Say above every view that a language model is set and failed at its last request. @param {string} sentence */
function showStandingNotice(sentence) {
  if (sentence) element(".top").after(h("p", { class: "standing", role: "note" }, sentence));
}

/** @param {Element} track @param {HTMLElement} fill @param {string} sentence such as "building the index: 40 of 900 windows embedded" */
function showShare(track, fill, sentence) {
  const found = /(\d+) of (\d+)/.exec(sentence);
  track.classList.toggle("busy", found === null);
  if (found !== null) setStyle(fill, "--share", Number(found[1]) / Math.max(1, Number(found[2])));
}

/** After a failure that the server does not try again, say why, and wait until the reader has solved it. @param {Element} root */
async function stopOnFailure(root) {
  try {
    await get("/api/options", {});
  } catch (error) {
    // Whoever has still to sign in is told nothing here.
    if (!(error instanceof ApiError) || error.retryable || error.status === 401) return;
    const sentence = error.message;
    await new Promise((resolve) =>
      root.replaceChildren(h("section", { class: "loading" }, h("h1", {}, "The coach could not start"),
        notice(sentence, { action: "Check again", onaction: () => resolve(undefined) }))));
  }
}
