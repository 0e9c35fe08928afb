/**
 * One document of the candidate's own: what was recognised in it, its passages, its text. Decides that a passage or claim
 * is marked in the text when it is chosen. What stands in it is not trusted: it becomes text nodes, and its links to
 * other files lead nowhere.
 */

import { notThere } from "../parts/not-there.js";
import { get } from "../platform/api-client.js";
import { bringIntoView, h, within } from "../platform/dom.js";
import { counted } from "../text/format.js";
import { bodyStart, renderMarkdown } from "../text/markdown.js";
import { toIndices } from "../text/offsets.js";
import { SourceText } from "../text/source-text.js";
import { secretsOf, sizeOf } from "./document-list.js";

/** @typedef {import("../platform/api-client.js").Bodies["RecognisedView"]} Recognised */
/** @typedef {{start: number, end: number}} Stretch of a document, code points */

const WORDS_SHOWN = 9;

/** @param {Element} root @param {string} address project/name, as it stands in the address of the page */
export async function showOwnDocument(root, address) {
  const [project, ...parts] = address.split("/");
  const name = parts.map(decoded).join("/");
  document.title = `${name} · Interview coach`;
  const title = h("h1", { tabindex: "-1" }, name);
  const parent = h("a", { href: `#/projects/${project}` }, "Project");
  const head = [h("p", {}, h("a", { href: "#/library" }, "Your library"), " › ", parent), title];
  root.replaceChildren(h("article", { class: "projects own" }, head, h("p", { class: "faint" }, "Opening …")));
  try {
    const [found, held] = await Promise.all([
      get("/api/projects/{project_id}/documents/{document_name}", { path: { project_id: project, document_name: name } }),
      get("/api/projects/{project_id}", { path: { project_id: project } }),
    ]);
    parent.textContent = held.project.name;
    if (title.isConnected) root.replaceChildren(whole(head, found));
  } catch (error) {
    root.replaceChildren(notThere("Document", error, { missing: `There is no document “${name}”.`, action: "Your library", address: "#/library", again: () => { showOwnDocument(root, address); } }));
  }
}

/** @param {Element[]} head @param {Recognised} found */
function whole(head, found) {
  const text = h("div", { class: "own-text" }, rendered(found, null));
  const told = h("p", { class: "faint", role: "status" });
  const mark = (/** @type {Stretch} */ stretch, /** @type {string} */ what) => {
    text.replaceChildren(rendered(found, stretch));
    told.textContent = `Marked: ${what}.`;
    const marked = Array.from(text.querySelectorAll("mark.passage")).find((one) => one.checkVisibility() && (one.textContent ?? "").trim() !== "");
    if (marked) bringIntoView(marked);
    within(text, ":scope > *")?.focus({ preventScroll: true });
  };
  return h("article", { class: "projects own" }, head, h("p", { class: "faint" }, sizeOf(found.document)), secretsOf(found.document),
    part(`What it claims (${found.claims.length})`, found.claims.length === 0 ? h("p", {}, found.nothing)
      : h("ul", {}, found.claims.map((claim) => h("li", {}, choice(claim.text, () => mark(claim, `the claim in line ${claim.line}`)), h("p", { class: "place" }, `line ${claim.line} · ${claim.kinds.join(", ")}`)))), true),
    part(`Passages (${found.passages.length})`, h("ol", {}, found.passages.map((passage, at) => h("li", {}, choice(nameOf(found, passage), () => mark(passage, `passage ${at + 1}`))))), found.passages.length <= WORDS_SHOWN),
    h("h2", {}, "Text of the document"), told, text);
}

/** @param {string} title @param {Element} inside @param {boolean} open */
function part(title, inside, open) {
  return h("details", { open }, h("summary", {}, h("h2", {}, title)), inside);
}

/** @param {string} words @param {() => void} choose */
function choice(words, choose) {
  return h("button", { type: "button", class: "plain choice", onclick: choose }, words);
}

/** A passage by the headings above it and its first words. @param {Recognised} found @param {Recognised["passages"][number]} passage */
function nameOf({ text, document: { kind } }, { start, end, headings }) {
  const [from, to] = toIndices(text, [start, end]);
  const written = text.slice(from, to);
  // A heading ends where its line does; run into the words below it would look like their beginning.
  const words = (kind === "markdown" ? written.replace(/^(#{1,6}\s.*\w)[\s#]*$/gm, "$1:") : written).replace(/[#*_`>|\s]+/g, " ").trim().split(" ");
  const first = `${words.slice(0, WORDS_SHOWN).join(" ")}${words.length > WORDS_SHOWN ? " …" : ""}`;
  return [...headings, `${first} (${counted(words.length, "word")})`].join(" › ");
}

/** @param {Recognised} found @param {Stretch | null} stretch to mark */
function rendered({ text, document: { kind, name } }, stretch) {
  const [start, end] = stretch === null ? [0, 0] : toIndices(text, [stretch.start, stretch.end]);
  const passage = start < end ? { start, end } : null;
  if (kind === "markdown") {
    const front = bodyStart(text);
    const body = renderMarkdown(text, passage !== null && start < front ? 0 : front, passage, () => null, 2);
    body.tabIndex = -1;
    return body;
  }
  const plain = h("div", { class: kind === "code" ? "prose plain program" : "prose plain", tabindex: "-1", role: "region", "aria-label": name });
  new SourceText(text, passage).show(plain, 0, text.length);
  return plain;
}

/** @param {string} name in an address */
function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
