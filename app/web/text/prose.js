/**
 * Prose that was pasted with a break at the end of each line, without those breaks. Decides which breaks those are, by the
 * rules of app/interview/results/prose.py: a break before a word that would have fitted was meant, as is one before a
 * list, code, a quote or an empty line.
 */

const FENCE = /^\s*(?:```|~~~)/;
/** What begins a line that stands for itself: white space, a heading, a quote, a table. */
const APART = /^(?:\s|[#>|]|$)/;
/** What begins an item of a list, which may go on in the next line. Source: ingest/language/sentences.py. */
const BULLET = /^\s*(?:[-*•●○–]|\(?\d{1,2}[.)](?=\s|[A-Za-z])|\(?[a-z][.)](?=\s))\s*/;
/** Lines that an editor breaks are at least and at most so wide. */
const [NARROWEST, WIDEST] = [40, 130];

/** The text with a space for each break in a line of wrapped prose: as many characters, each in its place. @param {string} text */
export function joinedLines(text) {
  const lines = text.split("\n");
  const widths = widthsOf(lines);
  let isCode = false;
  return lines.reduce((told, line, at) => {
    const isFence = FENCE.test(line);
    const isWrapped = !isCode && !isFence && isBrokenByEditor(lines[at - 1] ?? "", line, widths[at]);
    if (isFence) isCode = !isCode;
    return at === 0 ? line : `${told}${isWrapped ? " " : "\n"}${line}`;
  }, "");
}

/** Whether the break between two lines of a paragraph is one that an editor made. @param {string} before @param {string} line @param {number} width of the paragraph */
function isBrokenByEditor(before, line, width) {
  if (APART.test(before) || APART.test(line) || BULLET.test(line) || FENCE.test(before) || width < NARROWEST || width > WIDEST) return false;
  return before.trimEnd().length + 1 + line.split(/\s/, 1)[0].length > width;
}

/** Of each line how wide the widest of its paragraph is. @param {string[]} lines */
function widthsOf(lines) {
  const widths = lines.map((line) => line.trimEnd().length);
  for (let at = 1; at < widths.length; at += 1) if (widths[at] && widths[at - 1]) widths[at] = Math.max(widths[at], widths[at - 1]);
  for (let at = widths.length - 2; at >= 0; at -= 1) if (widths[at] && widths[at + 1]) widths[at] = Math.max(widths[at], widths[at + 1]);
  return widths;
}
