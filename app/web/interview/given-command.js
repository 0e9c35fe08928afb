/**
 * A command on its way. Decides that one that is pressed twice is meant once, that another one waits for it, and that
 * what was typed stays, or waits where another question is taken up.
 */

import { typedIn } from "./in-step.js";
import { turnOf } from "./interview-moves.js";
import { post, sentenceOf } from "../platform/api-client.js";
import { announce, notice, within } from "../platform/dom.js";
import { shelveDraft } from "../platform/storage.js";
import { tellTabs } from "../platform/tabs.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/**
 * @typedef {object} Commanded the page of an interview
 * @property {Bodies["InterviewView"]} interview
 * @property {NonNullable<Bodies["InterviewView"]["ask"]>} ask
 * @property {HTMLElement} root
 * @property {Element} transcript
 * @property {HTMLElement} current
 * @property {boolean} hasNewTurn
 * @property {() => void} render
 * @property {() => void} goToTold
 */

export class GivenCommands {
  /** @param {Commanded} page */
  constructor(page) {
    this.page = page;
    /** The command that was given last, while it is under way, and what it waits for. */
    this.wanted = "";
    this.told = Promise.resolve(true);
  }

  /** Whether it was taken. @param {Bodies["Command"]} command @param {string} [said] @param {number | null} [about] the turn that it is about */
  give(command, said = "", about = null) {
    const wanted = [command, said, about].join(" ");
    // Two at a time would be refused.
    if (wanted === this.wanted) return Promise.resolve(false);
    this.wanted = wanted;
    this.told = this.told.then(() => this.send(command, said, about)).finally(() => { if (this.wanted === wanted) this.wanted = ""; });
    return this.told;
  }

  /** @param {Bodies["Command"]} command @param {string} said @param {number | null} about */
  async send(command, said, about) {
    const { page } = this;
    const { id, ask } = page.interview;
    if (command === "retry") shelveDraft(id, page.ask, typedIn(page.current));
    try {
      const told = await post("/api/interviews/{interview_id}/commands", { path: { interview_id: id }, body: { command, turn: ask?.turn, about, point_id: "", said } });
      page.interview = told.interview;
      tellTabs({ interview: id });
      announce(told.exchange.told);
    } catch (error) {
      within(page.root, ".command-refused")?.remove();
      const refused = notice(sentenceOf(error), { kind: "problem command-refused" });
      (turnOf(page.transcript, about) ?? page.current).append(refused);
      return false;
    }
    page.hasNewTurn = false;
    page.render();
    page.goToTold();
    return true;
  }
}
