"""What `coach eval all` and its parts take: the sets that are there, and an index that holds what is labelled."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.answering.offline_tutor import OfflineTutor
from app.answering.retriever import Retriever
from app.coach.explain import Explainer
from app.coach.questions import Questions
from app.settings import Settings
from eval.grading.dataset import DatasetError
from eval.report import everything
from eval.report.everything import Bench, measure_retrieval, own_refusal, own_spans
from ingest.index.search import Index
from ingest.pipeline.build import build


@pytest.fixture
def bench(tmp_path: Path, fake_embedder: Any) -> Bench:
    folder = tmp_path / "data" / "retrieval" / "forests"
    folder.mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(json.dumps({"_id": "a", "text": "A forest averages many trees."}) + "\n")
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "1", "text": "forest"}) + "\n")
    (folder / "qrels.tsv").write_text("1\ta\t1\n")
    return Bench(fake_embedder, Settings(_env_file=None, home=tmp_path / "home"), tmp_path / "data")


def test_a_stray_file_beside_the_sets_is_none(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    (bench.data / "retrieval" / ".DS_Store").write_bytes(b"\0")
    told: list[str] = []
    written: dict[str, str] = {}
    monkeypatch.setattr(everything, "write", lambda name, text, *_: written.update({name: text}))
    measure_retrieval(bench, told.append)
    assert told == ["retrieval: forests"]
    assert "forests (1 queries)" in written["retrieval"]


@pytest.mark.slow
def test_our_labels_are_not_scored_on_an_index_of_other_documents(
    bench: Bench, notes: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    index = Index(tmp_path / "index", fake_embedder)
    with pytest.raises(DatasetError, match=r"does not hold what is labelled: .* unset COACH_INDEX"):
        own_spans(bench.settings, Retriever(index, fake_embedder, 5))
    retriever, reply = Retriever(index, fake_embedder, 5), OfflineTutor(fake_embedder)
    questions = Questions(retriever, reply, Explainer(retriever, fake_embedder, reply.answer, None))
    with pytest.raises(DatasetError, match="does not hold what is labelled"):
        own_refusal(bench.settings, questions)


def test_a_further_folder_without_a_set_is_named(bench: Bench) -> None:
    with pytest.raises(DatasetError, match=r"nowhere holds no folder of a retrieval set"):
        _ = replace(bench, also=(bench.data / "nowhere",)).retrieval_sets


def test_sets_of_further_folders_come_behind_the_shared_ones(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "also" / "faq").mkdir(parents=True)
    (tmp_path / "also" / "notes.txt").write_text("no set")
    sets = replace(bench, also=(tmp_path / "also",)).retrieval_sets
    assert [folder.name for folder in sets] == ["forests", "faq"]
