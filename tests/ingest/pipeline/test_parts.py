"""What workers make of files is what a build would make of them, once, whole or not at all."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fake_embedder import FakeEmbedder

from ingest.documents.load import file_digest, files
from ingest.errors import CoachError, Conflict
from ingest.pipeline import parts
from ingest.pipeline.build import BuildReport, build, put_together
from ingest.pipeline.parts import MOST_TRIES, Listed, Part, finished, job_of, make, parts_folder, shared_out
from ingest.pipeline.steps import BuildSettings

PROJECT = Path(__file__).resolve().parents[3]
SETTINGS = BuildSettings()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def listed(folder: Path) -> list[Listed]:
    return [Listed(str(path), name, file_digest(path), path.stat().st_size) for path, name in files([folder])]


def made(notes: Path, folder: Path, embedder: Any, most_bytes: int = 60) -> list[Part]:
    """All parts of the notes, in a folder."""
    folder.mkdir(exist_ok=True)
    all_parts = shared_out(listed(notes), most_bytes)
    for part in all_parts:
        make(part, folder, embedder, SETTINGS)
    return all_parts


def together(notes: Path, index: Path, folder: Path, embedder: Any) -> BuildReport:
    return put_together([notes], index, embedder, SETTINGS, finished(folder, embedder, SETTINGS))


def file(name: str, size: int) -> Listed:
    return Listed(f"/notes/{name}", name, name, size)


def test_files_are_shared_out_by_their_bytes_the_largest_part_first() -> None:
    shared = shared_out([file("a", 40), file("b", 50), file("c", 20), file("big", 300), file("d", 10)], 100)
    assert [[one.name for one in part.files] for part in shared] == [["big"], ["a", "b"], ["c"], ["d"]]
    assert shared_out([], 100) == []


def test_a_part_comes_back_from_its_text_with_whatever_its_path_is() -> None:
    part = Part((Listed("/notes/\udcff/a.md", "a.md", "0" * 64, 3),))
    assert Part.unpacked(part.packed()) == part


def test_the_index_of_parts_is_that_of_a_build_byte_for_byte(notes: Path, tmp_path: Path, fake_embedder: Any) -> None:
    (notes / "broken.pdf").write_bytes(b"no PDF")
    ordinary = build([notes], tmp_path / "ordinary", fake_embedder)
    assert len(made(notes, tmp_path / "parts", fake_embedder)) == 3
    fake_embedder.embedded.clear()
    report = together(notes, tmp_path / "index", tmp_path / "parts", fake_embedder)
    assert report == ordinary
    assert fake_embedder.embedded == []
    assert contents(tmp_path / "index") == contents(tmp_path / "ordinary")


def test_documents_of_one_name_in_two_parts_are_told_apart_as_in_a_build(tmp_path: Path, fake_embedder: Any) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for suffix in ("md", "txt"):
        (notes / f"trees.{suffix}").write_text(f"A tree in {suffix} splits the data.\n", encoding="utf-8")
    build([notes], tmp_path / "ordinary", fake_embedder)
    made(notes, tmp_path / "parts", fake_embedder, 10)
    together(notes, tmp_path / "index", tmp_path / "parts", fake_embedder)
    assert contents(tmp_path / "index") == contents(tmp_path / "ordinary")


def test_a_part_that_is_there_is_not_made_again(notes: Path, tmp_path: Path, fake_embedder: Any) -> None:
    all_parts = made(notes, tmp_path / "parts", fake_embedder)
    before = contents(tmp_path / "parts")
    fake_embedder.embedded.clear()
    assert [make(part, tmp_path / "parts", fake_embedder, SETTINGS) for part in all_parts] == [0] * len(all_parts)
    assert fake_embedder.embedded == []
    assert contents(tmp_path / "parts") == before


def test_a_file_that_changed_after_its_part_was_made_is_embedded_anew(
    notes: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    made(notes, tmp_path / "parts", fake_embedder)
    (notes / "trees.md").write_text("# Trees\n\nAnother text of trees.\n", encoding="utf-8")
    fake_embedder.embedded.clear()
    together(notes, tmp_path / "index", tmp_path / "parts", fake_embedder)
    assert fake_embedder.embedded == ["Trees: # Trees\n\nAnother text of trees."]
    build([notes], tmp_path / "ordinary", fake_embedder)
    assert contents(tmp_path / "index") == contents(tmp_path / "ordinary")


def test_a_damaged_part_and_one_of_another_model_go(notes: Path, tmp_path: Path, fake_embedder: Any) -> None:
    made(notes, tmp_path / "parts", fake_embedder)
    one, *rest = sorted(tmp_path.glob("parts/[0-9a-f]*"))
    (one / "vectors.npy").write_bytes(b"cut")
    assert len(finished(tmp_path / "parts", fake_embedder, SETTINGS).documents) == len(rest)
    assert not one.exists()
    other = FakeEmbedder()
    other.sha256 = "1" * 64
    assert finished(tmp_path / "parts", other, SETTINGS).documents == {}
    assert list(tmp_path.glob("parts/*")) == []


def test_what_a_build_embedded_counts_what_its_workers_did(notes: Path, tmp_path: Path, fake_embedder: Any) -> None:
    build([notes], tmp_path / "index", fake_embedder)
    (notes / "added.md").write_text("# Added\n\nA new note.\n", encoding="utf-8")
    made(notes, tmp_path / "parts", fake_embedder)
    assert together(notes, tmp_path / "index", tmp_path / "parts", fake_embedder).embedded_windows == 1


@pytest.mark.slow
def test_a_part_on_which_every_worker_dies_ends_the_job(notes: Path, tmp_path: Path, fake_embedder: Any) -> None:
    (part,) = shared_out(listed(notes))
    program = """
import os, sys
from pathlib import Path
from fake_embedder import FakeEmbedder
from ingest.pipeline.parts import Part, make
from ingest.pipeline.steps import BuildSettings
class Dying(FakeEmbedder):
    def encode(self, texts, progress=None):
        os._exit(9)
while (child := os.fork()):
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) != 9:
        sys.exit()
make(Part.unpacked(sys.argv[1]), Path(sys.argv[2]), Dying(), BuildSettings())
"""
    (tmp_path / "parts").mkdir()
    ended = subprocess.run(
        [sys.executable, "-c", program, part.packed(), tmp_path / "parts"],
        cwd=PROJECT,
        env={"PYTHONPATH": f"{PROJECT}:{PROJECT / 'tests' / 'support'}"},
        capture_output=True,
        text=True,
    )
    assert f"{MOST_TRIES} workers died, one after the other, at these files: deep/nets.md, forests.md" in ended.stderr
    with pytest.raises(CoachError, match="leave them out"):
        make(part, tmp_path / "parts", fake_embedder, SETTINGS)


def test_one_job_at_a_time_builds_an_index_and_the_next_one_begins_clean(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with job_of(index) as folder:
        (folder / f"{parts.UNFINISHED}x").mkdir()
        (folder / f"{parts.TRIED}y").write_text("....")
        (folder / "done").mkdir()
        with pytest.raises(Conflict, match="another job builds the index"), job_of(index):
            pass
    with job_of(index) as folder:
        assert folder == parts_folder(index)
        assert [one.name for one in folder.iterdir()] == ["done"]
    shutil.rmtree(folder)
