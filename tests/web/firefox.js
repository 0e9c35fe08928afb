/**
 * A smoke run of the page in Firefox, by WebDriver BiDi: an interview with an answer and its grade, a question with a
 * citation that opens. Decides nothing: it prints as JSON what it saw, and tests/e2e/test_firefox.py says what is right.
 *
 *     node tests/web/firefox.js ADDRESS WIDTH FIREFOX ANSWER QUESTION WAIT_MS PICTURES
 */

import { argv, stdout } from "node:process";

import puppeteer from "puppeteer-core";

const [address, width, executablePath, answer, question, waitMs, pictures] = argv.slice(2);
const timeout = Number(waitMs);
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true, timeout, protocolTimeout: timeout });
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(timeout);
  await page.setViewport({ width: Number(width), height: 844 });
  const seen = { browser: await browser.version(), errors: [], overflow: {} };
  page.on("console", (message) => { if (["error", "warn"].includes(message.type())) seen.errors.push(message.text()); });
  page.on("pageerror", (error) => seen.errors.push(String(error)));

  /** Note how much wider than its window a view is, and take its picture. */
  const note = async (view) => {
    seen.overflow[view] = await page.evaluate(() => { const { documentElement: root } = globalThis.document; return root.scrollWidth - root.clientWidth; });
    await page.screenshot({ path: `${pictures}/firefox-${view}-${width}.png` });
  };
  const text = (selector) => page.$eval(selector, (one) => one.textContent);
  const press = async (selector) => { await (await page.waitForSelector(selector, { visible: true })).click(); };
  const type = async (selector, words) => {
    await page.waitForSelector(selector, { visible: true });
    await page.focus(selector);
    await page.keyboard.type(words);
  };

  await page.goto(`${address}/#/start`);
  await press('.setup button[type="submit"]');
  await page.waitForSelector("textarea#answer", { visible: true });
  seen.question = await text(".now h2");
  await note("question");
  await type("textarea#answer", answer);
  await press('.composer button[type="submit"]');
  await page.waitForSelector(".turn .grade", { visible: true });
  seen.grade = await text(".turn .grade");
  seen.said = await text(".turn .said-text");
  await note("grade");

  await page.goto(`${address}/#/ask`);
  await type("textarea#question", question);
  await press('.ask-form button[type="submit"]');
  await press(".answer-text .cite");
  await page.waitForSelector("mark.passage:not([hidden])", { visible: true });
  seen.passage = await text("mark.passage:not([hidden])");
  await note("citation");
  stdout.write(JSON.stringify(seen));
} finally {
  await browser.close();
}
