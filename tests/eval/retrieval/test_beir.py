"""Sets in BEIR layout: what is read in whatever way it is written, and what cannot be read is named."""

import json

import pytest

from eval.grading.dataset import DatasetError
from eval.retrieval.beir import documents_of, read_beir


def test_judgements_may_lie_in_a_folder_of_their_own(dataset):
    (dataset / "qrels").mkdir()
    (dataset / "qrels.tsv").rename(dataset / "qrels" / "test.tsv")
    assert read_beir(dataset).judgements == {"1": {"a": 1}, "2": {"b": 1}}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("corpus.jsonl", '{"_id": "a"}\n', "corpus.jsonl:1"),
        ("corpus.jsonl", '{"_id": null, "text": "t"}\n', "corpus.jsonl:1 has no _id"),
        ("corpus.jsonl", "\n[1]\n", "corpus.jsonl:2 is no JSON object"),
        ("queries.jsonl", '{"_id": "1", "text": null}\n', "queries.jsonl:1 has no _id or no text"),
        ("queries.jsonl", "{", "cannot be read"),
        ("queries.jsonl", '{"_id": "9", "text": "t"}\n', "judged but not"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\n1\ta\tmany\n", "qrels.tsv:2"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\n", "no judgement"),
    ],
)
def test_what_cannot_be_read_is_named(dataset, name, text, message):
    (dataset / name).write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=message):
        read_beir(dataset)


def test_missing_judgements_are_named(dataset):
    (dataset / "qrels.tsv").unlink()
    with pytest.raises(DatasetError, match="neither"):
        read_beir(dataset)


def qrels(dataset, text):
    (dataset / "qrels.tsv").write_text(text, encoding="utf-8")
    return read_beir(dataset).judgements


@pytest.mark.parametrize(
    "text",
    [
        "query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n\n",
        "\nquery-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n",
        "1\ta\t1.0\n2\tb\t1.0\n",
        "1\ta\t1\n \n2\tb\t1",
        "\ufeff1\ta\t1\r\n2\tb\t1\r\n",
        "1\t0\ta\t1\n2\t0\tb\t1\n2\t0\tc\t-1\n",
        "1 0 a 1\n2 0 b 1\n",
    ],
    ids=["blank end", "blank start", "1.0", "blank inside", "BOM, CRLF", "TREC", "TREC, spaces"],
)
def test_judgements_are_read_in_whatever_way_they_are_written(dataset, text):
    assert qrels(dataset, text) == {"1": {"a": 1}, "2": {"b": 1}}


def test_a_quotation_mark_in_an_id_is_a_part_of_it(dataset):
    assert qrels(dataset, '1\t"a\t1\n2\tb"\t2\n') == {"1": {'"a': 1}, "2": {'b"': 2}}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1\ta\t1\n2\tb\t0.5\n", 2),
        ("1\ta\t1\n2\tb\n", 2),
        ("1\t5\n", 1),
        ("1\ta\t1\n2\tb\tnan\n", 2),
        ("1\ta\t1\t\n2\tb\t1\t\n", 1),
        ("1\ta\tnan\n2\tb\t1\n", 1),
        ("query-id\tcorpus-id\tscore\nquery-id\tcorpus-id\tscore\n1\ta\t1\n", 2),
    ],
    ids=["no whole number", "no score", "two numbers", "nan", "trailing tab", "first nan", "two headers"],
)
def test_a_judgement_that_is_none_is_named_with_its_line(dataset, text, line):
    with pytest.raises(DatasetError, match=f"qrels.tsv:{line} is not: query, document, score"):
        qrels(dataset, text)


def test_a_first_line_of_data_is_no_header_though_its_ids_are_words(dataset):
    (dataset / "queries.jsonl").write_text('{"_id": "first", "text": "forests"}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"qrels.tsv:1 is not: query, document, score"):
        qrels(dataset, "first\ta\tone\nfirst\tb\t1\n")


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl"])
def test_an_id_that_is_repeated_is_named_with_both_of_its_lines(dataset, name):
    # The last of them was taken without a word.
    rows = [{"_id": "1", "text": "one"}, {"_id": "2", "text": "two"}, {"_id": 1, "text": "another"}]
    (dataset / name).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with pytest.raises(DatasetError, match=rf"{name}:3 repeats the _id '1' of line 1"):
        read_beir(dataset)


def test_a_line_that_is_repeated_as_it_is_changes_nothing(dataset):
    before = read_beir(dataset)
    for name in ("corpus.jsonl", "queries.jsonl"):
        lines = (dataset / name).read_text("utf-8")
        (dataset / name).write_text(f"{lines}\n{lines}", "utf-8")
    assert read_beir(dataset) == before


def test_judged_documents_that_are_not_in_the_corpus_are_counted_once_each(dataset):
    (dataset / "qrels.tsv").write_text("1\ta\t1\n1\tdoc-b\t1\n2\tdoc-b\t1\n2\tdoc-a\t2\n2\tdoc-c\t0\n", "utf-8")
    read = read_beir(dataset)
    assert (read.judged, read.missing) == (3, ("doc-a", "doc-b"))
    assert read.warning == "2 of 3 judged documents are not in corpus.jsonl, such as 'doc-a'; no search can find them"


def test_there_is_no_warning_where_all_judged_documents_are_in_the_corpus(dataset):
    assert read_beir(dataset).warning == ""


def corpus(dataset, *rows):
    (dataset / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return {document.id: document for document in documents_of(read_beir(dataset))}


def test_what_stands_between_dashes_at_the_start_of_a_text_is_text(dataset):
    text = "---\nA net: stacks layers.\n---\nThe rest."
    found = corpus(dataset, {"_id": "a", "text": text}, {"_id": "b", "text": "---\na: [\n---\nThe rest."})
    assert text in found["a"].text
    assert not found["a"].dropped
    assert "a: [" in found["b"].text


def test_a_title_alone_is_the_text(dataset):
    found = corpus(dataset, {"_id": "a", "title": "Forests", "text": ""}, {"_id": "b", "title": "Nets"})
    assert [(one.title, one.text) for one in found.values()] == [("Forests", "Forests"), ("Nets", "Nets")]


def test_null_is_no_text(dataset):
    found = corpus(
        dataset, {"_id": "a", "title": None, "text": "A forest."}, {"_id": "b", "title": "Nets", "text": None},
        {"_id": "c", "title": None, "text": None},
    )  # fmt: skip
    assert [(one.title, one.text) for one in found.values()] == [("", "A forest."), ("Nets", "Nets")]


def test_a_text_that_shows_nothing_as_markdown_is_still_there(dataset):
    found = corpus(dataset, {"_id": "a", "text": "[1]: http://example.com"}, {"_id": "b", "text": "---"})
    assert found["a"].blocks
    assert found["b"].blocks


def test_a_line_separator_inside_of_a_text_ends_no_line(dataset):
    (dataset / "corpus.jsonl").write_text('{"_id": "a", "text": "One.\u2028Two."}\n', encoding="utf-8")
    assert read_beir(dataset).documents == {"a": ("", "One.\u2028Two.")}
