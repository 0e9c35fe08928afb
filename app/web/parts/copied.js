/** An answer with its citations as text to be pasted elsewhere. Decides its form: the sentences with their [n], then the passages with their addresses. */

import { passageAddress } from "./citation.js";
import { announce, h } from "../platform/dom.js";
import { placeName } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies["AnswerView"]} Answer */

/** @param {string} question @param {Answer} answer */
export function copyButton(question, answer) {
  const place = h("span", { class: "copying" });
  const button = h("button", { type: "button", class: "pill", onclick: async () => {
    const text = textOf(question, answer);
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
      announce("The answer is copied with its citations.");
    } catch {
      // A browser gives no clipboard to a page that came without TLS, or to one that may not have it.
      const box = h("textarea", { rows: "6", readonly: true, "aria-label": "The answer with its citations, to be copied from here" }, text);
      place.replaceChildren(box);
      box.select();
    }
  } }, "Copy with citations");
  return [button, place];
}

/** @param {string} question @param {Answer} answer */
function textOf(question, { sentences, citations }) {
  const told = sentences.map(({ text, cites }) => `${text}${cites.map((n) => ` [${n}]`).join("")}`).join(" ");
  const sources = citations.map((citation) => `[${citation.n}] ${placeName(citation)}: ${location.origin}/${passageAddress(citation)}`);
  return [question, told, sources.join("\n")].join("\n\n");
}
