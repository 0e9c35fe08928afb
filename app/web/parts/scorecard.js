/** The scorecard: points, the hiring word, every question and skill, and what to study next. */

import { post } from "../platform/api.js";
import { address } from "./citation.js";
import { h, notice, setStyle } from "../platform/dom.js";
import { unbroken } from "../text/formula.js";
import { usageLine } from "./usage.js";
import { counted, formatPoints, place, titled } from "../text/words.js";

const SCALE = ["strong no", "no", "borderline", "yes", "strong yes"];

/**
 * The scorecard of an interview that has ended.
 * @param {any} view InterviewView @param {any} options OptionsView
 */
export function scorecard(view, options) {
  const card = view.scorecard;
  return h("section", { class: "scorecard", "aria-labelledby": "scorecard-title" },
    h("p", { class: "label" }, "Scorecard"),
    card.score === null ? nothingScored(card) : total(card),
    card.questions.length ? questions(card.questions) : null,
    card.skills.length ? skills(card.skills) : null,
    review(card, view.turns),
    again(view, options),
    usageLine(card.usage, "LLM use in this interview"));
}

/** @param {any} card */
function nothingScored(card) {
  const why = card.questions.length === 0 ? "No question was answered, so nothing is scored." : "No answer could be graded, so nothing is scored.";
  return h("div", { class: "scorecard-head" }, h("h2", { id: "scorecard-title", tabindex: "-1" }, "No score"), h("p", {}, why));
}

/** @param {any} card */
function total(card) {
  const gained = card.earned_with_follow_ups - card.earned;
  const counts = [`${card.answered} of ${counted(card.planned, "question")} answered`];
  if (card.skipped) counts.push(`${card.skipped} skipped`);
  if (card.not_graded) counts.push(`${card.not_graded} not graded`);
  return h("div", { class: "scorecard-head" },
    h("h2", { id: "scorecard-title", class: "score", tabindex: "-1" },
      h("span", { class: "earned" }, formatPoints(card.earned)), h("span", { class: "possible" }, ` of ${card.possible} points`)),
    h("ol", { class: "scale", "aria-label": "Hiring scale" }, SCALE.map((word) =>
      h("li", { "aria-current": word === card.hiring.word ? "true" : null, "data-word": word }, word))),
    h("p", { class: "anchor" }, `${card.hiring.anchor.charAt(0).toUpperCase()}${card.hiring.anchor.slice(1)}.`),
    h("p", { class: "faint" }, counts.join(", "),
      gained > 0 ? `; follow-ups brought out ${formatPoints(gained)} more (${formatPoints(card.earned_with_follow_ups)} in all).` : "."));
}

/** @param {any[]} items */
function questions(items) {
  return h("section", { class: "tally" }, h("h3", {}, "Question by question"), h("ol", {}, items.map((item) =>
    h("li", {}, h("p", {}, unbroken(item.text), item.skipped ? h("span", { class: "faint" }, " Skipped.") : null),
      item.not_graded ? h("p", { class: "faint" }, `Not graded: ${item.not_graded}`)
        : share(item.earned, item.possible, item.earned_with_follow_ups)))));
}

/** @param {any[]} items */
function skills(items) {
  return h("section", { class: "tally" }, h("h3", {}, "Skill by skill"), h("ul", {}, items.map((item) =>
    h("li", {}, h("p", {}, titled(item.skill)), share(item.earned, item.possible)))));
}

/** A bar of points; the points that follow-ups added are shown beside them in a lighter shade. @param {number} earned @param {number} possible @param {number} [withFollowUps] */
function share(earned, possible, withFollowUps = earned) {
  const gained = withFollowUps > earned ? ` (${formatPoints(withFollowUps)} with follow-ups)` : "";
  const fill = setStyle(h("span", { class: "fill" }), "--share", possible ? earned / possible : 0);
  const more = setStyle(h("span", { class: "fill more" }), "--share", possible ? (withFollowUps - earned) / possible : 0);
  return h("div", { class: "share" }, h("span", { class: "track", "aria-hidden": "true" }, fill, more),
    h("span", { class: "points" }, `${formatPoints(earned)} of ${possible}${gained}`));
}

/** @param {any} card @param {any[]} turns */
function review({ review: items, score }, turns) {
  if (items.length === 0) return score !== null ? h("section", {}, h("h3", {}, "What to study next"), h("p", {}, "Nothing was missed.")) : null;
  const rows = passages(items).map(({ citation, missed, weight }) => h("li", {},
    h("p", {}, citation === null ? "No passage of the corpus teaches this:" : h("a", { class: "review-link", href: address(citation) }, place(citation)),
      " ", h("span", { class: "points" }, counted(weight, "point"))),
    h("ul", {}, missed.map((item) => h("li", {}, unbroken(item.point))))));
  const missing = turns.some(({ asked }) => asked.kind === "follow-up") ? "Still missing after the follow-ups" : "What was missing";
  return h("section", { class: "review" }, h("h3", {}, "What to study next"),
    h("p", { class: "faint" }, `${missing}, most points first. Each link opens the passage that teaches what stands below it.`), h("ol", {}, rows));
}

/** The missed points, grouped by the passage that teaches them; a group may weigh more than one heavier point. @param {any[]} items */
function passages(items) {
  /** @type {Map<string, {citation: any, missed: any[], weight: number}>} */
  const groups = new Map();
  for (const item of items) {
    const key = item.citation === null ? "" : address(item.citation);
    const group = groups.get(key) ?? { citation: item.citation, missed: [], weight: 0 };
    group.missed.push(item);
    group.weight += item.weight;
    groups.set(key, group);
  }
  return [...groups.values()].sort((one, other) => Number(one.citation === null) - Number(other.citation === null) || other.weight - one.weight);
}

/** @param {any} view @param {any} options */
function again(view, options) {
  const topics = missedTopics(view, options);
  const place = h("div", { class: "again" });
  const label = topics.length ? `Start again on ${listed(topics.map(titled))}` : "Start another like this";
  const chosen = topics.length ? topics : view.topics;
  const start = async () => {
    try {
      const next = await post("/api/interviews", { stage: view.stage, topics: chosen, questions: Math.max(1, view.scorecard.planned) });
      location.hash = `#/interview/${next.id}`;
    } catch (error) {
      place.append(notice(error instanceof Error ? error.message : String(error)));
    }
  };
  place.append(h("button", { type: "button", class: "primary", onclick: start }, label), h("a", { class: "button", href: "#/" }, "Choose anew"));
  return place;
}

/** The topics whose passages teach what was missed, as far as this stage has questions on them. @param {any} view @param {any} options */
function missedTopics(view, options) {
  const stage = options.stages.find((/** @type {any} */ item) => item.stage === view.stage);
  const missed = view.scorecard.review.map((/** @type {any} */ item) => item.citation?.document.split("/")[0]);
  return /** @type {string[]} */ ([...new Set(missed)]).filter((topic) => stage?.topics[topic] !== undefined);
}

/** @param {string[]} names */
function listed(names) {
  return names.length < 2 ? names.join("") : names.length > 3 ? "the missed topics" : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
