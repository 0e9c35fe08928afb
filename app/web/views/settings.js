/**
 * Settings: who grades now, what leaves the machine of the coach, and what becomes of all that is remembered: export,
 * import, delete. Decides that deleting asks once more, in place of its button, and names all that goes and what stays.
 */

import { showConsent, showVoiceConsent } from "../parts/consent.js";
import { get, post, readiness, remove, sentenceOf } from "../platform/api-client.js";
import { announce, h, notice, within } from "../platform/dom.js";
import { forgetAllDrafts, storedVoice, storeVoice } from "../platform/storage.js";
import { canRead, canRecord, recogniserType } from "../voice/support.js";
import { counted, percent } from "../text/format.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["OptionsView"]} Options */

/** What is deleted with everything. Source: app/store/candidates.py, OWNED; the drafts are the page's own. */
const GOES = "Your interviews with their reports and the links to them, skills, cards, uploaded documents, projects and consents will be deleted for good, and so will the drafts and the programs being written in this browser.";
const STAYS = "Files that you exported, the choices of your last interview in this browser and, if you sign in, your account stay.";

/** @param {Element} root @param {string} _ @param {Options} options */
export async function showSettings(root, _, options) {
  document.title = "Settings · Interview coach";
  const model = h("div", {}, h("p", { class: "waiting" }, "Asking the coach …"));
  const [consent, endpoint, where] = [h("div", {}), h("div", { class: "voice-endpoint" }), h("span", {}, spokenWords(null))];
  root.replaceChildren(h("section", { class: "memory" }, h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Settings")),
    h("section", {}, h("h2", {}, "Who grades your answers"), model),
    h("section", {}, h("h2", {}, "Privacy"), consent), voice(endpoint, where), yours(options), browser(),
    h("section", {}, h("h2", {}, "Delete everything"), deletion())));
  const own = await get("/api/voice", {}).catch(() => null);
  const spoken = h("p", {});
  await Promise.all([showModel(model), showPrivacy(consent, own, spoken), showEndpoint(endpoint, own, [spoken, where])]);
}

/** Who grades, and how far a language model is believed. @param {Element} place */
async function showModel(place) {
  const [state, graders] = await Promise.all([readiness().catch(() => null), get("/api/candidate/graders", {}).catch(() => null)]);
  if (state === null || graders === null) {
    place.replaceChildren(notice("The coach does not answer. Is it still running?", { action: "Ask again", onaction: () => showModel(place) }));
    return;
  }
  place.replaceChildren(...(graders.model === null ? [h("p", {}, "The coach itself, offline. No language model is set.")] : modelParts(graders.model)),
    state.notice ? notice(state.notice) : "",
    h("p", { class: "faint" }, "Each grade names who made it, under “Graded offline” or “Graded by a model”. Which model is asked is set where the coach runs, not on this page: ",
      h("code", {}, "COACH_LLM_BASE_URL"), " and ", h("code", {}, "COACH_LLM_MODEL"), "."));
}

/** A language model, and what its exam has earned it. @param {Bodies["ModelView"]} model */
function modelParts({ name, host, exam, means }) {
  const first = h("p", {}, "The coach itself, and ", h("strong", {}, name), ` at ${host}.`);
  if (exam === null) return [first, h("p", {}, "It was not examined as a grader, which ", h("code", {}, "coach llm exam"), ` does; ${means}.`)];
  const day = new Date(exam.taken_utc).toLocaleDateString("en-GB", { dateStyle: "long" });
  return [first, h("p", {}, `Examined as a grader on ${day}: `, h("strong", {}, exam.level === "half" ? "passed in part" : exam.level), `; ${means}.`),
    h("dl", { class: "figures" }, [["Judged as people did", percent(exam.agreement)], ["Points given for what was not said", percent(exam.false_credit)],
      ["Quotes that are in the answer", percent(exam.quotes_found)], ["Obeyed commands hidden in answers", `${exam.obeyed} of ${exam.injections}`]].map(([title, value]) =>
      h("div", {}, h("dt", {}, title), h("dd", {}, value))))];
}

/** What can be done with all that is remembered, and how long it stays. @param {Options} options */
function yours({ keep_days }) {
  const place = h("div", { class: "settings-told" });
  const file = h("input", { type: "file", id: "import-file", accept: ".json,application/json", onchange: () => bringIn(file, place) });
  return h("section", {}, h("h2", {}, "Your data"),
    h("p", {}, "Your interviews, skills, cards, documents and projects are kept where the coach runs, and nowhere else. ", keep_days === 0
      ? "They stay until you delete them."
      : `An interview is deleted ${counted(keep_days, "day")} after its last answer; skills, cards and projects stay until you delete them.`),
    h("p", { class: "row" }, h("a", { class: "button", href: "/api/candidate/export" }, "Export skills and cards"),
      h("a", { class: "button", href: "/api/candidate/cards/anki" }, "Cards for Anki"), h("a", { class: "button", href: "/api/candidate/cards/markdown" }, "Cards as Markdown")),
    h("p", { class: "faint" }, "The export holds your skills, your cards and what came of each answer. Interviews, documents and projects are not in it: save each interview as a file from its report, and keep your own files of the rest."),
    h("p", { class: "row" }, h("label", { for: "import-file" }, "Restore an export"), file), place);
}

/** @param {HTMLInputElement} file @param {Element} place */
async function bringIn(file, place) {
  const [chosen] = file.files ?? [];
  if (chosen === undefined) return;
  try {
    const { cards, events } = await post("/api/candidate/import", { body: { document: await chosen.text() } });
    place.replaceChildren(notice(`${counted(cards, "card")} and ${counted(events, "event")} added.`, { kind: "notice" }));
  } catch (error) {
    place.replaceChildren(notice(sentenceOf(error)));
  }
}

/** The button that deletes everything; its question takes its place. */
function deletion() {
  const place = h("div", { class: "delete-all" });
  const offer = () => place.replaceChildren(h("p", {}, h("button", { type: "button", class: "danger", onclick: ask }, "Delete everything")));
  const ask = () => {
    place.replaceChildren(h("p", {}, GOES), h("p", {}, STAYS), h("p", { class: "row" },
      h("button", { type: "button", class: "danger", onclick: () => forget(place) }, "Yes, delete all of it"),
      h("button", { type: "button", onclick: () => { offer(); within(place, "button")?.focus(); } }, "Keep it")));
    within(place, "button:last-child")?.focus();
  };
  offer();
  return place;
}

/** @param {Element} place */
async function forget(place) {
  try {
    await remove("/api/candidate");
    forgetAllDrafts();
    place.replaceChildren(notice("Everything is deleted.", { kind: "notice" }));
    announce("Everything is deleted.");
  } catch (error) {
    place.replaceChildren(notice(sentenceOf(error), { action: "Try again", onaction: () => forget(place) }));
  }
}

/**
 * Where what is spoken goes, for Privacy and for Voice alike: to the browser's maker, or to the voice endpoint for that
 * of the two, to write and to read, which it does.
 * @param {Bodies["VoiceView"] | null} own the voice endpoint @returns {(string | HTMLElement)[]}
 */
function spokenWords(own) {
  const does = [own?.writes ? "what you record" : "", own?.reads ? "the question that is read aloud" : ""].filter((one) => one !== "");
  const byBrowser = (/** @type {boolean} */ writes, /** @type {boolean} */ reads) => writes || reads
    ? `Your browser may send ${[writes ? "what you say" : "", reads ? "the question that it reads aloud" : ""].filter((one) => one !== "").join(", and ")}, to its maker. ` : "";
  if (own === null || does.length === 0) return [`${byBrowser(true, true)}The coach gets only the text that you send.`];
  const { is_needed: isElsewhere, is_given: isGiven, place } = own.consent;
  const goes = (/** @type {string} */ before, /** @type {string} */ after) => [`${before}${does.join(" and ")} ${does.length > 1 ? "go" : "goes"} to the voice endpoint `, ...(isElsewhere ? ["at ", h("code", {}, place)] : ["where the coach runs"]), after];
  if (isElsewhere && isGiven !== true) return [byBrowser(true, true), ...goes("Only if you agree under Voice, ", " instead.")];
  return [...goes("When you speak and listen, ", ". "), byBrowser(!own.writes, !own.reads)];
}

/** What leaves the machine of the coach, of what is written and of what is spoken. @param {Element} place @param {Bodies["VoiceView"] | null} own the voice endpoint @param {Element} spoken where the latter stands */
async function showPrivacy(place, own, spoken) {
  const written = h("div", {});
  spoken.replaceChildren(...spokenWords(own));
  place.replaceChildren(written, spoken);
  const graders = await get("/api/candidate/graders", {}).catch(() => null);
  await showConsent(written, `What you write stays on the machine of this coach${graders?.model ? `, where the language model runs too (${graders.model.host})` : ""}.`);
}

/** What the coach has of a voice of its own, and whether it may be used. @param {Element} place @param {Bodies["VoiceView"] | null} own @param {Element[]} told where it stands that says where words go */
function showEndpoint(place, own, told) {
  if (own === null || !(own.writes || own.reads)) return;
  const tell = (/** @type {Bodies["VoiceView"]["consent"]} */ consent) => { for (const one of told) one.replaceChildren(...spokenWords({ ...own, consent })); };
  const does = [own.writes ? "turns what you record into text when you press “Turn into text”" : "", own.reads ? "reads the question aloud" : ""].filter((one) => one !== "");
  const consent = h("div", {});
  place.replaceChildren(h("p", {}, `This coach has a voice endpoint, which ${does.join(" and ")}. `, own.consent.is_needed
    ? "If you agree here, it is used instead of your browser." : "It runs where the coach does, and is used instead of your browser."), consent);
  tell(own.consent);
  if (own.consent.is_needed) showVoiceConsent(consent, own.consent, tell);
}

/** Speaking and listening: off until somebody switches it on, in this browser alone. @param {Element} endpoint of the coach @param {Element} where it stands that says where words go */
function voice(endpoint, where) {
  const chosen = storedVoice();
  const recorded = switchOf("voice-record", "Record what I say", chosen.records, (records) => { chosen.records = records; storeVoice(chosen); });
  const also = h("div", { hidden: !chosen.isOn }, h("p", {}, recorded),
    h("p", { class: "faint", id: "voice-record-about" }, "You can replay it beside your answer. For that the recording is not sent: it stays in the memory of this page, and is gone when you close it. On some phones only one program at a time can use the microphone: if your speech is not recognised, switch this off."));
  const spoken = switchOf("voice", "Speak and listen", chosen.isOn, (isOn) => { chosen.isOn = isOn; storeVoice(chosen); also.hidden = !isOn; });
  return h("section", {}, h("h2", {}, "Voice"), h("p", {}, spoken),
    h("p", { id: "voice-about" }, "Speak your answer instead of typing it, and hear the question. ", where, " This choice is kept in this browser."),
    missingHere(), also, endpoint);
}

/** What of it this browser has not. */
function missingHere() {
  const missing = [recogniserType() === null ? "recognises no speech" : "", canRead() ? "" : "reads nothing aloud", canRecord() ? "" : "records nothing on this page"].filter((one) => one !== "");
  return missing.length === 0 ? null : h("p", { class: "voice-missing" }, `This browser ${missing.join(", and ")}.`);
}

/** @param {string} id @param {string} name @param {boolean} checked @param {(isOn: boolean) => void} onswitch */
function switchOf(id, name, checked, onswitch) {
  const input = h("input", { type: "checkbox", role: "switch", id, checked, "aria-describedby": `${id}-about`, onchange: () => onswitch(input.checked) });
  return h("label", { class: "switch" }, input, name);
}

/** What this browser keeps. */
function browser() {
  return h("section", {}, h("h2", {}, "This browser"),
    h("p", {}, "Drafts that are not sent yet, programs that are being written, and the round, level and number of questions that you chose last are kept in this browser alone. Light or dark, and less motion, follow the settings of your system."));
}
