"""Where sentences end, in a text that is whole and in one that still comes in."""

import pytest

from ingest.language.sentences import Cutter, around, sentences


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
