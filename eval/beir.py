"""Retrieval sets in BEIR layout: what is read of them, and what of it cannot be.

Decides which of the ways that such files are written in are taken: judgements in three columns or TREC's four, with
a header or without, scores as 1 or 1.0; documents with a title, a text or both. Measuring is for retrieval.py.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.grading_rows import DatasetError
from ingest.load import Document, parse


@dataclass(frozen=True)
class Beir:
    """A data set: documents (id -> title, text), queries that have a judgement, and the judgements."""

    name: str
    documents: Mapping[str, tuple[str, str]]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]


def read_beir(folder: Path) -> Beir:
    """Read corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv).

    Raises:
        DatasetError: a file is missing or a line is not what it should be.
    """
    documents = dict(_documents(folder / "corpus.jsonl"))
    texts = dict(_queries(folder / "queries.jsonl"))
    judgements = _judgements(folder)
    missing = sorted(set(judgements) - set(texts))
    if missing:
        raise DatasetError(f"{folder}: query {missing[0]!r} is judged but not in queries.jsonl")
    if not documents or not judgements:
        raise DatasetError(f"{folder}: there is no document or no judgement")
    return Beir(folder.name, documents, {key: texts[key] for key in judgements}, judgements)


def documents_of(dataset: Beir) -> list[Document]:
    """The documents as ingestion knows them; a title alone is the text. Those without either can only be missed."""
    return [
        replace(_parsed(text if text.strip() else title, identifier), title=title)
        for identifier, (title, text) in dataset.documents.items()
        if text.strip() or title.strip()
    ]


def _parsed(text: str, identifier: str) -> Document:
    # A text that begins with --- is no file with front matter: what stands up to the next --- was dropped.
    return parse(f"\n{text}" if text.startswith("---") else text, identifier, source=identifier, markdown=True)


def _documents(path: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    for number, row in _rows(path):
        if row.get("_id") is None or not {"title", "text"} & row.keys():
            raise DatasetError(f"{path}:{number} has no _id, or neither title nor text")
        yield str(row["_id"]), (_text(row.get("title")), _text(row.get("text")))


def _queries(path: Path) -> Iterator[tuple[str, str]]:
    for number, row in _rows(path):
        if row.get("_id") is None or row.get("text") is None:
            raise DatasetError(f"{path}:{number} has no _id or no text")
        yield str(row["_id"]), str(row["text"])


def _text(value: Any) -> str:
    """JSON has null for no text; it was once searched for as the word None."""
    return "" if value is None else str(value)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a file, each with the number of its line."""
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DatasetError(f"{path}:{number} cannot be read: {error}") from error
        if not isinstance(row, dict):
            raise DatasetError(f"{path}:{number} is no JSON object")
        yield number, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that are not blank, each with its number."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error
    # Not by splitlines(), which cuts at U+2028 too: JSON may hold it as it is.
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    """What is relevant to each query, with its grade; a grade of 0 or less is as none."""
    path = next((path for path in (folder / "qrels.tsv", folder / "qrels" / "test.tsv") if path.exists()), None)
    if path is None:
        raise DatasetError(f"{folder} has neither qrels.tsv nor qrels/test.tsv")
    found: dict[str, dict[str, int]] = {}
    is_first = True
    for number, line in _lines(path):
        # Cut by hand: to a CSV reader a " in an id opens a quoted field. TREC's own files have spaces for tabs.
        fields = line.rstrip("\r").split("\t") if "\t" in line else line.split()
        score = _number(fields[-1])
        is_header = is_first and score is None
        is_first = False
        if is_header:
            continue
        if len(fields) not in (3, 4) or score is None or not score.is_integer():
            raise DatasetError(f"{path}:{number} is not: query, document, score (a whole number)")
        if score > 0:
            found.setdefault(fields[0], {})[fields[-2]] = int(score)
    return found


def _number(text: str) -> float | None:
    """The number that a field holds, None where it holds none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
