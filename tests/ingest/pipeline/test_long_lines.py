"""A line without end is read and cut in time that grows with its length: one of 19 MB once took 150 s to read."""

import gc
import time
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from sampled import slow

from ingest.documents.load import load_file
from ingest.passages.split import SplitSettings, split
from ingest.passages.token_counts import count_tokens
from ingest.pipeline.build import build

# Four times the line may take so many times as long; where each character looks at all the others it is 16.
MOST_TIMES_AS_LONG = 8
SHORT_CHARS, TIMES = 20_000, 4


def seconds(path: Path, text: str) -> float:
    """The processor time of reading a file of one line and cutting it to passages."""
    path.write_text(text, encoding="utf-8")
    gc.collect()
    began = time.process_time()
    passages = split(load_file(path, path.name), count_tokens, SplitSettings())
    taken = time.process_time() - began
    assert passages[-1].end == len(text.rstrip())
    return taken


@pytest.mark.parametrize("suffix", ["md", slow("txt")])
@pytest.mark.parametrize("words", ["word ", *map(slow, ("a. ", "x", ".", "[", "*a ", "# "))])
def test_a_line_of_four_times_the_length_takes_about_four_times_as_long(
    tmp_path: Path, suffix: str, words: str
) -> None:
    path = tmp_path / f"line.{suffix}"
    short = words * (SHORT_CHARS // len(words))
    first = max(min(seconds(path, short) for _ in range(2)), 0.05)
    assert seconds(path, short * TIMES) < MOST_TIMES_AS_LONG * first


def build_seconds(folder: Path, suffix: str, chars: int, embedder: Any) -> float:
    """The processor time of making an index of a file of one line of so many characters, each word another."""
    words = islice((f"w{number:x}" for number in count()), chars // 5)
    source = folder / str(chars)
    source.mkdir()
    (source / f"line.{suffix}").write_text(" ".join(words)[:chars], encoding="utf-8")
    gc.collect()
    began = time.process_time()
    report = build([source], folder / "index" / str(chars), embedder)
    assert report.passages > chars / 10_000
    assert not report.refusals
    return time.process_time() - began


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("suffix", "chars"), [("md", 100_000), slow("txt", 100_000), slow("md", 1_200_000), slow("txt", 1_200_000)]
)
def test_a_line_of_four_times_the_length_takes_the_whole_ingest_about_four_times_as_long(
    tmp_path: Path, fake_embedder: Any, suffix: str, chars: int
) -> None:
    """The longest here has 4.8 MB: one of 19 MB takes this long path over five minutes on a busy machine."""
    first = max(build_seconds(tmp_path, suffix, chars, fake_embedder), 0.5)
    assert build_seconds(tmp_path, suffix, chars * TIMES, fake_embedder) < MOST_TIMES_AS_LONG * first
