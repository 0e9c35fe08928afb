/**
 * A plain editor for code: monospace, numbered lines, Tab indents. Decides how keys behave: Escape and then Tab leaves the
 * box, as a keyboard must be able to; Enter keeps the indentation.
 */

import { h } from "../platform/dom.js";

const INDENT = "    ";

/**
 * @param {{label: string, text: string, onchange: (text: string) => void, onrun: () => void, onsubmit: () => void}} options
 * `onrun`: Ctrl + Enter, `onsubmit`: with Shift
 */
export function codeEditor({ label, text, onchange, onrun, onsubmit }) {
  const box = h("textarea", { id: "code", class: "code-box", rows: "18", spellcheck: "false", autocapitalize: "off", autocomplete: "off",
    wrap: "off", "aria-describedby": "code-keys" });
  const numbers = h("pre", { class: "code-numbers", "aria-hidden": "true" });
  let leaves = false;
  const update = () => { numbers.textContent = box.value.split("\n").map((_, i) => i + 1).join("\n"); };
  const changed = () => { update(); onchange(box.value); };
  box.value = text;
  box.addEventListener("input", changed);
  box.addEventListener("scroll", () => { numbers.scrollTop = box.scrollTop; });
  box.addEventListener("blur", () => { leaves = false; });
  box.addEventListener("keydown", (event) => {
    const isRun = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (event.key === "Escape") leaves = true;
    else if (event.key === "Tab" && !leaves) edit(event, () => (event.shiftKey ? outdent(box) : indent(box)));
    else if (isRun) edit(event, event.shiftKey ? onsubmit : onrun);
    else if (event.key === "Enter" && !event.isComposing) edit(event, () => breakLine(box));
    else if (event.key !== "Tab" && event.key !== "Shift") leaves = false;
  });
  update();
  return h("div", { class: "code-editor" }, h("label", { for: "code", class: "label" }, label),
    h("div", { class: "code-frame" }, numbers, box),
    h("p", { id: "code-keys", class: "hint" }, "Tab indents; Escape, then Tab, leaves the box. Ctrl + Enter runs, Ctrl + Shift + Enter submits."));
}

/** Do something instead of what the key does by itself. @param {KeyboardEvent} event @param {() => void} what */
function edit(event, what) {
  event.preventDefault();
  what();
}

/** Put text in place of the selection, as typing would. @param {HTMLTextAreaElement} box @param {string} text @param {number} start @param {number} end */
function put(box, text, start, end) {
  box.setRangeText(text, start, end, "end");
  box.dispatchEvent(new Event("input"));
}

/** @param {HTMLTextAreaElement} box */
function indent(box) {
  const { selectionStart: start, selectionEnd: end, value } = box;
  if (!value.slice(start, end).includes("\n")) return put(box, INDENT, start, end);
  return onLines(box, (line) => (line === "" ? line : INDENT + line));
}

/** @param {HTMLTextAreaElement} box */
function outdent(box) {
  onLines(box, (line) => line.replace(/^ {1,4}/, ""));
}

/** Change the lines of the selection, and select them. @param {HTMLTextAreaElement} box @param {(line: string) => string} change */
function onLines(box, change) {
  const first = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
  const text = box.value.slice(first, box.selectionEnd).split("\n").map(change).join("\n");
  put(box, text, first, box.selectionEnd);
  box.setSelectionRange(first, first + text.length);
}

/** A new line with the indentation of this one, deeper after a colon. @param {HTMLTextAreaElement} box */
function breakLine(box) {
  const { selectionStart: start, selectionEnd: end, value } = box;
  const line = value.slice(value.lastIndexOf("\n", start - 1) + 1, start);
  const depth = /^ */.exec(line)?.[0] ?? "";
  put(box, `\n${depth}${line.trimEnd().endsWith(":") ? INDENT : ""}`, start, end);
}
