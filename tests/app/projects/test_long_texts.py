"""What reads a document of somebody else takes time with its length, whatever it repeats, and not with its square."""

import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.answering.gaps import told
from app.projects.claims import sayings_of
from app.projects.recognised import recognise
from app.projects.secrets import without_secrets
from app.store.projects import DocumentKind, ProjectDocument
from ingest.documents.document import Document, LoadError, parse

# What was slow took 7 s or more; what is not takes 2 s at most on a busy machine.
CHARS, MOST_S = 40_000, 5.0
PIECES = [
    *"aA1 @.,-/|_*`([<>)]=:'\"#\n\t%",
    "0.9 ",
    "F1 ",
    "key",
    "we ",
    "](",
    "![",
    "| ",
    "- ",
    "https://",
    "sk-",
    "2024-",
]
Reader = Callable[[str], object]


def recognised(text: str) -> None:
    for kind in (DocumentKind.MARKDOWN, DocumentKind.PLAIN):
        try:
            recognise(ProjectDocument("a.md", kind, text))
        except LoadError:
            continue


READERS: dict[str, Reader] = {
    "document": recognised,
    "secrets": lambda text: without_secrets(text, "a.md"),
    "question": told,
}
HOSTILE = ("![a](", ". ", "0.9 F1, ", "a@", "@", "1.", "key=", "[a]", "- a\n", "a", "1-")


def seconds(read: Reader, repeated: str) -> float:
    text = (repeated * CHARS)[:CHARS]
    begin = time.process_time()
    read(text)
    return time.process_time() - begin


@pytest.mark.no_cover
@pytest.mark.parametrize("name", READERS)
def test_what_made_a_reader_slow_once_does_no_more(name: str) -> None:
    slow = {repeated: took for repeated in HOSTILE if (took := seconds(READERS[name], repeated)) > MOST_S}
    assert slow == {}


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join))
@example("F1 0.9 " * 140 + ". ")
@example("|1|a|\n")
def test_nothing_that_is_repeated_makes_a_reader_slow(name: str, repeated: str) -> None:
    assert seconds(READERS[name], repeated) < MOST_S


def test_a_saying_of_a_long_text_stands_at_its_line() -> None:
    document: Document = parse("\n\n".join(f"Step {number} is done." for number in range(300)), "a", "a", markdown=True)
    assert [saying.line for saying in sayings_of(document)] == list(range(1, 600, 2))
