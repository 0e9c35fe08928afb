"""Every view and state under axe-core, which knows WCAG 2.2: both colour schemes, 320 to 2560 pixels, a zoom of 200 %.

Nothing may be wider than the window, and nothing that a keyboard comes to may be covered.
"""

from collections.abc import Callable
from typing import Any

import pytest
from page_checks import AXE, COVERED, OVERFLOW, PATIENCE, RAG, TEXT, VIEWS, axe_finds, unfold
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: npm ci")
DESIGN = """We must moderate 50 million posts a day within one second.

```mermaid
graph TD
  client[Web client] --> gw[API gateway]
  gw -->|post| rank[Classifier]
  rank --> queue[Review queue]
  queue --> gw
```
"""
SIZES = {
    "light-1280": (1280, 720, "light", 1),
    "dark-1280": (1280, 720, "dark", 1),
    "light-390": (390, 844, "light", 1),
    "dark-390": (390, 844, "dark", 1),
    "light-320": (320, 640, "light", 1),
    # 1280 by 720 pixels at a zoom of 200 %: half as many pixels of CSS, each of twice the size.
    "dark-zoomed": (640, 360, "dark", 2),
    "light-2560": (2560, 1440, "light", 1),
}


@pytest.fixture(params=SIZES)
def sized(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    """A page of a size and a colour scheme."""
    width, height, scheme, scale = SIZES[request.param]
    look: dict[str, Any] = {"color_scheme": scheme, "reduced_motion": "reduce", "device_scale_factor": scale}
    return open_page({"width": width, "height": height}, **look)


def check(page: Page) -> None:
    """See that axe finds nothing, that nothing is wider than the window, and that nothing is covered."""
    assert axe_finds(page) == []
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate(COVERED) == []


def test_axe_finds_nothing_on_any_view(sized: Page, watch: Any) -> None:
    watch.expected.append("404")
    for address, sign in VIEWS.values():
        sized.goto(address)
        sized.reload()
        expect(sized.locator(sign).first).to_be_visible()
        check(sized)


def test_axe_finds_nothing_in_an_interview_from_its_question_to_its_report(
    sized: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    view = interview(sized, RAG, "screening", "rag", 2)
    sized.goto(f"/#/interview/{view['id']}")
    expect(sized.get_by_label("Your answer")).to_be_visible()
    check(sized)
    sized.get_by_role("button", name="Ask the interviewer").click()
    sized.get_by_role("button", name="Hint 1 of 3").click()
    expect(sized.locator(".now .exchange")).to_be_visible()
    sized.get_by_label("Your answer").fill(TEXT)
    sized.get_by_role("button", name="Send answer").click()
    expect(sized.locator(".grade")).to_be_visible()
    check(sized)
    unfold(sized.locator(".grade"))
    sized.get_by_role("button", name="I said that").first.click()
    check(sized)
    sized.locator(".grade .cite").first.click()
    expect(sized.locator("mark.passage:visible").first).to_be_visible()
    check(sized)
    sized.keyboard.press("Escape")
    sized.get_by_role("button", name="End interview").click()
    sized.get_by_role("button", name="End it").click()
    expect(sized.locator(".scorecard")).to_be_visible()
    check(sized)
    sized.goto(f"/#/report/{view['id']}")
    expect(sized.locator(".plot").first).to_be_visible()
    check(sized)


def test_axe_finds_nothing_in_a_system_design_with_a_diagram(sized: Page, picture: Callable[..., None]) -> None:
    wanted = {"stage": "system-design", "topics": [], "questions": 1, "seed": 3}
    view = sized.request.post("/api/interviews", data=wanted).json()
    sized.goto(f"/#/interview/{view['id']}")
    sized.get_by_label("Your answer").fill(DESIGN)
    sized.get_by_role("button", name="Send answer").click()
    expect(sized.locator(".drawn rect")).to_have_count(4)
    expect(sized.locator(".phase-begun, .phase-open")).to_have_count(7)
    missing = sized.request.get(f"/api/interviews/{view['id']}").json()["turns"][0]["missing"]
    assert sized.locator(".phase-open").count() == len(missing)
    check(sized)
    picture(sized, f"design-{sized.viewport_size['width'] if sized.viewport_size else 0}")


def test_axe_finds_nothing_in_an_answer_of_the_corpus(sized: Page) -> None:
    sized.goto("/#/ask")
    sized.get_by_label("Your question").fill("Why does a KV cache take so much memory?")
    sized.get_by_role("button", name="Ask", exact=True).click()
    expect(sized.locator(".answer-text")).to_be_visible()
    check(sized)


def test_axe_finds_nothing_in_what_was_asked_for_a_pause_and_the_question_whether_to_end(
    sized: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    sized.goto(f"/#/interview/{interview(sized, RAG, 'screening', 'rag', 2)['id']}")
    for turn, text in enumerate((TEXT, "I would look at the documents first."), start=1):
        sized.get_by_label("Your answer").fill(text)
        sized.get_by_role("button", name="Send answer").click()
        expect(sized.locator(".grade")).to_have_count(turn)
    for name in ("Explain what I missed", "Model answer"):
        told = sized.locator(".turn .exchange").count()
        sized.get_by_role("button", name=name).click()
        expect(sized.locator(".turn .exchange")).to_have_count(told + 1)
    expect(sized.locator(".turn .is-explain details .prose")).to_have_count(1)
    unfold_told(sized)
    check(sized)
    sized.get_by_role("button", name="Pause").click()
    expect(sized.get_by_role("button", name="Go on")).to_be_visible()
    sized.get_by_role("button", name="End interview").click()
    expect(sized.get_by_role("button", name="Keep going")).to_be_focused()
    check(sized)


def unfold_told(page: Page) -> None:
    """Open what was told earlier."""
    page.locator(".turn .exchange details").evaluate_all("all => { for (const one of all) one.open = true; }")


def test_axe_finds_nothing_in_an_exam_and_in_a_story(sized: Page) -> None:
    for wanted in ({"stage": "screening", "mode": "exam"}, {"stage": "behavioural"}):
        more = {"topics": [], "questions": 2, "seed": 3}
        view = sized.request.post("/api/interviews", data=wanted | more).json()
        sized.goto(f"/#/interview/{view['id']}")
        sized.reload()
        sized.get_by_label("Your answer").fill("In my last job latency rose to 900 ms, and I added a cache.")
        sized.get_by_role("button", name="Send answer").click()
        expect(sized.locator(".grade")).to_be_visible()
        check(sized)


def test_axe_finds_nothing_where_there_is_nothing_or_it_is_refused(sized: Page, watch: Any) -> None:
    watch.expected.append("404")
    for address in ("interview/nope", "report/nope", "document/rag/nope", "code/nope", "projects/nope"):
        sized.goto(f"/#/{address}")
        sized.reload()
        expect(sized.locator(".notice").first).to_be_visible()
        check(sized)
    sized.goto("/#/ask")
    sized.get_by_label("Your question").fill("What is the best recipe for sourdough bread?")
    sized.get_by_role("button", name="Ask", exact=True).click()
    expect(sized.locator(".refused")).to_be_visible()
    check(sized)


def test_axe_finds_nothing_inside_an_answer_while_it_is_made_and_then(sized: Page) -> None:
    held: list[Any] = []
    # A built-in method cannot be a handler of its own here.
    sized.route("**/api/explain*", lambda route: held.append(route))  # noqa: PLW0108
    sized.goto("/inside?q=What+is+RAG")
    expect(sized.locator(".explained .waiting")).to_be_visible()
    check(sized)
    held[0].continue_()
    expect(sized.locator(".explained .waiting")).to_have_count(0)
    check(sized)


def test_axe_finds_nothing_in_files_that_fail_and_before_something_is_deleted(sized: Page, watch: Any) -> None:
    watch.expected.append("422")
    sized.goto("/#/library")
    expect(sized.locator(".library .shelves:not([aria-busy])")).to_be_visible()
    files = {"README.md": b"# Fraud\n\nIt reaches an F1 of 0.87.\n", "photo.png": b"\x89PNG", "empty.md": b""}
    sized.locator("#own-files").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files.items()]
    )
    expect(sized.locator(".uploads .not-added")).to_have_count(2, timeout=60_000 * PATIENCE)
    sized.get_by_role("button", name="Delete README.md").click()
    check(sized)
    sized.get_by_role("button", name="Delete now: README.md").click()
    expect(sized.locator(".own-documents li")).to_have_count(0)
    sized.goto("/#/settings")
    sized.get_by_role("button", name="Delete everything").click()
    check(sized)


def test_axe_finds_nothing_in_a_second_try_and_in_what_came_of_an_appeal(
    sized: Page, interview: Callable[..., dict[str, Any]]
) -> None:
    sized.goto(f"/#/interview/{interview(sized, RAG, 'screening', 'rag', 2)['id']}")
    sized.get_by_label("Your answer").fill("RAG puts passages into the prompt. That is all I know of it.")
    sized.get_by_role("button", name="Send answer").click()
    expect(sized.locator(".grade")).to_be_visible()
    unfold(sized.locator(".grade"))
    sized.get_by_role("button", name="I said that").first.click()
    sized.get_by_role("radio", name="That is all I know of it.").check()
    sized.get_by_role("button", name="Look again").click()
    expect(sized.locator(".appeal-told")).to_be_focused()
    check(sized)
    sized.get_by_role("button", name="Second try at the question before").click()
    expect(sized.locator(".now").get_by_text("Question 1, second try")).to_be_visible()
    check(sized)
    sized.get_by_label("Your answer").fill(TEXT)
    sized.get_by_role("button", name="Send answer").click()
    expect(sized.locator(".grade")).to_have_count(2)
    unfold(sized.locator(".grade").last)
    check(sized)


def test_axe_finds_nothing_in_a_run_a_plan_and_a_project(sized: Page) -> None:
    sized.goto("/#/code/two-sum")
    sized.get_by_role("button", name="Run the tests").click()
    expect(sized.locator(".code-report")).to_be_visible(timeout=60_000 * PATIENCE)
    check(sized)
    sized.goto("/#/plan")
    sized.get_by_label("Job description", exact=True).fill("- Build retrieval with BM25\n- Five years of Kubernetes")
    sized.get_by_label("Your CV", exact=True).fill("- Built a retrieval system with BM25, recall 0.83")
    sized.get_by_role("button", name="Plan", exact=True).click()
    expect(sized.get_by_role("heading", name="Projects to bring")).to_be_visible(timeout=60_000 * PATIENCE)
    check(sized)
    project = sized.request.post("/api/projects", data={"name": "Fraud detector"}).json()
    sized.goto(f"/#/projects/{project['id']}")
    expect(sized.get_by_role("heading", level=1, name="Fraud detector")).to_be_visible()
    check(sized)
    sized.request.delete(f"/api/projects/{project['id']}")
