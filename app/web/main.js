/**
 * Starts the page: waits until the coach is ready, then shows what the address names. Decides that one document
 * serves every address; /inside has a path of its own since its queries are meant to be linked to. The code of a view
 * is fetched when it is first shown.
 */

import { get } from "./platform/api-client.js";
import { askForConsent } from "./parts/consent.js";
import { watchConnection } from "./platform/connection.js";
import { element, within } from "./platform/dom.js";
import { hidePanel, showDocument, targetOf, watchPanel } from "./views/document.js";
import { untilSignedIn } from "./views/login.js";
import { untilReady } from "./views/readiness.js";
import { showToday } from "./views/today.js";

/** @typedef {import("./platform/api-client.js").Bodies["OptionsView"]} Options */
/** @typedef {(root: Element, name: string, options: Options) => unknown} Show shows a view; may return what to call when it is left, at once or later */

/** Each view: its address, the tab that it belongs to, what fetches it. @type {[RegExp, string, () => Promise<Show>][]} */
const VIEWS = [
  [/^#\/start(?:\/([a-z-]+))?$/, "interview", async () => (await import("./views/setup.js")).showSetup],
  [/^#\/interview\/([\w-]+)$/, "interview", async () => (await import("./interview/interview.js")).showInterview],
  [/^#\/report\/([\w-]+)$/, "progress", async () => (await import("./candidate/report.js")).showReport],
  [/^#\/review$/, "today", async () => (await import("./candidate/review.js")).showReview],
  [/^#\/progress$/, "progress", async () => (await import("./candidate/progress.js")).showProgress],
  [/^#\/plan$/, "today", async () => (await import("./candidate/plan.js")).showPlan],
  [/^#\/settings$/, "settings", async () => (await import("./views/settings.js")).showSettings],
  [/^#\/ask$/, "ask", async () => (await import("./views/ask.js")).showAsk],
  [/^#\/(?:library|projects)$/, "library", async () => (await import("./library/library.js")).showLibrary],
  [/^#\/library\/([\w-]+\/.+)$/, "library", async () => (await import("./library/own-document.js")).showOwnDocument],
  [/^#\/projects\/([\w-]+)$/, "library", async () => (await import("./library/project.js")).showProject],
  [/^#\/code$/, "interview", async () => (await import("./views/code.js")).showTasks],
  [/^#\/code\/([a-z0-9-]+)$/, "interview", async () => (await import("./views/code.js")).showTask],
];

/** The interviewer's chair, which needs no account where guests are let in: nothing else of the page is shown there. */
const CHAIR = /^#\/chair(?:\/|$)/;

/** @type {() => void} what to do when the current view is left */
let leaveView = () => undefined;
let visits = 0;

async function boot() {
  const isInside = location.pathname === "/inside";
  // A citation that was opened from there in a tab of its own: documents are shown at the root alone.
  if (isInside && location.hash.startsWith("#/document/")) return location.replace(`/${location.hash}`);
  watchPanel();
  watchConnection();
  element(".skip").addEventListener("click", (event) => { event.preventDefault(); element("#main").focus(); });
  await untilReady(element("#main"));
  if (CHAIR.test(location.hash)) return (await import("./chair/chair.js")).showChair(element("#main"));
  await untilSignedIn(element("#main"));
  askForConsent();
  if (isInside) {
    markTab("inside");
    return (await import("./views/inside.js")).showInside(element("#main"));
  }
  const options = await get("/api/options", {});
  addEventListener("hashchange", () => route(options, true));
  await route(options, false);
}

/** Show what the address names. @param {Options} options @param {boolean} isMove whether the reader came from another view */
async function route(options, isMove) {
  if (CHAIR.test(location.hash)) return location.reload();
  const visit = (visits += 1);
  leaveView();
  leaveView = () => undefined;
  hidePanel();
  const root = element("#main");
  const { hash } = location;
  const target = targetOf(hash);
  const [show, name, tab] = target === null ? viewOf(hash) : [async () => (/** @type {Element} */ place) => showDocument(place, target, isMove), "", "ask"];
  markTab(tab);
  keepUnderWay(hash);
  if (isMove) scrollTo({ top: 0 });
  const shown = await show();
  // Meanwhile the reader may have gone elsewhere.
  if (visit !== visits) return;
  const leave = await shown(root, name, options);
  if (typeof leave === "function") {
    if (visit === visits) leaveView = () => leave();
    else leave();
  }
  if (isMove && visit === visits) focusTitle(root);
}

/** What shows an address, what it names and its tab; today where it names nothing. @param {string} hash @returns {[() => Promise<Show>, string, string]} */
function viewOf(hash) {
  for (const [address, tab, fetched] of VIEWS) {
    const found = address.exec(hash);
    if (found !== null) return [fetched, found[1] ?? "", tab];
  }
  return [async () => showToday, "", "today"];
}

/** Focus the title of a view that was just opened, so that it is read from there. @param {Element} root */
function focusTitle(root) {
  const title = within(root, ".now h2") ?? within(root, "h1");
  title?.focus({ preventScroll: true });
}

/** The tab of the interview leads back to the one under way, until another is chosen. @param {string} hash */
function keepUnderWay(hash) {
  const tab = element("#tab-interview");
  if (hash.startsWith("#/interview/")) tab.setAttribute("href", hash);
  else if (hash.startsWith("#/start") || hash === "#/" || hash === "") tab.setAttribute("href", "#/start");
}

/** Show which tab the address belongs to. @param {string} name */
function markTab(name) {
  for (const tab of document.querySelectorAll("[id^='tab-']")) {
    if (tab.id === `tab-${name}`) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

boot();
