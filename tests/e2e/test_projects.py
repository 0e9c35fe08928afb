"""A candidate's own project on the page, from the first document to its deletion."""

from collections.abc import Callable
from pathlib import Path

import pytest
from page_checks import FAINT, NAMELESS
from playwright.sync_api import Page, expect
from repositories import git, notebook_heap, ten_authors, tidy_library

# Words that are said once more would be taken for an appeal.
FURTHER = (
    "We compared it with a logistic regression on the same split.",
    "The rows came from one bank and were split by time, so that nothing of the future was seen.",
    "I chose trees because the features are mixed and few.",
    "A false alarm costs a call to the customer, a missed one costs the money.",
    "It failed on new merchants, and we saw that in the errors of each week.",
    "My part was the features and the evaluation.",
    "Next I would watch the drift of the scores.",
    "It runs in 20 ms on one core, which was enough.",
    "I would measure the cost of each error sooner.",
    "The others kept the service that it runs in.",
    "We looked at 200 errors by hand.",
)
HANDED_OVER = "that this author made, such as queue/worker.py"
README = b"# Fraud\n\nWe built a model with XGBoost. It reaches an F1 of 0.87 on the test set.\n"


def begin(page: Page, name: str) -> None:
    page.goto("/#/library")
    page.get_by_label("Name of a new project").fill(name)
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_a_project_from_a_document_to_its_deletion(page: Page, picture: Callable[..., None]) -> None:
    begin(page, "Fraud detector")
    expect(page.get_by_text("What it claims")).to_be_hidden()
    expect(page.get_by_label("What you would say about the project")).to_be_hidden()
    file = {"name": "README.md", "mimeType": "text/markdown", "buffer": README}
    page.get_by_label("Choose files").set_input_files(file)
    expect(page.locator(".own-documents").get_by_role("link", name="README.md")).to_be_visible(timeout=60_000)
    page.get_by_text("What a reviewer would ask").click()
    # The claim and its place stand once, above the questions about it.
    expect(page.locator(".claimed")).to_have_text(
        ["“It reaches an F1 of 0.87 on the test set.”", "“We built a model with XGBoost.”"]
    )
    expect(page.get_by_text("baseline · not mentioned in your documents")).to_be_visible()
    expect(page.get_by_text("What would the simplest baseline reach, next to your F1 of 0.87?")).to_be_visible()
    page.get_by_label("What you would say about the project").fill("We reached an F1 of 0.91.")
    page.get_by_role("button", name="Check against the documents").click()
    expect(page.get_by_text("You said 0.91 for F1; README.md, line 3, says 0.87.")).to_be_visible()
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(FAINT) == []
    picture(page, "project-1280")
    page.get_by_role("button", name="Delete this project").click()
    page.get_by_role("button", name="Delete it now").click()
    expect(page.get_by_role("heading", level=1, name="Your library")).to_be_visible()
    expect(page.get_by_role("link", name="Fraud detector")).to_have_count(0)


def test_a_review_is_about_the_project_that_was_chosen(page: Page) -> None:
    begin(page, "Fraud review")
    file = {"name": "README.md", "mimeType": "text/markdown", "buffer": README}
    page.get_by_label("Choose files").set_input_files(file)
    expect(page.locator(".own-documents").get_by_role("link", name="README.md")).to_be_visible(timeout=60_000)
    page.goto("/#/start")
    expect(page.get_by_label("About which project?")).to_have_count(0)
    page.locator('input[value="project-review"]').check()
    page.get_by_label("About which project?").select_option(label="Fraud review")
    expect(page.locator(".topics")).to_have_count(0)
    page.get_by_role("button", name="Start the interview").click()
    expect(page.get_by_text("Walk me through Fraud review, from the problem to the result")).to_be_visible()
    page.get_by_label("Your answer").fill("Our model reached an F1 of 0.91 on the test set.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("You said 0.91 for F1; README.md, line 3, says 0.87.").first).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(
    ("make", "author", "stated", "said", "beside"),
    [
        (tidy_library, "", "requests by httpx2", "I wrote tests for the parser.", "Tests: 1 of 5 commits"),
        (notebook_heap, "", "No commit touches tests or docs", "I wrote tests for it.", "No commit touches tests"),
        (ten_authors, "Ann Lee", HANDED_OVER, "My colleagues reviewed it.", HANDED_OVER),
    ],
)
def test_a_history_is_read_and_a_review_of_it_runs_to_its_report(
    page: Page,
    tmp_path: Path,
    picture: Callable[..., None],
    make: Callable[[Path], object],
    author: str,
    stated: str,
    said: str,
    beside: str,
) -> None:
    make(tmp_path / "made")
    git(tmp_path / "made", "bundle", "create", "-q", str(tmp_path / "work.bundle"), "--all")
    begin(page, make.__name__)
    page.get_by_text("Add a git history").click()
    page.get_by_label("A bundle of a git repository").set_input_files(tmp_path / "work.bundle")
    page.get_by_role("button", name="Read the history").click()
    if author:
        page.get_by_role("button", name=author).click()
    page.get_by_text("What the history shows").click(timeout=60_000)
    expect(page.get_by_text(stated)).to_be_visible()
    expect(page.get_by_text("Cannot show:").first).to_be_visible()
    file = {"name": "README.md", "mimeType": "text/markdown", "buffer": README}
    page.get_by_label("Choose files").set_input_files(file)
    expect(page.locator(".own-documents").get_by_role("link", name="README.md")).to_be_visible(timeout=60_000)
    review_of(page, make.__name__, f"{said} Our model reached an F1 of 0.91.")
    page.get_by_role("link", name="Report").click()
    both = page.locator(".memory section").filter(
        has=page.get_by_role("heading", name="What was said, and what was done")
    )
    expect(both).to_contain_text("You said 0.91 for F1; README.md, line 3, says 0.87.")
    expect(both).to_contain_text(beside)
    picture(page, f"report-{make.__name__}-1280")


def review_of(page: Page, name: str, words: str) -> None:
    """A review of three questions about a project, from its start to the scorecard; `words` are the first answer."""
    page.goto("/#/start")
    page.locator('input[value="project-review"]').check()
    page.get_by_label("About which project?").select_option(label=name)
    fewer = page.get_by_role("button", name="One fewer")
    while fewer.is_enabled():
        fewer.click()
    for _ in range(2):
        page.get_by_role("button", name="One more").click()
    page.get_by_role("button", name="Start the interview").click()
    box, ended = page.get_by_label("Your answer"), page.get_by_role("heading", name="What to study next")
    for turn, said in enumerate((words, *FURTHER), 1):
        box.fill(said)
        page.keyboard.press("Control+Enter")
        expect(page.locator(".turn")).to_have_count(turn, timeout=60_000)
        expect(box.or_(ended).first).to_be_visible()
        if ended.is_visible():
            return
    pytest.fail("the review does not end")
