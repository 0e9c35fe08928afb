/**
 * Decides where a text has a formula that no line end may break: "e^-" and "c" below it are hard to read, and so is a
 * product whose last factor stands in the next line.
 */

import { h } from "../platform/dom.js";

/** A longer one may be broken: it would not fit beside anything on a phone. */
export const LONGEST = 28;
/** A minus after another sign, with the few characters around it; or factors with signs between them. */
const FORMULA = /\S{0,12}[\^=*/+(<>]-[\w(|.]\S{0,12}|(?<![\w.])\w[\w.]{0,9}(?: [*/×·^] \w[\w.]{0,9}){1,6}(?![\w])/g;

/** @param {string} text @returns {(string | Element)[]} the same characters, formulas in elements of their own */
export function unbroken(text) {
  const parts = [];
  let shown = 0;
  for (const found of text.matchAll(FORMULA)) {
    if (found[0].length > LONGEST) continue;
    parts.push(text.slice(shown, found.index), h("span", { class: "unbroken" }, found[0]));
    shown = found.index + found[0].length;
  }
  return [...parts, text.slice(shown)].filter((part) => part !== "");
}
