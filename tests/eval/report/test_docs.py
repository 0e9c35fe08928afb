"""The figures of README and docs/ are those that the measurements wrote."""

import json
import re
from pathlib import Path

import pytest
from checkout import PROJECT

from app.grading.scoring import read_coefficients
from app.reading.reader import WEIGHTS, read_card
from eval.report.docs import BLOCK, README, RESULTS, body, differences, fill, pages, settings_table, write
from eval.report.headline import headline
from ingest.bank.taxonomy import Topic

EVALS = PROJECT / "docs" / "evals.md"
REVIEWS = PROJECT / "docs" / "corpus-review.md"
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
ANCHORED = re.compile(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def names(page: Path) -> set[str]:
    return {block["name"] for block in BLOCK.finditer(page.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_figure_of_a_page_is_what_its_command_wrote(page: Path) -> None:
    assert differences(page.read_text(encoding="utf-8")) == []


def test_every_result_stands_in_the_pages() -> None:
    shown = set().union(*map(names, pages()))
    assert shown == {path.stem for path in RESULTS.glob("*.md")}
    assert shown - names(EVALS) <= {"settings", "headline", "rag-demo", "escapes"}


def copied(folder: Path) -> Path:
    for path in RESULTS.glob("*.json"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_a_changed_figure_is_noticed_and_mended(tmp_path: Path) -> None:
    (tmp_path / "speed.md").write_text("| query | 2.5 ms |\n")
    text = "Before.\n<!-- figures:speed -->\n| query | 1.0 ms |\n<!-- /figures -->\nAfter.\n"
    assert differences(text, tmp_path) == ["speed"]
    mended = fill(text, tmp_path)
    assert differences(mended, tmp_path) == []
    assert mended.startswith("Before.\n")
    assert mended.endswith("After.\n")


def test_pages_in_folders_of_docs_are_filled_too_and_named(tmp_path: Path) -> None:
    results = tmp_path / "results"
    results.mkdir()
    copied(results)
    page = tmp_path / "docs" / "decisions" / "one.md"
    page.parent.mkdir(parents=True)
    page.write_text("<!-- figures:headline -->\nold\n<!-- /figures -->\n")
    (tmp_path / "README.md").write_text("No figures.\n")
    assert write(tmp_path, results) == ["docs/decisions/one.md: headline"]
    assert headline(RESULTS) in page.read_text()
    assert write(tmp_path, results) == []


def test_the_table_of_settings_is_the_settings() -> None:
    assert body("settings") == settings_table()


def test_the_headline_figures_are_eleven_of_those_measured() -> None:
    assert body("headline") == headline(RESULTS)
    rows = headline(RESULTS).splitlines()[2:]
    assert len(rows) == 11
    assert all(re.search(r"\[[\d.]+, [\d.]+\]", row.split("|")[2]) for row in rows), "a figure without its interval"


def graded_by(folder: Path, by: str) -> str:
    """The row of gold answers in the headline, their document being graded by `by`."""
    path = copied(folder) / "gold.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"graded_by": by}))
    return next(row for row in headline(folder).splitlines() if "`coach eval gold`" in row)


def test_a_headline_row_of_an_older_grader_names_it(tmp_path: Path) -> None:
    reader, rubric = read_card(WEIGHTS).name, read_coefficients().version
    assert "grader" not in graded_by(tmp_path, f"offline, embedder, {reader}, {rubric}")
    assert "(older grader: offline-4.0a)" in graded_by(tmp_path, f"offline, embedder, {reader}, offline-4.0a")
    assert "(older grader: reader-0b)" in graded_by(tmp_path, f"offline, embedder, reader-0b, {rubric}, fitted")
    assert "(grader not recorded)" in graded_by(tmp_path, "")


def test_the_headline_tells_no_verdicts_of_other_cases(tmp_path: Path) -> None:
    copied(tmp_path)
    (tmp_path / "verdicts.json").write_text(json.dumps({"cases": ["opened"]}))
    with pytest.raises(KeyError, match="opened"):
        headline(tmp_path)


def test_the_headline_tells_how_many_answers_of_ask_are_good() -> None:
    good = json.loads((RESULTS / "answers.json").read_text())["figures"][0]
    assert good["name"] == "good answers, of those that can be answered"
    row = next(row for row in headline(RESULTS).splitlines() if "`coach eval answers`" in row)
    assert f"| {100 * good['value']:.1f} [" in row


def test_the_readme_stays_short() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    assert len(text.encode()) <= 8_000


def test_the_index_of_reviews_links_every_review_and_topics_alone() -> None:
    linked = {Path(target) for target in LINK.findall(REVIEWS.read_text(encoding="utf-8")) if "review" in target}
    assert {path.relative_to(REVIEWS.parent) for path in REVIEWS.with_suffix("").glob("*.md")} <= linked
    assert {path.stem for path in linked} <= {topic.value for topic in Topic}


LINKING = [
    *(page for page in pages() if page != REVIEWS),
    *(PROJECT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
]


@pytest.mark.parametrize("page", LINKING, ids=lambda page: str(page.relative_to(PROJECT)))
def test_a_link_of_a_page_leads_to_a_file(page: Path) -> None:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    targets = [page.parent / target for target in LINK.findall(text)]
    assert [str(target) for target in targets if not target.exists()] == []


@pytest.mark.parametrize("page", LINKING, ids=lambda page: str(page.relative_to(PROJECT)))
def test_an_anchor_of_a_link_is_a_heading_of_its_page(page: Path) -> None:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    unknown = []
    for target, anchor in ANCHORED.findall(text):
        there = (page.parent / target if target else page).read_text(encoding="utf-8")
        headings = {re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-") for name in HEADING.findall(there)}
        unknown += [] if anchor in headings else [f"{target}#{anchor}"]
    assert unknown == []
