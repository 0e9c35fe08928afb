/**
 * Builds the DOM. Decides that text is always a text node: nothing that a candidate, a document or a
 * model wrote can become markup.
 */

/** @typedef {string | number | boolean | null | undefined | ((event: never) => void)} Attribute false and null leave it out */
/** @typedef {Node | string | number | false | null | undefined | Children} Child false and null are left out */
/** @typedef {object & {[Symbol.iterator](): Iterator<Child>}} Children */

/**
 * An element with its attributes, listeners (`onclick`: function) and children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  appendChildren(made, children);
  return made;
}

/**
 * A part of a drawing, likewise.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  appendChildren(made, children);
  return made;
}

/** @param {Element} parent @param {Children} children */
function appendChildren(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (typeof child === "object" && !(child instanceof Node)) appendChildren(parent, child);
    else parent.append(typeof child === "number" ? String(child) : child);
  }
}

/** The one element of the page that a selector names. @param {string} selector @returns {HTMLElement} */
export function element(selector) {
  const found = within(document, selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/** The first element in `parent` that a selector names, or null. @param {ParentNode} parent @param {string} selector @returns {HTMLElement | null} */
export function within(parent, selector) {
  const found = parent.querySelector(selector);
  return found instanceof HTMLElement ? found : null;
}

/** Tell people who hear the page what has changed. @param {string} text */
export function announce(text) {
  element("#announcer").textContent = text;
}

/** Whether the reader asked for less motion. */
function isCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Scroll an element to the top of the view (below the header), without motion where none is wanted.
 * @param {Element} target @param {ScrollLogicalPosition} [block]
 */
export function bringIntoView(target, block = "start") {
  target.scrollIntoView({ block, behavior: isCalm() ? "auto" : "smooth" });
}

/**
 * Set a CSS property; the content security policy forbids style attributes, not this.
 * @template {HTMLElement} Styled
 * @param {Styled} styled @param {string} name @param {string | number} value
 * @returns {Styled}
 */
export function setStyle(styled, name, value) {
  styled.style.setProperty(name, String(value));
  return styled;
}

/**
 * A notice with a sentence and perhaps a button. `kind`: problem, notice.
 * @param {string} sentence @param {{kind?: string, action?: string, onaction?: () => void}} [options]
 */
export function notice(sentence, { kind = "problem", action = "", onaction } = {}) {
  const button = action ? h("button", { type: "button", class: "plain", onclick: onaction }, action) : null;
  return h("div", { class: `notice ${kind}`, role: kind === "problem" ? "alert" : null }, h("p", {}, sentence), button);
}
