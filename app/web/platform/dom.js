/**
 * Builds the DOM. Decides that text is always a text node: nothing that a candidate, a document or a
 * model wrote can become markup.
 */

/**
 * An element with its attributes, listeners (`onclick`: function) and children; null children are left out.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...any} children
 * @returns {any}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

/** @param {Element} parent @param {any[]} children */
function add(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child);
  }
}

/** The one element that a selector names. @param {string} selector @returns {any} */
export function the(selector) {
  const found = document.querySelector(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/** Tell people who hear the page what has changed. @param {string} text */
export function announce(text) {
  the("#announcer").textContent = text;
}

/** Whether the reader asked for less motion. */
function isCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Scroll an element to the top of the view (below the header), without motion where none is wanted.
 * @param {Element} element @param {ScrollLogicalPosition} [block]
 */
export function bringIntoView(element, block = "start") {
  element.scrollIntoView({ block, behavior: isCalm() ? "auto" : "smooth" });
}

/**
 * Set a CSS custom property; the content security policy forbids style attributes, not this.
 * @param {any} element @param {string} name @param {string | number} value
 */
export function setStyle(element, name, value) {
  element.style.setProperty(name, String(value));
  return element;
}

/**
 * A notice with a sentence and perhaps a button. `kind`: problem, notice.
 * @param {string} sentence @param {{kind?: string, action?: string, onaction?: () => void}} [options]
 */
export function notice(sentence, { kind = "problem", action = "", onaction } = {}) {
  const button = action ? h("button", { type: "button", class: "plain", onclick: onaction }, action) : null;
  return h("div", { class: `notice ${kind}`, role: kind === "problem" ? "alert" : null }, h("p", {}, sentence), button);
}
