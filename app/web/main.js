/**
 * Starts the page: waits until the coach is ready, then shows what the address names. Decides that one document
 * serves every address; /inside has a path of its own since its queries are meant to be linked to.
 */

import { showPlan } from "./memory/plan.js";
import { showProgress } from "./memory/progress.js";
import { showReport } from "./memory/report.js";
import { showReview } from "./memory/review.js";
import { get } from "./platform/api-client.js";
import { element, within } from "./platform/dom.js";
import { showAsk } from "./views/ask.js";
import { showTask, showTasks } from "./views/code.js";
import { hidePanel, showDocument, targetOf, watchPanel } from "./views/document.js";
import { showInside } from "./views/inside.js";
import { showInterview } from "./views/interview.js";
import { untilSignedIn } from "./views/login.js";
import { showProject, showProjects } from "./views/projects.js";
import { untilReady } from "./views/readiness.js";
import { showSetup } from "./views/setup.js";

/** @typedef {import("./platform/api-client.js").Bodies["OptionsView"]} Options */

/** Views of what is remembered, by their address. @type {Record<string, (root: Element) => Promise<void> | void>} */
const MEMORY = { "#/review": showReview, "#/progress": showProgress, "#/plan": showPlan };

/** @type {() => void} what to do when the current view is left */
let leaveView = () => undefined;
let visits = 0;

async function boot() {
  const isInside = location.pathname === "/inside";
  // A citation that was opened from there in a tab of its own: documents are shown at the root alone.
  if (isInside && location.hash.startsWith("#/document/")) return location.replace(`/${location.hash}`);
  markCurrent(element("#tab-inside"), isInside);
  watchPanel();
  element(".skip").addEventListener("click", (event) => { event.preventDefault(); element("#main").focus(); });
  await untilReady(element("#main"));
  await untilSignedIn(element("#main"));
  if (isInside) return showInside(element("#main"));
  const options = await get("/api/options", {});
  addEventListener("hashchange", () => route(options, true));
  await route(options, false);
}

/** Show what the address names. @param {Options} options @param {boolean} isMove whether the reader came from another view */
async function route(options, isMove) {
  const visit = (visits += 1);
  leaveView();
  leaveView = () => undefined;
  hidePanel();
  const root = element("#main");
  const hash = location.hash;
  updateTabs(hash);
  if (isMove) scrollTo({ top: 0 });
  const target = targetOf(hash);
  const report = /^#\/report\/([\w-]+)$/.exec(hash);
  const interview = /^#\/interview\/([\w-]+)$/.exec(hash);
  const project = /^#\/projects\/([\w-]+)$/.exec(hash);
  if (target !== null) await showDocument(root, target);
  else if (interview !== null) {
    const leave = await showInterview(root, interview[1], options);
    if (visit === visits) leaveView = leave;
    else leave();
  } else if (report !== null) await showReport(root, report[1]);
  else if (hash in MEMORY) await MEMORY[hash](root);
  else if (hash === "#/ask") showAsk(root);
  else if (project !== null) await showProject(root, project[1]);
  else if (hash === "#/projects") await showProjects(root);
  else if (hash === "#/code") await showTasks(root);
  else if (/^#\/code\/[a-z0-9-]+$/.test(hash)) await showTask(root, hash.slice("#/code/".length));
  else showSetup(root, options);
  if (isMove && visit === visits) focusTitle(root);
}

/** Focus the title of a view that was just opened, so that it is read from there. @param {Element} root */
function focusTitle(root) {
  const title = within(root, ".now h2") ?? within(root, "h1");
  title?.focus({ preventScroll: true });
}

/** Show which tab the address belongs to; the tab of the interview leads back to the one under way. @param {string} hash */
function updateTabs(hash) {
  const isAsk = hash === "#/ask";
  const isProjects = hash.startsWith("#/projects");
  const interview = element("#tab-interview");
  if (hash.startsWith("#/interview/")) interview.setAttribute("href", hash);
  else if (!isAsk && !isProjects && !(hash in MEMORY)) interview.setAttribute("href", "#/");
  const isReview = hash === "#/review";
  const isProgress = hash in MEMORY && !isReview || hash.startsWith("#/report/");
  markCurrent(interview, !isAsk && !isProjects && !isReview && !isProgress && !hash.startsWith("#/document/"));
  markCurrent(element("#tab-review"), isReview);
  markCurrent(element("#tab-progress"), isProgress);
  markCurrent(element("#tab-ask"), isAsk);
  markCurrent(element("#tab-projects"), isProjects);
}

/** @param {Element} tab @param {boolean} isHere */
function markCurrent(tab, isHere) {
  if (isHere) tab.setAttribute("aria-current", "page");
  else tab.removeAttribute("aria-current");
}

boot();
