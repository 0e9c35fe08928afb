"""What a new build keeps of the old index: nothing is parsed, cut or embedded twice, and nothing stale is kept."""

import pytest

from ingest import content, load
from ingest.build import build
from ingest.content import BuildSettings
from ingest.index import Index
from ingest.split import SplitSettings

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
    parse, split = load.parse, content.split
    monkeypatch.setattr(load, "parse", lambda *a, **k: names["parsed"].append(a[1]) or parse(*a, **k))
    monkeypatch.setattr(content, "split", lambda *a, **k: names["cut"].append(a[0].id) or split(*a, **k))
    return names


def everything(folder, embedder):
    index = Index(folder, embedder)
    texts = index.texts
    sections = {document: texts.section(document, "second") for document, _ in texts.documents()}
    return texts.all(), sections, (folder / "questions.json").read_text(), list(texts.parsed())


def test_only_a_file_that_changed_is_parsed_and_cut_and_the_index_is_as_if_built_anew(
    notes, tmp_path, fake_embedder, parsed
):
    build([notes], tmp_path / "index", fake_embedder)
    assert sorted(parsed["parsed"]) == sorted(parsed["cut"]) == ["guide", "nets", "trees"]
    (notes / "nets.md").write_text("# nets\n\n## First\n\nOther words.\n\n## Second\n\nMore.\n", encoding="utf-8")
    (notes / "new.md").write_text("# new\n\n## Second\n\nNew.\n", encoding="utf-8")
    (notes / "trees.md").unlink()
    parsed["parsed"].clear(), parsed["cut"].clear()
    report = build([notes], tmp_path / "index", fake_embedder)
    assert sorted(parsed["parsed"]) == sorted(parsed["cut"]) == ["nets", "new"]
    assert report.questions == 1
    build([notes], tmp_path / "anew", fake_embedder)
    assert everything(tmp_path / "index", fake_embedder) == everything(tmp_path / "anew", fake_embedder)


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
