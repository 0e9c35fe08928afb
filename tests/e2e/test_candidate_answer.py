"""How an answer with code and formulas is shown, with what counts of it."""

from collections.abc import Callable
from typing import Any

import pytest
from page_checks import FAINT, NAMELESS, PATIENCE, unfold
from playwright.sync_api import Page, expect

from app.interview.results.prose import joined

SOFTMAX = "code-stable-softmax"
CODE = """import numpy as np

def softmax(x):
    # subtract the row maximum so that nothing overflows
    x = x - x.max(axis=-1, keepdims=True)
    e = np.exp(x)  # <b>each</b> exponent is at most 1
    return e / e.sum(axis=-1, keepdims=True)
"""
ANSWER = (
    f"I shift the scores, see below.\n\n```python\n{CODE}```\n\n"
    "Subtracting a constant does not change the result, since the factor e^-c stands above and below and cancels. "
    "Time is linear in the row."
)


# A program in an answer is run before it is graded: 38 s were measured on a machine with other work.
GRADED_MS = 60_000 * PATIENCE


@pytest.fixture(scope="module")
def graded_once() -> dict[str, str]:
    """The interviews in which an answer was graded, by the answer: each program is run once for all tests."""
    return {}


@pytest.fixture
def answered(
    open_page: Callable[..., Page], interview: Callable[..., dict[str, Any]], graded_once: dict[str, str]
) -> Callable[..., Page]:
    """A page as wide as is said, on which an answer is graded; the first time it is typed and sent there."""

    def graded(width: int, text: str, **options: Any) -> Page:
        page = open_page({"width": width, "height": 900}, reduced_motion="reduce", **options)
        if text in graded_once:
            page.goto(f"/#/interview/{graded_once[text]}")
        else:
            identifier = interview(page, SOFTMAX, "screening", "coding", 2)["id"]
            page.goto(f"/#/interview/{identifier}")
            page.get_by_label("Your answer").fill(text)
            page.get_by_role("button", name="Send answer").click()
            graded_once[text] = identifier
        expect(page.locator(".turn .grade")).to_be_visible(timeout=GRADED_MS)
        unfold(page.locator(".turn .grade"))
        return page

    return graded


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_between_fences_is_a_block_in_a_font_of_one_width_without_them(
    answered: Callable[..., Page], picture: Callable[..., None], width: int, scheme: str
) -> None:
    page = answered(width, ANSWER, color_scheme=scheme)
    said = page.locator(".turn .said-text")
    assert said.text_content() == ANSWER
    assert "```" not in said.inner_text()
    code = said.locator(".said-code")
    expect(code).to_have_count(1)
    assert code.inner_text().strip() == CODE.strip()
    assert "mono" in code.evaluate("one => getComputedStyle(one).fontFamily")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    picture(page, f"code-{scheme}-{width}")


def test_evidence_in_code_is_quoted_in_its_lines_and_lights_up_in_the_answer(answered: Callable[..., Page]) -> None:
    page = answered(1280, ANSWER)
    quotes = page.locator(".verdict.met q.code")
    expect(quotes.first).to_be_visible()
    for quote in quotes.all():
        words = quote.text_content() or ""
        quote.locator("xpath=..").focus()
        lit = "".join(page.locator(".said-code mark.lit").all_text_contents())
        assert lit.split() == words.split()
        assert all(line in CODE for line in words.split("\n"))
    prose = page.locator(".verdict q:not(.code)")
    assert any(text in ANSWER for text in prose.all_text_contents())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Never closed:\n```\nx = 1\n\ny = 2", ["x = 1\n\ny = 2"]),
        ("```x``` on one line is none.\nSo it goes on.", []),
        ("```py\na = 1\n```\nthen\n  ```\nb = 2\n  ```", ["a = 1\n", "b = 2\n"]),
        ("```\n```\nThe code is left out.", [""]),
    ],
)
def test_fences_of_every_kind_lose_no_character(answered: Callable[..., Page], text: str, code: list[str]) -> None:
    page = answered(1280, text)
    said = page.locator(".turn .said-text")
    assert said.text_content() == text
    shown = "one => Array.from(one.childNodes).filter(node => !node.hidden).map(node => node.textContent).join('')"
    assert [block.evaluate(shown) for block in said.locator(".said-code").all()] == code


def test_breaks_of_wrapped_prose_are_spaces_as_in_the_report_and_lists_and_code_stay(page: Page) -> None:
    """The same answer was joined in the report and broken in mid-sentence in its bubble."""
    wrapped = "Keywords nail the numbers of parts, and\nvectors are vague there, so I would take both\nof them."
    listed = "What I would ask about first, before anything else is:\n- how fast\n- how many"
    item = "- an item that goes on for so long that it is put on\nanother line\n- the next"
    page.goto("/")
    for text in (wrapped, listed, item, f"{wrapped}\n\n{listed}\n\n{ANSWER}", CODE, "Latency: 1 s\nCost: low", ""):
        shown = page.evaluate("async text => (await import('/static/text/prose.js')).joinedLines(text)", text)
        assert len(shown) == len(text)
        assert shown.removesuffix("\n") == joined(text)
    said = """async text => (await import('/static/answer/candidate-answer.js')).candidateAnswer(text)
      .querySelector('.said-text').textContent"""
    assert page.evaluate(said, wrapped) == joined(wrapped) == wrapped.replace("\n", " ")


def test_an_answer_of_nothing_but_fences_is_no_answer_and_is_shown_as_typed(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    page.goto(f"/#/interview/{interview(page, SOFTMAX, 'screening', 'coding', 2)['id']}")
    page.get_by_label("Your answer").fill("```\n```")
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".turn")).to_have_count(1, timeout=GRADED_MS)
    expect(page.locator(".grade").first).to_contain_text("There is no answer to grade.")
    expect(page.get_by_text("You asked for help")).to_have_count(0)
    expect(page.get_by_label("Your answer")).to_be_visible()


def test_no_line_ends_at_the_minus_of_a_formula(answered: Callable[..., Page]) -> None:
    page = answered(390, ANSWER)
    formulas = page.locator(".unbroken", has_text="e^-c")
    expect(formulas.first).to_be_visible()
    for width in range(330, 430, 4):
        page.set_viewport_size({"width": width, "height": 900})
        assert set(formulas.evaluate_all("all => all.map((one) => one.getClientRects().length)")) == {1}
