"""An archive that is damaged, made up, or of a later version is refused before anything of it is used."""

import hashlib
import json
import os
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.store.backup import archive
from app.store.backup.archive import MANIFEST, Stamp, opened, stamp_of, write
from ingest.errors import BadRequest, CoachError

STAMP = Stamp(version="0.1.0", revision="0008", created_utc=datetime(2026, 11, 29, tzinfo=UTC))
LINES = [b'{"id": 1}\n', b'{"id": 2}\n']


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "saved.zip"
    write(path, STAMP, [("tables/cards.jsonl", LINES), ("files/gaps.jsonl", [b"a gap"])])
    return path


def packed(path: Path, members: dict[str, bytes], manifest: dict[str, Any] | None = None) -> Path:
    """An archive whose manifest names all of these members, with what `manifest` changes of it."""
    told = {
        "version": "0.1.0",
        "revision": "0008",
        "created_utc": "2026-11-29T00:00:00Z",
        "format": 1,
        "members": [
            {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in members.items()
        ],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
        made.writestr(MANIFEST, json.dumps(told | (manifest or {})))
    return path


def refused(path: Path, why: str) -> None:
    with pytest.raises(BadRequest, match=why), opened(path):
        pass


def test_what_was_written_is_read_line_by_line(saved: Path) -> None:
    with opened(saved) as kept:
        assert kept.names == ["tables/cards.jsonl", "files/gaps.jsonl"]
        assert list(kept.lines("tables/cards.jsonl")) == [line.rstrip() for line in LINES]
        assert kept.content("files/gaps.jsonl") == b"a gap"
        assert kept.manifest.revision == "0008"
    assert stamp_of(saved) == kept.manifest
    assert [path.name for path in saved.parent.iterdir()] == ["saved.zip"]


@pytest.mark.slow
def test_a_byte_that_changed_anywhere_is_found_or_changes_nothing(saved: Path, tmp_path: Path) -> None:
    with opened(saved) as kept:
        whole = {name: kept.content(name) for name in kept.names}
    content = saved.read_bytes()
    for at in range(len(content)):
        broken = tmp_path / "broken.zip"
        broken.write_bytes(content[:at] + bytes([content[at] ^ 0x41]) + content[at + 1 :])
        try:
            with opened(broken) as kept:
                assert {name: kept.content(name) for name in kept.names} == whole, at
        except BadRequest:
            pass


def test_an_archive_that_was_cut_off_is_refused(saved: Path, tmp_path: Path) -> None:
    content = saved.read_bytes()
    for length in range(0, len(content), 7):
        cut = tmp_path / "cut.zip"
        cut.write_bytes(content[:length])
        refused(cut, "is no backup, or is damaged")


@pytest.mark.parametrize(
    "name",
    [
        "../outside.jsonl",
        "tables/../../outside.jsonl",
        "/etc/cron.d/outside.jsonl",
        "files/exams/../../.env",
        "files/.env",
        "files/exams/a/b.json",
        "files\\gaps.jsonl",
        "tables/CARDS.jsonl",
        "tables/cards.jsonl\n",
        "coach.sqlite",
        MANIFEST,
    ],
)
def test_a_member_with_a_name_that_no_backup_has_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "hostile.zip"
    refused(
        packed(path, {name: b"x"}) if name != MANIFEST else packed(path, {}, {"members": [_member(name)]}), "damaged"
    )
    assert [found.name for found in tmp_path.iterdir()] == ["hostile.zip"]


def _member(name: str) -> dict[str, Any]:
    return {"name": name, "size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_that_the_manifest_does_not_name_or_that_come_twice_are_refused(tmp_path: Path) -> None:
    refused(packed(tmp_path / "none.zip", {"tables/cards.jsonl": b"x"}, {"members": []}), "not those that its manifest")
    refused(
        packed(tmp_path / "more.zip", {}, {"members": [_member("tables/cards.jsonl")]}), "not those that its manifest"
    )
    twice = packed(tmp_path / "twice.zip", {"tables/cards.jsonl": b"x"})
    with zipfile.ZipFile(twice, "a") as made:
        made.writestr("tables/cards.jsonl", b"y")
    refused(twice, "not those that its manifest")
    two = [_member("tables/cards.jsonl")] * 2
    refused(packed(tmp_path / "two.zip", {"tables/cards.jsonl": b"x"}, {"members": two}), "not those that its manifest")


def test_no_more_is_unpacked_than_the_manifest_says(tmp_path: Path) -> None:
    bomb = bytes(30_000_000)
    small = {"members": [_member("tables/cards.jsonl")]}
    refused(packed(tmp_path / "bomb.zip", {"tables/cards.jsonl": bomb}, small), "is not as it was written")
    path = packed(tmp_path / "manifest.zip", {}, {"version": "x" * 2_000_000})
    refused(path, "manifest.json is too long")


def test_a_row_that_never_ends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_LINE_BYTES", 100)
    path = packed(tmp_path / "long.zip", {"tables/cards.jsonl": b"x" * 101})
    with opened(path) as kept, pytest.raises(BadRequest, match="a line of more than 100 bytes"):
        list(kept.lines("tables/cards.jsonl"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"format": 2, "new": "thing"}, "a newer version of the coach has written this backup"),
        ({"format": "one"}, "format"),
        ({"further": 1}, "further"),
        ({"created_utc": "2026-11-29T00:00:00"}, "created_utc"),
        ({"members": "none"}, "members"),
        ({"members": [{"name": "tables/cards.jsonl", "size": -1, "sha256": "0" * 64}]}, "size"),
    ],
)
def test_a_manifest_of_another_shape_is_refused(tmp_path: Path, change: dict[str, Any], why: str) -> None:
    path = packed(tmp_path / "made.zip", {}, change)
    refused(path, why)
    assert stamp_of(path) is None


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("text")
    refused(tmp_path / "text.zip", "no backup")
    refused(tmp_path / "nowhere.zip", "cannot be read: No such file")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as made:
        made.writestr("a.txt", "text")
    refused(tmp_path / "other.zip", "has no manifest.json")
    assert stamp_of(tmp_path / "text.zip") is stamp_of(tmp_path / "other.zip") is None


def test_a_backup_that_fails_half_way_leaves_no_file(tmp_path: Path) -> None:
    def lines() -> Any:
        yield b"one\n"
        raise OSError(28, os.strerror(28))

    with pytest.raises(CoachError, match="cannot be written: No space left"):
        write(tmp_path / "saved.zip", STAMP, [("tables/cards.jsonl", lines())])
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CoachError, match="cannot be written: No such file"):
        write(tmp_path / "nowhere" / "saved.zip", STAMP, [])


def test_only_its_owner_can_read_a_backup(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
