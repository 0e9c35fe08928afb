"""The first view with what is due and the interviews that were held, and the start of another."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ingest.bank.questions import Question

PHONE = {"width": 390, "height": 844}
RAG = "rag-explain-problems-and-build"
DAY = r"\d+ \w+ 20\d\d, \d\d:\d\d"
TEXT = "RAG retrieves passages and puts them into the prompt, so that the model answers from text it can read."


@pytest.fixture
def held(page: Page, interview: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """An interview that this browser has shown: `held(page, ended=True)` is answered once and at its end."""

    def hold(page: Page, *, ended: bool) -> dict[str, Any]:
        view = interview(page, RAG, "screening", "rag", 2)
        path = f"/api/interviews/{view['id']}"
        if ended:
            page.request.post(f"{path}/answers", data={"answer": TEXT, "turn": 1}).text()
            page.request.post(f"{path}/end")
        page.goto(f"/#/interview/{view['id']}")
        page.reload()
        expect(page.locator(".scorecard" if ended else "#answer")).to_be_visible()
        return page.request.get(path).json()

    return hold


def test_interviews_that_were_held_are_listed_and_open(
    page: Page, held: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    done = held(page, ended=True)
    left = held(page, ended=False)
    latest = held(page, ended=False)
    page.goto("/")
    expect(page.get_by_role("link", name="Go on")).to_have_attribute("href", f"#/interview/{latest['id']}")
    rows = page.locator(".recent-row")
    expect(rows.nth(1)).to_be_visible()
    assert rows.count() <= 5
    card = done["scorecard"]
    assert card["earned"] > 0
    points = f"{card['earned']:g} of {card['possible']} points"
    expect(rows.nth(0)).to_have_text(re.compile(rf"^Technical screening on RAG {DAY} unfinished, 0 of 2 answered$"))
    expect(rows.nth(1)).to_have_text(re.compile(rf"^Technical screening on RAG {DAY} {points}$"))
    picture(page, "recent-1280")
    rows.nth(1).click()
    expect(page.locator(".scorecard .score .earned")).to_have_text(f"{card['earned']:g}")
    page.goto("/")
    rows.nth(0).click()
    expect(page).to_have_url(re.compile(left["id"]))
    expect(page.get_by_label("Your answer")).to_be_visible()


def test_looking_at_an_old_interview_does_not_make_it_the_latest(
    page: Page, held: Callable[..., dict[str, Any]]
) -> None:
    first, second = held(page, ended=True), held(page, ended=True)
    page.goto(f"/#/interview/{first['id']}")
    page.reload()
    expect(page.locator(".scorecard")).to_be_visible()
    page.goto("/")
    rows = page.locator(".recent-row")
    expect(rows.nth(0)).to_have_attribute("href", f"#/interview/{second['id']}")
    expect(rows.nth(1)).to_have_attribute("href", f"#/interview/{first['id']}")


def test_every_interview_is_listed_whatever_this_browser_has_seen(
    page: Page, held: Callable[..., dict[str, Any]]
) -> None:
    done = held(page, ended=True)
    page.evaluate("localStorage.clear()")
    page.goto("/")
    expect(page.locator(f".recent-row[href='#/interview/{done['id']}']")).to_be_visible()
    page.goto("/#/progress")
    held_in_all = page.request.get("/api/candidate/interviews").json()["interviews"]
    expect(page.locator(".held > li")).to_have_count(len(held_in_all))


def test_what_is_due_leads_to_the_review_and_what_is_under_way_goes_on(
    page: Page, held: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    held(page, ended=True)
    earlier, left = held(page, ended=False), held(page, ended=False)
    page.goto("/")
    # It stood among those that have ended, without a word.
    expect(page.locator(f".recent-row[href='#/interview/{earlier['id']}']")).to_contain_text("unfinished, 0 of 2")
    card = page.locator(".today-card")
    expect(card.nth(0)).to_contain_text("Technical screening on RAG, 0 of 2 questions answered")
    progress = page.request.get("/api/candidate/progress").json()
    expect(card.nth(1)).to_contain_text(progress["next_step"])
    # Cards of tests that ran long before may be due by now.
    if progress["due"]:
        expect(card.nth(1).get_by_role("link")).to_have_attribute("href", "#/review")
        expect(card).to_have_count(2)
    else:
        expect(card.nth(2)).to_contain_text(re.compile(r"None of your \d+ cards is due\. The next is due (in|on) .*\d"))
        expect(card.nth(2).get_by_role("link")).to_have_attribute("href", "#/review")
    picture(page, "today-1280")
    page.get_by_role("link", name="Go on").click()
    expect(page).to_have_url(re.compile(left["id"]))


def test_before_the_first_interview_none_is_listed_and_one_begins_within_two_clicks(
    page: Page, picture: Callable[..., None]
) -> None:
    page.request.delete("/api/candidate")
    page.goto("/")
    expect(page.locator(".today-card").first).to_contain_text("Take a first interview")
    # Two buttons of one look led to the same page.
    expect(page.locator("main a[href='#/start']")).to_have_count(1)
    expect(page.locator(".recent, .go-on")).to_have_count(0)
    picture(page, "today-first-1280")
    page.get_by_role("link", name="Start an interview").click()
    page.get_by_role("button", name="Start the interview").click()
    expect(page.get_by_text("Question 1 of 4")).to_be_visible()


@pytest.mark.parametrize("due", [0, 3])
def test_the_next_step_has_the_button_that_takes_it(page: Page, due: int) -> None:
    progress: dict[str, Any] = page.request.get("/api/candidate/progress").json()
    told = {"next_step": "Do this.", "next_topic": "" if due else "mathematics", "due": due, "cards_in_all": 3}
    page.route("**/api/candidate/progress", lambda route: route.fulfill(json=progress | told))
    page.goto("/")
    step = page.locator(".today-card", has_text="Do this.")
    if due:
        step.get_by_role("link", name="Review 3 cards").click()
        expect(page.get_by_role("heading", name="Review", level=1)).to_be_visible()
        return
    step.get_by_role("link", name="Practise Mathematics").click()
    expect(page.locator(".chosen")).to_have_text(re.compile(" · Mathematics · "))
    expect(page.locator("#tab-interview")).to_have_attribute("aria-current", "page")


def test_what_is_chosen_stands_beside_the_button(page: Page) -> None:
    page.goto("/#/start")
    chosen = page.locator(".chosen")
    expect(chosen).to_have_text("Technical screening · all topics · any level · practice")
    page.get_by_role("checkbox", name="RAG").check()
    page.get_by_label("For which level?").select_option("senior")
    page.get_by_label("How?").select_option("exam")
    expect(chosen).to_have_text("Technical screening · RAG · senior level · exam")
    page.get_by_role("radio", name="Behavioural").check()
    expect(chosen).to_have_text("Behavioural · all topics · senior level · exam")


def test_the_step_that_goes_no_further_leaves_the_keyboard_at_the_number(page: Page) -> None:
    page.goto("/#/start")
    page.get_by_role("button", name="One fewer").focus()
    for left in (3, 2, 1):
        page.keyboard.press("Enter")
        expect(page.locator("#questions")).to_have_value(str(left))
    expect(page.locator("#questions")).to_be_focused()


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (390, 844), (320, 640)])
def test_no_control_of_the_start_is_hidden_by_its_button(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/#/start")
    expect(page.get_by_role("button", name="Start the interview")).to_be_in_viewport(ratio=1)
    for control in page.locator(".setup :is(input, select, .stepper button)").all():
        control.focus()
        covered = control.evaluate("""one => {
          const [box, bar] = [one, document.querySelector(".setup-start")].map((part) => part.getBoundingClientRect());
          return box.bottom > bar.top && box.top < bar.bottom && box.right > bar.left;
        }""")
        assert not covered, control.evaluate("one => one.outerHTML")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_time_that_is_told_is_that_of_the_chosen_questions(page: Page, bank: dict[str, Question]) -> None:
    page.goto("/#/start")
    page.get_by_role("radio", name="Technical screening").check()
    page.get_by_role("checkbox", name="RAG").check()
    minutes = [item.minutes for item in bank.values() if item.stage == "screening"]
    on_topic = sum((item.stage, item.topic) == ("screening", "rag") for item in bank.values())
    told = page.locator(".start-line")
    for number in (4, 3):
        least, most = number * min(minutes), number * max(minutes)
        expect(told).to_contain_text(f"{number} questions of {on_topic}, {least} to {most} minutes")
        page.get_by_role("button", name="One fewer").click()
    design = [item.minutes for item in bank.values() if item.stage == "system-design"]
    row = page.locator(".stage-row", has_text="System design")
    expect(row).to_contain_text(f"{min(design)} to {max(design)} min a question")
    shown = page.locator("main").inner_text()
    assert "hour" not in shown
    assert "code that runs" not in shown


def test_on_a_phone_the_interview_can_be_started_without_scrolling(
    open_page: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = open_page(PHONE, has_touch=True, is_mobile=True)
    page.goto("/#/start")
    start = page.get_by_role("button", name="Start the interview")
    expect(start).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
    # What lies below it comes out from there when it gets the focus.
    chip = page.locator(".chip").last
    chip.evaluate(
        "one => scrollBy({ top: one.getBoundingClientRect().bottom - innerHeight + 10, behavior: 'instant' })"
    )
    chip.get_by_role("checkbox").focus()
    box, bar = chip.bounding_box(), page.locator(".setup-start").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["y"] + box["height"] <= bar["y"]
    picture(page, "start-390")
    start.tap()
    expect(page.get_by_label("Your answer")).to_be_visible()


def test_a_loop_is_told_with_its_rounds_and_level_and_in_an_exam_the_time_runs_down(page: Page) -> None:
    page.goto("/#/start")
    page.get_by_label("One round or several?").select_option(label="The full loop")
    expect(page.locator(".chosen")).to_have_text("The full loop · mid level · practice")
    expect(page.locator(".setup")).to_contain_text("System design, Behavioural: 4 h 45 min.")
    page.get_by_label("How?").select_option("exam")
    page.get_by_role("button", name="Start the interview").click()
    expect(page.locator(".clock")).to_have_text(re.compile(r"^question \d+:\d\d left · round at most \d+:\d\d$"))


def test_a_note_that_is_not_there_leads_to_asking(page: Page, watch: Any) -> None:
    watch.expected.append("404")
    page.goto("/#/document/rag/nope")
    expect(page.get_by_role("alert")).to_contain_text("There is no note “rag/nope”.")
    page.get_by_role("button", name="Ask the notes").click()
    expect(page.get_by_role("heading", name="Ask the notes", level=1)).to_be_visible()


def test_the_length_of_a_round_is_told_while_its_number_of_questions_is_typed(page: Page) -> None:
    page.goto("/#/start")
    number, line = page.get_by_label("How many questions?"), page.locator(".start-line")
    expect(line).to_contain_text("4 questions of")
    number.press("ControlOrMeta+a")
    number.press_sequentially("12")
    expect(line).to_contain_text("12 questions of")
    expect(number).to_be_focused()
    number.press("Backspace")
    expect(line).to_contain_text("1 question of")
    # What is no number yet leaves standing what was chosen.
    number.press("Backspace")
    expect(line).to_contain_text("1 question of")
    number.press_sequentially("3")
    page.get_by_role("button", name="One more").click()
    expect(line).to_contain_text("4 questions of")


def test_a_topic_in_the_address_that_there_is_not_is_told_with_those_that_there_are(page: Page) -> None:
    page.goto("/#/start/cooking")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("No question is about “cooking”, so all topics are chosen. The address can name")
    page.goto("/#/start/rag")
    expect(told).to_have_count(0)
