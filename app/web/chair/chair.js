/**
 * The interviewer's chair: what whoever has its link sees of an interview and does there. Decides that the token of the
 * link does not stay in the address, that the page keeps in step by asking every few seconds, and what ends that.
 */

import { FollowUp } from "./follow-up.js";
import { seated } from "./seat.js";
import { TurnCard } from "./turn-card.js";
import { countsOfBoth } from "../parts/compared.js";
import { ApiError, get, sentenceOf } from "../platform/api-client.js";
import { announce, h, notice } from "../platform/dom.js";
import { storeSeat } from "../platform/storage.js";
import { formatClock } from "../text/format.js";
import { stageName } from "../text/names.js";
import { untilSignedIn } from "../views/login.js";

/** @typedef {import("../platform/api-client.js").Bodies["ChairView"]} Chair */

const EVERY_MS = 3000;

/** @param {Element} root */
export async function showChair(root) {
  document.title = "Interviewer’s chair · Interview coach";
  document.body.classList.add("seated");
  addEventListener("hashchange", () => location.reload());
  const token = /^#\/chair\/([\w-]+)$/.exec(location.hash)?.[1];
  if (token !== undefined) {
    storeSeat(token);
    history.replaceState(null, "", "/#/chair");
  }
  try {
    new ChairPage(root, await look(root));
  } catch (error) {
    root.replaceChildren(h("section", { class: "loading" }, h("h1", { tabindex: "-1" }, "The interviewer’s chair"), notice(sentenceOf(error))));
  }
}

/** The interview from the chair; where guests are not let in, once somebody is signed in. @param {Element} root @returns {Promise<Chair>} */
async function look(root) {
  try {
    return await get("/api/chair", {}, seated());
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    await untilSignedIn(root);
    return get("/api/chair", {}, seated());
  }
}

class ChairPage {
  /** @param {Element} root @param {Chair} view */
  constructor(root, view) {
    this.view = view;
    /** @type {Map<number, TurnCard>} */
    this.cards = new Map();
    this.clock = h("p", { class: "clock", role: "timer", "aria-live": "off" });
    this.state = h("p", { class: "faint chair-state" });
    this.trouble = h("div", {});
    this.now = h("div", { class: "chair-now" });
    this.turns = h("div", { class: "chair-turns" });
    this.answers = h("section", { "aria-labelledby": "chair-answers" }, h("h2", { id: "chair-answers" }, "Answers, the latest first"), this.turns);
    this.followUp = new FollowUp((/** @type {Chair} */ next) => this.show(next));
    const title = h("h1", { tabindex: "-1" }, "The interviewer’s chair", h("span", { class: "faint" }, ` · ${[stageName(view.stage), view.level ?? "", view.mode === "exam" ? "exam" : ""].filter(Boolean).join(" · ")}`));
    root.replaceChildren(h("section", { class: "interview chair" },
      h("header", { class: "interview-head" }, title, this.clock), this.state, this.trouble, this.now, this.followUp.place, this.answers));
    this.show(view);
    setInterval(() => this.tick(), 1000);
    this.timer = setTimeout(() => this.poll(), EVERY_MS);
  }

  async poll() {
    try {
      if (!document.hidden) this.show(await get("/api/chair", {}, seated()));
      this.trouble.replaceChildren();
    } catch (error) {
      const isOver = error instanceof ApiError && !error.retryable;
      this.trouble.replaceChildren(notice(sentenceOf(error)));
      if (isOver) return;
    }
    this.timer = setTimeout(() => this.poll(), EVERY_MS);
  }

  /** @param {Chair} view */
  show(view) {
    const before = this.view.now?.asked.turn;
    this.view = view;
    if (before !== undefined && view.now?.asked.turn !== before) announce(view.ended ? "The interview has ended." : "The candidate has answered.");
    for (const turn of [...view.turns, ...(view.now === null ? [] : [view.now])]) this.cardOf(turn.asked.turn).update(turn, view);
    const now = view.now === null ? [] : [this.cardOf(view.now.asked.turn).element];
    placed(this.now, now);
    placed(this.turns, view.turns.map((turn) => this.cardOf(turn.asked.turn).element).reverse());
    this.answers.hidden = view.turns.length === 0;
    this.followUp.update(view);
    this.state.textContent = [view.ended ? "The interview has ended." : view.paused ? "The interview is paused." : "",
      view.turns.some((turn) => turn.settled) ? countsOfBoth(view.agree, view.differ) : "The coach’s verdicts on an answer are shown once you have handed in your marks."].filter(Boolean).join(" ");
    this.tick();
  }

  /** @param {number} number */
  cardOf(number) {
    const card = this.cards.get(number) ?? new TurnCard(number, (next) => this.show(next));
    this.cards.set(number, card);
    return card;
  }

  /** The coach's time, as it goes on here. */
  tick() {
    const { now, clock, started_utc: started } = this.view;
    if (now === null || now.asked_utc === null) {
      this.clock.textContent = "";
      return;
    }
    const spent = Date.now() - Date.parse(now.asked_utc);
    const most = clock ? clock.seconds * 1000 : now.asked.minutes * 60_000;
    this.clock.textContent = `${formatClock(spent)} of ${formatClock(most)} · round ${formatClock(Date.now() - Date.parse(started))}`;
    this.clock.classList.toggle("over", spent > most);
  }
}

/** Put elements into a place, and move none that stands there already: it may hold the focus. @param {Element} place @param {Element[]} wanted */
function placed(place, wanted) {
  if (place.children.length === wanted.length && wanted.every((one, at) => place.children[at] === one)) return;
  place.replaceChildren(...wanted);
}
