/** The first view: choose a stage and topics and start, or open an interview that was held before. */

import { post } from "../platform/api.js";
import { h, notice } from "../platform/dom.js";
import { choices, keepChoices } from "../platform/memory.js";
import { recentInterviews } from "../parts/recent.js";
import { aboutMinutes, counted, STAGES, titled } from "../text/words.js";

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
    questions: Math.min(Math.max(kept?.questions ?? 4, 1), options.max_questions),
  };
  const form = h("form", { class: "setup" });
  const side = h("div", { class: "setup-side" });
  const line = h("p", { class: "faint start-line" });
  const update = () => {
    const stage = stages.find((/** @type {any} */ item) => item.stage === chosen.stage);
    for (const topic of chosen.topics) if (stage.topics[topic] === undefined) chosen.topics.delete(topic);
    const have = fitting(stage, chosen);
    side.replaceChildren(...sideParts(stage, chosen, Math.min(options.max_questions, have.questions), update));
    line.replaceChildren(...startLine(chosen, have));
  };
  form.append(stagePicker(stages, chosen, update), side, h("div", { class: "setup-start" },
    h("button", { type: "submit", class: "primary large" }, "Start the interview"), line));
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    start(chosen, form);
  });
  update();
  const held = recentInterviews();
  root.replaceChildren(intro(), held.open, form, held.others);
  document.title = "Interview coach";
}

function intro() {
  return h("header", { class: "intro" }, h("h1", { tabindex: "-1" }, "Practise the interview before it counts."),
    h("p", {}, "Answer in your own words. Each answer is marked point by point, quoting what you said, and every point you missed comes with the passage that teaches it."));
}

/** @param {any[]} stages @param {any} chosen @param {() => void} update */
function stagePicker(stages, chosen, update) {
  const rows = stages.map((item) => {
    const [name, judged] = STAGES[item.stage] ?? [titled(item.stage), ""];
    const radio = h("input", { type: "radio", name: "stage", value: item.stage, checked: item.stage === chosen.stage,
      onchange: () => { chosen.stage = item.stage; update(); } });
    return h("label", { class: "stage-row" }, radio, h("span", { class: "stage-name" }, name),
      h("span", { class: "stage-length" }, `${aboutMinutes(item.minutes / item.questions)} min a question`), h("span", { class: "stage-judged" }, judged));
  });
  return h("fieldset", { class: "stages" }, h("legend", {}, "Which round?"), rows);
}

/** How many questions fit the choice, and how many minutes they take together. @param {any} stage @param {any} chosen */
function fitting(stage, chosen) {
  if (chosen.topics.size === 0) return { questions: stage.questions, minutes: stage.minutes };
  const sum = (/** @type {Record<string, number>} */ of) => [...chosen.topics].reduce((total, topic) => total + of[topic], 0);
  return { questions: sum(stage.topics), minutes: sum(stage.topic_minutes) };
}

/** What the button starts. @param {any} chosen @param {{questions: number, minutes: number}} have */
function startLine(chosen, have) {
  const howMany = Math.min(chosen.questions, have.questions);
  const minutes = aboutMinutes((howMany * have.minutes) / have.questions);
  return [`${counted(howMany, "question")} of ${have.questions}, about ${counted(minutes, "minute")}`,
    h("span", { class: "if-wide" }, ", with a short follow-up where something is missing"), "."];
}

/** @param {any} stage @param {any} chosen @param {number} most @param {() => void} update */
function sideParts(stage, chosen, most, update) {
  const topics = Object.entries(stage.topics);
  return [topics.length > 1 ? topicPicker(topics, chosen, update) : "", numberPicker(chosen, most, update)];
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

/** @param {any} chosen @param {number} most @param {() => void} update */
function numberPicker(chosen, most, update) {
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

/** Draw again and restore the focus. @param {string} selector @param {() => void} update */
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
