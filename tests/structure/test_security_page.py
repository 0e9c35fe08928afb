"""SECURITY.md names tests that there are, and leaves out no item of the lists that it goes through."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PAGES = ("SECURITY.md", "docs/hosting.md", "docs/hosting/checks.md")
TESTS = [*sorted((PROJECT / "tests").rglob("*.py")), *sorted((PROJECT / "tests").rglob("*.sh"))]


def told(page: str) -> str:
    return (PROJECT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_the_page_names_exists(page: str) -> None:
    there = {
        name
        for path in TESTS
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    }
    named = set(re.findall(r"`(test_\w+)`", told(page)))
    assert named
    assert named - there == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_file_of_tests_that_the_page_names_exists(page: str) -> None:
    names = {path.name for path in TESTS}
    named = re.findall(r"`((?:[\w.-]+/)*)([\w-]+\.(?:py|lock|sh))`", told(page))
    wrong = [
        f"{folder}{name}"
        for folder, name in named
        if not ((PROJECT / folder / name).exists() if folder else name in names)
    ]
    assert [name for name in wrong if not name.startswith(("app/", "ingest/", "eval/")) or "test_" in name] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_target_of_make_that_the_page_names_exists(page: str) -> None:
    named = set(re.findall(r"`make ([\w-]+)`", told(page)))
    assert named <= set(re.findall(r"^([\w-]+):", told("Makefile"), re.M))


def test_no_item_of_the_top_ten_is_left_out_and_each_names_a_test() -> None:
    rows = re.findall(r"^\| LLM(\d\d) [^|]+\|[^|]+\|([^|]*)\|$", told("SECURITY.md"), re.M)
    assert [number for number, _ in rows] == [f"{number:02}" for number in range(1, 11)]
    assert all("`test" in tests for _, tests in rows)


def test_no_chapter_of_asvs_is_left_out_and_what_names_no_test_is_not_claimed() -> None:
    rows = re.findall(r"^\| (V\d+[^|]*)\|([^|]*)\|([^|]*)\|$", told("SECURITY.md"), re.M)
    chapters = {int(number) for section, _, _ in rows for number in re.findall(r"V(\d+)", section)}
    assert chapters == set(range(1, 18))
    assert all("`" in tests or "not claimed" in holds or "not there" in holds for _, holds, tests in rows)
