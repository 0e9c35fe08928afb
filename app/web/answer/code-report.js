/**
 * The report of a run. Decides the order: what broke, the tests, how the time grows, the key points, style, output; what a
 * hidden test may tell is decided by the API.
 */

import { h } from "../platform/dom.js";
import { counted } from "../text/format.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["RunReportView"]} Report */

/** @param {Report} report */
export function codeReport(report) {
  return h("section", { class: "code-report", "aria-labelledby": "report-title" },
    h("h2", { id: "report-title", tabindex: "-1" }, headline(report)),
    report.broken ? h("p", { class: "code-broken" }, at(report.broken_line), report.broken) : null,
    h("ul", { class: "code-tests" }, report.tests.map(testRow)),
    report.growth === null ? null : growthPart(report.growth),
    report.points.length > 0 ? pointsPart(report.points) : null,
    report.remarks.length > 0 ? remarksPart(report.remarks) : null,
    report.printed === "" ? null : h("details", {}, h("summary", {}, "What it printed"), h("pre", { class: "code-printed" }, report.printed)),
    h("p", { class: "faint" }, `${report.ms} ms, ${report.memory_mb} MB, ${report.sandbox === "none" ? "without a sandbox" : `in a sandbox (${report.sandbox})`}.`));
}

/** @param {Report} report */
export function headline(report) {
  if (report.broken) return "The program could not be loaded";
  return `${report.passed} of ${counted(report.tests.length, "test")} passed`;
}

/** @param {string} text */
function capitalised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {Bodies["RunTestView"]} test */
function testRow(test) {
  return h("li", { class: `code-test ${test.state.replace(" ", "-")}` },
    h("p", {}, h("strong", {}, `${capitalised(test.state)}:`), ` “${test.name}”`, test.hidden ? h("span", { class: "faint" }, " (hidden)") : ""),
    test.call ? h("code", {}, test.call) : null,
    test.expected ? h("p", {}, "Expected ", h("code", {}, test.expected), ", got ", h("code", {}, test.got)) : null,
    test.message ? h("p", {}, at(test.line), test.message) : null);
}

/** @param {Bodies["RunGrowthView"]} growth */
function growthPart(growth) {
  const rows = growth.sizes.map((size, i) => h("tr", {}, h("td", {}, size), h("td", {}, `${growth.ms[i]} ms`)));
  return h("section", { "aria-label": "How the time grows" }, h("h3", {}, "How the time grows"),
    h("p", { class: growth.within === false ? "code-slow" : "" }, growth.sentence),
    h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "n"), h("th", { scope: "col" }, "time"))), h("tbody", {}, rows)));
}

/** @param {Bodies["ProofView"][]} points */
function pointsPart(points) {
  return h("section", { "aria-label": "Key points that the program proves" }, h("h3", {}, "Key points that the program proves"),
    h("ul", { class: "code-points" }, points.map((point) => h("li", {},
      h("p", {}, h("strong", {}, point.met === null ? "Not known:" : point.met ? "Met:" : "Not met:"), " ", point.text || point.point_id),
      h("p", { class: "faint" }, point.why, point.lines.map(([first, last]) => ` Lines ${first} to ${last}.`))))));
}

/** @param {Bodies["StyleRemarkView"][]} remarks */
function remarksPart(remarks) {
  return h("section", { "aria-label": "Style" }, h("h3", {}, "Style, as ruff sees it"),
    h("ul", { class: "code-remarks" }, remarks.map((remark) => h("li", {}, at(remark.line), remark.message, " ", h("code", {}, remark.rule)))));
}

/** @param {number | null} line */
function at(line) {
  return line === null ? "" : `Line ${line}: `;
}
