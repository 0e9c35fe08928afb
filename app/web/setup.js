/** The first view: choose a stage and topics, start, or go on with an interview that was under way. */

import { post } from "./api.js";
import { h, notice } from "./dom.js";
import { choices, forgetInterview, keepChoices, recent } from "./memory.js";
import { counted, STAGES, stageName, titled } from "./words.js";

/**
 * Show the choices. @param {Element} root @param {any} options OptionsView of the API
 */
export function showSetup(root, options) {
  const kept = choices();
  const stages = options.stages.filter((/** @type {any} */ item) => item.questions > 0);
  if (stages.length === 0) {
    root.replaceChildren(notice("There are no questions in this corpus. Add some to corpus/questions, or ask the corpus instead."));
    return;
  }
  const chosen = {
    stage: stages.some((/** @type {any} */ item) => item.stage === kept?.stage) ? kept.stage : stages[0].stage,
    topics: new Set(kept?.topics ?? []),
    questions: Math.min(Math.max(kept?.questions ?? 4, 1), 12),
  };
  const form = h("form", { class: "setup" });
  const side = h("div", { class: "setup-side" });
  const update = () => side.replaceChildren(...sideParts(stages, chosen, update));
  form.append(stagePicker(stages, chosen, update), side);
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    start(chosen, form);
  });
  update();
  root.replaceChildren(intro(), goOn(), form);
  document.title = "Interview coach";
}

function intro() {
  return h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Practise the interview before it counts."),
    h("p", {}, "Answer in your own words. Each answer is marked point by point, quoting what you said, and every point you missed comes with the passage that teaches it."));
}

/** The latest interview that has not ended. */
function goOn() {
  const open = recent().find((item) => !item.ended);
  if (open === undefined) return "";
  const row = h("aside", { class: "go-on", "aria-label": "Interview under way" },
    h("p", {}, h("span", { class: "go-on-stage" }, stageName(open.stage)), h("span", { class: "faint" }, ` question ${open.position} of ${open.of}, ${ago(open.at)}`)),
    h("a", { class: "button", href: `#/interview/${open.id}` }, "Go on"),
    h("button", { type: "button", class: "close", "aria-label": "Forget this interview",
      onclick: () => { forgetInterview(open.id); row.replaceWith(goOn()); } }, "✕"));
  return row;
}

/** @param {any[]} stages @param {any} chosen @param {() => void} update */
function stagePicker(stages, chosen, update) {
  const rows = stages.map((item) => {
    const [name, length, judged] = STAGES[item.stage] ?? [titled(item.stage), "", ""];
    const radio = h("input", { type: "radio", name: "stage", value: item.stage, checked: item.stage === chosen.stage,
      onchange: () => { chosen.stage = item.stage; update(); } });
    return h("label", { class: "stage-row" }, radio, h("span", { class: "stage-name" }, name),
      h("span", { class: "stage-length" }, length), h("span", { class: "stage-judged" }, judged));
  });
  return h("fieldset", { class: "stages" }, h("legend", {}, "Which round?"), rows);
}

/** @param {any[]} stages @param {any} chosen @param {() => void} update */
function sideParts(stages, chosen, update) {
  const stage = stages.find((item) => item.stage === chosen.stage);
  const topics = Object.entries(stage.topics);
  for (const topic of chosen.topics) if (stage.topics[topic] === undefined) chosen.topics.delete(topic);
  const have = chosen.topics.size ? [...chosen.topics].reduce((sum, topic) => sum + stage.topics[topic], 0) : stage.questions;
  const howMany = Math.min(chosen.questions, have);
  return [
    topics.length > 1 ? topicPicker(topics, chosen, update) : "",
    numberPicker(chosen, have, update),
    h("button", { type: "submit", class: "primary large" }, "Start the interview"),
    h("p", { class: "faint start-line" }, `${counted(howMany, "question")} of ${have}, each with a follow-up where something is missing.`),
  ];
}

/** @param {[string, any][]} topics @param {any} chosen @param {() => void} update */
function topicPicker(topics, chosen, update) {
  const chips = topics.map(([topic, count]) => {
    const box = h("input", { type: "checkbox", value: topic, checked: chosen.topics.has(topic), onchange: () => {
      if (!chosen.topics.delete(topic)) chosen.topics.add(topic);
      keepFocus(`.chip input[value="${topic}"]`, update);
    } });
    return h("label", { class: "chip" }, box, h("span", {}, titled(topic)), h("span", { class: "chip-count", "aria-label": counted(count, "question") }, count));
  });
  return h("fieldset", { class: "topics" }, h("legend", {}, "On what? ", h("span", { class: "faint" }, chosen.topics.size ? "" : "all topics")),
    h("div", { class: "chips" }, chips));
}

/** @param {any} chosen @param {number} have @param {() => void} update */
function numberPicker(chosen, have, update) {
  const most = Math.min(12, have);
  const set = (/** @type {number} */ number, /** @type {string} */ focus) => {
    chosen.questions = Math.min(Math.max(number, 1), most);
    keepFocus(focus, update);
  };
  const value = Math.min(chosen.questions, most);
  const input = h("input", { id: "questions", type: "number", min: 1, max: most, value, inputmode: "numeric",
    onchange: (/** @type {any} */ event) => set(Math.round(Number(event.target.value)) || 1, "#questions") });
  return h("div", { class: "number" }, h("label", { for: "questions" }, "How many questions?"), h("div", { class: "stepper" },
    h("button", { type: "button", class: "step-less", "aria-label": "One fewer", disabled: value <= 1, onclick: () => set(value - 1, ".step-less") }, "−"),
    input,
    h("button", { type: "button", class: "step-more", "aria-label": "One more", disabled: value >= most, onclick: () => set(value + 1, ".step-more") }, "+")));
}

/** Draw anew and give the focus back. @param {string} selector @param {() => void} update */
function keepFocus(selector, update) {
  update();
  const again = document.querySelector(selector);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/** @param {any} chosen @param {Element} form */
async function start(chosen, form) {
  const request = { stage: chosen.stage, topics: [...chosen.topics], questions: chosen.questions };
  keepChoices(request);
  const button = form.querySelector("button[type=submit]");
  button?.setAttribute("disabled", "");
  form.querySelector(".notice")?.remove();
  try {
    const view = await post("/api/interviews", request);
    location.hash = `#/interview/${view.id}`;
  } catch (error) {
    button?.removeAttribute("disabled");
    button?.after(notice(error instanceof Error ? error.message : String(error)));
  }
}

/** @param {number} at milliseconds UTC */
function ago(at) {
  const minutes = Math.round((Date.now() - at) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${counted(minutes, "minute")} ago`;
  const hours = Math.round(minutes / 60);
  return hours < 24 ? `${counted(hours, "hour")} ago` : `${counted(Math.round(hours / 24), "day")} ago`;
}
