"""Jupyter notebooks -> markdown: prose as it is, code in fences, and what the code printed below it.

Decides how much of an output is kept: the words it printed, cut where they are long, and no picture. Read by Python's
own json: a notebook's code is never run.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.documents.document import LoadError

MOST_OUTPUT_CHARS = 2000
FENCE_RUN = re.compile(r"`{3,}")
# Escape sequences with which tracebacks are coloured.
COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def read_notebook(raw: bytes) -> str:
    """The text of a notebook as markdown.

    Raises:
        LoadError: no notebook, or one without a cell.
    """
    try:
        notebook = json.loads(raw)
    except (ValueError, UnicodeDecodeError) as error:
        raise LoadError(f"is not a notebook: {error}") from error
    cells = _cells(notebook)
    if not cells:
        raise LoadError("is not a notebook with cells")
    language = _language(notebook)
    parts = [part for cell in cells for part in _parts(cell, language)]
    return "\n\n".join(parts) + "\n"


def _cells(notebook: Any) -> list[dict[str, Any]]:
    """The cells; those of version 3 lie in worksheets."""
    if not isinstance(notebook, dict):
        return []
    sheets = notebook.get("worksheets")
    holders = [notebook, *(sheets if isinstance(sheets, list) else [])]
    found = [holder.get("cells") for holder in holders if isinstance(holder, dict)]
    return [cell for cells in found if isinstance(cells, list) for cell in cells if isinstance(cell, dict)]


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata")
    told = metadata.get("language_info") if isinstance(metadata, dict) else None
    name = told.get("name") if isinstance(told, dict) else None
    return name if isinstance(name, str) and name.isalnum() else "python"


def _parts(cell: dict[str, Any], language: str) -> Iterator[str]:
    text = _joined(cell.get("source", cell.get("input", ""))).strip("\n")
    if not text.strip():
        return
    if cell.get("cell_type") != "code":
        yield text
        return
    yield _fenced(text, language)
    printed = "\n".join(_printed(cell.get("outputs"))).strip("\n")
    if printed.strip():
        yield _fenced(printed[:MOST_OUTPUT_CHARS], "text")


def _printed(outputs: Any) -> Iterator[str]:
    for output in outputs if isinstance(outputs, list) else []:
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        held = data.get("text/plain") if isinstance(data, dict) else output.get("text")
        text = COLOUR.sub("", _joined(held))
        if output.get("output_type") == "error":
            text = f"{output.get('ename', '')}: {output.get('evalue', '')}"
        if text.strip():
            yield text


def _joined(lines: Any) -> str:
    """Text as a notebook holds it: whole, or a list of lines."""
    if isinstance(lines, list):
        return "".join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""


def _fenced(text: str, language: str) -> str:
    longest = max((len(run) for run in FENCE_RUN.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
