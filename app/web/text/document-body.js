/** The text of a document on the page, with its passage marked. Decides where its links lead. Documents are not trusted: they are rendered only as text nodes. */

import { h } from "../platform/dom.js";
import { bodyStart, renderMarkdown } from "./markdown.js";
import { toIndices } from "./offsets.js";
import { SourceText } from "./source-text.js";

/** @typedef {import("../platform/api-client.js").Bodies["DocumentView"]} SourceDocument */

/** @param {SourceDocument} found @param {{start: number, end: number}} target @param {number} top the level of the title that stands above it: 1 of a page, 2 of the panel @returns {Element} */
export function renderDocument(found, target, top) {
  const told = found.said ?? [];
  const [start, end, ...edges] = toIndices(found.text, [target.start, target.end, ...told.flatMap((one) => [one.start, one.end])]);
  const said = told.map((_, at) => ({ start: edges[2 * at], end: edges[2 * at + 1] }));
  const passage = start < end ? { start, end, said } : null;
  if (/\.(txt|pdf)$/i.test(found.source)) {
    const plain = h("div", { class: "prose plain" });
    new SourceText(found.text, passage).show(plain, 0, found.text.length);
    return plain;
  }
  const front = bodyStart(found.text);
  const body = renderMarkdown(found.text, passage !== null && start < front ? 0 : front, passage, (href) => resolveLink(href, found.source), top);
  dropTitle(body, found.title);
  return body;
}

/** Remove the document's first heading, which the header shows already. @param {Element} body @param {string} title */
function dropTitle(body, title) {
  const first = body.querySelector(":scope > .level-1");
  if (first === null) return;
  const seen = Array.from(first.childNodes).filter((node) => !(node instanceof HTMLElement && node.hidden));
  if (seen.map((node) => node.textContent).join("").trim() === title.trim()) first.classList.add("told");
}

/** Where a relative link of a document leads on this page. @param {string} href @param {string} source @returns {string | null} */
function resolveLink(href, source) {
  if (!/^[^:]*\.md(#.*)?$/i.test(href) || href.startsWith("//")) return null;
  try {
    const path = new URL(href, `http://corpus/${source.split("/").map(encodeURIComponent).join("/")}`).pathname;
    return `#/document/${path.slice(1).replace(/^notes\//, "").replace(/\.md$/i, "")}`;
  } catch {
    // What is no address, such as "/\\[.md", leads nowhere; the document is shown all the same.
    return null;
  }
}
