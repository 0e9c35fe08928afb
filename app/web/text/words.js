/** Names on the page: stages, topics, points, times. */

/** Each stage: its name and what it is judged on. Source: corpus/guide.md, "The five stages". */
export const STAGES = {
  screening: ["Technical screening", "Breadth without gaps: right definitions, code that you can explain."],
  "project-review": ["Project review", "Depth and honesty: your own decisions, the numbers behind them."],
  "deep-dive": ["Technical deep dive", "Reasoning down one thread, and at the edge of what you know."],
  "system-design": ["System design", "Decisions that follow from requirements, with arithmetic."],
  behavioural: ["Behavioural", "True stories with an “I”, a number and a lesson."],
};

const SPELLINGS = { llms: "LLMs", rag: "RAG", mlops: "MLOps", "ml-fundamentals": "ML fundamentals", "generative-ai": "Generative AI" };

/** @param {string} stage */
export function stageName(stage) {
  return STAGES[stage]?.[0] ?? titled(stage);
}

/** A topic or skill as people write it. @param {string} name */
export function titled(name) {
  const words = SPELLINGS[name] ?? name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Points: 3, 2.5. @param {number} points */
export function formatPoints(points) {
  return String(Math.round(points * 100) / 100);
}

/** @param {number} count @param {string} word */
export function counted(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Minutes, rounded as in an announcement: 6, 25, 115. @param {number} minutes */
export function aboutMinutes(minutes) {
  return minutes < 15 ? Math.max(1, Math.round(minutes)) : 5 * Math.round(minutes / 5);
}

/** A share as a whole percentage. @param {number} share */
export function percent(share) {
  return `${Math.round(share * 100)} %`;
}

/** Milliseconds as 4:07 or 1:02:33. @param {number} ms */
export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Where a passage stands: title › heading › heading. @param {{title: string, headings: string[]}} citation */
export function place(citation) {
  return [citation.title, ...citation.headings.filter((heading) => heading !== citation.title)].join(" › ");
}
