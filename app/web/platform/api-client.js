/**
 * Talks to the coach. Decides what is an error of the API (it answered, with a message) and what is a lost connection
 * (no answer, or the stream broke off): only after a lost connection is the same request sent again. A stream that broke
 * is taken up after its last event as long as each connection brings something.
 *
 * Paths and bodies have the types of the API's OpenAPI schema (api-schema.d.ts): what it no longer has is an error of
 * `make web-check`. It says nothing about the events of a stream, so they are named here.
 */

/** @typedef {import("./api-schema.d.ts").paths} Paths */
/** @typedef {import("./api-schema.d.ts").components["schemas"]} Bodies the bodies of the API by their names */

/** @typedef {{[P in keyof Paths]: Paths[P]["get"] extends object ? P : never}[keyof Paths]} GetPath */
/** @typedef {{[P in keyof Paths]: Paths[P]["post"] extends object ? P : never}[keyof Paths]} PostPath */
/** @typedef {{path?: Record<string, string | number>, query?: Record<string, string | number | string[] | null | undefined>, body?: unknown}} Request what fills a path, and what is sent */
/**
 * @template Operation
 * @typedef {(Operation extends {parameters: infer Parameters} ? Pick<Parameters, Extract<keyof Parameters, "path" | "query">> : never)
 *   & (Operation extends {requestBody: {content: {"application/json": infer Body}}} ? {body: Body} : {body?: undefined}) & Request} RequestOf
 */
/**
 * @template Operation
 * @typedef {Operation extends {responses: infer Responses}
 *   ? Responses[keyof Responses] extends {content: {"application/json": infer Body}} ? Body : never : never} BodyOf
 */

/** @typedef {{event: "sources", data: {citations: Bodies["CitationView"][]}} | {event: "token", data: {text: string}}} PieceEvent */
/**
 * The events of each stream. Source: app/api/questions/event_stream.py and app/api/interviews/event_stream.py.
 * @typedef {{
 *   "/api/ask/stream": PieceEvent | {event: "restart", data: {why: string}} | {event: "sentence", data: Bodies["SentenceView"]}
 *     | {event: "done", data: Bodies["AnswerView"]},
 *   "/api/interviews/{interview_id}/answers": PieceEvent | {event: "grade", data: Bodies["GradeView"]}
 *     | {event: "question", data: Bodies["AskView"] | null} | {event: "said", data: Bodies["ExchangeView"]}
     | {event: "done", data: {turn: number, ended: boolean, repeat: boolean, taken?: boolean}},
 * }} StreamEvents
 */
/** @typedef {keyof StreamEvents & PostPath} StreamPath */

/** The API answered with an error body. */
export class ApiError extends Error {
  /** @param {number} status @param {Bodies["ErrorDetail"]} detail */
  constructor(status, detail) {
    super(detail.message);
    this.status = status;
    this.code = detail.code;
    this.retryable = detail.retryable;
  }
}

/** No answer, or one that broke off. */
export class ConnectionLost extends Error {
  constructor() {
    super("The connection to the coach was lost.");
  }
}

/** The reader of the page stopped it. */
export class Stopped extends Error {
  constructor() {
    super("You stopped it.");
  }
}

/** What an error says. @param {unknown} error @returns {string} */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** The same as a sentence. @param {unknown} error */
export function sentenceOf(error) {
  const words = messageOf(error);
  return punctuated(words.charAt(0).toUpperCase() + words.slice(1));
}

/** With a full stop at its end, where no other sign ends it. @param {string} words */
export function punctuated(words) {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

/** @template {GetPath} P @param {P} path @param {RequestOf<Paths[P]["get"]>} request @param {Record<string, string>} [headers] @returns {Promise<BodyOf<Paths[P]["get"]>>} */
export async function get(path, request, headers = {}) {
  return jsonOf(await responseTo(addressOf(path, request), { headers }));
}

/** @template {PostPath} P @param {P} path @param {RequestOf<Paths[P]["post"]>} request @param {Record<string, string>} [headers] @returns {Promise<BodyOf<Paths[P]["post"]>>} */
export async function post(path, request, headers = {}) {
  return jsonOf(await responseTo(addressOf(path, request), postInit(request, headers)));
}

/**
 * Send files, or one recording; the browser writes the content type. It goes by XMLHttpRequest, since fetch tells no progress.
 * @template {PostPath} P @param {P} path @param {Pick<Request, "path">} request @param {FormData | Blob} form
 * @param {{onprogress?: (share: number) => void, signal?: AbortSignal}} [how] `share` of it that is sent, 0 to 1
 * @returns {Promise<BodyOf<Paths[P]["post"]>>}
 */
export function upload(path, request, form, { onprogress, signal } = {}) {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", addressOf(path, request));
    sending.responseType = "json";
    sending.upload.addEventListener("progress", ({ loaded, total }) => onprogress?.(total ? loaded / total : 0));
    sending.addEventListener("load", () => {
      const { response, status } = sending;
      if (status < 200 || status >= 300) reject(new ApiError(status, errorDetail(response, status)));
      else if (response === null) reject(new ConnectionLost());
      else resolve(response);
    });
    sending.addEventListener("error", () => reject(new ConnectionLost()));
    sending.addEventListener("abort", () => reject(new Stopped()));
    signal?.addEventListener("abort", () => sending.abort());
    if (signal?.aborted) return reject(new Stopped());
    sending.send(form);
  });
}

/** Sound that is made for this request. @param {PostPath} path @param {Pick<Request, "path">} request @returns {Promise<Blob>} */
export async function media(path, request) {
  const response = await responseTo(addressOf(path, request), { method: "POST" });
  try {
    return await response.blob();
  } catch {
    throw new ConnectionLost();
  }
}

/** Delete what a path names. @param {keyof Paths} path @param {Pick<Request, "path">} request */
export async function remove(path, request = {}) {
  await responseTo(addressOf(path, request), { method: "DELETE" });
}

/** @typedef {{key: string, lastId: string}} Place what a request is called, and the last event that came of it; empty where none did */

/**
 * The events of a stream, in order, up to and with `done`; those that came for the same place before do not come again.
 * @template {StreamPath} P
 * @param {P} path @param {RequestOf<Paths[P]["post"]>} request @param {Place} place where it stands, which is kept up to date @param {AbortSignal} [signal] stops it
 * @returns {AsyncGenerator<StreamEvents[P]>}
 * @throws {ApiError} before the stream begins, or on an `error` event
 * @throws {ConnectionLost} when it ends before `done`, and cannot be taken up
 * @throws {Stopped} when it was stopped
 */
export async function* stream(path, request, place, signal = undefined) {
  for (;;) {
    const before = place.lastId;
    for await (const event of connected(path, request, place, signal)) {
      yield /** @type {StreamEvents[P]} */ (event);
      if (event.event === "done") return;
    }
    if (signal?.aborted) throw new Stopped();
    if (place.lastId === before) throw new ConnectionLost();
  }
}

/**
 * What one connection brings of a stream.
 * @param {StreamPath} path @param {Request} request @param {Place} place @param {AbortSignal} [signal]
 */
async function* connected(path, request, place, signal) {
  /** @type {Record<string, string>} */
  const known = place.lastId ? { "Last-Event-ID": place.lastId } : {};
  const response = await responseTo(addressOf(path, request), { ...postInit(request, { "Idempotency-Key": place.key, ...known }), signal });
  if (response.body === null) return;
  for await (const event of events(response.body)) {
    if (event.event === "error") throw new ApiError(200, errorDetail(event.data));
    place.lastId = event.id || place.lastId;
    yield event;
  }
}

/** What /readyz says, whatever its status. @returns {Promise<Bodies["ReadyView"]>} */
export async function readiness() {
  try {
    const response = await fetch("/readyz", { cache: "no-store" });
    return await response.json();
  } catch {
    throw new ConnectionLost();
  }
}

/** The address of a path whose names in braces are filled; the id of a document has slashes, which stay. @param {string} path @param {Request} request */
function addressOf(path, { path: values = {}, query }) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => String(values[name]).split("/").map(encodeURIComponent).join("/"));
  const asked = Object.entries(query ?? {}).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, String(one)]));
  return asked.length === 0 ? filled : `${filled}?${new URLSearchParams(asked)}`;
}

/** @param {Request} request @param {Record<string, string>} [headers] @returns {RequestInit} */
function postInit({ body }, headers = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return { method: "POST", body: text, headers: { "Content-Type": "application/json", ...headers } };
}

/** @param {string} address @param {RequestInit} init */
async function responseTo(address, init) {
  let response;
  try {
    response = await fetch(address, { cache: "no-store", ...init });
  } catch {
    throw init.signal?.aborted ? new Stopped() : new ConnectionLost();
  }
  if (response.ok) return response;
  const content = await response.json().catch(() => null);
  throw new ApiError(response.status, errorDetail(content, response.status));
}

/** @param {Response} response */
async function jsonOf(response) {
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    throw new ConnectionLost();
  }
}

/**
 * The detail of an error body; an `error` event is the detail itself, and a proxy's body is neither.
 * @param {{error?: unknown} | null} content @param {number} [status]
 * @returns {Bodies["ErrorDetail"]}
 */
function errorDetail(content, status = 0) {
  const detail = content?.error ?? content;
  if (isDetail(detail)) return detail;
  return { code: "error", message: `The coach answered with an error${status ? ` (${status})` : ""}.`, retryable: true };
}

/** @param {unknown} detail @returns {detail is Bodies["ErrorDetail"]} */
function isDetail(detail) {
  return typeof detail === "object" && detail !== null && "message" in detail && typeof detail.message === "string";
}

/**
 * Server-sent events of a byte stream: blocks of lines that end with an empty one.
 * @param {ReadableStream<Uint8Array>} bytes
 */
async function* events(bytes) {
  const reader = bytes.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
      rest += value ? decoder.decode(value, { stream: true }) : "";
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event !== null) yield event;
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** The name, id and data of an event, or null where it has no data that can be read. @param {string} block */
function parseEvent(block) {
  let [event, id] = ["message", ""];
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("id:")) id = line.slice(3).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  if (data.length === 0) return null;
  try {
    return { event, id, data: JSON.parse(data.join("\n")) };
  } catch {
    return null;
  }
}
