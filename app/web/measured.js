/** What was measured: the reports and plots that `make eval` and `make eval-llm` wrote, below the explained answer. */

import { get } from "./api.js";
import { h, notice } from "./dom.js";
import { renderMarkdown } from "./markdown.js";
import { titled } from "./words.js";

/** @param {Element} root */
export async function measured(root) {
  const body = h("div", { class: "measured-body" }, h("p", { class: "waiting" }, "Reading the results …"));
  root.replaceChildren(h("header", {}, h("h2", { id: "measured-title" }, "What was measured"),
    h("p", { class: "faint" }, "Written by ", h("code", {}, "make eval"), " and ", h("code", {}, "make eval-llm"), ", read from ", h("code", {}, "eval/results/"), ".")), body);
  await fill(body);
}

/** @param {Element} body */
async function fill(body) {
  try {
    const { reports, plots } = await get("/api/results");
    body.replaceChildren(...(reports.length + plots.length ? shown(reports, plots) : [empty()]));
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    body.replaceChildren(notice(sentence, { action: "Try again", onaction: () => fill(body) }));
  }
}

function empty() {
  return h("div", { class: "nothing" }, h("p", {}, "Nothing was measured here yet."),
    h("p", { class: "faint" }, "Run ", h("code", {}, "make eval"), " in the checkout; its tables and plots appear here."));
}

/** Each report with the plots that are named after it; plots of no report come last. @param {any[]} reports @param {any[]} plots */
function shown(reports, plots) {
  const left = new Set(plots);
  const sections = reports.map((report, at) => {
    const own = plots.filter((plot) => left.has(plot) && stem(plot).startsWith(stem(report)));
    for (const plot of own) left.delete(plot);
    return section(stem(report), report.measured_utc, at === 0, [renderMarkdown(report.text, 0, null, () => null), own.map(figure)]);
  });
  const rest = [...left];
  return rest.length ? [...sections, section("further plots", rest[0].measured_utc, reports.length === 0, rest.map(figure))] : sections;
}

/** @param {string} name @param {string} measuredUtc @param {boolean} open @param {any[]} content */
function section(name, measuredUtc, open, content) {
  const day = new Date(measuredUtc).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  return h("details", { class: "report", open }, h("summary", {}, h("span", { class: "report-name" }, titled(name)), h("span", { class: "faint" }, day)), content);
}

/** @param {any} plot PlotView of the API */
function figure(plot) {
  const name = titled(stem(plot));
  return h("figure", {}, h("a", { href: plot.address }, h("img", { src: plot.address, alt: `Plot: ${name}`, loading: "lazy" })), h("figcaption", {}, name));
}

/** @param {{name: string}} file */
function stem(file) {
  return file.name.replace(/\.(md|png)$/, "");
}
