/**
 * What a language model took, in a line. Decides that a cost is told only where every request has a price:
 * unknown is not free.
 */

import { h } from "../platform/dom.js";

/**
 * The line; null where no language model took part.
 * @param {any[]} requests UsageView of the API @param {string} [title]
 * @returns {HTMLElement | null}
 */
export function usageLine(requests, title = "LLM use") {
  const sum = (/** @type {(one: any) => number} */ of) => requests.reduce((total, one) => total + of(one), 0);
  const [given, made] = [sum((one) => one.input_tokens), sum((one) => one.output_tokens)];
  if (given + made === 0) return null;
  // What the endpoint did not tell, the coach has counted with another model's tokenizer.
  const about = requests.some((one) => one.counted) ? "about " : "";
  const cost = requests.every((one) => one.cost_usd !== null) ? [dollars(sum((one) => one.cost_usd))] : [];
  const models = new Set(requests.map((one) => one.model));
  const parts = [`${about}${given.toLocaleString("en")} tokens in`, `${made.toLocaleString("en")} out`, ...cost, ...models];
  return h("p", { class: "usage" }, `${title}: ${parts.join(", ")}`);
}

/** Two significant digits: $1.20, $0.0042. @param {number} usd */
function dollars(usd) {
  if (usd > 0 && usd < 0.0001) return "under $0.0001";
  return `$${usd === 0 || usd >= 0.1 ? usd.toFixed(2) : Number(usd.toPrecision(2))}`;
}
