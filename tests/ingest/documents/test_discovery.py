"""Which files count, in which order, and the names that their documents get."""

import os
from pathlib import Path
from typing import Any

import pytest
from made_files import write

from ingest.documents.load import files, links_out, load


def test_ids_of_several_folders_begin_with_the_folder_in_any_order(tmp_path: Path) -> None:
    folders = [write(tmp_path, f"{name}/README.md", f"Text of {name}.").parent for name in ("one", "two", "three")]
    (tmp_path / "phrasings").mkdir()
    ids = {document.id: document.text for document in load(folders)[0]}
    assert ids == {f"{name}/README": f"Text of {name}." for name in ("one", "two", "three")}
    documents, refusals = load([*reversed(folders), tmp_path / "phrasings"])
    assert {document.id: document.text for document in documents} == ids
    assert refusals == []


def test_one_folder_of_documents_needs_no_name_before_its_ids(notes: Path, tmp_path: Path) -> None:
    guide = write(tmp_path, "guide.md", "Text.")
    (tmp_path / "empty").mkdir()
    paths = [guide, notes, tmp_path / "empty", notes / ".." / notes.name]
    assert [document.id for document in load(paths)[0]] == ["guide", "deep/nets", "forests", "trees"]


def test_folders_of_one_name_are_told_apart_by_those_above(tmp_path: Path) -> None:
    folders = [write(tmp_path, f"{name}/docs/a.md", f"Text of {name}.").parent for name in ("x", "y")]
    assert [document.id for document in load(folders)[0]] == ["x/docs/a", "y/docs/a"]


def test_a_file_that_is_named_twice_goes_in_once(notes: Path) -> None:
    documents, refusals = load([notes, notes / "trees.md", notes / "deep" / ".." / "trees.md"])
    assert sorted(document.id for document in documents) == ["deep/nets", "forests", "trees"]
    assert refusals == []


def test_files_come_in_the_order_of_their_paths_folder_by_folder(tmp_path: Path) -> None:
    names = ["a/z.md", "a-b.md", "a/b/c.MD", "B.txt", "a.md", "b/.x/y.md", "b/readme", "b/x.mdx"]
    for name in names:
        write(tmp_path, name, f"Text of {name}.")
    found = [name for _, name in files([tmp_path])]
    assert found == ["B.txt", "a/b/c.MD", "a/z.md", "a-b.md", "a.md"]
    assert found == sorted(found, key=lambda name: name.split("/"))
    assert [path for path, _ in files([tmp_path])] == [tmp_path / name for name in found]


def test_a_link_within_the_folder_counts_and_one_out_of_it_to_a_folder_or_to_nothing_does_not(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/a.md", "Text.")
    folder = tmp_path / "notes"
    write(folder, ".hidden/b.md", "Text.")
    folder.joinpath("within.md").symlink_to(folder / ".hidden" / "b.md")
    (folder / "folder.md").mkdir(parents=True)
    for name, target in {"link.md": "a.md", "gone.md": "gone.md", "all": "", "loop.md": "../notes/loop.md"}.items():
        (folder / name).symlink_to(tmp_path / "elsewhere" / target)
    assert [name for _, name in files([folder])] == ["within.md"]
    (refusal,) = links_out([folder])
    assert refusal.path == str(folder / "link.md")
    assert refusal.reason == "is a link out of the folder; name the file itself"
    assert [name for _, name in files([folder / "link.md"])] == ["link.md"]


def test_a_folder_that_may_not_be_listed_is_left_out(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def refuses(folder: Path) -> Any:
        if folder.name == "deep":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuses)
    assert [name for _, name in files([notes])] == ["forests.md", "trees.md"]
