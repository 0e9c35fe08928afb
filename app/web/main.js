/** Starts the page: waits until the coach is ready, then shows what the address names. */

import { ConnectionLost, get, readiness } from "./api.js";
import { showAsk } from "./ask.js";
import { hidePanel, openPanel, placeOf, showDocument, watchPanel } from "./document.js";
import { h, notice, setStyle, the } from "./dom.js";
import { showInterview } from "./interview.js";
import { showSetup } from "./setup.js";

const POLL_MS = 700;

/** @type {any} OptionsView of the API, once the coach is ready */
let options = null;
/** @type {() => void} what the view that is shown wants done when it goes */
let leave = () => undefined;
let visits = 0;

async function boot() {
  watchPanel();
  document.addEventListener("click", followCitation);
  the(".skip").addEventListener("click", (/** @type {Event} */ event) => { event.preventDefault(); the("#main").focus(); });
  addEventListener("hashchange", () => route(true));
  await untilReady(the("#main"));
  options = await get("/api/options");
  await route(false);
}

/** Show what the address names. @param {boolean} isMove whether the reader came from another view */
async function route(isMove) {
  if (options === null) return;
  const visit = (visits += 1);
  leave();
  leave = () => undefined;
  hidePanel();
  const root = the("#main");
  const hash = location.hash;
  tabs(hash);
  if (isMove) scrollTo({ top: 0 });
  const place = placeOf(hash);
  const interview = /^#\/interview\/([\w-]+)$/.exec(hash);
  if (place !== null) await showDocument(root, place);
  else if (interview !== null) {
    const done = await showInterview(root, interview[1], options);
    if (visit === visits) leave = done;
    else done();
  } else if (hash === "#/ask") showAsk(root);
  else showSetup(root, options);
  if (isMove && visit === visits) focusTitle(root);
}

/** A view that was come to is read from its title on. @param {Element} root */
function focusTitle(root) {
  const title = root.querySelector(".now h2") ?? root.querySelector("h1");
  if (title instanceof HTMLElement) title.focus({ preventScroll: true });
}

/** @param {string} hash */
function tabs(hash) {
  const isAsk = hash === "#/ask";
  const interview = the("#tab-interview");
  if (hash.startsWith("#/interview/")) interview.href = hash;
  else if (!isAsk) interview.href = "#/";
  set(interview, !isAsk && !hash.startsWith("#/document/"));
  set(the("#tab-ask"), isAsk);
}

/** @param {Element} tab @param {boolean} isHere */
function set(tab, isHere) {
  if (isHere) tab.setAttribute("aria-current", "page");
  else tab.removeAttribute("aria-current");
}

/** A plain click on a citation opens the panel; the address stays that of the interview. @param {MouseEvent} event */
function followCitation(event) {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#/document/"]') : null;
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (link === null || !isPlain || placeOf(location.hash) !== null) return;
  const place = placeOf(link.getAttribute("href") ?? "");
  if (place === null) return;
  event.preventDefault();
  openPanel(place, link);
}

/** Poll until answers can be graded, saying what goes on. @param {Element} root */
async function untilReady(root) {
  const doing = h("p", { class: "doing", role: "status" }, "…");
  const track = h("div", { class: "track" }, h("span", { class: "fill" }));
  const view = h("section", { class: "loading" }, h("h1", {}, "Getting ready"), doing, track,
    h("p", { class: "faint" }, "The model and the index are loaded once; the first time, the index is built, which takes a minute."));
  for (let polls = 0; ; polls += 1) {
    const state = await readiness().catch(() => null);
    if (state?.ready) return;
    if (!view.isConnected) root.replaceChildren(view);
    const sentence = state?.doing ?? "The coach does not answer. Is it still running?";
    if (doing.textContent !== sentence) doing.textContent = sentence.charAt(0).toUpperCase() + sentence.slice(1);
    showShare(track, sentence);
    if (state !== null && polls % 4 === 2) await stopOnFailure(root);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** @param {any} track @param {string} sentence such as "building the index: 40 of 900 windows embedded" */
function showShare(track, sentence) {
  const found = /(\d+) of (\d+)/.exec(sentence);
  track.classList.toggle("busy", found === null);
  if (found !== null) setStyle(track.firstElementChild, "--share", Number(found[1]) / Math.max(1, Number(found[2])));
}

/** Loading that has failed never becomes ready: say why, and wait until the reader has done something about it. @param {Element} root */
async function stopOnFailure(root) {
  try {
    await get("/api/options");
  } catch (error) {
    if (error instanceof ConnectionLost || !(error instanceof Error) || error.code === "not_ready") return;
    const sentence = error.message;
    await new Promise((/** @type {(value?: any) => void} */ resolve) =>
      root.replaceChildren(h("section", { class: "loading" }, h("h1", {}, "The coach could not start"), notice(sentence, { action: "Check again", onaction: () => resolve() }))));
  }
}

boot();
