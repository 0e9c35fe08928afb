"""Passages: all of the document, exact offsets, sizes in range, nothing torn that fits."""

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents.document import Document, parse
from ingest.documents.structure import BlockKind
from ingest.passages.split import Passage, SplitSettings, split
from ingest.passages.token_counts import count_tokens

MOST, LEAST = 500, 200
# Tokens of a whole are not quite the sum of its parts'; what a join may be over by and still not be made.
SLACK = 40

words = st.sampled_from(
    [
        "model",
        "loss",
        "überfit",
        "naïve",
        "汉字",
        "🙂🙂",
        "e\u0301tude",
        "F1=0.8",
        "a.b.c",
        "«quoted»",
        "x",
        "|",
        "`code`",
        "\t",
        "don't",
    ]
)
sentences = st.lists(words, min_size=1, max_size=25).map(lambda chosen: " ".join(chosen) + ".")
paragraphs = st.lists(sentences, min_size=1, max_size=12).map(" ".join)
huge = st.builds(lambda sentence, times: " ".join([sentence] * times), sentences, st.integers(40, 200))
no_spaces = st.builds(
    lambda piece, times: piece * times, st.sampled_from(["ab", "漢", "-", "0é"]), st.integers(500, 6000)
)
items = st.lists(paragraphs, min_size=1, max_size=6).map(lambda chosen: "\n".join(f"- {item}" for item in chosen))
spaced_items = st.lists(sentences, min_size=1, max_size=6).map(
    lambda chosen: "\n\n".join(f"  • {item}" for item in chosen)
)
tables = st.integers(1, 30).map(
    lambda n: "| a | b |\n|---|---|\n" + "\n".join(f"| row {row} | value of it |" for row in range(n))
)
codes = st.integers(1, 120).map(
    lambda n: "```python\n" + "\n\n".join(f"value_{row} = compute({row})" for row in range(n)) + "\n```"
)
headings = st.builds(
    lambda level, name: "#" * level + " " + name, st.integers(1, 4), st.sampled_from(["One", "Two Things", "Über C#"])
)
plain_headings = st.sampled_from(["What They Ask", "How Long Does It Take?", "Common Mistakes To Avoid"])
blanks = st.sampled_from(["\n\n", "\n\n\n\n", "\n \t \n"])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    markdown = draw(st.booleans())
    heading = headings if markdown else plain_headings
    blocks = st.one_of(heading, paragraphs, huge, no_spaces, items, spaced_items, tables, codes)
    pieces = draw(st.lists(blocks, min_size=1, max_size=14))
    text = "".join(piece + draw(blanks) for piece in pieces)
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    if draw(st.integers(0, 9)) == 0:
        text += "\n\n" + text
    return parse(text, "made", source="made", markdown=markdown)


def covered(document: Document, passages: list[Passage]) -> list[int]:
    count = [0] * len(document.text)
    for passage in passages:
        for offset in range(passage.start, passage.end):
            count[offset] += 1
    return count


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(documents())
def test_every_character_that_is_not_dropped_or_blank_is_in_exactly_one_passage(document: Document) -> None:
    dropped = [any(start <= offset < end for start, end in document.dropped) for offset in range(len(document.text))]
    for offset, times in enumerate(covered(document, split(document, count_tokens))):
        if dropped[offset]:
            assert times == 0
        elif not document.text[offset].isspace():
            assert times == 1, (offset, document.text[offset - 20 : offset + 20])


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(documents())
def test_offsets_round_trip_and_no_passage_is_blank_or_over_the_limit(document: Document) -> None:
    for passage in split(document, count_tokens):
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.tokens == count_tokens(passage.text) <= MOST
        assert passage.text.strip()


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(documents())
def test_a_short_passage_is_a_whole_section_or_its_neighbours_do_not_fit(document: Document) -> None:
    passages = split(document, count_tokens)
    starts = {block.start for block in document.blocks if block.kind is BlockKind.HEADING} | {document.blocks[0].start}
    starts |= {
        passages[position].start
        for position in range(1, len(passages))
        if _dropped_between(document, passages, position)
    }
    for position, passage in enumerate(passages):
        opens = passage.start in starts
        closes = position + 1 == len(passages) or passages[position + 1].start in starts
        if passage.tokens >= LEAST or (opens and closes):
            continue
        if not opens:
            assert count_tokens(document.text[passages[position - 1].start : passage.end]) > MOST - SLACK
        if not closes:
            assert count_tokens(document.text[passage.start : passages[position + 1].end]) > MOST - SLACK


def _dropped_between(document: Document, passages: list[Passage], position: int) -> bool:
    before, here = passages[position - 1].end, passages[position].start
    return any(before <= start < here for start, _ in document.dropped)


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(documents())
def test_code_rows_and_items_that_fit_are_never_cut(document: Document) -> None:
    passages = split(document, count_tokens)
    for block in document.blocks:
        whole = document.text[block.start : block.end]
        if block.kind is BlockKind.PARAGRAPH or count_tokens(whole) > MOST:
            continue
        assert any(passage.start <= block.start and block.end <= passage.end for passage in passages), whole[:80]


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(documents())
def test_the_same_document_is_always_cut_the_same_way(document: Document) -> None:
    assert split(document, count_tokens) == split(document, count_tokens)


def test_a_short_document_is_one_passage(document: Callable[..., Document]) -> None:
    (passage,) = split(document("# Title\n\nOne sentence."), count_tokens)
    assert passage.text == "# Title\n\nOne sentence."
    assert passage.headings == ()
    assert passage.title == "Title"


def test_a_document_of_headings_alone_is_kept(document: Callable[..., Document]) -> None:
    (passage,) = split(document("# One\n\n## Two\n\n### Three\n"), count_tokens)
    assert passage.text.endswith("### Three")


def test_the_headings_above_a_passage_are_its_path(document: Callable[..., Document]) -> None:
    prose = "This sentence has about ten tokens in all of it. " * 25
    text = f"# Title\n\n## First\n\n{prose}\n\n### Inner\n\n{prose}\n\n## Second\n\n{prose}\n"
    assert [passage.headings for passage in split(document(text), count_tokens)] == [
        ("First",), ("First", "Inner"), ("Second",),
    ]  # fmt: skip


def test_a_passage_is_not_cut_right_below_a_heading_or_a_lead_in(document: Callable[..., Document]) -> None:
    prose = "This sentence has about ten tokens in all of it. "
    text = "# T\n\n" + "\n\n".join(
        f"## S{n}\n\n{prose * 18}\n\nWhat to look at:\n\n- {prose * 9}\n- {prose * 9}" for n in range(4)
    )
    for passage in split(document(text), count_tokens):
        assert not re.search(r"(^|\n)#[^\n]*$|:$", passage.text)


def test_a_code_block_of_just_the_limit_stays_whole(document: Callable[..., Document]) -> None:
    code = "```\n# z" + "\nx = 1" * 90 + "\n```"
    while count_tokens(code) < MOST:
        code = code.replace("# z", "# z z", 1)
    assert count_tokens(code) == MOST
    passages = split(document(f"{'Words before it. ' * 60}\n\n{code}\n\n{'Words after it. ' * 60}"), count_tokens)
    assert code in [passage.text for passage in passages]


def test_other_sizes_hold_too(document: Callable[..., Document]) -> None:
    text = "# T\n\n" + "\n\n".join("A sentence of eight tokens, more or less. " * 6 for _ in range(30))
    passages = split(document(text), count_tokens, SplitSettings(least_tokens=50, most_tokens=100))
    assert all(50 <= passage.tokens <= 100 for passage in passages)


WORDS = "Eight short words stand in this sentence here. "  # 9 tokens, the first one of a passage included


def cut_at(document: Document) -> list[str]:
    """The first words of each passage."""
    return [passage.text.lstrip("#- ")[:12] for passage in split(document, count_tokens)]


def test_a_passage_that_would_come_out_too_long_is_cut_once_more(document: Callable[..., Document]) -> None:
    def counts_wholes_higher(text: str) -> int:
        return len(text.split()) + len(text) // 100

    passages = split(document(WORDS * 400), counts_wholes_higher)
    assert len(passages) > 1
    assert all(passage.tokens <= MOST for passage in passages)


def test_a_torn_off_end_joins_the_next_section_and_a_short_section_stands_alone(
    document: Callable[..., Document],
) -> None:
    code = "```\n" + "x = 1\n" * 94 + "```"
    assert cut_at(document(f"# T\n\n{code}\n\nEnd of first. {WORDS * 4}\n\n## Second\n\n{WORDS * 33}")) == [
        "T\n\n```\nx = 1", "End of first",
    ]  # fmt: skip
    assert cut_at(document(f"# T\n\n{WORDS * 33}\n\n## Short\n\n{WORDS * 17}\n\n## Last\n\n{WORDS * 33}")) == [
        "T\n\nEight sho", "Short\n\nEight", "Last\n\nEight ",
    ]  # fmt: skip


def test_a_heading_stays_with_what_it_heads_even_where_a_sentence_must_be_cut(
    document: Callable[..., Document],
) -> None:
    text = f"# T\n\n{WORDS * 30}\n\n### Third level\n\n{WORDS * 55}"
    for passage in split(document(text), count_tokens):
        assert not passage.text.endswith("level")


def test_a_lead_in_stays_with_its_items(document: Callable[..., Document]) -> None:
    text = f"# T\n\n{WORDS * 34}\n\nWhat to look at:\n\n" + "\n".join(f"- {WORDS * 5}" for _ in range(7))
    assert cut_at(document(text)) == ["T\n\nEight sho", "What to look"]


def test_blanks_inside_a_line_of_code_make_no_passage(document: Callable[..., Document]) -> None:
    text = "```\n" + "y = 1\n" * 100 + " " * 200_000 + "x\n```"
    passages = split(document(text), count_tokens)
    assert all(passage.text.strip() for passage in passages)
    assert passages[-1].text.endswith("x\n```")


@pytest.mark.parametrize("code", [True, False])
def test_windows_line_ends_do_not_count_twice(document: Callable[..., Document], code: bool) -> None:
    # Cut between the two characters of a line end, 75 short lines of 449 tokens seemed to be more than 500.
    lines = "\n".join(f"{row} is one of them" for row in range(75))
    text = f"```\n{lines}\n{lines}\n```" if code else lines
    whole = document(text.replace("\n", "\r\n"))
    tokens = count_tokens(whole.text)
    most = tokens // 2 + 20 if code else tokens
    assert len(split(whole, count_tokens, SplitSettings(most_tokens=most))) == (2 if code else 1)


@pytest.mark.slow
def test_a_stretch_far_over_the_limit_is_not_counted_whole(document: Callable[..., Document]) -> None:
    counted: list[int] = []

    def count(text: str) -> int:
        counted.append(len(text))
        return count_tokens(text)

    split(document("ab" * 500_000, markdown=False), count)
    assert max(counted) <= 128 * MOST


@pytest.mark.slow
def test_a_megabyte_without_a_space_is_cut_in_no_time(document: Callable[..., Document]) -> None:
    began = time.monotonic()
    passages = split(document("ab" * 500_000, markdown=False), count_tokens)
    assert sum(len(passage.text) for passage in passages) == 1_000_000
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_guide_that_stands_twice_is_cut_along_its_sections_and_once(
    document: Callable[..., Document], guide_text: str, line_end: str
) -> None:
    guide = document(guide_text.replace("\n", line_end), markdown=False)
    passages = split(guide, count_tokens)
    assert sum(passage.text.count("Counting Mistakes needs measure number 2") for passage in passages) == 1
    for question in ("Which mistakes does a filter make", "How long should a piece of a manual be", "Write a sort"):
        (passage,) = [passage for passage in passages if question in passage.text]
        start = guide.text.index(question)
        answer_end = guide.text.index({"Wh": "number 3", "Ho": "number 3", "Wr": "none is left"}[question[:2]], start)
        assert passage.start < start < answer_end < passage.end
    assert all("Share this page" not in passage.text or "How Talks" not in passage.text for passage in passages)
