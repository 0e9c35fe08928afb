"""How light and calm the page is: what it loads before it shows something, what moves, what stands on paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from page_checks import OVERFLOW, PATIENCE, RAG, SHIFTED, TEXT, VIEWS, WATCH_SHIFTS, begin, unfold
from playwright.sync_api import Page, Response, expect

MOST_BYTES = 150_000
FIRST_PAINT_MS = 500
MOST_LOADS = 8
# Taller than this a graded turn takes the dialogue apart.
TALLEST_TURN = 700
# Of the score of layout shifts, of which 0.1 is called good. Source: web.dev/articles/cls.
STEADY = 0.01
# So long after a click a shift is nobody's wish. Source: the Layout Instability API, hadRecentInput.
CLICKED_MS = 600
# The bytes of each file of the page as they were sent.
SENT = """() => Object.fromEntries(performance.getEntriesByType("resource")
  .filter(({ name }) => name.includes("/static/")).map(({ name, encodedBodySize }) => [name, encodedBodySize]))"""
MARGIN = "one => parseFloat(getComputedStyle(one).marginTop)"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def test_the_first_view_is_light_and_there_at_once(page: Page) -> None:
    sizes: dict[str, int] = {}

    def loaded(response: Response) -> None:
        sizes[response.url] = len(response.body())

    page.on("response", loaded)
    page.goto("/", wait_until="networkidle")
    expect(page.locator(".today-card").first).to_be_visible()
    assert sum(size for url, size in sizes.items() if "/static/" in url) < MOST_BYTES
    assert not [url for url in sizes if "markdown" in url or "code-editor" in url]
    # Whatever else runs on this machine only adds to it; a new context has nothing of the page yet.
    painted = [page.evaluate(PAINTED)]
    browser = page.context.browser
    assert browser is not None
    while painted[-1] >= FIRST_PAINT_MS * PATIENCE and len(painted) < MOST_LOADS:
        with browser.new_page() as anew:
            anew.goto(page.url, wait_until="networkidle")
            painted.append(anew.evaluate(PAINTED))
    assert min(painted) < FIRST_PAINT_MS * PATIENCE


def test_all_that_an_interview_needs_before_the_editor_is_light(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    page.goto("/", wait_until="networkidle")
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag', 2)['id']}")
    page.get_by_label("Your answer").fill(TEXT)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".grade")).to_be_visible()
    page.locator(".grade .cite").first.click()
    expect(page.locator("mark.passage:visible").first).to_be_visible()
    loaded: dict[str, int] = page.evaluate(SENT)
    assert len(loaded) > 40
    assert all(loaded.values())
    assert not [url for url in loaded if "codemirror" in url]
    assert sum(loaded.values()) < MOST_BYTES


# On a telephone the lines are shorter, and the turn is as much taller.
@pytest.mark.parametrize(("width", "height", "tallest"), [(1280, 720, TALLEST_TURN), (390, 844, 2 * TALLEST_TURN)])
def test_a_graded_turn_is_short_and_nothing_jumps_when_it_comes(
    page: Page, interview: Callable[..., dict[str, Any]], width: int, height: int, tallest: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag', 2)['id']}")
    page.get_by_label("Your answer").fill(TEXT)
    page.evaluate(WATCH_SHIFTS)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".grade")).to_be_visible()
    expect(page.locator(".now .question.follow-up")).to_be_visible()
    assert page.evaluate(SHIFTED) < STEADY
    assert page.locator(".turn").evaluate("one => one.offsetHeight") < tallest
    # What a strong answer says is not read out before it is asked for.
    expect(page.locator(".grade .verdict:visible")).to_have_count(0)
    advice = page.locator(".grade .advice")
    expect(advice).to_have_count(1)
    expect(advice.locator(".cite")).to_have_count(1)


@pytest.mark.parametrize("stage", ["screening", "system-design"])
def test_nothing_jumps_on_a_telephone_when_a_grade_comes_late(page: Page, stage: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    begin(page, stage)
    page.get_by_label("Your answer").fill(TEXT)
    page.evaluate(WATCH_SHIFTS)
    held: list[Any] = []
    # A built-in method cannot be a handler of its own here.
    page.route("**/answers", lambda route: held.append(route))  # noqa: PLW0108
    page.get_by_role("button", name="Send answer").click()
    # What moves just after a click is counted for the click.
    page.wait_for_timeout(CLICKED_MS)
    held[0].continue_()
    expect(page.locator(".grade")).to_be_visible()
    assert page.evaluate(SHIFTED) < STEADY


def test_a_turn_of_a_long_answer_is_short_too_and_shows_all_of_it_on_demand(
    page: Page, interview: Callable[..., dict[str, Any]], bank: dict[str, Any]
) -> None:
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag', 2)['id']}")
    text = bank[RAG].strong_answer + "\n\n" + "It depends on the data. " * 40
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".grade")).to_be_visible()
    turn = page.locator(".turn")
    assert turn.evaluate("one => one.offsetHeight") < TALLEST_TURN
    shown = page.locator(".turn .said-text")
    short = shown.evaluate("one => one.clientHeight")
    page.get_by_role("button", name="Show all of it").click()
    assert shown.evaluate("one => one.clientHeight") > short
    expect(page.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")


def test_what_was_asked_for_stays_with_its_turn(page: Page, interview: Callable[..., dict[str, Any]]) -> None:
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag', 2)['id']}")
    page.get_by_role("button", name="Ask the interviewer").click()
    page.get_by_label("What do you want to know before you answer?").fill("Do you mean with a reranker?")
    page.keyboard.press("Enter")
    expect(page.locator(".now .exchange")).to_contain_text("Do you mean with a reranker?")
    page.get_by_label("Your answer").fill(TEXT)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".grade")).to_be_visible()
    expect(page.locator(".now .exchange")).to_have_count(0)
    page.get_by_text("What was said before it").click()
    expect(page.locator(".turn .exchange")).to_contain_text("Do you mean with a reranker?")


def test_on_paper_stands_what_was_said_and_not_what_one_presses(
    page: Page, interview: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag', 2)['id']}")
    page.get_by_label("Your answer").fill(TEXT)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".grade")).to_be_visible()
    unfold(page.locator(".grade"))
    page.emulate_media(media="print")
    expect(page.locator(".turn .said-text")).to_be_visible()
    expect(page.locator(".grade .verdict").first).to_be_visible()
    for pressed in (".composer", ".commands", ".top nav", ".foot", ".i-said"):
        expect(page.locator(pressed).first).to_be_hidden()
    edges = page.evaluate(
        """[".wordmark", ".interview"].map((one) => document.querySelector(one).getBoundingClientRect().x)"""
    )
    assert edges[0] == edges[1]
    picture(page, "print")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Let me first say what I take as given: the users are a million, and they wait a second at most.", "Noted"),
        (
            "The weather here has been rainy for days, and the garden likes it a lot.",
            "Nothing in it answers the question",
        ),
    ],
)
def test_a_design_that_goes_on_is_not_given_a_nought(
    page: Page, said: str, told: str, picture: Callable[..., None]
) -> None:
    wanted = {"stage": "system-design", "topics": [], "questions": 1, "seed": 3}
    view = page.request.post("/api/interviews", data=wanted).json()
    page.goto(f"/#/interview/{view['id']}")
    page.get_by_label("Your answer").fill(said)
    page.get_by_role("button", name="Send answer").click()
    head = page.locator(".turn .grade-head")
    expect(head).to_contain_text(told)
    expect(page.locator(".turn .advice")).to_have_count(0)
    grade = page.request.get(f"/api/interviews/{view['id']}").json()["turns"][0]["grade"]
    assert (grade["earned"], grade["gate"]) == (0, None)
    assert all(verdict["held_back"] for verdict in grade["verdicts"])
    expect(head).not_to_contain_text("0 of")
    expect(page.locator(".turn .held-back")).to_contain_text("key points are kept for later")
    if told == "Noted":
        picture(page, "design-noted")


def test_a_bonus_is_in_no_count_of_points_and_is_told_once_beside_the_score(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(page, RAG, "screening", "rag", 2)
    page.request.post(f"/api/interviews/{view['id']}/answers", data={"answer": TEXT, "turn": 1}).text()
    view = page.request.get(f"/api/interviews/{view['id']}").json()
    verdicts = view["turns"][0]["grade"]["verdicts"]
    met, half = (next(one for one in verdicts if one["state"] == state) for state in ("met", "partly met"))
    half["held_back"] = False
    met["is_bonus"] = half["is_bonus"] = True
    wanted = [one for one in verdicts if not one["is_bonus"]]
    missing = [one for one in wanted if one["state"] != "met" and not one["held_back"]]
    page.route(f"**/api/interviews/{view['id']}", lambda route: route.fulfill(json=view))
    page.goto(f"/#/interview/{view['id']}")
    grade = page.locator(".grade")
    expect(grade.locator(".score")).to_have_text(re.compile(r" points, [\d.]+ of them as a bonus$"))
    expect(grade.locator(".bar .segment:not(.bonus)")).to_have_count(len(wanted))
    expect(grade.locator(".bar .segment.bonus")).to_have_count(1)
    expect(grade.locator(".bar")).to_have_attribute("aria-label", re.compile(f"^{len(wanted)} key points: "))
    unfold(grade)
    mend, counts = grade.locator('[data-fold="open"]'), grade.locator('[data-fold="met"]')
    expect(mend.locator(".fold-count")).to_have_text(re.compile(f"^{len(missing)}( and 1 mistake)?$"))
    expect(counts.locator(f'[data-point="{half["point_id"]}"]')).to_contain_text("(bonus)")
    # A bonus that the score does not need is no part of it.
    view["turns"][0]["grade"]["earned"] = sum(one["points"] for one in wanted)
    page.reload()
    expect(grade.locator(".score")).to_have_text(re.compile(r" points$"))
    expect(grade.locator(".bar .segment")).to_have_count(len(wanted))


def test_nothing_is_wider_than_a_window_of_320_pixels(page: Page, interview: Callable[..., dict[str, Any]]) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for address, sign in VIEWS.values():
        page.goto(address)
        page.reload()
        expect(page.locator(sign).first).to_be_visible()
        assert page.evaluate(OVERFLOW) == 0, address
    view = interview(page, RAG, "screening", "rag", 2)
    page.goto(f"/#/interview/{view['id']}")
    page.reload()
    page.get_by_label("Your answer").fill(TEXT)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".grade")).to_be_visible()
    unfold(page.locator(".grade"))
    assert page.evaluate(OVERFLOW) == 0
    page.request.post(f"/api/interviews/{view['id']}/end")
    for address, sign in ((f"/#/interview/{view['id']}", ".scorecard"), (f"/#/report/{view['id']}", ".plot")):
        page.goto(address)
        page.reload()
        expect(page.locator(sign).first).to_be_visible()
        assert page.evaluate(OVERFLOW) == 0, address


def test_what_explains_a_closed_question_stands_below_its_answer_and_stays_there(
    page: Page, interview: Callable[..., dict[str, Any]], picture: Callable[..., None]
) -> None:
    page.goto(f"/#/interview/{interview(page, RAG, 'screening', 'rag', 2)['id']}")
    page.get_by_label("Your answer").fill("I would look at the weather and then at the price of bread, both are high.")
    page.get_by_role("button", name="Send answer").click()
    explain = page.locator(".turn").get_by_role("button", name="Explain what I missed")
    expect(explain).to_be_visible()
    expect(page.locator(".now [data-command=explain], .now [data-command=model_answer]")).to_have_count(0)
    page.get_by_label("Your answer").fill("Half an answer to what is asked now.")
    explain.click()
    told = page.locator(".turn .exchanges.after .is-explain")
    expect(told).to_be_focused()
    expect(told.locator(".prose :is(h3, h4, h5)").first).to_be_visible()
    expect(told.locator(".prose strong").first).to_be_visible()
    # What would say the same once more is not offered.
    expect(explain).to_have_count(0)
    expect(page.get_by_label("Your answer")).to_have_value("Half an answer to what is asked now.")
    picture(page, "explained")
    page.reload()
    expect(told).to_have_count(1)
    expect(page.locator(".now .exchange")).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(OVERFLOW) == 0
    counter = page.locator(".progress")
    before = counter.bounding_box()
    page.get_by_role("button", name="End interview").click()
    expect(page.get_by_text("End the interview? 1 of 2 questions answered.")).to_be_visible()
    assert counter.bounding_box() == before
    page.get_by_role("button", name="End it").click()
    page.locator(".turn.folded summary").first.click()
    page.get_by_role("button", name="Model answer").click()
    answer = page.locator(".turn .exchanges.after .is-model_answer")
    expect(answer).to_be_focused()
    paragraphs = answer.locator("div > p")
    assert paragraphs.count() > 1
    assert all(paragraphs.nth(n).evaluate(MARGIN) > 0 for n in range(1, paragraphs.count()))
