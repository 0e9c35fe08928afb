/**
 * A document with a cited passage highlighted. Decides whether it opens in the panel beside the page or on a page of its
 * own, and where the focus goes; text/document-body.js renders it, and is fetched with the first document.
 */

import { notThere, whyNot } from "../parts/not-there.js";
import { get } from "../platform/api-client.js";
import { element, h } from "../platform/dom.js";

/** @typedef {{id: string, start: number, end: number, about: string[]}} Target a passage: code-point offsets, both 0 for a whole document; and what it is cited for */
/** @typedef {import("../platform/api-client.js").Bodies["DocumentView"]} SourceDocument */

/** @type {Map<string, SourceDocument>} documents by how they were opened; they do not change while the page is open */
const alreadyRead = new Map();
/** @type {Element | null} what to give the focus back to */
let opener = null;

/** The passage or document that an address names, or null. @param {string} hash @returns {Target | null} */
export function targetOf(hash) {
  const found = /^#\/document\/([^?]+)(?:\?(.*))?$/.exec(hash);
  if (found === null) return null;
  const query = new URLSearchParams(found[2] ?? "");
  const [start, end] = ["start", "end"].map((name) => Math.max(0, Math.floor(Number(query.get(name)) || 0)));
  return { id: decoded(found[1]), start, end, about: query.getAll("about") };
}

/** A part of an address in plain characters; one that was not encoded, such as "%zz", is what it is. @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Open a document in the panel. @param {Target} target @param {Element | null} [from] */
async function openPanel(target, from = null) {
  const panel = element("#panel");
  if (from !== null && !panel.contains(from)) opener = from;
  const body = h("div", { class: "panel-body", tabindex: "-1" }, h("p", { class: "faint" }, "Opening …"));
  const title = h("h2", { id: "panel-title", tabindex: "-1" }, "Note");
  const close = h("button", { type: "button", class: "close", onclick: () => closePanel(), "aria-label": "Close the note" }, "✕");
  panel.replaceChildren(h("header", { class: "panel-head" }, h("div", {}, h("p", { class: "label" }, "From the notes"), title), close), body);
  keepInPlace(from, () => {
    panel.hidden = false;
    document.body.classList.add("with-panel");
    coverPage();
  });
  if (element("#main").inert && history.state?.panel !== true) history.pushState({ panel: true }, "");
  title.focus({ preventScroll: true });
  await fill(target, body, title);
}

/** Close the panel. Where it covered the page, going back closes it, so closing it goes back. */
function closePanel() {
  if (history.state?.panel === true && !element("#panel").hidden) history.back();
  else hidePanel();
}

/** Put the panel away; the focus goes back to the citation that opened it. */
export function hidePanel() {
  const panel = element("#panel");
  if (panel.hidden) return;
  const hadFocus = panel.contains(document.activeElement) || document.activeElement === document.body;
  keepInPlace(opener, () => {
    panel.hidden = true;
    panel.replaceChildren();
    document.body.classList.remove("with-panel");
    coverPage();
  });
  if (hadFocus && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

/** Keep what was clicked in its place while the page becomes narrower or wider. @param {Element | null} anchor @param {() => void} change */
function keepInPlace(anchor, change) {
  const before = anchor?.getBoundingClientRect().top ?? 0;
  change();
  if (anchor?.isConnected) scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
}

/** On a narrow screen the panel covers the page, so the page below is out of reach. */
function coverPage() {
  const isCovered = !element("#panel").hidden && matchMedia("(max-width: 899px)").matches;
  for (const part of ["#main", ".top", ".foot"]) element(part).inert = isCovered;
}

/** A document on a page of its own. @param {Element} root @param {Target} target @param {boolean} hasBefore whether another view was open before it */
export async function showDocument(root, target, hasBefore) {
  const title = h("h1", { tabindex: "-1" }, "Note");
  const body = h("div", {}, h("p", { class: "faint" }, "Opening …"));
  root.replaceChildren(h("article", { class: "page-document" }, wayBack(hasBefore), h("p", { class: "label" }, "From the notes"), title, body));
  await fill(target, body, title);
}

/** Back to where one came from; a link that was opened by itself leads to what the notes are for. @param {boolean} hasBefore */
function wayBack(hasBefore) {
  const way = hasBefore ? h("button", { type: "button", class: "plain", onclick: () => history.back() }, "Back") : h("a", { href: "/#/ask" }, "Ask the notes");
  return h("p", { class: "way-back no-print" }, way);
}

/** @param {Target} target @param {Element} body @param {Element} title */
async function fill(target, body, title) {
  try {
    const key = target.about.length ? JSON.stringify(target) : target.id;
    const found = alreadyRead.get(key) ?? (await read(target));
    const { renderDocument } = await import("../text/document-body.js");
    alreadyRead.set(key, found);
    if (!body.isConnected) return;
    title.textContent = found.title;
    body.replaceChildren(renderDocument(found, target, title.tagName === "H1" ? 1 : 2));
    showPassage(body);
  } catch (error) {
    const gone = { missing: `There is no note “${target.id}”.`, action: "Ask the notes", address: "#/ask", again: () => fill(target, body, title) };
    const page = title.closest(".page-document");
    if (page !== null) page.replaceWith(notThere("Note", error, { ...gone, again: () => showDocument(element("#main"), target, page.querySelector(".way-back button") !== null) }));
    else body.replaceChildren(whyNot(error, gone));
  }
}

/** @param {Target} target */
function read({ id, start, end, about }) {
  return get("/api/documents/{document_id}", { path: { document_id: id }, query: about.length ? { start, end, about } : {} });
}

/** The passage comes into view, and so does the sentence in it that it is cited for. @param {Element} body */
function showPassage(body) {
  const marks = Array.from(body.querySelectorAll("mark.passage:not([hidden])")).filter((mark) => (mark.textContent ?? "").trim() !== "" && mark.getClientRects().length > 0);
  marks[0]?.scrollIntoView({ block: "start" });
  marks.find((mark) => mark.classList.contains("supports"))?.scrollIntoView({ block: "nearest" });
}

/** Listen for what opens or closes the panel, or changes its layout. */
export function watchPanel() {
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !element("#panel").hidden) closePanel();
  });
  addEventListener("popstate", () => { if (history.state?.panel !== true) hidePanel(); });
  addEventListener("resize", coverPage);
  document.addEventListener("click", followCitation);
  element("#panel").addEventListener("keydown", keepFocusInside);
}

/** A plain click on a citation opens the panel; the address stays that of the interview. @param {MouseEvent} event */
function followCitation(event) {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#/document/"]') : null;
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (link === null || !isPlain || targetOf(location.hash) !== null) return;
  const target = targetOf(link.getAttribute("href") ?? "");
  if (target === null) return;
  event.preventDefault();
  openPanel(target, link);
}

/** Tab goes round inside the panel while it covers the page. @param {KeyboardEvent} event */
function keepFocusInside(event) {
  if (event.key !== "Tab" || !element("#main").inert) return;
  const stops = Array.from(element("#panel").querySelectorAll("a[href], button, [tabindex='0']")).filter((stop) => stop instanceof HTMLElement);
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const leaves = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaves) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

