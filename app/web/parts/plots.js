/** Plots of what is remembered, as drawings of the page itself. Decides their measures; the words beside them say the same. */

import { svg } from "../platform/dom.js";
import { percent } from "../text/format.js";
import { titled } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */

const ROW = 30;
/** A plot of calibration: its side and the margin for what stands on its axes. */
const [SIDE, MARGIN] = [220, 66];
const TICKS = [0, 0.25, 0.5, 0.75, 1];

const NARROW = matchMedia("(max-width: 640px)");

/** Where the names end, the width of the scale and of all; on a narrow screen, so that the letters stay large enough. */
function measures() {
  return NARROW.matches ? [118, 170, 352] : [150, 380, 600];
}

/** A drawing that is made anew when the window becomes narrow or wide, as long as it stands on the page. @param {() => SVGElement} draw */
function fitted(draw) {
  let drawn = draw();
  const again = () => {
    if (!drawn.isConnected) return NARROW.removeEventListener("change", again);
    const anew = draw();
    drawn.replaceWith(anew);
    drawn = anew;
  };
  NARROW.addEventListener("change", again);
  return drawn;
}

/** Each topic as a band from the low to the high end of what is expected, with a mark at its middle and a line of how it moved. @param {Bodies["TopicProgress"][]} topics */
export function skillPlot(topics) {
  return fitted(() => skills(topics));
}

/** @param {Bodies["TopicProgress"][]} topics */
function skills(topics) {
  const [names, scale, width] = measures();
  const height = ROW * topics.length + 28;
  const x = (/** @type {number} */ share) => names + scale * share;
  return svg("svg", { class: "plot", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "Skills: what is expected of each topic, with how sure that is. The table below says the same." },
    TICKS.map((tick) => [svg("line", { class: "grid", x1: x(tick), x2: x(tick), y1: 4, y2: height - 22 }),
      svg("text", { class: "tick", x: x(tick), y: height - 6, "text-anchor": "middle" }, percent(tick))]),
    topics.map(({ topic, share, low, high, history }, at) => {
      const y = ROW * at + ROW / 2 + 4;
      const before = history[0]?.share;
      return svg("g", {}, svg("text", { class: "name", x: names - 12, y: y + 5, "text-anchor": "end" }, titled(topic)),
        svg("rect", { class: "band", x: x(low), y: y - 8, width: Math.max(1, x(high) - x(low)), height: 16, rx: 4 }),
        before === undefined || history.length < 2 ? null : svg("line", { class: "moved", x1: x(before), x2: x(share), y1: y, y2: y }),
        svg("circle", { class: "mark", cx: x(share), cy: y, r: 5 }),
        svg("text", { class: "tick", x: x(1) + 12, y: y + 5 }, percent(share)));
    }));
}

/** How sure somebody was, against what they earned; on the line both agree. @param {Bodies["CalibrationBin"][]} bins */
export function calibrationPlot(bins) {
  const x = (/** @type {number} */ share) => MARGIN + SIDE * share;
  const y = (/** @type {number} */ share) => 8 + SIDE * (1 - share);
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  return svg("svg", { class: "plot square", viewBox: `0 0 ${SIDE + MARGIN + 28} ${SIDE + 50}`, role: "img", "aria-label": "How sure you were, against what you earned. The table beside it says the same." },
    TICKS.map((tick) => [svg("line", { class: "grid", x1: x(tick), x2: x(tick), y1: y(0), y2: y(1) }), svg("line", { class: "grid", x1: x(0), x2: x(1), y1: y(tick), y2: y(tick) }),
      svg("text", { class: "tick", x: x(tick), y: y(0) + 16, "text-anchor": "middle" }, percent(tick)),
      svg("text", { class: "tick", x: x(0) - 6, y: y(tick) + 4, "text-anchor": "end" }, percent(tick))]),
    svg("line", { class: "even", x1: x(0), y1: y(0), x2: x(1), y2: y(1) }),
    bins.map(({ count, sure, credit }) => svg("circle", { class: "mark", cx: x(sure), cy: y(credit), r: 4 + 6 * Math.sqrt(count / most) })),
    svg("text", { class: "tick", x: x(0.5), y: y(0) + 36, "text-anchor": "middle" }, "how sure you said you were"),
    svg("text", { class: "tick", transform: `translate(12 ${y(0.5)}) rotate(-90)`, "text-anchor": "middle" }, "what you earned"));
}

/** Points of the questions of a round, each as a bar as long as what it was worth. @param {{name: string, earned: number, possible: number}[]} rows */
export function pointsPlot(rows) {
  return fitted(() => points(rows));
}

/** @param {{name: string, earned: number, possible: number}[]} rows */
function points(rows) {
  const [names, whole, width] = measures();
  // "20.25 of 22" stands behind the longest bar.
  const scale = whole - 40;
  const most = Math.max(1, ...rows.map((row) => row.possible));
  const height = ROW * rows.length + 8;
  return svg("svg", { class: "plot", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": rows.map(({ name, earned, possible }) => `${name}: ${earned} of ${possible} points`).join("; ") },
    rows.map(({ name, earned, possible }, at) => {
      const y = ROW * at + ROW / 2 + 4;
      return svg("g", {}, svg("text", { class: "name", x: names - 12, y: y + 5, "text-anchor": "end" }, name),
        svg("rect", { class: "whole", x: names, y: y - 8, width: (scale * possible) / most, height: 16, rx: 4 }),
        svg("rect", { class: "earned", x: names, y: y - 8, width: (scale * earned) / most, height: 16, rx: 4 }),
        svg("text", { class: "tick", x: names + (scale * possible) / most + 10, y: y + 5 }, `${Math.round(100 * earned) / 100} of ${possible}`));
    }));
}
