/**
 * Starts the page: waits until the coach is ready, then shows what the address names. Decides that one document
 * serves every address; /inside has a path of its own since its queries are meant to be linked to.
 */

import { get } from "./platform/api.js";
import { showAsk } from "./views/ask.js";
import { hidePanel, placeOf, showDocument, watchPanel } from "./views/document.js";
import { the } from "./platform/dom.js";
import { showInside } from "./views/inside.js";
import { showInterview } from "./views/interview.js";
import { untilReady } from "./views/ready.js";
import { showSetup } from "./views/setup.js";

/** @type {any} OptionsView of the API, once the coach is ready */
let options = null;
/** @type {() => void} what to do when the current view is left */
let leave = () => undefined;
let visits = 0;

async function boot() {
  const isInside = location.pathname === "/inside";
  // A citation that was opened from there in a tab of its own: documents are shown at the root alone.
  if (isInside && location.hash.startsWith("#/document/")) return location.replace(`/${location.hash}`);
  set(the("#tab-inside"), isInside);
  watchPanel();
  the(".skip").addEventListener("click", (/** @type {Event} */ event) => { event.preventDefault(); the("#main").focus(); });
  await untilReady(the("#main"));
  if (isInside) return showInside(the("#main"));
  options = await get("/api/options");
  addEventListener("hashchange", () => route(true));
  await route(false);
}

/** Show what the address names. @param {boolean} isMove whether the reader came from another view */
async function route(isMove) {
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

/** Focus the title of a view that was just opened, so that it is read from there. @param {Element} root */
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

boot();
