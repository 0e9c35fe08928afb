/**
 * Decides how source text becomes text nodes, losslessly: every character that goes in stands in the DOM, the marks of the
 * syntax in hidden spans. So the text of a rendered document is the document, and the highlight of a
 * passage holds exactly `text[start:end]`, whatever is emphasised or listed in it.
 */

import { h } from "../platform/dom.js";

/** @typedef {{start: number, end: number}} Stretch UTF-16 indices */
/** @typedef {Stretch & {said?: Stretch[]}} Passage what is highlighted, and the sentences of it that stand out, in order */

export class SourceText {
  /**
   * @param {string} text
   * @param {Passage | null} passage to highlight
   */
  constructor(text, passage) {
    this.text = text;
    this.passage = passage;
    const { start, end, said = [] } = passage ?? { start: 0, end: 0 };
    /** Where the look of the text changes. */
    this.edges = [start, ...said.flatMap((one) => [one.start, one.end]), end];
    this.said = said;
  }

  /** Put text[start:end] into `parent`. @param {Element} parent @param {number} start @param {number} end */
  show(parent, start, end) {
    for (const [from, to, look] of this.#parts(start, end)) {
      const piece = this.text.slice(from, to);
      parent.append(look ? h("mark", { class: look }, piece) : piece);
    }
  }

  /** Put text[start:end] into `parent`, unseen. @param {Element} parent @param {number} start @param {number} end */
  hide(parent, start, end) {
    for (const [from, to, look] of this.#parts(start, end)) {
      parent.append(h(look ? "mark" : "span", { hidden: true, class: look || null }, this.text.slice(from, to)));
    }
  }

  /** The stretch in pieces of one look each. @param {number} start @param {number} end @returns {[number, number, string][]} */
  #parts(start, end) {
    const cuts = [start, ...this.edges.filter((edge) => start < edge && edge < end).sort((a, b) => a - b), end];
    return cuts.slice(1).map((to, at) => /** @type {[number, number, string]} */ ([cuts[at], to, this.#lookOf(cuts[at])])).filter(([from, to]) => from < to);
  }

  /** @param {number} at */
  #lookOf(at) {
    const isIn = (/** @type {Stretch} */ one) => one.start <= at && at < one.end;
    if (this.passage === null || !isIn(this.passage)) return "";
    return this.said.some(isIn) ? "passage supports" : "passage";
  }
}
