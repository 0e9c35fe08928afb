"""The library on the page: files dropped and chosen, what came of each, documents opened and deleted."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from page_checks import FAINT, NAMELESS, OVERFLOW, PATIENCE, axe_finds
from playwright.sync_api import Page, expect

README = b"""# Fraud

We built a model with XGBoost. It reaches an F1 of 0.87 on the test set.

## Next <b>steps</b>

More words.
"""
KEY = "AKIAIOSFODNN7EXAMPLE"
# A file is read in a process of its own, which has to start.
READ_MS = 60_000 * PATIENCE
SIZES = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture
def empty(page: Page) -> Iterator[Page]:
    """A page whose library holds nothing, before and after."""
    yield page
    for project in page.request.get("/api/projects").json()["projects"]:
        page.request.delete(f"/api/projects/{project['id']}")


def dropped(page: Page, *paths: Path) -> None:
    """Drop files or folders of this disk on the page as a person does: the browser itself reads them."""
    session = page.context.new_cdp_session(page)
    box = page.locator(".drop").bounding_box()
    assert box is not None
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        event = {"type": kind, "x": box["x"] + 20, "y": box["y"] + 20, "data": data}
        session.send("Input.dispatchDragEvent", event)


def file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_what_is_dropped_is_added_and_what_cannot_be_read_says_why(
    empty: Page, tmp_path: Path, watch: Any, picture: Callable[..., None]
) -> None:
    page = empty
    watch.expected.append("422")
    (tmp_path / "README.md").write_bytes(README)
    (tmp_path / "settings.py").write_text(f'aws = "{KEY}"\n')
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing that follows")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / "empty.md").write_bytes(b"")
    page.goto("/#/library")
    expect(page.get_by_text("There is nothing here yet.")).to_be_visible()
    dropped(page, *sorted(path for path in tmp_path.iterdir()))
    rows = page.locator(".uploads li")
    expect(rows).to_have_count(5)
    expect(rows.filter(has_text="README.md")).to_contain_text("Added README.md.", timeout=READ_MS)
    expect(rows.filter(has_text="photo.png")).to_contain_text(
        re.compile(r"is a kind of file that cannot be read.*\.$"), timeout=READ_MS
    )
    expect(rows.filter(has_text="broken.pdf")).to_have_class("not-added", timeout=READ_MS)
    expect(rows.filter(has_text="broken.pdf")).to_contain_text("is not a readable PDF: it may be damaged or cut off")
    expect(page.get_by_text("No file chosen")).to_have_count(0)
    expect(rows.filter(has_text="empty.md")).to_contain_text("is empty.")
    expect(rows.filter(has_text="settings.py")).to_contain_text("line 1, AWS Access Key", timeout=READ_MS)
    told = page.locator("main").inner_text()
    assert KEY not in told
    assert "null" not in told
    expect(page.locator(".own-documents li")).to_have_count(2)
    expect(page.get_by_label("Files go into")).to_have_value(
        page.request.get("/api/projects").json()["projects"][0]["id"]
    )
    assert [one["name"] for one in page.request.get("/api/projects").json()["projects"]] == ["My documents"]
    for width, scheme in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert page.evaluate(FAINT) == []
        assert page.evaluate(NAMELESS) == []
        assert axe_finds(page) == []
        assert page.evaluate(OVERFLOW) == 0
        picture(page, f"library-{scheme}-{width}")
    for width in (320, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OVERFLOW) == 0
    page.emulate_media(media="print")
    expect(page.locator(".drop")).to_be_hidden()
    expect(page.locator(".own-documents")).to_be_visible()


def test_a_folder_keeps_its_paths_and_leaves_behind_what_was_installed_into_it(empty: Page, tmp_path: Path) -> None:
    page = empty
    for name in ("work/README.md", "work/docs/report.md", "work/node_modules/x/index.md", "work/.hidden/a.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(README)
    page.goto("/#/library")
    expect(page.get_by_text("There is nothing here yet.")).to_be_visible()
    dropped(page, tmp_path / "work")
    expect(page.locator(".uploads .added")).to_have_count(2, timeout=READ_MS)
    # The list is read again after the last of them was added.
    expect(page.locator(".own-document a")).to_have_text(["README.md", "docs/report.md"])


def test_a_document_is_opened_its_passages_are_marked_and_it_is_deleted(
    empty: Page, picture: Callable[..., None]
) -> None:
    page = empty
    page.goto("/#/library")
    page.get_by_label("Choose files").set_input_files(
        [file("a b.md", README), file("tool.py", b"def f():\n    return 1\n")]
    )
    expect(page.locator(".uploads .added")).to_have_count(2, timeout=READ_MS)
    page.locator(".own-document").get_by_role("link", name="a b.md").click()
    expect(page.get_by_role("heading", level=1, name="a b.md")).to_be_visible()
    expect(page.locator(".own-text b")).to_have_count(0)
    expect(page.locator(".own-text .level-2")).to_be_visible()
    sizes = page.locator(".own-text :is(.level-1, .level-2)").evaluate_all(
        "all => all.map((one) => [parseFloat(getComputedStyle(one).fontSize), getComputedStyle(one).fontWeight])"
    )
    assert sizes[0][0] > sizes[1][0]
    assert sizes[0][1] == sizes[1][1]
    page.get_by_role("button", name="It reaches an F1 of 0.87").click()
    expect(page.locator("mark.passage:visible").first).to_be_in_viewport()
    assert "F1 of 0.87" in "".join(page.locator("mark.passage").all_text_contents())
    expect(page.get_by_role("link", name="My documents")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Marked: the claim in line 3.")).to_be_visible()
    page.get_by_role("button", name="Fraud: We built a model").click()
    expect(page.get_by_role("status").filter(has_text="Marked: passage 1.")).to_be_visible()
    assert "XGBoost" in "".join(page.locator("mark.passage").all_text_contents())
    for width, scheme in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert page.evaluate(FAINT) == []
        assert axe_finds(page) == []
        assert page.evaluate(OVERFLOW) == 0
        picture(page, f"own-document-{scheme}-{width}")
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate(OVERFLOW) == 0
    page.get_by_role("link", name="Your library").click()
    page.get_by_role("button", name="Delete tool.py", exact=True).click()
    expect(page.locator(".deletion").filter(has_text="Delete tool.py?")).to_have_count(1)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Delete tool.py", exact=True).click()
    page.get_by_role("button", name="Delete now: tool.py").click()
    expect(page.locator(".own-documents li")).to_have_count(1)
    expect(page.get_by_role("button", name="Delete tool.py", exact=True)).to_have_count(0)


def test_a_file_whose_way_is_cut_off_is_offered_again_and_the_others_arrive(empty: Page, watch: Any) -> None:
    page = empty
    watch.expected.append("Failed to load resource")
    page.route("**/documents", lambda route: route.abort("connectionreset"), times=1)
    page.goto("/#/library")
    page.get_by_label("Choose files").set_input_files([file("one.md", README), file("two.md", README)])
    refused = page.locator(".uploads .not-added")
    expect(refused).to_contain_text("The connection to the coach was lost.")
    expect(page.locator(".uploads .added")).to_contain_text("two.md", timeout=READ_MS)
    refused.get_by_role("button", name="Send it again").click()
    expect(page.locator(".uploads .added")).to_have_count(2, timeout=READ_MS)


def test_a_file_that_is_too_large_is_not_sent(empty: Page, tmp_path: Path) -> None:
    page = empty
    with (tmp_path / "film.md").open("wb") as large:
        large.truncate(61_000_000)
    page.goto("/#/library")
    page.get_by_label("Choose files").set_input_files(tmp_path / "film.md")
    expect(page.locator(".uploads .not-added")).to_contain_text("has 61 MB, and at most 60 MB are taken.")


def test_what_one_tab_adds_another_one_shows(empty: Page) -> None:
    page = empty
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto("/#/library")
        expect(tab.get_by_text("There is nothing here yet.")).to_be_visible()
    page.get_by_label("Choose files").set_input_files(file("one.md", README))
    expect(other.locator(".own-document")).to_contain_text("one.md", timeout=READ_MS)
