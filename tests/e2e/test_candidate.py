"""Review, progress, report and plan on the page, after an interview in which little was known."""

import re
from collections.abc import Callable
from typing import Any

from made_files import encrypted_pdf, pdf
from page_checks import FAINT, NAMELESS
from playwright.sync_api import Page, expect


def hold_an_interview(page: Page) -> str:
    """An interview of one question that is given up, and ended; its id."""
    api = page.request
    start = {"stage": "screening", "topics": ["rag"], "questions": 1}
    interview = api.post("/api/interviews", data=start).json()["id"]
    api.post(f"/api/interviews/{interview}/answers", data={"answer": "I do not know that one.", "turn": 1})
    api.post(f"/api/interviews/{interview}/end")
    return str(interview)


def test_what_was_missed_is_seen_reviewed_and_forgotten(page: Page, picture: Callable[..., None]) -> None:
    interview = hold_an_interview(page)
    page.goto("/#/progress")
    expect(page.get_by_role("heading", name="Skills")).to_be_visible()
    plot = page.get_by_role("img", name="Skills")
    expect(plot).to_be_visible()
    expect(plot.locator(".band, .mark")).to_have_count(2 * page.locator("tbody th").count())
    page.get_by_text("In figures").click()
    expect(page.locator("tbody th").filter(has_text="RAG")).to_have_count(1)
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    picture(page, "memory-progress")
    page.locator(f'a[href="#/interview/{interview}"]').click()
    page.get_by_role("link", name="Report").click()
    # "0 of 17" stood beside "Nothing was answered".
    expect(page.locator(".memory")).not_to_contain_text(re.compile(r"0 of \d+ points"))
    expect(page.get_by_role("heading", name="Points", exact=True)).to_have_count(0)
    for name, kind in (("Markdown", "text/markdown"), ("HTML", "text/html"), ("JSON", "application/json")):
        file = page.request.get(page.get_by_role("link", name=name, exact=True).get_attribute("href") or "")
        assert file.headers["content-type"].startswith(kind)
        assert "I do not know that one." in file.text()
    # It was a firm "strong no", and its weakest points stood in an answer that nobody had given.
    expect(page.locator(".next-step")).to_have_text("Nothing was answered, so there is no verdict.")
    expect(page.get_by_text(re.compile("^“.*” is (firm|likely|a close call)"))).to_have_count(0)
    expect(page.get_by_role("heading", name="Weakest")).to_have_count(0)
    expect(page.locator(".transcript")).to_contain_text("I do not know that one.")
    picture(page, "memory-report")
    page.goto("/#/review")
    # What is due depends on the interviews that this server has seen: what was missed comes after ten minutes.
    expect(page.locator(".memory")).to_contain_text(re.compile(r"None of your \d+ cards is due|\d+ of \d+ cards due"))
    page.evaluate("localStorage.setItem('coach.ask', '\"What is RAG?\"')")
    page.goto("/#/settings")
    assert page.request.get(
        page.get_by_role("link", name="Export skills and cards").get_attribute("href") or ""
    ).json()["cards"]
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("button", name="Delete everything")).to_have_count(0)
    expect(page.locator(".delete-all")).to_contain_text("uploaded documents, projects and consents")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("button", name="Delete everything")).to_be_focused()
    page.get_by_role("button", name="Delete everything").click()
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    picture(page, "settings")
    page.get_by_role("button", name="Yes, delete all of it").click()
    expect(page.locator(".memory")).to_contain_text("Everything is deleted.")
    assert page.evaluate("localStorage.getItem('coach.ask')") is None
    page.goto("/#/progress")
    expect(page.locator(".memory")).to_contain_text("You have not held an interview yet.")


def test_a_report_tells_tries_apart_and_what_was_contested(page: Page, picture: Callable[..., None]) -> None:
    api = page.request
    start = {"stage": "screening", "topics": ["rag"], "questions": 2}
    view = api.post("/api/interviews", data=start).json()
    path = f"/api/interviews/{view['id']}"
    answer = "I would retrieve passages, and put them into the prompt.\nThat is all."
    api.post(f"{path}/answers", data={"answer": answer, "turn": 1}).text()
    grade = api.get(path).json()["turns"][0]["grade"]
    lost = next(one for one in grade["verdicts"] if one["state"] != "met" and not one["held_back"])
    contest = {"point_id": lost["point_id"], "sentence": "I would retrieve passages"}
    assert api.post(f"{path}/turns/1/appeals", data=contest).ok
    api.post(f"{path}/commands", data={"command": "retry", "turn": 2})
    api.post(f"{path}/answers", data={"answer": "I would split by headings.", "turn": 2}).text()
    api.post(f"{path}/end")
    page.goto(f"/#/report/{view['id']}")
    contested = page.locator("section").filter(has=page.get_by_role("heading", name="What you contested")).last
    expect(contested.get_by_role("listitem")).to_contain_text(lost["point"])
    expect(contested.locator("blockquote")).to_have_text("I would retrieve passages")
    said = page.locator(".transcript dt")
    expect(said.nth(0)).to_contain_text("Interviewer, question 1, first try")
    # The second try stands after the button that asked for it.
    expect(said.nth(2)).to_contain_text("You")
    expect(page.locator(".transcript dd").nth(2)).to_have_text("(retry)")
    expect(said.nth(4)).to_contain_text("Interviewer, question 1, second try")
    expect(said.nth(5)).to_contain_text("You")
    expect(said.nth(5)).to_contain_text("not counted")
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    picture(page, "report-of-two-tries")


def test_a_card_is_answered_rated_anew_and_taken_back(page: Page, picture: Callable[..., None]) -> None:
    hold_an_interview(page)
    exported: Any = page.request.get("/api/candidate/export").json()
    for card in exported["cards"]:
        card["due_utc"] = card["schedule"]["last_review_utc"] = "2026-01-01T10:00:00Z"
    page.request.delete("/api/candidate")
    page.request.post("/api/candidate/import", data={"document": page.evaluate("JSON.stringify", exported)})
    page.goto("/#/review")
    count = len(exported["cards"])
    expect(page.locator(".memory")).to_contain_text(f"{count} of {count} cards due.")
    assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []
    picture(page, "memory-review")
    check = page.get_by_role("button", name="Check")
    expect(check).to_be_disabled()
    card: Any = page.request.get("/api/candidate/cards").json()["cards"][0]
    expect(page.locator(".card label.card-question")).to_have_text(card["prompt"])
    page.get_by_role("textbox").fill("It retrieves passages and gives them to the model with the question.")
    check.click()
    expect(page.locator(".card")).to_contain_text("The key point:")
    # Both questions stay in sight when the answer is checked.
    for words in (card["prompt"], card["question"]):
        expect(page.locator(".card")).to_contain_text(words)
    expect(page.locator(".card")).to_contain_text(
        re.compile(r"It comes again (in \d+ (minute|hour)s?|on \d+ \w+ 20\d\d)\.")
    )
    picture(page, "memory-reviewed")
    page.get_by_role("button", name="Easy").click()
    expect(page.locator(".card")).to_contain_text("Rated “easy”")
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".memory")).to_contain_text(f"{count - 1} of {count} cards due.")
    page.get_by_role("button", name="Not known").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".memory")).to_contain_text(f"{count - 1} of {count} cards due.")


def test_a_plot_keeps_its_letters_large_when_the_window_becomes_narrow_or_wide(page: Page) -> None:
    hold_an_interview(page)
    page.goto("/#/progress")
    letters = page.locator(".plot .name").first
    expect(letters).to_be_visible()
    height = "one => one.getBoundingClientRect().height"
    wide = letters.evaluate(height)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(f"() => ({height})(document.querySelector('.plot .name')) > {0.7 * wide}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function(f"() => Math.abs(({height})(document.querySelector('.plot .name')) - {wide}) < 1")


def test_a_plan_takes_a_cv_as_pdf_and_tells_why_another_file_cannot_be_read(page: Page, watch: Any) -> None:
    watch.expected.append("422")
    page.goto("/#/plan")
    page.get_by_label("Job description", exact=True).fill("- Build retrieval with BM25 and embeddings")
    cv, chosen = page.get_by_label("Your CV", exact=True), page.get_by_label("Your CV from a file")
    chosen.set_input_files({"name": "cv.pdf", "mimeType": "application/pdf", "buffer": encrypted_pdf()})
    expect(page.get_by_role("alert")).to_have_text("cv.pdf is encrypted; save it without a password.")
    expect(cv).to_have_value("")
    said = "Built a retrieval system with BM25, recall 0.83"
    chosen.set_input_files({"name": "cv.pdf", "mimeType": "application/pdf", "buffer": pdf("Ada Example", said)})
    expect(cv).to_have_value(f"Ada Example\n{said}\n")
    expect(page.get_by_text("characters were read")).to_be_visible()
    page.get_by_role("button", name="Plan", exact=True).click()
    expect(page.locator(".cited").nth(1)).to_have_text(f"{said} [CV, line 2]")


def test_a_plan_shows_the_line_behind_each_statement(page: Page, picture: Callable[..., None]) -> None:
    page.goto("/#/plan")
    page.get_by_label("Job description", exact=True).fill(
        "- Build retrieval with BM25 and embeddings\n- Free fruit for <b>all</b>"
    )
    page.get_by_label("Your CV", exact=True).fill("- Built a retrieval system with BM25, recall 0.83")
    page.get_by_role("button", name="Plan", exact=True).click()
    expect(page.get_by_role("heading", name="Projects to bring")).to_be_visible()
    expect(page.locator(".cited").first).to_have_text("Build retrieval with BM25 and embeddings [Job, line 1]")
    expect(page.locator(".memory b")).to_have_count(0)
    page.get_by_role("button", name="Ask about RAG first from now on").click()
    expect(page.get_by_text("From now on your interviews ask about RAG first.")).to_be_visible()
    picture(page, "memory-plan")
