/**
 * The candidate's own projects: what is in them, what they claim, what a reviewer would ask, what a git history shows.
 * Decides that each part is loaded when it is opened, and that a project is deleted only after a second press.
 */

import { get, messageOf, post, remove, upload } from "../platform/api-client.js";
import { announce, h, notice } from "../platform/dom.js";
import { counted } from "../text/format.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["ProjectDetailView"]} Detail */

const SHA_CHARS = 10;

/** All projects, and a form for a new one. @param {Element} root */
export async function showProjects(root) {
  document.title = "Projects · Interview coach";
  const view = h("section", { class: "projects" }, h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Your projects"),
    h("p", {}, "Add the documents of a project of yours, and see what a reviewer would ask. They stay yours: no search of the corpus finds them, and they are gone when you delete them.")));
  root.replaceChildren(view);
  try {
    const { projects } = await get("/api/projects", {});
    view.append(projects.length === 0 ? h("p", { class: "faint" }, "There are none yet.") : h("ul", {}, projects.map(projectItem)));
  } catch (error) {
    view.append(notice(messageOf(error)));
  }
  view.append(newProject());
}

/** @param {Bodies["ProjectView"]} project */
function projectItem(project) {
  return h("li", {}, h("a", { href: `#/projects/${project.id}` }, project.name), " ",
    h("span", { class: "faint" }, `${counted(project.documents, "document")}${project.has_evidence ? ", with its history" : ""}`));
}

function newProject() {
  const name = h("input", { id: "project-name", type: "text", maxlength: "120", required: true, autocomplete: "off" });
  const form = h("form", {}, h("label", { for: "project-name" }, "Name of a new project"), name,
    h("div", {}, h("button", { type: "submit", class: "primary" }, "Begin it")));
  return whenSent(form, async () => {
    const made = await post("/api/projects", { body: { name: name.value.trim() } });
    location.hash = `#/projects/${made.id}`;
  });
}

/** One project. @param {Element} root @param {string} id */
export async function showProject(root, id) {
  document.title = "Project · Interview coach";
  const request = { path: { project_id: id } };
  /** @type {Detail} */
  let detail;
  try {
    detail = await get("/api/projects/{project_id}", request);
  } catch (error) {
    root.replaceChildren(h("section", { class: "projects" }, h("h1", { tabindex: "-1" }, "Project"), notice(messageOf(error)), back()));
    return;
  }
  const again = () => showProject(root, id);
  root.replaceChildren(h("section", { class: "projects" }, back(), h("h1", { tabindex: "-1" }, detail.project.name),
    documents(detail), addDocuments(id, again),
    opening("What it claims", () => claims(id)), opening("What a reviewer would ask", () => questions(id)), checking(id),
    opening("What the history shows", () => evidence(id)), addHistory(id, again), deletion(detail.project)));
}

function back() {
  return h("p", {}, h("a", { href: "#/projects" }, "All projects"));
}

/** @param {Detail} detail */
function documents(detail) {
  const items = detail.documents.map((item) => h("li", {}, item.name,
    item.secrets.map((secret) => h("p", { class: "place" }, `A secret was found and is not kept: line ${secret.line}, ${secret.kind}.`))));
  return [h("h2", {}, "Documents"), items.length === 0 ? h("p", { class: "faint" }, "None yet.") : h("ul", {}, items)];
}

/** @param {string} id @param {() => void} again */
function addDocuments(id, again) {
  const files = h("input", { id: "project-files", type: "file", multiple: true, required: true });
  const form = h("form", {}, h("label", { for: "project-files" }, "Add README, report, slides, notebooks or programs (PDF, DOCX, HTML, Markdown, .ipynb, code)"),
    files, h("div", {}, h("button", { type: "submit" }, "Add them")));
  return whenSent(form, async () => {
    const data = new FormData();
    for (const file of files.files ?? []) data.append("files", file, file.name);
    const added = await upload("/api/projects/{project_id}/documents", { path: { project_id: id } }, data);
    announce(`${counted(added.documents.length, "document")} added.`);
    again();
    if (added.left_out.length > 0) {
      const reasons = added.left_out.map((item) => `${item.name} ${item.reason}`).join("; ");
      document.querySelector(".projects h1")?.after(notice(`Left out: ${reasons}`, { kind: "notice" }));
    }
  });
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
      inside.replaceChildren(notice(messageOf(error)));
    }
  } }, h("summary", {}, h("h2", {}, title)), inside);
  return part;
}

/** @param {string} id */
async function claims(id) {
  const { claims: found } = await get("/api/projects/{project_id}/claims", { path: { project_id: id } });
  if (found.length === 0) return h("p", {}, "The documents claim nothing that was recognised.");
  return h("ul", {}, found.map((claim) => h("li", {}, claim.text,
    h("p", { class: "place" }, `${claim.document}, line ${claim.line} · ${claim.kinds.join(", ")}`))));
}

/** @param {string} id */
async function questions(id) {
  const { questions: found } = await get("/api/projects/{project_id}/questions", { path: { project_id: id } });
  if (found.length === 0) return h("p", {}, "Nothing is asked where nothing is claimed.");
  return h("ol", {}, found.map((question) => h("li", {}, question.text,
    h("p", { class: "place" }, [question.aspect, ...question.sources.map(placeOf)].join(" · ")))));
}

/** @param {Bodies["SourceView"]} source */
function placeOf(source) {
  if (source.commits.length > 0) return source.commits.map((sha) => sha.slice(0, SHA_CHARS)).join(", ");
  return `${source.document}, line ${source.line}`;
}

/** @param {string} id */
function checking(id) {
  const box = h("textarea", { id: "project-answer", rows: "3", required: true, maxlength: "100000" });
  const found = h("div", { role: "status" });
  const form = h("form", {}, h("label", { for: "project-answer" }, "What you would say of it"), box,
    h("div", {}, h("button", { type: "submit" }, "Hold it against the documents")));
  const sent = whenSent(form, async () => {
    const { remarks } = await post("/api/projects/{project_id}/check", { path: { project_id: id }, body: { answer: box.value } });
    found.replaceChildren(remarks.length === 0 ? h("p", {}, "The documents say nothing that could be held against it.")
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
  const button = h("button", { type: "button", class: "plain", onclick: () => {
    place.replaceChildren(notice(`Delete “${project.name}” with all that is kept of it?`, { kind: "notice", action: "Delete it now", onaction: async () => {
      try {
        await remove("/api/projects/{project_id}", { path: { project_id: project.id } });
        announce("The project is deleted.");
        location.hash = "#/projects";
      } catch (error) {
        place.replaceChildren(notice(messageOf(error)));
      }
    } }));
  } }, "Delete this project");
  return [h("h2", {}, "Delete"), h("div", {}, button), place];
}

/** A form that does something when it is sent, its button off meanwhile, and tells what went wrong. @param {HTMLFormElement} form @param {() => Promise<void>} send */
function whenSent(form, send) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button?.setAttribute("disabled", "");
    form.querySelector(":scope > .notice")?.remove();
    try {
      await send();
    } catch (error) {
      form.append(notice(messageOf(error)));
    }
    button?.removeAttribute("disabled");
  });
  return form;
}
