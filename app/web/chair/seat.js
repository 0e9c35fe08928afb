/** Whose chair this tab has taken: the header that each of its requests carries. */

import { storedSeat } from "../platform/storage.js";

/** The headers of a request from the chair. */
export function seated() {
  return { "Chair-Token": storedSeat() };
}
