/** What cannot be shown. Decides that all such views look alike: a title, what is missing, and one way on. */

import { ApiError, sentenceOf } from "../platform/api-client.js";
import { h, notice } from "../platform/dom.js";

/** @typedef {{missing: string, action: string, address: string, again: () => void}} Ways what is said, and where it leads, where there is none; what tries again otherwise */

/** A view of something that is not there, or that could not be read. @param {string} title @param {unknown} error @param {Ways} ways */
export function notThere(title, error, ways) {
  return h("section", { class: "not-there" }, h("h1", { tabindex: "-1" }, title), whyNot(error, ways));
}

/** The same without its title. @param {unknown} error @param {Ways} ways */
export function whyNot(error, { missing, action, address, again }) {
  const isGone = error instanceof ApiError && error.status === 404;
  const onward = isGone ? { action, onaction: () => { location.hash = address; } } : { action: "Try again", onaction: again };
  return notice(isGone ? missing : sentenceOf(error), onward);
}

/** Why a list is not shown: in the reader's words, where the coach itself failed. @param {string} what @param {unknown} error @param {() => void} again */
export function notLoaded(what, error, again) {
  return notice(error instanceof ApiError ? `${what} could not be loaded.` : sentenceOf(error), { action: "Try again", onaction: again });
}
