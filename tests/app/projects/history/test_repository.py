"""Repositories that nobody trusts: nothing of them is run, nothing outside of them is read."""

import subprocess
from pathlib import Path

import pytest
from repositories import ANN, BOB, SIMPLE, Story, git, tidy_library

from app.projects.history import repository as module
from app.projects.history.author_evidence import evidence_of
from app.projects.history.changes import files_of, lines_of
from app.projects.history.commits import People, log_of, people_of
from app.projects.history.repository import is_bundle, is_repository, opened
from ingest.documents.document import LoadError


@pytest.fixture
def library(tmp_path: Path) -> Path:
    tidy_library(tmp_path / "lines")
    return tmp_path / "lines"


def test_a_bundle_says_what_its_repository_says(library: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "work.bundle"
    git(library, "bundle", "create", "-q", str(bundle), "--all")
    assert is_bundle(bundle)
    assert evidence_of(bundle, []).statements == evidence_of(library, []).statements


def test_a_bare_repository_packed_refs_and_a_detached_head_are_read(library: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--bare", str(library), str(tmp_path / "bare")], check=True)
    git(tmp_path / "bare", "pack-refs", "--all")
    assert evidence_of(tmp_path / "bare", []).own_commits == 5
    git(library, "checkout", "-q", "--detach", "HEAD~1")
    assert evidence_of(library, []).own_commits == 4


def test_a_shallow_clone_says_so(library: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--depth", "2", f"file://{library}", str(tmp_path / "cut")], check=True)
    evidence = evidence_of(tmp_path / "cut", [])
    assert evidence.own_commits == 2
    assert any("shallow" in limit for limit in evidence.limits)


def test_no_program_of_a_repository_is_run(library: Path, tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {touched}\n")
    program.chmod(0o755)
    for name in ("fsmonitor", "pager", "sshCommand", "editor", "hooksPath"):
        git(library, "config", f"core.{name}", str(program))
    git(library, "config", "diff.external", str(program))
    git(library, "config", "filter.evil.smudge", str(program))
    (library / ".git" / "info").mkdir(exist_ok=True)
    (library / ".git" / "info" / "attributes").write_text("* diff=evil filter=evil\n")
    for hook in ("post-checkout", "pre-commit", "post-index-change"):
        (library / ".git" / "hooks").mkdir(exist_ok=True)
        (library / ".git" / "hooks" / hook).write_text(program.read_text())
        (library / ".git" / "hooks" / hook).chmod(0o755)
    assert evidence_of(library, []).statements
    assert not touched.exists()


def test_alternates_and_links_out_of_the_repository_are_not_followed(library: Path, tmp_path: Path) -> None:
    story = Story()
    story.commit(BOB, "not yours", {"secret.py": SIMPLE}, 0)
    marks = story.write(tmp_path / "other")
    info = library / ".git" / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text(f"{tmp_path / 'other' / '.git' / 'objects'}\n")
    (library / ".git" / "HEAD").write_text(f"{marks[1]}\n")
    with pytest.raises(LoadError, match="no commit"):
        evidence_of(library, [])


@pytest.mark.parametrize("place", ["objects", "objects/pack", "objects/ab"])
def test_links_among_the_objects_are_refused(library: Path, tmp_path: Path, place: str) -> None:
    target = library / ".git" / place
    if target.exists():
        target.rename(tmp_path / "moved")
    else:
        (tmp_path / "moved").mkdir()
    target.symlink_to(tmp_path / "moved")
    if place == "objects/ab":
        (tmp_path / "moved" / ("c" * 38)).symlink_to("/etc/passwd")
    with pytest.raises(LoadError, match=r"links|no git repository"):
        evidence_of(library, [])


@pytest.mark.parametrize(
    "head", ["ref: refs/heads/../../../etc/passwd", "ref: ../HEAD", "ref: refs/heads/none", "nonsense", "f" * 64, ""]
)
def test_an_odd_head_is_refused(library: Path, head: str) -> None:
    (library / ".git" / "HEAD").write_text(f"{head}\n")
    with pytest.raises(LoadError):
        evidence_of(library, [])


def test_a_folder_whose_git_is_a_file_or_a_link_is_no_repository(library: Path, tmp_path: Path) -> None:
    (tmp_path / "worktree").mkdir()
    (tmp_path / "worktree" / ".git").write_text(f"gitdir: {library / '.git'}\n")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / ".git").symlink_to(library / ".git")
    assert not is_repository(tmp_path / "worktree")
    assert not is_repository(tmp_path / "linked")


def test_damaged_objects_are_counted_and_the_rest_is_read(library: Path) -> None:
    damaged = 0
    for path in (library / ".git" / "objects").glob("??/*"):
        if damaged < 1 and git(library, "cat-file", "-t", path.parent.name + path.name).strip() == "blob":
            path.chmod(0o644)
            path.write_bytes(b"\x78\x9cnot zlib")
            damaged += 1
    assert evidence_of(library, []).own_commits == 5


@pytest.mark.parametrize(
    "content", [b"# v2 git bundle\n", b"# v2 git bundle\n" + b"f" * 40 + b" refs/heads/main\n\nPACKxx"]
)
def test_a_broken_bundle_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.bundle").write_bytes(content)
    with pytest.raises(LoadError, match="is a damaged bundle, or a part of one; make it anew: git bundle create"):
        evidence_of(tmp_path / "b.bundle", [])


def test_a_repository_that_is_too_large_is_refused(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_REPOSITORY_BYTES", 10)
    with pytest.raises(LoadError, match="limits are"):
        evidence_of(library, [])


def test_a_repository_of_too_many_packs_is_refused(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(library, "repack", "-q", "-a", "-d")
    monkeypatch.setattr(module, "MOST_PACKS", 0)
    with pytest.raises(LoadError, match="bytes in 1 packs, the limits are"):
        evidence_of(library, [])


def test_a_bundle_that_is_too_large_is_refused_before_it_is_unpacked(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(library, "bundle", "create", "-q", str(tmp_path / "work.bundle"), "--all")
    monkeypatch.setattr(module, "MOST_BUNDLE_BYTES", 10)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(LoadError, match="limit for a bundle is 10"):
        evidence_of(tmp_path / "work.bundle", [], scratch=scratch)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("model.py", b"\0\1" * 100),
        ("bundle.min.js", b"import a from 'a'\n"),
        ("proto_pb2.py", b"import grpc\n"),
        ("made.py", b"# Code generated by a tool. DO NOT EDIT.\nimport grpc\n"),
        ("large.py", b"import grpc\n" * 40_000),
    ],
)
def test_of_a_binary_generated_or_large_file_no_line_is_read(tmp_path: Path, path: str, content: bytes) -> None:
    story = Story()
    story.commit(ANN, "first", {path: content, "own.py": "import requests\n"}, 0)
    story.write(tmp_path / "kinds")
    with opened(tmp_path / "kinds") as repository:
        (commit,) = log_of(repository, people_of(repository)).commits
        read = {change.path: lines_of(repository, change) for change in files_of(repository, commit, None).changes}
    assert read[path] is None
    assert read["own.py"] is not None


def test_hostile_names_binary_files_submodules_and_links_are_passed_over(tmp_path: Path) -> None:
    story = Story()
    name = 'a\x1b[31m"\u202e\n.py'
    story.commit(ANN, "add\x1b[2J", {name: SIMPLE, "b.bin": "\0\1"}, 0)
    story.raw(b"M 160000 " + b"a" * 40 + b" sub\nM 120000 inline link\ndata 11\n/etc/passwd\n")
    story.commit(ANN, "more", {"c.py": SIMPLE}, 1)
    story.write(tmp_path / "odd")
    evidence = evidence_of(tmp_path / "odd", [])
    told = "".join(s.text for s in evidence.statements) + "".join(q.text for q in evidence.questions)
    assert not {"\x1b", "\u202e", "\n"} & set(told)
    assert any("submodules" in limit for limit in evidence.limits)


def test_a_mailmap_is_believed_as_far_as_it_can_be_read() -> None:
    people = People(b"Ann <ann@x.org> <old@x.org>\nnonsense\n<<>>\n\xff\xfe <a> <b>\n# note\n")
    assert people.person(b"Somebody <old@x.org>").email == "ann@x.org"
    assert people.person(b"Else <else@x.org>").email == "else@x.org"
    assert people.person(b"no address").email == "no address"


def test_commits_come_newest_first_and_only_so_many(library: Path) -> None:
    with opened(library) as repository:
        log = log_of(repository, people_of(repository), most=3)
    assert [change.title for change in log.commits][1:] == ["perf: cache lines", "Replace requests by httpx2"]
    assert log.is_cut


def test_a_tree_that_holds_itself_ten_billion_times_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    folder = tmp_path / "bomb"
    git(tmp_path, "init", "-q", "-b", "main", str(folder))

    def made(*command: str, given: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(folder), *command], input=given, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    inner = made("hash-object", "-w", "--stdin", given="x = 1\n")
    entry = "100644 blob"
    for _ in range(10):
        inner = made("mktree", given="".join(f"{entry} {inner}\tf{n}\n" for n in range(10)))
        entry = "040000 tree"
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    commit = git(folder, *identity, "commit-tree", "-m", "boom", inner).strip()
    git(folder, "update-ref", "refs/heads/main", commit)
    evidence = evidence_of(folder, [])
    assert evidence.own_commits == 1
    assert any("too many files" in limit for limit in evidence.limits)
