"""What the tests of the page look for in it, such as faint texts and what axe finds; what they answer."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

# How much longer than usual a page may take, on a machine that has other work.
PATIENCE = float(os.environ.get("BROWSER_PATIENCE", "1"))
# How long what is graded or answered may take.
SLOW_MS = 90_000 * PATIENCE
RAG = "rag-explain-problems-and-build"
# Points that are met, one half there, on which a follow-up comes, and a mistake.
TEXT = (
    "RAG retrieves passages and puts them into the prompt, so that the model answers from text it can read. "
    "Documents are split and stored. It has a fixed knowledge cut-off otherwise, and does not know private documents. "
    "To update it, you change a document and index it again; nobody retrains the model. "
    "Each sentence can be cited with its source. "
    "RAG eliminates hallucinations, because the model can only repeat what is in the documents."
)
# Each view by its address, and what stands on it once it is there.
VIEWS = {
    "today": ("/", ".today-card"),
    "start": ("/#/start", ".setup"),
    "tasks": ("/#/code", ".code-tasks"),
    "task": ("/#/code/two-sum", ".code-frame"),
    "ask": ("/#/ask", ".examples"),
    "review": ("/#/review", ".memory .card, .memory .button"),
    "progress": ("/#/progress", ".next-step"),
    "plan": ("/#/plan", ".plan-form"),
    "library": ("/#/library", ".library .shelves:not([aria-busy])"),
    "settings": ("/#/settings", "#import-file"),
    "inside": ("/inside", ".reports, .nothing"),
    "document": ("/#/document/rag/ann-indexes", ".page-document h1"),
}
# Texts whose contrast is below what WCAG 2.2 AA asks for (4.5, large text 3). Source: WCAG 2.2, 1.4.3.
FAINT = """() => {
  const light = (c) => { const s = c / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; };
  const rgb = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return { c: n.slice(0, 3), a: n[3] ?? 1 }; };
  const luminance = (c) => 0.2126 * light(c[0]) + 0.7152 * light(c[1]) + 0.0722 * light(c[2]);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const background = rgb(getComputedStyle(at).backgroundColor);
      if (background.a === 1) return background.c;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = new Set();
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || !node.checkVisibility() || node.closest(":disabled, .unseen, noscript")) continue;
    const style = getComputedStyle(node);
    const [one, two] = [luminance(rgb(style.color).c), luminance(behind(node))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < least) faint.add(`${node.className || node.tagName}: ${ratio.toFixed(2)} ${text.slice(0, 30)}`);
  }
  return [...faint];
}"""
NAMELESS = """() => Array.from(document.querySelectorAll("a, button, input, textarea"))
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.textContent.trim() || one.ariaLabel || one.labels?.length)).map((one) => one.outerHTML)"""

# What moves from now on, and not because a key was pressed or something was clicked just now.
WATCH_SHIFTS = """async () => {
  // What was filled in by a script is no input, and the frame in which its box grows may be still to come.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const from = performance.now();
  window.shifts = [];
  const later = (one) => one.startTime >= from && !one.hadRecentInput;
  const watch = (list) => window.shifts.push(...list.getEntries().filter(later));
  new PerformanceObserver(watch).observe({ type: "layout-shift" });
}"""
# A mark of focus that can be seen, on what has the focus or on the row or frame that stands for it.
FOCUS_SEEN = """() => {
  for (let at = document.activeElement, up = 0; at && up < 3; at = at.parentElement, up += 1) {
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    if (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) return true;
  }
  return false;
}"""
# Observers are told later than what they observe.
SHIFTED = """new Promise((done) => setTimeout(done, 300))
  .then(() => window.shifts.reduce((sum, one) => sum + one.value, 0))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What a keyboard comes to and something else covers whole, as a bar that stays may. Source: WCAG 2.2, 2.4.11.
COVERED = """() => {
  const place = document.querySelector("#panel:not([hidden])") ?? document;
  const all = place.querySelectorAll("a[href], button, input, select, textarea, summary");
  const focused = document.activeElement;
  const covered = Array.from(all).filter((one) => one.checkVisibility()).filter((one) => {
    one.focus();
    if (document.activeElement !== one) return false;
    const { left, top, width, height } = one.getBoundingClientRect();
    const shares = [0.1, 0.5, 0.9];
    const isSeen = ([x, y]) => {
      const hit = document.elementFromPoint(left + x * width, top + y * height);
      const isLabel = [...(one.labels ?? [])].some((label) => label.contains(hit));
      return hit !== null && (isLabel || hit.contains(one) || one.contains(hit));
    };
    return !shares.flatMap((x) => shares.map((y) => [x, y])).some(isSeen);
  }).map((one) => one.outerHTML.slice(0, 160));
  focused?.focus({ preventScroll: true });
  return covered;
}"""
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = """async (tags) => {
  const rules = { type: "tag", values: tags };
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((one) => one.html.slice(0, 160)).join(" | ")}`);
}"""


def axe_finds(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2; nothing where it is not installed."""
    if not AXE.exists():
        return []
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(AXE_RUN, AXE_TAGS)
    return found


def unfold(grade: Locator) -> None:
    """Open everything that is folded under the grades."""
    grade.locator("details.fold").evaluate_all("all => { for (const one of all) one.open = true; }")


def begin(page: Page, stage: str, seed: int = 3, **more: Any) -> dict[str, Any]:
    """An interview by the API, shown on the page."""
    wanted = {"stage": stage, "topics": [], "questions": 2, "seed": seed} | more
    view: dict[str, Any] = page.request.post("/api/interviews", data=wanted).json()
    page.goto(f"/#/interview/{view['id']}")
    expect(page.get_by_label("Your answer")).to_be_visible()
    return view


def say(page: Page, text: str) -> None:
    """Send an answer and wait for what comes of it."""
    told = page.locator(".turn, .now .exchange")
    before = told.count()
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name="Send answer").click()
    expect(told).not_to_have_count(before, timeout=SLOW_MS)
    expect(page.locator(".now .waiting, .waiting-grade")).to_have_count(0, timeout=SLOW_MS)
