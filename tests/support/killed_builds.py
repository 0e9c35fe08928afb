"""Builds of an index that are killed, as a program: `killed_builds.py FOLDER KILLS SEED`.

A child of a fork builds one of two sets of notes over the index of the other one; it is killed after a random time, and
the next start finds an index that is whole: the new one where the build had said that it is done, else one of the two.
Prints how many builds were killed, in how many of them the index had changed already, and how many had ended before.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from fake_embedder import FakeEmbedder

from ingest.index.search import Index
from ingest.pipeline.build import build
from ingest.pipeline.place import recover

NOTES = 30
SETS = ("first", "second")
PASSAGES = "passages.sqlite"


def write_notes(folder: Path, about: str) -> None:
    """So many notes, of which every third one is the same in all sets."""
    folder.mkdir(parents=True)
    for n in range(NOTES):
        told = "both" if n % 3 == 0 else about
        sections = "\n\n".join(f"## Part {m} of {n}\n\n" + f"What {told} says of {n} and {m}. " * 30 for m in range(4))
        (folder / f"note-{n}.md").write_text(f"# Note {n} of {told}\n\n{sections}\n", encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """The files of an index, of SQLite's file what is in it: it keeps a count of its writes too."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = {str(path.relative_to(folder)): path.read_bytes() for path in files if path.name != PASSAGES}
    with closing(sqlite3.connect(folder / PASSAGES)) as connection:
        return found | {PASSAGES: "\n".join(connection.iterdump()).encode()}


def built(notes: Path, folder: Path) -> int:
    """The process id of a child that builds; it ends with 0 where it has said that it is done."""
    child = os.fork()
    if child == 0:
        try:
            build([notes], folder, FakeEmbedder())
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return child


def main(folder: Path, kills: int, seed: int) -> dict[str, int]:
    rng, counts = random.Random(seed), Counter[str]()
    notes = {name: folder / name for name in SETS}
    whole: dict[str, dict[str, bytes]] = {}
    for name in SETS:
        write_notes(notes[name], name)
        # Over the index of the other set, as below: what is kept of it is the same, and so is every byte.
        build([notes[name]], folder / f"whole-{name}", FakeEmbedder())
        whole[name] = contents(folder / f"whole-{name}")
    index, now, seconds = folder / "index", "first", 0.0
    begun = time.monotonic()
    assert os.waitpid(built(notes[now], index), 0)[1] == 0
    seconds = time.monotonic() - begun
    while counts["killed"] < kills:
        other = SETS[1 - SETS.index(now)]
        begun, child = time.monotonic(), built(notes[other], index)
        time.sleep(rng.uniform(0, 1.2 * seconds))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        is_killed = os.WIFSIGNALED(status)
        counts["killed" if is_killed else "ended before"] += 1
        assert is_killed or status == 0, status
        if not is_killed:
            seconds = (seconds + time.monotonic() - begun) / 2
        counts["left a folder"] += len(list(folder.glob(".index-*"))) > 0
        recover(index)
        assert list(folder.glob(".index-*")) == []
        found = next(name for name in SETS if contents(index) == whole[name])
        assert is_killed or found == other, "a build that had said that it is done was lost"
        counts["killed behind the change"] += is_killed and found == other
        opened = Index(index, FakeEmbedder())
        assert opened.search(f"What {found} says", 1)[0].passage.text
        now = found
    return dict(counts)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
