/**
 * Decides how source text becomes text nodes, losslessly: every character that goes in stands in the DOM, the marks of the
 * syntax in hidden spans. So the text of a rendered document is the document, and the highlight of a
 * passage holds exactly `text[start:end]`, whatever is emphasised or listed in it.
 */

import { h } from "../platform/dom.js";

export class SourceText {
  /**
   * @param {string} text
   * @param {{start: number, end: number} | null} passage to highlight, UTF-16 indices
   */
  constructor(text, passage) {
    this.text = text;
    this.passage = passage;
  }

  /** Put text[start:end] into `parent`. @param {Element} parent @param {number} start @param {number} end */
  show(parent, start, end) {
    for (const [from, to, isPassage] of this.#parts(start, end)) {
      const piece = this.text.slice(from, to);
      parent.append(isPassage ? h("mark", { class: "passage" }, piece) : piece);
    }
  }

  /** Put text[start:end] into `parent`, unseen. @param {Element} parent @param {number} start @param {number} end */
  hide(parent, start, end) {
    for (const [from, to, isPassage] of this.#parts(start, end)) {
      const attributes = { hidden: true, class: isPassage ? "passage" : null };
      parent.append(h(isPassage ? "mark" : "span", attributes, this.text.slice(from, to)));
    }
  }

  /** @param {number} start @param {number} end @returns {[number, number, boolean][]} */
  #parts(start, end) {
    const { start: from, end: to } = this.passage ?? { start: end, end };
    const cuts = [start, Math.min(Math.max(from, start), end), Math.min(Math.max(to, start), end), end];
    const parts = [];
    for (let at = 0; at < 3; at += 1) if (cuts[at] < cuts[at + 1]) parts.push([cuts[at], cuts[at + 1], at === 1]);
    return /** @type {[number, number, boolean][]} */ (parts);
  }
}
