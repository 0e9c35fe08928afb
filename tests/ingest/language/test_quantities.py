"""Sizes of the same thing are told apart however they are written, and shares and bare numbers are none."""

import pytest

from ingest.language.quantities import other_sizes, quantities


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("13B in 4-bit", {"b": {13}, "bit": {4}}),
        ("13 billion parameters as int8, fp16 and Q4_K_M", {"b": {13}, "bit": {4, 8, 16}}),
        ("1,024-dim vectors, 768 dimensions", {"dim": {1024, 768}}),
        ("99 % of 0.5, GPT-4 and 3 in 4", {}),
        ("", {}),
    ],
)
def test_sizes_are_read_with_what_they_are_of(text, sizes):
    assert quantities(text) == sizes


@pytest.mark.parametrize(
    ("asked", "text", "others"),
    [
        ("a 7B model in fp16", "A 13B model in FP16 takes 26 GB.", 1),
        ("a 13b model in int8", "A 13B model in 4 bits takes 6.5 GB.", 1),
        ("a 7b model in 4 bit", "A 7B model takes 13.48 GB in fp16 and 3.47 in int4.", 0),
        ("a 34b model", "A billion parameters is about 2 GB.", 0),
        ("how many gpus", "A 13B model takes one.", 0),
    ],
)
def test_a_text_that_also_names_the_size_or_names_none_speaks_of_no_other(asked, text, others):
    assert other_sizes(quantities(asked), text) == others
