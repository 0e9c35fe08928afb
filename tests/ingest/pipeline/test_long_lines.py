"""A line without end is read and cut in time that grows with its length: one of 19 MB once took 150 s to read."""

import gc
import json
import time
from collections.abc import Callable
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from sampled import slow

from ingest.documents.html import read_html
from ingest.documents.load import load_file
from ingest.documents.notebook import read_notebook
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


def in_a_paragraph(text: str) -> bytes:
    return f"<html><body><p>{text}</p></body></html>".encode()


def in_a_cell(text: str) -> bytes:
    return json.dumps({"cells": [{"cell_type": "markdown", "source": text}]}).encode()


def reading_seconds(read: Callable[[bytes], str], raw: bytes) -> float:
    """The processor time of what a process of its own does with a file."""
    gc.collect()
    began = time.process_time()
    assert read(raw)
    return time.process_time() - began


@pytest.mark.parametrize("words", ["word ", *map(slow, ("a. ", "x", " ", "*a ", "a < b ", "& ", "<b>a</b> ", "a<br>"))])
@pytest.mark.parametrize(("read", "made"), [(read_html, in_a_paragraph), slow(read_notebook, in_a_cell)])
def test_a_file_of_one_paragraph_of_four_times_the_length_is_read_in_about_four_times_as_long(
    read: Callable[[bytes], str], made: Callable[[str], bytes], words: str
) -> None:
    short = words * (2 * SHORT_CHARS // len(words))
    first = max(min(reading_seconds(read, made(f"{short}end")) for _ in range(2)), 0.02)
    assert reading_seconds(read, made(f"{short * TIMES}end")) < MOST_TIMES_AS_LONG * first


# Twice the line may take so many times as long.
MOST_TIMES_AS_LONG_AS_HALF = 2.5


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_a_line_of_twice_the_length_takes_the_whole_ingest_about_twice_as_long(
    tmp_path: Path, fake_embedder: Any, suffix: str
) -> None:
    """The least of two each: what else runs on the machine takes its caches too."""

    def least(chars: int) -> float:
        folders = [tmp_path / f"{chars}-{number}" for number in range(2)]
        for folder in folders:
            folder.mkdir()
        return min(build_seconds(folder, suffix, chars, fake_embedder) for folder in folders)

    least(10_000)
    assert least(2_000_000) < MOST_TIMES_AS_LONG_AS_HALF * least(1_000_000)
