"""Addresses and names that nobody meant, and what must not be covered or cut off."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("address", ["/#/document/%zz", "/#/document/%"])
def test_an_address_that_is_not_encoded_names_a_document_that_is_not_there(
    page: Page, watch: Any, address: str
) -> None:
    watch.expected.append("404")
    page.goto(address)
    expect(page.locator(".not-there .notice")).to_contain_text("There is no note")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("interview/nope", "There is no interview “nope”."),
        ("report/nope", "There is no report of an interview “nope”."),
        ("code/nope", "There is no coding task “nope”."),
        ("projects/nope", "There is no project “nope”."),
        ("document/rag/nope", "There is no note “rag/nope”."),
        ("library/nope/a.md", "There is no document “a.md”."),
    ],
)
def test_what_is_not_there_is_told_alike_with_one_way_on(page: Page, watch: Any, address: str, told: str) -> None:
    watch.expected.append("404")
    page.goto(f"/#/{address}")
    view = page.locator("#main > .not-there, #main > div > .not-there")
    expect(view.get_by_role("alert")).to_contain_text(told)
    expect(view.get_by_role("button")).to_have_count(1)
    expect(view.get_by_role("heading", level=1)).to_be_visible()
    view.get_by_role("button").click()
    expect(view).to_have_count(0)


def test_a_document_named_by_a_bracket_opens(page: Page, watch: Any, serve: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    for name in ("[.md", "other.md"):
        (tmp_path / "notes" / name).write_text(f"# Note {name[0]}\n\nA cache keeps keys. See [odd](/\\[.md) too.\n")
    command = [sys.executable, "-m", "app.terminal", "ingest", str(tmp_path / "notes"), "--index", str(tmp_path / "i")]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    with serve(COACH_INDEX=str(tmp_path / "i")) as server:
        watch.address = server
        for address, title in (("[", "Note ["), ("%5B", "Note ["), ("other", "Note o")):
            page.goto(f"{server}/#/document/{address}")
            page.reload()
            expect(page.locator(".page-document h1")).to_have_text(title)
            expect(page.locator(".page-document")).to_contain_text("A cache keeps keys.")


def test_nothing_covers_the_number_of_questions(page: Page, picture: Callable[..., None]) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto("/#/start")
    number = page.locator(".stepper")
    number.scroll_into_view_if_needed()
    box, bar = number.bounding_box(), page.locator(".setup-start").bounding_box()
    assert box is not None
    assert bar is not None
    assert bar["y"] >= box["y"] + box["height"] or bar["y"] + bar["height"] <= box["y"]
    picture(page, "setup-1280x720")


def test_topics_are_chosen_anew_for_each_round(page: Page) -> None:
    page.goto("/#/start")
    page.locator(".chip input").first.check()
    page.get_by_role("button", name="Start the interview").click()
    expect(page).to_have_url(re.compile("#/interview/"))
    page.goto("/#/start")
    page.reload()
    expect(page.locator(".chip input").first).not_to_be_checked()
    expect(page.locator(".topics legend")).to_contain_text("all topics")
