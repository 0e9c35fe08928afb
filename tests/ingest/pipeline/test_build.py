"""Documents -> index folder: only what is new is embedded, and a failure leaves the old index whole."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sampled import one_in

from ingest.index.manifest import IndexUnfit
from ingest.index.search import Index
from ingest.passages.split import SplitSettings
from ingest.passages.windows import WindowSettings
from ingest.pipeline import build as building
from ingest.pipeline.build import BuildError, build, digest, is_fresh, read_questions
from ingest.pipeline.steps import BuildSettings


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_build_can_be_searched(notes: Path, tmp_path: Path, fake_embedder: Any) -> None:
    report = build([notes], tmp_path / "index", fake_embedder)
    assert (report.documents, report.passages, report.refusals) == (3, 3, ())
    assert report.embedded_windows == report.windows == len(fake_embedder.embedded) == 3
    hits = Index(tmp_path / "index", fake_embedder).search("a forest averages many trees", 2)
    assert hits[0].passage.document == "forests"
    assert hits[0].passage.text == (notes / "forests.md").read_text().strip()


def test_the_title_and_headings_are_embedded_with_each_window(notes: Path, tmp_path: Path, fake_embedder: Any) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    assert fake_embedder.embedded[0] == "Nets: # Nets\n\nA net stacks layers of weights."


def test_unchanged_documents_are_not_embedded_again(notes: Path, tmp_path: Path, fake_embedder: Any) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    first = np.load(tmp_path / "index" / "vectors.npy")
    fake_embedder.embedded.clear()
    (notes / "forests.md").write_text("# Forests\n\nAnother text about them.\n")
    (notes / "added.md").write_text("# Added\n\nA new note.\n")
    report = build([notes], tmp_path / "index", fake_embedder)
    assert sorted(text.split(":")[0] for text in fake_embedder.embedded) == ["Added", "Forests"]
    assert (report.embedded_windows, report.windows) == (2, 4)
    again = np.load(tmp_path / "index" / "vectors.npy")
    assert np.array_equal(again[[1, 3]], first[[0, 2]])
    assert Index(tmp_path / "index", fake_embedder).search("net stacks layers", 1)[0].passage.document == "deep/nets"


def test_a_second_build_of_the_same_gives_the_same_index(notes: Path, tmp_path: Path, fake_embedder: Any) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    before = contents(tmp_path / "index")
    report = build([notes], tmp_path / "index", fake_embedder)
    assert report.embedded_windows == 0
    # SQLite counts its writes in its header; all else is the same byte for byte.
    before.pop("passages.sqlite")
    after = contents(tmp_path / "index")
    after.pop("passages.sqlite")
    assert after == before


def test_the_same_text_as_another_kind_of_file_is_cut_anew(tmp_path: Path, fake_embedder: Any) -> None:
    # Vectors were once reused by the digest of the text alone, at places that its new passages did not have.
    text = "\n\n".join(f"# Heading {n}\n\n" + "Words that fill it up to some length. " * 40 for n in range(6))
    (tmp_path / "a.md").write_text(text)
    build([tmp_path / "a.md"], tmp_path / "index", fake_embedder)
    (tmp_path / "a.md").rename(tmp_path / "a.txt")
    build([tmp_path / "a.txt"], tmp_path / "index", fake_embedder)
    fresh = tmp_path / "fresh"
    build([tmp_path / "a.txt"], fresh, fake_embedder)
    assert np.array_equal(np.load(tmp_path / "index" / "vectors.npy"), np.load(fresh / "vectors.npy"))


@pytest.mark.parametrize(
    "settings",
    [BuildSettings(window=WindowSettings(pieces=8, overlap=2)), BuildSettings(split=SplitSettings(50, 100))],
)
def test_other_settings_embed_everything_again(
    notes: Path, tmp_path: Path, fake_embedder: Any, settings: BuildSettings
) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    assert not is_fresh(tmp_path / "index", [notes], fake_embedder, settings)
    report = build([notes], tmp_path / "index", fake_embedder, settings)
    assert report.embedded_windows == report.windows
    assert is_fresh(tmp_path / "index", [notes], fake_embedder, settings)


@pytest.mark.parametrize("step", ["Content", "write_index", "write_passages", "write_manifest", "put_in_place"])
def test_a_failure_at_any_step_leaves_the_old_index_as_it_was(
    notes: Path, tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    before, beside = contents(tmp_path / "index"), sorted(tmp_path.iterdir())
    (notes / "added.md").write_text("# Added\n\nA new note.\n")

    def fails(*_: Any, **__: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(building, step, fails)
    with pytest.raises(OSError, match="no space left"):
        build([notes], tmp_path / "index", fake_embedder)
    assert contents(tmp_path / "index") == before
    assert sorted(tmp_path.iterdir()) == beside


def test_a_failed_rename_brings_the_old_index_back(
    notes: Path, tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    before = contents(tmp_path / "index")
    rename = Path.rename

    def fails_for_the_new(path: Path, target: Path) -> Path:
        if "-old-" not in target.name and "-old-" not in path.name:
            raise OSError("not permitted")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails_for_the_new)
    with pytest.raises(OSError, match="not permitted"):
        build([notes], tmp_path / "index", fake_embedder)
    assert contents(tmp_path / "index") == before


def test_an_open_index_goes_on_answering_while_a_new_one_takes_its_place(
    notes: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    opened = Index(tmp_path / "index", fake_embedder)
    shutil.rmtree(notes / "deep")
    build([notes], tmp_path / "index", fake_embedder)
    assert opened.search("a net stacks layers of weights", 1)[0].passage.document == "deep/nets"
    assert Index(tmp_path / "index", fake_embedder).passages == 2


def test_files_that_cannot_be_read_are_reported_and_the_others_go_in(
    notes: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    (notes / "broken.pdf").write_bytes(b"no pdf")
    report = build([notes, tmp_path / "missing.md"], tmp_path / "index", fake_embedder)
    assert report.documents == 3
    assert [(Path(refusal.path).name, refusal.reason) for refusal in report.refusals][1] == (
        "missing.md",
        "does not exist",
    )
    assert is_fresh(tmp_path / "index", [notes, tmp_path / "missing.md"], fake_embedder)


def test_nothing_to_index_is_an_error_that_names_each_reason_and_keeps_the_old(
    notes: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    before = contents(tmp_path / "index")
    with pytest.raises(BuildError, match=r"nothing to index: .*missing.md does not exist"):
        build([tmp_path / "missing.md"], tmp_path / "index", fake_embedder)
    (tmp_path / "void").mkdir()
    with pytest.raises(BuildError, match="no readable file in there"):
        build([tmp_path / "void"], tmp_path / "index", fake_embedder)
    assert contents(tmp_path / "index") == before


def test_an_index_is_stale_as_soon_as_a_file_is_changed_added_renamed_or_removed(
    notes: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    assert not is_fresh(tmp_path / "index", [notes], fake_embedder)
    build([notes], tmp_path / "index", fake_embedder)
    assert is_fresh(tmp_path / "index", [notes], fake_embedder)
    seen = {digest([notes])}
    for change in (
        lambda: (notes / "trees.md").write_text("# Trees\n\nOther words.\n"),
        lambda: (notes / "added.md").write_text("# Added\n"),
        lambda: (notes / "added.md").rename(notes / "renamed.md"),
        (notes / "renamed.md").unlink,
    ):
        change()
        assert not is_fresh(tmp_path / "index", [notes], fake_embedder)
        seen.add(digest([notes]))
    assert len(seen) == 4 + (digest([notes]) not in seen)


def test_a_file_that_changes_while_it_is_read_leaves_a_stale_index_not_a_wrongly_fresh_one(
    notes: Path, tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_files = building.load_files

    def load_and_change(*listed: Any) -> Any:
        loaded = load_files(*listed)
        (notes / "trees.md").write_text("# Trees\n\nChanged a moment later.\n")
        return loaded

    monkeypatch.setattr(building, "load_files", load_and_change)
    build([notes], tmp_path / "index", fake_embedder)
    assert not is_fresh(tmp_path / "index", [notes], fake_embedder)


def test_an_index_of_another_model_is_refused_with_what_to_do_and_embedded_anew(
    notes: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    fake_embedder.sha256 = "1" * 64
    assert not is_fresh(tmp_path / "index", [notes], fake_embedder)
    with pytest.raises(IndexUnfit, match=r"model_sha256 .* build it again with: coach ingest PATH --index"):
        Index(tmp_path / "index", fake_embedder)
    report = build([notes], tmp_path / "index", fake_embedder)
    assert report.embedded_windows == report.windows


@pytest.mark.parametrize("name", ["manifest.json", "vectors.npy", "window_passage.npy", "passages.sqlite"])
@pytest.mark.parametrize("damage", one_in(3, [None, b"", b"{}"]))
def test_a_damaged_index_is_built_anew(
    notes: Path, tmp_path: Path, fake_embedder: Any, name: str, damage: bytes | None
) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    whole = contents(tmp_path / "index")["vectors.npy"]
    if damage is None:
        (tmp_path / "index" / name).unlink()
    else:
        (tmp_path / "index" / name).write_bytes(damage)
    report = build([notes], tmp_path / "index", fake_embedder)
    assert report.embedded_windows == report.windows == 3
    assert contents(tmp_path / "index")["vectors.npy"] == whole


def test_the_manifest_says_what_the_index_is_made_of(notes: Path, tmp_path: Path, fake_embedder: Any) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    manifest = json.loads((tmp_path / "index" / "manifest.json").read_text())
    assert manifest["settings"] == {
        "split": {"least_tokens": 200, "most_tokens": 500},
        "window": manifest["settings"]["window"],
    }
    assert (manifest["model"], manifest["backend"], manifest["passages"]) == ("fake", "none", 3)


def test_sections_are_found_by_their_anchor(tmp_path: Path, fake_embedder: Any) -> None:
    text = "# Title\n\n## One\n\nFirst.\n\n### Inner C#\n\nDeeper.\n\n## Two\n\nSecond.\n"
    (tmp_path / "a.md").write_text(text)
    build([tmp_path / "a.md"], tmp_path / "index", fake_embedder)
    texts = Index(tmp_path / "index", fake_embedder).texts
    one, inner, two = (texts.section("a", anchor) for anchor in ("one", "inner-c", "two"))
    assert one is not None
    assert inner is not None
    assert two is not None
    assert text[one.start : one.end].strip().endswith("Deeper.")
    assert inner.heading == "Inner C#"
    assert text[two.start : two.end] == "## Two\n\nSecond."


def test_questions_found_in_documents_are_kept_with_the_index(
    tmp_path: Path, fake_embedder: Any, guide_text: str
) -> None:
    (tmp_path / "guide.txt").write_text(guide_text)
    report = build([tmp_path / "guide.txt"], tmp_path / "index", fake_embedder)
    questions = read_questions(tmp_path / "index")
    assert report.questions == len(questions) == 4
    texts = Index(tmp_path / "index", fake_embedder).texts
    for question in questions:
        document, _, anchor = question.key_points[0].section.partition("#")
        section = texts.section(document, anchor)
        assert section is not None
        assert question.text in guide_text[section.start : section.end]


@pytest.mark.parametrize("damage", [None, "[{", '[{"id": 1}]', "7"])
def test_questions_that_cannot_be_read_are_told_with_the_way_out(tmp_path: Path, damage: str | None) -> None:
    if damage is not None:
        (tmp_path / "questions.json").write_text(damage, encoding="utf-8")
    with pytest.raises(IndexUnfit, match=r"questions in .* cannot be read .* coach ingest"):
        read_questions(tmp_path)
