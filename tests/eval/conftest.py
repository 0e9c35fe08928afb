"""What several tests of the measurements use."""

import json
from collections.abc import Iterator

import pytest
from opened_once import sharing_parts

from app.coach.coach import Coach
from app.main import assemble
from app.settings import Settings
from eval.answers.citations import Shelf
from eval.report.everything import own_labels


@pytest.fixture
def dataset(tmp_path):
    """A small set in BEIR layout."""
    folder = tmp_path / "set"
    folder.mkdir()
    texts = {"a": "A forest averages many trees.", "b": "A net stacks layers.", "c": "A tree splits the data.", "e": ""}
    rows = [{"_id": key, "title": "", "text": text} for key, text in texts.items()]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    queries = [
        {"_id": "1", "text": "what does a forest average"},
        {"_id": "2", "text": "net layers"},
        {"_id": "3", "text": "x"},
    ]
    (folder / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in queries), encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n2\tc\t0\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def coach() -> Iterator[Coach]:
    with sharing_parts():
        made = assemble(Settings(_env_file=None, database_url="sqlite://"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def own_shelf(coach: Coach) -> Iterator[Shelf]:
    return Shelf(coach.questions.retriever.index.texts, own_labels(Settings(_env_file=None)).documents)
