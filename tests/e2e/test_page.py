"""An interview on the page, from its start to the scorecard."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_checks import TEXT as HALF
from page_checks import unfold
from playwright.sync_api import Page, Route, expect

from ingest.bank.questions import Question

PROJECT = Path(__file__).resolve().parents[2]
PHONE = {"width": 390, "height": 844}
RAG = "rag-explain-problems-and-build"
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script></textarea> [x](javascript:alert(3)) **bold** {{7*7}} "
    '" onload="alert(4) '
    "The model reads text and answers with it. " + "w" * 3000
)


def answer(page: Page, text: str) -> None:
    """Type an answer and send it; returns when its grade is there."""
    turns = page.locator(".turn").count()
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".turn")).to_have_count(turns + 1)


def highlighted(page: Page) -> str:
    """The text of the passage that is highlighted, marks of markdown and all."""
    expect(page.locator("mark.passage:visible").first).to_be_visible()
    return "".join(page.locator("mark.passage").all_text_contents())


def cited(page: Page, href: str) -> str:
    """The text that an address of a citation names, by the API."""
    document, _, query = href.removeprefix("#/document/").partition("?")
    start, end = (int(part.partition("=")[2]) for part in query.split("&")[:2])
    text = page.request.get(f"/api/documents/{document}").json()["text"]
    return text[start:end]


def told_points(page: Page) -> float:
    """The points that the first grade tells of each of its points, the open one too."""
    texts = page.locator(".grade").first.locator(".verdict > .points").all_text_contents()
    so_far = re.search(r"has ([\d.]+) of", page.locator(".held-back").first.inner_text())
    return sum(float(text.partition("/")[0]) for text in texts) + (float(so_far[1]) if so_far else 0)


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.slow
def test_an_interview_goes_from_its_start_to_the_scorecard(
    page: Page,
    bank: dict[str, Question],
    interview: Callable[..., dict[str, Any]],
    seeds: dict[tuple[Any, ...], int],
    picture: Callable[..., None],
) -> None:
    interview(page, RAG, "screening", "rag", 2)
    started(page, seeds[RAG, "screening", "rag", 2], picture)
    question = bank[RAG]
    answer(page, HALF)
    grade = page.locator(".grade")
    picture(page, "grade-1280")
    expect(grade.locator(".advice")).to_be_visible()
    expect(grade.locator(".met q").first).to_be_hidden()
    unfold(grade)
    expect(grade.locator(".met q").first).to_be_visible()
    assert all(quote in HALF for quote in grade.locator(".met q").all_text_contents())
    expect(page.locator(".said mark.evidence.met").first).to_be_visible()
    picture(page, "grade-unfolded-1280")

    link = grade.locator(".cite").first
    link.click()
    assert highlighted(page) == cited(page, link.get_attribute("href") or "")
    picture(page, "citation-1280")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(link).to_be_focused()

    follow_up = page.locator(".now .question.follow-up h2")
    expect(follow_up).to_be_visible()
    expect(grade.get_by_text("The follow-up asks about one more key point.")).to_be_visible()
    assert told_points(page) == pytest.approx(float(grade.locator(".earned").inner_text()), abs=0.02)
    # One is held back; bonus points of which nothing was said are not told.
    asked_for = sum(not point.bonus for point in question.key_points)
    assert asked_for - 1 <= grade.locator(".verdict > .points").count() < len(question.key_points)
    wording = follow_up.inner_text()
    page.reload()
    expect(follow_up).to_have_text(wording)
    expect(page.locator(".turn")).to_have_count(1)
    finished(page, picture)


def started(page: Page, seed: int, picture: Callable[..., None]) -> None:
    """Choose two questions on RAG and start, with a seed that asks a known one first."""

    def seeded(route: Route) -> None:
        route.continue_(post_data=json.dumps(route.request.post_data_json | {"seed": seed}))

    page.route("**/api/interviews", seeded, times=1)
    page.goto("/#/start")
    page.get_by_role("radio", name="Technical screening").check()
    page.get_by_role("checkbox", name="RAG").check()
    for _ in range(2):
        page.get_by_role("button", name="One fewer").click()
    picture(page, "setup-1280")
    page.get_by_role("button", name="Start the interview").click()
    expect(page.get_by_text("Question 1 of 2")).to_be_visible()
    picture(page, "question-1280")


def finished(page: Page, picture: Callable[..., None]) -> None:
    """Go from the follow-up to the scorecard, to what it cites and to another interview."""
    answer(page, "I would look at the documents first.")
    expect(page.get_by_text("one more key point")).to_have_count(0)
    expect(page.get_by_text("Question 2 of 2")).to_be_visible()
    page.get_by_role("button", name="I don’t know").click()
    expect(page.get_by_role("heading", name="What to study next")).to_be_visible()
    picture(page, "end-1280")
    page.reload()
    expect(page.locator(".scale [aria-current]")).to_be_visible()
    expect(page.locator(".tally").first.get_by_role("listitem")).to_have_count(2)
    picture(page, "scorecard-1280")
    review = page.locator(".review-link").first
    review.click()
    assert highlighted(page) == cited(page, review.get_attribute("href") or "")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Another interview on RAG").click()
    expect(page.get_by_text("Question 1 of 2")).to_be_visible()


def test_on_a_phone_nothing_is_wider_than_the_screen_and_a_citation_covers_it(
    open_page: Callable[..., Page], interview: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    page = open_page(PHONE, has_touch=True, is_mobile=True)
    page.goto("/#/start")
    page.get_by_role("radio", name="Technical screening").check()
    picture(page, "setup-390")
    assert overflow(page) == 0
    view = interview(page, RAG, "screening", "rag")
    page.goto(f"/#/interview/{view['id']}")
    expect(page.get_by_label("Your answer")).to_be_visible()
    picture(page, "question-390")
    answer(page, HALF)
    picture(page, "grade-390")
    assert told_points(page) == float(page.locator(".grade .earned").inner_text())
    assert overflow(page) == 0
    page.locator(".grade .cite").first.tap()
    box = page.locator("#panel").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    assert len(highlighted(page)) > 100
    picture(page, "citation-390")
    page.get_by_role("button", name="Close the note").tap()
    expect(page.locator("#panel")).to_be_hidden()
    page.locator(".grade .cite").first.tap()
    expect(page.locator("#panel")).to_be_visible()
    page.go_back()
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator(".grade")).to_be_visible()
    page.get_by_role("button", name="End interview").tap()
    page.get_by_role("button", name="End it").tap()
    expect(page.locator(".scale [aria-current]")).to_be_visible()
    picture(page, "scorecard-390")
    assert overflow(page) == 0


def test_the_picture_of_the_readme(
    open_page: Callable[..., Page], interview: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    page = open_page({"width": 1280, "height": 920})
    view = interview(page, RAG, "screening", "rag", 4)
    page.goto(f"/#/interview/{view['id']}")
    answer(page, HALF)
    page.locator(".grade .cite").first.click()
    expect(page.locator("mark.passage:visible").first).to_be_visible()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur(); scrollTo({ top: 0, behavior: 'instant' })")
    picture(page, "readme-1280")
    if os.environ.get("README_PICTURE"):
        target = PROJECT / "docs" / "interview.png"
        target.parent.mkdir(exist_ok=True)
        page.screenshot(path=target)
        assert target.stat().st_size < 300_000


@pytest.mark.parametrize("kind", ["good", "poor", "hostile"])
def test_answers_of_every_kind_are_graded_in_place(
    page: Page,
    interview: Callable[..., dict[str, Any]],
    bank: dict[str, Question],
    kind: str,
    picture: Callable[..., None],
) -> None:
    text = {
        "good": bank[RAG].strong_answer,
        "poor": "RAG is a new kind of graphics card for servers, it makes the fans of the machine spin much faster.",
        "hostile": HOSTILE,
    }[kind]
    view = interview(page, RAG, "screening", "rag")
    page.goto(f"/#/interview/{view['id']}")
    answer(page, text)
    picture(page, f"{kind}-1280")
    # Breaks of wrapped prose are shown as spaces.
    assert (page.locator(".said-text").text_content() or "").split() == text.split()
    assert page.locator("main img, main script, main iframe").count() == 0
    assert overflow(page) == 0
    met = page.locator(".grade .verdict.met").count()
    # "The model reads text and answers with it", among the markup, is near to one point.
    least, most = {"good": (len(bank[RAG].key_points) - 2, 99), "poor": (0, 0), "hostile": (0, 2)}[kind]
    assert least <= met <= most
    if kind == "poor":
        expect(page.locator(".verdict-word")).to_have_text("strong no")
    page.reload()
    assert (page.locator(".said-text").first.text_content() or "").split() == text.split()


def test_an_empty_answer_is_sent_by_skipping_alone(page: Page, interview: Callable[..., dict[str, Any]]) -> None:
    view = interview(page, RAG, "screening", "rag", 2)
    page.goto(f"/#/interview/{view['id']}")
    expect(page.get_by_role("button", name="Send answer")).to_be_disabled()
    page.get_by_label("Your answer").fill("half a thou")
    expect(page.get_by_role("button", name="Skip")).to_be_hidden()
    page.get_by_label("Your answer").fill("")
    page.get_by_role("button", name="Skip").click()
    expect(page.locator(".said.empty")).to_contain_text("No answer")
    expect(page.locator(".grade")).to_contain_text("There is no answer to grade.")
    expect(page.locator(".grade .cite").first).to_be_visible()
    expect(page.get_by_text("Question 2 of 2")).to_be_visible()


def test_in_place_of_the_last_question_another_one_is_asked(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag', 1)['id']}")
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_text("Question 2 of 2")).to_be_visible()
    expect(page.locator(".now")).to_contain_text("Then another one in its place.")


def test_in_an_exam_it_is_asked_whether_to_end_with_the_last_question(page: Page) -> None:
    page.goto("/#/start")
    held = page.request.post("/api/interviews", data={"stage": "screening", "questions": 1, "mode": "exam"}).json()
    page.goto(f"/#/interview/{held['id']}")
    page.get_by_role("button", name="Skip").click()
    expect(page.locator(".exchange")).to_contain_text("This is the last question")
    page.get_by_role("button", name="No, go on").click()
    expect(page.locator(".commands.either")).to_have_count(0)
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Yes, end here").click()
    expect(page.locator(".scorecard")).to_be_visible()


def test_a_draft_survives_a_reload_and_a_visit_to_another_view(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(page, RAG, "screening", "rag")
    page.goto(f"/#/interview/{view['id']}")
    page.get_by_label("Your answer").fill("I would first")
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("I would first")
    page.get_by_role("link", name="Ask the notes").click()
    page.get_by_label("Your question").fill("What is")
    page.get_by_role("link", name="Interview", exact=True).click()
    expect(page.get_by_label("Your answer")).to_have_value("I would first")
    page.get_by_role("link", name="Ask the notes").click()
    expect(page.get_by_label("Your question")).to_have_value("What is")
    page.get_by_role("link", name="Interview coach").click()
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_label("Your answer")).to_have_value("I would first")


def test_a_quote_shows_where_it_stands_in_the_answer(page: Page, interview: Callable[..., dict[str, Any]]) -> None:
    view = interview(page, RAG, "screening", "rag")
    page.goto(f"/#/interview/{view['id']}")
    answer(page, "🙂🙂 Well. " + HALF)
    unfold(page.locator(".grade"))
    quote = page.locator(".verdict.met .quote").first
    quote.focus()
    lit = page.locator(".said mark.lit")
    assert "".join(lit.all_text_contents()) == quote.inner_text().strip("“”")
    quote.blur()
    expect(lit).to_have_count(0)


def test_why_a_mistake_is_one_is_shown_when_the_follow_up_is_answered(
    page: Page, bank: dict[str, Question], interview: Callable[..., dict[str, Any]]
) -> None:
    wrong = next(one for one in bank[RAG].wrong_statements if one.text in HALF)
    view = interview(page, RAG, "screening", "rag")
    page.goto(f"/#/interview/{view['id']}")
    answer(page, HALF)
    unfold(page.locator(".grade").first)
    careful = page.locator(".grade").first.locator(".verdicts", has_text="Careful")
    expect(careful).to_contain_text("The reason why this is wrong comes after the next question.")
    expect(page.get_by_text(wrong.why)).to_have_count(0)
    answer(page, "I do not know.")
    unfold(page.locator(".grade").last)
    expect(page.locator(".grade").last.get_by_text(wrong.why)).to_be_visible()
    page.locator(".turn summary").first.click()
    expect(careful).to_contain_text(wrong.why)
