/**
 * All that is the candidate's own: projects and their documents, in one place. Decides where files go that are dropped
 * without a word (a project of their own), and that what another tab adds or deletes is shown here too.
 */

import { notLoaded } from "../parts/not-there.js";
import { get, post } from "../platform/api-client.js";
import { h } from "../platform/dom.js";
import { onOtherTabs, tellTabs } from "../platform/tabs.js";
import { counted } from "../text/format.js";
import { documentList } from "./document-list.js";
import { whenSent } from "./sent-form.js";
import { uploadPlace } from "./upload-place.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["ProjectDetailView"]} Held */

/** The project that begins with the first file where nobody chose one. */
const FIRST = "My documents";

/** @param {Element} root @returns {Promise<() => void>} what to call when it is left */
export async function showLibrary(root) {
  document.title = "Library · Interview coach";
  const shelves = h("div", { class: "shelves", "aria-busy": "true" });
  const into = h("select", { id: "own-into" }, h("option", { value: "" }, `A new project, “${FIRST}”`));
  const changed = () => { tellTabs({ library: true }); fill(shelves, into, changed); };
  const project = async () => {
    if (into.value !== "") return into.value;
    const made = await post("/api/projects", { body: { name: FIRST } });
    into.append(h("option", { value: made.id }, made.name));
    into.value = made.id;
    return made.id;
  };
  root.replaceChildren(h("section", { class: "projects library" },
    h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Your library"),
      h("p", {}, "Your own documents and projects. They stay yours: “Ask” does not search them, a project review asks about them, and they are gone when you delete them.")),
    h("div", { class: "into no-print" }, h("label", { for: "own-into" }, "Files go into"), into),
    uploadPlace(project, changed), shelves, newProject()));
  await fill(shelves, into, changed);
  return onOtherTabs(({ library }) => { if (library) fill(shelves, into, changed); });
}

/** @param {HTMLElement} shelves @param {HTMLSelectElement} into @param {() => void} changed */
async function fill(shelves, into, changed) {
  try {
    const { projects } = await get("/api/library", {});
    const chosen = into.value;
    into.replaceChildren(...projects.map(({ project }) => h("option", { value: project.id }, project.name)), h("option", { value: "" }, `A new project, “${FIRST}”`));
    into.value = projects.some(({ project }) => project.id === chosen) ? chosen : projects[0]?.project.id ?? "";
    shelves.replaceChildren(...(projects.length === 0 ? [h("p", { class: "faint" }, "There is nothing here yet.")] : projects.map((held) => shelf(held, changed))));
  } catch (error) {
    shelves.replaceChildren(notLoaded("Your library", error, () => { fill(shelves, into, changed); }));
  }
  shelves.removeAttribute("aria-busy");
}

/** A project with its documents. @param {Held} held @param {() => void} changed */
function shelf({ project, documents }, changed) {
  return h("section", { class: "shelf", "aria-label": project.name }, h("h2", {}, h("a", { href: `#/projects/${project.id}` }, project.name), " ",
    h("span", { class: "faint" }, [project.documents ? counted(project.documents, "document") : "", project.has_evidence ? "with its history" : ""].filter((one) => one !== "").join(", "))),
  documentList(project.id, documents, changed));
}

function newProject() {
  const name = h("input", { id: "project-name", type: "text", maxlength: "120", required: true, autocomplete: "off" });
  const form = h("form", { class: "no-print" }, h("label", { for: "project-name" }, "Name of a new project"), name,
    h("div", {}, h("button", { type: "submit" }, "Create project")));
  return whenSent(form, async () => {
    const made = await post("/api/projects", { body: { name: name.value.trim() } });
    location.hash = `#/projects/${made.id}`;
  });
}
