"""A document of very many headings, questions or items is read in time that grows with their number."""

import gc
import time

import pytest

from ingest.bank.document_questions import not_asked_in, questions_of
from ingest.documents.document import MAX_TITLE_CHARS, LoadError, parse
from ingest.documents.structure import MOST_HEADING_CHARS, BlockKind
from ingest.pipeline.steps import sections

MANY, TIMES, MOST_TIMES_AS_LONG = 3_000, 4, 9
SHAPES = {
    "headings": "## A heading of it\n\ntext\n\n",
    "questions of one name": "Q: Why is it so and not otherwise?\n\nA: It is so, since it must be so.\n\n",
    "items of one answer": "- an item of it that says a thing\n",
    "what looks like a question": "Is it so, or is it otherwise?\n\n",
}


def seconds(name: str, count: int) -> float:
    """The processor time of what is drawn of a document beside its passages."""
    unit = SHAPES[name]
    document = parse("Q: What is it made of?\n\n" + unit * count, "many", "many.md", markdown=True)
    gc.collect()
    began = time.process_time()
    assert len(questions_of([document])) + len(not_asked_in(document)) + len(list(sections([document]))) > 0
    return time.process_time() - began


@pytest.mark.parametrize("name", SHAPES)
def test_four_times_as_many_take_about_four_times_as_long(name: str) -> None:
    first = max(min(seconds(name, MANY) for _ in range(2)), 0.02)
    assert seconds(name, MANY * TIMES) < MOST_TIMES_AS_LONG * first


def test_a_document_of_too_many_lines_is_refused_with_their_number() -> None:
    with pytest.raises(LoadError, match="has 300,001 lines, the limit is 300,000; split it"):
        parse("a\n" * 300_000, "many", "many.md", markdown=True)


def test_front_matter_without_end_is_refused() -> None:
    text = "---\ntitle: x\nnote: " + "word " * 30_000 + "\n---\nText.\n"
    with pytest.raises(LoadError, match=r"front matter has 150,0\d\d characters, the limit is 100,000"):
        parse(text, "long", "long.md", markdown=True)


def test_a_heading_of_too_many_characters_is_a_paragraph_and_names_nothing() -> None:
    document = parse("# " + "word " * 100 + "\n\nText.\n", "long", "long.md", markdown=True)
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH] * 2
    assert document.title == "long"
    short = parse("# " + "w" * (MOST_HEADING_CHARS - 2) + "\n\nText.\n", "short", "short.md", markdown=True)
    assert short.blocks[0].kind is BlockKind.HEADING


def test_a_title_in_the_front_matter_is_cut() -> None:
    document = parse(f"---\ntitle: {'w' * 1000}\n---\nText.\n", "long", "long.md", markdown=True)
    assert document.title == "w" * MAX_TITLE_CHARS
