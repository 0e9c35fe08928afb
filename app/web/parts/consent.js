/**
 * Asks once whether what is written here may go to a language model elsewhere. Decides that it stands above every view
 * until somebody says yes or no, that neither is chosen beforehand, and that the coach can be used offline meanwhile.
 */

import { get, post, sentenceOf } from "../platform/api-client.js";
import { announce, element, h, notice } from "../platform/dom.js";

/** @typedef {import("../platform/api-client.js").Bodies["ConsentView"]} Consent */

/** What follows from what was said of the voice endpoint. @type {Record<string, string>} */
const VOICE_TOLD = {
  null: "You have not decided yet; until then nothing is sent, and your browser’s own voice is used.",
  true: "You said yes: what you record and the question that is read aloud are sent.",
  false: "You said no: your browser’s own voice is used.",
};

/** Ask whoever has not decided yet. */
export async function askForConsent() {
  const state = await get("/api/candidate/consent", {}).catch(() => null);
  if (state === null || !state.is_needed || state.is_given !== null) return;
  const place = element("#consent");
  place.replaceChildren(h("h2", { id: "consent-title" }, "May your words leave this coach?"), ...terms(state, "under Settings"), choice(state, (decided) => {
    place.hidden = true;
    place.replaceChildren();
    announce(told(decided));
    element("#main").focus();
  }));
  place.hidden = false;
}

/** What was said of the voice endpoint, with the way to change it. @param {Element} place @param {Consent} state @param {(decided: Consent) => void} then */
export function showVoiceConsent(place, state, then) {
  place.replaceChildren(h("p", {}, "It is not on the machine of this coach, but at ", h("code", {}, state.place), "."),
    ...lists(state), h("p", { role: "status" }, VOICE_TOLD[String(state.is_given)]),
    choice(state, (decided) => { showVoiceConsent(place, decided, then); then(decided); }, "/api/voice/consent"));
}

/** What was said, with the way to change it. @param {Element} place @param {string} stays what is told where no word goes to a model elsewhere */
export async function showConsent(place, stays) {
  let state;
  try {
    state = await get("/api/candidate/consent", {});
  } catch (error) {
    place.replaceChildren(notice(sentenceOf(error)));
    return;
  }
  if (!state.is_needed) {
    place.replaceChildren(h("p", {}, stays));
    return;
  }
  const show = (/** @type {Consent} */ now) => {
    place.replaceChildren(...terms(now, "here"), h("p", { role: "status" }, told(now)), choice(now, (decided) => {
      element("#consent").hidden = true;
      show(decided);
    }));
  };
  show(state);
}

/** What goes where, and what stays. @param {Consent} state @param {string} where it can be changed */
function terms({ model, place, goes, stays }, where) {
  return [
    h("p", {}, "The language model of this coach runs on another machine: ", h("strong", {}, model || "a model"), " at ", h("code", {}, place), "."),
    ...lists({ goes, stays }),
    h("p", { class: "faint" }, `If you say no, the coach works offline. You can change your answer at any time ${where}.`),
  ];
}

/** @param {Pick<Consent, "goes" | "stays">} state */
function lists({ goes, stays }) {
  const listed = (/** @type {string} */ title, /** @type {string[]} */ lines) => [h("p", { class: "small-title" }, title), h("ul", { class: "terms-listed" }, lines.map((one) => h("li", {}, one)))];
  return [...listed("If you say yes, this is sent to it:", goes), ...listed("This is never sent to it:", stays)];
}

/** Two buttons of the same weight. @param {Consent} state @param {(decided: Consent) => void} then @param {"/api/candidate/consent" | "/api/voice/consent"} [path] */
function choice({ place, is_given }, then, path = "/api/candidate/consent") {
  const problem = h("div", {});
  const decide = async (/** @type {boolean} */ given) => {
    try {
      then(await post(path, { body: { place, is_given: given } }));
    } catch (error) {
      problem.replaceChildren(notice(sentenceOf(error)));
    }
  };
  return h("div", {}, h("p", { class: "row" },
    is_given === true ? null : h("button", { type: "button", class: "consent-yes", onclick: () => decide(true) }, "Yes, it may be sent"),
    is_given === false ? null : h("button", { type: "button", class: "consent-no", onclick: () => decide(false) }, is_given === null ? "No, stay offline" : "No more: stay offline")), problem);
}

/** @param {Consent} state */
function told({ is_given }) {
  if (is_given === null) return "You have not decided yet; until then nothing is sent.";
  return is_given ? "You said yes: it is sent." : "You said no: the coach works offline for you.";
}
