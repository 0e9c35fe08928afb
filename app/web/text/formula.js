/** Decides where a text has a formula that no line end may break at its minus: "e^-" and "c" below it are hard to read. */

import { h } from "../platform/dom.js";

/** A minus after another sign, with the few characters around it. */
const FORMULA = /\S{0,12}[\^=*/+(<>]-[\w(|.]\S{0,12}/g;

/** @param {string} text @returns {(string | Element)[]} the same characters, formulas in elements of their own */
export function unbroken(text) {
  const parts = [];
  let shown = 0;
  for (const found of text.matchAll(FORMULA)) {
    parts.push(text.slice(shown, found.index), h("span", { class: "unbroken" }, found[0]));
    shown = found.index + found[0].length;
  }
  return [...parts, text.slice(shown)].filter((part) => part !== "");
}
