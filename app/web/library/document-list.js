/** The documents of a project in a list. Decides what is said of each, and that one is deleted only after a second press. */

import { ApiError, ConnectionLost, remove, sentenceOf, Stopped } from "../platform/api-client.js";
import { announce, h, notice } from "../platform/dom.js";
import { counted, formatCount } from "../text/format.js";

/** @typedef {import("../platform/api-client.js").Bodies["ProjectDocumentView"]} OwnDocument */

/** @type {Record<string, string>} */
const KINDS = { markdown: "document", plain: "text", code: "program" };

/** The address of a document of one's own. @param {string} project @param {string} name */
export function documentAddress(project, name) {
  return `#/library/${project}/${name.split("/").map(encodeURIComponent).join("/")}`;
}

/** @param {string} project @param {OwnDocument[]} documents @param {() => void} onchanged after one was deleted */
export function documentList(project, documents, onchanged) {
  if (documents.length === 0) return h("p", { class: "faint" }, "No documents yet.");
  return h("ul", { class: "own-documents" }, documents.map((document) => h("li", {},
    h("div", { class: "own-document" }, h("a", { href: documentAddress(project, document.name) }, document.name),
      h("span", { class: "faint" }, sizeOf(document)), deletion(project, document.name, onchanged)),
    secretsOf(document))));
}

/** What a document is and how long. @param {OwnDocument} document */
export function sizeOf({ kind, chars }) {
  return `${KINDS[kind] ?? kind}, ${formatCount(chars)} ${chars === 1 ? "character" : "characters"}`;
}

/** What was found in a document and is not kept. @param {OwnDocument} document */
export function secretsOf({ secrets }) {
  if (secrets.length === 0) return null;
  const places = secrets.map(({ line, kind }) => `line ${line}, ${kind}`).join("; ");
  return h("p", { class: "place found-secret" }, `${counted(secrets.length, "secret")} ${secrets.length === 1 ? "was" : "were"} found and not kept: ${places}. Anyone with this file has ${secrets.length === 1 ? "the secret: revoke it" : "the secrets: revoke them"}.`);
}

/** Whether to send something again may help. @param {unknown} error */
export function mayHelpAgain(error) {
  return error instanceof ConnectionLost || error instanceof Stopped || (error instanceof ApiError && error.retryable);
}

/** @param {string} project @param {string} name @param {() => void} onchanged */
function deletion(project, name, onchanged) {
  const place = h("span", { class: "deletion no-print" });
  const offer = () => place.replaceChildren(h("button", { type: "button", class: "plain", "aria-label": `Delete ${name}`, onclick: confirm }, "Delete"));
  const confirm = () => {
    const sure = h("button", { type: "button", class: "plain strong", "aria-label": `Delete now: ${name}`, onclick: go }, "Delete now");
    place.replaceChildren(h("span", {}, `Delete ${name}?`), sure, h("button", { type: "button", class: "plain", onclick: () => { offer(); place.querySelector("button")?.focus(); } }, "Keep it"));
    sure.focus();
  };
  const go = async () => {
    try {
      await remove("/api/projects/{project_id}/documents/{document_name}", { path: { project_id: project, document_name: name } });
      announce(`${name} is deleted.`);
      onchanged();
    } catch (error) {
      place.replaceChildren(notice(sentenceOf(error), { action: "Try again", onaction: go }));
    }
  };
  offer();
  return place;
}
