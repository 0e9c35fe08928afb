"""Two pages side by side: a candidate's, and that of somebody who has taken the interviewer's chair by their link."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from page_checks import AXE, FAINT, NAMELESS, OVERFLOW, RAG, TEXT, axe_finds
from playwright.sync_api import Page, expect

from ingest.bank.questions import Question

PHONE = {"width": 390, "height": 844}
QUESTION = "What would you measure first?"
REMARK = "Clear, and in a good order."


def check(*pages: Page) -> None:
    """See that all has a name and can be read, that axe finds nothing, and that nothing is wider than the window."""
    for page in pages:
        assert page.evaluate(OVERFLOW) == 0
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate(FAINT) == []
        if AXE.exists():
            assert axe_finds(page) == []


def opened(candidate: Page, view: dict[str, Any]) -> str:
    """The link that a candidate makes on the page."""
    candidate.goto(f"/#/interview/{view['id']}")
    expect(candidate.get_by_label("Your answer")).to_be_visible()
    candidate.get_by_text("Invite an interviewer").click()
    candidate.get_by_role("button", name="Make a link").click()
    return candidate.get_by_label("Send this to whoever interviews you").input_value()


@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, PHONE], ids=["wide", "phone"])
def test_two_people_hold_an_interview_and_see_where_the_second_differs_from_the_coach(
    open_page: Callable[..., Page],
    interview: Callable[..., dict[str, Any]],
    bank: dict[str, Question],
    picture: Callable[..., None],
    size: dict[str, int],
) -> None:
    candidate, chair = open_page(size), open_page(size)
    view, question = interview(candidate, RAG, "screening", "rag", 2), bank[RAG]
    link = opened(candidate, view)
    assert re.fullmatch(r"http://\S+/#/chair/[\w-]{43}", link)
    # The server of this test listens on the machine's own address.
    expect(candidate.get_by_text("Only this machine can open this link")).to_be_visible()
    picture(candidate, f"chair-link-{size['width']}")
    chair.goto(link)
    points = chair.get_by_role("group", name="Key points: mark what you hear").get_by_role("checkbox")
    expect(points).to_have_count(len(question.key_points))
    assert chair.url.endswith("/#/chair"), "the token stands in the address"
    chair.reload()
    expect(points).to_have_count(len(question.key_points))
    expect(candidate.get_by_text("An interviewer sits beside the coach")).to_be_visible()
    # The candidate's page has none of what the chair sees.
    assert not [one.text for one in question.key_points if one.text in candidate.content()]
    points.first.check()
    check(candidate, chair)
    picture(chair, f"chair-asked-{size['width']}")

    candidate.get_by_label("Your answer").fill(question.strong_answer)
    candidate.get_by_role("button", name="Send answer").click()
    expect(candidate.locator(".grade")).to_be_visible()
    expect(chair.get_by_text(question.strong_answer.split(".")[0]).first).to_be_visible()
    answer = chair.locator('[data-turn="1"]')
    expect(answer.get_by_role("checkbox").first).to_be_checked()
    answer.get_by_label("Remark to the candidate").fill(REMARK)
    expect(candidate.locator(".by-two")).to_have_count(0)
    sent = answer.get_by_text("Sent to the candidate.")
    expect(sent).to_be_hidden()
    answer.get_by_role("button", name="Hand in and compare").click()
    expect(sent).to_be_visible()
    expect(answer.get_by_text("they differ").first).to_be_visible()
    expect(answer.get_by_text("The coach gives")).to_be_visible()
    expect(candidate.locator(".by-two").get_by_text(REMARK)).to_be_visible()
    expect(candidate.locator(".by-two .differs").first).to_be_visible()
    # Rows begin at one place, whether the two differ or not.
    starts = "rows => new Set(rows.map(row => row.getBoundingClientRect().left)).size"
    assert candidate.locator(".by-two .both-say").evaluate_all(starts) == 1
    check(candidate, chair)
    picture(chair, f"chair-compared-{size['width']}")
    candidate.locator(".by-two").scroll_into_view_if_needed()
    picture(candidate, f"chair-candidate-{size['width']}")

    ask_and_end(candidate, chair, view["id"], picture)


def ask_and_end(candidate: Page, chair: Page, interview_id: str, picture: Callable[..., None]) -> None:
    """The chair asks a question beside the coach's; what is being typed meanwhile stays, and the end tells of both."""
    width = candidate.viewport_size["width"] if candidate.viewport_size else 0
    candidate.get_by_label("Your answer").fill("I was about to say")
    chair.get_by_label("Ask a follow-up question").fill(QUESTION)
    chair.get_by_role("button", name="Ask the candidate").click()
    expect(candidate.get_by_text(f"The interviewer asks next: “{QUESTION}”")).to_be_visible()
    expect(candidate.get_by_label("Your answer")).to_have_value("I was about to say")
    check(candidate, chair)
    picture(candidate, f"chair-waiting-{width}")
    candidate.get_by_role("button", name="Answer it now").click()
    expect(candidate.get_by_role("heading", level=2, name=QUESTION)).to_be_visible()
    expect(candidate.get_by_text("The interviewer beside the coach asks")).to_be_visible()
    expect(candidate.get_by_label("Your answer")).to_have_value("")
    candidate.get_by_label("Your answer").fill("The share of answers that rest on a passage.")
    candidate.get_by_role("button", name="Send answer").click()
    expect(candidate.get_by_label("Your answer")).to_have_value("I was about to say")
    expect(chair.get_by_text("The share of answers that rest on a passage.")).to_be_visible()

    candidate.get_by_role("button", name="End interview").click()
    candidate.get_by_role("button", name="End it").click()
    expect(candidate.locator(".scorecard .by-two")).to_contain_text("Interviewer and coach")
    expect(candidate.get_by_text("An interviewer sat beside the coach")).to_be_visible()
    expect(candidate.locator(".second-chair-body")).to_be_hidden()
    expect(chair.get_by_text("The interview has ended.").first).to_be_visible()
    check(candidate, chair)
    picture(candidate, f"chair-scorecard-{width}")
    candidate.goto(f"/#/report/{interview_id}")
    expect(candidate.get_by_role("heading", name="Two who judge: the interviewer and the coach")).to_be_visible()
    expect(candidate.get_by_text(REMARK)).to_be_visible()
    check(candidate)


def test_a_second_try_is_marked_in_the_chair_and_is_nothing_that_was_asked_for(
    open_page: Callable[..., Page], interview: Callable[..., dict[str, Any]]
) -> None:
    candidate, chair = open_page(), open_page()
    view = interview(candidate, RAG, "screening", "rag", 2)
    chair.goto(opened(candidate, view))
    here = f"/api/interviews/{view['id']}"
    candidate.request.post(f"{here}/answers", data={"answer": TEXT, "turn": 1}).text()
    candidate.request.post(
        f"{here}/commands", data={"command": "retry", "turn": 2, "about": 1, "point_id": "", "said": ""}
    )
    again = chair.locator(".chair-now .chair-turn")
    expect(again.locator(".label").first).to_contain_text("second try at question 1, the first grade is kept")
    expect(again.locator(".chair-told")).to_have_count(0)


def test_a_link_that_was_taken_back_shows_nothing_more(
    open_page: Callable[..., Page], interview: Callable[..., dict[str, Any]], watch: Any
) -> None:
    watch.expected.append("404")
    candidate, chair = open_page(), open_page()
    link = opened(candidate, interview(candidate, RAG, "screening", "rag"))
    chair.goto(link)
    expect(chair.get_by_role("checkbox").first).to_be_visible()
    candidate.get_by_role("button", name="Cancel the link").click()
    expect(candidate.get_by_role("button", name="Make another link")).to_be_visible()
    expect(chair.get_by_role("alert")).to_contain_text("not good")
    chair.reload()
    expect(chair.get_by_role("alert")).to_contain_text("not good")
    expect(chair.get_by_role("checkbox")).to_have_count(0)
