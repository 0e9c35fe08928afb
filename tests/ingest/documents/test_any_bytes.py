"""Whatever stands in a file of text: it is read, or refused with a reason; nothing else comes out of a reader."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents.document import LoadError, parse
from ingest.documents.html import read_html
from ingest.documents.isolated_parsing import told
from ingest.documents.notebook import read_notebook
from ingest.documents.plain_text import read_text
from ingest.documents.yaml_text import YAMLError, read_yaml

# What the formats are made of, so that more than the first byte of an example is looked at.
PIECES: dict[Callable[[bytes], str], list[str]] = {
    read_text: ["# A", "\n\n", "```", "- a\n", "| a | b |\n|---|---|\n", "---\n", "title: x\n", "\ufeff", "\r", "\0"],
    read_html: [
        "<p>",
        "</p>",
        "<table><tr><td>",
        "<li>",
        "<!--",
        "-->",
        "<script>",
        "&#x0;",
        "&amp",
        "<a href='",
        "<![CDATA[",
    ],
    read_notebook: [
        '{"cells":',
        "[",
        "]",
        "{",
        "}",
        '"source":',
        '["a"]',
        '"cell_type": "code"',
        ",",
        '"outputs":',
        "null",
        "1e999",
    ],
}
YAML = [
    "a: ",
    "- ",
    "&x ",
    "*x",
    "!!python/object:os.system ",
    "{",
    "}",
    "[",
    "]",
    "|\n  ",
    "2024-02-30",
    "\t",
    "\n",
    "? ",
    "<<: ",
]


def some(pieces: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces) | st.text(max_size=6), max_size=25).map("".join)


@pytest.mark.parametrize("read", PIECES, ids=lambda read: read.__name__)
def test_any_bytes_are_read_or_refused(read: Callable[[bytes], str]) -> None:
    kinds = some(PIECES[read]).map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=60)

    @settings(max_examples=60)
    @given(kinds)
    def holds(raw: bytes) -> None:
        with suppress(LoadError):
            assert isinstance(told(read, raw, "file"), str)

    holds()


@settings(max_examples=60)
@given(some(PIECES[read_text]), st.booleans())
def test_the_blocks_of_any_text_stand_in_it_one_after_the_other(text: str, markdown: bool) -> None:
    try:
        document = parse(text, "any", "any.md", markdown=markdown)
    except LoadError:
        return
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(text)
        end = block.end


def plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(plain(key) and plain(held) for key, held in value.items())
    if isinstance(value, list | set | tuple):
        return all(plain(one) for one in value)
    return value is None or type(value).__module__ in {"builtins", "datetime"}


@settings(max_examples=100)
@given(some(YAML))
def test_any_yaml_is_plain_values_or_an_error(text: str) -> None:
    # RecursionError: a value that holds itself.
    with suppress(YAMLError, ValueError, RecursionError):
        assert plain(read_yaml(text))
