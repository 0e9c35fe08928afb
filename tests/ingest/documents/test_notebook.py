"""Notebooks as markdown: prose, code, and what was printed."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.documents.document import LoadError
from ingest.documents.load import load_file
from ingest.documents.notebook import MOST_OUTPUT_CHARS, read_notebook


def notebook(*cells: dict[str, Any]) -> bytes:
    return json.dumps({"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4}).encode()


def test_prose_stays_code_is_fenced_and_prints_stand_below_it() -> None:
    raw = notebook(
        {"cell_type": "markdown", "source": ["# Churn\n", "We reach an F1 of 0.87."]},
        {
            "cell_type": "code",
            "source": "print(f1)",
            "outputs": [{"output_type": "stream", "text": ["0.87\n"]}],
        },
    )
    assert read_notebook(raw) == "# Churn\nWe reach an F1 of 0.87.\n\n```python\nprint(f1)\n```\n\n```text\n0.87\n```\n"


def test_pictures_are_left_out_and_long_prints_are_cut() -> None:
    data = {"image/png": "iVBOR" * 1000, "text/plain": ["z" * 9000]}
    text = read_notebook(notebook({"cell_type": "code", "source": "plot()", "outputs": [{"data": data}]}))
    assert "iVBOR" not in text
    assert text.count("z") == MOST_OUTPUT_CHARS


def test_an_error_is_told_by_its_name_and_words() -> None:
    failed = {"output_type": "error", "ename": "ValueError", "evalue": "bad", "traceback": ["\x1b[31mlong"]}
    assert "ValueError: bad" in read_notebook(notebook({"cell_type": "code", "source": "x", "outputs": [failed]}))


def test_a_fence_in_a_cell_does_not_end_its_fence() -> None:
    text = read_notebook(notebook({"cell_type": "code", "source": "s = '''\n```\n'''", "outputs": []}))
    assert text.startswith("````python")


@pytest.mark.parametrize("raw", [b"no json", b"[]", b"{}", b'{"cells": 3}', b'{"cells": []}', b"\xff\xfe", b"null"])
def test_what_is_no_notebook_is_refused(raw: bytes) -> None:
    with pytest.raises(LoadError, match="is not a notebook"):
        read_notebook(raw)


def test_odd_cells_are_passed_over() -> None:
    odd = [None, {"cell_type": "code"}, {"source": 7}, {"cell_type": "code", "source": ["a", 3], "outputs": [1, {}]}]
    assert read_notebook(json.dumps({"cells": odd}).encode()) == "```python\na\n```\n"


def test_a_notebook_file_is_read_like_any_document(tmp_path: Path) -> None:
    path = tmp_path / "work.ipynb"
    path.write_bytes(notebook({"cell_type": "markdown", "source": "# Title\n\nSome prose."}))
    document = load_file(path, "work.ipynb")
    assert (document.id, document.title) == ("work", "Title")
