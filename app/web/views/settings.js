/**
 * Settings: what grades now, what leaves the coach, and what becomes of all that is remembered: export, import, delete.
 * Decides that deleting asks once more, and that a way out with all of it stands beside it.
 */

import { showConsent, showVoiceConsent } from "../parts/consent.js";
import { get, post, readiness, remove, sentenceOf } from "../platform/api-client.js";
import { announce, h, notice, within } from "../platform/dom.js";
import { storedVoice, storeVoice } from "../platform/storage.js";
import { canRead, canRecord, recogniserType } from "../voice/support.js";
import { counted, percent } from "../text/format.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["OptionsView"]} Options */

/** @param {Element} root @param {string} _ @param {Options} options */
export async function showSettings(root, _, options) {
  document.title = "Settings · Interview coach";
  const model = h("div", {}, h("p", { class: "waiting" }, "Asking the coach …"));
  const [consent, endpoint] = [h("div", {}), h("div", { class: "voice-endpoint" })];
  root.replaceChildren(h("section", { class: "memory" }, h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Settings")),
    h("section", {}, h("h2", {}, "What grades"), model),
    h("section", {}, h("h2", {}, "What leaves the coach"), consent), voice(endpoint), yours(options), browser()));
  await Promise.all([showModel(model), showConsent(consent), showEndpoint(endpoint)]);
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
  const first = h("p", {}, h("strong", {}, name), ` at ${host}, beside the coach itself.`);
  if (exam === null) return [first, h("p", {}, "It was not examined as a grader, which ", h("code", {}, "coach llm exam"), ` does; ${means}.`)];
  const day = new Date(exam.taken_utc).toLocaleDateString("en-GB", { dateStyle: "long" });
  return [first, h("p", {}, `Examined as a grader on ${day}: `, h("strong", {}, exam.level === "half" ? "passed by half" : exam.level), `; ${means}.`),
    h("dl", { class: "figures" }, [["Agrees with the labels", percent(exam.agreement)], ["Credit for nothing", percent(exam.false_credit)],
      ["Quotes that are found", percent(exam.quotes_found)], ["Injections obeyed", `${exam.obeyed} of ${exam.injections}`]].map(([title, value]) =>
      h("div", {}, h("dt", {}, title), h("dd", {}, value))))];
}

/** What can be done with all that is remembered, and how long it stays. @param {Options} options */
function yours({ keep_days }) {
  const place = h("div", { class: "settings-told" });
  const file = h("input", { type: "file", id: "import-file", accept: ".json,application/json", onchange: () => bringIn(file, place) });
  return h("section", {}, h("h2", {}, "Yours"),
    h("p", {}, "Interviews, skills and cards lie where the coach runs, and nowhere else. ", keep_days === 0
      ? "They stay until you delete them."
      : `An interview is deleted ${counted(keep_days, "day")} after its last answer; skills, cards and projects stay until you delete them.`),
    h("p", { class: "row" }, h("a", { class: "button", href: "/api/candidate/export" }, "Export all"),
      h("a", { class: "button", href: "/api/candidate/cards/anki" }, "Cards for Anki"), h("a", { class: "button", href: "/api/candidate/cards/markdown" }, "Cards as Markdown")),
    h("p", {}, h("label", { for: "import-file" }, "Bring an export back: "), file),
    h("p", {}, h("button", { type: "button", class: "plain strong flush", onclick: () => askToForget(place) }, "Delete everything")), place);
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

/** @param {Element} place */
function askToForget(place) {
  place.replaceChildren(h("p", { class: "row" }, "All interviews, cards and skills will be gone for good. ",
    h("button", { type: "button", class: "plain strong", onclick: () => forget(place) }, "Yes, delete all of it"),
    h("button", { type: "button", onclick: () => place.replaceChildren() }, "Keep it")));
  within(place, "button:last-child")?.focus();
}

/** @param {Element} place */
async function forget(place) {
  try {
    await remove("/api/candidate");
    place.replaceChildren(notice("Everything is deleted.", { kind: "notice" }));
    announce("Everything is deleted.");
  } catch (error) {
    place.replaceChildren(notice(sentenceOf(error)));
  }
}

/** What the coach has of a voice of its own, and whether it may be used. @param {Element} place */
async function showEndpoint(place) {
  const own = await get("/api/voice", {}).catch(() => null);
  if (own === null || !(own.writes || own.reads)) return;
  const does = [own.writes ? "turns what you record into text when you press “Turn into text”" : "", own.reads ? "reads the question aloud" : ""].filter((one) => one !== "");
  const consent = h("div", {});
  place.replaceChildren(h("p", {}, `This coach has a voice endpoint that ${does.join(", and ")}. It is used instead of your browser’s own`, own.consent.is_needed ? ", if you say yes here." : ", and runs where the coach does."), consent);
  if (own.consent.is_needed) showVoiceConsent(consent, own.consent);
}

/** Speaking and listening: off until somebody switches it on, in this browser alone. @param {Element} endpoint of the coach */
function voice(endpoint) {
  const chosen = storedVoice();
  const recorded = switchOf("voice-record", "Record what I say", chosen.records, (records) => { chosen.records = records; storeVoice(chosen); });
  const also = h("div", { hidden: !chosen.isOn }, h("p", {}, recorded),
    h("p", { class: "faint", id: "voice-record-about" }, "To replay it beside the answer. The recording stays in the memory of the page: it is not sent to be replayed, and gone when the page is closed. Some phones lend the microphone to one at a time: where nothing is recognised, switch it off."));
  const spoken = switchOf("voice", "Speak and listen", chosen.isOn, (isOn) => { chosen.isOn = isOn; storeVoice(chosen); also.hidden = !isOn; });
  return h("section", {}, h("h2", {}, "Voice"), h("p", {}, spoken),
    h("p", { id: "voice-about" }, "Speak your answer instead of typing it, and hear the question. Recognition is your browser’s own: it may send what you say to the maker of the browser, as it may the question to have it read. The coach gets only the text that you send, and keeps this choice in this browser."),
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
    h("p", {}, "Drafts that are not sent yet, programs that are being written and the last choices are kept in this browser alone. Light or dark, and less motion, follow the settings of your system."));
}
