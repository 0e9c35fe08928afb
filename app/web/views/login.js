/**
 * Signs people in: by name and password, by a link that sets one, or at a provider where one is set. Decides that nothing
 * else of the page is shown before, and that the token of a link does not stay in the address.
 */

import { ApiError, get, post, sentenceOf } from "../platform/api-client.js";
import { element, h, notice } from "../platform/dom.js";

/** @typedef {import("../platform/api-client.js").Bodies["MeView"]} Me */

const NOT_KEPT = "You are signed in, but your browser has not kept it. It does so only where the coach is opened by https; ask who runs it.";

/** Why a sign-in at the provider did not work, by the code in the address. @type {Record<string, string>} */
const FAILED = {
  no_account: "The provider knows you, but you have no account here yet. Ask who runs this coach for an invitation.",
  provider_failed: "The provider does not answer as it should. Try again, or ask who runs this coach.",
};
const NOT_DONE = "The sign-in at the provider did not work. Begin again.";

/** Wait until somebody is signed in; where the coach has one user, that is at once. @param {Element} root */
export async function untilSignedIn(root) {
  const token = /^#\/invitation\/([\w-]+)$/.exec(location.hash)?.[1];
  if (token !== undefined) {
    history.replaceState(null, "", "/#/");
    await showInvitation(root, token);
  }
  const failed = /^#\/sign-in\/(\w+)$/.exec(location.hash)?.[1];
  if (failed !== undefined) history.replaceState(null, "", "/#/");
  const me = await whoIsIt();
  if (me === null) await showLogin(root, failed === undefined ? "" : FAILED[failed] ?? NOT_DONE);
  else if (me.signs_in) showSignOut(me);
}

/** Who is signed in, or null. @returns {Promise<Me | null>} */
async function whoIsIt() {
  try {
    return await get("/api/account/me", {});
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** @param {Element} root @param {string} problem what went wrong before, if anything */
async function showLogin(root, problem) {
  document.title = "Sign in · Interview coach";
  const name = field("name", "Name", { type: "text", autocomplete: "username", maxlength: "80", autocapitalize: "none", spellcheck: "false" });
  const password = field("password", "Password", { type: "password", autocomplete: "current-password", maxlength: "200" });
  return shown(root, "Sign in", "Sign in", [name, password], async () => {
    await post("/api/account/login", { body: { name: name.input.value, password: password.input.value } });
  }, ...await atProvider(""), ...(problem ? [notice(problem)] : []));
}

/** The way to the provider, where there is one. @param {string} invitation the token of a link, or nothing @returns {Promise<HTMLElement[]>} */
async function atProvider(invitation) {
  const { provider } = await get("/api/account/ways", {}).catch(() => ({ provider: "" }));
  if (!provider) return [];
  const said = h("div", {});
  const go = async () => {
    try {
      location.assign((await post("/api/account/openid", { body: { invitation } })).address);
    } catch (error) {
      said.replaceChildren(notice(sentenceOf(error)));
    }
  };
  return [h("div", {}, h("button", { type: "button", class: "at-provider", onclick: go }, `Sign in at ${provider}`), said)];
}

/** @param {Element} root @param {string} token */
async function showInvitation(root, token) {
  document.title = "Welcome · Interview coach";
  let invited;
  try {
    invited = await post("/api/account/invitation/look", { body: { token } });
  } catch (error) {
    await new Promise((resolve) => root.replaceChildren(h("section", { class: "loading" }, h("h1", { tabindex: "-1" }, "This link is not good"),
      notice(sentenceOf(error), { action: "Sign in", onaction: () => resolve(undefined) }))));
    return;
  }
  const password = field("password", `Choose a password, ${invited.name}`, { type: "password", autocomplete: "new-password", minlength: "12", maxlength: "200" });
  const again = field("again", "The same once more", { type: "password", autocomplete: "new-password", maxlength: "200" });
  const user = h("input", { type: "text", autocomplete: "username", value: invited.name, hidden: true });
  await shown(root, "Welcome", "Set it and sign in", [password, again], async () => {
    if (password.input.value !== again.input.value) throw new Error("The two passwords are not the same.");
    await post("/api/account/invitation", { body: { token, password: password.input.value } });
  }, user, h("p", { class: "faint" }, "At least twelve characters; a few words make a good one."), ...await atProvider(token));
}

/**
 * A form; it ends with a fresh page once what it sends went well.
 * @param {Element} root @param {string} title @param {string} action
 * @param {{row: HTMLElement, input: HTMLInputElement}[]} fields @param {() => Promise<void>} send
 * @param {...HTMLElement} further
 * @returns {Promise<never>}
 */
function shown(root, title, action, fields, send, ...further) {
  const problem = h("div", {});
  const button = h("button", { type: "submit", class: "primary" }, action);
  const form = h("form", { class: "sign-in" }, fields.map((one) => one.row), further, h("div", {}, button), problem);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await send();
      if (await whoIsIt() === null) throw new Error(NOT_KEPT);
      location.reload();
    } catch (error) {
      problem.replaceChildren(notice(sentenceOf(error)));
      button.disabled = false;
    }
  });
  root.replaceChildren(h("section", { class: "loading" }, h("h1", { tabindex: "-1" }, title), form));
  fields[0].input.focus();
  return new Promise(() => undefined);
}

/** @param {string} name @param {string} label @param {Record<string, string>} attributes */
function field(name, label, attributes) {
  const input = h("input", { id: `account-${name}`, name, required: true, ...attributes });
  return { input, row: h("div", {}, h("label", { class: "label", for: `account-${name}` }, label), input) };
}

/** @param {Me} me */
function showSignOut(me) {
  const button = h("button", { type: "button", class: "plain", onclick: async () => {
    await post("/api/account/logout", {}).catch(() => undefined);
    location.replace("/#/"); location.reload();
  } }, `Sign out ${me.name}`);
  element(".top").append(button);
}
