/**
 * An editor for Python: CodeMirror, in a shadow root. Decides its keys and colours. The root is there for the page's
 * policy: in a document CodeMirror would write its styles into it, which is not allowed, in a shadow root it adopts them.
 * Escape and then Tab leaves the box, as a keyboard must be able to; that is CodeMirror's own.
 */

import {
  bracketMatching, EditorState, EditorView, highlightActiveLine, HighlightStyle, indentOnInput, indentUnit, indentWithTab, keymap, lineNumbers,
  minimalSetup, Prec, pythonLanguage, syntaxHighlighting, tags,
} from "../vendor/codemirror.js";
import { h } from "../platform/dom.js";

const INDENT = "    ";
const KEYS = "Tab indents; Escape, then Tab, leaves the box.";
const RUN_KEYS = "Ctrl + Enter runs, Ctrl + Shift + Enter submits.";

/** On a phone a line that is cut cannot be read, and nothing says that it goes on. */
const NARROW = matchMedia("(max-width: 40rem)");

/** The page's own colours, which follow light and dark by themselves. */
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--met)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--half)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.definition(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.className], fontWeight: "600" },
  { tag: tags.meta, color: "var(--half)" },
  { tag: tags.invalid, color: "var(--wrong)" },
]);

const THEME = {
  "&": { backgroundColor: "var(--sheet)", color: "var(--ink)", font: "0.875rem/1.5 var(--mono)", borderRadius: "10px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: "inherit", minHeight: "var(--code-least)", maxHeight: "34rem", overflow: "auto" },
  ".cm-content": { padding: "0.8rem 0", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sheet)", color: "var(--soft)", border: "none", minWidth: "2.6rem" },
  ".cm-lineNumbers": { flex: "1" },
  ".cm-activeLine": { backgroundColor: "var(--tint)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "var(--highlight)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--accent)" },
};

/**
 * @param {{label: string, text: string, onchange: (text: string) => void, onrun: () => void, onsubmit?: () => void}} options
 * `onrun`: Ctrl + Enter, `onsubmit`: with Shift
 */
export function codeEditor({ label, text, onchange, onrun, onsubmit }) {
  const keys = onsubmit === undefined ? `${KEYS} Ctrl + Enter runs.` : `${KEYS} ${RUN_KEYS}`;
  const frame = h("div", { id: "code", class: "code-frame" });
  const root = frame.attachShadow({ mode: "open" });
  const done = (/** @type {() => void} */ what) => () => { what(); return true; };
  const state = EditorState.create({
    doc: text,
    extensions: [
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: done(onrun), shift: done(onsubmit ?? onrun) }])),
      NARROW.matches ? EditorView.lineWrapping : [], minimalSetup, lineNumbers(), highlightActiveLine(), bracketMatching(), indentOnInput(), indentUnit.of(INDENT), EditorState.tabSize.of(4),
      keymap.of([indentWithTab]), EditorView.domEventHandlers({ beforeinput: replaced }), pythonLanguage, syntaxHighlighting(COLOURS), EditorView.theme(THEME),
      EditorView.contentAttributes.of({ "aria-label": label, "aria-description": keys, tabindex: "0" }),
      EditorView.updateListener.of((update) => { if (update.docChanged) onchange(update.state.doc.toString()); }),
    ],
  });
  root.append(new EditorView({ state, root }).dom);
  return h("div", { class: "code-editor" }, h("span", { class: "label", "aria-hidden": "true" }, label), frame, h("p", { class: "hint keys" }, keys));
}

/**
 * Typing over a selection. The browser would give the new text the selection's look in a style attribute, which the
 * page's policy forbids and reports. @param {InputEvent} event @param {import("@codemirror/view").EditorView} view
 */
function replaced(event, view) {
  const isTyped = event.inputType === "insertText" && event.data !== null && !event.isComposing;
  if (!isTyped || view.state.selection.main.empty) return false;
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  event.preventDefault();
  return true;
}
