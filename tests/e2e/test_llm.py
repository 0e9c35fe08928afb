"""What the page tells of a language model: that it cannot be used, and what it took."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from brains import by_role, grades
from page_checks import FAINT, RAG, TEXT
from playwright.sync_api import Page, expect
from scripted import Play, Scripted, scripted

NOTICE = "The language model is not used now: <b>wrong key</b>. Answers are graded offline until that is mended."
SMALL = {"width": 360, "height": 740}
USED = {
    "role": "grader",
    "model": "gpt-x",
    "prompt_version": "grader-1",
    "input_tokens": 1000,
    "output_tokens": 300,
    "cached_tokens": 0,
    "counted": False,
    "ms": 900.0,
    "first_token_ms": 300.0,
    "cost_usd": 0.0032,
    "outcome": "ok",
}


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def told(page: Page, interview: Callable[..., dict[str, Any]]) -> Callable[..., None]:
    """Shows an ended interview of one answer whose requests to a model were these: `told(page, requests)`."""
    view = interview(page, RAG, "screening", "rag")
    page.request.post(f"/api/interviews/{view['id']}/answers", data={"answer": TEXT, "turn": 1}).text()
    ended = page.request.post(f"/api/interviews/{view['id']}/end").json()

    def show(page: Page, *turns: list[dict[str, Any]]) -> None:
        ended["turns"] = [ended["turns"][0] | {"usage": usage} for usage in turns]
        ended["scorecard"]["usage"] = [usage for requests in turns for usage in requests]
        page.route(f"**/api/interviews/{view['id']}", lambda route: route.fulfill(json=ended))
        page.goto(f"/#/interview/{view['id']}")
        expect(page.locator(".scorecard")).to_be_visible()

    return show


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/inside"])
def test_a_model_that_cannot_be_used_is_said_above_the_page(
    open_page: Callable[..., Page], picture: Callable[..., None], path: str, scheme: str
) -> None:
    page = open_page(SMALL, color_scheme=scheme)
    state = {"ready": True, "doing": "ready", "notice": NOTICE}
    page.route("**/readyz", lambda route: route.fulfill(json=state))
    page.goto(path)
    expect(page.get_by_role("note")).to_have_text(NOTICE)
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate(FAINT) == []
    assert overflow(page) == 0
    below = "document.querySelector('main h1').getBoundingClientRect().y"
    assert page.evaluate(f"{below} - document.querySelector('.standing').getBoundingClientRect().bottom") >= 20
    picture(page, f"standing-{scheme}-360{path.replace('/', '-')}")
    if path == "/":
        page.get_by_role("link", name="Ask the notes").click()
        expect(page.get_by_role("note")).to_have_count(1)


def test_settings_say_which_model_grades_and_what_its_exam_has_earned_it(
    page: Page, picture: Callable[..., None]
) -> None:
    page.goto("/#/settings")
    expect(page.get_by_text("The coach itself, offline. No language model is set.")).to_be_visible()
    exam = {
        "taken_utc": "2026-11-12T10:00:00Z", "level": "half", "agreement": 0.84, "false_credit": 0.11,
        "quotes_found": 0.97, "obeyed": 1, "injections": 4,
    }  # fmt: skip
    model = {"name": "gpt-x", "host": "<b>models.example</b>", "exam": exam, "means": "it moves a verdict by one step"}
    page.route("**/api/candidate/graders", lambda route: route.fulfill(json={"model": model}))
    consent = {
        "is_needed": True, "place": "https://models.example/v1", "model": "gpt-x", "goes": ["what you answer"],
        "stays": ["your files"], "is_given": True,
    }  # fmt: skip
    page.route("**/api/candidate/consent", lambda route: route.fulfill(json=consent))
    page.reload()
    title = page.get_by_role("heading", name="Who grades your answers", exact=True)
    told = page.locator("section").filter(has=title).last
    expect(told).to_contain_text("The coach itself, and gpt-x at <b>models.example</b>.")
    expect(told).to_contain_text("Examined as a grader on 12 November 2026: passed in part; it moves a verdict by one")
    expect(told.locator("dd")).to_have_text(["84 %", "11 %", "97 %", "1 of 4"])
    private = page.locator("section").filter(has=page.get_by_role("heading", name="Privacy", exact=True)).last
    expect(private).to_contain_text("gpt-x at https://models.example/v1.")
    expect(private).not_to_contain_text("stays on the machine")
    picture(page, "settings-model")
    model["exam"] = None
    page.reload()
    expect(told).to_contain_text("It was not examined as a grader")


def test_without_a_model_nothing_is_said_of_one(page: Page, told: Callable[..., None]) -> None:
    told(page, [], [])
    expect(page.locator(".grade")).to_have_count(2)
    expect(page.get_by_role("note")).to_have_count(0)
    expect(page.locator(".usage")).to_have_count(0)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "LLM use: 1,000 tokens in, 300 out, $0.0032, gpt-x"),
        ({"cost_usd": None}, "LLM use: 1,000 tokens in, 300 out, gpt-x"),
        ({"cost_usd": 0.0}, "LLM use: 1,000 tokens in, 300 out, $0.00, gpt-x"),
        ({"cost_usd": 0.00002}, "LLM use: 1,000 tokens in, 300 out, under $0.0001, gpt-x"),
        ({"cost_usd": 1.234}, "LLM use: 1,000 tokens in, 300 out, $1.23, gpt-x"),
        ({"counted": True}, "LLM use: about 1,000 tokens in, 300 out, $0.0032, gpt-x"),
        ({"model": "<img src=x>"}, "LLM use: 1,000 tokens in, 300 out, $0.0032, <img src=x>"),
        ({"input_tokens": 0, "output_tokens": 0, "outcome": "the endpoint is down"}, None),
    ],
)
def test_what_an_answer_took_stands_under_its_grade(
    page: Page, told: Callable[..., None], changes: dict[str, Any], line: str | None
) -> None:
    told(page, [USED | changes])
    lines = page.locator(".grade .usage")
    expect(lines).to_have_text([] if line is None else [line])


def test_the_scorecard_adds_up_what_the_interview_took(
    open_page: Callable[..., Page], told: Callable[..., None], picture: Callable[..., None]
) -> None:
    page = open_page(SMALL, color_scheme="dark")
    told(page, [USED | {"role": "interviewer", "output_tokens": 20}, USED], [], [USED | {"model": "gpt-y"}])
    expect(page.locator(".grade .usage")).to_have_count(2)
    total = page.locator(".scorecard .usage")
    expect(total).to_have_text("LLM use in this interview: 3,000 tokens in, 620 out, $0.0096, gpt-x, gpt-y")
    total.scroll_into_view_if_needed()
    assert page.evaluate(FAINT) == []
    assert overflow(page) == 0
    picture(page, "usage-scorecard-dark-360")


def test_a_cost_that_is_not_known_of_every_request_is_not_told(page: Page, told: Callable[..., None]) -> None:
    told(page, [USED], [USED | {"cost_usd": None}])
    expect(page.locator(".scorecard .usage")).to_have_text("LLM use in this interview: 2,000 tokens in, 600 out, gpt-x")


@pytest.fixture(scope="module")
def model() -> Iterator[Scripted]:
    """A model that finds every point missing and answers from passage [1]."""
    with scripted() as server:
        brains = {"grader": grades({}), "tutor": "A cache keeps the keys and values. [1]"}
        server.default = Play(by_role(question='{"question": "nothing like it?"}', **brains))
        yield server


@pytest.fixture(scope="module")
def llm_server(serve: Callable[..., Any], model: Scripted) -> Iterator[str]:
    """The real app with that model."""
    prices = {"COACH_LLM_INPUT_USD": "10", "COACH_LLM_OUTPUT_USD": "20"}
    with serve(COACH_LLM_BASE_URL=model.url, COACH_LLM_MODEL="gpt-x", COACH_LLM_RETRIES="0", **prices) as address:
        yield address


def test_a_real_interview_with_a_model_says_what_it_took(
    open_page: Callable[..., Page], llm_server: str, watch: Any, picture: Callable[..., None]
) -> None:
    watch.address = llm_server
    page = open_page()
    wanted = {"stage": "screening", "topics": ["rag"], "questions": 1}
    view = page.request.post(f"{llm_server}/api/interviews", data=wanted).json()
    page.goto(f"{llm_server}/#/interview/{view['id']}")
    page.get_by_label("Your answer").fill(TEXT)
    page.get_by_role("button", name="Send answer").click()
    # One request, for the grade: the first question is asked in the bank's words.
    expect(page.locator(".grade .usage")).to_have_text("LLM use: 50 tokens in, 7 out, $0.00064, gpt-x")
    picture(page, "usage-1280")


def test_an_answer_from_the_corpus_says_what_it_took_and_who_wrote_it(
    open_page: Callable[..., Page], llm_server: str, watch: Any, picture: Callable[..., None]
) -> None:
    watch.address = llm_server
    page = open_page()
    page.goto(f"{llm_server}/#/ask")
    page.get_by_label("Your question").fill("What is a KV cache for?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".asked .usage")).to_have_text("LLM use: 50 tokens in, 7 out, $0.00064, gpt-x")
    expect(page.get_by_text("Written by gpt-x; every citation was checked.")).to_be_visible()
    picture(page, "usage-ask-1280")


def test_points_that_a_model_has_lowered_are_counted_below_the_grade(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(page, RAG, "screening", "rag")
    page.request.post(f"/api/interviews/{view['id']}/answers", data={"answer": TEXT, "turn": 1}).text()
    ended = page.request.post(f"/api/interviews/{view['id']}/end").json()
    grade = ended["turns"][0]["grade"]
    grade["graded_by"] |= {"method": "llm", "model": "gpt-x"}
    for verdict in grade["verdicts"][:2]:
        verdict["reason"] = "Lowered by the language model from met to partly met: <b>why</b>"
    page.route(f"**/api/interviews/{view['id']}", lambda route: route.fulfill(json=ended))
    page.goto(f"/#/interview/{view['id']}")
    expect(page.locator(".grade .fallback")).to_have_text(
        "The language model gave less for 2 points than the offline grader."
    )
