/**
 * Citations: the [n] in a text, the list of passages below it, a link to a passage. Decides the address of a passage;
 * a plain click on it opens the panel (views/document.js listens).
 */

import { h } from "../platform/dom.js";
import { placeName } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies["CitationView"]} Citation */
/** @typedef {import("../text/names.js").Place} Place */

/** How much an address names of what its passage is cited for; the API takes no more. */
const MOST_TOLD = 20;
const LONGEST_TOLD = 1000;

/** The address of a passage on this page. @param {{document: string, start: number, end: number}} passage @param {string[]} [about] what it is cited for: the sentence of it that says so stands out */
export function passageAddress({ document, start, end }, about = []) {
  const name = document.split("/").map(encodeURIComponent).join("/");
  const told = about.slice(0, MOST_TOLD).map((one) => `&about=${encodeURIComponent(one.slice(0, LONGEST_TOLD))}`);
  return `#/document/${name}?start=${start}&end=${end}${told.join("")}`;
}

/** A link to a passage, named by its place in the corpus. @param {Place} place @param {string} [kind] its class @param {string[]} [about] what it is cited for */
export function passageLink(place, kind = "where", about = []) {
  return h("a", { class: kind, href: passageAddress(place, about) }, placeName(place));
}

/** The mark [n]. @param {Citation} citation @param {string} [about] what it is cited for */
export function citationMark(citation, about) {
  const name = placeName(citation);
  return h("a", { class: "cite", href: passageAddress(citation, about ? [about] : []), title: name, "aria-label": `Passage ${citation.n}: ${name}` }, `[${citation.n}]`);
}

/** The passages of a reply, each with its place. @param {Citation[]} citations @param {string} title @param {(n: number) => string[]} aboutOf what each is cited for */
export function passageList(citations, title, aboutOf) {
  if (citations.length === 0) return null;
  const items = citations.map((citation) =>
    h("li", {}, h("a", { class: "passage-link", href: passageAddress(citation, aboutOf(citation.n)) },
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
