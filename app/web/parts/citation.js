/** Citations: the [n] in a text and the list of passages below it. Each is a link that opens its passage. */

import { h } from "../platform/dom.js";
import { place } from "../text/words.js";

/**
 * @typedef {{n: number, document: string, title: string, headings: string[], start: number, end: number, text: string}} Citation
 */

/** The address of a passage on this page. @param {{document: string, start: number, end: number}} citation */
export function address(citation) {
  const name = citation.document.split("/").map(encodeURIComponent).join("/");
  return `#/document/${name}?start=${citation.start}&end=${citation.end}`;
}

/** The mark [n]. A plain click opens the panel (main.js listens), any other follows the link. @param {Citation} citation */
export function mark(citation) {
  const where = place(citation);
  return h("a", { class: "cite", href: address(citation), title: where, "aria-label": `Passage ${citation.n}: ${where}` }, `[${citation.n}]`);
}

/** The passages of a reply, each with its place. @param {Citation[]} citations @param {string} title */
export function list(citations, title) {
  if (citations.length === 0) return null;
  const items = citations.map((citation) =>
    h("li", {}, h("a", { class: "passage-link", href: address(citation) },
      h("span", { class: "cite-n", "aria-hidden": "true" }, `[${citation.n}]`),
      h("span", {}, h("span", { class: "place-title" }, citation.title), h("span", { class: "place-path" }, path(citation))),
    )));
  return h("section", { class: "passages" }, h("h4", {}, title), h("ol", {}, items));
}

/** @param {Citation} citation */
function path(citation) {
  const headings = citation.headings.filter((heading) => heading !== citation.title);
  return headings.length ? ` › ${headings.join(" › ")}` : "";
}

/**
 * A text in which [n] marks of known citations are links. @param {string} text @param {Citation[]} citations
 * @returns {(string | Element)[]}
 */
export function withMarks(text, citations) {
  const known = new Map(citations.map((citation) => [citation.n, citation]));
  return text.split(/(\[\d{1,3}\])/).map((piece) => {
    const citation = /^\[\d+\]$/.test(piece) ? known.get(Number(piece.slice(1, -1))) : undefined;
    return citation === undefined ? piece : mark(citation);
  });
}
