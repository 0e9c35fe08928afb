/**
 * A place that takes files: dropped anywhere on the view, or chosen. Decides that they go one after another, each in a
 * request of its own, so that a file that is refused or cut off takes no other with it; what came of each stays in sight.
 */

import { messageOf, punctuated, Stopped, upload } from "../platform/api-client.js";
import { announce, h } from "../platform/dom.js";
import { counted } from "../text/format.js";
import { droppedFiles } from "./dropped-files.js";
import { documentAddress, mayHelpAgain, secretsOf } from "./document-list.js";

/** @typedef {import("./dropped-files.js").Named} Named */

/** The largest request that is taken. Source: app/api/places/bodies.py, MAX_UPLOAD_BYTES; the form around a file is the rest. */
const MOST_BYTES = 59_900_000;
const KINDS = "PDF, DOCX, Markdown, HTML, text, notebooks, programs, and exports of Notion or Confluence (.zip); at most 60 MB a file. Keys and passwords in them are found and not kept.";

/**
 * @param {() => Promise<string>} project the project that files go into; may begin one
 * @param {() => void} onadded after a file was added
 */
export function uploadPlace(project, onadded) {
  const sending = new Sending(project, onadded);
  const input = h("input", { id: "own-files", type: "file", multiple: true, "aria-describedby": "own-kinds", onchange: () => {
    sending.add(Array.from(input.files ?? [], (file) => ({ file, name: file.name })));
    input.value = "";
  } });
  const place = h("div", { class: "drop no-print" }, h("p", { class: "drop-title" }, "Drop files or a folder here"),
    input, h("label", { class: "button", for: "own-files" }, "Choose files"), h("p", { class: "place", id: "own-kinds" }, KINDS), sending.list, sending.stop);
  takeDrops(place, (files) => sending.add(files));
  return place;
}

/** Take what is dropped anywhere while the place is on the page: elsewhere the browser would open the file and leave the page. @param {HTMLElement} place @param {(files: Named[]) => void} take */
function takeDrops(place, take) {
  const gone = new AbortController();
  const listen = (/** @type {"dragover" | "dragleave" | "drop"} */ name, /** @type {(event: DragEvent) => void} */ heard) =>
    addEventListener(name, (event) => (place.isConnected ? heard(event) : gone.abort()), { signal: gone.signal });
  requestAnimationFrame(() => {
    listen("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      place.classList.add("over");
    });
    listen("dragleave", (event) => { if (event.relatedTarget === null) place.classList.remove("over"); });
    listen("drop", async (event) => {
      place.classList.remove("over");
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      take(await droppedFiles(event.dataTransfer));
    });
  });
}

/** Files on their way. */
class Sending {
  /** @param {() => Promise<string>} project @param {() => void} onadded */
  constructor(project, onadded) {
    this.project = project;
    this.onadded = onadded;
    /** @type {{named: Named, row: HTMLLIElement}[]} */
    this.waiting = [];
    /** @type {AbortController | null} of the file that is being sent */
    this.now = null;
    this.list = h("ol", { class: "uploads", "aria-label": "What came of the files", hidden: true });
    this.stop = h("button", { type: "button", class: "pill", hidden: true, onclick: () => this.stopAll() }, "Stop sending");
  }

  /** @param {Named[]} files */
  add(files) {
    if (files.length === 0) return announce("There was no file in what was dropped.");
    this.list.hidden = false;
    for (const named of files) {
      const row = h("li", {}, h("span", { class: "upload-name" }, named.name), " ", h("span", { class: "faint" }, "waits"));
      this.list.prepend(row);
      this.waiting.push({ named, row });
    }
    if (this.now === null) this.sendAll();
  }

  async sendAll() {
    let added = 0;
    const all = this.waiting.length;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      if (await this.sendOne(next.named, next.row)) added += 1;
    }
    this.stop.hidden = true;
    announce(`${added} of ${counted(Math.max(all, added), "file")} added.`);
  }

  /** Whether it was added. @param {Named} named @param {HTMLLIElement} row @returns {Promise<boolean>} */
  async sendOne(named, row) {
    const controller = new AbortController();
    this.now = controller;
    this.stop.hidden = false;
    const name = h("span", { class: "upload-name" }, named.name);
    try {
      const problem = problemOf(named.file);
      if (problem !== "") throw new Error(problem);
      const bar = h("progress", { max: 1, value: 0, "aria-label": `${named.name} is sent` });
      const share = h("span", { class: "faint" }, "0 %");
      row.replaceChildren(name, " ", bar, " ", share);
      const form = new FormData();
      form.append("files", named.file, named.name);
      const path = { project_id: await this.project() };
      const onprogress = (/** @type {number} */ sent) => {
        bar.value = sent;
        share.textContent = sent < 1 ? `${Math.floor(sent * 100)} %` : "is read …";
      };
      showAdded(row, named, path.project_id, await upload("/api/projects/{project_id}/documents", { path }, form, { onprogress, signal: controller.signal }));
      this.onadded();
      return true;
    } catch (error) {
      const again = h("button", { type: "button", class: "plain", onclick: () => { row.remove(); this.add([named]); } }, "Send it again");
      row.classList.add("not-added");
      row.replaceChildren(name, " ", h("span", { class: "upload-told", role: error instanceof Stopped ? null : "alert" }, reasonOf(error, named.name)), mayHelpAgain(error) ? again : "");
      return false;
    } finally {
      this.now = null;
    }
  }

  stopAll() {
    for (const { row } of this.waiting.splice(0)) row.remove();
    this.now?.abort();
  }
}

/** Why a file need not be sent. @param {File} file */
export function problemOf(file) {
  if (file.size === 0) return "is empty.";
  return file.size > MOST_BYTES ? `has ${Math.ceil(file.size / 1e6)} MB, and at most 60 MB are taken. Split it, or leave out its pictures.` : "";
}

/** What the coach says of a file that it refused, without the file's name. @param {unknown} error @param {string} name */
function reasonOf(error, name) {
  const words = messageOf(error).replace(/^nothing could be read: /, "");
  return punctuated(words.startsWith(`${name} `) ? words.slice(name.length + 1) : words);
}

/** @param {HTMLElement} row @param {Named} named @param {string} project @param {import("../platform/api-client.js").Bodies["AddedView"]} added */
function showAdded(row, { name }, project, { documents, left_out: leftOut }) {
  row.classList.add("added");
  const told = documents.map((document) => ["Added ", h("a", { href: documentAddress(project, document.name) }, document.name), ". ", secretsOf(document)]);
  row.replaceChildren(h("div", {}, documents.length === 1 && documents[0].name === name ? "" : h("span", { class: "upload-name" }, `${name}: `),
    told, leftOut.map((one) => h("p", { class: "place" }, punctuated(`Left out: ${one.name} ${one.reason}`)))));
}
