/**
 * Markdown -> DOM, without ever parsing HTML: headings, paragraphs, lists, quotes, tables, code, rules.
 * Decides block structure line by line; what stands in a line is for markdown-inline.js. Lossless: see source-text.js.
 */

import { renderInline } from "./markdown-inline.js";
import { SourceText } from "./source-text.js";
import { h } from "../platform/dom.js";

/**
 * @typedef {{from: number, at: number, end: number}} Line
 * `from`: where it begins, `at`: where its content begins after the marks of its container, `end`: after the line end
 * @typedef {{source: SourceText, resolve: (href: string) => string | null, depth: number, top: number}} Context
 */

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+|$)/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])( {1,4}|\t|$)/;
const QUOTE = /^ {0,3}> ?/;
const DELIMITER = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const DEEPEST = 8;
/** The elements of headings, of which the page's own title takes the first. @type {("h2" | "h3" | "h4" | "h5" | "h6")[]} */
const HEADINGS = ["h2", "h3", "h4", "h5", "h6"];
/** The level of the element of a first heading, where a text stands in a section of its own. */
const IN_SECTION = 3;

/**
 * Render markdown from index `start` on.
 * @param {string} text @param {number} start @param {import("./source-text.js").Passage | null} passage
 * @param {(href: string) => string | null} resolve
 * @param {number} [top] the level of the element of a first heading, 1..6; no heading of the text becomes an h1
 * @returns {HTMLElement}
 */
export function renderMarkdown(text, start, passage, resolve, top = IN_SECTION) {
  const article = h("div", { class: "prose" });
  blocks({ source: new SourceText(text, passage), resolve, depth: 0, top }, article, linesOf(text, start));
  return article;
}

/** Where the text of a markdown document begins: after its front matter. @param {string} text */
export function bodyStart(text) {
  return /^\ufeff?---\r?\n[^]*?\r?\n---\r?\n/.exec(text)?.[0].length ?? 0;
}

/** @param {string} text @param {number} start @returns {Line[]} */
function linesOf(text, start) {
  const lines = [];
  for (let from = start; from < text.length; ) {
    const feed = text.indexOf("\n", from);
    const end = feed < 0 ? text.length : feed + 1;
    lines.push({ from, at: from, end });
    from = end;
  }
  return lines;
}

/** @param {Context} context @param {Element} parent @param {Line[]} lines */
function blocks(context, parent, lines) {
  for (let first = 0; first < lines.length; ) first = block(context, parent, lines, first);
}

/** Render the block that begins in line `first`; returns the line after it. @param {Context} context @param {Element} parent @param {Line[]} lines @param {number} first */
function block(context, parent, lines, first) {
  const content = contentOf(context, lines[first]);
  if (content.trim() === "") return blank(context, parent, lines, first);
  if (FENCE.test(content)) return fence(context, parent, lines, first);
  if (HEADING.test(content)) return heading(context, parent, lines, first);
  if (RULE.test(content)) return rule(context, parent, lines, first);
  if (isTable(context, lines, first)) return table(context, parent, lines, first);
  if (context.depth < DEEPEST && QUOTE.test(content)) return quote(context, parent, lines, first);
  if (context.depth < DEEPEST && ITEM.test(content)) return list(context, parent, lines, first);
  return paragraph(context, parent, lines, first);
}

/** @param {Context} context @param {Line} line @returns {string} without the line end */
function contentOf(context, line) {
  return context.source.text.slice(line.at, line.end).replace(/\r?\n$/, "");
}

/** @param {Context} context @param {Line} line */
function contentEnd(context, line) {
  return line.at + contentOf(context, line).length;
}

/** @param {Context} context @param {Element} parent @param {Line[]} lines @param {number} first */
function blank(context, parent, lines, first) {
  context.source.hide(parent, lines[first].from, lines[first].end);
  return first + 1;
}

/** @param {Context} context @param {Element} parent @param {Line[]} lines @param {number} first */
function heading(context, parent, lines, first) {
  const line = lines[first];
  const content = contentOf(context, line);
  const marks = HEADING.exec(content) ?? ["", "#"];
  const to = line.at + content.replace(/[ \t]+#+[ \t]*$/, "").length;
  const element = h(HEADINGS[Math.min(Math.max(marks[1].length + context.top - 3, 0), HEADINGS.length - 1)], { class: `level-${marks[1].length}` });
  const from = Math.min(line.at + marks[0].length, to);
  context.source.hide(element, line.from, from);
  renderInline(context.source, element, from, to, context.resolve);
  context.source.hide(element, to, line.end);
  parent.append(element);
  return first + 1;
}

/** @param {Context} context @param {Element} parent @param {Line[]} lines @param {number} first */
function rule(context, parent, lines, first) {
  parent.append(h("hr"));
  return blank(context, parent, lines, first);
}

/** @param {Context} context @param {Element} parent @param {Line[]} lines @param {number} first */
function fence(context, parent, lines, first) {
  const mark = FENCE.exec(contentOf(context, lines[first]))?.[1] ?? "```";
  const closing = new RegExp(`^ {0,3}${mark[0] === "~" ? "~" : "`"}{${mark.length},}[ \\t]*$`);
  let last = first + 1;
  while (last < lines.length && !closing.test(contentOf(context, lines[last]))) last += 1;
  const code = h("code");
  const pre = h("pre", { tabindex: "0" }, code);
  context.source.hide(code, lines[first].from, lines[first].end);
  for (const line of lines.slice(first + 1, last)) {
    context.source.hide(code, line.from, line.at);
    context.source.show(code, line.at, line.end);
  }
  if (last < lines.length) context.source.hide(code, lines[last].from, lines[last].end);
  parent.append(pre);
  return last + 1;
}

/** @param {Context} context @param {Line[]} lines @param {number} first */
function isTable(context, lines, first) {
  if (first + 1 >= lines.length || !contentOf(context, lines[first]).includes("|")) return false;
  const below = contentOf(context, lines[first + 1]);
  return below.includes("-") && below.includes("|") && DELIMITER.test(below);
}

/** @param {Context} context @param {Element} parent @param {Line[]} lines @param {number} first */
function table(context, parent, lines, first) {
  const head = row(context, lines[first], "th");
  context.source.hide(head.lastElementChild ?? head, lines[first + 1].from, lines[first + 1].end);
  const body = h("tbody");
  let next = first + 2;
  while (next < lines.length && contentOf(context, lines[next]).includes("|")) {
    body.append(row(context, lines[next], "td"));
    next += 1;
  }
  parent.append(h("div", { class: "wide", tabindex: "0" }, h("table", {}, h("thead", {}, head), body)));
  return next;
}

/** @param {Context} context @param {Line} line @param {"th" | "td"} tag */
function row(context, line, tag) {
  const { text } = context.source;
  const end = contentEnd(context, line);
  const bars = [];
  for (let at = line.at; at < end; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "|") bars.push(at);
  }
  const leads = bars.length > 0 && text.slice(line.at, bars[0]).trim() === "";
  const edges = leads ? bars : [line.at - 1, ...bars];
  if (text.slice((bars.at(-1) ?? end) + 1, end).trim() !== "" || edges.length === 1) edges.push(end);
  const element = h("tr");
  for (let at = 0; at + 1 < edges.length; at += 1) {
    const cell = h(tag, tag === "th" ? { scope: "col" } : {});
    const from = edges[at] + 1;
    context.source.hide(cell, at === 0 ? line.from : from - 1, from);
    renderInline(context.source, cell, from, edges[at + 1], context.resolve);
    if (at + 2 === edges.length) context.source.hide(cell, edges[at + 1], line.end);
    element.append(cell);
  }
  return element;
}

/** @param {Context} context @param {Element} parent @param {Line[]} lines @param {number} first */
function quote(context, parent, lines, first) {
  const inside = [];
  let next = first;
  for (; next < lines.length; next += 1) {
    const marks = QUOTE.exec(contentOf(context, lines[next]));
    if (marks === null) break;
    inside.push({ ...lines[next], at: lines[next].at + marks[0].length });
  }
  const element = h("blockquote");
  blocks({ ...context, depth: context.depth + 1 }, element, inside);
  parent.append(element);
  return next;
}

/** @param {Context} context @param {Element} parent @param {Line[]} lines @param {number} first */
function list(context, parent, lines, first) {
  const marks = ITEM.exec(contentOf(context, lines[first])) ?? ["", "", "-", " "];
  const isNumbered = /\d/.test(marks[2]);
  const element = h(isNumbered ? "ol" : "ul", isNumbered ? { start: parseInt(marks[2], 10) } : {});
  let next = first;
  while (next < lines.length) {
    const content = contentOf(context, lines[next]);
    const item = ITEM.exec(content);
    if (item === null || RULE.test(content) || /\d/.test(item[2]) !== isNumbered) break;
    next = listItem(context, element, lines, next, item[0].length);
  }
  parent.append(element);
  return next;
}

/** @param {Context} context @param {Element} parent @param {Line[]} lines @param {number} first @param {number} width of its mark */
function listItem(context, parent, lines, first, width) {
  const inside = [{ ...lines[first], at: lines[first].at + width }];
  let next = first + 1;
  let blanks = 0;
  for (; next < lines.length; next += 1) {
    const content = contentOf(context, lines[next]);
    const indent = content.length - content.trimStart().length;
    if (content.trim() === "") blanks += 1;
    else if (indent >= Math.min(width, 2)) blanks = 0;
    else if (blanks > 0 || ITEM.test(content) || startsBlock(content)) break;
    inside.push({ ...lines[next], at: lines[next].at + Math.min(indent, width) });
  }
  const element = h("li");
  blocks({ ...context, depth: context.depth + 1 }, element, inside);
  parent.append(element);
  return next;
}

/** @param {string} content */
function startsBlock(content) {
  return FENCE.test(content) || HEADING.test(content) || RULE.test(content) || QUOTE.test(content);
}

/** @param {Context} context @param {Element} parent @param {Line[]} lines @param {number} first */
function paragraph(context, parent, lines, first) {
  let next = first + 1;
  while (next < lines.length) {
    const content = contentOf(context, lines[next]);
    if (content.trim() === "" || startsBlock(content) || ITEM.test(content) || isTable(context, lines, next)) break;
    next += 1;
  }
  const element = h("p");
  const { source, resolve } = context;
  const isWhole = lines.slice(first + 1, next).every((line) => source.text.slice(line.from, line.at).trim() === "");
  // Lines without marks of their own are read as one text, so that emphasis may run over a line end.
  const runs = isWhole ? [{ ...lines[first], end: lines[next - 1].end }] : lines.slice(first, next);
  for (const line of runs) {
    source.hide(element, line.from, line.at);
    renderInline(source, element, line.at, line.end, resolve);
  }
  parent.append(element);
  return next;
}
