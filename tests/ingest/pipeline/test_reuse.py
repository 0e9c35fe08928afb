"""What a new build keeps of the old index: nothing is parsed, cut or embedded twice, and nothing stale is kept."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from sampled import row_in

from ingest.documents import load
from ingest.index.search import Index
from ingest.passages.split import SplitSettings
from ingest.pipeline import steps
from ingest.pipeline.build import build
from ingest.pipeline.reuse import keep
from ingest.pipeline.steps import BuildSettings

GUIDE = 'Question: "Why do trees overfit?"\n\n- They grow until every leaf is pure.\n- They follow the noise.\n'


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("trees", "nets", "guide"):
        text = f"# {name}\n\n## First\n\nWhat {name} are.\n\n## Second\n\n{GUIDE if name == 'guide' else 'More.'}\n"
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def parsed(monkeypatch):
    """The documents that are parsed and cut while a test runs."""
    names = {"parsed": [], "cut": []}
    parse, split = load.parse, steps.split
    monkeypatch.setattr(load, "parse", lambda *a, **k: names["parsed"].append(a[1]) or parse(*a, **k))
    monkeypatch.setattr(steps, "split", lambda *a, **k: names["cut"].append(a[0].id) or split(*a, **k))
    return names


def everything(folder):
    """All bytes of an index, by file; of the SQLite file its statements, for it counts its writes in its header."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    found = {str(path.relative_to(folder)): path.read_bytes() for path in paths}
    with closing(sqlite3.connect(folder / "passages.sqlite")) as connection:
        return found | {"passages.sqlite": list(connection.iterdump())}


def test_only_a_file_that_changed_is_parsed_and_cut_and_the_index_is_as_if_built_anew(
    notes, tmp_path, fake_embedder, parsed
):
    build([notes], tmp_path / "index", fake_embedder)
    assert sorted(parsed["parsed"]) == sorted(parsed["cut"]) == ["guide", "nets", "trees"]
    (notes / "nets.md").write_text("# nets\n\n## First\n\nOther words.\n\n## Second\n\nMore.\n", encoding="utf-8")
    (notes / "new.md").write_text("# new\n\n## Second\n\nNew.\n", encoding="utf-8")
    (notes / "trees.md").unlink()
    (notes / "phrasings").mkdir()
    (notes / "phrasings" / "all.yaml").write_text("guide#second:\n  - when do trees go wrong\n", encoding="utf-8")
    parsed["parsed"].clear(), parsed["cut"].clear()
    report = build([notes], tmp_path / "index", fake_embedder)
    assert sorted(parsed["parsed"]) == sorted(parsed["cut"]) == ["nets", "new"]
    assert report.questions == 1
    build([notes], tmp_path / "anew", fake_embedder)
    assert everything(tmp_path / "index") == everything(tmp_path / "anew")


def test_a_file_that_has_not_changed_is_read_once_for_its_digest_and_no_second_time(
    notes, tmp_path, fake_embedder, monkeypatch
):
    build([notes], tmp_path / "index", fake_embedder)
    (notes / "nets.md").write_text("# nets\n\nOther words.\n", encoding="utf-8")
    read, read_bytes = [], type(notes).read_bytes
    monkeypatch.setattr(type(notes), "read_bytes", lambda path: read.append(path.stem) or read_bytes(path))
    build([notes], tmp_path / "index", fake_embedder)
    assert sorted(read) == ["guide", "nets", "nets", "trees"]


def test_passages_are_kept_only_while_all_is_the_same_that_they_are_cut_from(notes, tmp_path, fake_embedder):
    build([notes], tmp_path / "index", fake_embedder)
    kept = keep(tmp_path / "index", fake_embedder, Index(tmp_path / "index", fake_embedder).manifest["settings"])
    document, passages = kept.documents["nets"]
    assert kept.passages_of(replace(document)) == passages
    for changed in ({"id": "other"}, {"title": "Other"}, {"text": document.text + "."}, {"has_levels": False}):
        assert kept.passages_of(replace(document, **changed)) is None


def test_a_renamed_file_is_another_document(notes, tmp_path, fake_embedder, parsed):
    build([notes], tmp_path / "index", fake_embedder)
    (notes / "nets.md").rename(notes / "networks.md")
    parsed["parsed"].clear()
    report = build([notes], tmp_path / "index", fake_embedder)
    assert parsed["parsed"] == ["networks"]
    assert report.embedded_windows == 0


def test_other_settings_keep_nothing(notes, tmp_path, fake_embedder, parsed):
    build([notes], tmp_path / "index", fake_embedder)
    parsed["cut"].clear()
    settings = BuildSettings(split=SplitSettings(least_tokens=20, most_tokens=50))
    report = build([notes], tmp_path / "index", fake_embedder, settings)
    assert len(parsed["cut"]) == 3
    assert report.embedded_windows == report.windows


@pytest.mark.parametrize(
    ("name", "content"),
    row_in(
        4,
        [
            ("vectors.npy", b"garbage"),
            ("passages.sqlite", b"none"),
            ("window_passage.npy", np.zeros(1)),
            ("vectors.npy", None),
        ],
    ),
)
def test_nothing_is_kept_of_a_damaged_index_and_the_build_goes_on(notes, tmp_path, fake_embedder, name, content):
    folder = tmp_path / "index"
    build([notes], folder, fake_embedder)
    if isinstance(content, bytes):
        (folder / name).write_bytes(content)
    else:
        np.save(folder / name, np.load(folder / name)[:-1] if content is None else content)
    report = build([notes], folder, fake_embedder)
    assert report.embedded_windows == report.windows
    build([notes], tmp_path / "anew", fake_embedder)
    assert everything(folder) == everything(tmp_path / "anew")
