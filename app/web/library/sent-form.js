/** A form that does something when it is sent. Decides that its button is off meanwhile, and that what went wrong stands below it. */

import { sentenceOf } from "../platform/api-client.js";
import { notice } from "../platform/dom.js";

/** @param {HTMLFormElement} form @param {() => Promise<void>} send */
export function whenSent(form, send) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button?.setAttribute("disabled", "");
    form.querySelector(":scope > .notice")?.remove();
    try {
      await send();
    } catch (error) {
      form.append(notice(sentenceOf(error)));
    }
    button?.removeAttribute("disabled");
  });
  return form;
}
