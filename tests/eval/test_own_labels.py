"""Our own retrieval labels: every span is the text that it quotes, and the set has the make-up that it claims."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from eval.retrieval.relabel import (
    CORPUS,
    Answer,
    Row,
    answers_of,
    document_path,
    document_text,
    read_rows,
    reanchor,
    reanchor_file,
)

UNANSWERABLE = "unanswerable"
KINDS = {"short", "vague", "misspelled", "keyword", "comparison", "multi-part", "question", UNANSWERABLE}
ROWS = read_rows()
ANSWERABLE = [row for row in ROWS if row["kind"] != UNANSWERABLE]
TEXTS = {
    document: document_text(document)
    for row in ANSWERABLE
    for answer in answers_of(row)
    if (document := answer["document"]) is not None
}


def ids(row: Row) -> str:
    return row["_id"]


@pytest.mark.parametrize("row", ANSWERABLE, ids=ids)
def test_every_span_is_its_quote(row: Row) -> None:
    for answer in answers_of(row):
        document = answer["document"]
        assert document is not None
        text = TEXTS[document]
        assert text is not None, document_path(document)
        assert 1 <= len(answer["spans"]) == len(answer["quotes"]) <= 3
        for (start, end), quote in zip(answer["spans"], answer["quotes"], strict=True):
            assert text[start:end] == quote, "run coach eval relabel"
            assert text.count(quote) == 1
            assert 50 <= len(quote) <= 600
        assert all(before[1] <= after[0] for before, after in pairwise(answer["spans"]))


def test_several_answers_start_with_the_best_and_name_each_document_once() -> None:
    for row in ANSWERABLE:
        if "answers" in row:
            assert row["answers"][0] == {key: row[key] for key in ("document", "spans", "quotes")}
            documents = [answer["document"] for answer in row["answers"]]
            assert len(set(documents)) == len(documents) > 1


def test_the_set_has_the_size_and_the_kinds_that_it_claims() -> None:
    kinds = Counter(row["kind"] for row in ROWS)
    assert set(kinds) == KINDS
    assert len(ANSWERABLE) >= 300
    assert kinds[UNANSWERABLE] >= 40
    assert min(kinds.values()) >= 30


def test_ids_and_texts_are_unique() -> None:
    assert len({row["_id"] for row in ROWS}) == len(ROWS)
    assert len({row["text"].casefold() for row in ROWS}) == len(ROWS)


def test_unanswerable_rows_are_empty() -> None:
    for row in ROWS:
        if row["kind"] == UNANSWERABLE:
            assert (row["document"], row["spans"], row["quotes"]) == (None, [], [])
            assert "answers" not in row


def test_every_topic_of_the_corpus_is_asked_about() -> None:
    topics = {path.name for path in (CORPUS / "notes").iterdir() if path.is_dir()}
    asked = {document.split("/")[0] for document in TEXTS}
    assert asked == topics | {"guide"}


def row_of(*quotes: str, document: str | None = "topic/note") -> Row:
    answer = Answer(document=document, spans=[[0, len(quote)] for quote in quotes], quotes=list(quotes))
    return Row(_id="a", text="?", kind="short", **answer)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "notes" / "topic").mkdir(parents=True)
    (tmp_path / "notes" / "topic" / "note.md").write_bytes("näher\r\nA quote. Twice. Twice.\n".encode())
    return tmp_path


def test_relabel_moves_a_span_to_where_its_quote_stands(corpus: Path) -> None:
    row = row_of("A quote.")
    assert reanchor([row], corpus) == (1, [])
    assert row["spans"] == [[7, 15]]  # characters of the decoded file, the carriage return counted
    assert reanchor([row], corpus) == (0, [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (row_of("Gone."), "no longer found"),
        (row_of("Twice."), "found more than once"),
        (row_of("A quote.", document="topic/other"), "no such document"),
    ],
)
def test_relabel_lists_what_it_cannot_place_and_leaves_it(row: Row, reason: str, corpus: Path) -> None:
    before = [list(span) for span in row["spans"]]
    moved, lost = reanchor([row], corpus)
    assert moved == 0
    assert len(lost) == 1
    assert reason in lost[0]
    assert row["spans"] == before


def test_relabel_writes_the_file_and_fails_on_a_lost_quote(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = corpus / "queries.jsonl"
    rows = [row_of("A quote."), row_of("Gone."), row_of(document=None)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert reanchor_file(file, corpus) == 1
    assert [row["spans"] for row in read_rows(file)] == [[[7, 15]], [[0, 5]], []]
    assert "Gone." in capsys.readouterr().out
    rows = [row for row in read_rows(file) if row["quotes"] != ["Gone."]]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert reanchor_file(file, corpus) == 0
