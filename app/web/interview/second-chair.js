/**
 * Somebody beside the coach, as the candidate sees them: the link that lets them in, their question that waits, and what
 * they have heard. Decides how often the page asks for news of them, and that news never disturb what is being typed.
 */

import { get, post, remove, sentenceOf } from "../platform/api-client.js";
import { announce, h, notice } from "../platform/dom.js";

/** @typedef {import("../platform/api-client.js").Bodies} Bodies */
/** @typedef {{interview: Bodies["InterviewView"], refresh: () => Promise<void>, showTaken: (interview: Bodies["InterviewView"]) => void}} Page */

const EVERY_MS = 3000;
/** Names under which a machine finds nobody but itself. */
const THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"];

export class SecondChair {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.path = { interview_id: page.interview.id };
    this.stamp = "";
    /** @type {string | undefined} the link, as long as this page is open */
    this.link = undefined;
    /** @type {string | undefined} the state of the link that is shown */
    this.shown = undefined;
    /** @type {string | null} until when the link is valid */
    this.expires = null;
    /** Whether somebody has come by a link. */
    this.isTaken = false;
    /** The words of the question that waits. */
    this.words = "";
    this.body = h("div", { class: "second-chair-body" });
    this.summary = h("summary", {}, "Invite an interviewer");
    this.place = h("details", { class: "second-chair no-print" }, this.summary, this.body);
    /** The question that waits, beside what is asked. */
    this.waiting = h("div", { class: "chair-waiting" });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.isLeft = this.isOffered = false;
    this.look();
  }

  leave() {
    this.isLeft = true;
    clearTimeout(this.timer);
  }

  /** The interview has ended: nobody is invited to it any more, and its score is read first. */
  end() {
    this.place.open = false;
    this.showLink();
  }

  /** Ask for news, and again as long as there is a link or somebody has come by one. */
  async look() {
    clearTimeout(this.timer);
    const isUnseen = document.hidden && this.isOffered;
    const link = isUnseen ? null : await get("/api/interviews/{interview_id}/chair", { path: this.path }).catch(() => null);
    if (this.isLeft) return;
    if (link !== null) await this.show(link);
    if (this.isOffered && !this.isLeft) this.timer = setTimeout(() => this.look(), EVERY_MS);
  }

  /** @param {Bodies["LinkView"]} link */
  async show({ expires_utc: expires, chair }) {
    this.isOffered = expires !== null;
    this.expires = expires;
    this.isTaken = chair.taken_utc !== null;
    this.showLink();
    this.showWaiting(chair.waiting);
    const isNews = this.stamp !== "" && this.stamp !== chair.stamp;
    this.stamp = chair.stamp;
    if (isNews) await this.page.refresh().catch(() => undefined);
  }

  showLink() {
    const { expires, isTaken } = this;
    const state = `${expires} ${isTaken} ${this.page.interview.ended}`;
    if (this.shown === state) return;
    this.shown = state;
    this.place.classList.toggle("invited", isTaken || expires !== null);
    const { ended } = this.page.interview;
    this.summary.textContent = isTaken ? `An interviewer ${ended ? "sat" : "sits"} beside the coach` : expires === null ? "Invite an interviewer" : `An interviewer ${ended ? "was" : "is"} invited`;
    if (expires === null) {
      this.body.replaceChildren(h("p", {}, "Somebody can take the interviewer’s chair by a link: they see the question with its key points and your answers, mark what they hear and may ask you something. The coach keeps the time and grades beside them; their marks move no points."),
        h("p", { class: "row" }, h("button", { type: "button", onclick: () => this.offer() }, isTaken ? "Make another link" : "Make a link")));
      return;
    }
    const until = new Date(expires).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
    const revoke = h("button", { type: "button", class: "plain strong flush", onclick: () => this.revoke() }, "Cancel the link");
    const link = this.link === undefined ? h("p", { class: "faint" }, "The link was shown when it was made. Another link cancels it.") : linkField(this.link);
    const isLocal = this.link !== undefined && THIS_MACHINE.includes(location.hostname);
    this.body.replaceChildren(link, isLocal ? h("p", {}, `Only this machine can open this link, since it begins with ${location.hostname}.`) : "", h("p", { class: "faint" }, `It leads to this interview alone and is valid until ${until}.`),
      h("p", { class: "row" }, revoke, this.link === undefined ? h("button", { type: "button", class: "plain", onclick: () => this.offer() }, "Make another link") : null));
  }

  async offer() {
    await this.tried(async () => {
      const { token } = await post("/api/interviews/{interview_id}/chair", { path: this.path, body: { hours: 24 } });
      this.link = `${location.origin}/#/chair/${token}`;
      announce("The link to the interviewer’s chair is made.");
    });
  }

  async revoke() {
    await this.tried(async () => {
      await remove("/api/interviews/{interview_id}/chair", { path: this.path });
      this.link = undefined;
      announce("The link is cancelled.");
    });
  }

  /** @param {() => Promise<void>} act */
  async tried(act) {
    try {
      await act();
      this.shown = undefined;
      await this.look();
    } catch (error) {
      this.body.append(notice(sentenceOf(error)));
    }
  }

  /** @param {string} words of the question that comes next; empty where none does */
  showWaiting(words) {
    if (this.words === words) return;
    this.words = words;
    if (words === "") {
      this.waiting.replaceChildren();
      return;
    }
    this.waiting.replaceChildren(notice(`The interviewer asks next: “${words}”`, { kind: "notice", action: "Answer it now", onaction: () => this.take() }));
    announce(`The interviewer asks next: ${words}`);
  }

  /** Take the question that waits; what was typed for the one before waits with it. */
  async take() {
    try {
      this.page.showTaken(await post("/api/interviews/{interview_id}/chair/question", { path: this.path }));
      this.showWaiting("");
    } catch (error) {
      this.waiting.append(notice(sentenceOf(error)));
    }
  }
}

/** The link, to be copied. @param {string} link */
function linkField(link) {
  const box = h("input", { id: "chair-link", type: "text", readonly: true, value: link, onfocus: () => box.select() });
  const copy = h("button", { type: "button", onclick: async () => {
    box.select();
    await navigator.clipboard?.writeText(link).then(() => announce("The link is copied."), () => undefined);
  } }, "Copy");
  return h("div", {}, h("label", { class: "label", for: "chair-link" }, "Send this to whoever interviews you. Copy it now: it is gone when you leave this page."), h("div", { class: "row" }, box, copy));
}
