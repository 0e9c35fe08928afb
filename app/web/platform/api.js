/**
 * Talks to the coach. Decides what is an error of the API (it answered, with a message) and what is a lost connection
 * (no answer, or the stream broke off): only after a lost connection is the same request sent again.
 */

/** The API answered with an error body. */
export class ApiError extends Error {
  /** @param {number} status @param {{code: string, message: string, retryable: boolean}} detail */
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

/** @param {string} path @returns {Promise<any>} */
export async function get(path) {
  return body(await request(path, {}));
}

/** @param {string} path @param {unknown} [payload] @returns {Promise<any>} */
export async function post(path, payload) {
  return body(await request(path, posting(payload)));
}

/**
 * The events of a stream, in order, up to and with `done`.
 * @param {string} path @param {unknown} payload @param {Record<string, string>} [headers]
 * @returns {AsyncGenerator<{event: string, data: any}>}
 * @throws {ApiError} before the stream begins, or on an `error` event
 * @throws {ConnectionLost} when it ends before `done`
 */
export async function* stream(path, payload, headers = {}) {
  const response = await request(path, posting(payload, headers));
  if (response.body === null) throw new ConnectionLost();
  for await (const event of events(response.body)) {
    if (event.event === "error") throw new ApiError(200, errorDetail(event.data));
    yield event;
    if (event.event === "done") return;
  }
  throw new ConnectionLost();
}

/** What /readyz says, whatever its status. @returns {Promise<{ready: boolean, doing: string, notice?: string}>} */
export async function readiness() {
  try {
    const response = await fetch("/readyz", { cache: "no-store" });
    return await response.json();
  } catch {
    throw new ConnectionLost();
  }
}

/** @param {unknown} payload @param {Record<string, string>} [headers] @returns {RequestInit} */
function posting(payload, headers = {}) {
  const text = payload === undefined ? undefined : JSON.stringify(payload);
  return { method: "POST", body: text, headers: { "Content-Type": "application/json", ...headers } };
}

/** @param {string} path @param {RequestInit} init */
async function request(path, init) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...init });
  } catch {
    throw new ConnectionLost();
  }
  if (response.ok) return response;
  const content = await response.json().catch(() => null);
  throw new ApiError(response.status, errorDetail(content, response.status));
}

/** @param {Response} response */
async function body(response) {
  try {
    return await response.json();
  } catch {
    throw new ConnectionLost();
  }
}

/** @param {any} content @param {number} [status] */
function errorDetail(content, status = 0) {
  const detail = content?.error ?? content;
  if (typeof detail?.message === "string") return detail;
  return { code: "error", message: `The coach answered with an error${status ? ` (${status})` : ""}.`, retryable: true };
}

/**
 * Server-sent events of a byte stream: blocks of lines that end with an empty one.
 * @param {ReadableStream<Uint8Array>} bytes
 * @returns {AsyncGenerator<{event: string, data: any}>}
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
        const event = parsed(block);
        if (event !== null) yield event;
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** @param {string} block @returns {{event: string, data: any} | null} */
function parsed(block) {
  let event = "message";
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  if (data.length === 0) return null;
  try {
    return { event, data: JSON.parse(data.join("\n")) };
  } catch {
    return null;
  }
}
