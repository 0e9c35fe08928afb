"""Git repositories made for the tests, by a stream for `git fast-import`: any author, date, message and file name."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

DAY_S = 86_400
START_S = 1_700_000_000 - 1_700_000_000 % DAY_S


class Story:
    """A repository that is told commit by commit; `commit` returns a mark that later ones may name as a parent."""

    def __init__(self) -> None:
        self._stream: list[bytes] = []
        self._marks = 0
        self.last = 0

    def commit(
        self,
        author: str,
        message: str,
        files: Mapping[str, str | bytes | None] | None = None,
        day: float = 0,
        *,
        committer: str = "",
        committed_day: float | None = None,
        parents: Sequence[int] | None = None,
        branch: str = "main",
        moves: Mapping[str, str] | None = None,
    ) -> int:
        """A commit on a branch; a file whose content is None is deleted."""
        self._marks += 1
        when, later = (int(START_S + d * DAY_S) for d in (day, day if committed_day is None else committed_day))
        text = message.encode()
        out = [
            f"commit refs/heads/{branch}\nmark :{self._marks}\n".encode(),
            f"author {author} {when} +0000\ncommitter {committer or author} {later} +0000\n".encode(),
            b"data %d\n%s\n" % (len(text), text),
        ]
        chain = list(parents) if parents is not None else ([self.last] if self.last else [])
        out += [b"%s :%d\n" % (b"merge" if place else b"from", mark) for place, mark in enumerate(chain)]
        for old, new in (moves or {}).items():
            out.append(f"R {old} {new}\n".encode())
        for path, content in (files or {}).items():
            if content is None:
                out.append(b"D %s\n" % quoted(path))
                continue
            raw = content.encode() if isinstance(content, str) else content
            out.append(b"M 100644 inline %s\ndata %d\n%s\n" % (quoted(path), len(raw), raw))
        self._stream.append(b"".join(out))
        if branch == "main":
            self.last = self._marks
        return self._marks

    def raw(self, lines: bytes) -> None:
        """Lines of the stream that `commit` does not write, such as those of a submodule; they join the last commit."""
        self._stream.append(lines)

    def write(self, folder: Path) -> dict[int, str]:
        """Make the repository; the hash of each mark."""
        git(folder.parent, "init", "-q", "-b", "main", str(folder))
        marks = folder / ".git" / "marks"
        command = ["git", "-C", str(folder), "fast-import", "--quiet", f"--export-marks={marks}"]
        subprocess.run(command, input=b"".join(self._stream), check=True, capture_output=True)
        pairs = (line.split() for line in marks.read_text().splitlines())
        return {int(mark[1:]): sha for mark, sha in pairs}


def quoted(path: str) -> bytes:
    """A path as fast-import takes it, whatever stands in it."""
    escaped = path.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"%s"' % escaped


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True)
    return done.stdout


ANN, BOB = "Ann Lee <ann@example.org>", "Bob Ray <bob@example.org>"
SIMPLE = "def parse(line):\n    return line.split(',')\n"
BRANCHES = "".join(f"    if line.startswith('{n}'):\n        return {n}\n" for n in range(14))
TANGLED = f"def parse(line):\n{BRANCHES}    return None\n"


def tidy_library(folder: Path) -> dict[str, str]:
    """A library of one careful author: tests, a refactoring, a replaced dependency, a revert. Name -> hash."""
    story = Story()
    named: dict[str, int] = {}
    named["first"] = story.commit(
        ANN,
        "feat: parse lines",
        {
            "src/lib/parse.py": TANGLED,
            "src/lib/__init__.py": "",
            "src/lib/cli.py": "def main():\n    return 0\n",
            "tests/test_parse.py": "def test_parse():\n    assert True\n",
            "README.md": "# Lines\n\nWe built a parser that reads 50,000 rows with a latency of 40 ms.\n",
            "requirements.txt": "requests>=2\nnumpy>=1\n",
        },
        0,
    )
    named["simpler"] = story.commit(ANN, "refactor: a table instead of branches", {"src/lib/parse.py": SIMPLE}, 3)
    named["replaced"] = story.commit(
        ANN, "Replace requests by httpx2", {"requirements.txt": "httpx2>=2\nnumpy>=1\n"}, 9
    )
    named["wrong"] = story.commit(ANN, "perf: cache lines", {"src/lib/cache.py": "CACHE = {}\n"}, 16)
    sha_of_wrong = story.write(folder)[named["wrong"]]
    # The message of a revert names the hash, which is known only once the commits are there.
    git(folder, "reset", "-q", "--hard", "main")
    (folder / "src/lib/cache.py").unlink()
    git(folder, "add", "-A")
    message = f'Revert "perf: cache lines"\n\nThis reverts commit {sha_of_wrong}.\n'
    _commit(folder, ANN, message, 20)
    marks = (folder / ".git" / "marks").read_text().splitlines()
    known = {int(line.split()[0][1:]): line.split()[1] for line in marks}
    return {name: known[mark] for name, mark in named.items()} | {"revert": git(folder, "rev-parse", "HEAD").strip()}


def notebook_heap(folder: Path) -> None:
    """Notebooks of one author, no tests, large commits of the same name."""
    story = Story()
    for number in range(6):
        source = f'["import torch\\n", "lr = 0.{number + 1}\\n"]'
        cell = f'{{"cell_type": "code", "source": {source}, "outputs": []}}'
        content = f'{{"cells": [{cell}], "metadata": {{}}, "nbformat": 4}}'
        story.commit(
            "Cy Poe <cy@example.org>",
            "update",
            {f"Untitled{number}.ipynb": content, "final.ipynb": content},
            number * 20,
        )
    story.write(folder)


def ten_authors(folder: Path) -> dict[str, str]:
    """Ten people, one of them under two names; merges, co-authors, reviews, a handed-over file. Name -> hash."""
    story = Story()
    mailmap = "Ann Lee <ann@example.org> <ann@old.example.org>\n"
    story.commit(BOB, "start", {"core/engine.py": "x = 1\n", ".mailmap": mailmap, "docs/intro.md": "# Intro\n"}, 0)
    for number in range(8):
        who = f"Dev{number} Doe <dev{number}@example.org>"
        story.commit(who, f"feat: part {number}", {f"parts/p{number}.py": f"value = {number}\n"}, 1 + number)
    base = story.last
    side = story.commit(
        "Ann <ann@old.example.org>",
        "feat: add a queue\n\nCo-authored-by: Bob Ray <bob@example.org>\nReviewed-by: Dev1 Doe <dev1@example.org>\n",
        {"queue/worker.py": "def work():\n    return 1\n", "core/engine.py": "x = 2\n"},
        10,
        branch="side",
        parents=[base],
    )
    story.last = base
    joined = {"queue/worker.py": "def work():\n    return 1\n", "core/engine.py": "x = 2\n"}
    merge = story.commit(BOB, "Merge pull request #7 from ann/queue", joined, 14, parents=[base, side])
    later = story.commit(
        "Dev2 Doe <dev2@example.org>",
        "fix: worker\n\nReviewed-by: Ann Lee <ann@example.org>\n",
        {"queue/worker.py": "def work():\n    return 2\n"},
        20,
    )
    marks = story.write(folder)
    return {"side": marks[side], "merge": marks[merge], "later": marks[later]}


def _commit(folder: Path, author: str, message: str, day: float) -> None:
    when = f"{int(START_S + day * DAY_S)} +0000"
    name, _, address = author.removesuffix(">").partition(" <")
    command = ["git", "-C", str(folder), "-c", f"user.name={name}", "-c", f"user.email={address}", "commit", "-q", "-m"]
    environment = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    subprocess.run([*command, message, f"--date={when}"], check=True, capture_output=True, env=environment)
