/** A diagram that was read in an answer, as a list of its arrows. Decides that what is drawn is text, for everybody who reads. */

import { h } from "../platform/dom.js";

/** @param {import("../platform/api-client.js").Bodies["DiagramView"]} diagram */
export function diagramList({ components, edges }) {
  const linked = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const alone = components.filter((name) => !linked.has(name));
  return h("section", { class: "diagram", "aria-label": "Your diagram, as it was read" },
    h("p", { class: "label" }, `Your diagram: ${components.length} parts, ${edges.length} arrows`),
    h("ul", {}, edges.map(({ source, target, label }) => h("li", {},
      h("span", { class: "box" }, source), h("span", { class: "arrow" }, label ? ` – ${label} → ` : " → "), h("span", { class: "box" }, target))),
    alone.map((name) => h("li", {}, h("span", { class: "box" }, name)))));
}
