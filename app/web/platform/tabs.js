/** What was done in one tab of this browser, told to its others. Decides that only what has changed is told; each reads it from the coach. */

/** @typedef {{interview?: string, library?: boolean}} Changed the id of an interview, or that the library has changed */

const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("coach") : null;

/** @param {Changed} changed */
export function tellTabs(changed) {
  channel?.postMessage(changed);
}

/** Listen to the other tabs; returns what ends it. @param {(changed: Changed) => void} listen */
export function onOtherTabs(listen) {
  const heard = (/** @type {MessageEvent<Changed>} */ { data }) => listen(data);
  channel?.addEventListener("message", heard);
  return () => channel?.removeEventListener("message", heard);
}
