"""Reads retrieval sets in BEIR layout.

Decides which variants of the format are accepted: judgements in three columns or in TREC's four, with or without a
header, scores as 1 or 1.0; documents with a title, a text or both. Measuring is done in retrieval.py.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.grading.dataset import DatasetError
from ingest.documents.document import Document, parse


@dataclass(frozen=True)
class Beir:
    """A data set: its documents (id -> title, text), the queries that have judgements, and the judgements."""

    name: str
    documents: Mapping[str, tuple[str, str]]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]

    @property
    def judged(self) -> int:
        """How many documents are judged relevant to any query."""
        return len(set().union(*self.judgements.values()))

    @property
    def missing(self) -> tuple[str, ...]:
        """The documents that are judged relevant and are not in the corpus, in order."""
        return tuple(sorted(set().union(*self.judgements.values()) - set(self.documents)))

    @property
    def warning(self) -> str:
        """What makes the figures of this set too low, in one sentence; '' if nothing does.

        Ids that the qrels write otherwise than the corpus gave an nDCG of 0, which looked like a bad search.
        """
        if not self.missing:
            return ""
        return (
            f"{len(self.missing)} of {self.judged} judged documents are not in corpus.jsonl, "
            f"such as {self.missing[0]!r}; no search can find them"
        )


def read_beir(folder: Path) -> Beir:
    """Read corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv).

    Raises:
        DatasetError: a file is missing, a line is not what it should be, or an id is repeated.
    """
    documents = dict(_documents(folder / "corpus.jsonl"))
    texts = dict(_queries(folder / "queries.jsonl"))
    judgements = _judgements(folder, texts)
    missing = sorted(set(judgements) - set(texts))
    if missing:
        raise DatasetError(f"{folder}: query {missing[0]!r} is judged but not in queries.jsonl")
    if not documents or not judgements:
        raise DatasetError(f"{folder}: there is no document or no judgement")
    return Beir(folder.name, documents, {key: texts[key] for key in judgements}, judgements)


def documents_of(dataset: Beir) -> list[Document]:
    """The documents as ingestion takes them. Where there is only a title, it is the text too.

    Documents with neither are left out, so no search finds them.
    """
    return [
        replace(_parsed(text if text.strip() else title, identifier), title=title)
        for identifier, (title, text) in dataset.documents.items()
        if text.strip() or title.strip()
    ]


def _parsed(text: str, identifier: str) -> Document:
    # A text that begins with --- is not a file with front matter; everything up to the next --- was once dropped.
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
    """A missing text is null in JSON; it was once indexed as the word None."""
    return "" if value is None else str(value)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a file, each with its line number; the same _id is given to no two different ones."""
    seen: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DatasetError(f"{path}:{number} cannot be read: {error}") from error
        if not isinstance(row, dict):
            raise DatasetError(f"{path}:{number} is no JSON object")
        first, other = seen.setdefault(str(row.get("_id")), (number, row))
        if other != row and row.get("_id") is not None:
            # The last one was once taken without a word.
            raise DatasetError(f"{path}:{number} repeats the _id {str(row['_id'])!r} of line {first}")
        yield number, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that are not blank, each with its line number."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error
    # Not by splitlines(): it also cuts at U+2028, which JSON strings may contain unescaped.
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _judgements(folder: Path, queries: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """The documents that are relevant to each query, with their grades; a grade of 0 or less is dropped."""
    path = next((path for path in (folder / "qrels.tsv", folder / "qrels" / "test.tsv") if path.exists()), None)
    if path is None:
        raise DatasetError(f"{folder} has neither qrels.tsv nor qrels/test.tsv")
    found: dict[str, dict[str, int]] = {}
    is_first = True
    for number, line in _lines(path):
        # Split by hand: a CSV reader takes a " in an id for the start of a quoted field. TREC's files have spaces.
        fields = line.rstrip("\r").split("\t") if "\t" in line else line.split()
        may_be_header, is_first = is_first, False
        if may_be_header and _is_header(fields, queries):
            continue
        score = _number(fields[-1])
        if len(fields) not in (3, 4) or score is None or not score.is_integer():
            raise DatasetError(f"{path}:{number} is not: query, document, score (a whole number)")
        if score > 0:
            found.setdefault(fields[0], {})[fields[-2]] = int(score)
    return found


def _is_header(fields: Sequence[str], queries: Mapping[str, str]) -> bool:
    """Whether a first line names columns: it holds no number and does not begin with the id of a query.

    A judgement with a tab behind its score was once taken for a header, and the error named the next line.
    """
    return fields[0] not in queries and all(_number(field) is None for field in fields)


def _number(text: str) -> float | None:
    """The finite number that a field holds, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
