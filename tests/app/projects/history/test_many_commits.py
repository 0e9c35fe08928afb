"""100,000 commits in bounded time and memory: what docs/projects.md says of it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[4]
COMMITS = 100_000
# Of the processor's time: how long a busy machine takes says nothing.
MOST_CPU_S = 300
MOST_BYTES = 1_500_000_000
READ = """
import json, resource, sys, time
from pathlib import Path
from app.projects.history.author_evidence import evidence_of
found = evidence_of(Path(sys.argv[1]), ["ann@example.org"])
print(json.dumps({
    "commits": found.commits_in_all, "own": found.own_commits, "statements": len(found.statements),
    "limits": found.limits, "cpu_s": time.process_time(),
    "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
}))
"""


def stream() -> Iterator[bytes]:
    """A history of ten authors, each commit a change of one of 2,000 files."""
    for number in range(COMMITS):
        who = b"Ann Lee <ann@example.org>" if number % 10 == 0 else b"Dev <dev%d@example.org>" % (number % 10)
        when = 1_400_000_000 + number * 600
        body = b"".join(b"def f%d(x):\n    return x + %d\n\n" % (k, number) for k in range(5))
        yield b"commit refs/heads/main\nauthor %s %d +0000\ncommitter %s %d +0000\n" % (who, when, who, when)
        yield b"data 6\nchange\nM 100644 inline src/p%d/m%d.py\n" % (number % 50, number % 2000)
        yield b"data %d\n%s\n" % (len(body), body)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_100000_commits_are_read_in_bounded_time_and_memory(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    with subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None
        for piece in stream():
            importing.stdin.write(piece)
        importing.stdin.close()
        assert importing.wait() == 0
    done = subprocess.run(
        [sys.executable, "-c", READ, str(folder)], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    print(told)
    assert (told["commits"], told["own"]) == (COMMITS, COMMITS // 10)
    assert told["statements"] > 4
    assert any("commits were not read" in limit for limit in told["limits"])
    assert told["cpu_s"] < MOST_CPU_S
    assert told["bytes"] < MOST_BYTES
