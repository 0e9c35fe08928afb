/**
 * Markdown inside a block: code, emphasis, links. Decides what is a mark and what is text; when in doubt
 * it is text. Images are never loaded, links lead only to http, https and documents of the corpus, and nowhere at
 * all in a sentence of an answer: a model may have been talked into writing one.
 */

import { LONGEST, unbroken } from "./formula.js";
import { SourceText } from "./source-text.js";
import { h } from "../platform/dom.js";

/** How far a closing mark is looked for; keeps hostile text from costing quadratic time. */
const FARTHEST = 2000;
const DEEPEST = 6;
/** The element of each kind of span; a link here is one that leads nowhere. @type {Record<Kind, "code" | "strong" | "em" | "s" | "span">} */
const TAGS = { code: "code", strong: "strong", em: "em", del: "s", escape: "span", link: "span", image: "span" };
const MARKS = /[\\`*_[!<~]/g;

/** A sentence with its code and emphasis, its links as plain words. @param {string} text */
export function renderSentence(text) {
  const element = h("span");
  renderInline(new SourceText(text, null), element, 0, text.length, null);
  for (const node of Array.from(element.childNodes)) if (node instanceof Text) node.replaceWith(...unbroken(node.data));
  return element;
}

/**
 * Render text[start:end) of a source into `parent`.
 * @param {import("./source-text.js").SourceText} source @param {Element} parent @param {number} start @param {number} end
 * @param {Resolve | null} resolve a relative link -> where it leads on this page, or null; without it nothing is a link
 * @param {number} [depth]
 */
export function renderInline(source, parent, start, end, resolve, depth = 0) {
  const { text } = source;
  let shown = start;
  let at = start;
  while (at < end) {
    MARKS.lastIndex = at;
    const found = MARKS.exec(text);
    if (found === null || found.index >= end) break;
    at = found.index;
    const span = depth < DEEPEST ? spanAt(text, at, end) : null;
    if (span === null) {
      at += text[at] === "`" ? runLength(text, at, end) : 1;
      continue;
    }
    source.show(parent, shown, at);
    renderSpan(source, parent, span, resolve, depth);
    at = shown = span.end;
  }
  source.show(parent, shown, end);
}

/** @typedef {(href: string) => string | null} Resolve */
/** @typedef {"code" | "strong" | "em" | "del" | "escape" | "link" | "image"} Kind */
/**
 * @typedef {{kind: Kind, from: number, to: number, end: number, start: number, href?: string}} Span
 * a marked stretch [start, end) whose content is [from, to)
 */

/** @param {import("./source-text.js").SourceText} source @param {Element} parent @param {Span} span @param {Resolve | null} resolve @param {number} depth */
function renderSpan(source, parent, span, resolve, depth) {
  const element = elementOf(span, resolve);
  if (span.kind === "code" && span.to - span.from <= LONGEST) element.classList.add("unbroken");
  source.hide(element, span.start, span.from);
  if (span.kind === "code" || span.kind === "escape") source.show(element, span.from, span.to);
  else renderInline(source, element, span.from, span.to, resolve, depth + 1);
  source.hide(element, span.to, span.end);
  parent.append(element);
}

/** @param {Span} span @param {Resolve | null} resolve */
function elementOf(span, resolve) {
  if (span.kind !== "link" || resolve === null) return h(TAGS[span.kind]);
  const href = span.href ?? "";
  if (/^https?:\/\//i.test(href)) return h("a", { href, target: "_blank", rel: "noopener noreferrer" });
  const inside = resolve(href);
  return inside === null ? h("span") : h("a", { href: inside });
}

/** @param {string} text @param {number} at @param {number} end @returns {Span | null} */
function spanAt(text, at, end) {
  const reach = Math.min(end, at + FARTHEST);
  switch (text[at]) {
    case "\\":
      return /[!-/:-@[-`{-~]/.test(text[at + 1] ?? "") && at + 2 <= end
        ? { kind: "escape", start: at, from: at + 1, to: at + 2, end: at + 2 }
        : null;
    case "`":
      return codeAt(text, at, reach);
    case "[":
      return linkAt(text, at, at + 1, reach);
    case "!":
      return text[at + 1] === "[" ? imageAt(text, at, reach) : null;
    case "<":
      return autolinkAt(text, at, reach);
    default:
      return emphasisAt(text, at, reach);
  }
}

/** Length of the run of one character. @param {string} text @param {number} at @param {number} end */
function runLength(text, at, end) {
  let length = 1;
  while (at + length < end && text[at + length] === text[at]) length += 1;
  return length;
}

/** @param {string} text @param {number} at @param {number} end @returns {Span | null} */
function codeAt(text, at, end) {
  const ticks = runLength(text, at, end);
  let close = at + ticks;
  while (close < end) {
    close = text.indexOf("`", close);
    if (close < 0 || close >= end) return null;
    const closing = runLength(text, close, end);
    if (closing === ticks) return { kind: "code", start: at, from: at + ticks, to: close, end: close + ticks };
    close += closing;
  }
  return null;
}

/** @param {string} text @param {number} at @param {number} end @returns {Span | null} */
function emphasisAt(text, at, end) {
  const sign = text[at];
  const length = Math.min(runLength(text, at, end), 2);
  if (sign === "~" && length < 2) return null;
  const from = at + length;
  if (from >= end || /\s/.test(text[from]) || (sign === "_" && /\w/.test(text[at - 1] ?? ""))) return null;
  const mark = sign.repeat(length);
  for (let close = text.indexOf(mark, from + 1); close >= 0 && close + length <= end; close = text.indexOf(mark, close + 1)) {
    const size = runLength(text, close, end);
    const isClosing = !/\s/.test(text[close - 1]) && (sign !== "_" || !/\w/.test(text[close + size] ?? ""));
    if (isClosing && (size === length || size === 3)) {
      // Of three in a row the inner mark comes first: **a *b*** closes the em, then the strong.
      const to = size === 3 ? close + 3 - length : close;
      return { kind: sign === "~" ? "del" : length === 2 ? "strong" : "em", start: at, from, to, end: to + length };
    }
    close += size - 1;
  }
  return null;
}

/** @param {string} text @param {number} start @param {number} from @param {number} end @returns {Span | null} */
function linkAt(text, start, from, end) {
  let depth = 1;
  let close = from;
  for (; close < end && depth > 0; close += 1) {
    if (text[close] === "\\") close += 1;
    else if (text[close] === "[") depth += 1;
    else if (text[close] === "]") depth -= 1;
  }
  if (depth > 0 || text[close] !== "(") return null;
  const target = /^\(\s*<?([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/.exec(text.slice(close, end));
  if (target === null) return null;
  return { kind: "link", start, from, to: close - 1, end: close + target[0].length, href: target[1] };
}

/** An image is shown as its description; nothing is loaded. @param {string} text @param {number} at @param {number} end @returns {Span | null} */
function imageAt(text, at, end) {
  const link = linkAt(text, at, at + 2, end);
  return link === null ? null : { ...link, kind: "image" };
}

/** @param {string} text @param {number} at @param {number} end @returns {Span | null} */
function autolinkAt(text, at, end) {
  const found = /^<(https?:\/\/[^\s<>]+)>/i.exec(text.slice(at, end));
  if (found === null) return null;
  return { kind: "link", start: at, from: at + 1, to: at + 1 + found[1].length, end: at + found[0].length, href: found[1] };
}
