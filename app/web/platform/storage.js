/**
 * What the browser stores: drafts, the key of an answer that is being sent, the last choices, whether one speaks, and
 * for as long as a tab is open the link to an interviewer's chair.
 * Decides that a reload loses nothing that was typed; where storage is switched off, the page works without it.
 */

const PREFIX = "coach.";

/** @typedef {{turn: number, asked: string, text: string}} Draft what was typed, and what for */
/** @typedef {Pick<import("./api-client.js").Bodies["StartRequest"], "stage" | "questions" | "level">} Choices for an interview; topics are chosen anew each time */

/**
 * What is stored under a name, which only this page writes.
 * @template T
 * @param {string} name @param {T} otherwise where there is nothing
 * @returns {T}
 */
function read(name, otherwise) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** @param {string} name @param {unknown} value null to forget it */
function write(name, value) {
  writeTo(() => localStorage, name, value);
}

/** @param {() => Storage} storage which may be switched off @param {string} name @param {unknown} value null to forget it */
function writeTo(storage, name, value) {
  try {
    if (value === null) storage().removeItem(PREFIX + name);
    else storage().setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage is full or switched off: the page goes on without.
  }
}

/** What was typed for a question and not yet graded, also before another one was taken up. @param {string} id @param {{turn: number, text: string}} ask @returns {string} */
export function answerDraft(id, ask) {
  const draft = storedDraft(id);
  if (draft !== null && draft.turn === ask.turn && draft.asked === ask.text) return draft.text;
  const shelved = read(`shelved.${id}`, /** @type {Draft | null} */ (null));
  return shelved !== null && shelved.asked === ask.text ? shelved.text : "";
}

/**
 * The draft of an interview, whatever turn it was typed for, or null: what was typed in this tab, else in another one.
 * Two tabs that answer the same question would lose the words of one of them otherwise.
 * @param {string} id @returns {Draft | null}
 */
export function storedDraft(id) {
  return draftHere(id) ?? read(`draft.${id}`, /** @type {Draft | null} */ (null));
}

/** @param {string} id @returns {Draft | null} */
function draftHere(id) {
  try {
    return JSON.parse(sessionStorage.getItem(`${PREFIX}draft.${id}`) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} id @param {{turn: number, text: string}} ask @param {string} text */
export function storeDraft(id, ask, text) {
  write(`draft.${id}`, text === "" ? null : { turn: ask.turn, asked: ask.text, text });
  storeDraftHere(id, ask, text);
}

/** The same for this tab alone. @param {string} id @param {{turn: number, text: string}} ask @param {string} text */
export function storeDraftHere(id, ask, text) {
  writeTo(() => sessionStorage, `draft.${id}`, text === "" ? null : { turn: ask.turn, asked: ask.text, text });
}

/** Lay aside what was typed for a question, while another one is answered once more. @param {string} id @param {{turn: number, text: string}} ask @param {string} text */
export function shelveDraft(id, ask, text) {
  write(`shelved.${id}`, text === "" ? null : { turn: ask.turn, asked: ask.text, text });
}

/**
 * The idempotency key of an answer: the same for the same words to the same turn, so that a repetition
 * after a broken connection, even after a reload, gets the turn that was stored.
 * @param {string} id @param {number} turn @param {string} text
 * @returns {string}
 */
export function idempotencyKey(id, turn, text) {
  const stored = read(`key.${id}`, /** @type {{turn: number, text: string, key: string} | null} */ (null));
  if (stored !== null && stored.turn === turn && stored.text === text) return stored.key;
  const key = newKey();
  write(`key.${id}`, { turn, text, key });
  return key;
}

/** A key that no other request has. (crypto.randomUUID is not there over plain HTTP.) */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Forget draft and key of an answer that is stored; not what another tab types for another question. @param {string} id */
export function forgetAnswer(id) {
  const [here, everywhere] = [draftHere(id), read(`draft.${id}`, /** @type {Draft | null} */ (null))];
  if (here === null || here.turn === everywhere?.turn) write(`draft.${id}`, null);
  const shelved = read(`shelved.${id}`, /** @type {Draft | null} */ (null));
  if (shelved !== null && shelved.asked === (here ?? everywhere)?.asked) write(`shelved.${id}`, null);
  writeTo(() => sessionStorage, `draft.${id}`, null);
  write(`key.${id}`, null);
}

/** When a turn was first shown, milliseconds UTC. @param {string} id @param {number} turn @returns {number} */
export function shownAt(id, turn) {
  const stored = read(`shown.${id}`, /** @type {{turn: number, at: number} | null} */ (null));
  if (stored !== null && stored.turn === turn) return stored.at;
  const at = Date.now();
  write(`shown.${id}`, { turn, at });
  return at;
}

/** The token of the link by which an interviewer's chair was taken in this tab. @returns {string} */
export function storedSeat() {
  try {
    return sessionStorage.getItem(`${PREFIX}seat`) ?? "";
  } catch {
    return seatOfPage;
  }
}

let seatOfPage = "";

/** @param {string} token */
export function storeSeat(token) {
  seatOfPage = token;
  try {
    sessionStorage.setItem(`${PREFIX}seat`, token);
  } catch {
    // Storage is switched off: the link holds until the page is left.
  }
}

/** @param {string} id */
export function forgetInterview(id) {
  for (const kind of ["draft", "shelved", "key", "shown"]) write(`${kind}.${id}`, null);
  writeTo(() => sessionStorage, `draft.${id}`, null);
  forgetPrograms(id);
}

/** All that was typed in this browser and not sent, and what goes with it; not the choices. */
export function forgetAllDrafts() {
  const isDraft = (/** @type {string} */ name) => /^coach\.(?:(?:draft|shelved|key|shown|program)\.|ask$)/.test(name);
  for (const storage of [() => localStorage, () => sessionStorage]) {
    try {
      for (const name of Object.keys(storage())) if (isDraft(name)) storage().removeItem(name);
    } catch {
      // Storage is switched off: there is nothing to forget.
    }
  }
}

/** What was written for the coding questions of an interview. @param {string} id */
function forgetPrograms(id) {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(`${PREFIX}program.${id}.`)) localStorage.removeItem(name);
  } catch {
    // Storage is switched off: there is nothing to forget.
  }
}

/** What was last chosen for an interview, or null. @returns {Choices | null} */
export function storedChoices() {
  return read("choices", /** @type {Choices | null} */ (null));
}

/** @param {Choices} choices */
export function storeChoices(choices) {
  write("choices", choices);
}

/** Whether one speaks and listens in this browser, and whether what is spoken is recorded. @returns {{isOn: boolean, records: boolean}} */
export function storedVoice() {
  return read("voice", { isOn: false, records: true });
}

/** @param {{isOn: boolean, records: boolean}} voice */
export function storeVoice(voice) {
  write("voice", voice);
}

/** The question to the corpus that was being typed. @returns {string} */
export function questionDraft() {
  return read("ask", "");
}

/** @param {string} text */
export function storeQuestionDraft(text) {
  write("ask", text === "" ? null : text);
}

/** A program that is being written for a coding task, or for a question of an interview (its id, a dot, the question's), or "". @param {string} task @returns {string} */
export function storedProgram(task) {
  return read(`program.${task}`, "");
}

/** @param {string} task @param {string} text */
export function storeProgram(task, text) {
  write(`program.${task}`, text === "" ? null : text);
}
