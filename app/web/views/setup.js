/**
 * The start of an interview: its round, topics, length and terms. Decides how many questions a choice leaves, that what is
 * chosen stands beside the button, and that round, number and level are proposed again; topics are chosen anew each time.
 * A project review may be about one of the candidate's own projects, which brings its questions and takes no topics.
 */

import { get, post, sentenceOf } from "../platform/api-client.js";
import { h, notice, within } from "../platform/dom.js";
import { storeChoices, storedChoices } from "../platform/storage.js";
import { aboutMinutes, counted } from "../text/format.js";
import { stageName, STAGES, titled } from "../text/names.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {Bodies["StageView"]} Stage */
/**
 * @typedef {{stage: Bodies["Stage"], topics: Set<Bodies["Topic"]>, questions: number, mode: Bodies["Mode"], level: Bodies["Level"] | null, loop: string, project: string}} Chosen
 * no topics: all of them; `loop`: the name of one, whose rounds are held instead of the stage; `project`: the id of one
 */

/** The stage that may be about one project. @type {Bodies["Stage"]} */
const REVIEW = "project-review";

/** Show the choices. @param {Element} root @param {string} practised the topic that the address chooses, or "" @param {Bodies["OptionsView"]} options */
export function showSetup(root, practised, options) {
  const last = storedChoices();
  const stages = options.stages.filter((item) => item.questions > 0);
  if (stages.length === 0) {
    root.replaceChildren(notice("There are no questions in this corpus. Add some to corpus/questions, or ask the corpus instead."));
    return;
  }
  const wanted = /** @type {Bodies["Topic"]} */ (practised);
  // To practise a topic, a round that asks about it.
  const fitting = stages.filter((item) => item.topics[wanted] !== undefined);
  const from = fitting.length ? fitting : stages;
  /** @type {Chosen} */
  const chosen = {
    stage: (from.find((item) => item.stage === last?.stage) ?? from[0]).stage,
    topics: new Set(fitting.length ? [wanted] : []),
    questions: Math.min(Math.max(last?.questions ?? 4, 1), options.max_questions),
    mode: "practice",
    level: options.levels.find((name) => name === last?.level) ?? null,
    loop: "",
    project: "",
  };
  /** @type {Bodies["ProjectView"][]} */
  let projects = [];
  const form = h("form", { class: "setup" });
  const side = h("div", { class: "setup-side" });
  const line = h("p", { class: "start-line" });
  const update = () => {
    const stage = stages.find((item) => item.stage === chosen.stage) ?? stages[0];
    for (const topic of chosen.topics) if (stage.topics[topic] === undefined) chosen.topics.delete(topic);
    const supply = supplyOf(stage, chosen);
    const loop = options.loops.find((one) => one.name === chosen.loop);
    const isReview = loop ? loop.rounds.some((round) => round.stage === REVIEW) : chosen.stage === REVIEW;
    if (!isReview) chosen.project = "";
    if (chosen.project) chosen.topics.clear();
    const terms = termPickers(options, chosen, isReview ? projects : [], update);
    rounds.disabled = loop !== undefined;
    const tell = () => line.replaceChildren(...(loop ? loopLine(loop, chosen) : startLine(chosen, stage, supply)));
    side.replaceChildren(...(loop || chosen.project ? [] : [topicPicker(stage, chosen, update)]),
      h("div", { class: "terms" }, loop ? "" : numberPicker(chosen, Math.min(options.max_questions, supply), tell), terms));
    tell();
  };
  const rounds = stagePicker(stages, chosen, update);
  form.append(rounds, side, h("div", { class: "setup-start" }, line,
    h("button", { type: "submit", class: "primary large" }, "Start the interview")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start(chosen, form);
  });
  update();
  ownProjects().then((found) => {
    projects = found;
    // Drawn anew only where it shows: somebody may be in the other choices.
    if (found.length && (chosen.stage === REVIEW || chosen.loop)) update();
  });
  root.replaceChildren(h("header", { class: "setup-head" }, h("h1", { tabindex: "-1" }, "Start an interview"),
    h("p", { class: "faint" }, "Or write code: ", h("a", { href: "#/code" }, "coding tasks"), ", run against tests.")),
  practised && fitting.length === 0 ? notice(unknownTopic(practised, stages)) : "", form);
  document.title = "Start · Interview coach";
}

/** The candidate's projects; without them an interview can begin all the same. @returns {Promise<Bodies["ProjectView"][]>} */
async function ownProjects() {
  try {
    return (await get("/api/projects", {})).projects;
  } catch {
    return [];
  }
}

/** What is said of a topic in the address that no question is about. @param {string} name @param {Bodies["OptionsView"]["stages"]} stages */
function unknownTopic(name, stages) {
  const known = [...new Set(stages.flatMap((item) => Object.keys(item.topics)))].sort().join(", ");
  return `No question is about “${name}”, so all topics are chosen. The address can name ${known}.`;
}

/** @param {Stage[]} stages @param {Chosen} chosen @param {() => void} update */
function stagePicker(stages, chosen, update) {
  const rows = stages.map((item) => {
    const [name, judged] = STAGES[item.stage] ?? [titled(item.stage), ""];
    const radio = h("input", { type: "radio", name: "stage", value: item.stage, checked: item.stage === chosen.stage,
      onchange: () => { chosen.stage = item.stage; update(); } });
    return h("label", { class: "stage-row" }, radio, h("span", { class: "stage-name" }, name),
      h("span", { class: "stage-length" }, `${span(item.shortest, item.longest)} min a question`), h("span", { class: "stage-judged" }, judged));
  });
  return h("fieldset", { class: "stages" }, h("legend", {}, "Which round?"), rows);
}

/** How many questions fit the choice. @param {Stage} stage @param {Chosen} chosen */
function supplyOf(stage, chosen) {
  return chosen.topics.size === 0 ? stage.questions : [...chosen.topics].reduce((total, topic) => total + stage.topics[topic], 0);
}

/** Minutes from the least to the most: 3, or 2 to 3. @param {number} least @param {number} most */
function span(least, most) {
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** What the button starts. @param {Chosen} chosen @param {Stage} stage @param {number} supply questions that fit */
function startLine(chosen, { shortest, longest }, supply) {
  const howMany = Math.min(chosen.questions, supply);
  // Which questions they are is decided later, so the time that is told holds for any of them.
  const [least, most] = [aboutMinutes(howMany * shortest), aboutMinutes(howMany * longest)];
  const topics = chosen.topics.size ? [...chosen.topics].map(titled).join(", ") : "all topics";
  return [chosenLine([stageName(chosen.stage), topics], chosen),
    h("span", { class: "faint" }, `${counted(howMany, "question")} of ${supply}, ${span(least, most)} ${most === 1 ? "minute" : "minutes"}`,
      h("span", { class: "if-wide" }, `, with a short follow-up where ${chosen.stage === "screening" ? "a point is half there" : "something is missing"}`), ".")];
}

/** What the button starts where a loop is chosen. @param {Bodies["LoopView"]} loop @param {Chosen} chosen */
function loopLine({ about, level, rounds, title }, chosen) {
  const minutes = rounds.reduce((total, round) => total + round.minutes, 0);
  return [chosenLine([title], { ...chosen, level: chosen.level ?? level }), h("span", { class: "faint" }, `${rounds.map((round) => stageName(round.stage)).join(", ")}: ${Math.floor(minutes / 60)} h ${minutes % 60} min. `,
    h("span", { class: "if-wide" }, about))];
}

/** All that is chosen, in a line. @param {string[]} first @param {Chosen} chosen */
function chosenLine(first, { mode, level }) {
  return h("span", { class: "chosen" }, [...first, level === null ? "any level" : `${level} level`, mode].join(" \u00b7 "));
}

/** How it is held: practice or exam, for which level, one round or a loop, about which project. @param {Bodies["OptionsView"]} options @param {Chosen} chosen @param {Bodies["ProjectView"][]} projects @param {() => void} update */
function termPickers(options, chosen, projects, update) {
  const mode = selectOf("mode", "How?", [["practice", "Practice, with help"], ["exam", "Exam, with a clock"]],
    chosen.mode, (value) => { chosen.mode = /** @type {Bodies["Mode"]} */ (value); }, update);
  const level = selectOf("level", "For which level?", [["", "Any: all points count"], ...options.levels.map((name) => /** @type {[string, string]} */ ([name, titled(name)]))],
    chosen.level ?? "", (value) => { chosen.level = value === "" ? null : /** @type {Bodies["Level"]} */ (value); }, update);
  const loop = selectOf("loop", "One round or several?", [["", "One round"], ...options.loops.map((one) => /** @type {[string, string]} */ ([one.name, one.title]))],
    chosen.loop, (value) => { chosen.loop = value; }, update);
  const project = selectOf("project", "About which project?", [["", "I tell of one of my choice"], ...projects.map((one) => /** @type {[string, string]} */ ([one.id, one.name]))],
    chosen.project, (value) => { chosen.project = value; }, update);
  return [mode, level, options.loops.length ? loop : "", projects.length ? project : ""];
}

/** @param {string} id @param {string} label @param {[string, string][]} choices @param {string} value @param {(value: string) => void} set @param {() => void} update */
function selectOf(id, label, choices, value, set, update) {
  const select = h("select", { id, onchange: () => { set(select.value); keepFocus(`#${id}`, update); } },
    choices.map(([name, text]) => h("option", { value: name, selected: name === value }, text)));
  return h("div", { class: "term" }, h("label", { for: id }, label), select);
}

/** @param {Stage} stage @param {Chosen} chosen @param {() => void} update */
function topicPicker(stage, chosen, update) {
  if (Object.keys(stage.topics).length < 2) return "";
  const topics = /** @type {Bodies["Topic"][]} */ (Object.keys(stage.topics).sort((one, other) => titled(one).localeCompare(titled(other))));
  const chips = topics.map((topic) => {
    const count = stage.topics[topic];
    const box = h("input", { type: "checkbox", value: topic, checked: chosen.topics.has(topic), onchange: () => {
      if (!chosen.topics.delete(topic)) chosen.topics.add(topic);
      keepFocus(`.chip input[value="${topic}"]`, update);
    } });
    return h("label", { class: "chip" }, box, h("span", {}, titled(topic)), h("span", { class: "chip-count", "aria-label": counted(count, "question") }, count));
  });
  return h("fieldset", { class: "topics" }, h("legend", {}, "On what? ", h("span", { class: "faint" }, chosen.topics.size ? "" : "all topics")),
    h("div", { class: "chips" }, chips));
}

/** Its parts are not drawn anew: a button that is pressed straight after typing would be gone before it is let go. @param {Chosen} chosen @param {number} maxQuestions @param {() => void} tell what is chosen, in its line */
function numberPicker(chosen, maxQuestions, tell) {
  const set = (/** @type {number} */ number) => {
    chosen.questions = Math.min(Math.max(number, 1), maxQuestions);
    [less.disabled, more.disabled] = [chosen.questions <= 1, chosen.questions >= maxQuestions];
    tell();
  };
  const put = (/** @type {number} */ number) => {
    set(number);
    input.value = String(chosen.questions);
  };
  const input = h("input", { id: "questions", type: "number", min: 1, max: maxQuestions, value: Math.min(chosen.questions, maxQuestions), inputmode: "numeric",
    oninput: () => { if (Number(input.value) >= 1) set(Math.round(Number(input.value))); },
    onchange: () => put(Math.round(Number(input.value)) || 1) });
  const step = (/** @type {HTMLButtonElement} */ button, /** @type {number} */ by) => {
    put(Math.min(chosen.questions, maxQuestions) + by);
    // From a step that goes no further to the number beside it.
    if (button.disabled) input.focus({ preventScroll: true });
  };
  const less = h("button", { type: "button", class: "step-less", "aria-label": "One fewer", disabled: Number(input.value) <= 1, onclick: () => step(less, -1) }, "−");
  const more = h("button", { type: "button", class: "step-more", "aria-label": "One more", disabled: Number(input.value) >= maxQuestions, onclick: () => step(more, 1) }, "+");
  return h("div", { class: "number" }, h("label", { for: "questions" }, "How many questions?"), h("div", { class: "stepper" }, less, input, more));
}

/** Draw again and restore the focus. @param {string} selector @param {() => void} update */
function keepFocus(selector, update) {
  update();
  within(document, selector)?.focus({ preventScroll: true });
}

/** @param {Chosen} chosen @param {Element} form */
async function start(chosen, form) {
  const request = { stage: chosen.stage, topics: [...chosen.topics], questions: chosen.questions };
  storeChoices({ stage: chosen.stage, questions: chosen.questions, level: chosen.level });
  const terms = { mode: chosen.mode, level: chosen.level, loop: chosen.loop, project: chosen.project };
  const button = form.querySelector("button[type=submit]");
  button?.setAttribute("disabled", "");
  form.querySelector(".notice")?.remove();
  try {
    const interview = await post("/api/interviews", { body: { ...request, ...terms } });
    location.hash = `#/interview/${interview.id}`;
  } catch (error) {
    button?.removeAttribute("disabled");
    button?.after(notice(sentenceOf(error)));
  }
}
