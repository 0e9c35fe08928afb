"""Where headings, paragraphs, items, table rows and code stand."""

import time

import pytest

from ingest.documents.structure import BlockKind, heading_above, heading_name, markdown_blocks, plain_blocks, repeats


def kinds(text: str, *, markdown: bool = True) -> list[tuple[str, str]]:
    blocks = (markdown_blocks if markdown else plain_blocks)(text)
    return [(block.kind.value, text[block.start : block.end]) for block in blocks]


@pytest.mark.parametrize(
    ("block", "name"),
    [
        ("## Reading the two errors", "Reading the two errors"),
        ("# C#", "C#"),
        ("### Closed ###", "Closed"),
        ("Underlined\n=====", "Underlined"),
        ("Underlined -\n---", "Underlined -"),
        ("# - and + in front", "- and + in front"),
        ("Plain Heading", "Plain Heading"),
    ],
)
def test_a_heading_is_named_by_its_words_without_its_marks(block: str, name: str) -> None:
    assert heading_name(block) == name


def test_markdown_is_taken_apart_into_its_blocks() -> None:
    text = "# Title\n\nProse\non two lines.\n\n- one\n- two\n  more\n\n"
    text += "| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx = 1\n\ny = 2\n```\n"
    assert kinds(text) == [
        ("heading", "# Title"),
        ("paragraph", "Prose\non two lines."),
        ("list item", "- one"),
        ("list item", "- two\n  more"),
        ("table row", "| a | b |\n|---|---|"),
        ("table row", "| 1 | 2 |"),
        ("code", "```python\nx = 1\n\ny = 2\n```"),
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_offsets_hold_for_every_kind_of_line_end(line_end: str) -> None:
    text = line_end.join(["# Title", "", "Prose.", "", "- item", "", "| a |", "|---|", "| 1 |", ""])
    assert [piece.replace(line_end, "\n") for _, piece in kinds(text)] == [
        "# Title", "Prose.", "- item", "| a |\n|---|", "| 1 |",
    ]  # fmt: skip


def test_heading_marks_inside_code_are_no_headings() -> None:
    assert [kind for kind, _ in kinds("# One\n\n```\n# not one\n```\n")] == ["heading", "code"]


def test_text_that_no_rule_of_markdown_claims_is_a_paragraph() -> None:
    assert kinds("[ref]: https://example.org\n\nText.\n\n---\n") == [
        ("paragraph", "[ref]: https://example.org"),
        ("paragraph", "Text."),
        ("paragraph", "---"),
    ]


def test_plain_text_headings_bullets_and_double_spaced_code_are_recognised(guide_text: str) -> None:
    found = kinds(guide_text, markdown=False)
    assert ("heading", "What They Look At") in found
    assert ("list item", "  • Point 3: candidates show it with an example of their own.") in found
    code = [piece for kind, piece in found if kind == "code"]
    assert len(code) == 2
    assert code[0].startswith("python\n\ndef sort")
    assert code[0].endswith("# Stop when none is left")


def test_a_plain_heading_right_above_another_is_its_parent() -> None:
    text = "Questions On Basics\n\nCounting Mistakes\n\nProse that follows."
    assert [(block.kind, block.level) for block in plain_blocks(text)] == [
        (BlockKind.HEADING, 1), (BlockKind.HEADING, 2), (BlockKind.PARAGRAPH, 0),
    ]  # fmt: skip


def test_a_plain_heading_glued_to_its_text_is_a_heading() -> None:
    text = "On-call rotation\nThe on-call engineer carries the pager.\nThen it goes on.\n\nMore of it."
    assert kinds(text, markdown=False) == [
        ("heading", "On-call rotation"),
        ("paragraph", "The on-call engineer carries the pager.\nThen it goes on."),
        ("paragraph", "More of it."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The engineer on call of the Payments team in\nMunich carries the pager for a week.",
        "Dear all,\nThe pager has a new owner from Monday on.",
        "Jane Doe\nMunich",
        "the pager\nThe engineer on call carries it for a week.",
        "It has a new owner.\nThe engineer on call carries it for a week.",
    ],
)
def test_a_first_line_that_is_no_heading_stays_in_its_paragraph(text: str) -> None:
    assert heading_above(text) == 0


def test_single_spaced_code_in_plain_text_is_one_block() -> None:
    text = "Look at this.\n\nimport numpy as np\ndef mean(x):\n    return np.sum(x) / len(x)\n\nThat was it."
    assert [kind for kind, _ in kinds(text, markdown=False)] == ["paragraph", "code", "paragraph"]


def test_items_right_below_a_plain_paragraph_are_items() -> None:
    text = "We look at three things:\n- speed\n- cost, which\n  grows\n3. size\n\nThe end of it."
    assert kinds(text, markdown=False) == [
        ("paragraph", "We look at three things:"),
        ("list item", "- speed"),
        ("list item", "- cost, which\n  grows"),
        ("list item", "3. size"),
        ("paragraph", "The end of it."),
    ]


def test_indented_bullets_are_items_and_no_code() -> None:
    text = "Intro here.\n\n    • first thing\n\n    • second thing\n\n    • third thing\n\nEnd of it."
    assert [kind for kind, _ in kinds(text, markdown=False)] == ["paragraph", *["list item"] * 3, "paragraph"]


def test_a_numbered_line_in_title_case_is_an_item_not_a_heading() -> None:
    assert kinds("1. Clear Goals\n\n2. Clean Data\n\nText.", markdown=False)[0] == ("list item", "1. Clear Goals")


def test_a_body_that_stands_twice_is_found_as_one_repeat(guide_text: str) -> None:
    (found,) = repeats(guide_text, plain_blocks(guide_text))
    second = guide_text.rindex("How Talks About Models Go")
    assert found[0] == second
    assert guide_text[found[1] :].strip() == "Read more from this author"


def test_a_short_table_or_label_may_stand_twice() -> None:
    text = "Approach:\n\nOne way to do it.\n\nApproach:\n\nOne way to do it.\n"
    assert repeats(text, plain_blocks(text)) == []


def test_what_a_repeat_says_again_has_been_said_before_it() -> None:
    text = "the very same line\n\n" * 300
    first, _ = repeats(text, plain_blocks(text))[0]
    assert len(text[:first].replace("\n", "")) >= 2000


@pytest.mark.slow
def test_a_megabyte_of_blanks_or_of_one_line_over_and_over_takes_no_time() -> None:
    began = time.process_time()
    plain_blocks("word\n" + " " * 1_000_000 + "\nword")
    text = "a\n\n" * 4_000
    repeats(text, plain_blocks(text))
    assert time.process_time() - began < 5


@pytest.mark.no_cover
@pytest.mark.parametrize("signs", ["[" * 100_000, "*a " * 100_000, "<a " * 50_000])
def test_a_long_line_of_signs_of_markdown_is_taken_apart_in_little_time(signs: str) -> None:
    began = time.process_time()
    assert [(block.start, block.end) for block in markdown_blocks(signs)] == [(0, len(signs.rstrip()))]
    assert time.process_time() - began < 1
