/**
 * Turns offsets of the API into indices of a string. The coach counts characters as Python does, in code points; a JavaScript string counts UTF-16
 * units, in which an emoji is two.
 */

/**
 * The UTF-16 indices of code-point offsets, in the order they were given.
 * @param {string} text @param {number[]} offsets
 * @returns {number[]}
 */
export function toIndices(text, offsets) {
  const order = offsets.map((_, at) => at).sort((a, b) => offsets[a] - offsets[b]);
  const indices = new Array(offsets.length);
  let index = 0;
  let counted = 0;
  for (const at of order) {
    while (counted < offsets[at] && index < text.length) {
      index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
      counted += 1;
    }
    indices[at] = index;
  }
  return indices;
}

/** How many characters the coach counts in a text. @param {string} text */
export function countCharacters(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
