"""Where sentences end, in a text that is whole and in one that still comes in."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language.sentences import REPLY_END, Cutter, around, sentences


def cut(text: str, size: int = 3) -> list[str]:
    """The sentences of a text that comes in pieces of `size` characters."""
    cutter = Cutter()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [sentence for piece in pieces for sentence in cutter.feed(piece)] + cutter.end()


@pytest.mark.parametrize(
    "sentence",
    [
        "Encoders, e.g. BERT, read both sides [1].",
        "E.g. BERT reads both sides [1].",
        "That is the L1 penalty vs. L2 [1].",
        "It is one number, i.e. 3 [1].",
        "Layers, heads, etc. [1] are chosen.",
        "See Vaswani et al. 2017 for the rest [1].",
        "The curve in Fig. 2 falls [1].",
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_an_abbreviation_ends_no_sentence(sentence: str, size: int) -> None:
    assert cut(f"{sentence} Then it ends.", size) == [sentence, "Then it ends."]


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_sentences_end_at_their_stops_with_the_citations_behind_them(size: int) -> None:
    text = 'It is rank r. It holds 3.5 GB. [1][2] "So it is!" he said. Is it? Yes\nNo'
    wanted = ["It is rank r.", "It holds 3.5 GB. [1][2]", '"So it is!" he said.', "Is it?", "Yes", "No"]
    assert cut(text, size) == wanted


@pytest.mark.parametrize("abbreviation", ["e.g.", "i.e.", "vs.", "etc.", "cf."])
def test_what_ends_no_sentence_for_the_grader_ends_none_for_a_model(abbreviation: str) -> None:
    text = f"One {abbreviation} Two is here."
    assert len(sentences(text)) == len(cut(text)) == 1


def test_a_sentence_around_a_quote_goes_on_behind_an_abbreviation() -> None:
    text = "Before. I do not think that encoders, e.g. BERT, overfit. After."
    start = text.index("overfit")
    begin, end = around(text, start, start + 7)
    assert text[begin:end].strip() == "I do not think that encoders, e.g. BERT, overfit."


def searched_anew(pieces: list[str]) -> list[str]:
    """The sentences as a cutter finds them that reads all it holds again with every piece."""
    held, done = "", []
    for piece in pieces:
        held += piece
        while match := REPLY_END.search(held):
            done.append(held[: match.end()].strip())
            held = held[match.end() :]
    return [sentence for sentence in [*done, held.strip()] if sentence]


PARTS = [
    "e.g",
    "etc",
    "Al",
    "a",
    "B",
    ".",
    ".",
    "!",
    "?",
    " ",
    " ",
    "\n",
    "[",
    "1",
    "]",
    ",",
    '"',
    ")",
    "(",
    "*",
    "**w",
]


@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=6).map("".join), max_size=30))
def test_a_cutter_that_reads_each_piece_once_finds_what_one_finds_that_reads_all_of_it_again(pieces: list[str]) -> None:
    cutter = Cutter()
    found = [sentence for piece in pieces for sentence in cutter.feed(piece)] + cutter.end()
    assert found == searched_anew(pieces)


MB = 1_000_000
ENDLESS = {
    "one sentence": "word " * MB,
    "sentences": "It is so [1]. " * (5 * MB // 14),
    "one word": "a" * MB,
    "full stops": "." * MB,
    "full stops apart": ". " * (MB // 2),
    "blanks behind a full stop": "It is so." + " " * MB,
    "citations": "It is so." + "[1]" * (MB // 3),
    "lines": "a\n" * (MB // 2),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ENDLESS)
def test_megabytes_are_cut_in_the_time_that_it_takes_to_read_them(name: str) -> None:
    text = ENDLESS[name]
    began = time.process_time()
    found = cut(text, 10_000)
    # A fifth of a second for a megabyte; twice that where the machine has other work.
    assert time.process_time() - began < 0.4 * max(len(text) / MB, 2)
    assert sum(map(len, found)) > 0


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    def taken(size: int) -> float:
        began = time.process_time()
        cut("word " * size, 20)
        return time.process_time() - began

    taken(1000)
    assert taken(80_000) < 24 * min(taken(10_000) for _ in range(3))
