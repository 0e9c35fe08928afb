/**
 * What a language model took, in a line. Decides that a cost is given only where every request has a price:
 * unknown is not free.
 */

import { h } from "../platform/dom.js";
import { formatCount } from "../text/format.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["UsageView"] | Bodies["Usage"]} Usage a request to a language model */

/** The line; null where no language model took part. @param {Usage[]} requests @param {string} [title] */
export function usageLine(requests, title = "LLM use") {
  const sum = (/** @type {(request: Usage) => number} */ of) => requests.reduce((total, request) => total + of(request), 0);
  const [inputTokens, outputTokens] = [sum((request) => request.input_tokens), sum((request) => request.output_tokens)];
  if (inputTokens + outputTokens === 0) return null;
  // What the endpoint did not say, the coach has counted with another model's tokenizer.
  const about = requests.some((request) => request.counted) ? "about " : "";
  const costs = requests.flatMap((request) => request.cost_usd ?? []);
  const cost = costs.length === requests.length ? [formatUsd(costs.reduce((total, usd) => total + usd, 0))] : [];
  const models = new Set(requests.map((request) => request.model));
  const parts = [`${about}${formatCount(inputTokens)} tokens in`, `${formatCount(outputTokens)} out`, ...cost, ...models];
  return h("p", { class: "usage" }, `${title}: ${parts.join(", ")}`);
}

/** Two significant digits: $1.20, $0.0042. @param {number} usd */
function formatUsd(usd) {
  if (usd > 0 && usd < 0.0001) return "under $0.0001";
  return `$${usd === 0 || usd >= 0.1 ? usd.toFixed(2) : Number(usd.toPrecision(2))}`;
}
