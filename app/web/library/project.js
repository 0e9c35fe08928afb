/**
 * One project of the candidate: what is in it, what it claims, what a reviewer would ask, what a git history shows.
 * Decides that each part is loaded when it is opened, that none is offered which needs a document where there is none,
 * and that a project is deleted only after a second press.
 */

import { notThere } from "../parts/not-there.js";
import { get, post, remove, sentenceOf, upload } from "../platform/api-client.js";
import { announce, h, notice } from "../platform/dom.js";
import { counted } from "../text/format.js";
import { documentAddress, documentList } from "./document-list.js";
import { whenSent } from "./sent-form.js";
import { uploadPlace } from "./upload-place.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["ProjectDetailView"]} Detail */
/** @typedef {Bodies["ProjectQuestionView"]} Asked */

const SHA_CHARS = 10;

/** One project. @param {Element} root @param {string} id */
export async function showProject(root, id) {
  document.title = "Project · Interview coach";
  const request = { path: { project_id: id } };
  /** @type {Detail} */
  let detail;
  try {
    detail = await get("/api/projects/{project_id}", request);
  } catch (error) {
    root.replaceChildren(notThere("Project", error, { missing: `There is no project “${id}”.`, action: "Your library", address: "#/library", again: () => showProject(root, id) }));
    return;
  }
  const again = () => showProject(root, id);
  const documents = h("div", {});
  const asked = opening("What a reviewer would ask", () => questions(id));
  const ofDocuments = [opening("What it claims", () => claims(id)), h("div", {}, checking(id))];
  const list = (/** @type {Detail["documents"]} */ held) => {
    documents.replaceChildren(documentList(id, held, refresh));
    for (const part of ofDocuments) part.hidden = held.length === 0;
    asked.hidden = held.length === 0 && !detail.project.has_evidence;
  };
  const refresh = async () => list((await get("/api/projects/{project_id}", request)).documents);
  list(detail.documents);
  root.replaceChildren(h("section", { class: "projects" }, back(), h("h1", { tabindex: "-1" }, detail.project.name),
    h("h2", {}, "Documents"), documents, uploadPlace(async () => id, refresh),
    ofDocuments[0], asked, ofDocuments[1], history(id, detail.project.has_evidence, again), deletion(detail.project)));
}

function back() {
  return h("p", {}, h("a", { href: "#/library" }, "Your library"));
}

/** A part that is loaded when it is opened. @param {string} title @param {() => Promise<import("../platform/dom.js").Child>} load */
function opening(title, load) {
  const inside = h("div", {});
  const part = h("details", { ontoggle: async () => {
    if (!part.open || inside.childNodes.length > 0) return;
    inside.append(h("p", { class: "faint" }, "Reading …"));
    try {
      const loaded = await load();
      inside.replaceChildren(h("div", {}, loaded));
    } catch (error) {
      inside.replaceChildren(notice(sentenceOf(error)));
    }
  } }, h("summary", {}, h("h2", {}, title)), inside);
  return part;
}

/** @param {string} id */
async function claims(id) {
  const { claims: found } = await get("/api/projects/{project_id}/claims", { path: { project_id: id } });
  if (found.length === 0) return h("p", {}, "The documents claim nothing that was recognised.");
  return h("ul", {}, found.map((claim) => h("li", {}, claim.text,
    h("p", { class: "place" }, h("a", { href: documentAddress(id, claim.document) }, claim.document), `, line ${claim.line} · ${claim.kinds.join(", ")}`))));
}

/** @param {string} id */
async function questions(id) {
  const { questions: found } = await get("/api/projects/{project_id}/questions", { path: { project_id: id } });
  if (found.length === 0) return h("p", {}, "Nothing is asked where nothing is claimed.");
  /** @type {Map<string, Asked[]>} */
  const groups = new Map();
  for (const question of found) {
    const [{ document, line, text, commits }] = question.sources;
    const key = commits.length > 0 ? "" : JSON.stringify([document, line, text]);
    groups.set(key, [...(groups.get(key) ?? []), question]);
  }
  return [...groups.values()].map(([first, ...others]) => [claimed(id, first.sources[0]), h("ol", {}, [first, ...others].map(asking))]);
}

/** What questions are about: a claim with its place, or the history. @param {string} id @param {Bodies["SourceView"]} source */
function claimed(id, { document, line, text, commits }) {
  if (commits.length > 0) return h("p", { class: "claimed" }, "The history");
  return [h("p", { class: "claimed" }, `“${text}”`), h("p", { class: "place" }, h("a", { href: documentAddress(id, document) }, document), `, line ${line}`)];
}

/** A question, and what else there is to say of it. @param {Asked} question */
function asking({ asks, aspect, unsaid, sources: [first, ...beside] }) {
  const also = beside.map(({ document, line, text }) => `${document}, line ${line}: “${text}”`);
  return h("li", {}, asks, h("p", { class: "place" }, [aspect, unsaid ? "not mentioned in your documents" : "", first.commits.map((sha) => sha.slice(0, SHA_CHARS)).join(", "), ...also].filter((one) => one !== "").join(" · ")));
}

/** @param {string} id */
function checking(id) {
  const box = h("textarea", { id: "project-answer", rows: "3", required: true, maxlength: "100000" });
  const found = h("div", { role: "status" });
  const form = h("form", {}, h("label", { for: "project-answer" }, "What you would say about the project"), box,
    h("div", {}, h("button", { type: "submit" }, "Check against the documents")));
  const sent = whenSent(form, async () => {
    const { remarks } = await post("/api/projects/{project_id}/check", { path: { project_id: id }, body: { answer: box.value } });
    found.replaceChildren(remarks.length === 0 ? h("p", {}, "The documents say nothing else about this.")
      : h("ul", {}, remarks.map((remark) => h("li", { class: remark.kind === "agrees" ? "agrees" : "differs" }, remark.text))));
  });
  return [h("h2", {}, "Check an answer"), sent, found];
}

/** @param {string} id */
async function evidence(id) {
  const found = await get("/api/projects/{project_id}/evidence", { path: { project_id: id } });
  const page = `/api/projects/${encodeURIComponent(id)}/evidence/page`;
  const who = found.author.map((person) => `${person.name} (${person.email})`).join(", ");
  return [h("p", {}, `${who}: ${found.own_commits} of ${counted(found.commits_in_all, "commit")}, ${found.first_day} to ${found.last_day}. It is no score and compares nobody.`),
    h("p", { class: "row" }, h("a", { href: `${page}?kind=html`, download: "evidence.html" }, "Page to bring along (HTML)"),
      h("a", { href: `${page}?kind=md`, download: "evidence.md" }, "The same as Markdown")),
    h("ul", {}, found.statements.map(statement)),
    found.limits.length === 0 ? null : [h("h3", {}, "What was not looked at"), h("ul", {}, found.limits.map((limit) => h("li", {}, limit)))]];
}

/** @param {Bodies["StatementView"]} item */
function statement(item) {
  const more = item.commit_count - item.commits.length;
  const shas = item.commits.map((sha) => sha.slice(0, SHA_CHARS)).join(", ");
  return h("li", {}, item.text, h("p", { class: "place" }, `Commits: ${shas}${more > 0 ? ` and ${more} more` : ""}. Rests on ${item.rests_on.join(" and ")}.`),
    h("p", { class: "place" }, `Cannot show: ${item.cannot_show}`));
}

/** What a git history shows, with the form that reads one. @param {string} id @param {boolean} isRead @param {() => void} again */
function history(id, isRead, again) {
  const form = addHistory(id, again);
  if (!isRead) return h("details", {}, h("summary", {}, h("h2", {}, "Add a git history")), form);
  return opening("What the history shows", async () => [await evidence(id), h("h3", {}, "Read the history anew"), form]);
}

/** @param {string} id @param {() => void} again */
function addHistory(id, again) {
  const bundle = h("input", { id: "project-bundle", type: "file", required: true });
  const author = h("input", { id: "project-author", type: "text", autocomplete: "email", "aria-describedby": "project-author-hint" });
  const choice = h("div", { role: "status" });
  const form = h("form", {}, h("label", { for: "project-bundle" }, "A bundle of a git repository"), bundle,
    h("p", { class: "place" }, "Make one with ", h("code", {}, "git bundle create work.bundle --all"), ". Nothing in it is run."),
    h("label", { for: "project-author" }, "Your name or address in its commits"), author,
    h("p", { class: "place", id: "project-author-hint" }, "Several are separated by commas. Left empty, you get the names to choose from."),
    h("div", {}, h("button", { type: "submit" }, "Read the history")), choice);
  return whenSent(form, async () => {
    const data = new FormData();
    const file = bundle.files?.item(0);
    if (file) data.append("bundle", file, file.name);
    data.append("author", author.value);
    const found = await upload("/api/projects/{project_id}/history", { path: { project_id: id } }, data);
    if (found.author.length > 0) return again();
    choice.replaceChildren(h("p", {}, "Which of these are you?"), h("ul", {}, found.authors.map((person) =>
      h("li", {}, h("button", { type: "button", class: "plain", onclick: () => { author.value = person.email; form.requestSubmit(); } }, `${person.name} (${person.email})`)))));
  });
}

/** @param {Bodies["ProjectView"]} project */
function deletion(project) {
  const place = h("div", {});
  const button = h("button", { type: "button", class: "danger", onclick: () => {
    place.replaceChildren(notice(`Delete “${project.name}” with all that is kept of it?`, { kind: "notice", action: "Delete it now", onaction: async () => {
      try {
        await remove("/api/projects/{project_id}", { path: { project_id: project.id } });
        announce("The project is deleted.");
        location.hash = "#/library";
      } catch (error) {
        place.replaceChildren(notice(sentenceOf(error)));
      }
    } }));
  } }, "Delete this project");
  return [h("h2", {}, "Delete"), h("div", {}, button), place];
}
