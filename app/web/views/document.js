/**
 * A document with a cited passage highlighted, in the panel beside the page or on a page of its own.
 * Documents are not trusted: they are rendered only as text nodes.
 */

import { get } from "../platform/api.js";
import { h, notice, the } from "../platform/dom.js";
import { bodyStart, renderMarkdown } from "../text/markdown.js";
import { toIndices } from "../text/offsets.js";
import { Source } from "../text/source.js";

/** @typedef {{id: string, start: number, end: number}} Place a passage: code-point offsets, both 0 for a whole document */

/** @type {Map<string, any>} documents that were opened; they do not change while the page is open */
const opened = new Map();
/** @type {Element | null} what to give the focus back to */
let opener = null;

/** The place that an address names, or null. @param {string} hash @returns {Place | null} */
export function placeOf(hash) {
  const found = /^#\/document\/([^?]+)(?:\?(.*))?$/.exec(hash);
  if (found === null) return null;
  const query = new URLSearchParams(found[2] ?? "");
  const [start, end] = ["start", "end"].map((name) => Math.max(0, Math.floor(Number(query.get(name)) || 0)));
  return { id: decodeURIComponent(found[1]), start, end };
}

/** Open a place in the panel. @param {Place} place @param {Element | null} [from] */
async function openPanel(place, from = null) {
  const panel = the("#panel");
  if (from !== null && !panel.contains(from)) opener = from;
  const body = h("div", { class: "panel-body", tabindex: "-1" }, h("p", { class: "faint" }, "Opening …"));
  const title = h("h2", { id: "panel-title", tabindex: "-1" }, "Document");
  const close = h("button", { type: "button", class: "close", onclick: () => closePanel(), "aria-label": "Close the document" }, "✕");
  panel.replaceChildren(h("header", { class: "panel-head" }, h("div", {}, h("p", { class: "label" }, "From the corpus"), title), close), body);
  steadily(from, () => {
    panel.hidden = false;
    document.body.classList.add("with-panel");
    coverPage();
  });
  if (the("#main").inert && history.state?.panel !== true) history.pushState({ panel: true }, "");
  title.focus({ preventScroll: true });
  await fill(place, body, title);
}

/** Close the panel. Where it covered the page, going back closes it, so closing it goes back. */
function closePanel() {
  if (history.state?.panel === true && !the("#panel").hidden) history.back();
  else hidePanel();
}

/** Put the panel away; the focus goes back to the citation that opened it. */
export function hidePanel() {
  const panel = the("#panel");
  if (panel.hidden) return;
  const hadFocus = panel.contains(document.activeElement) || document.activeElement === document.body;
  steadily(opener, () => {
    panel.hidden = true;
    panel.replaceChildren();
    document.body.classList.remove("with-panel");
    coverPage();
  });
  if (hadFocus && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

/** Keep what was clicked in its place while the page becomes narrower or wider. @param {Element | null} anchor @param {() => void} change */
function steadily(anchor, change) {
  const before = anchor?.getBoundingClientRect().top ?? 0;
  change();
  if (anchor?.isConnected) scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
}

/** On a narrow screen the panel covers the page, so the page below is out of reach. */
function coverPage() {
  const isCovered = !the("#panel").hidden && matchMedia("(max-width: 899px)").matches;
  for (const part of ["#main", ".top"]) the(part).inert = isCovered;
}

/** A document on a page of its own. @param {Element} root @param {Place} place */
export async function showDocument(root, place) {
  const title = h("h1", { tabindex: "-1" }, "Document");
  const body = h("div", {}, h("p", { class: "faint" }, "Opening …"));
  root.replaceChildren(h("article", { class: "page-document" }, h("p", { class: "label" }, "From the corpus"), title, body));
  await fill(place, body, title);
}

/** @param {Place} place @param {any} body @param {Element} title */
async function fill(place, body, title) {
  try {
    const found = opened.get(place.id) ?? (await get(`/api/documents/${place.id.split("/").map(encodeURIComponent).join("/")}`));
    opened.set(place.id, found);
    if (!body.isConnected) return;
    title.textContent = found.title;
    body.replaceChildren(rendered(found, place));
    showPassage(body);
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    body.replaceChildren(notice(sentence, { action: "Try again", onaction: () => fill(place, body, title) }));
  }
}

/** @param {{text: string, title: string, source: string}} found @param {Place} place @returns {Element} */
function rendered(found, place) {
  const [start, end] = toIndices(found.text, [place.start, place.end]);
  const passage = start < end ? { start, end } : null;
  if (/\.(txt|pdf)$/i.test(found.source)) {
    const plain = h("div", { class: "prose plain" });
    new Source(found.text, passage).show(plain, 0, found.text.length);
    return plain;
  }
  const front = bodyStart(found.text);
  const body = renderMarkdown(found.text, passage !== null && start < front ? 0 : front, passage, (href) => inside(href, found.source));
  dropTitle(body, found.title);
  return body;
}

/** Remove the document's first heading, which the header shows already. @param {Element} body @param {string} title */
function dropTitle(body, title) {
  const first = body.querySelector(":scope > .level-1");
  const shown = first === null ? "" : Array.from(first.childNodes).filter((node) => !(node instanceof HTMLElement && node.hidden));
  if (first !== null && Array.from(shown, (node) => node.textContent).join("").trim() === title.trim()) first.classList.add("told");
}

/** Where a relative link of a document leads on this page. @param {string} href @param {string} source @returns {string | null} */
function inside(href, source) {
  if (!/^[^:]*\.md(#.*)?$/i.test(href) || href.startsWith("//")) return null;
  const path = new URL(href, `http://corpus/${source}`).pathname;
  return `#/document/${path.slice(1).replace(/^notes\//, "").replace(/\.md$/i, "")}`;
}

/** @param {Element} body */
function showPassage(body) {
  const marks = Array.from(body.querySelectorAll("mark.passage:not([hidden])"));
  const first = marks.find((mark) => (mark.textContent ?? "").trim() !== "" && mark.getClientRects().length > 0);
  first?.scrollIntoView({ block: "start" });
}

/** Listen for what opens or closes the panel, or changes its layout. */
export function watchPanel() {
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !the("#panel").hidden) closePanel();
  });
  addEventListener("popstate", () => { if (history.state?.panel !== true) hidePanel(); });
  addEventListener("resize", coverPage);
  document.addEventListener("click", followCitation);
  the("#panel").addEventListener("keydown", keepFocusInside);
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

/** Tab goes round inside the panel while it covers the page. @param {KeyboardEvent} event */
function keepFocusInside(event) {
  if (event.key !== "Tab" || !the("#main").inert) return;
  const stops = Array.from(the("#panel").querySelectorAll("a[href], button, [tabindex='0']"));
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const leaves = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaves) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

