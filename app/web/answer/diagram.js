/** A diagram that was read in an answer: drawn, and as a list of its arrows. Decides that the list alone stands where it cannot be drawn. */

import { diagramLayout, WIDTH } from "./diagram-layout.js";
import { h, svg } from "../platform/dom.js";
import { counted } from "../text/format.js";

/** @typedef {import("../platform/api-client.js").Bodies["DiagramView"]} Diagram */
/** @typedef {import("./diagram-layout.js").Arrow} Arrow */
/** @typedef {import("./diagram-layout.js").Box} Box */

/** @param {Diagram} diagram */
export function diagramView(diagram) {
  const { components, edges } = diagram;
  const laidOut = diagramLayout(diagram);
  const title = `Your diagram: ${counted(components.length, "part")}, ${counted(edges.length, "arrow")}`;
  const list = diagramList(diagram);
  return h("section", { class: "diagram", "aria-label": "Your diagram, as it was read" }, h("p", { class: "label" }, title),
    laidOut === null ? list : [drawing(laidOut), h("details", {}, h("summary", {}, "As a list"), list)]);
}

/** @param {Diagram} diagram */
function diagramList({ components, edges }) {
  const linked = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const alone = components.filter((name) => !linked.has(name));
  return h("ul", {}, edges.map(({ source, target, label }) => h("li", {},
    h("span", { class: "box" }, source), h("span", { class: "arrow" }, label ? ` – ${label} → ` : " → "), h("span", { class: "box" }, target))),
  alone.map((name) => h("li", {}, h("span", { class: "box" }, name))));
}

/** @param {{boxes: Box[], arrows: Arrow[], height: number}} laidOut */
function drawing({ boxes, arrows, height }) {
  return svg("svg", { class: "drawn", viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": "Your diagram; the list below says the same." },
    arrows.map(arrowPart), boxes.map(boxPart), arrows.map(labelPart));
}

/** @param {Box} box */
function boxPart({ name, lines, x, y, width, height }) {
  const middle = x + width / 2;
  const top = y + height / 2 - (lines.length - 1) * 8.5 + 4.5;
  return svg("g", {}, svg("title", {}, name), svg("rect", { x, y, width, height, rx: 7 }),
    lines.map((line, at) => svg("text", { x: middle, y: top + at * 17, "text-anchor": "middle" }, line)));
}

/** From the lower edge of a box to the upper edge of one below it; back, or along a row, from right side to right side. @param {Arrow} arrow */
function ends({ from, to }) {
  if (to.layer > from.layer) return { x1: from.x + from.width / 2, y1: from.y + from.height, x2: to.x + to.width / 2, y2: to.y, isDown: true };
  return { x1: from.x + from.width, y1: from.y + from.height / 2, x2: to.x + to.width, y2: to.y + to.height / 2, isDown: false };
}

/** @param {Arrow} arrow */
function arrowPart(arrow) {
  const { x1, y1, x2, y2, isDown } = ends(arrow);
  const far = Math.min(WIDTH - 4, Math.max(x1, x2) + 110);
  const way = isDown ? `M ${x1} ${y1} C ${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2} ${x2} ${y2 - 8}` : `M ${x1} ${y1} C ${far} ${y1} ${far} ${y2} ${x2 + 8} ${y2}`;
  const head = isDown ? `M ${x2 - 5} ${y2 - 9} L ${x2} ${y2} L ${x2 + 5} ${y2 - 9} Z` : `M ${x2 + 9} ${y2 - 5} L ${x2} ${y2} L ${x2 + 9} ${y2 + 5} Z`;
  return svg("g", {}, svg("path", { class: "way", d: way }), svg("path", { class: "head", d: head }));
}

/** @param {Arrow} arrow */
function labelPart(arrow) {
  if (!arrow.label) return null;
  const { x1, y1, x2, y2 } = ends(arrow);
  return svg("text", { class: "on-arrow", x: (x1 + x2) / 2, y: (y1 + y2) / 2 + 4, "text-anchor": "middle" }, arrow.label);
}
