/** Decides what stages, topics and places in the corpus are called on the page. */

/** @typedef {{document: string, title: string, headings: string[], start: number, end: number}} Place of a passage; code-point offsets of its document */

/** Each stage: its name and what it is judged on. Source: corpus/guide.md, "The five stages". @type {Record<string, [string, string]>} */
export const STAGES = {
  screening: ["Technical screening", "Breadth without gaps: right definitions, code that you can explain."],
  "project-review": ["Project review", "Depth and honesty: your own decisions, the numbers behind them."],
  "deep-dive": ["Technical deep dive", "Reasoning down one thread, and at the edge of what you know."],
  "system-design": ["System design", "Decisions that follow from requirements, with arithmetic."],
  behavioural: ["Behavioural", "True stories with an “I”, a number and a lesson."],
};

/** @type {Record<string, string>} */
const SPELLINGS = { interview: "Projects", llms: "LLMs", rag: "RAG", mlops: "MLOps", "ml-fundamentals": "ML fundamentals", "generative-ai": "Generative AI" };

/** Topics that no noun is made of, or that mean something else in a sentence. Source: ingest/bank/taxonomy.py. @type {Record<string, string>} */
const IN_A_SENTENCE = { interview: "projects", "generative-ai": "generative AI", behavioural: "behavioural stories" };

/** A topic as it stands in a sentence. @param {string} topic */
export function spelled(topic) {
  return IN_A_SENTENCE[topic] ?? SPELLINGS[topic] ?? topic.replaceAll("-", " ");
}

/** @param {string} stage */
export function stageName(stage) {
  return STAGES[stage]?.[0] ?? titled(stage);
}

/** A topic or skill as people write it. @param {string} name */
export function titled(name) {
  const words = SPELLINGS[name] ?? name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Where a passage stands: title › heading › heading. @param {{title: string, headings: string[]}} citation */
export function placeName(citation) {
  return [citation.title, ...citation.headings.filter((heading) => heading !== citation.title)].join(" › ");
}
