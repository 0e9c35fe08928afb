/**
 * Citations: the [n] in a text, the list of passages below it, a link to a passage. Decides the address of a passage;
 * a plain click on it opens the panel (views/document.js listens).
 */

import { h } from "../platform/dom.js";
import { placeName } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies["CitationView"]} Citation */
/** @typedef {import("../text/names.js").Place} Place */

/** The address of a passage on this page. @param {{document: string, start: number, end: number}} passage */
export function passageAddress({ document, start, end }) {
  const name = document.split("/").map(encodeURIComponent).join("/");
  return `#/document/${name}?start=${start}&end=${end}`;
}

/** A link to a passage, named by its place in the corpus. @param {Place} place @param {string} [kind] its class */
export function passageLink(place, kind = "where") {
  return h("a", { class: kind, href: passageAddress(place) }, placeName(place));
}

/** The mark [n]. @param {Citation} citation */
export function citationMark(citation) {
  const name = placeName(citation);
  return h("a", { class: "cite", href: passageAddress(citation), title: name, "aria-label": `Passage ${citation.n}: ${name}` }, `[${citation.n}]`);
}

/** The passages of a reply, each with its place. @param {Citation[]} citations @param {string} title */
export function passageList(citations, title) {
  if (citations.length === 0) return null;
  const items = citations.map((citation) =>
    h("li", {}, h("a", { class: "passage-link", href: passageAddress(citation) },
      h("span", { class: "cite-n", "aria-hidden": "true" }, `[${citation.n}]`),
      h("span", {}, h("span", { class: "place-title" }, citation.title), h("span", { class: "place-path" }, headingPath(citation))),
    )));
  return h("section", { class: "passages" }, h("h3", { class: "small-title" }, title), h("ol", {}, items));
}

/** @param {Citation} citation */
function headingPath(citation) {
  const headings = citation.headings.filter((heading) => heading !== citation.title);
  return headings.length ? ` › ${headings.join(" › ")}` : "";
}

/** A text in which the [n] of known citations are links. @param {string} text @param {Citation[]} citations @returns {(string | Element)[]} */
export function withCitationMarks(text, citations) {
  const known = new Map(citations.map((citation) => [citation.n, citation]));
  return text.split(/(\[\d{1,3}\])/).map((piece) => {
    const citation = /^\[\d+\]$/.test(piece) ? known.get(Number(piece.slice(1, -1))) : undefined;
    return citation === undefined ? piece : citationMark(citation);
  });
}
