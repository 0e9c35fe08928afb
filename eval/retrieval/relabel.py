"""Re-anchor the spans of our own retrieval labels after the notes were edited: `coach eval relabel`.

A label is the quote; its offsets are derived. So this script decides one thing only: where the quote stands now. A
quote that occurs exactly once in its document gets the offsets of that place, wherever it moved. A quote that is gone,
or that now occurs twice, is never guessed at: its offsets stay as they were, it is listed, and the exit code is 1, so
that a person reads the passage again and quotes it anew. The file is written only if an offset changed.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NotRequired, TypedDict

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
QUERIES = ROOT / "eval" / "cases" / "own" / "queries.jsonl"


class Answer(TypedDict):
    """The passages of one document that answer a query; spans and quotes run in parallel."""

    document: str | None
    spans: list[list[int]]
    quotes: list[str]


class Row(Answer):
    """One query with its best answer, and with all of them where several documents answer it."""

    _id: str
    text: str
    kind: str
    answers: NotRequired[list[Answer]]


def read_rows(path: Path = QUERIES) -> list[Row]:
    """The labelled queries, one a line."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def answers_of(row: Row) -> Iterator[Answer]:
    """The best answer of a row, then the list of all of them if there is one."""
    yield row
    yield from row.get("answers", [])


def document_path(document: str, corpus: Path = CORPUS) -> Path:
    """Where a document lies: `guide` at the top of the corpus, `<topic>/<note>` under `notes`."""
    folder = corpus / "notes" if "/" in document else corpus
    return folder / f"{document}.md"


def document_text(document: str, corpus: Path = CORPUS) -> str | None:
    """The text that offsets count in, newlines untranslated and front matter included; None if there is no file."""
    path = document_path(document, corpus)
    return path.read_bytes().decode("utf-8") if path.is_file() else None


def place(quote: str, text: str) -> tuple[list[int] | None, str]:
    """The span of a quote that occurs once, or None and the reason why there is none."""
    start = text.find(quote)
    if start < 0:
        return None, "no longer found"
    if text.find(quote, start + 1) >= 0:
        return None, "found more than once"
    return [start, start + len(quote)], ""


def reanchor(rows: list[Row], corpus: Path = CORPUS) -> tuple[int, list[str]]:
    """Move the spans of all rows to where their quotes stand; the number moved, and what could not be placed."""
    texts: dict[str, str | None] = {}
    moved, lost = 0, []
    for row in rows:
        for answer in answers_of(row):
            document = answer["document"]
            if document is None:
                continue
            if document not in texts:
                texts[document] = document_text(document, corpus)
            text = texts[document]
            if text is None:
                lost.append(f"{row['_id']}  {document}: no such document")
                continue
            for number, quote in enumerate(answer["quotes"]):
                span, reason = place(quote, text)
                if span is None:
                    lost.append(f"{row['_id']}  {document}: {reason}: {quote!r}")
                elif span != answer["spans"][number]:
                    answer["spans"][number] = span
                    moved += 1
    return moved, list(dict.fromkeys(lost))


def reanchor_file(queries: Path = QUERIES, corpus: Path = CORPUS) -> int:
    """Re-anchor the file in place and report; 1 if a quote needs a person."""
    rows = read_rows(queries)
    moved, lost = reanchor(rows, corpus)
    if moved:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        queries.write_text("".join(lines), encoding="utf-8", newline="\n")
    for line in lost:
        print(line)
    print(f"{len(rows)} queries, {moved} spans moved, {len(lost)} quotes to be labelled anew")
    return 1 if lost else 0
