"""The end of an interview: the scorecard, what was said below it, what to study next; and waiting for a grade."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from page_checks import FAINT, NAMELESS, RAG, TEXT, unfold
from playwright.sync_api import Page, expect

FOLLOW = "Node.DOCUMENT_POSITION_FOLLOWING"
IS_ABOVE = f"(one) => Boolean(one.compareDocumentPosition(document.querySelector('.transcript')) & {FOLLOW})"


def played(page: Page, view: dict[str, Any]) -> None:
    """Answer the first question and its follow-up on the page, and say of the second that it is not known."""
    page.goto(f"/#/interview/{view['id']}")
    for number, text in enumerate((TEXT, "I would look at the documents first.")):
        page.get_by_label("Your answer").fill(text)
        page.get_by_role("button", name="Send answer").click()
        expect(page.locator(".turn")).to_have_count(number + 1)
    expect(page.get_by_text("Question 2 of 2")).to_be_visible()
    page.get_by_role("button", name="I don’t know").click()
    expect(page.locator(".scorecard")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_scorecard_stands_at_the_top_before_and_after_a_reload(
    open_page: Callable[..., Page], interview: Callable[..., dict[str, Any]], scheme: str, picture: Callable[..., None]
) -> None:
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    played(page, interview(page, RAG, "screening", "rag", 2))
    expect(page.locator("#scorecard-title")).to_be_focused()
    turns = page.locator(".turn > details")
    # The last grade has not been read yet.
    for open_turns in ([False, False, True], [False, False, False]):
        assert page.evaluate("scrollY") == 0
        assert page.locator(".scorecard").evaluate(IS_ABOVE)
        assert [turn.evaluate("one => one.open") for turn in turns.all()] == open_turns
        assert page.locator(".interview-head").evaluate("one => getComputedStyle(one).position") == "static"
        assert page.evaluate(FAINT) == []
        assert page.evaluate(NAMELESS) == []
        picture(page, f"end-{scheme}-{'fresh' if any(open_turns) else 'again'}-1280")
        page.reload()
        expect(page.locator(".scorecard")).to_be_visible()


def test_a_fresh_scorecard_leads_to_the_grade_of_the_last_answer(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    played(page, interview(page, RAG, "screening", "rag", 2))
    page.get_by_role("link", name="To the grade of your last answer").click()
    expect(page.locator(".turn").last.locator(".grade")).to_be_in_viewport()
    page.reload()
    expect(page.locator(".scorecard")).to_be_visible()
    expect(page.get_by_role("link", name="To the grade of your last answer")).to_have_count(0)


def test_an_interview_that_is_ended_by_hand_leads_to_no_grade_that_was_read_before(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag', 2)['id']}")
    page.get_by_label("Your answer").fill(TEXT)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".grade")).to_be_visible()
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End it").click()
    expect(page.locator("#scorecard-title")).to_be_focused()
    expect(page.locator(".turn .grade")).to_be_hidden()
    expect(page.get_by_role("link", name="To the grade of your last answer")).to_have_count(0)


def test_a_turn_that_is_past_opens_and_stays_open_when_a_verdict_changes(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(page, RAG, "screening", "rag", 2)
    played(page, view)
    page.reload()
    first = page.locator(".turn").first
    expect(first.locator(".grade")).to_be_hidden()
    told = page.request.get(f"/api/interviews/{view['id']}").json()
    grade = told["turns"][0]["grade"]
    expect(first.locator("summary").first).to_contain_text(told["turns"][0]["asked"]["text"])
    expect(first.locator("summary").first).to_contain_text(f"{grade['earned']:g} of {grade['possible']} points")
    first.locator("summary").first.click()
    expect(first.locator(".grade")).to_be_visible()
    unfold(first.locator(".grade"))
    lost = next(verdict for verdict in grade["verdicts"] if verdict["state"] == "not met")
    lost |= {"state": "partly met", "points": lost["weight"] / 2}
    heard = {"verdict": lost, "changed": True, "reason": "Looked at again, it changes."}
    kept = {"point_id": lost["point_id"], "sentence": "", "changed": True, "reason": heard["reason"]}
    told["turns"][0]["appeals"] = [kept]
    page.route("**/appeals", lambda route: route.fulfill(json=heard))
    page.route(f"**/api/interviews/{view['id']}", lambda route: route.fulfill(json=told))
    place = first.locator(f'[data-point="{lost["point_id"]}"]')
    place.get_by_role("button", name="I said that").click()
    place.get_by_role("radio").first.check()
    place.get_by_role("button", name="Look again").click()
    expect(first.get_by_text("Looked at again, it changes.")).to_be_visible()
    half = first.locator(".segment.half").last.evaluate("one => getComputedStyle(one).backgroundImage")
    colour = first.locator(".verdict.half .sign").last.evaluate("one => getComputedStyle(one).color")
    assert colour in half


def test_what_to_study_names_each_passage_once_with_all_that_it_teaches(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(page, RAG, "screening", "rag", 2)
    played(page, view)
    review = page.request.get(f"/api/interviews/{view['id']}").json()["scorecard"]["review"]
    taught: dict[str, list[dict[str, Any]]] = {}
    for item in review:
        place = item["citation"]
        href = f"#/document/{place['document']}?start={place['start']}&end={place['end']}"
        taught.setdefault(href, []).append(item)
    assert len(taught) < len(review)
    rows = page.locator(".review ol > li")
    expect(rows).to_have_count(len(taught))
    weights = []
    for row in rows.all():
        items = taught.pop((row.locator(".review-link").get_attribute("href") or "").partition("&about=")[0])
        assert row.locator("li").all_text_contents() == [item["point"] for item in items]
        weights.append(sum(item["missing"] for item in items))
        word = "point" if weights[-1] == 1 else "points"
        expect(row.locator(".points")).to_have_text(f"{weights[-1]:g} {word}")
    assert weights == sorted(weights, reverse=True)
    expect(page.get_by_text("Still missing after the follow-ups, most points first.")).to_be_visible()


def test_what_was_said_wrongly_stands_on_the_scorecard_with_its_reason(
    page: Page, interview: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    view = interview(page, RAG, "screening", "rag", 2)
    played(page, view)
    turns = page.request.get(f"/api/interviews/{view['id']}").json()["turns"]
    mistakes = [one for turn in turns for one in turn["grade"]["mistakes"]]
    assert mistakes
    told = page.locator(".put-right li")
    expect(told).to_have_count(len(mistakes))
    expect(told.first).to_contain_text(mistakes[0]["why"])
    expect(told.first.locator("q")).to_have_text(" ".join(mistakes[0]["quote"].split()))
    # Nobody is invited to what is over.
    expect(page.get_by_text("Invite an interviewer")).to_be_hidden()
    picture(page, "scorecard-put-right")


def test_where_no_follow_up_was_answered_nothing_is_said_to_be_missing_after_them(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(page, RAG, "screening", "rag", 2)
    page.goto(f"/#/interview/{view['id']}")
    page.get_by_label("Your answer").fill(TEXT)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".now .question.follow-up")).to_be_visible()
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("What was missing, most points first.")).to_be_visible()
    expect(page.get_by_text("after the follow-ups")).to_have_count(0)


def test_a_scorecard_of_a_part_of_the_plan_says_so_and_as_much_as_its_report(
    page: Page, interview: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    """It told "strong yes: nothing was missed" after one of two questions, and the report called it a close call."""
    view = interview(page, RAG, "screening", "rag", 2)
    page.goto(f"/#/interview/{view['id']}")
    page.get_by_label("Your answer").fill(TEXT)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".now .question.follow-up")).to_be_visible()
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End it").click()
    expect(page.locator(".scorecard")).to_be_visible()
    card = page.request.get(f"/api/interviews/{view['id']}").json()["scorecard"]
    expect(page.locator(".scorecard .anchor")).to_contain_text("On 1 of 2 questions: ")
    expect(page.locator(".scorecard")).to_contain_text(card["firm"])
    left = page.locator(".left-open")
    expect(left).to_have_count(2)
    expect(left.first).to_contain_text("Follow-up to question 1: ")
    expect(left.first).to_contain_text("Not answered")
    expect(left.last).to_contain_text("Not asked")
    # It was said twice within three lines.
    expect(page.get_by_text("1 of 2 questions")).to_have_count(1)
    expect(page.locator(".scorecard")).to_contain_text("a question that was not asked or not answered is left out")
    # Of one question each skill says what the question says.
    expect(page.get_by_role("heading", name="Skill by skill")).to_have_count(0)
    picture(page, "scorecard-of-a-part")
    page.get_by_role("link", name="Report", exact=True).click()
    expect(page.locator(".next-step")).to_contain_text(", on 1 of 2 questions: ")
    expect(page.get_by_text(card["firm"])).to_be_visible()
    for heading in ("Not answered", "Not asked"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator(".transcript dd").last).to_contain_text("(not answered)")


def test_where_nothing_is_missing_in_a_part_it_is_not_said_that_nothing_was_missed(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(page, RAG, "screening", "rag", 2)
    played(page, view)
    told = page.request.get(f"/api/interviews/{view['id']}").json()
    told["scorecard"] |= {
        "review": [],
        "not_answered": [{"text": "And then?", "position": 2, "is_follow_up": False, "is_asked": False}],
    }
    page.route(f"**/api/interviews/{view['id']}", lambda route: route.fulfill(json=told))
    page.reload()
    expect(page.get_by_text("No key point is missing in what you answered.")).to_be_visible()
    told["scorecard"]["not_answered"] = []
    page.reload()
    expect(page.get_by_text("Nothing was missed.")).to_be_visible()


def test_a_skill_is_told_where_it_rests_on_some_of_the_questions(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(page, RAG, "screening", "rag", 2)
    played(page, view)
    told = page.request.get(f"/api/interviews/{view['id']}").json()
    maths = {"skill": "mathematics", "earned": 3, "possible": 9, "earned_with_follow_ups": 4, "questions": 2}
    told["scorecard"]["skills"] = [maths | {"tells_more": True}, maths | {"skill": "fundamentals", "tells_more": False}]
    page.route(f"**/api/interviews/{view['id']}", lambda route: route.fulfill(json=told))
    page.reload()
    section = page.locator(".tally").filter(has=page.get_by_role("heading", name="Skill by skill"))
    expect(section.get_by_role("listitem")).to_have_count(1)
    expect(section.get_by_role("listitem")).to_contain_text("Mathematics 2 questions")
    expect(section.get_by_role("listitem")).to_contain_text("3 of 9 (4 with follow-ups)")


def test_a_point_that_no_passage_teaches_is_told_last(page: Page, interview: Callable[..., dict[str, Any]]) -> None:
    view = interview(page, RAG, "screening", "rag", 2)
    played(page, view)
    told = page.request.get(f"/api/interviews/{view['id']}").json()
    lost = told["scorecard"]["review"][0]
    lost |= {"citation": None, "missing": 99}
    page.route(f"**/api/interviews/{view['id']}", lambda route: route.fulfill(json=told))
    page.reload()
    page.locator(".review details summary").click()
    row = page.locator(".review ol > li").last
    expect(row).to_contain_text("No passage of the notes teaches this: 99 points")
    expect(row.get_by_role("listitem")).to_have_text([lost["point"]])


def test_a_skipped_question_is_called_skipped(page: Page, interview: Callable[..., dict[str, Any]]) -> None:
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag', 2)['id']}")
    page.get_by_role("button", name="Skip").click()
    skipped = page.locator(".turn").first
    expect(skipped.locator(".verdict-word")).to_have_text("skipped")
    expect(skipped.locator(".grade")).to_contain_text("There is no answer to grade.")
    page.get_by_label("Your answer").fill("It is retrieval, which finds the documents before the model writes.")
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".turn")).to_have_count(2)
    page.request.post(f"/api/interviews/{page.url.rpartition('/')[2]}/end")
    page.reload()
    expect(page.get_by_text("1 of 2 questions answered, 1 skipped")).to_be_visible()
    tally = page.locator(".tally").first.locator("li")
    expect(tally.nth(0)).to_contain_text("Skipped.")
    expect(tally.nth(1)).not_to_contain_text("Skipped.")
    expect(page.locator(".turn").first.locator("summary .points")).to_have_text("skipped")


def test_while_an_answer_is_graded_the_page_says_so_and_shows_no_draft_of_it(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag', 2)['id']}")
    page.get_by_label("Your answer").fill(TEXT)
    page.evaluate("""() => {
      window.seen = [];
      const now = document.querySelector(".now");
      new MutationObserver(() => window.seen.push(now.innerText)).observe(now, { childList: true, subtree: true });
    }""")
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".grade")).to_be_visible()
    seen = page.evaluate("window.seen")
    assert seen[0].endswith("Grading …")
    told = json.dumps(seen)
    assert "What you said that counts" not in told
    assert "What is missing" not in told
