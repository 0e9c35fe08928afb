/**
 * What the browser keeps: drafts, the key of an answer that is being sent, recent interviews.
 * Decides that a reload loses nothing that was typed; where storage is switched off, the page works without it.
 */

const PREFIX = "coach.";
const MOST_RECENT = 5;

/** @param {string} name @param {any} otherwise @returns {any} */
function read(name, otherwise) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** @param {string} name @param {any} value */
function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage is full or switched off: the page goes on without.
  }
}

/** What was typed for a turn and not yet graded. @param {string} id @param {number} turn @returns {string} */
export function draft(id, turn) {
  const kept = keptDraft(id);
  return kept !== null && kept.turn === turn ? kept.text : "";
}

/**
 * The draft of an interview with what it was typed for, or null.
 * @param {string} id @returns {{turn: number, asked: string, text: string} | null}
 */
export function keptDraft(id) {
  return read(`draft.${id}`, null);
}

/** @param {string} id @param {{turn: number, text: string}} ask @param {string} text */
export function keepDraft(id, ask, text) {
  write(`draft.${id}`, text === "" ? null : { turn: ask.turn, asked: ask.text, text });
}

/**
 * The idempotency key of an answer: the same for the same words to the same turn, so that a repetition
 * after a broken connection, even after a reload, gets the turn that was stored.
 * @param {string} id @param {number} turn @param {string} text
 * @returns {string}
 */
export function answerKey(id, turn, text) {
  const kept = read(`key.${id}`, null);
  if (kept !== null && kept.turn === turn && kept.text === text) return kept.key;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  write(`key.${id}`, { turn, text, key });
  return key;
}

/** Forget draft and key of an answer that is stored. @param {string} id */
export function forgetAnswer(id) {
  write(`draft.${id}`, null);
  write(`key.${id}`, null);
}

/** When a turn was first shown, milliseconds UTC. @param {string} id @param {number} turn @returns {number} */
export function shownAt(id, turn) {
  const kept = read(`shown.${id}`, null);
  if (kept !== null && kept.turn === turn) return kept.at;
  const at = Date.now();
  write(`shown.${id}`, { turn, at });
  return at;
}

/**
 * Interviews that were under way here, latest first.
 * @returns {{id: string, stage: string, position: number, of: number, ended: boolean, at: number}[]}
 */
export function recent() {
  return read("recent", []);
}

/** @param {{id: string, stage: string, position: number, of: number, ended: boolean}} entry */
export function keepRecent(entry) {
  const others = recent().filter((item) => item.id !== entry.id);
  write("recent", [{ ...entry, at: Date.now() }, ...others].slice(0, MOST_RECENT));
}

/** @param {string} id */
export function forgetInterview(id) {
  write("recent", recent().filter((item) => item.id !== id));
  for (const kind of ["draft", "key", "shown"]) write(`${kind}.${id}`, null);
}

/** What was chosen for an interview, or null. @returns {any} */
export function choices() {
  return read("choices", null);
}

/** @param {{stage: string, topics: string[], questions: number}} chosen */
export function keepChoices(chosen) {
  write("choices", chosen);
}

/** The question to the corpus that was being typed. @returns {string} */
export function askDraft() {
  return read("ask", "");
}

/** @param {string} text */
export function keepAskDraft(text) {
  write("ask", text === "" ? null : text);
}
