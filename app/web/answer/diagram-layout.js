/**
 * Where the boxes and arrows of a diagram stand. Pure. Decides that a box stands below all that lead to it, as far as
 * arrows do not go round, and which diagrams are too large to be drawn.
 */

/** @typedef {import("../platform/api-client.js").Bodies["DiagramView"]} Diagram */
/** @typedef {{name: string, lines: string[], layer: number, x: number, y: number, width: number, height: number}} Box x and y are those of its upper left corner */
/** @typedef {{from: Box, to: Box, label: string}} Arrow */

export const WIDTH = 640;
const [GAP, LAYER_GAP, LINE, MOST_IN_ROW, MOST_BOXES] = [18, 40, 17, 5, 30];
/** Pixels of a letter of the labels, about. */
const LETTER = 7.2;

/** The boxes and arrows, and the height of all; null where it would not be readable. @param {Diagram} diagram @returns {{boxes: Box[], arrows: Arrow[], height: number} | null} */
export function diagramLayout({ components, edges }) {
  if (components.length > MOST_BOXES) return null;
  const layers = layersOf(components, edges);
  const rows = [...new Set(layers.values())].sort((one, other) => one - other).flatMap((layer) => split(components.filter((name) => layers.get(name) === layer)));
  /** @type {Map<string, Box>} */
  const boxes = new Map();
  let y = 4;
  rows.forEach((names, layer) => {
    const width = Math.min(170, (WIDTH - GAP * (names.length + 1)) / names.length);
    const wrapped = names.map((name) => wrap(name, Math.floor((width - 14) / LETTER)));
    const height = LINE * Math.max(...wrapped.map((lines) => lines.length)) + 14;
    const left = (WIDTH - names.length * width - (names.length - 1) * GAP) / 2;
    names.forEach((name, at) => boxes.set(name, { name, lines: wrapped[at], layer, x: left + at * (width + GAP), y, width, height }));
    y += height + LAYER_GAP;
  });
  const arrows = edges.flatMap(({ source, target, label }) => {
    const [from, to] = [boxes.get(source), boxes.get(target)];
    return from && to && from !== to ? [{ from, to, label }] : [];
  });
  return { boxes: [...boxes.values()], arrows, height: y - LAYER_GAP + 4 };
}

/** The length of the longest way to each box, without going round. @param {string[]} components @param {Diagram["edges"]} edges */
function layersOf(components, edges) {
  const forward = withoutRounds(components, edges);
  const layers = new Map(components.map((name) => [name, 0]));
  for (let pass = 0; pass < components.length; pass += 1) {
    for (const { source, target } of forward) layers.set(target, Math.max(layers.get(target) ?? 0, (layers.get(source) ?? 0) + 1));
  }
  return layers;
}

/** The arrows without those that close a round. @param {string[]} components @param {Diagram["edges"]} edges */
function withoutRounds(components, edges) {
  const known = new Set(components);
  /** @type {Diagram["edges"]} */
  const kept = [];
  /** @param {string} from @param {string} to @returns {boolean} whether the arrows that are kept lead there */
  const leads = (from, to) => from === to || kept.some((edge) => edge.source === from && leads(edge.target, to));
  for (const edge of edges) if (known.has(edge.source) && known.has(edge.target) && !leads(edge.target, edge.source)) kept.push(edge);
  return kept;
}

/** A row in rows that are not too wide. @param {string[]} names */
function split(names) {
  const count = Math.ceil(names.length / MOST_IN_ROW);
  const size = Math.ceil(names.length / count);
  return Array.from({ length: count }, (_, at) => names.slice(at * size, (at + 1) * size)).filter((row) => row.length > 0);
}

/** A label in lines. @param {string} label @param {number} most letters of a line */
function wrap(label, most) {
  const lines = [""];
  for (const word of label.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => (line.length > most ? `${line.slice(0, Math.max(1, most - 1))}\u2026` : line)).slice(0, 4);
}
